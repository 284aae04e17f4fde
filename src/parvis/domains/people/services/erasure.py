"""Erasure that really erases: asked for, reversible for some days, then gone.

What hangs on the account by a foreign key goes or is emptied with it; a domain that keeps the id
otherwise (in a text, a JSON, a file) registers how it forgets. Facts keep ids only: once the
account is gone, an id names nobody.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from parvis.domains.media import services as media
from parvis.domains.people.events import ErasureAsked, ErasureCancelled, ResidentErased
from parvis.domains.people.models import Resident, Tombstone
from parvis.domains.people.selectors.own import erasure_due_at
from parvis.domains.people.selectors.sessions import sessions_mentioning
from parvis.domains.people.services.standing import end_sessions
from parvis.domains.people.vocabulary import UNCONFIRMED_DAYS
from parvis.kernel import events
from parvis.kernel.models import Once

log = structlog.get_logger(__name__)

Forget = Callable[[UUID], None]
_forgets: dict[str, Forget] = {}


def register_erasure(name: str, forget: Forget) -> None:
    """Have ``forget(resident_id)`` called in the erasure's transaction, before the account goes.

    Call it in ``apps.py``. It must be safe to repeat, and leave files to ``transaction.on_commit``.
    """
    known = _forgets.setdefault(name, forget)
    if known.__qualname__ != forget.__qualname__:
        raise RuntimeError(f"two erasures are called {name}")


@transaction.atomic
def ask_erasure(*, resident: Resident, at: datetime) -> datetime:
    """Hide somebody at once, and say when they will be erased. Asking again changes nothing."""
    asked = Resident.objects.filter(pk=resident.pk, erasure_asked_at=None).update(
        erasure_asked_at=at
    )
    if asked:
        resident.erasure_asked_at = at
    else:
        resident.refresh_from_db(fields=["erasure_asked_at"])
    due = erasure_due_at(resident)
    assert due is not None  # noqa: S101  (set just above)
    if asked:
        events.publish(ErasureAsked(resident_id=resident.id, due_at=due), by=resident.id, at=at)
    return due


@transaction.atomic
def cancel_erasure(*, resident: Resident, at: datetime) -> None:
    """Change one's mind: everything is as it was. Safe to repeat."""
    asked = Resident.objects.filter(pk=resident.pk, erasure_asked_at__isnull=False)
    if asked.update(erasure_asked_at=None):
        resident.erasure_asked_at = None
        events.publish(ErasureCancelled(resident_id=resident.id), by=resident.id, at=at)


def erase_due(at: datetime) -> int:
    """Erase those whose days of reflection are over; how many. One failing does not stop others."""
    limit = at - timedelta(days=settings.PARVIS.erasure_days)
    due = Resident.objects.filter(erasure_asked_at__lte=limit).order_by("erasure_asked_at")
    leaving = list(due)
    forget_sessions(leaving)
    erased = 0
    for resident in leaving:
        try:
            erased += _erase(resident.id, at, due.filter(pk=resident.id))
        except Exception:
            log.exception("erasure_failed")
    return erased


def erase(*, resident_id: UUID, at: datetime) -> bool:
    """Erase an account and all it held, for good; whether there was one. Safe to repeat."""
    wanted = Resident.objects.filter(pk=resident_id)
    forget_sessions(wanted)
    return _erase(resident_id, at, wanted)


def forget_unconfirmed(at: datetime) -> int:
    """Erase the accounts whose email nobody confirmed in a week; how many there were."""
    limit = at - timedelta(days=UNCONFIRMED_DAYS)
    waiting = Resident.objects.filter(confirmed_at=None, joined_at__lt=limit)
    forgotten = list(waiting)
    forget_sessions(forgotten)
    return sum(_erase(each.id, at, waiting.filter(pk=each.id)) for each in forgotten)


def forget_sessions(residents: Iterable[Resident]) -> None:
    """Delete every session that names one of these people, signed in or only trying to enter.

    One reading of all sessions for all of them; sockets are closed too.
    """
    words: set[str] = set()
    for resident in residents:
        end_sessions(resident_id=resident.id)
        words |= {str(resident.id), resident.id.hex, resident.email}
    if words:
        Session.objects.filter(session_key__in=list(sessions_mentioning(words))).delete()


@transaction.atomic
def _erase(resident_id: UUID, at: datetime, wanted: QuerySet[Resident]) -> bool:
    """All of one account at once, if it is still among those wanted (it may have changed its mind).

    A domain that fails to forget stops it whole: it is tried again at the next turn.
    """
    resident = wanted.select_for_update().first()
    if resident is None:
        return False
    for forget in _forgets.values():
        forget(resident_id)
    Once.objects.filter(resident_id=resident_id).delete()
    media.delete_images_of(owner_id=resident_id, at=at)
    resident.delete()
    Tombstone.objects.get_or_create(digest=digest_of(resident_id), defaults={"erased_at": at})
    events.publish(ResidentErased(resident_id=resident_id), at=at)
    return True


def erase_again(*, digests: Iterable[str], at: datetime) -> int:
    """After a backup was restored: erase again those whose tombstones were kept elsewhere."""
    wanted = set(digests) | set(Tombstone.objects.values_list("digest", flat=True))
    ids = Resident.objects.values_list("id", flat=True).iterator(chunk_size=2_000)
    found = [resident_id for resident_id in ids if digest_of(resident_id) in wanted]
    return sum(erase(resident_id=resident_id, at=at) for resident_id in found)


def digest_of(resident_id: UUID) -> str:
    return hashlib.sha256(resident_id.bytes).hexdigest()

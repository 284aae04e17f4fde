"""Whether an account may be used: suspended, reinstated, seen; its sessions ended."""

from datetime import date, datetime
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from parvis.domains.people.events import ResidentReinstated, ResidentSuspended
from parvis.domains.people.models import Resident
from parvis.kernel import events, realtime


@transaction.atomic
def suspend(*, resident: Resident, by: Resident | None, at: datetime) -> None:
    """Close an account for a time: hidden, signed out everywhere, its sockets closed."""
    if not Resident.objects.filter(pk=resident.pk, is_active=True).update(is_active=False):
        return
    resident.is_active = False
    end_sessions(resident_id=resident.id)
    fact = ResidentSuspended(resident_id=resident.id)
    events.publish(fact, by=by.id if by else None, at=at)


@transaction.atomic
def reinstate(*, resident: Resident, by: Resident | None, at: datetime) -> None:
    if not Resident.objects.filter(pk=resident.pk, is_active=False).update(is_active=True):
        return
    resident.is_active = True
    fact = ResidentReinstated(resident_id=resident.id)
    events.publish(fact, by=by.id if by else None, at=at)


@transaction.atomic
def end_sessions(*, resident_id: UUID, but: str | None = None) -> int:
    """Sign somebody out of every device, except the session ``but``; how many there were.

    Their sockets close within seconds; the page that keeps its session opens another by itself.
    """
    known = UserSession.objects.filter(user_id=resident_id).exclude(session_key=but or "")
    keys = list(known.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    known.delete()
    realtime.close(resident_id)
    return len(keys)


def note_seen(*, resident: Resident, on: date) -> None:
    """Once a day, that somebody came: for those nobody sees any more, never shown to anyone."""
    if resident.seen_on is None or resident.seen_on < on:
        earlier = Q(seen_on=None) | Q(seen_on__lt=on)
        Resident.objects.filter(earlier, pk=resident.pk).update(seen_on=on)
        resident.seen_on = on

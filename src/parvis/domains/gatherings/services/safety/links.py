"""“I share my plan”: a link for somebody one trusts, who needs no account."""

import base64
import hashlib
import hmac
import re
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.encoding import force_bytes
from django.utils.translation import gettext_lazy as _

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.models import Occurrence, TrustedLink
from parvis.domains.gatherings.services.refusals import CalledOff, Over
from parvis.domains.gatherings.vocabulary import CONTACT_MAX, LINKS_AT_ONCE, Status
from parvis.domains.people.models import Resident
from parvis.kernel import idempotency, text
from parvis.kernel.errors import NotVisible, Refusal

TOKEN_BYTES: Final = 16
#: A name goes into a mail of ours to somebody without an account: nothing else may.
NAME: Final = re.compile(r"[^\W\d_]+(?:[ '’.-]+[^\W\d_]+)*\.?")
SHORTEST_LINK: Final = re.compile(r"\w\.\w")


class NotComing(Refusal):
    sentence = _("Dites d’abord que vous venez : vous pourrez ensuite partager votre rencontre.")


class NameRefused(Refusal):
    field = "contact_name"
    sentence = _("Écrivez simplement un prénom ou un nom, avec des lettres.")


class TooManyLinks(Refusal):
    sentence = _("Vous avez déjà trois liens pour cette rencontre. Retirez-en un d’abord.")


class LinkGone(Refusal):
    sentence = _("Ce lien a déjà été retiré. Vous pouvez en faire un autre.")


@transaction.atomic
def share_plan(
    *,
    occurrence: Occurrence,
    by: Resident,
    contact_name: str,
    contact_email: str = "",
    once: str,
    at: datetime,
) -> tuple[TrustedLink, str, bool]:
    """A link for somebody they trust: ``(link, token, whether it was made just now)``.

    The token is kept nowhere. The same form sent again gives the same link and the same token: it
    is computed from the key of the form and a key of the server.

    :raises NotVisible: there is no such date.
    :raises NotComing: they do not come.
    :raises Over: it is over.
    :raises CalledOff: it does not take place.
    :raises NameRefused: the name is none.
    :raises TooManyLinks: three are alive.
    :raises LinkGone: this very form made a link that was taken back since.
    :raises StaleForm: the form has no key.
    """
    name = _checked_name(contact_name)
    token = _token(by.pk, occurrence.pk, _key(once))
    # One link of a date at a time, so that their number holds.
    held = Occurrence.objects.select_for_update(no_key=True).filter(pk=occurrence.pk).first()
    if held is None:
        raise NotVisible
    known = TrustedLink.objects.filter(token_hash=selectors.token_hash(token)).first()
    if known is not None:
        if known.revoked_at is not None:
            raise LinkGone
        return known, token, False
    if held.is_cancelled or held.gathering.status == Status.CANCELLED:
        raise CalledOff
    if held.is_over(at):
        raise Over
    if not selectors.takes_part(by, held):
        raise NotComing
    if selectors.live_links(at).filter(occurrence=held, resident=by).count() >= LINKS_AT_ONCE:
        raise TooManyLinks
    link = TrustedLink.objects.create(
        occurrence=held,
        resident=by,
        contact_name=name,
        contact_email=contact_email,
        token_hash=selectors.token_hash(token),
        created_at=at,
    )
    return link, token, True


@transaction.atomic
def revoke_link(*, link_id: UUID, by: Resident, at: datetime) -> TrustedLink:
    """Close a link at once; the address of the contact is forgotten. Safe to repeat.

    :raises NotVisible: it is not theirs.
    """
    link = TrustedLink.objects.filter(pk=link_id, resident=by).first()
    if link is None:
        raise NotVisible
    _revoke(TrustedLink.objects.filter(pk=link.pk), at)
    link.refresh_from_db()
    return link


def revoke_links_of(*, resident_id: UUID, at: datetime) -> int:
    """Close every link of somebody who goes away; how many."""
    return _revoke(TrustedLink.objects.filter(resident_id=resident_id), at)


def _revoke(links, at: datetime) -> int:  # type: ignore[no-untyped-def]
    closed: int = links.filter(revoked_at=None).update(revoked_at=at, contact_email="")
    return closed


def _key(once: str) -> UUID:
    try:
        return UUID(once)
    except ValueError:
        raise idempotency.StaleForm from None


def _token(resident_id: UUID, occurrence_id: UUID, key: UUID) -> str:
    """128 bits that nobody guesses without the key of the server."""
    given = f"gatherings.trusted\0{resident_id}\0{occurrence_id}\0{key}"
    digest = hmac.new(force_bytes(settings.SECRET_KEY), given.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).decode().rstrip("=")


def _checked_name(name: str) -> str:
    kept = " ".join(text.clean(name).split())
    is_name = NAME.fullmatch(kept) and not SHORTEST_LINK.search(kept)
    if not is_name or len(kept) > CONTACT_MAX:
        raise NameRefused
    return kept

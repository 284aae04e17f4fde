"""A thank-you: one tap, a few words if one likes, told once and signed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parvis.domains.conversations import rules as conversations
from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.events import ThanksSaid
from parvis.domains.gatherings.models import Thanks
from parvis.domains.gatherings.vocabulary import WORDS_MAX
from parvis.domains.people.models import Resident
from parvis.kernel import events, text
from parvis.kernel.errors import NotVisible, Refusal


class TooManyWords(Refusal):
    field = "words"
    sentence = _("C’est un peu long : 280 caractères au plus.")


class NotHere(Refusal):
    """Links and numbers, as in any first message."""

    field = "words"


@transaction.atomic
def thank(
    *, occurrence_id: UUID, by: Resident, seat: int | None, words: str = "", at: datetime
) -> Thanks:
    """Thank who ran it (no seat), or somebody who was there. Said once; safe to repeat.

    :raises NotVisible: one was not there, or nobody by this seat was.
    :raises Refusal: too long, or a link, an address, a number in it.
    """
    after = selectors.after(by, occurrence_id, at)
    if not after.came:
        raise NotVisible
    to = selectors.person_there(by, after.occurrence, seat).resident if seat else None
    said, created = Thanks.objects.get_or_create(
        occurrence=after.occurrence,
        by=by,
        to=to,
        defaults={"words": _checked(words), "said_at": at},
    )
    if created:
        fact = ThanksSaid(
            thanks_id=said.pk,
            occurrence_id=occurrence_id,
            by_id=by.pk,
            to_id=to.pk if to else None,
        )
        events.publish(fact, by=by.pk, at=at)
    return said


def _checked(words: str) -> str:
    kept = " ".join(text.clean(words).split())
    if not kept:
        return ""
    if len(kept) > WORDS_MAX:
        raise TooManyWords
    try:
        return conversations.checked_request(kept)
    except Refusal as refusal:
        raise NotHere(str(refusal)) from refusal

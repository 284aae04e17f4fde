"""A worry is watched over until a moderator who was not there has answered it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parvis.domains.conversations import services as conversations
from parvis.domains.conversations.models import Conversation
from parvis.domains.conversations.vocabulary import Purpose
from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.models import CheckIn
from parvis.domains.gatherings.vocabulary import WORRY, WORRY_MAX
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Role
from parvis.domains.watch import services as watch
from parvis.kernel import text
from parvis.kernel.errors import Refusal


class NothingNoted(Refusal):
    field = "note"
    sentence = _("Écrivez en quelques mots ce qui a été fait : cela reste entre vous.")


def open_worry(check_in: CheckIn, at: datetime) -> None:
    """Ask a moderator of the area, then others, then who coordinates. Safe to repeat."""
    area = check_in.occurrence.gathering.place.area
    moderators = people.people_with_role(Role.MODERATOR, area).values_list("pk", flat=True)
    watch.open_item(
        kind=WORRY,
        subject_id=check_in.pk,
        waiting=check_in.resident,
        first=None,
        substitutes=list(moderators),
        area=area,
        at=at,
    )


@transaction.atomic
def write_back(*, worry: selectors.Worry, by: Resident, body: str, at: datetime) -> Conversation:
    """Write to who is worried: they asked for it, so it opens at once, and is the answer.

    :raises Refusal: nothing written, or too much.
    """
    conversation = conversations.open_with(
        by=by, to=worry.resident, body=body, purpose=Purpose.AFTER, at=at
    )
    watch.answered(item=worry.item, by=by, at=at)
    return conversation


@transaction.atomic
def close_with_note(*, worry: selectors.Worry, by: Resident, note: str, at: datetime) -> None:
    """They were helped otherwise (by phone, in person): what was done, for moderators only.

    :raises NothingNoted: it must say how.
    """
    kept = text.clean(note)[:WORRY_MAX]
    if not kept:
        raise NothingNoted
    CheckIn.objects.filter(pk=worry.check_in.pk).update(note=kept)
    watch.answered(item=worry.item, by=by, at=at)

"""“Shall we meet?”: to somebody one writes with, to a circle, to people one has met."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from parvis.domains.circles import selectors as circles
from parvis.domains.circles.models import Circle
from parvis.domains.conversations import selectors as conversations
from parvis.domains.conversations.models import Conversation
from parvis.domains.conversations.rules import Standing
from parvis.domains.gatherings import rules, selectors
from parvis.domains.gatherings.events import GatheringProposed
from parvis.domains.gatherings.models import Gathering, Invitation
from parvis.domains.gatherings.services.consent import versions
from parvis.domains.gatherings.services.consent.checking import checked
from parvis.domains.gatherings.services.consent.refusals import NotTogether, TooManyPlans
from parvis.domains.gatherings.services.consent.seating import seat_everywhere
from parvis.domains.gatherings.vocabulary import (
    INVITED_MAX,
    PLANS_OPEN,
    Answer,
    Audience,
    Photos,
    Status,
)
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.kernel import events
from parvis.kernel.errors import NotVisible

#: To whom one may propose to meet.
Asked = Conversation | Circle | Sequence[Resident]


@transaction.atomic
def propose_gathering(
    *,
    by: Resident,
    to: Asked,
    values: Mapping[str, Any],
    at: datetime,
    vouched: bool = False,
    agreed: bool = False,
) -> Gathering:
    """Propose to meet, on terms that each of those asked accepts or not.

    Who proposes has said yes. ``values``: see :func:`checking.checked`.

    :param to: an open conversation: the other of it. A circle: each of its members, who say yes of
        themselves. People: those by name.
    :param vouched: whoever calls knows that these people agreed to be asked (a round, an
        introduction); else each has met, or writes with, the one who proposes.
    :param agreed: they said yes to these very terms before: each has their seat at once, nobody is
        asked, and it belongs to all of them.
    :raises NotVisible: no such conversation or circle for them, or somebody out of their sight.
    :raises NotTogether: somebody they neither met nor write with.
    :raises TooManyPlans: they have proposed enough already, whatever was answered.
    :raises GatheringRefused: each problem with its field.
    """
    rules.may_propose.require(by)
    gathering, others = _asking(by, to, vouched=vouched)
    kept = checked(values, at=at, first=selectors.is_first_meeting(by, others))
    kept["host"] = by
    if not agreed and _still_to_come(by, gathering, others, at) >= PLANS_OPEN:
        raise TooManyPlans
    gathering.is_shared = agreed
    gathering.host, gathering.status = by, Status.PUBLISHED
    gathering.created_at = at
    gathering.photos = Photos.NONE
    terms = versions.write(gathering, kept, by, at)
    versions.write_dates(gathering, at)
    agreeing = [by, *others] if agreed else [by]
    yes = {"state": Answer.ACCEPTED, "accepted_version": terms.version, "answered_at": at}
    Invitation.objects.bulk_create(
        Invitation(
            gathering=gathering, resident=one, asked_at=at, **(yes if one in agreeing else {})
        )
        for one in [by, *others]
    )
    for one in agreeing:
        seat_everywhere(gathering, one, 0, at)
    events.publish(GatheringProposed(gathering_id=gathering.pk, at=at), by=by.pk, at=at)
    return gathering


def _asking(by: Resident, to: Asked, *, vouched: bool) -> tuple[Gathering, list[Resident]]:
    """The gathering to be, and who is asked by name."""
    if isinstance(to, Circle):
        if circles.membership_of(by, to) is None:
            raise NotVisible
        # One after the other: what is counted below stays true.
        Circle.objects.select_for_update(no_key=True).get(pk=to.pk)
        return Gathering(audience=Audience.CIRCLE, circle=to), []
    if isinstance(to, Conversation):
        other = _other_of(by, to)
        return Gathering(audience=Audience.INVITATION, conversation=to), [other]
    others = _seen(by, to)
    if not vouched and len(selectors.known_to(by, others)) < len(others):
        raise NotTogether
    talk = conversations.between(by, others[0]) if len(others) == 1 else None
    return Gathering(audience=Audience.INVITATION, conversation=talk), others


def _other_of(by: Resident, talk: Conversation) -> Resident:
    Conversation.objects.select_for_update(no_key=True).filter(pk=talk.pk).first()
    thread = conversations.thread_for(by, talk.pk)
    if thread.standing != Standing.OPEN or thread.other is None:
        raise NotVisible
    return thread.other


def _seen(by: Resident, to: Sequence[Resident]) -> list[Resident]:
    wanted: set[UUID] = {one.pk for one in to} - {by.pk}
    found = list(people.visible_to(by).filter(pk__in=wanted).order_by("pk"))
    if not found or len(found) < len(wanted) or len(found) > INVITED_MAX:
        raise NotVisible
    return found


def _still_to_come(
    by: Resident, gathering: Gathering, others: Sequence[Resident], at: datetime
) -> int:
    """What they proposed to the same person, or the same circle, and is ahead: whatever was
    answered, so that nothing of it is told."""
    mine = Gathering.objects.filter(
        host=by, status=Status.PUBLISHED, occurrences__starts_at__gt=at
    ).exclude(audience=Audience.PUBLIC)
    if gathering.circle is not None:
        return mine.filter(circle=gathering.circle).distinct().count()
    asked = [one.pk for one in others]
    return mine.filter(circle=None, invitations__resident__in=asked).distinct().count()

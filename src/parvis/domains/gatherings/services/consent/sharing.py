"""What belongs to all who come: leaving it, whoever one is, and going on with no last date."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from parvis.domains.circles.models import Circle
from parvis.domains.gatherings.events import PlanLeft
from parvis.domains.gatherings.models import Gathering
from parvis.domains.gatherings.services.consent import versions
from parvis.domains.gatherings.services.consent.answering import end_plan, leave_silently, locked
from parvis.domains.gatherings.services.consent.seating import seat_everywhere
from parvis.domains.gatherings.services.refusals import CalledOff
from parvis.domains.gatherings.services.series import write_dates
from parvis.domains.gatherings.vocabulary import Answer, Repeat, Status
from parvis.domains.people.models import Resident
from parvis.kernel import events
from parvis.kernel.errors import NotVisible


@transaction.atomic
def leave_plan(
    *, gathering_id: UUID, resident_id: UUID, at: datetime, silently: bool = False
) -> bool:
    """Come no more to what belongs to all who come; whether one did. Safe to repeat.

    Who hosted it hands over to another; without anybody left it is off. Who hosts then is told
    that somebody cannot come any more, unless ``silently``.

    :raises NotVisible: there is none, or it belongs to who proposed it.
    """
    held = _held(gathering_id)
    if held.status != Status.PUBLISHED:
        return False
    left = leave_silently(held, resident_id, at)
    if left and not silently:
        fact = PlanLeft(gathering_id=held.pk, resident_id=resident_id, at=at)
        events.publish(fact, by=resident_id, at=at)
    return left


@transaction.atomic
def call_off_plan(*, gathering_id: UUID, at: datetime) -> None:
    """It cannot go on: its dates to come are off, and everybody is free. Safe to repeat.

    Nobody is told: whoever calls has the words for it.

    :raises NotVisible: there is none, or it belongs to who proposed it.
    """
    held = _held(gathering_id)
    if held.status == Status.PUBLISHED:
        end_plan(held, None, at)


@transaction.atomic
def go_on_together(
    *, gathering_id: UUID, residents: Sequence[Resident], circle: Circle | None, at: datetime
) -> Gathering:
    """A weekly gathering has no last date from now on, for those who wish it. Safe to repeat.

    One of them hosts it; each of them may change it. Who does not go on keeps the seats they have.

    :param residents: those who wish it; more may be given later.
    :param circle: where it is shown to its members.
    :raises NotVisible: there is none, or it belongs to who proposed it.
    :raises CalledOff: it does not take place any more.
    """
    held = _held(gathering_id)
    if held.status != Status.PUBLISHED:
        raise CalledOff
    wanted = {one.pk for one in residents}
    if not held.goes_on and residents:
        host = held.host if held.host and held.host_id in wanted else residents[0]
        held.circle = circle
        unending = {"host": host, "rrule": Repeat.WEEKLY.value, "until": None}
        versions.write(held, {**versions.as_agreed(held), **unending}, host, at)
    held.invitations.filter(resident__in=wanted).update(
        state=Answer.ACCEPTED, accepted_version=held.terms_version, answer_by=None, answered_at=at
    )
    write_dates(held, at)
    for one in residents:
        seat_everywhere(held, one, 0, at)
    return held


def _held(gathering_id: UUID) -> Gathering:
    held = locked(gathering_id)
    if held is None or not held.is_shared:
        raise NotVisible
    return held

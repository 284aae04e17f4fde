"""“Were you there?”, and who met whom."""

from datetime import datetime, timedelta
from itertools import combinations
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.events import PeopleMet
from parvis.domains.gatherings.models import Attendance, Meeting, Occurrence
from parvis.domains.gatherings.vocabulary import Coming
from parvis.domains.people.models import Resident
from parvis.kernel import events
from parvis.kernel.errors import NotVisible

#: What is said of a date later than that changes nothing of who met.
FOLLOWED: Final = timedelta(days=30)


@transaction.atomic
def say_came(*, occurrence_id: UUID, resident: Resident, came: bool, at: datetime) -> Attendance:
    """They say themselves whether they were there; what the sheet says counts. Safe to repeat.

    :raises NotVisible: they were not to come, or it is not over.
    """
    mine = (
        Attendance.objects.select_for_update(no_key=True, of=("self",))
        .select_related("occurrence")
        .filter(occurrence=occurrence_id, resident=resident, state=Coming.GOING)
        .first()
    )
    if mine is None or not mine.occurrence.is_over(at) or mine.occurrence.is_cancelled:
        raise NotVisible
    if not mine.came_by_sheet and mine.came != came:
        mine.came, mine.came_said_at = came, at
        mine.save(update_fields=["came", "came_said_at"])
    return mine


def follow_up(*, at: datetime) -> int:
    """Write down who met at what is over, and again when more is known; how many dates."""
    found = selectors.to_follow(at, since=FOLLOWED)
    for occurrence_id in found:
        _follow(occurrence_id, at)
    return len(found)


@transaction.atomic
def _follow(occurrence_id: UUID, at: datetime) -> None:
    locked = Occurrence.objects.select_for_update(no_key=True, of=("self",))
    held = (
        locked.select_related("gathering__circle")
        .filter(pk=occurrence_id, is_cancelled=False)
        .first()
    )
    if held is None:
        return
    held.followed_at = at
    held.save(update_fields=["followed_at"])
    wanted = set(combinations(_who_met(held), 2))
    known = {(one.one_id, one.other_id): one for one in held.meetings.all()}
    for pair in known.keys() - wanted:
        known[pair].delete()
        _renumber(*pair)
    for one, other in sorted(wanted - known.keys()):
        met = Meeting.objects.create(
            occurrence=held, one_id=one, other_id=other, times=1, met_at=held.starts_at
        )
        _renumber(one, other)
        met.refresh_from_db()
        fact = PeopleMet(
            one_id=one, other_id=other, occurrence_id=held.pk, times=met.times, at=held.starts_at
        )
        events.publish(fact, at=at)


def _who_met(held: Occurrence) -> list[UUID]:
    """Those who came to what was small enough to meet, in the order of ids.

    Nobody of a discreet circle: that two people belong to it is kept nowhere else.
    """
    if selectors.is_discreet(held.gathering) or not selectors.is_few(held):
        return []
    came = Attendance.objects.filter(occurrence=held, came=True)
    return sorted(came.values_list("resident_id", flat=True))


def _renumber(one: UUID, other: UUID) -> None:
    """Their meetings in the order they happened: 1, 2, 3…"""
    theirs = Meeting.objects.filter(Q(one=one, other=other)).order_by("met_at", "pk")
    for times, meeting in enumerate(theirs, start=1):
        if meeting.times != times:
            meeting.times = times
            meeting.save(update_fields=["times"])

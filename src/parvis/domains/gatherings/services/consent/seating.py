"""Seats of those who say yes to terms: on each of the dates to come, with the date locked."""

from datetime import datetime
from uuid import UUID

from parvis.domains.gatherings.models import Attendance, Gathering, SeriesAttendance
from parvis.domains.gatherings.services import seats, waiting
from parvis.domains.gatherings.services.refusals import Full
from parvis.domains.gatherings.vocabulary import Coming
from parvis.domains.people.models import Resident


def ahead(gathering: Gathering, at: datetime, *, with_cancelled: bool = False) -> list[UUID]:
    """Its dates to come that stand, always in the same order."""
    found = gathering.occurrences.filter(starts_at__gt=at)
    if not with_cancelled:
        found = found.filter(is_cancelled=False)
    return list(found.order_by("pk").values_list("pk", flat=True))


def seat_invited(occurrence_id: UUID, resident: Resident, guests: int, at: datetime) -> Attendance:
    """Give somebody who agreed their seat at one date, with so many guests. Safe to repeat.

    :raises Full: there is no such room left; what they had they keep.
    """
    held = seats.lock(occurrence_id)
    mine = seats.place_of(held, resident.pk)
    if mine is None:
        mine = Attendance(occurrence=held, resident=resident, state=Coming.CANCELLED)
    had = mine.party if mine.state == Coming.GOING else 0
    if had == 1 + guests:
        return mine
    if not seats.fits(held, 1 + guests - had):
        raise Full
    was_going = mine.state == Coming.GOING
    seats.put(held, mine, Coming.GOING, guests)
    if was_going:
        mine.save(update_fields=["guests"])
    else:
        mine.alone = False
        seats.go(held, mine, at)
    seats.save_counts(held)
    return mine


def seat_everywhere(gathering: Gathering, resident: Resident, guests: int, at: datetime) -> None:
    """A seat at each date to come where there is room; of what has no last date, at all of them.

    :raises Full: there is none at any of them.
    """
    refused: Full | None = None
    seated = 0
    for occurrence_id in ahead(gathering, at):
        try:
            seat_invited(occurrence_id, resident, guests, at)
            seated += 1
        except Full as full:
            refused = full
    if refused is not None and not seated:
        raise refused
    if gathering.goes_on:
        SeriesAttendance.objects.update_or_create(
            gathering=gathering,
            resident=resident,
            defaults={"guests": guests, "alone": False, "ended_at": None},
            create_defaults={"guests": guests, "said_at": at},
        )


def unseat(gathering: Gathering, resident_id: UUID, at: datetime) -> int:
    """Take back every seat to come of somebody; at how many dates. Safe to repeat."""
    series = SeriesAttendance.objects.filter(gathering=gathering, resident=resident_id)
    series.filter(ended_at=None).update(ended_at=at)
    theirs = Attendance.objects.filter(
        occurrence__in=ahead(gathering, at), resident=resident_id, state__in=seats.LIVE
    )
    held = seats.lock_all(theirs.values_list("occurrence_id", flat=True))
    ended = 0
    for one in held:
        mine = seats.place_of(one, resident_id)
        if mine is not None and mine.state in seats.LIVE:
            waiting.drop(one, mine, at)
            waiting.settle(one, at)
            ended += 1
    return ended

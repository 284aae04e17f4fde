"""Coming to all the dates of a gathering, those not written down yet included."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from parvis.domains.gatherings import rules, selectors
from parvis.domains.gatherings.models import (
    Attendance,
    Gathering,
    Occurrence,
    SeriesAttendance,
)
from parvis.domains.gatherings.services import coming, seats, waiting
from parvis.domains.gatherings.services.refusals import CalledOff, NoRoomForGuests
from parvis.domains.gatherings.vocabulary import Coming, Status
from parvis.domains.people.models import Resident
from parvis.kernel.errors import NotVisible


@transaction.atomic
def come_to_series(
    *, gathering_id: UUID, resident: Resident, alone: bool, guests: int = 0, at: datetime
) -> SeriesAttendance:
    """A seat on every date to come, and on those that are written down later; where none is left
    they wait. Saying it again changes how they come, and not the dates they left since.

    :raises NotVisible: there is no such gathering to come to.
    :raises NotAllowed: not signed in, or leaving.
    :raises CalledOff: it does not take place any more.
    :raises TermsFirst: they have not said yes to what is agreed there.
    :raises TooManyGuests: more than one may bring.
    :raises PartyTooLarge: there are not so many seats at all.
    """
    rules.may_come.require(resident)
    gathering = _locked(gathering_id)
    if not selectors.is_open_to(resident, gathering):
        raise NotVisible
    if gathering.status == Status.CANCELLED:
        raise CalledOff
    mine = SeriesAttendance.objects.filter(gathering=gathering, resident=resident).first()
    coming.require_terms(gathering, resident)
    coming.require_guests(gathering, guests, had=mine.guests if mine else 0)
    coming.require_large_enough(gathering, guests)
    is_new = mine is None or mine.ended_at is not None
    if mine is None or is_new:
        mine = mine or SeriesAttendance(gathering=gathering, resident=resident)
        mine.said_at, mine.ended_at = at, None
    mine.guests, mine.alone = guests, alone and not guests
    mine.save()
    for held in seats.lock_all(_ahead(gathering, at)):
        _seat(held, mine, at, is_new=is_new)
    return mine


@transaction.atomic
def leave_series(*, gathering_id: UUID, resident: Resident, at: datetime) -> int:
    """Give back the seats at all dates to come, and no longer come to those that follow; how many.
    Safe to repeat.

    :raises NotVisible: there is no such gathering.
    """
    gathering = _locked(gathering_id)
    mine = SeriesAttendance.objects.filter(gathering=gathering, resident=resident, ended_at=None)
    mine.update(ended_at=at)
    theirs = Attendance.objects.filter(
        resident=resident, occurrence__in=_ahead(gathering, at), state__in=seats.LIVE
    )
    left = 0
    for held in seats.lock_all(theirs.values_list("occurrence_id", flat=True)):
        place = seats.place_of(held, resident.pk)
        if place is not None and place.state != Coming.CANCELLED:
            waiting.drop(held, place, at)
            left += 1
        waiting.settle(held, at)
    return left


@transaction.atomic
def fill_new_dates(occurrences: Iterable[Occurrence], at: datetime) -> None:
    """Those who come to the whole series have the first seats of its new dates, who said so first
    before the others; when there are no more, they wait. Their gathering must be locked."""
    for held in seats.lock_all([one.pk for one in occurrences]):
        if held.starts_at <= at or seats.is_called_off(held):
            continue
        known = Attendance.objects.filter(occurrence=held).values("resident")
        series = SeriesAttendance.objects.filter(gathering=held.gathering_id, ended_at=None)
        for mine in series.exclude(resident__in=known).order_by("said_at", "pk"):
            _seat(held, mine, at, is_new=True)


def _locked(gathering_id: UUID) -> Gathering:
    held = (
        Gathering.objects.select_for_update(no_key=True, of=("self",))
        .select_related("organisation")
        .filter(pk=gathering_id)
        .exclude(status=Status.DRAFT)
        .first()
    )
    if held is None:
        raise NotVisible
    return held


def _ahead(gathering: Gathering, at: datetime) -> list[UUID]:
    return list(gathering.occurrences.filter(starts_at__gt=at).values_list("pk", flat=True))


def _seat(held: Occurrence, series: SeriesAttendance, at: datetime, *, is_new: bool) -> None:
    """As they come to the series, so to this date; a date they left before is theirs again only
    when they say for the first time that they come to all."""
    place = seats.place_of(held, series.resident_id)
    is_gone = place is None or place.state == Coming.CANCELLED
    if seats.is_called_off(held) or (is_gone and not is_new):
        return
    waiting.settle(held, at)
    place = place or Attendance(occurrence=held, resident_id=series.resident_id)
    if is_gone:
        place.waiting_since = series.said_at  # they wait for this date since they said so
    with suppress(NoRoomForGuests):  # to this date they come as they had said before
        coming.seat(held, place, alone=series.alone, guests=series.guests, at=at)
    place.by_series = True
    place.save(update_fields=["by_series"])
    waiting.settle(held, at)

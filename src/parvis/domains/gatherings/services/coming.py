"""“I'm coming”, “I no longer am”: seats are counted while the date is locked, never otherwise."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from parvis.domains.gatherings import rules, selectors
from parvis.domains.gatherings.models import (
    Attendance,
    Gathering,
    Invitation,
    Occurrence,
    SeriesAttendance,
)
from parvis.domains.gatherings.services import seats, waiting
from parvis.domains.gatherings.services.refusals import (
    Full,
    NoRoomForGuests,
    Over,
    PartyTooLarge,
    SeriesOnly,
    TermsFirst,
    TooManyGuests,
)
from parvis.domains.gatherings.vocabulary import Audience, Coming, SignUp
from parvis.domains.people.models import Resident
from parvis.kernel.errors import NotVisible


@transaction.atomic
def come(
    *, occurrence_id: UUID, resident: Resident, alone: bool, guests: int = 0, at: datetime
) -> Attendance:
    """Take a seat at one date for oneself and one's guests, or say otherwise how one comes.

    Where no seat is left, or others wait already, they wait too: ``state`` of what is given back
    says so. Who was offered a seat takes it. Who brings guests does not come alone. Safe to repeat.

    :raises NotVisible: there is no such date to come to.
    :raises NotAllowed: not signed in, or leaving.
    :raises CalledOff: this date does not take place.
    :raises Over: it has ended.
    :raises SeriesOnly: one says yes to all its dates, or to none.
    :raises TermsFirst: they have not said yes to what is agreed there.
    :raises TooManyGuests: more than one may bring.
    :raises NoRoomForGuests: they come, but more guests find no seat.
    :raises PartyTooLarge: there are not so many seats at all.
    :raises Full: it has begun, and every seat is taken.
    """
    rules.may_come.require(resident)
    held = seats.lock(occurrence_id)
    if not selectors.is_open_to(resident, held.gathering):
        raise NotVisible
    seats.require_open(held, at)
    _require_series(held.gathering, resident)
    require_terms(held.gathering, resident)
    waiting.settle(held, at)
    mine = seats.place_of(held, resident.pk) or Attendance(occurrence=held, resident=resident)
    require_guests(held.gathering, guests, had=mine.guests)
    seat(held, mine, alone=alone, guests=guests, at=at)
    waiting.settle(held, at)
    mine.refresh_from_db()
    return mine


@transaction.atomic
def leave(*, occurrence_id: UUID, resident: Resident, at: datetime) -> bool:
    """Give one's seat back, or one's place on the list; whether one had one. Safe to repeat.

    :raises NotVisible: there is no such date.
    :raises Over: it has ended: who came, came.
    """
    held = seats.lock(occurrence_id)
    mine = seats.place_of(held, resident.pk)
    if mine is None or mine.state == Coming.CANCELLED:
        return False
    if mine.state == Coming.GOING and held.is_over(at):
        raise Over
    waiting.drop(held, mine, at)
    waiting.settle(held, at)
    return True


def leave_all(*, resident_id: UUID, at: datetime) -> int:
    """Give back every seat to come of somebody who goes away; how many. Safe to repeat."""
    theirs = SeriesAttendance.objects.filter(resident_id=resident_id, ended_at=None)
    theirs.update(ended_at=at)
    return _leave(Attendance.objects.filter(resident_id=resident_id), at)


def leave_circle(*, circle_id: UUID, resident_id: UUID, at: datetime) -> int:
    """Who left a circle no longer comes to what was proposed to its members. Safe to repeat."""
    theirs = Attendance.objects.filter(
        resident_id=resident_id,
        occurrence__gathering__audience=Audience.CIRCLE,
        occurrence__gathering__circle=circle_id,
    ).exclude(occurrence__gathering__host=resident_id)
    return _leave(theirs, at)


def part(*, one_id: UUID, other_id: UUID, at: datetime) -> int:
    """Two people no longer exist for each other: neither comes to what the other invited them to.

    What is open to everybody is not theirs to close, nor what belongs to all who come. Safe to
    repeat.
    """
    invited = Attendance.objects.filter(
        occurrence__gathering__audience=Audience.INVITATION, occurrence__gathering__is_shared=False
    )
    theirs = Q(resident_id=one_id, occurrence__gathering__host=other_id)
    others = Q(resident_id=other_id, occurrence__gathering__host=one_id)
    return _leave(invited.filter(theirs | others), at)


@transaction.atomic
def forget(resident_id: UUID) -> None:
    """Before an account goes: its seats are free, and counted as such, past ones too."""
    theirs = Attendance.objects.filter(resident_id=resident_id)
    for held in seats.lock_all(theirs.values_list("occurrence_id", flat=True)):
        mine = seats.place_of(held, resident_id)
        if mine is not None:
            seats.put(held, mine, Coming.CANCELLED)
            seats.save_counts(held)
    theirs.delete()
    SeriesAttendance.objects.filter(resident_id=resident_id).delete()
    # A greeter's first name is theirs: it goes with the account.
    Gathering.objects.filter(greeter_id=resident_id).update(greeter=None, greeter_name="", sign="")


def recount(*, at: datetime) -> int:
    """Dates to come whose counts are not those of their seats: none, unless a person wrote in the
    database by hand. Puts them right; how many."""
    parties = Coalesce(Sum(1 + F("attendances__guests"), filter=_in(Coming.GOING)), 0)
    kept = Coalesce(Sum(1 + F("attendances__guests"), filter=_in(Coming.OFFERED)), 0)
    waits = Count("attendances", filter=_in(Coming.WAITING))
    counted = Occurrence.objects.filter(ends_at__gt=at).annotate(
        seats_going=parties, seats_offered=kept, people_waiting=waits
    )
    right = Q(going=F("seats_going"), offered=F("seats_offered"), waiting=F("people_waiting"))
    wrong = list(counted.exclude(right).order_by("pk").values_list("pk", flat=True))
    for occurrence_id in wrong:
        with transaction.atomic():
            for held in seats.lock_all([occurrence_id]):
                rows = list(Attendance.objects.filter(occurrence=held))
                held.going = sum(one.party for one in rows if one.state == Coming.GOING)
                held.offered = sum(one.party for one in rows if one.state == Coming.OFFERED)
                held.waiting = sum(one.state == Coming.WAITING for one in rows)
                waiting.settle(held, at)
    return len(wrong)


def seat(held: Occurrence, mine: Attendance, *, alone: bool, guests: int, at: datetime) -> None:
    """Somebody wants to come to a locked date, so many together: they come, or they wait.

    :raises Full, NoRoomForGuests, PartyTooLarge: see :func:`come`.
    """
    alone = alone and not guests
    match mine.state:
        case Coming.GOING:
            _come_otherwise(held, mine, alone=alone, guests=guests, at=at)
        case Coming.OFFERED:
            waiting.take(held, mine, at)
            _come_otherwise(held, mine, alone=alone, guests=guests, at=at)
        case Coming.WAITING:
            require_large_enough(held.gathering, guests)
            mine.alone, mine.guests = alone, guests
            mine.save(update_fields=["alone", "guests"])
        case _:
            mine.alone, mine.guests, mine.by_series = alone, guests, False
            _come_anew(held, mine, at)


def require_guests(gathering: Gathering, guests: int, *, had: int = 0) -> None:
    """Who has brought more since before the limit was lowered may still bring them.

    :raises TooManyGuests: more than one may bring.
    """
    if not 0 <= guests <= max(gathering.guests_max, had):
        raise TooManyGuests(gathering.guests_max)


def require_terms(gathering: Gathering, resident: Resident) -> None:
    """:raises TermsFirst: they have not said yes to the terms in force."""
    if not gathering.terms_version or gathering.host_id == resident.pk:
        return
    said = Invitation.objects.filter(
        gathering=gathering, resident=resident, accepted_version=gathering.terms_version
    )
    if not said.exists():
        raise TermsFirst


def _come_anew(held: Occurrence, mine: Attendance, at: datetime) -> None:
    require_large_enough(held.gathering, mine.guests)
    if not held.waiting and seats.fits(held, mine.party):
        seats.go(held, mine, at)
    elif held.starts_at <= at:
        raise Full
    else:
        waiting.wait(held, mine, at)


def _come_otherwise(
    held: Occurrence, mine: Attendance, *, alone: bool, guests: int, at: datetime
) -> None:
    """Who has a seat says how many they are, and whether they come alone."""
    more = guests - mine.guests
    # Those who wait for one seat go before those who want another.
    if more > 0 and (held.waiting or not seats.fits(held, more)):
        raise NoRoomForGuests
    if more:
        seats.put(held, mine, Coming.GOING, guests)
        mine.save(update_fields=["guests"])
    if mine.alone != alone:
        mine.alone, mine.said_at = alone, at
        mine.save(update_fields=["alone", "said_at"])
        seats.announce(held, mine, at)


def require_large_enough(gathering: Gathering, guests: int) -> None:
    """:raises PartyTooLarge: there are not so many seats at all."""
    if gathering.capacity is not None and 1 + guests > gathering.capacity:
        raise PartyTooLarge


def _require_series(gathering: Gathering, resident: Resident) -> None:
    """Who comes to the series may come back to a date they had left."""
    if gathering.signup == SignUp.SERIES and not selectors.series_of(resident, gathering.pk):
        raise SeriesOnly


def _leave(found: Iterable[Attendance], at: datetime) -> int:
    """One date after the other, each in a transaction of its own."""
    theirs = Attendance.objects.filter(
        pk__in=[one.pk for one in found], state__in=seats.LIVE, occurrence__ends_at__gt=at
    )
    left = list(theirs.order_by("occurrence_id").values_list("occurrence_id", "pk"))
    for occurrence_id, pk in left:
        with transaction.atomic():
            for held in seats.lock_all([occurrence_id]):
                mine = theirs.filter(pk=pk).first()
                if mine is not None:
                    waiting.drop(held, mine, at)
                    waiting.settle(held, at)
    return len(left)


def _in(state: Coming) -> Q:
    return Q(attendances__state=state)

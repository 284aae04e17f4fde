"""Seats that come free: lists go on, and those who wait are told."""

from datetime import datetime

from parvis.domains.circles.events import CircleLeft
from parvis.domains.gatherings import notices, services
from parvis.domains.gatherings.events import (
    GatheringCancelled,
    GatheringChanged,
    OccurrenceCancelled,
    OfferLapsed,
    SeatGiven,
    SeatOffered,
    WaitingEnded,
)
from parvis.domains.gatherings.models import Attendance, Occurrence
from parvis.domains.gatherings.vocabulary import Coming
from parvis.domains.people.events import ResidentBlocked
from parvis.domains.people.models import Resident
from parvis.kernel import clock, events, tasks


@tasks.every(minutes=1, name="gatherings.keep_waiting_lists")
def keep_waiting_lists(at: datetime) -> None:
    services.settle_due(at)


@events.listens(GatheringChanged, name="gatherings.settle_changed")
def settle_changed(fact: GatheringChanged) -> None:
    """There may be more seats, or it may begin sooner."""
    services.settle_gathering(fact.gathering_id, clock.now())


@events.listens(OccurrenceCancelled, name="gatherings.settle_called_off")
def settle_called_off(fact: OccurrenceCancelled) -> None:
    services.settle_date(fact.occurrence_id, clock.now())


@events.listens(GatheringCancelled, name="gatherings.settle_all_called_off")
def settle_all_called_off(fact: GatheringCancelled) -> None:
    services.settle_gathering(fact.gathering_id, clock.now())


@events.listens(ResidentBlocked, name="gatherings.part")
def part(fact: ResidentBlocked) -> None:
    services.part(one_id=fact.by_id, other_id=fact.blocked_id, at=clock.now())


@events.listens(CircleLeft, name="gatherings.leave_what_the_circle_does")
def leave_what_the_circle_does(fact: CircleLeft) -> None:
    services.leave_circle(circle_id=fact.circle_id, resident_id=fact.resident_id, at=clock.now())


@events.listens(SeatOffered, name="gatherings.tell_seat_offered")
def tell_seat_offered(fact: SeatOffered) -> None:
    offered = _attendance(fact)
    # Answered, or over by now: nothing is left to answer.
    if offered and offered.state == Coming.OFFERED and offered.offered_until == fact.until:
        notices.seat_offered(offered, fact.at, clock.now())


@events.listens(SeatGiven, name="gatherings.tell_seat_given")
def tell_seat_given(fact: SeatGiven) -> None:
    given = _attendance(fact)
    if given and given.state == Coming.GOING:
        notices.seat_given(given, fact.at, clock.now())


@events.listens(OfferLapsed, name="gatherings.tell_offer_lapsed")
def tell_offer_lapsed(fact: OfferLapsed) -> None:
    lapsed, now = _attendance(fact), clock.now()
    if lapsed and lapsed.state == Coming.CANCELLED and not lapsed.occurrence.is_over(now):
        notices.offer_lapsed(lapsed.resident, lapsed.occurrence, fact.at, now)


@events.listens(WaitingEnded, name="gatherings.tell_waiting_ended")
def tell_waiting_ended(fact: WaitingEnded) -> None:
    found = Occurrence.objects.select_related("gathering").filter(pk=fact.occurrence_id)
    occurrence = found.first()
    if occurrence is None:
        return
    residents = list(Resident.objects.filter(pk__in=fact.resident_ids).order_by("pk"))
    tell = notices.nothing_to_wait_for if fact.called_off else notices.no_seat_came_free
    tell(residents, occurrence, clock.now())


def _attendance(fact: SeatOffered | SeatGiven | OfferLapsed) -> Attendance | None:
    return (
        Attendance.objects.select_related("resident", "occurrence__gathering__circle")
        .filter(occurrence_id=fact.occurrence_id, resident_id=fact.resident_id)
        .first()
    )

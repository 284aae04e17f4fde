"""Waiting for a seat: who is offered the next one, until when, and what becomes of it.

One function brings a date to rest, and everything that changes who comes ends with it: offers that
ended are taken back, and as long as somebody who waits fits in the seats left, the first of them in
the order of :func:`selectors.waiting_order` is offered theirs.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from parvis.domains.gatherings import notices, selectors
from parvis.domains.gatherings.events import OfferLapsed, SeatGiven, SeatOffered, WaitingEnded
from parvis.domains.gatherings.models import Attendance, Occurrence
from parvis.domains.gatherings.services import seats
from parvis.domains.gatherings.services.refusals import OfferOver
from parvis.domains.gatherings.vocabulary import OFFER_HOURS, SETTLED_AT_ONCE, Coming
from parvis.domains.people.models import Resident
from parvis.kernel import events

HOUR = timedelta(hours=1)


def settle(held: Occurrence, at: datetime) -> None:
    """Bring a locked date to rest, and save its counts."""
    if held.offered or held.waiting:
        if seats.is_called_off(held):
            _close(held, at, called_off=True)
        else:
            _lapse(held, at)
            if held.starts_at <= at:
                _close(held, at, called_off=False)
            else:
                _promote(held, at)
    seats.save_counts(held)


@transaction.atomic
def settle_date(occurrence_id: UUID, at: datetime) -> None:
    """Bring one date to rest. Safe to repeat.

    :raises NotVisible: there is none.
    """
    settle(seats.lock(occurrence_id), at)


@transaction.atomic
def settle_gathering(gathering_id: UUID, at: datetime) -> None:
    """Bring all dates of a gathering to rest where somebody waits. Safe to repeat."""
    waited = Occurrence.objects.filter(gathering=gathering_id, ends_at__gt=at)
    ids = [one.pk for one in waited if one.waiting or one.offered]
    for held in seats.lock_all(ids):
        settle(held, at)


def settle_due(at: datetime, most: int = SETTLED_AT_ONCE) -> int:
    """Take back the offers that ended, and close the lists of what began; of how many dates."""
    lapsed = Attendance.objects.filter(state=Coming.OFFERED, offered_until__lte=at)
    found = list(
        lapsed.order_by("offered_until").values_list("occurrence_id", flat=True)[:most]
    ) + list(
        Occurrence.objects.filter(waiting__gt=0, starts_at__lte=at)
        .order_by("starts_at")
        .values_list("pk", flat=True)[:most]
    )
    due = list(dict.fromkeys(found))[:most]
    for occurrence_id in due:
        settle_date(occurrence_id, at)
    return len(due)


def accept(*, occurrence_id: UUID, resident: Resident, at: datetime) -> Attendance:
    """Take the seat one was offered. Safe to repeat.

    :raises NotVisible: there is no such date.
    :raises CalledOff: it does not take place.
    :raises OfferOver: nothing is kept for them, or not any more.
    """
    settle_date(occurrence_id, at)  # what has ended goes to the next, whatever this person is told
    with transaction.atomic():
        held = seats.lock(occurrence_id)
        seats.require_open(held, at)
        mine = seats.place_of(held, resident.pk)
        if mine is not None and mine.state == Coming.GOING:
            return mine
        if mine is None or mine.state != Coming.OFFERED:
            raise OfferOver
        take(held, mine, at)
        settle(held, at)
        return mine


@transaction.atomic
def decline(*, occurrence_id: UUID, resident: Resident, at: datetime) -> bool:
    """Leave the seat one was offered to the next person; whether one was. Safe to repeat.

    :raises NotVisible: there is no such date.
    """
    held = seats.lock(occurrence_id)
    mine = seats.place_of(held, resident.pk)
    if mine is None or mine.state != Coming.OFFERED:
        return False
    drop(held, mine, at)
    settle(held, at)
    return True


def wait(held: Occurrence, mine: Attendance, at: datetime) -> None:
    """Put somebody on the list of a locked date; who waits since long keeps their time."""
    seats.put(held, mine, Coming.WAITING)
    mine.said_at, mine.waiting_since, mine.offered_until = at, mine.waiting_since or at, None
    mine.save()


def take(held: Occurrence, mine: Attendance, at: datetime) -> None:
    """Who is offered a seat, or waits for one, has it."""
    notices.offer_answered(held.pk, mine.resident_id, at)
    seats.go(held, mine, at)


def drop(held: Occurrence, mine: Attendance, at: datetime) -> None:
    """They no longer come, wait, or are offered a seat."""
    if mine.state == Coming.OFFERED:
        notices.offer_answered(held.pk, mine.resident_id, at)
    seats.end(held, mine, at)


def offered_until(starts_at: datetime, at: datetime) -> datetime:
    """Until when a seat offered now is kept: less long as the date comes nearer."""
    ahead = starts_at - at
    kept = next(kept for from_hours, kept in OFFER_HOURS if ahead >= from_hours * HOUR)
    return min(starts_at, at + kept * HOUR)


def _lapse(held: Occurrence, at: datetime) -> None:
    for mine in Attendance.objects.filter(occurrence=held, state=Coming.OFFERED).order_by("pk"):
        # A date that was moved nearer begins before the offer would have ended.
        until = min(mine.offered_until or at, held.starts_at)
        if until <= at:
            drop(held, mine, at)
            _publish(OfferLapsed, held, mine, at)
        elif until != mine.offered_until:
            mine.offered_until = until
            mine.save(update_fields=["offered_until"])


def _promote(held: Occurrence, at: datetime) -> None:
    if held.seats_left is None:
        kept = Attendance.objects.filter(occurrence=held, state=Coming.OFFERED)
        for mine in [*kept.order_by("pk"), *selectors.waiting_order(held, at)]:
            _give(held, mine, at)
    while held.waiting and held.seats_left:
        order = selectors.waiting_order(held, at)
        first = order.filter(guests__lt=held.seats_left).first()
        if first is None:
            break
        if first.by_series:
            _give(held, first, at)
        else:
            _offer(held, first, at)


def _offer(held: Occurrence, mine: Attendance, at: datetime) -> None:
    seats.put(held, mine, Coming.OFFERED)
    mine.offered_until = offered_until(held.starts_at, at)
    mine.save(update_fields=["state", "offered_until"])
    fact = SeatOffered(
        occurrence_id=held.pk,
        gathering_id=held.gathering_id,
        resident_id=mine.resident_id,
        until=mine.offered_until,
        at=at,
    )
    events.publish(fact, at=at)


def _give(held: Occurrence, mine: Attendance, at: datetime) -> None:
    """Without asking: they come to the whole series, or there is room for everybody."""
    take(held, mine, at)
    _publish(SeatGiven, held, mine, at)


def _close(held: Occurrence, at: datetime, *, called_off: bool) -> None:
    """Nobody waits any more, nor is offered a seat."""
    ended = Attendance.objects.filter(
        occurrence=held, state__in=[Coming.WAITING, Coming.OFFERED]
    ).order_by("pk")
    gone = []
    for mine in ended:
        drop(held, mine, at)
        gone.append(mine.resident_id)
    if gone:
        fact = WaitingEnded(
            occurrence_id=held.pk,
            gathering_id=held.gathering_id,
            resident_ids=tuple(gone),
            called_off=called_off,
            at=at,
        )
        events.publish(fact, at=at)


def _publish(
    kind: type[OfferLapsed] | type[SeatGiven], held: Occurrence, mine: Attendance, at: datetime
) -> None:
    fact = kind(
        occurrence_id=held.pk,
        gathering_id=held.gathering_id,
        resident_id=mine.resident_id,
        at=at,
    )
    events.publish(fact, at=at)

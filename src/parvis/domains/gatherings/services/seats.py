"""Seats of one date: what every change of who comes is made of.

The date is locked first (several dates in the order of their ids), then its attendances are read
and written: two changes of one date never cross, and nobody waits for each other in a circle.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from parvis.domains.gatherings.events import AttendanceEnded, AttendanceSaid
from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence
from parvis.domains.gatherings.services.refusals import CalledOff, Over
from parvis.domains.gatherings.vocabulary import Coming, Status
from parvis.kernel import events
from parvis.kernel.errors import NotVisible

#: Those who hold a seat, are offered one, or wait for one.
LIVE = (Coming.GOING, Coming.OFFERED, Coming.WAITING)
COUNTS = ("going", "offered", "waiting")


def lock(occurrence_id: UUID) -> Occurrence:
    """A date, ours until the end of the transaction, with its gathering as it is now.

    :raises NotVisible: there is none.
    """
    found = lock_all([occurrence_id])
    if not found or found[0].gathering.status == Status.DRAFT:
        raise NotVisible
    return found[0]


def lock_all(occurrence_ids: Iterable[UUID]) -> list[Occurrence]:
    """These dates in the order of their ids, each with its gathering as it is now.

    The gatherings are read after the lock: whoever changes their seats holds the same lock.
    """
    locked = Occurrence.objects.select_for_update(no_key=True)
    found = list(locked.filter(pk__in=list(occurrence_ids)).order_by("pk"))
    wanted = {one.gathering_id for one in found}
    known = Gathering.objects.select_related("organisation").in_bulk(wanted)
    for one in found:
        one.gathering = known[one.gathering_id]
    return found


def is_called_off(held: Occurrence) -> bool:
    return held.is_cancelled or held.gathering.status == Status.CANCELLED


def require_open(held: Occurrence, at: datetime) -> None:
    """:raises CalledOff: it does not take place.
    :raises Over: it has ended."""
    if is_called_off(held):
        raise CalledOff
    if held.is_over(at):
        raise Over


def place_of(held: Occurrence, resident_id: UUID) -> Attendance | None:
    """The row of somebody, whatever it says."""
    return Attendance.objects.filter(occurrence=held, resident_id=resident_id).first()


def put(held: Occurrence, mine: Attendance, state: Coming, guests: int | None = None) -> None:
    """Move somebody to a state, with so many guests, and the counts of the date with them.

    Neither is saved: the counts are, once, by :func:`save_counts`.
    """
    _count(held, mine, -1)
    mine.state = state
    if guests is not None:
        mine.guests = guests
    _count(held, mine, 1)


def save_counts(held: Occurrence) -> None:
    held.save(update_fields=COUNTS)


def go(held: Occurrence, mine: Attendance, at: datetime) -> None:
    """They come, and it is announced."""
    put(held, mine, Coming.GOING)
    mine.said_at, mine.waiting_since, mine.offered_until = at, None, None
    mine.save()
    announce(held, mine, at)


def announce(held: Occurrence, mine: Attendance, at: datetime) -> None:
    fact = AttendanceSaid(
        occurrence_id=held.pk,
        gathering_id=held.gathering_id,
        resident_id=mine.resident_id,
        alone=mine.alone,
        at=at,
    )
    events.publish(fact, by=mine.resident_id, at=at)


def end(held: Occurrence, mine: Attendance, at: datetime) -> None:
    """They no longer come, wait, or are offered a seat; who had one is announced not to come."""
    was_going = mine.state == Coming.GOING
    put(held, mine, Coming.CANCELLED)
    mine.said_at, mine.waiting_since, mine.offered_until = at, None, None
    mine.save(update_fields=["state", "said_at", "waiting_since", "offered_until"])
    if was_going:
        fact = AttendanceEnded(
            occurrence_id=held.pk,
            gathering_id=held.gathering_id,
            resident_id=mine.resident_id,
            at=at,
        )
        events.publish(fact, by=mine.resident_id, at=at)


def fits(held: Occurrence, party: int) -> bool:
    """Whether so many seats are neither taken nor offered."""
    left = held.seats_left
    return left is None or party <= left


def _count(held: Occurrence, mine: Attendance, sign: int) -> None:
    """``waiting`` counts people who wait, whoever they bring; the others count seats."""
    if mine.state == Coming.GOING:
        held.going = max(0, held.going + sign * mine.party)
    elif mine.state == Coming.OFFERED:
        held.offered = max(0, held.offered + sign * mine.party)
    elif mine.state == Coming.WAITING:
        held.waiting = max(0, held.waiting + sign)

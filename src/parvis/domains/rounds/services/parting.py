"""Two people who no longer exist for each other are not at one table; who goes away leaves."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from parvis.domains.circles import services as circles
from parvis.domains.gatherings import services as gatherings
from parvis.domains.people.models import Block, Resident
from parvis.domains.people.selectors.visibility import OUT_OF_SIGHT
from parvis.domains.rounds.events import SeatReleased, TableThinned
from parvis.domains.rounds.models import Seat, Table
from parvis.domains.rounds.selectors.tables import has_met
from parvis.domains.rounds.services.places import (
    LIVE,
    come_first,
    hold_table,
    put_back,
    release,
    seats_of,
)
from parvis.domains.rounds.vocabulary import TableState
from parvis.kernel import events

#: Stages at which one has a place that can be taken back.
STANDING = (TableState.ASKING, TableState.MEETING, TableState.CONTINUED)


def separate(*, by_id: UUID, blocked_id: UUID, at: datetime) -> int:
    """Who made the block keeps their place; the other is told, in the words of any table that
    cannot be, and comes first in the next round. At how many tables. Safe to repeat.
    """
    mine = Seat.objects.filter(resident=by_id, state__in=LIVE).values("table")
    theirs = Seat.objects.filter(resident=blocked_id, state__in=LIVE, table__in=mine)
    return _take_back(theirs, at)


def depart(*, resident_id: UUID, at: datetime) -> int:
    """Somebody's account is going, or closed: their places are free. At how many tables. Safe to
    repeat."""
    return _take_back(Seat.objects.filter(resident=resident_id, state__in=LIVE), at)


def clear_table(table: Table, at: datetime) -> None:
    """Nobody stays whom a block stands between, nor who is out of sight: the same as above, for a
    table that is held, whatever was heard of first."""
    live = {one.resident_id: one for one in seats_of(table)}
    gone = set(Resident.objects.filter(OUT_OF_SIGHT, pk__in=live).values_list("pk", flat=True))
    between = Block.objects.filter(by__in=live, blocked__in=live).order_by("at", "pk")
    for by_id, blocked_id in between.values_list("by", "blocked"):
        if by_id not in gone and blocked_id not in gone:
            gone.add(blocked_id)
    _let_go(table, [live[one] for one in sorted(gone)], at)


def _take_back(found: Iterable[Seat], at: datetime) -> int:
    """One table after the other, each in a transaction of its own."""
    wanted = [(one.table_id, one.pk) for one in found if one.table.state in STANDING]
    taken = 0
    for table_id, seat_id in sorted(wanted):
        taken += _take_back_one(table_id, seat_id, at)
    return taken


@transaction.atomic
def _take_back_one(table_id: UUID, seat_id: UUID, at: datetime) -> int:
    table = hold_table(table_id)
    seats = list(seats_of(table).filter(pk=seat_id))
    if table.state not in STANDING:
        return 0
    _let_go(table, seats, at)
    return len(seats)


def _let_go(table: Table, seats: list[Seat], at: datetime) -> None:
    """Take these places back. The table is looked at anew afterwards: see ``tasks``."""
    if not seats:
        return
    freed = release(seats)
    if table.gathering is None:
        come_first(freed)
    elif not has_met(table, at):
        put_back(freed, table.gathering.created_at)
    for seat in seats:
        leave_gathering(table, seat.resident, at)
        fact = SeatReleased(seat_id=seat.pk, table_id=table.pk, at=at)
        events.publish(fact, at=at)
    events.publish(TableThinned(table_id=table.pk, at=at), at=at)


def leave_gathering(
    table: Table, resident: Resident, at: datetime, *, silently: bool = True
) -> None:
    """The seats of a series are free, and the circle of those who go on is left."""
    gathering = table.gathering
    if gathering is None:
        return
    gatherings.leave_plan(
        gathering_id=gathering.pk, resident_id=resident.pk, at=at, silently=silently
    )
    if gathering.circle is not None:
        circles.leave(circle=gathering.circle, resident=resident, at=at)

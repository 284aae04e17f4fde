"""Leaving a table that meets; and what becomes of one that has too few people left."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from parvis.domains.gatherings import services as gatherings
from parvis.domains.gatherings.vocabulary import Status
from parvis.domains.people.models import Resident
from parvis.domains.rounds.events import TableStopped, TableThinned
from parvis.domains.rounds.models import Seat, Table
from parvis.domains.rounds.selectors.tables import has_met
from parvis.domains.rounds.services.answering import answer, settle_table
from parvis.domains.rounds.services.parting import leave_gathering
from parvis.domains.rounds.services.places import (
    hold_own_seat,
    hold_table,
    put_back,
    release,
    seats_of,
)
from parvis.domains.rounds.vocabulary import SIZE_MIN, SeatState, TableState
from parvis.kernel import events

#: A table that has met goes on for two; alone, nobody meets anybody.
FEWEST_LEFT = 2


@transaction.atomic
def leave_table(*, seat_id: UUID, by: Resident, at: datetime, silently: bool = False) -> Seat:
    """Come no more. Nobody asks why; who opens it is told not to wait. Safe to repeat.

    Of a table that is not formed yet, it is “not this time”.

    :param silently: not even who opens it is told.
    :raises NotVisible: it is not their place.
    """
    seat, table = hold_own_seat(seat_id, by.pk)
    if table.state == TableState.ASKING:
        return answer(seat_id=seat_id, by=by, comes=False, at=at)
    if seat.state != SeatState.COMING:
        return seat
    seat.state = SeatState.LEFT
    seat.save(update_fields=["state"])
    if table.state != TableState.ENDED:
        leave_gathering(table, by, at, silently=silently)
        events.publish(TableThinned(table_id=table.pk, at=at), by=by.pk, at=at)
    return seat


@transaction.atomic
def note_left(*, gathering_id: UUID, resident_id: UUID, at: datetime) -> None:
    """Somebody left on the page of the gathering itself: so they left its table. Safe to repeat."""
    table_id = Table.objects.filter(gathering=gathering_id).values_list("pk", flat=True).first()
    if table_id is None:
        return
    table = hold_table(table_id)
    if table.state not in (TableState.MEETING, TableState.CONTINUED):
        return
    coming = seats_of(table, SeatState.COMING).filter(resident=resident_id).first()
    if coming is None:
        return
    coming.state = SeatState.LEFT
    coming.save(update_fields=["state"])
    leave_gathering(table, coming.resident, at)
    events.publish(TableThinned(table_id=table.pk, at=at), at=at)


@transaction.atomic
def note_called_off(*, gathering_id: UUID, at: datetime) -> None:
    """Who opens it called the whole series off, and those who came were told. Safe to repeat."""
    table_id = Table.objects.filter(gathering=gathering_id).values_list("pk", flat=True).first()
    if table_id is None:
        return
    table = hold_table(table_id)
    if table.state in (TableState.MEETING, TableState.CONTINUED):
        _stop(table, at)


def settle_thinned(*, table_id: UUID, at: datetime) -> None:
    """Somebody is no longer at a table: its place is asked about anew, or it goes on without them,
    or it stops when too few are left. Safe to repeat."""
    settle_table(table_id=table_id, at=at)
    _stop_if_too_few(table_id, at)


@transaction.atomic
def _stop_if_too_few(table_id: UUID, at: datetime) -> None:
    table = hold_table(table_id)
    if table.state not in (TableState.MEETING, TableState.CONTINUED):
        return
    left = seats_of(table, SeatState.COMING).count()
    if left >= (FEWEST_LEFT if has_met(table, at) else SIZE_MIN):
        return
    told = _stop(table, at)
    if told:
        fact = TableStopped(table_id=table.pk, resident_ids=told, at=at)
        events.publish(fact, at=at)


def _stop(table: Table, at: datetime) -> tuple[UUID, ...]:
    """A table that never met could not be, and its people come first; one that met is over."""
    gathering = table.gathering
    met = has_met(table, at)
    table.state = TableState.ENDED if met else TableState.UNMADE
    table.ended_at = at
    table.save(update_fields=["state", "ended_at"])
    if gathering is None:
        return ()
    if gathering.status == Status.PUBLISHED:
        gatherings.call_off_plan(gathering_id=gathering.pk, at=at)
    told = [one.resident_id for one in seats_of(table, SeatState.COMING)]
    if not met:
        release(seats_of(table, SeatState.COMING))
        put_back(told, gathering.created_at)
    return tuple(told)

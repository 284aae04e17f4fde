"""A place somebody gave back is asked about anew, without moving anybody who said yes."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from parvis.domains.rounds import pairing
from parvis.domains.rounds.events import SeatRefilled
from parvis.domains.rounds.models import Name, Seat, Table
from parvis.domains.rounds.services.places import places_left, seats_of
from parvis.domains.rounds.vocabulary import (
    QUIET_HOURS,
    REFILL_HOURS,
    REFILL_LEAST_HOURS,
    SeatState,
)
from parvis.kernel import events


def refill(table: Table, at: datetime) -> list[Seat]:
    """Ask those on the list who fit with everybody left at the table; who was asked.

    Nobody is asked so late that the first meeting is near, nor with hardly any time to answer. The
    round of the table must be held.
    """
    quiet_from = table.first_at - timedelta(hours=QUIET_HOURS)
    answer_by = min(at + timedelta(hours=REFILL_HOURS), quiet_from)
    asked: list[Seat] = []
    if answer_by < at + timedelta(hours=REFILL_LEAST_HOURS):
        return asked
    while places_left(table) and seats_of(table).exists():
        seat = _ask_next(table, answer_by, at)
        if seat is None:
            break
        asked.append(seat)
    return asked


def _ask_next(table: Table, answer_by: datetime, at: datetime) -> Seat | None:
    """The best of those who fit now: who was asked a moment ago counts as being there."""
    for resident_id in pairing.fitting(table, at):
        seat = _ask(table, resident_id, answer_by, at)
        if seat is not None:
            return seat
    return None


def _ask(table: Table, resident_id: UUID, answer_by: datetime, at: datetime) -> Seat | None:
    """Ask somebody who still waits; nobody, when another table was quicker."""
    # The name is held: two tables of two rounds do not ask the same person at once.
    names = Name.objects.select_for_update(no_key=True)
    name = names.filter(resident=resident_id, ended_at=None).first()
    if name is None or pairing.is_taken(resident_id):
        return None
    try:
        with transaction.atomic():
            seat = Seat.objects.create(
                table=table,
                round_id=table.round_id,
                resident_id=resident_id,
                state=SeatState.ASKED,
                is_host=name.hosts and not seats_of(table).filter(is_host=True).exists(),
                is_refill=True,
                asked_at=at,
                answer_by=answer_by,
            )
    except IntegrityError:
        return None
    events.publish(SeatRefilled(seat_id=seat.pk, table_id=table.pk, at=at), at=at)
    return seat

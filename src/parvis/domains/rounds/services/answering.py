"""“I'm coming”, “not this time”; and the time that passes."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from parvis.domains.people.models import Resident
from parvis.domains.rounds import pairing, rules
from parvis.domains.rounds.events import SeatAnswered
from parvis.domains.rounds.models import Seat, Table
from parvis.domains.rounds.services.forming import form_table, unmake
from parvis.domains.rounds.services.parting import clear_table
from parvis.domains.rounds.services.places import (
    hold_own_seat,
    hold_table,
    places_left,
    seats_of,
)
from parvis.domains.rounds.services.refilling import refill
from parvis.domains.rounds.vocabulary import QUIET_HOURS, SeatState, TableState
from parvis.kernel import events
from parvis.kernel.errors import Refusal

log = structlog.get_logger(__name__)


@transaction.atomic
def answer(*, seat_id: UUID, by: Resident, comes: bool, at: datetime) -> Seat:
    """Say whether one comes to the table one is asked about. Safe to repeat.

    One may think again until the table is formed: who said yes may pass, who passed may come as
    long as there is time to answer and the place is free. Who passes keeps their name on the list.

    :raises NotVisible: it is not their place.
    :raises NotAllowed: their account is going.
    :raises rules.TableDecided: the table is formed, or could not be.
    :raises rules.PlaceGone: the time is over, or the place is somebody else's.
    """
    rules.may_put_name_down.require(by)
    seat, table = hold_own_seat(seat_id, by.pk)
    wanted = SeatState.COMING if comes else SeatState.PASSED
    if seat.state == wanted:
        return seat
    if table.state != TableState.ASKING:
        raise rules.TableDecided
    if comes:
        _require_place(seat, table, at)
    elif seat.state not in (SeatState.ASKED, SeatState.COMING):
        return seat  # the time passed, or it was taken back: they do not come anyway
    seat.state, seat.answered_at = wanted, at
    seat.save(update_fields=["state", "answered_at"])
    fact = SeatAnswered(seat_id=seat.pk, table_id=table.pk, at=at)
    events.publish(fact, by=by.pk, at=at)
    return seat


def settle_answers(at: datetime) -> int:
    """Settle every table whose time to answer is over for somebody, or where nobody is awaited.

    How many were looked at. One that fails does not stop the others. Safe to repeat.
    """
    asked = Seat.objects.filter(table=OuterRef("pk"), state=SeatState.ASKED)
    late = asked.filter(answer_by__lte=at)
    found = Table.objects.filter(Q(Exists(late)) | ~Exists(asked), state=TableState.ASKING)
    due = list(found.order_by("first_at", "pk").values_list("pk", flat=True))
    for table_id in due:
        try:
            settle_table(table_id=table_id, at=at)
        except Exception:
            log.exception("table_not_settled", table=str(table_id))
    return len(due)


def settle_table(*, table_id: UUID, at: datetime) -> None:
    """Who has not answered in time is no longer awaited, free places are asked about anew; with
    nobody to wait for, the table is formed, or cannot be. Safe to repeat.

    When it cannot be formed for the moment it stays as it is, and is tried again until its people
    must know.
    """
    if not _is_complete(table_id, at):
        return
    try:
        form_table(table_id=table_id, at=at)
    except (rules.TooFew, rules.TooLate):
        unmake(table_id=table_id, at=at)
    except Refusal as refusal:
        log.warning("table_not_formed", table=str(table_id), why=type(refusal).__name__)
        soon = at + timedelta(hours=QUIET_HOURS)
        if Table.objects.filter(pk=table_id, first_at__lte=soon).exists():
            unmake(table_id=table_id, at=at)


@transaction.atomic
def _is_complete(table_id: UUID, at: datetime) -> bool:
    """Whether nobody is awaited any more, once this turn has done what it could."""
    table = hold_table(table_id)
    if table.state != TableState.ASKING:
        return False
    seats_of(table, SeatState.ASKED).filter(answer_by__lte=at).update(state=SeatState.SILENT)
    clear_table(table, at)
    refill(table, at)
    return not seats_of(table, SeatState.ASKED).exists()


def _require_place(seat: Seat, table: Table, at: datetime) -> None:
    if seat.answer_by is None or seat.answer_by <= at:
        raise rules.PlaceGone
    if seat.state == SeatState.ASKED:
        return
    if seat.state != SeatState.PASSED or not places_left(table):
        raise rules.PlaceGone
    if not pairing.fits(table, seat.resident_id, at):
        raise rules.PlaceGone

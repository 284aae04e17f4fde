"""Places at a table whose people are being asked: held, counted, given back."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from parvis.domains.rounds.models import Name, Seat, Table
from parvis.domains.rounds.services.holding import hold_round
from parvis.domains.rounds.vocabulary import SeatState
from parvis.kernel.errors import NotVisible

#: Asked, or said yes: they count as being at the table.
LIVE = (SeatState.ASKED, SeatState.COMING)


def hold_table(table_id: UUID) -> Table:
    """A table, ours until the end of the transaction: its round is held first, as by everybody.

    :raises NotVisible: there is none.
    """
    round_id = Table.objects.filter(pk=table_id).values_list("round", flat=True).first()
    if round_id is None:
        raise NotVisible
    hold_round(round_id)
    locked = Table.objects.select_for_update(no_key=True, of=("self",))
    found = (
        locked.select_related("session__place__area", "session__area", "gathering__circle")
        .defer("session__place__area__boundary", "session__area__boundary")
        .filter(pk=table_id)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def hold_own_seat(seat_id: UUID, resident_id: UUID) -> tuple[Seat, Table]:
    """One's own place and its table, as they are now, ours until the end of the transaction.

    :raises NotVisible: it is somebody else's, or nobody was told of it.
    """
    own = Seat.objects.filter(pk=seat_id, resident=resident_id).exclude(state=SeatState.DRAFT)
    table_id = own.values_list("table", flat=True).first()
    if table_id is None:
        raise NotVisible
    table = hold_table(table_id)
    seat = own.select_related("resident").first()
    if seat is None:
        raise NotVisible
    return seat, table


def seats_of(table: Table, *states: SeatState) -> QuerySet[Seat]:
    """Who said yes first comes first."""
    found = table.seats.filter(state__in=states or LIVE).select_related("resident")
    return found.order_by(F("answered_at").asc(nulls_last=True), "pk")


def places_left(table: Table) -> int:
    """How many more there may be: as many in all as it was made for."""
    made_for = table.seats.filter(is_refill=False).count()
    return max(0, made_for - table.seats.filter(state__in=LIVE).count())


def release(seats: Iterable[Seat]) -> list[UUID]:
    """These no longer are at their table; whose they are."""
    found = list(seats)
    Seat.objects.filter(pk__in=[one.pk for one in found]).update(state=SeatState.RELEASED)
    return [one.resident_id for one in found]


def come_first(resident_ids: Iterable[UUID]) -> None:
    """Their names, where they are down, wait one round more, and so come sooner."""
    names = Name.objects.filter(resident__in=list(resident_ids), ended_at=None)
    names.update(waited=F("waited") + 1)


def put_back(resident_ids: Iterable[UUID], ended_at: datetime) -> None:
    """A table that was formed never met: names that ended with it are on the list again, first."""
    found = Name.objects.filter(resident__in=list(resident_ids), ended_at=ended_at)
    down = Name.objects.filter(resident__in=list(resident_ids), ended_at=None)
    again = found.exclude(resident__in=down.values("resident"))
    again.update(ended_at=None, waited=F("waited") + 1)

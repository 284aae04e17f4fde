"""Tables after publication, for the tests of rounds: people who answer, meet, and go on."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from parvis.domains.notifications.models import Notice
from parvis.domains.people.models import Resident
from parvis.domains.rounds import services
from parvis.domains.rounds.models import Name, Seat, Session, Table
from parvis.domains.rounds.vocabulary import SeatState, TableState
from parvis.domains.territory.models import Area
from parvis.kernel.models import Delivery
from parvis.kernel.tasks import deliveries
from tests.factories.rounds import MONDAY, a_commune, a_published_round, a_session, on_list

LATER = MONDAY + timedelta(hours=2)


def an_asking_table(
    count: int = 4, *, waiting: int = 0, commune: Area | None = None, **session: Any
) -> tuple[Table, list[Resident], list[Resident]]:
    """So many people are asked about one table; others wait without one."""
    where = commune or a_commune()
    people = on_list(where, count)
    others = on_list(where, waiting)
    at_session: Session = a_session(where, **session)
    round_ = a_published_round(where, (at_session, people), unplaced=others)
    return Table.objects.get(round=round_), people, others


def seat_of(table: Table, resident: Resident) -> Seat:
    return Seat.objects.get(table=table, resident=resident)


def says(table: Table, resident: Resident, *, comes: bool = True, at: datetime = LATER) -> Seat:
    seat = seat_of(table, resident)
    return services.answer(seat_id=seat.pk, by=resident, comes=comes, at=at)


def all_come(table: Table, people: Sequence[Resident], *, at: datetime = LATER) -> None:
    for one in people:
        says(table, one, at=at)


def a_formed_table(
    count: int = 4, *, at: datetime = LATER, **session: Any
) -> tuple[Table, list[Resident]]:
    table, people, _others = an_asking_table(count, **session)
    all_come(table, people, at=at)
    services.settle_table(table_id=table.pk, at=at)
    table.refresh_from_db()
    assert table.state == TableState.MEETING
    return table, people


def after_meetings(table: Table, count: int) -> datetime:
    """An hour after its so many-th date."""
    assert table.gathering is not None
    dates = list(table.gathering.occurrences.order_by("starts_at"))
    return dates[count - 1].ends_at + timedelta(hours=1)


def states(table: Table) -> dict[Resident, SeatState]:
    rows = table.seats.select_related("resident")
    return {seat.resident: SeatState(seat.state) for seat in rows}


def name_of(resident: Resident) -> Name:
    return Name.objects.get(resident=resident)


def the_rest_follows(at: datetime = LATER) -> None:
    """What was announced is heard of, at that moment, whatever the day these tests run."""
    Delivery.objects.filter(run_after__gt=at).update(run_after=at)
    with patch("parvis.kernel.clock.now", return_value=at):
        while (claimed := deliveries.claim()) is not None:
            deliveries.run(claimed, raising=True)


def told(resident: Resident, at: datetime = LATER) -> list[str]:
    """The keys of what they were told of tables, once everything due was done."""
    the_rest_follows(at)
    kept = Notice.objects.filter(to=resident, kind="round").order_by("created_at", "pk")
    return [one.key.split(":")[0] for one in kept]

"""Who must know is told: each handler reads things as they are now, and tells once."""

from uuid import UUID

from django.db.models import QuerySet

from parvis.domains.people.models import Resident
from parvis.domains.rounds import notices, services
from parvis.domains.rounds.events import (
    FurtherAsked,
    RoundPrepared,
    RoundPublished,
    RoundSkipped,
    SeatRefilled,
    SeatReleased,
    SessionsMissing,
    TableContinued,
    TableEnded,
    TableFormed,
    TableStopped,
    TableUnmade,
)
from parvis.domains.rounds.models import Round, Seat, Table
from parvis.domains.rounds.selectors.tables import has_met
from parvis.domains.rounds.vocabulary import Further, SeatState, Stage, TableState
from parvis.kernel import clock, events

#: Tables whose people may say whether they go on.
MEETS = (TableState.MEETING, TableState.CONTINUED)


@events.listens(RoundPrepared, name="rounds.tell_prepared")
def tell_prepared(fact: RoundPrepared) -> None:
    round_ = _round(fact.round_id)
    if round_ is not None and round_.stage == Stage.PREPARED:
        notices.to_read_over(round_, fact.tables, clock.now())


@events.listens(SessionsMissing, name="rounds.tell_no_session")
def tell_no_session(fact: SessionsMissing) -> None:
    round_ = _round(fact.round_id)
    if round_ is not None:
        notices.no_session(round_, clock.now())


@events.listens(RoundPublished, name="rounds.ask_people")
def ask_people(fact: RoundPublished) -> None:
    for seat in _seats().filter(round=fact.round_id, state=SeatState.ASKED):
        notices.asked(seat, clock.now())


@events.listens(RoundPublished, name="rounds.tell_unplaced")
def tell_unplaced(fact: RoundPublished) -> None:
    _tell_unplaced(fact.round_id)


@events.listens(RoundSkipped, name="rounds.tell_skipped")
def tell_skipped(fact: RoundSkipped) -> None:
    _tell_unplaced(fact.round_id)


@events.listens(SeatRefilled, name="rounds.ask_refilled")
def ask_refilled(fact: SeatRefilled) -> None:
    seat = _seats().filter(pk=fact.seat_id, state=SeatState.ASKED).first()
    if seat is not None:
        notices.asked(seat, clock.now())


@events.listens(SeatReleased, name="rounds.tell_released")
def tell_released(fact: SeatReleased) -> None:
    """In the words of any table that cannot be: whose doing it was is not to be seen."""
    seat = _seats().filter(pk=fact.seat_id, state=SeatState.RELEASED).first()
    if seat is None:
        return
    if has_met(seat.table, fact.at):
        notices.stopped(seat.table, seat.resident, clock.now())
    else:
        notices.unmade(seat.table, seat.resident, clock.now())


@events.listens(TableFormed, name="rounds.tell_formed")
def tell_formed(fact: TableFormed) -> None:
    coming = _seats().filter(table=fact.table_id, state=SeatState.COMING)
    for seat in coming.filter(table__state__in=MEETS):
        notices.formed(seat, clock.now())


@events.listens(TableUnmade, name="rounds.tell_unmade")
def tell_unmade(fact: TableUnmade) -> None:
    _tell_each(fact.table_id, fact.resident_ids, met=False)


@events.listens(TableStopped, name="rounds.tell_stopped")
def tell_stopped(fact: TableStopped) -> None:
    table = _table(fact.table_id)
    if table is not None:
        _tell_each(fact.table_id, fact.resident_ids, met=table.state == TableState.ENDED)


@events.listens(FurtherAsked, name="rounds.ask_further_each")
def ask_further_each(fact: FurtherAsked) -> None:
    coming = _seats().filter(table=fact.table_id, state=SeatState.COMING)
    # At the end, who wished to go on is asked again: they were too few then.
    unsaid = ["", Further.CONTINUE] if fact.is_last else [""]
    for seat in coming.filter(further__in=unsaid, table__state=TableState.MEETING):
        notices.further_asked(seat, clock.now(), is_last=fact.is_last)


@events.listens(TableContinued, name="rounds.tell_goes_on")
def tell_goes_on(fact: TableContinued) -> None:
    table = _table(fact.table_id)
    if table is None or table.state != TableState.CONTINUED:
        return
    for one in Resident.objects.filter(pk__in=fact.resident_ids).order_by("pk"):
        notices.goes_on(table, one, clock.now())


@events.listens(TableEnded, name="rounds.tell_ended")
def tell_ended(fact: TableEnded) -> None:
    coming = _seats().filter(table=fact.table_id, state=SeatState.COMING)
    for seat in coming.filter(table__state=TableState.ENDED):
        notices.ended(seat, clock.now())


def _tell_unplaced(round_id: UUID) -> None:
    """Each is told once, and that they were is kept."""
    for missed in services.untold(round_id=round_id):
        notices.unplaced(missed, clock.now())
        services.note_told(missed=missed, at=clock.now())


def _tell_each(table_id: UUID, resident_ids: tuple[UUID, ...], *, met: bool) -> None:
    table = _table(table_id)
    if table is None:
        return
    tells = notices.stopped if met else notices.unmade
    for one in Resident.objects.filter(pk__in=resident_ids).order_by("pk"):
        tells(table, one, clock.now())


def _round(round_id: UUID) -> Round | None:
    found = Round.objects.select_related("area__parent")
    return found.defer("area__boundary", "area__parent__boundary").filter(pk=round_id).first()


def _table(table_id: UUID) -> Table | None:
    found = Table.objects.select_related("session__place__area", "gathering")
    return found.defer("session__place__area__boundary").filter(pk=table_id).first()


def _seats() -> QuerySet[Seat]:
    return (
        Seat.objects.select_related("resident", "table__session__place__area", "table__gathering")
        .defer("table__session__place__area__boundary")
        .order_by("pk")
    )

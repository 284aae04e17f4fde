"""From the plan of a solver to tables, places and reasons in the database, and back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from parvis.domains.rounds.models import Round, Seat, Table, Unplaced
from parvis.domains.rounds.pairing.problem import Drawn
from parvis.domains.rounds.selectors.times import first_meeting
from parvis.domains.rounds.vocabulary import SeatState
from parvis.matching.rounds.plan import Group, RoundPlan
from parvis.matching.rounds.verify import Violation, verify

#: Codes and facts as they are kept, so that words follow the language of who reads.
Reason = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MadeTable:
    """People at a session, by their indices, and what they all have in common."""

    session: int
    members: tuple[int, ...]
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class MadeUnplaced:
    """Somebody without a table, and why; ``facts`` are about them alone."""

    person: int
    reason: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """What a solver gave: tables, the others, the value, the bound if known, what to open."""

    tables: tuple[MadeTable, ...]
    unplaced: tuple[MadeUnplaced, ...]
    value: float
    bound: float | None
    advice: list[Reason]


def write(
    round_: Round, drawn: Drawn, made: Made, *, standing: Collection[UUID], at: datetime
) -> None:
    """Replace the drafts of a round the caller holds; ``standing`` are those still on the list."""
    round_.moves.all().delete()
    round_.tables.all().delete()
    round_.unplaced.all().delete()
    tables = [_table(round_, drawn, one, at) for one in made.tables]
    Table.objects.bulk_create(tables)
    Seat.objects.bulk_create(
        Seat(
            table=table,
            round=round_,
            resident_id=drawn.residents[person],
            is_host=person == host_among(drawn, one.members),
        )
        for table, one in zip(tables, made.tables, strict=True)
        for person in one.members
    )
    Unplaced.objects.bulk_create(
        Unplaced(
            round=round_,
            resident_id=drawn.residents[one.person],
            reason=one.reason,
            facts=one.facts,
        )
        for one in made.unplaced
        if drawn.residents[one.person] in standing
    )


def _table(round_: Round, drawn: Drawn, one: MadeTable, at: datetime) -> Table:
    session = drawn.rooms[one.session].session
    first_at = first_meeting(
        slot=session.slot,
        begins=session.begins,
        week=round_.week,
        zone=session.place.area.time_zone,
        at=at,
    )
    return Table(
        round=round_, session=session, reasons=list(one.reasons), first_at=first_at, made_at=at
    )


def host_among(drawn: Drawn, members: Sequence[int]) -> int | None:
    """Who opens the table: who offered to, before who welcomes; the first to put their name down.

    Nobody is made to: without such a person a table has none.
    """
    offered = [one for one in members if drawn.names[one].hosts]
    able = drawn.columns["people"]["host"]
    return min(offered or [one for one in members if able[one]], default=None)


def seats_of(round_: Round) -> dict[UUID, list[UUID]]:
    """The residents at each draft table, tables in the order of their ids. One query."""
    rows = Seat.objects.filter(round=round_, state=SeatState.DRAFT).order_by("table", "resident")
    found: dict[UUID, list[UUID]] = {}
    for table, resident in rows.values_list("table_id", "resident_id"):
        found.setdefault(table, []).append(resident)
    return found


def plan_of(drawn: Drawn, round_: Round) -> RoundPlan:
    """The drafts as they stand, as a plan. Whoever is no longer on the list has no index: see
    :func:`drop_gone`."""
    where = dict(Table.objects.filter(round=round_).order_by().values_list("pk", "session_id"))
    groups = [
        Group(
            drawn.sessions[where[table]],
            tuple(sorted(drawn.index[one] for one in residents if one in drawn.index)),
        )
        for table, residents in seats_of(round_).items()
    ]
    return RoundPlan.of(groups, len(drawn.names))


def drop_gone(round_: Round, drawn: Drawn) -> None:
    """Take off the drafts whoever left, was suspended or has a place elsewhere since; and the
    tables nobody is at."""
    here = set(drawn.residents)
    for rows in (
        Seat.objects.filter(round=round_, state=SeatState.DRAFT),
        Unplaced.objects.filter(round=round_),
    ):
        rows.exclude(resident__in=here).delete()
    Table.objects.filter(round=round_, seats=None).delete()


def faults_of(drawn: Drawn, plan: RoundPlan) -> tuple[Violation, ...]:
    """Every hard rule a plan breaks, by the checker that shares nothing with the solvers."""
    return verify(drawn.problem, plan).violations


def value_of(drawn: Drawn, plan: RoundPlan) -> float:
    return verify(drawn.problem, plan).objective

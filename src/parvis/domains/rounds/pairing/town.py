"""What a round needs to know of the commune, read in a fixed number of queries.

Only what people gave for it: their profile, their name on the list, whom they met, whom they keep
away. No circle, no message, nothing anybody said of somebody else.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from parvis.domains.gatherings.models import Meeting
from parvis.domains.people.models import Block, Distance, Role
from parvis.domains.people.vocabulary import Role as Duty
from parvis.domains.rounds import selectors
from parvis.domains.rounds.models import Again, Name, Round, Seat, Session, Table
from parvis.domains.rounds.selectors.names import SAT
from parvis.domains.rounds.vocabulary import RECENT_DAYS, SIZE_MIN, SeatState, TableState

#: How often two people met to be a tie: more than twice.
TIE = 3
Pair = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Ties:
    """Pairs of people in order of ids, and how many each meets again and again."""

    apart: frozenset[Pair]
    recent: frozenset[Pair]
    again: frozenset[Pair]
    counts: Counter[UUID]


@dataclass(frozen=True, slots=True)
class Room:
    """A session with what is free of it in the week of the round."""

    session: Session
    tables: int
    seats: int


def names_of(round_: Round) -> list[Name]:
    """Whom the round is for, in the order they put their name down."""
    found = selectors.names_for(round_.area, round_.closes_at)
    return list(
        found.select_related("resident__area__parent").defer(
            "resident__area__boundary", "resident__area__parent__boundary"
        )
    )


def welcomers_among(whose: "QuerySet[Name, UUID] | list[UUID]") -> set[UUID]:
    """Those of them the commune has confided newcomers to."""
    held = Role.objects.filter(kind=Duty.WELCOMER, ended_at=None, resident__in=whose).order_by()
    return set(held.values_list("resident_id", flat=True))


def ties_of(whose: "QuerySet[Name, UUID] | list[UUID]", at: datetime) -> Ties:
    """Six queries, whatever the number of people."""
    apart = set(_pairs(Block.objects.filter(by__in=whose, blocked__in=whose), "by", "blocked"))
    apart |= set(_pairs(Distance.objects.filter(by__in=whose, other__in=whose), "by", "other"))
    wished = Counter(_pairs(Again.objects.filter(by__in=whose, other__in=whose), "by", "other"))
    known = Meeting.objects.filter(Q(one__in=whose) | Q(other__in=whose), times=TIE).order_by()
    counts: Counter[UUID] = Counter()
    for pair in known.values_list("one_id", "other_id"):
        counts.update(pair)
    return Ties(
        apart=frozenset(apart),
        recent=frozenset(_recent(whose, at)),
        # Wished by both, each to the other: the pair is there twice.
        again=frozenset(pair for pair, times in wished.items() if times == 2) - apart,
        counts=counts,
    )


def rooms_of(round_: Round) -> list[Room]:
    """Open sessions, and closed ones that hold a table of this round: those have no room left."""
    drafts = Table.objects.filter(round=round_).values("session")
    found = (
        Session.objects.filter(Q(closed_at=None) | Q(pk__in=drafts), area=round_.area_id)
        .select_related("place__area")
        .defer("place__area__boundary")
        .order_by("pk")
    )
    tables, seats = _busy(round_)
    return [_room(one, tables[one.pk], seats[one.pk]) for one in found]


def _room(session: Session, tables: int, seats: int) -> Room:
    left = max(0, session.tables - tables), max(0, session.seats - seats)
    if session.closed_at is not None or not left[0] or left[1] < SIZE_MIN:
        return Room(session, 0, 0)
    return Room(session, *left)


def _busy(round_: Round) -> tuple[Counter[UUID], Counter[UUID]]:
    """Tables and seats taken, by session, by tables of other rounds that meet in that week."""
    tables: Counter[UUID] = Counter()
    seats: Counter[UUID] = Counter()
    taken = (
        Seat.objects.filter(
            state__in=[SeatState.ASKED, SeatState.COMING],
            table__state__in=[TableState.ASKING, TableState.MEETING],
            table__session__area=round_.area_id,
        )
        .exclude(round=round_)
        .order_by()
    )
    seen: set[UUID] = set()
    for table, session, first_at, weeks in taken.values_list(
        "table_id", "table__session_id", "table__first_at", "table__session__weeks"
    ):
        if (first_at + timedelta(weeks=weeks - 1)).date() < round_.week:
            continue
        seats[session] += 1
        if table not in seen:
            seen.add(table)
            tables[session] += 1
    return tables, seats


def _recent(whose: "QuerySet[Name, UUID] | list[UUID]", at: datetime) -> Iterator[Pair]:
    """Those who had places at one table lately."""
    since = at - timedelta(days=RECENT_DAYS)
    sat = Seat.objects.filter(SAT, resident__in=whose, table__first_at__gte=since).order_by()
    around: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for table, resident in sat.values_list("table_id", "resident_id"):
        around[table].append(resident)
    for people in around.values():
        yield from combinations(sorted(people), 2)


def whose_round(round_: Round) -> "QuerySet[Name, UUID]":
    """The residents of :func:`names_of`."""
    found = selectors.names_for(round_.area, round_.closes_at).order_by()
    return found.values_list("resident_id", flat=True)


def _pairs(rows: "QuerySet[Any]", *sides: str) -> Iterable[Pair]:
    columns: Sequence[str] = [f"{side}_id" for side in sides]
    return [_ordered(*pair) for pair in rows.order_by().values_list(*columns)]


def _ordered(one: UUID, other: UUID) -> Pair:
    return (one, other) if one < other else (other, one)

"""Who on the list fits with those who are at a table still: by the independent checker, best first.

Nobody who said yes is moved: the table is looked at as it is, with one person more.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from parvis.domains.rounds import selectors
from parvis.domains.rounds.models import Name, Seat, Table
from parvis.domains.rounds.pairing.problem import Drawn, drawn_of
from parvis.domains.rounds.pairing.town import Room
from parvis.domains.rounds.vocabulary import SIZE_MAX, SIZE_MIN, Further, SeatState, TableState
from parvis.matching.rounds.plan import Group, RoundPlan
from parvis.matching.rounds.verify import Checker, Verdict, Violation

#: Of those who are free then, the longest waiting are looked at.
LOOKED_AT: Final = 300
AT_TABLE: Final = (SeatState.ASKED, SeatState.COMING)
#: Who passed in this round, or did not answer, is not asked again in it.
NOT_AGAIN: Final = (SeatState.PASSED, SeatState.SILENT, SeatState.LEFT)
#: A place that counts, at a table of any round.
PLACED: Final = (SeatState.DRAFT, *AT_TABLE)
UNDECIDED: Final = (TableState.DRAFT, TableState.ASKING, TableState.MEETING)
#: Said that they wish for others, or stop.
_LEAVES: Final = Q(further__in=[Further.OTHERS, Further.STOP])


def fitting(table: Table, at: datetime) -> list[UUID]:
    """Residents on the list who may be asked, best value first, then the longest waiting."""
    waiting = list(_waiting(table, at))
    looked = _looked(table, waiting, at)
    if looked is None:
        return []
    base = looked.verdict()
    found = []
    for name in waiting:
        verdict = looked.verdict(name.resident_id)
        if not looked.breaks(base, verdict, name.resident_id):
            worth = -round(verdict.objective, 6)
            found.append((worth, -name.waited, name.put_down_at, name.resident_id))
    return [one[-1] for one in sorted(found)]


def fits(table: Table, resident_id: UUID, at: datetime) -> bool:
    """Whether somebody who was at this table could be there again, with those there now."""
    name = _dressed(Name.objects.filter(resident=resident_id)).order_by("-put_down_at").first()
    if name is None or is_taken(resident_id):
        return False
    looked = _looked(table, [name], at)
    if looked is None:
        return not Seat.objects.filter(table=table, state__in=AT_TABLE).exists()
    return not looked.breaks(looked.verdict(), looked.verdict(resident_id), resident_id)


def is_taken(resident_id: UUID) -> bool:
    """Whether somebody has a place already, at this table or another."""
    mine = Seat.objects.filter(resident=resident_id, state__in=PLACED)
    return mine.filter(table__state__in=UNDECIDED).exclude(_LEAVES).exists()


class _Looked:
    """A table laid out for trying one person after the other."""

    def __init__(self, drawn: Drawn, members: Iterable[UUID]) -> None:
        self._drawn = drawn
        self._checker = Checker(drawn.problem)
        self._members = [drawn.index[one] for one in members]

    def verdict(self, *more: UUID) -> Verdict:
        people = (*self._members, *(self._drawn.index[one] for one in more))
        plan = RoundPlan.of([Group(0, people)], len(self._drawn.names))
        return self._checker.verify(plan)

    def breaks(self, base: Verdict, verdict: Verdict, resident_id: UUID) -> bool:
        """Whether a hard rule stands against them. That the table is small still does not, nor
        what those at it break already."""
        known = {(one.rule, one.people) for one in base.violations}
        whole = {*self._members, self._drawn.index[resident_id]}
        return any(
            (one.rule, one.people) not in known and not _is_small(one, whole)
            for one in verdict.violations
        )


def _is_small(violation: Violation, whole: set[int]) -> bool:
    return violation.rule == "H2" and set(violation.people) == whole and len(whole) < SIZE_MIN


def _looked(table: Table, more: list[Name], at: datetime) -> _Looked | None:
    """The problem of one table; nothing when somebody at it is not known any more."""
    seated = list(
        Seat.objects.filter(table=table, state__in=AT_TABLE)
        .order_by("resident")
        .values_list("resident_id", flat=True)
    )
    names: dict[UUID, Name] = {}
    for name in _dressed(Name.objects.filter(resident__in=seated)).order_by("put_down_at"):
        names[name.resident_id] = name  # the last one they put down
    if not seated or len(names) < len(seated):
        return None
    here = [names[one] for one in seated]
    others = [one for one in more if one.resident_id not in names]
    room = Room(table.session, tables=1, seats=SIZE_MAX)
    drawn = drawn_of(table.round, [*here, *others], [room], at)
    return _Looked(drawn, seated)


def _waiting(table: Table, at: datetime) -> QuerySet[Name]:
    """On the list of the commune, free then, in sight, without a place, and not asked before."""
    theirs = Seat.objects.filter(resident=OuterRef("resident"))
    placed = theirs.filter(state__in=PLACED, table__state__in=UNDECIDED).exclude(_LEAVES)
    before = theirs.filter(table=table) | theirs.filter(round=table.round_id, state__in=NOT_AGAIN)
    found = selectors.names_for(table.session.area, at)
    return _dressed(
        found.filter(~Exists(placed), ~Exists(before), free__has=table.session.slot).order_by(
            "-waited", "put_down_at", "pk"
        )
    )[:LOOKED_AT]


def _dressed(found: QuerySet[Name]) -> QuerySet[Name]:
    return found.select_related("resident__area__parent").defer(
        "resident__area__boundary", "resident__area__parent__boundary"
    )

"""The smallest changes of somebody's own that would give them a table, each one tried."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import numpy as np

from .plan import Group
from .problem import RoundProblem
from .rooms import Rooms, reach_of
from .verify import Checker

MINUTES_STEP: Final = 5
MOST_MINUTES: Final = 60
COMPANY: Final = 14
"""People without a table who are tried as company at an empty one."""


@dataclass(frozen=True, slots=True)
class Change:
    """``kind`` and its new value: ``minutes`` (of travel), ``moment`` (a slot), ``size`` (of the
    largest table), ``transit`` (1). ``session`` is where they would then sit.
    """

    kind: str
    value: int
    session: int


class Changes:
    """Keep it to ask about several people of the same plan."""

    def __init__(self, problem: RoundProblem, groups: Iterable[Group]) -> None:
        self.rooms = Rooms(problem, tuple(groups))
        self.problem = problem
        self.checker = Checker(problem)

    def of(self, person: int) -> tuple[Change, ...]:
        """One change of each kind at most, the smallest that does; none for who has a table."""
        if not self.rooms.waiting[person]:
            return ()
        found = (
            self._moment(person),
            self._minutes(person),
            self._transit(person),
            self._size(person),
        )
        return tuple(one for one in found if one is not None)

    def _moment(self, person: int) -> Change | None:
        """The slot in which most sessions would do comes first."""
        reach = reach_of(self.problem, person)
        sessions = np.flatnonzero(reach.near & reach.at_ease & ~reach.free & self.rooms.opened)
        slots = self.problem.sessions.slot
        counts = np.bincount(slots[sessions], minlength=1)
        avail = self.checker.avail[person]
        for session in sorted(
            sessions.tolist(), key=lambda one: (-counts[slots[one]], slots[one], one)
        ):
            slot = int(slots[session])
            with self._with("avail", person, avail | 1 << slot):
                if self._sits(person, session):
                    return Change("moment", slot, session)
        return None

    def _minutes(self, person: int) -> Change | None:
        reach = reach_of(self.problem, person)
        sessions = np.flatnonzero(reach.free & reach.at_ease & ~reach.near & self.rooms.opened)
        for session in sessions[np.argsort(reach.minutes[sessions], kind="stable")].tolist():
            minutes = int(np.ceil(reach.minutes[session] / MINUTES_STEP)) * MINUTES_STEP
            if minutes > MOST_MINUTES:
                return None
            with self._with("longest", person, float(minutes)):
                if self._sits(person, session):
                    return Change("minutes", minutes, session)
        return None

    def _transit(self, person: int) -> Change | None:
        if self.problem.people.transit[person]:
            return None
        now = reach_of(self.problem, person)
        then = reach_of(self.problem, person, transit=True)
        new = then.near & ~now.near & then.free & then.at_ease & self.rooms.opened
        with self._with("transit", person, True):
            for session in np.flatnonzero(new).tolist():
                if self._sits(person, session):
                    return Change("transit", 1, session)
        return None

    def _size(self, person: int) -> Change | None:
        reach = reach_of(self.problem, person)
        sessions = np.flatnonzero(reach.free & reach.near & reach.at_ease & self.rooms.opened)
        likes = self.checker.size_max[person]
        for size in range(likes + 1, self.problem.params.size_max + 1):
            with self._with("size_max", person, size):
                for session in sessions.tolist():
                    if self._sits(person, session):
                        return Change("size", size, session)
        return None

    def _sits(self, person: int, session: int) -> bool:
        """Whether a table there gains by them: one more, in place of somebody, or a new table
        with who else has none.
        """
        for group in self.rooms.at[session]:
            full = self.rooms.seats[session] < 1
            if not full and self._better(session, (*group.members, person), group.members):
                return True
            for other in group.members:
                rest = tuple(one for one in group.members if one != other)
                if self._better(session, (*rest, person), group.members):
                    return True
        if not self.rooms.free_table(session):
            return False
        others = self.rooms.candidates(session)
        others = others[self.rooms.waiting[others] & (others != person)][:COMPANY].tolist()
        return any(
            self._better(session, (person, *company), ())
            for company in combinations(others, self.problem.params.size_min - 1)
        )

    def _better(self, session: int, after: tuple[int, ...], before: tuple[int, ...]) -> bool:
        if next(self.checker.broken(session, after), None) is not None:
            return False
        worth = self.checker.value(session, before) if before else 0.0
        return self.checker.value(session, after) > worth

    @contextmanager
    def _with(self, column: str, person: int, value: Any) -> Iterator[None]:
        values = getattr(self.checker, column)
        kept = values[person]
        values[person] = value
        try:
            yield
        finally:
            values[person] = kept


def what_would_place(
    problem: RoundProblem, groups: Iterable[Group], person: int
) -> tuple[Change, ...]:
    """What somebody without a table could change to have one; every change was tried.

    The rules hold for all others as they are: nothing here says why somebody else is no company.
    """
    return Changes(problem, groups).of(person)

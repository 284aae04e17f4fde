"""What is left of seats and tables once a plan stands, and who could come where."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .parts import Flags, Floats, Integers
from .plan import Group
from .problem import RoundProblem


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """For one person and each session: whether they are free, it is near, and fits their needs."""

    free: Flags
    near: Flags
    at_ease: Flags
    minutes: Floats


def reach_of(problem: RoundProblem, person: int, *, transit: bool | None = None) -> Reach:
    """Who may go where, one person at a time (H3, H4, H5); ``transit`` in place of theirs."""
    people, venues, held, params = problem.people, problem.venues, problem.sessions, problem.params
    metres = np.hypot(venues.x - people.x[person], venues.y - people.y[person])[held.venue]
    rides = people.transit[person] if transit is None else transit
    minutes = params.minutes(metres, people.walk_speed[person], rides)
    return Reach(
        free=(people.avail[person] >> held.slot) & 1 == 1,
        near=minutes <= people.max_minutes[person],
        at_ease=people.needs[person] & ~venues.flags[held.venue] == 0,
        minutes=minutes,
    )


def who_reaches(problem: RoundProblem, venue: int) -> Flags:
    """Who goes as far as ``venue`` and is at ease there (H4, H5)."""
    people, venues = problem.people, problem.venues
    metres = np.hypot(people.x - venues.x[venue], people.y - venues.y[venue])
    minutes = problem.params.minutes(metres, people.walk_speed, people.transit)
    reached: Flags = (minutes <= people.max_minutes) & (people.needs & ~venues.flags[venue] == 0)
    return reached


@dataclass(frozen=True, slots=True)
class Company:
    """How many could come to a session; of them, how many speak one of some languages, and how
    many of those are vetted hosts, and minors."""

    people: int
    speakers: int
    guards: int
    minors: int


class Rooms:
    """A problem with some groups seated."""

    def __init__(self, problem: RoundProblem, groups: tuple[Group, ...]) -> None:
        people, held = problem.people, problem.sessions
        self.problem = problem
        self.groups = groups
        self.at: dict[int, list[Group]] = defaultdict(list)
        seats: Counter[int] = Counter()
        for group in groups:
            self.at[group.session].append(group)
            seats[group.session] += len(group.members)
        self.seats = held.seats - np.array([seats[one] for one in range(len(held))], np.int64)
        self.opened: Flags = (held.tables > 0) & (held.seats >= problem.params.size_min)
        self.minor: Flags = people.age < problem.params.majority_age
        self.guard: Flags = people.host & people.vetted & ~self.minor
        self._candidates: dict[int, Integers] = {}
        self._reaching: dict[int, Integers] = {}
        self._company: dict[tuple[int, int], Company] = {}

    @cached_property
    def unplaced(self) -> tuple[int, ...]:
        """Everybody without a group."""
        placed = {one for group in self.groups for one in group.members}
        return tuple(one for one in range(len(self.problem)) if one not in placed)

    @cached_property
    def waiting(self) -> Flags:
        """Whether each person is without a group."""
        there = np.zeros(len(self.problem), bool)
        there[list(self.unplaced)] = True
        return there

    def candidates(self, session: int) -> Integers:
        """Who could come to ``session`` (H3, H4, H5), placed or not."""
        if session not in self._candidates:
            held = self.problem.sessions
            near = self._reached(int(held.venue[session]))
            free = (self.problem.people.avail[near] >> held.slot[session]) & 1 == 1
            self._candidates[session] = near[free]
        return self._candidates[session]

    def _reached(self, venue: int) -> Integers:
        """A venue has many sessions: asked once."""
        if venue not in self._reaching:
            self._reaching[venue] = np.flatnonzero(who_reaches(self.problem, venue))
        return self._reaching[venue]

    def company(self, session: int, langs: int) -> Company:
        """Who could come to ``session`` and speaks one of these languages."""
        key = session, langs
        if key not in self._company:
            there = self.candidates(session)
            speak = there[self.problem.people.langs[there] & langs != 0]
            self._company[key] = Company(
                len(there),
                len(speak),
                int(np.count_nonzero(self.guard[speak])),
                int(np.count_nonzero(self.minor[speak])),
            )
        return self._company[key]

    def free_table(self, session: int) -> bool:
        """Whether another table could be opened, seats allowing."""
        held = self.problem.sessions
        more = len(self.at[session]) < held.tables[session]
        return bool(more and self.seats[session] >= self.problem.params.size_min)

    def has_place(self, session: int, person: int) -> bool:
        """Whether there is an empty table, or a seat at one that all there and they would like."""
        if self.free_table(session):
            return True
        if self.seats[session] < 1:
            return False
        likes = self.problem.people.size_max
        most = min(self.problem.params.size_max, int(likes[person]))
        return any(
            len(group.members) < min(most, *(int(likes[one]) for one in group.members))
            for group in self.at[session]
        )

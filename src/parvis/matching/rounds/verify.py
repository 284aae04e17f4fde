"""The independent checker: a plan against the ten hard rules, and what it is worth.

Written straight from the formulas of ``Params``, in plain Python floats. It shares no code with
the solvers, so that a mistake of theirs cannot hide here; it takes a few seconds for 60,000 people.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from .plan import RoundPlan
from .problem import RoundProblem

#: Minutes: the last digits of a division are nobody's journey.
TOLERANCE: Final = 1e-9
#: What each rule asks, in plain words.
RULES: Final = {
    "index": "a plan names sessions and people of its problem",
    "complete": "everybody is at a table or in the list of those without one, once",
    "H1": "one is at one table only",
    "H2": "a table has neither too few nor too many people, for the round and for each of them",
    "H3": "everybody is free at the moment of the table",
    "H4": "nobody travels longer than they accept",
    "H5": "the venue meets the access needs of everybody",
    "H6": "a session has enough tables and seats",
    "H7": "a table shares one language",
    "H8": "no two people of a table are blocked",
    "H9": "no two people of a table met recently, unless both asked to meet again",
    "H10": "minors are with minors and vetted hosts only: two minors and a vetted host at least",
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule broken: by which group (``None``: by a whole session or the plan), by whom.

    ``people`` are indices in the problem; ``detail`` is a plain sentence that names them.
    """

    rule: str
    group: int | None
    people: tuple[int, ...]
    detail: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a plan is worth, and all it breaks. The worth of a plan that breaks a rule is void."""

    objective: float
    violations: tuple[Violation, ...]

    @property
    def valid(self) -> bool:
        return not self.violations


def verify(problem: RoundProblem, plan: RoundPlan) -> Verdict:
    """Every rule, of every group. Nothing is assumed of the plan but its types."""
    return Checker(problem).verify(plan)


class Checker:
    """A problem laid out for checking; keep it to check many groups of the same problem."""

    def __init__(self, problem: RoundProblem) -> None:
        people, venues, sessions = problem.people, problem.venues, problem.sessions
        self.params = problem.params
        self.names = people.id
        self.at = list(zip(people.x.tolist(), people.y.tolist(), strict=True))
        self.quartier, self.band = people.quartier.tolist(), people.band.tolist()
        self.age, self.langs = people.age.tolist(), people.langs.tolist()
        self.avail, self.needs = people.avail.tolist(), people.needs.tolist()
        self.size_max = people.size_max.tolist()
        self.host, self.vetted = people.host.tolist(), people.vetted.tolist()
        self.speed, self.transit = people.walk_speed.tolist(), people.transit.tolist()
        self.longest = people.max_minutes.tolist()
        self.wait, self.ties = people.wait.tolist(), people.ties.tolist()
        self._tag_start, self._tags = people.tag_start.tolist(), people.tag_index.tolist()
        self.tag_weight = problem.tag_weight.tolist()
        self.venue_at = list(zip(venues.x.tolist(), venues.y.tolist(), strict=True))
        self.flags = venues.flags.tolist()
        self.venue, self.slot = sessions.venue.tolist(), sessions.slot.tolist()
        self.seats, self.tables = sessions.seats.tolist(), sessions.tables.tolist()
        self.blocked = {(i, j) for i, j in problem.blocks.tolist()}
        asked = {(i, j) for i, j in problem.again.tolist()}
        self.met = {(i, j) for i, j in problem.recent.tolist()} - asked

    def verify(self, plan: RoundPlan) -> Verdict:
        """As the function ``verify``."""
        violations: list[Violation] = []
        objective = 0.0
        for number, group in enumerate(plan.groups):
            outside = [one for one in group.members if not 0 <= one < len(self.names)]
            if outside or not 0 <= group.session < len(self.venue):
                what = f"no such person: {outside}" if outside else "no such session"
                detail = f"group {number}, session {group.session}: {what}"
                violations.append(Violation("index", number, tuple(outside), detail))
                continue
            members = tuple(dict.fromkeys(group.members))
            objective += self.value(group.session, members)
            violations += self.broken(group.session, members, number)
        violations += self._once(plan)
        violations += self._rooms(plan)
        return Verdict(objective, tuple(violations))

    def minutes(self, person: int, session: int) -> float:
        """Of travel to the session: on foot, or with transit where that is quicker."""
        params = self.params
        (x, y), (to_x, to_y) = self.at[person], self.venue_at[self.venue[session]]
        metres = params.detour * math.hypot(x - to_x, y - to_y)
        minutes = metres / self.speed[person]
        if self.transit[person]:
            minutes = min(minutes, params.transit_fixed_min + metres / params.transit_speed)
        return minutes

    def weight(self, person: int) -> float:
        """The priority *w* of somebody."""
        params = self.params
        waited = min(self.wait[person], params.wait_cap) / params.wait_cap
        alone = math.exp(-self.ties[person] / params.ties_scale)
        return 1 + params.w_wait * waited + params.w_ties * alone

    def tags(self, person: int) -> frozenset[int]:
        start = self._tag_start
        return frozenset(self._tags[start[person] : start[person + 1]])

    def affinity(self, one: int, other: int) -> float:
        """The affinity *a* of two people, the same either way."""
        params = self.params
        shared = sum(self.tag_weight[tag] for tag in sorted(self.tags(one) & self.tags(other)))
        return (
            params.a_interest * min(1.0, shared)
            + params.a_quartier * (self.quartier[one] != self.quartier[other])
            + params.a_band * (self.band[one] != self.band[other])
        )

    def value(self, session: int, members: Sequence[int]) -> float:
        """What a group is worth at a session, whether or not it breaks a rule."""
        params = self.params
        host = any(self.host[one] for one in members)
        penalty = params.size_penalty.get(len(members), 0.0)
        total = 0.0
        for one in members:
            others = [self.affinity(one, other) for other in members if other != one]
            mean = sum(others) / len(others) if others else 0.0
            total += self.weight(one) * (
                params.b_served
                + params.b_host * host
                + params.b_affinity * mean
                - params.b_travel * self.minutes(one, session) / self.longest[one]
                - penalty
            )
        return total

    def broken(
        self, session: int, members: Sequence[int], group: int | None = None
    ) -> Iterator[Violation]:
        """The rules a group breaks by itself: H2 to H5 and H7 to H10."""
        for rule, people, detail in (
            *self._sizes(members),
            *self._journeys(session, members),
            *self._pairs(members),
            *self._together(members),
        ):
            named = ", ".join(self.names[one] for one in people)
            yield Violation(rule, group, tuple(people), f"{named}: {detail}" if named else detail)

    def _sizes(self, members: Sequence[int]) -> Iterator[tuple[str, Sequence[int], str]]:
        size, params = len(members), self.params
        if not params.size_min <= size <= params.size_max:
            yield "H2", members, f"{size} people where {params.size_min} to {params.size_max} go"
        for one in members:
            if size > self.size_max[one]:
                yield "H2", (one,), f"likes {self.size_max[one]} people at most, there are {size}"

    def _journeys(
        self, session: int, members: Sequence[int]
    ) -> Iterator[tuple[str, Sequence[int], str]]:
        slot, flags = self.slot[session], self.flags[self.venue[session]]
        for one in members:
            if not self.avail[one] >> slot & 1:
                yield "H3", (one,), f"is not free in slot {slot}"
            minutes = self.minutes(one, session)
            if minutes > self.longest[one] + TOLERANCE:
                yield "H4", (one,), f"{minutes:.2f} minutes, {self.longest[one]:g} at most"
            if self.needs[one] & ~flags:
                yield "H5", (one,), f"the venue does not meet need {self.needs[one] & ~flags:b}"

    def _pairs(self, members: Sequence[int]) -> Iterator[tuple[str, Sequence[int], str]]:
        for pair in combinations(sorted(members), 2):
            if pair in self.blocked:
                yield "H8", pair, "are blocked"
            if pair in self.met:
                yield "H9", pair, "met recently"

    def _together(self, members: Sequence[int]) -> Iterator[tuple[str, Sequence[int], str]]:
        shared = -1
        for one in members:
            shared &= self.langs[one]
        if not shared:
            yield "H7", members, "share no language"
        minors = [one for one in members if self.age[one] < self.params.majority_age]
        if not minors:
            return
        adults = [one for one in members if self.age[one] >= self.params.majority_age]
        vetted = [one for one in adults if self.host[one] and self.vetted[one]]
        if others := [one for one in adults if one not in vetted]:
            yield "H10", others, "is with minors and no vetted host"
        if len(minors) < 2:
            yield "H10", minors, "is the only minor"
        if not vetted:
            yield "H10", minors, "no vetted host is with them"

    def _once(self, plan: RoundPlan) -> Iterator[Violation]:
        everybody = range(len(self.names))
        seated = Counter(one for group in plan.groups for one in group.members)
        listed = Counter(each.person for each in plan.unplaced)
        for one in everybody:
            name = self.names[one]
            if seated[one] > 1:
                yield Violation("H1", None, (one,), f"{name}: has {seated[one]} places")
            if not seated[one] and not listed[one]:
                yield Violation("complete", None, (one,), f"{name}: is nowhere in the plan")
            if listed[one] > 1:
                yield Violation("complete", None, (one,), f"{name}: is listed {listed[one]} times")
            if seated[one] and listed[one]:
                detail = f"{name}: has a place and is listed without one"
                yield Violation("complete", None, (one,), detail)
        for one in sorted(set(listed) - set(everybody)):
            yield Violation("index", None, (one,), f"unplaced: no such person: {one}")

    def _rooms(self, plan: RoundPlan) -> Iterator[Violation]:
        tables: Counter[int] = Counter(group.session for group in plan.groups)
        seats: Counter[int] = Counter()
        for group in plan.groups:
            seats[group.session] += len(group.members)
        for session in sorted(tables):
            if not 0 <= session < len(self.venue):
                continue
            for used, there, what in (
                (tables[session], self.tables[session], "tables"),
                (seats[session], self.seats[session], "seats"),
            ):
                if used > there:
                    detail = f"session {session}: {used} {what} are used, there are {there}"
                    yield Violation("H6", None, (), detail)

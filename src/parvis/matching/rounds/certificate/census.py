"""Who could sit where, and what they are worth: from the formulas, for the check alone.

Nothing here is shared with the solver or with what finds prices.
"""

from dataclasses import dataclass

import numpy as np

from parvis.matching.rounds.parts import Flags, Floats, Integers, Params
from parvis.matching.rounds.problem import RoundProblem


@dataclass(frozen=True, slots=True, eq=False)
class Census:
    """The people of a problem as the check reads them; ``tags`` (n, tags) is dense, 0 or 1."""

    problem: RoundProblem
    params: Params
    weight: Floats
    tags: Floats
    minor: Flags
    guard: Flags
    apart: frozenset[tuple[int, int]]
    reluctant: Flags

    def candidates(self, session: int) -> tuple[Integers, Floats]:
        """Who may come to ``session`` (H3, H4, H5), and ``w_i·(b_served − b_travel·share)``."""
        people, held, params = self.problem.people, self.problem.sessions, self.params
        venue = held.venue[session]
        dx = people.x - self.problem.venues.x[venue]
        dy = people.y - self.problem.venues.y[venue]
        metres = params.detour * np.sqrt(dx * dx + dy * dy)
        ride = params.transit_fixed_min + metres / params.transit_speed
        ride[~people.transit] = np.inf
        minutes = np.minimum(metres / people.walk_speed, ride)
        share = minutes / people.max_minutes
        free = (people.avail & (1 << int(held.slot[session]))) != 0
        fits = (people.needs | self.problem.venues.flags[venue]) == self.problem.venues.flags[venue]
        # a hair more than the limit: whoever the formula lets in by its last digit is counted
        there = np.flatnonzero(free & fits & (minutes <= people.max_minutes + 2e-9))
        worth = params.b_served - params.b_travel * share[there]
        return there, self.weight[there] * worth

    def pairs(self, people: Integers) -> Floats:
        """``b_affinity·(w_i + w_j)·a_ij`` of each pair; −∞ where they may not sit together."""
        crowd, params = self.problem.people, self.params
        tags = self.tags[people]
        shared = np.minimum(1.0, (tags * self.problem.tag_weight) @ tags.T)
        affinity = params.a_interest * shared
        affinity += params.a_quartier * _differ(crowd.quartier[people])
        affinity += params.a_band * _differ(crowd.band[people])
        weight = self.weight[people]
        value: Floats = params.b_affinity * affinity * (weight[:, None] + weight[None, :])
        langs = crowd.langs[people]
        value[(langs[:, None] & langs[None, :]) == 0] = -np.inf
        minor, adult = self.minor[people], ~(self.minor | self.guard)[people]
        value[np.outer(minor, adult) | np.outer(adult, minor)] = -np.inf
        np.fill_diagonal(value, -np.inf)
        for one in np.flatnonzero(self.reluctant[people]):
            for other in range(len(people)):
                if (int(people[one]), int(people[other])) in self.apart:
                    value[one, other] = value[other, one] = -np.inf
        return value


def census_of(problem: RoundProblem) -> Census:
    """The census of ``problem``."""
    people, params = problem.people, problem.params
    tags = np.zeros((len(people), len(problem.tag_weight)))
    for one in range(len(people)):
        tags[one, people.tag_index[people.tag_start[one] : people.tag_start[one + 1]]] = 1
    again = {tuple(pair) for pair in problem.again.tolist()}
    recent = {tuple(pair) for pair in problem.recent.tolist()} - again
    apart = recent | {tuple(pair) for pair in problem.blocks.tolist()}
    reluctant = np.zeros(len(people), bool)
    reluctant[[one for one, _ in apart]] = True
    minor = people.age < params.majority_age
    waited = params.w_wait * np.minimum(people.wait, params.wait_cap) / params.wait_cap
    return Census(
        problem=problem,
        params=params,
        weight=1 + waited + params.w_ties * np.exp(-people.ties / params.ties_scale),
        tags=tags,
        minor=minor,
        guard=people.host & people.vetted & ~minor,
        apart=frozenset(apart),
        reluctant=reluctant,
    )


def _differ(values: Integers) -> Flags:
    different: Flags = values[:, None] != values[None, :]
    return different

"""A round as a market: who could sit at each session, and what they are worth there alone.

A market is exact: every feasible (person, session) pair is in it, once.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from parvis.matching.rounds.compiled import forbidden, held_tables, priority, words_of_tags
from parvis.matching.rounds.jit import Floats, Ints

from .ground import AFFINITY, BANDS, INTEREST, QUARTERS, Ground
from .kernels import ADULT, GUARD, MINOR
from .sessions import Stalls

if TYPE_CHECKING:
    from parvis.matching.rounds.problem import RoundProblem

HAIR: Final = 1e-9
"""Minutes: what the division of a journey may round, for the checker of plans too."""

FAR: Final = 1e-9
"""Added, relatively, to every upper bound: the rounding of sums."""


@dataclass(frozen=True, slots=True)
class Market:
    """n people, m sessions, k feasible pairs, flat.

    The pairs of session *s* are ``start[s]:start[s + 1]``: ``person`` (rising) and ``base``, the
    person's value there without host, company and size, ``w_i · (b_served − b_travel · share)``.
    ``facts`` and ``numbers``: columns in ``ground``; ``company`` (n,) is the most that company
    could add to the value of each; ``apart`` under ``apart_start`` who may not sit with whom.
    ``seats`` and ``tables`` (m,) are as many as people could ever fill.
    """

    weight: Floats
    facts: Ints
    company: Floats
    tag_weight: Floats
    apart_start: Ints
    apart: NDArray[np.int32]
    start: Ints
    person: Ints
    base: Floats
    seats: Floats
    tables: Floats
    numbers: Floats
    penalty: Floats
    smallest: int

    def __len__(self) -> int:
        return len(self.weight)

    @property
    def ground(self) -> Ground:
        """As the kernels read it."""
        return Ground(
            facts=self.facts,
            weight=self.weight,
            company=self.company,
            tag_weight=self.tag_weight,
            apart_start=self.apart_start,
            apart=self.apart,
            numbers=self.numbers,
            penalty=self.penalty,
            smallest=self.smallest,
        )

    @property
    def stalls(self) -> Stalls:
        """The feasible pairs, as the kernels read them."""
        return Stalls(self.start, self.person, self.base)

    @property
    def largest(self) -> int:
        """People at a table, at most."""
        return len(self.penalty) - 1

    @property
    def sessions(self) -> int:
        """How many sessions there are."""
        return len(self.start) - 1


def market_of(problem: "RoundProblem") -> Market:
    """``problem`` as a market: a tenth of a second for thousands, seconds for 100,000."""
    people, params = problem.people, problem.params
    everybody = np.arange(len(people))
    tag_weight, tags = words_of_tags(problem, everybody)
    apart_start, apart = forbidden(problem, everybody)
    weight = priority(people, params.w_wait, params.wait_cap, params.w_ties, params.ties_scale)
    start, person, base = feasible_pairs(problem, weight)
    minor = people.age < params.majority_age
    penalty = np.zeros(params.size_max + 1)
    for size in range(params.size_min, params.size_max + 1):
        penalty[size] = params.size_penalty[size]
    tables = held_tables(problem).astype(np.float64)
    facts = np.column_stack(
        (
            people.host,
            people.langs,
            people.size_max,
            np.where(minor, MINOR, np.where(people.host & people.vetted, GUARD, ADULT)),
            people.quartier,
            people.band,
            tags,
        )
    ).astype(np.int64)
    numbers = np.array(
        (params.a_interest, params.a_quartier, params.a_band, params.b_affinity, params.b_host)
    )
    return Market(
        weight=weight,
        facts=facts,
        company=weight * best_affinity(tags, tag_weight, numbers) * numbers[AFFINITY] * (1 + FAR),
        tag_weight=tag_weight,
        apart_start=apart_start,
        apart=apart,
        start=start,
        person=person,
        base=base,
        seats=np.minimum(problem.sessions.seats, tables * params.size_max).astype(np.float64),
        tables=tables,
        numbers=numbers,
        penalty=penalty,
        smallest=params.size_min,
    )


def best_affinity(tags: Ints, tag_weight: Floats, numbers: Floats) -> Floats:
    """The highest affinity each could have with anybody at all."""
    own = np.zeros(len(tags))
    for tag in np.flatnonzero(tag_weight):
        own += tag_weight[tag] * (tags[:, tag >> 6] >> (tag & 63) & 1)
    best: Floats = numbers[INTEREST] * np.minimum(1.0, own) + numbers[QUARTERS] + numbers[BANDS]
    return best


def feasible_pairs(problem: "RoundProblem", weight: Floats) -> tuple[Ints, Ints, Floats]:
    """Who is free, near, and at ease at each session: rows, people, base values (H3, H4, H5)."""
    held = problem.sessions
    rows: list[tuple[Ints, Floats]] = [(np.empty(0, np.int64), np.empty(0))] * len(held)
    for venue in np.unique(held.venue):
        near, base = within_reach(problem, int(venue), weight)
        avail = problem.people.avail[near]
        for session in np.flatnonzero(held.venue == venue):
            free = (avail >> held.slot[session]) & 1 == 1
            rows[session] = near[free], base[free]
    start = np.zeros(len(held) + 1, np.int64)
    np.cumsum([len(person) for person, _ in rows], out=start[1:])
    empty = [(np.empty(0, np.int64), np.empty(0))]
    person, base = (np.concatenate(column) for column in zip(*(rows or empty), strict=True))
    return start, person, base


def within_reach(problem: "RoundProblem", venue: int, weight: Floats) -> tuple[Ints, Floats]:
    """Who may come to ``venue``, rising, and their base value there (H4, H5)."""
    people, params, venues = problem.people, problem.params, problem.venues
    metres = np.hypot(people.x - venues.x[venue], people.y - venues.y[venue])
    minutes = params.minutes(metres, people.walk_speed, people.transit)
    at_ease = people.needs & ~venues.flags[venue] == 0
    near = np.flatnonzero(at_ease & (minutes <= people.max_minutes + HAIR))
    share = minutes[near] / people.max_minutes[near]
    return near, weight[near] * (params.b_served - params.b_travel * share)

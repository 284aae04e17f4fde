"""Which sessions each person is tried at."""

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parvis.matching.rounds.jit import Floats, Ints, kernel, prepared

from .layout import AVAIL, NEEDS, SLOT, TABLES, base_value

if TYPE_CHECKING:
    from parvis.matching.rounds.problem import RoundProblem

PROPOSED: Final = 160
"""How many sessions of one person are proposed to the search, at most."""


def by_venue(venue: Ints, venues: int) -> tuple[Ints, Ints]:
    """The sessions of each venue, one after the other, and where each venue's begin."""
    start = np.zeros(venues + 1, np.int64)
    np.cumsum(np.bincount(venue, minlength=venues), out=start[1:])
    return np.argsort(venue, kind="stable").astype(np.int64), start


class Houses(NamedTuple):
    """The venues: ``at`` (v, 2) in metres, ``flags``; ``held`` from ``start`` their sessions."""

    at: Floats
    flags: Ints
    start: Ints
    held: Ints


def proposals(
    problem: "RoundProblem", person: Ints, body: Floats, session: Ints
) -> tuple[Ints, NDArray[np.int32]]:
    """Which sessions each person is proposed for, best base value first."""
    venues = problem.venues
    held, held_start = by_venue(problem.sessions.venue, len(venues))
    at = np.column_stack((venues.x, venues.y)).reshape(-1, 2)
    houses = Houses(at, venues.flags, held_start, held)
    count = np.zeros(len(person), np.int64)
    open_to(person, body, session, houses, count)
    start = np.zeros(len(person) + 1, np.int64)
    np.cumsum(np.minimum(count, PROPOSED), out=start[1:])
    proposed = np.empty(start[-1], np.int32)
    propose(person, body, session, houses, (start, proposed, int(count.max(initial=0))))
    return start, proposed


@kernel
def open_to(person: Ints, body: Floats, session: Ints, houses: Houses, count: Ints) -> None:
    """How many sessions each person could go to (H3, H4, H5)."""
    for i in range(len(count)):
        needs, avail = person[i, NEEDS], person[i, AVAIL]
        for v in range(len(houses.at)):
            if needs & ~houses.flags[v] == 0 and base_value(body, i, houses.at, v) > -np.inf:
                for h in range(houses.start[v], houses.start[v + 1]):
                    s = houses.held[h]
                    count[i] += avail & session[s, SLOT] != 0 and session[s, TABLES] > 0


@prepared
def propose(
    person: Ints,
    body: Floats,
    session: Ints,
    houses: Houses,
    lists: tuple[Ints, NDArray[np.int32], int],
) -> None:
    """Writes the sessions of each person in ``lists`` (start, sessions, longest), best first."""
    start, proposed, longest = lists
    found, worth = np.empty(longest, np.int32), np.empty(longest)
    for i in range(len(person)):
        needs, avail, k = person[i, NEEDS], person[i, AVAIL], 0
        for v in range(len(houses.at)):
            base = base_value(body, i, houses.at, v)
            if needs & ~houses.flags[v] == 0 and base > -np.inf:
                for h in range(houses.start[v], houses.start[v + 1]):
                    s = houses.held[h]
                    if avail & session[s, SLOT] != 0 and session[s, TABLES] > 0:
                        found[k], worth[k] = s, -base
                        k += 1
        best = np.argsort(worth[:k])
        for x in range(start[i + 1] - start[i]):
            proposed[start[i] + x] = found[best[x]]

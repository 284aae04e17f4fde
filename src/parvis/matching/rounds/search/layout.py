"""A round as flat arrays: what the search reads millions of times a second.

People are renumbered along a space-filling curve, so that those who live near each other lie near
each other in memory; ``Compiled.order`` leads back. Nothing here is approximate, but for the list
of sessions a person is *proposed* for, which keeps those of highest base value.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parvis.matching.rounds.jit import Floats, Ints, inlined

# Columns of ``Compiled.person`` (whole numbers); the words of the tags follow.
LANGS, AVAIL, NEEDS, META, TAGS = 0, 1, 2, 3, 4
# Columns of ``Compiled.body``.
X, Y, REACH, BASE, WALK, RIDE_FIXED, RIDE, WEIGHT = 0, 1, 2, 3, 4, 5, 6, 7
# Columns of ``Compiled.session``.
SLOT, FLAGS, SEATS, FIRST, TABLES = 0, 1, 2, 3, 4

# Places in ``Compiled.scale``; the penalty of a group of g is at ``PENALTY + g``.
INTEREST, QUARTER, BAND, HOST, AFFINITY, SMALLEST, LARGEST, PENALTY = 0, 1, 2, 3, 4, 5, 6, 7

OTHER, GUARD, MINOR = 0, 1, 2
"""What somebody is for H10: a vetted adult host is a guard."""


class Compiled(NamedTuple):
    """The arrays of one round; n people, m sessions, t tables (``TABLES`` of each session).

    ``person`` (n, 4 + words) and ``body`` (n, 8): columns above. ``body[:, REACH]`` is the squared
    distance (m²) one may come from; the base value at a distance d is
    ``max(BASE − WALK·d, RIDE_FIXED − RIDE·d)``. ``session`` (m, 5), ``place`` (m, 2) in metres;
    ``table`` (t,) is the session of each table. ``apart`` lists under ``apart_start`` (n + 1) who
    may not sit with whom; ``proposed`` under ``proposed_start`` the sessions of each person, best
    base first.
    """

    order: Ints
    person: Ints
    body: Floats
    session: Ints
    place: Floats
    table: Ints
    tag_weight: Floats
    apart_start: Ints
    apart: NDArray[np.int32]
    proposed_start: Ints
    proposed: NDArray[np.int32]
    scale: Floats


@inlined
def base_value(body: Floats, i: int, place: Floats, at: int) -> float:
    """``w·(b_served − b_travel·minutes ÷ max)`` of one person at a place; −inf beyond reach."""
    square = (body[i, X] - place[at, 0]) ** 2 + (body[i, Y] - place[at, 1]) ** 2
    if square > body[i, REACH]:
        return -np.inf
    metres = np.sqrt(square)
    walk = body[i, BASE] - body[i, WALK] * metres
    return max(walk, body[i, RIDE_FIXED] - body[i, RIDE] * metres)

"""Tables being filled: who sits where, and the sums that make a change cheap to judge."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parvis.matching.rounds.jit import Floats, inlined, kernel, lowest_bit

from .layout import (
    AFFINITY,
    BAND,
    GUARD,
    HOST,
    INTEREST,
    LARGEST,
    META,
    MINOR,
    PENALTY,
    QUARTER,
    SMALLEST,
    TAGS,
    WEIGHT,
    Compiled,
    base_value,
)

Numbers = NDArray[np.int32]

# Columns of ``Tables.seated``; the members follow.
SIZE, HOSTS, MINORS, GUARDS, MEMBERS = 0, 1, 2, 3, 4
# Columns of ``Tables.sums``; then, by member, the base value and the sum of pairs in turn.
WEIGHTS, BASES, PAIRS, VALUE, OWN = 0, 1, 2, 3, 4


class Tables(NamedTuple):
    """The state of a search.

    ``seated`` (t, 4 + largest): counts and members of each table. ``sums`` (t, 4 + 2·largest):
    Σ w, Σ base, Σ over pairs of ``(w_i + w_j)·a_ij`` and the value; then by member. ``where`` is
    the table of each person or −1; ``used`` the seats taken of each session.
    """

    seated: Numbers
    sums: Floats
    where: Numbers
    used: Numbers


def no_tables(round_: Compiled) -> Tables:
    """Nobody sits anywhere."""
    tables, largest = len(round_.table), int(round_.scale[LARGEST])
    return Tables(
        np.zeros((tables, MEMBERS + largest), np.int32),
        np.zeros((tables, OWN + 2 * largest)),
        np.full(len(round_.person), -1, np.int32),
        np.zeros(len(round_.session), np.int32),
    )


@inlined
def pair(round_: Compiled, i: int, j: int) -> float:
    """``(w_i + w_j)·a_ij``."""
    person, body, scale = round_.person, round_.body, round_.scale
    shared = 0.0
    for k in range(TAGS, person.shape[1]):
        word = np.uint64(person[i, k] & person[j, k])
        while word != np.uint64(0):
            shared += round_.tag_weight[64 * (k - TAGS) + lowest_bit(word)]
            word &= word - np.uint64(1)
    affinity = scale[INTEREST] * min(1.0, shared)
    other = person[i, META] ^ person[j, META]
    if other >> 34 != 0:
        affinity += scale[QUARTER]
    if (other >> 14) & 0xFFFFF != 0:
        affinity += scale[BAND]
    return affinity * (body[i, WEIGHT] + body[j, WEIGHT])


@inlined
def value_of(
    scale: Floats, size: int, sums: tuple[float, float, float], heads: tuple[int, int, int]
) -> float:
    """V of a group; 0 while it is too small, or minors are not in good hands.

    ``sums``: weights, bases, pairs; ``heads``: hosts, minors, guards.
    """
    weights, bases, pairs = sums
    hosts, minors, guards = heads
    if size < scale[SMALLEST] or (minors > 0 and (minors < 2 or guards < 1)):
        return 0.0
    value = bases + scale[AFFINITY] * pairs / (size - 1) - scale[PENALTY + size] * weights
    if hosts > 0:
        value += scale[HOST] * weights
    return value


@kernel
def settle(round_: Compiled, tables: Tables, t: int, s: int) -> None:
    """Makes the sums of table ``t``, of session ``s``, anew from its members."""
    seated, sums = tables.seated, tables.sums
    size = seated[t, SIZE]
    hosts, minors, guards, weights, bases, pairs = 0, 0, 0, 0.0, 0.0, 0.0
    for x in range(size):
        i = seated[t, MEMBERS + x]
        meta = round_.person[i, META]
        kind = (meta >> 1) & 3
        hosts += meta & 1
        minors += kind == MINOR
        guards += kind == GUARD
        weights += round_.body[i, WEIGHT]
        base = base_value(round_.body, i, round_.place, s)
        bases += base
        sums[t, OWN + 2 * x] = base
        own = 0.0
        for y in range(x):
            both = pair(round_, i, seated[t, MEMBERS + y])
            own += both
            sums[t, OWN + 2 * y + 1] += both
        sums[t, OWN + 2 * x + 1] = own
        pairs += own
    seated[t, HOSTS], seated[t, MINORS], seated[t, GUARDS] = hosts, minors, guards
    sums[t, WEIGHTS], sums[t, BASES], sums[t, PAIRS] = weights, bases, pairs
    value = value_of(round_.scale, size, (weights, bases, pairs), (hosts, minors, guards))
    sums[t, VALUE] = value


@kernel
def total(tables: Tables) -> float:
    """The objective of the tables as they are, without those not worth it."""
    value = 0.0
    for t in range(len(tables.sums)):
        value += max(0.0, tables.sums[t, VALUE])
    return value

"""What a change of a table is worth, and whether the hard rules allow it."""

import numpy as np

from parvis.matching.rounds.jit import inlined

from .layout import (
    AVAIL,
    FLAGS,
    GUARD,
    LANGS,
    META,
    MINOR,
    NEEDS,
    OTHER,
    SLOT,
    WEIGHT,
    Compiled,
    base_value,
)
from .tables import (
    BASES,
    GUARDS,
    HOSTS,
    MEMBERS,
    MINORS,
    OWN,
    PAIRS,
    SIZE,
    WEIGHTS,
    Numbers,
    Tables,
    pair,
    value_of,
)


@inlined
def seat_in(seated: Numbers, t: int, i: int) -> int:
    """Where at table ``t`` its member ``i`` sits."""
    x = 0
    while seated[t, MEMBERS + x] != i:
        x += 1
    return x


@inlined
def leave(seated: Numbers, t: int, x: int) -> None:
    """The member at ``x`` of table ``t`` gets up; the sums are settled later."""
    seated[t, SIZE] -= 1
    seated[t, MEMBERS + x] = seated[t, MEMBERS + seated[t, SIZE]]


@inlined
def changed(
    round_: Compiled, tables: Tables, t: int, x: int, new: tuple[int, float, float]
) -> float:
    """The value of table ``t`` without its member at ``x`` (−1: all stay), with ``new``.

    ``new``: who (−1: nobody), their base value there, their pairs with those who stay.
    """
    i, base, row = new
    seated, sums = tables.seated, tables.sums
    size, hosts = seated[t, SIZE], seated[t, HOSTS]
    minors, guards = seated[t, MINORS], seated[t, GUARDS]
    weights, bases, pairs = sums[t, WEIGHTS], sums[t, BASES], sums[t, PAIRS]
    if x >= 0:
        j = seated[t, MEMBERS + x]
        meta = round_.person[j, META]
        kind = (meta >> 1) & 3
        size -= 1
        hosts -= meta & 1
        minors -= kind == MINOR
        guards -= kind == GUARD
        weights -= round_.body[j, WEIGHT]
        bases -= sums[t, OWN + 2 * x]
        pairs -= sums[t, OWN + 2 * x + 1]
    if i >= 0:
        meta = round_.person[i, META]
        kind = (meta >> 1) & 3
        size += 1
        hosts += meta & 1
        minors += kind == MINOR
        guards += kind == GUARD
        weights += round_.body[i, WEIGHT]
        bases += base
        pairs += row
    return value_of(round_.scale, size, (weights, bases, pairs), (hosts, minors, guards))


@inlined
def welcome(round_: Compiled, tables: Tables, t: int, x: int, i: int) -> bool:
    """May ``i`` sit at table ``t`` once its member at ``x`` left (−1: nobody leaves)?

    H2, H7 to H10; minors alone, or with a guard still to come, may wait for them.
    """
    person, seated = round_.person, tables.seated
    size = seated[t, SIZE] + (1 if x < 0 else 0)
    meta = person[i, META]
    if ((meta >> 4) & 15) < size:
        return False
    langs = person[i, LANGS]
    minor, other = (meta >> 1) & 3 == MINOR, (meta >> 1) & 3 == OTHER
    for y in range(seated[t, SIZE]):
        if y != x:
            j = seated[t, MEMBERS + y]
            langs &= person[j, LANGS]
            meta = person[j, META]
            if x < 0 and ((meta >> 4) & 15) < size:
                return False
            minor |= (meta >> 1) & 3 == MINOR
            other |= (meta >> 1) & 3 == OTHER
    return langs != 0 and not (minor and other) and not kept_apart(round_, tables, t, x, i)


@inlined
def kept_apart(round_: Compiled, tables: Tables, t: int, x: int, i: int) -> bool:
    """Does somebody sit at ``t``, but at ``x``, with whom ``i`` may not (H8, H9)?"""
    for k in range(round_.apart_start[i], round_.apart_start[i + 1]):
        b = round_.apart[k]
        if tables.where[b] == t and (x < 0 or tables.seated[t, MEMBERS + x] != b):
            return True
    return False


@inlined
def base_at(round_: Compiled, i: int, s: int) -> float:
    """The base value of ``i`` at session ``s``, −inf where H3 to H5 forbid it."""
    person, session = round_.person, round_.session
    if person[i, AVAIL] & session[s, SLOT] == 0 or person[i, NEEDS] & ~session[s, FLAGS] != 0:
        return -np.inf
    return base_value(round_.body, i, round_.place, s)


@inlined
def pairs_with(round_: Compiled, tables: Tables, t: int, x: int, i: int) -> float:
    """Σ ``(w_i + w_j)·a_ij`` of ``i`` with the members of table ``t``, but the one at ``x``."""
    row = 0.0
    for y in range(tables.seated[t, SIZE]):
        if y != x:
            row += pair(round_, i, tables.seated[t, MEMBERS + y])
    return row

"""One person tries another table: the steps of the search, millions a second."""

from typing import Final, NamedTuple

import numpy as np

from parvis.matching.rounds.jit import Floats, Ints, Words, below, draw, inlined, kernel, whole

from .judging import base_at, changed, leave, pairs_with, seat_in, welcome
from .layout import (
    FIRST,
    LARGEST,
    SEATS,
    TABLES,
    Compiled,
)
from .tables import (
    MEMBERS,
    SIZE,
    VALUE,
    Tables,
    settle,
)

WINDOW: Final = 500
"""How many neighbours are looked at together: what they need stays in the cache."""
STAY: Final = 20
"""How many steps each of them has then."""
LUCK: Floats = -np.log((np.arange(1024) + 0.5) / 1024)
"""Draws of −log of a chance: how many times the heat a step may lose."""

_LUCK_BITS, _LUCK = np.uint64(10), np.uint64(1023)
_SELDOM, _HALF, _NONE = np.uint64(63), np.uint64(64), np.uint64(0)
_NOWHERE: Final = -2


class Share(NamedTuple):
    """What one thread may touch: the tables whose ``side`` is ``mine``, and ``people``."""

    side: Ints
    mine: int
    people: Ints


@kernel
def anneal(
    round_: Compiled, tables: Tables, share: Share, course: tuple[int, float, Floats], state: Words
) -> None:
    """Tries of the people of ``share``; ``course`` is how many steps, the heat, and ``LUCK``.

    A loss of as much as the heat, in units of the objective, is accepted once in e times.
    """
    steps, heat, luck = course
    window = min(len(share.people), WINDOW)
    first = 0
    for step in range(steps):
        if step % (STAY * WINDOW) == 0:
            first = below(state, len(share.people) - window + 1)
        i = share.people[first + below(state, window)]
        start = round_.proposed_start[i]
        choices = round_.proposed_start[i + 1] - start
        if choices == 0:
            continue
        chance = draw(state)
        least = -heat * luck[chance & _LUCK]
        chance >>= _LUCK_BITS
        u = whole(tables.where[i])
        if u >= 0 and chance & _SELDOM == _NONE:
            get_up(round_, tables, i, u, least)
            continue
        s = whole(round_.proposed[start + below(state, choices)])
        t = round_.session[s, FIRST] + below(state, round_.session[s, TABLES])
        if t != u and share.side[t] == share.mine:
            x = seat_for(round_, tables, t, u, chance & _HALF != _NONE)
            if x >= 0:
                x = below(state, tables.seated[t, SIZE])
            if x != _NOWHERE and welcome(round_, tables, t, x, i):
                sit(round_, tables, (i, u, s, t), x, least)


@inlined
def seat_for(round_: Compiled, tables: Tables, t: int, u: int, free: bool) -> int:
    """−1: a free seat of table ``t`` for somebody of ``u``; 0: a member's; ``_NOWHERE``.

    ``free``: they would rather have a free one.
    """
    s, size = round_.table[t], tables.seated[t, SIZE]
    room = size < round_.scale[LARGEST] and (
        tables.used[s] < round_.session[s, SEATS] or (u >= 0 and round_.table[u] == s)
    )
    if size > 0 and not (room and free):
        return 0
    return -1 if room else _NOWHERE


@inlined
def get_up(round_: Compiled, tables: Tables, i: int, u: int, least: float) -> None:
    """``i`` leaves table ``u`` for none, if that changes the objective by ``least`` or more."""
    x = seat_in(tables.seated, u, i)
    if changed(round_, tables, u, x, (-1, 0.0, 0.0)) - tables.sums[u, VALUE] >= least:
        leave(tables.seated, u, x)
        settle(round_, tables, u, round_.table[u])
        tables.where[i] = -1
        tables.used[round_.table[u]] -= 1


@inlined
def sit(
    round_: Compiled, tables: Tables, move: tuple[int, int, int, int], x: int, least: float
) -> None:
    """``move`` = i, from table u, to session s and table t: on a free seat, or in x's place.

    Whoever sat there takes the seat that ``i`` leaves, if they may, and has none otherwise.
    """
    i, u, s, t = move
    seated, where, used = tables.seated, tables.where, tables.used
    row = pairs_with(round_, tables, t, x, i)
    gain = changed(round_, tables, t, x, (i, base_at(round_, i, s), row)) - tables.sums[t, VALUE]
    j, xu, back = whole(-1), -1, False
    if x >= 0:
        j = whole(seated[t, MEMBERS + x])
    if u >= 0:
        xu = seat_in(seated, u, i)
        base = base_at(round_, j, round_.table[u]) if x >= 0 else -np.inf
        back = base > -np.inf and welcome(round_, tables, u, xu, j)
        new = (j, base, pairs_with(round_, tables, u, xu, j)) if back else (whole(-1), 0.0, 0.0)
        gain += changed(round_, tables, u, xu, new) - tables.sums[u, VALUE]
    if gain < least:
        return
    if x >= 0:
        seated[t, MEMBERS + x] = i
        where[j] = -1
    else:
        seated[t, MEMBERS + seated[t, SIZE]] = i
        seated[t, SIZE] += 1
        used[s] += 1
    where[i] = t
    if u >= 0:
        if back:
            seated[u, MEMBERS + xu] = j
            where[j] = u
        else:
            leave(seated, u, xu)
            used[round_.table[u]] -= 1
        settle(round_, tables, u, round_.table[u])
    settle(round_, tables, t, s)

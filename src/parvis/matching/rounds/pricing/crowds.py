"""Who is worth looking at for one kind and size of table."""

from typing import NamedTuple

import numpy as np

from parvis.matching.rounds.jit import Floats, Ints, kernel, prepared

from .ground import CAP, HOST, HOSTED, KIND, LANGS, Ground
from .kernels import ADULT, ALLOWED, GUARD, MINOR, NEVER, Crowd, best_halves, enter

WITH_HOST, WITHOUT_HOST, YOUNG = 0, 1, 2
"""Kinds of tables: adults with a host, adults without, minors and guards. None is two."""


class Side(NamedTuple):
    """Those who may sit at one kind of table of a session.

    ``alone``: what each is worth there less the prices, but for the size of the table; ``pair``:
    ``b_affinity·(w_i + w_j)·a_ij``; ``root``: may be its first member.
    """

    pair: Floats
    alone: Floats
    person: Ints
    weight: Floats
    langs: Ints
    kinds: Ints
    cap: Ints
    root: Ints
    kind: int


@kernel
def welcome(facts: Ints, one: int, kind: int) -> bool:
    """Whether somebody may sit at a table of this kind."""
    if kind == YOUNG:
        return facts[one, KIND] != ADULT
    return facts[one, KIND] != MINOR and (kind == WITH_HOST or facts[one, HOST] == 0)


@kernel
def lightest(penalty: Floats, smallest: int) -> float:
    """The least penalty of any size."""
    least = penalty[smallest]
    for size in range(smallest, len(penalty)):
        least = min(least, penalty[size])
    return least


@prepared
def falling(values: Floats) -> Ints:
    """The indices of ``values``, highest first."""
    order = np.empty(len(values), np.int64)
    for a in range(len(values)):
        place = a
        while place > 0 and values[order[place - 1]] < values[a]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = a
    return order


@prepared
def best_company(table: Floats, own: Floats, most: int) -> Floats:
    """For each, the sum of the 1, 2 … ``most`` − 1 best of (pair + what the other is worth)."""
    count = len(own)
    sums = np.zeros((count, most))
    best = np.empty(most)
    for a in range(count):
        best[:] = NEVER
        row = table[a]
        for b in range(count):
            value = row[b] + own[b]
            if value > best[most - 1]:
                enter(best, most, value)
        total = 0.0
        for place in range(most - 1):
            total += best[place]
            sums[a, place + 1] = total
    return sums


@prepared
def hopeful(own: Floats, sums: Floats, cap: Ints, size: int, least: float) -> Ints:
    """Those who may be at a table of ``size`` worth more than ``least``."""
    share = 0.5 / (size - 1)
    hope = np.full(len(own), NEVER)
    best = np.full(size, NEVER)
    for a in range(len(own)):
        if cap[a] >= size:
            hope[a] = 0.5 * own[a] + sums[a, size - 1] * share
            enter(best, size, hope[a])
    return np.flatnonzero(hope > least - best[: size - 1].sum())


@prepared
def side_of(ground: Ground, person: Ints, alone: Floats, pair: Floats, kind: int) -> Side:
    """Those of ``person`` who are welcome at a kind of table."""
    facts = ground.facts
    some = np.array([x for x in range(len(person)) if welcome(facts, person[x], kind)])
    inner = np.empty((len(some), len(some)))
    for a in range(len(some)):
        for b in range(len(some)):
            inner[a, b] = pair[some[a], some[b]]
    who = person[some]
    root = np.ones(len(some), np.int64)
    for a in range(len(some)):
        if kind == WITH_HOST:
            root[a] = facts[who[a], HOST]
        elif kind == YOUNG:
            root[a] = 1 if facts[who[a], KIND] == GUARD else 0
    weight = ground.weight[who]
    own = alone[some]
    if kind != WITHOUT_HOST:
        own = own + weight * ground.numbers[HOSTED]
    return Side(
        inner, own, who, weight, facts[who, LANGS], facts[who, KIND], facts[who, CAP], root, kind
    )


@prepared
def crowd_of(side: Side, members: Ints, own: Floats, size: int, least: float) -> Crowd:
    """Those ``members`` that may make a table of ``size`` worth over ``least``, roots first.

    ``own``: what each is worth there alone less the prices.
    """
    count = len(members)
    pair = np.empty((count, count))
    share = 1.0 / (size - 1)
    for a in range(count):
        row, target = side.pair[members[a]], pair[a]
        for b in range(count):
            value = row[members[b]]
            target[b] = (value + own[a] + own[b]) * share if value > ALLOWED else NEVER
    hope = np.empty(count)
    best = np.full(size, NEVER)
    best_halves(pair, np.arange(count), size - 1, hope, best)
    best[:] = NEVER
    for a in range(count):
        enter(best, size, hope[a])
    room = least - best[: size - 1].sum()
    order = falling(hope)
    kept = np.empty(count, np.int64)
    total, roots = 0, 0
    for wanted in range(1, -1, -1):
        for a in order:
            if side.root[members[a]] == wanted and hope[a] > room:
                kept[total] = a
                total += 1
        if wanted == 1:
            roots = total
    kept = kept[:total]
    smaller = np.empty((total, total))
    for a in range(total):
        row, target = pair[kept[a]], smaller[a]
        for b in range(total):
            target[b] = row[kept[b]]
    half = np.empty(total)
    best_halves(smaller, np.arange(total), size - 2, half, best)
    who = members[kept]
    young = side.kind == YOUNG
    return Crowd(
        smaller, half, side.person[who], side.langs[who], side.kinds[who], roots, size, young
    )

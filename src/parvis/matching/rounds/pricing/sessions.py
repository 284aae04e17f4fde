"""The best tables of each session under prices: one kind and size of table after the other."""

from typing import NamedTuple

import numpy as np

from parvis.matching.rounds.jit import Floats, Ints, prepared

from .crowds import Side, best_company, crowd_of, falling, hopeful, lightest, side_of
from .ground import HOSTED, Ground, pairs_of
from .kernels import NEVER, Found, enter, threshold
from .walk import search


class Stalls(NamedTuple):
    """The feasible pairs of a ``Market``."""

    start: Ints
    person: Ints
    base: Floats


class Terms(NamedTuple):
    """What is asked: of which ``sessions``, at which prices, worth more than what (``least``, of
    each of them), after how many nodes and among how many candidates of a session at most.
    """

    sessions: Ints
    price: Floats
    seat: Floats
    least: Floats
    limit: int
    widest: int


class Answer(NamedTuple):
    """A row for each session asked: values and members found, how many, and the bound."""

    value: Floats
    members: Ints
    counts: Ints
    upper: Floats


@prepared
def price_side(side: Side, ground: Ground, found: Found, least: float, limit: int) -> float:
    """The best groups of one kind of table into ``found``; a bound on the value of every other."""
    unexplored = NEVER
    largest = len(ground.penalty) - 1
    easiest = side.alone - side.weight * lightest(ground.penalty, ground.smallest)
    sums = best_company(side.pair, easiest, largest)
    for size in range(ground.smallest, largest + 1):
        bar = threshold(found, least)
        members = hopeful(easiest, sums, side.cap, size, bar)
        if len(members) < size:
            continue
        own = side.alone[members] - side.weight[members] * ground.penalty[size]
        crowd = crowd_of(side, members, own, size, bar)
        if len(crowd.person) >= size:
            unexplored = max(unexplored, search(crowd, found, least, limit))
    return unexplored


@prepared
def price_sessions(ground: Ground, stalls: Stalls, terms: Terms, answer: Answer) -> None:
    """The best groups of each session, and a bound on the value of every other.

    Of a session with more than ``widest`` candidates only the most worth are searched, and the
    rest enter the bound.
    """
    largest = len(ground.penalty) - 1
    easiest = ground.numbers[HOSTED] - lightest(ground.penalty, ground.smallest)
    for row in range(len(terms.sessions)):
        session, least = terms.sessions[row], terms.least[row]
        pairs = slice(stalls.start[session], stalls.start[session + 1])
        who = stalls.person[pairs]
        alone = stalls.base[pairs] - terms.price[who] - terms.seat[session]
        most = alone + ground.company[who] + ground.weight[who] * easiest
        best = np.full(largest, NEVER)
        for one in most:
            enter(best, largest, one)
        others = 0.0
        for place in range(largest - 1):
            if place < ground.smallest - 1 or best[place] > 0:
                others += best[place]
        chosen = np.flatnonzero(most > least - others)
        upper = least
        if len(chosen) > terms.widest:
            order = falling(most[chosen])
            upper = max(least, most[chosen[order[terms.widest]]] + others)
            within = np.zeros(len(most), np.bool_)
            within[chosen[order[: terms.widest]]] = True
            chosen = np.flatnonzero(within)
        who, alone = who[chosen], alone[chosen]
        found = Found(answer.value[row], answer.members[row], np.zeros(2, np.int64))
        pair = pairs_of(ground, who)
        for kind in range(3):
            side = side_of(ground, who, alone, pair, kind)
            if len(side.person) >= ground.smallest:
                upper = max(upper, price_side(side, ground, found, least, terms.limit))
        answer.counts[row] = found.state[0]
        for x in range(found.state[0]):
            upper = max(upper, found.value[x])
        answer.upper[row] = upper

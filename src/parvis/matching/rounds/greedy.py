"""Two baselines: whoever comes first sits down. No plan of the solver is worth less than these.

In ``first_come`` people come in the order of the problem and each takes the first table that lets
them in, as a list on a wall would. In ``best_insertion`` they come by falling priority and each
takes the table where they add most. Tables that stayed too small are given up, and their people
try once more at the tables that stand.
"""

from typing import Final, NamedTuple

import numpy as np

from .jit import inlined, kernel
from .parts import Floats, Integers
from .plan import Group, RoundPlan
from .problem import RoundProblem
from .town import (
    MINOR,
    VETTED,
    Town,
    base_at,
    may_sit_with,
    pair_value,
    squares_around,
    town_of,
)

#: The first table that lets one in; the table where one adds most; the same, of those that stand.
FIRST: Final = 0
BEST: Final = 1
STANDING: Final = 2
#: Nobody looks at more tables that would let them in: a whole town in one hall takes seconds.
MOST: Final = 1_000


class Seated(NamedTuple):
    """Who sits where. ``sums`` of each table: Σ w, Σ base, Σ of pairs; ``used`` seats by session.

    ``heads`` of each table: people, hosts, minors, vetted hosts.
    """

    members: Integers
    heads: Integers
    sums: Floats
    where: Integers
    used: Integers


def first_come(problem: RoundProblem) -> RoundPlan:
    """Each person at the first table that lets them in. No hard rule is broken."""
    return _seat(problem, FIRST)


def best_insertion(problem: RoundProblem) -> RoundPlan:
    """By falling priority, each person at the table where they add most. No hard rule is broken."""
    return _seat(problem, BEST)


def _seat(problem: RoundProblem, mode: int) -> RoundPlan:
    town = town_of(problem)
    seated = Seated(
        members=np.full((len(town.table), problem.params.size_max), -1, np.int64),
        heads=np.zeros((len(town.table), 4), np.int64),
        sums=np.zeros((len(town.table), 3)),
        where=np.full(len(problem), -1, np.int64),
        used=np.zeros(len(problem.sessions), np.int64),
    )
    order = np.arange(len(problem))
    if mode == BEST:
        order = np.argsort(-town.weight, kind="stable")
    sit_down(town, seated, order, mode)
    give_up(town, seated)
    sit_down(town, seated, order, STANDING)
    return plan_of(town, seated.members, seated.heads[:, 0])


def plan_of(town: Town, members: Integers, sizes: Integers) -> RoundPlan:
    """The tables as a plan, in its order."""
    groups = [
        Group(int(town.table[t]), tuple(members[t, : sizes[t]].tolist()))
        for t in np.flatnonzero(sizes)
    ]
    return RoundPlan.of(groups, len(town.x))


@inlined
def fits(town: Town, seated: Seated, i: int, t: int) -> bool:
    """Whether one more person may sit at a table that is being filled."""
    size = seated.heads[t, 0]
    if size >= town.size_max[i]:
        return False
    shared = town.langs[i]
    for x in range(size):
        j = seated.members[t, x]
        shared &= town.langs[j]
        if size >= town.size_max[j] or not may_sit_with(town, i, j):
            return False
    return shared != 0


@inlined
def worth(town: Town, size: int, hosts: int, sums: tuple[float, float, float]) -> float:
    """The value of a table from its sums. Below the least size: what it has so far."""
    weight, bases, pairs = sums
    value = bases - town.penalty[size] * weight
    if size > 1:
        value += town.numbers[2] * pairs / (size - 1)
    if hosts > 0:
        value += town.numbers[1] * weight
    return value


@inlined
def offer(town: Town, seated: Seated, it: tuple[int, int], base: float, mode: int) -> float:
    """What somebody adds to a table; −inf: they do not sit there."""
    i, t = it
    size, hosts = seated.heads[t, 0], seated.heads[t, 1]
    if mode == STANDING and (size == 0 or (town.kind[i] == MINOR and seated.heads[t, 2] == 0)):
        return -np.inf
    if not fits(town, seated, i, t):
        return -np.inf
    if mode == FIRST:
        return 1.0
    weight, bases, pairs = seated.sums[t, 0], seated.sums[t, 1], seated.sums[t, 2]
    before = worth(town, size, hosts, (weight, bases, pairs))
    for x in range(size):
        pairs += pair_value(town, i, seated.members[t, x])
    hosts += town.host[i]
    after = worth(town, size + 1, hosts, (weight + town.weight[i], bases + base, pairs))
    return after - before if size == 0 or after > before else -np.inf


@inlined
def sit(town: Town, seated: Seated, i: int, t: int, base: float) -> None:
    """Somebody sits down: the counts and the sums of the table follow."""
    size = seated.heads[t, 0]
    for x in range(size):
        seated.sums[t, 2] += pair_value(town, i, seated.members[t, x])
    seated.members[t, size] = i
    seated.heads[t, 0] += 1
    seated.heads[t, 1] += town.host[i]
    seated.heads[t, 2] += town.kind[i] == MINOR
    seated.heads[t, 3] += town.kind[i] == VETTED
    seated.sums[t, 0] += town.weight[i]
    seated.sums[t, 1] += base
    seated.where[i] = t
    seated.used[town.table[t]] += 1


@kernel
def sit_down(town: Town, seated: Seated, order: Integers, mode: int) -> None:
    """Everybody without a table, in this order."""
    for i in order:
        if seated.where[i] >= 0:
            continue
        chosen, most, at, looked = -1, -np.inf, 0.0, 0
        left, right, low, high = squares_around(town, i)
        for row in range(low, high):
            # The squares of a row lie one after the other.
            here = town.near_start[row * town.squares[0] + left]
            there = town.near_start[row * town.squares[0] + right]
            for s in town.near[here:there]:
                first = town.first[s]
                # Of equals the first table wins, whatever square it is looked for in.
                if mode == FIRST and 0 <= chosen < first:
                    continue
                base = base_at(town, i, s) if seated.used[s] < town.seats[s] else -np.inf
                if base > -np.inf:
                    for t in range(first, town.first[s + 1]):
                        added = (
                            offer(town, seated, (i, t), base, mode) if looked < MOST else -np.inf
                        )
                        looked += added > -np.inf
                        if added > most or (added == most and t < chosen):
                            chosen, most, at = t, added, base
        if chosen >= 0:
            sit(town, seated, i, chosen, at)


def give_up(town: Town, seated: Seated) -> None:
    """Tables too small, or whose minors are not in good hands, are empty again."""
    size, _, minors, vetted = seated.heads.T
    wrong = (size < town.size_min) | ((minors > 0) & ((minors < 2) | (vetted < 1)))
    for t in np.flatnonzero(wrong & (size > 0)):
        seated.where[seated.members[t, : size[t]]] = -1
        seated.used[town.table[t]] -= size[t]
    seated.members[wrong] = -1
    seated.heads[wrong] = 0
    seated.sums[wrong] = 0.0

"""A plain simulated annealing, written to be compared with: insert, move, swap, drop.

One person drawn at random goes to a table drawn among the sessions they may go to, beside the
others or in somebody's place (who takes theirs if they may, else goes home). Only the tables that
change are valued anew; a change for the worse is taken with probability exp(change ÷ temperature),
the temperature falling geometrically with the time that is left. What the solver must beat.
"""

from time import perf_counter
from typing import Final, NamedTuple

import numpy as np

from parvis.matching.rounds.greedy import plan_of
from parvis.matching.rounds.jit import inlined, kernel, lowest_bit
from parvis.matching.rounds.parts import Floats, Integers
from parvis.matching.rounds.plan import RoundPlan
from parvis.matching.rounds.problem import RoundProblem
from parvis.matching.rounds.town import MINOR, VETTED, Town, base_at, may_sit_with, town_of

HOT: Final = 1.0
COLD: Final = 0.03
DROP: Final = 0.02
STEPS: Final = 50_000


class Seats(NamedTuple):
    """Where each person may go (``session`` and ``base`` under ``start``), and who sits where.

    ``words`` are the tags of each person as 64-bit words. ``here`` and ``there`` are room for two
    groups being tried, ``here_base`` and ``there_base`` the base values of their members.
    """

    start: Integers
    session: Integers
    base: Floats
    words: Integers
    members: Integers
    size: Integers
    value: Floats
    where: Integers
    used: Integers
    here: Integers
    here_base: Floats
    there: Integers
    there_base: Floats


def anneal(problem: RoundProblem, *, seconds: float, seed: int) -> RoundPlan:
    """The plan after so many seconds; compiling is not counted."""
    town = town_of(problem)
    seats = _seats(problem, town)
    run(town, seats, 0, 0.0, seed)
    begun = perf_counter()
    spent = 0.0
    while spent < seconds and len(problem):
        temperature = HOT * (COLD / HOT) ** (spent / seconds)
        run(town, seats, STEPS, temperature, -1)
        spent = perf_counter() - begun
    standing = np.where(seats.size >= town.size_min, seats.size, 0)
    return plan_of(town, seats.members, standing)


def _seats(problem: RoundProblem, town: Town) -> Seats:
    n, tables, room = len(problem), len(town.table), problem.params.size_max + 1
    count = np.zeros(n, np.int64)
    count_sessions(town, count)
    start = np.zeros(n + 1, np.int64)
    np.cumsum(count, out=start[1:])
    session, base = np.zeros(start[-1], np.int64), np.zeros(start[-1])
    list_sessions(town, start, session, base)
    people, tags = problem.people, len(problem.tag_weight)
    words = np.zeros((n, max(1, -(-tags // 64))), np.uint64)
    owner = np.repeat(np.arange(n), np.diff(people.tag_start))
    bit = np.left_shift(np.uint64(1), (people.tag_index % 64).astype(np.uint64))
    np.bitwise_or.at(words, (owner, people.tag_index // 64), bit)
    return Seats(
        start=start,
        session=session,
        base=base,
        words=words.view(np.int64),
        members=np.full((tables, room), -1, np.int64),
        size=np.zeros(tables, np.int64),
        value=np.zeros(tables),
        where=np.full(n, -1, np.int64),
        used=np.zeros(len(problem.sessions), np.int64),
        here=np.zeros(room, np.int64),
        here_base=np.zeros(room),
        there=np.zeros(room, np.int64),
        there_base=np.zeros(room),
    )


@kernel
def count_sessions(town: Town, count: Integers) -> None:
    """To how many sessions with tables each person may go."""
    for i in range(len(count)):
        for s in range(len(town.seats)):
            if town.first[s] < town.first[s + 1] and base_at(town, i, s) > -np.inf:
                count[i] += 1


@kernel
def list_sessions(town: Town, start: Integers, session: Integers, base: Floats) -> None:
    """To which, and their base values there."""
    for i in range(len(start) - 1):
        at = start[i]
        for s in range(len(town.seats)):
            if town.first[s] == town.first[s + 1]:
                continue
            worth = base_at(town, i, s)
            if worth > -np.inf:
                session[at], base[at] = s, worth
                at += 1


@inlined
def pair(town: Town, words: Integers, i: int, j: int) -> float:
    """``(w_i + w_j)·a_ij``."""
    shared = 0.0
    for k in range(words.shape[1]):
        word = np.uint64(words[i, k] & words[j, k])
        while word != np.uint64(0):
            shared += town.tag_weight[64 * k + lowest_bit(word)]
            word &= word - np.uint64(1)
    affinity = town.numbers[4] * min(1.0, shared)
    if town.quartier[i] != town.quartier[j]:
        affinity += town.numbers[5]
    if town.band[i] != town.band[j]:
        affinity += town.numbers[6]
    return (town.weight[i] + town.weight[j]) * affinity


@kernel
def value_of(town: Town, words: Integers, group: Integers, base: Floats, size: int) -> float:
    """The value of a group; 0 while it is too small."""
    if size < town.size_min:
        return 0.0
    weights, bases, pairs, host = 0.0, 0.0, 0.0, 0.0
    for x in range(size):
        weights += town.weight[group[x]]
        bases += base[x]
        if town.host[group[x]]:
            host = town.numbers[1]
        for y in range(x):
            pairs += pair(town, words, group[x], group[y])
    return bases + town.numbers[2] * pairs / (size - 1) + (host - town.penalty[size]) * weights


@kernel
def is_allowed(town: Town, group: Integers, size: int) -> bool:
    """Comfort, a shared language, nobody apart; and minors in good hands once it is a table."""
    shared, minors, vetted = -1, 0, 0
    for x in range(size):
        i = group[x]
        shared &= town.langs[i]
        minors += town.kind[i] == MINOR
        vetted += town.kind[i] == VETTED
        if size > town.size_max[i] or shared == 0:
            return False
    if size >= town.size_min and minors > 0 and (minors < 2 or vetted < 1):
        return False
    for x in range(size):
        for y in range(x):
            if not may_sit_with(town, group[x], group[y]):
                return False
    return True


@inlined
def base_in(seats: Seats, i: int, s: int) -> float:
    """The base value of somebody at a session, by bisection; −inf: they may not go."""
    low, high = seats.start[i], seats.start[i + 1] - 1
    while low < high:
        middle = (low + high) >> 1
        if seats.session[middle] < s:
            low = middle + 1
        else:
            high = middle
    return seats.base[low] if low == high and seats.session[low] == s else -np.inf


@inlined
def without(town: Town, seats: Seats, t: int, left: int, side: tuple[Integers, Floats]) -> int:
    """Writes the members of a table but one; says how many they are."""
    group, base = side
    size = 0
    for x in range(seats.size[t]):
        j = seats.members[t, x]
        if j != left:
            group[size], base[size] = j, base_in(seats, j, town.table[t])
            size += 1
    return size


@inlined
def is_taken(change: float, temperature: float) -> bool:
    """Whether a change is accepted."""
    return change >= 0 or np.random.random() < np.exp(change / temperature)


@inlined
def keep(seats: Seats, t: int, group: Integers, size: int, value: float) -> None:
    """The table is this group from now on."""
    for x in range(size):
        seats.members[t, x] = group[x]
        seats.where[group[x]] = t
    seats.size[t], seats.value[t] = size, value


@kernel
def drop(town: Town, seats: Seats, i: int, temperature: float) -> None:
    """Somebody goes home."""
    t = seats.where[i]
    size = without(town, seats, t, i, (seats.here, seats.here_base))
    if not is_allowed(town, seats.here, size):
        return
    value = value_of(town, seats.words, seats.here, seats.here_base, size)
    if is_taken(value - seats.value[t], temperature):
        keep(seats, t, seats.here, size, value)
        seats.where[i] = -1
        seats.used[town.table[t]] -= 1


@kernel
def sit(town: Town, seats: Seats, i: int, temperature: float) -> None:
    """Somebody takes a seat, free or taken, at a table drawn at random."""
    at = seats.start[i] + np.random.randint(seats.start[i + 1] - seats.start[i])
    s, t, other = seats.session[at], 0, -1
    t = town.first[s] + np.random.randint(town.first[s + 1] - town.first[s])
    before = seats.where[i]
    if t == before:
        return
    free = seats.used[s] < town.seats[s] or (before >= 0 and town.table[before] == s)
    free = free and seats.size[t] < len(seats.here) - 1
    if seats.size[t] > 0 and (not free or np.random.random() < 0.5):
        other = seats.members[t, np.random.randint(seats.size[t])]
    elif not free:
        return
    size = without(town, seats, t, other, (seats.here, seats.here_base))
    seats.here[size], seats.here_base[size] = i, seats.base[at]
    size += 1
    if not is_allowed(town, seats.here, size):
        return
    value = value_of(town, seats.words, seats.here, seats.here_base, size)
    change = value - seats.value[t]
    if before < 0:
        if is_taken(change, temperature):
            if other < 0:
                seats.used[s] += 1
            else:
                seats.where[other] = -1
            keep(seats, t, seats.here, size, value)
        return
    leave(town, seats, (i, other), (t, size, value), temperature)


@kernel
def leave(
    town: Town,
    seats: Seats,
    both: tuple[int, int],
    joined: tuple[int, int, float],
    temperature: float,
) -> None:
    """The table somebody comes from loses them; who they replace sits there, or goes home."""
    i, other = both
    t, size, value = joined
    before = seats.where[i]
    remaining = without(town, seats, before, i, (seats.there, seats.there_base))
    swapped = False
    if other >= 0:
        base = base_in(seats, other, town.table[before])
        if base > -np.inf:
            seats.there[remaining], seats.there_base[remaining] = other, base
            swapped = is_allowed(town, seats.there, remaining + 1)
            remaining += swapped
    if not swapped and not is_allowed(town, seats.there, remaining):
        return
    rest = value_of(town, seats.words, seats.there, seats.there_base, remaining)
    if is_taken(value - seats.value[t] + rest - seats.value[before], temperature):
        if other >= 0 and not swapped:
            seats.where[other] = -1
        if other < 0:
            seats.used[town.table[t]] += 1
        if not swapped:
            seats.used[town.table[before]] -= 1
        keep(seats, t, seats.here, size, value)
        keep(seats, before, seats.there, remaining, rest)


@kernel
def run(town: Town, seats: Seats, steps: int, temperature: float, seed: int) -> None:
    """So many steps at one temperature; a ``seed`` of 0 or more starts the draws anew."""
    if seed >= 0:
        np.random.seed(seed)
    for _ in range(steps):
        i = np.random.randint(len(seats.where))
        if seats.start[i] == seats.start[i + 1]:
            continue
        if seats.where[i] >= 0 and np.random.random() < DROP:
            drop(town, seats, i, temperature)
        else:
            sit(town, seats, i, temperature)

"""The best tables of one session under prices: branch and bound on pairs of people.

With the size *g* of a table and its host bonus fixed, the reduced value of a group is a sum over
its pairs, ``q_ij = b_affinity·(w_i + w_j)·a_ij / (g − 1) + (c_i + c_j) / (g − 1)``, where ``c_i``
is what *i* is worth alone less the prices. A group that is to be completed by *r* people has at
most its value plus the *r* best of (gain of *j* + half of the *r* − 1 best pairs of *j*).
"""

from typing import NamedTuple

from parvis.matching.rounds.jit import Floats, Ints, inlined, kernel

NEVER = -1e18
"""The value of a pair that may not sit together."""
ALLOWED = -1e17

ADULT, MINOR, GUARD = 0, 1, 2
"""What somebody is for H10; a guard is a vetted adult host."""


class Found(NamedTuple):
    """The best groups seen, a heap by value once full. ``state``: how many, nodes walked."""

    value: Floats
    members: Ints
    state: Ints


class Level(NamedTuple):
    """What is left to choose from at each depth of the walk; rows are depths."""

    left: Ints
    gain: Floats
    hope: Floats
    half: Floats
    best: Floats
    size: Ints
    at: Ints
    value: Floats
    langs: Ints
    chosen: Ints


class Crowd(NamedTuple):
    """Candidates of one size and kind of table, the ``roots`` first who may be its first member.

    ``pair`` holds ``q_ij``; ``half`` is half the ``size`` − 2 best pairs of each. At a ``young``
    table H10 is looked at.
    """

    pair: Floats
    half: Floats
    person: Ints
    langs: Ints
    kind: Ints
    roots: int
    size: int
    young: bool


@inlined
def enter(best: Floats, count: int, value: float) -> None:
    """``value`` into the ``count`` highest, kept falling."""
    if value <= best[count - 1]:
        return
    place = count - 1
    while place > 0 and best[place - 1] < value:
        best[place] = best[place - 1]
        place -= 1
    best[place] = value


@kernel
def best_halves(pair: Floats, left: Ints, count: int, half: Floats, best: Floats) -> None:
    """Half the sum of the ``count`` best pairs of each one left, with the others left."""
    for a in range(len(left)):
        for place in range(count):
            best[place] = NEVER
        row = pair[left[a]]
        if count > 0:
            for b in range(len(left)):
                value = row[left[b]]
                if value > best[count - 1]:
                    enter(best, count, value)
        total = 0.0
        for place in range(count):
            total += best[place]
        half[a] = total / 2


@kernel
def screen(level: Level, depth: int, need: int, room: float) -> None:
    """Keep whoever may be among ``need`` more worth over ``room`` together; none if there are
    not so many.
    """
    left, gain, hope = level.left[depth], level.gain[depth], level.hope[depth]
    size, best = level.size[depth], level.best
    level.size[depth] = 0
    for place in range(need):
        best[place] = NEVER
    for a in range(size):
        hope[a] = gain[a] + level.half[a]
        enter(best, need, hope[a])
    others = 0.0
    for place in range(need - 1):
        others += best[place]
    if size < need or others + best[need - 1] <= room:
        return
    kept = 0
    for a in range(size):
        if hope[a] + others > room:
            left[kept], gain[kept], hope[kept] = left[a], gain[a], hope[a]
            level.half[kept] = level.half[a]
            kept += 1
    level.size[depth] = kept


@kernel
def sort_level(level: Level, depth: int) -> None:
    """Those left at ``depth``, most hopeful first."""
    left, gain, hope = level.left[depth], level.gain[depth], level.hope[depth]
    for a in range(1, level.size[depth]):
        person, one, value = left[a], gain[a], hope[a]
        place = a
        while place > 0 and hope[place - 1] < value:
            left[place], gain[place] = left[place - 1], gain[place - 1]
            hope[place] = hope[place - 1]
            place -= 1
        left[place], gain[place], hope[place] = person, one, value


@kernel
def narrow(pair: Floats, level: Level, depth: int, need: int, room: float) -> None:
    """``screen`` until it no longer helps, bounds taken among those left; then sorted."""
    for _ in range(3):
        before = level.size[depth]
        best_halves(pair, level.left[depth, :before], need - 1, level.half, level.best)
        screen(level, depth, need, room)
        size = level.size[depth]
        if size < need or size * 8 > before * 7 or size <= need + 2:
            break
    sort_level(level, depth)


@kernel
def sink(found: Found, place: int, count: int) -> None:
    """Restore the heap (lowest value on top) below ``place``."""
    value, members = found.value, found.members
    while True:
        child = 2 * place + 1
        if child >= count:
            return
        if child + 1 < count and value[child + 1] < value[child]:
            child += 1
        if value[place] <= value[child]:
            return
        value[place], value[child] = value[child], value[place]
        for x in range(members.shape[1]):
            one = members[place, x]
            members[place, x] = members[child, x]
            members[child, x] = one
        place = child


@kernel
def keep(found: Found, crowd: Crowd, level: Level, value: float) -> None:
    """Keep the group chosen among the best."""
    room = len(found.value)
    place = 0
    if found.state[0] < room:
        place = found.state[0]
        found.state[0] += 1
    elif value <= found.value[0]:
        return
    found.value[place] = value
    for x in range(found.members.shape[1]):
        found.members[place, x] = crowd.person[level.chosen[x]] if x < crowd.size else -1
    if place == room - 1 and room > 1:  # full at last: now it becomes a heap
        for top in range(room // 2, -1, -1):
            sink(found, top, room)
    elif found.state[0] == room:
        sink(found, 0, room)


@inlined
def threshold(found: Found, least: float) -> float:
    """Only groups worth more than this are still looked for."""
    if found.state[0] == len(found.value):
        return max(least, found.value[0])
    return least

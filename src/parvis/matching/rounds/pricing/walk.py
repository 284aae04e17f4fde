"""The walk through the tables of one kind and size: who sits down, one after the other."""

import numpy as np

from parvis.matching.rounds.jit import kernel, prepared

from .kernels import (
    ALLOWED,
    MINOR,
    NEVER,
    Crowd,
    Found,
    Level,
    keep,
    narrow,
    screen,
    threshold,
)


@kernel
def guarded(crowd: Crowd, level: Level) -> bool:
    """At least two minors and one guard (H10); nobody else is in such a crowd."""
    minors = 0
    for x in range(crowd.size):
        if crowd.kind[level.chosen[x]] == MINOR:
            minors += 1
    return 2 <= minors < crowd.size


@kernel
def finish(crowd: Crowd, level: Level, depth: int, found: Found, least: float) -> None:
    """The last seat: everyone left who makes a group worth keeping."""
    for x in range(level.size[depth]):
        value = level.value[depth] + level.gain[depth, x]
        if value <= threshold(found, least):
            continue
        one = level.left[depth, x]
        if crowd.langs[one] & level.langs[depth] == 0:
            continue
        level.chosen[depth] = one
        if not crowd.young or guarded(crowd, level):
            keep(found, crowd, level, value)


@kernel
def descend(crowd: Crowd, level: Level, depth: int, least: float) -> bool:
    """Seat the next at ``depth``; False when nothing below is worth more than ``least``."""
    place = level.at[depth] - 1
    one = level.left[depth, place]
    below = depth + 1
    level.langs[below] = level.langs[depth] & crowd.langs[one]
    if level.langs[below] == 0:
        return False
    level.value[below] = level.value[depth] + level.gain[depth, place]
    row = crowd.pair[one]
    count = 0
    for x in range(place + 1, level.size[depth]):
        other = level.left[depth, x]
        if row[other] > ALLOWED:
            level.left[below, count] = other
            level.gain[below, count] = level.gain[depth, x] + row[other]
            count += 1
    level.size[below] = count
    need = crowd.size - below
    if need > 1 and count >= need:
        narrow(crowd.pair, level, below, need, least - level.value[below])
    if level.size[below] < need:
        return False
    level.chosen[depth] = one
    level.at[below] = 0
    return True


@kernel
def walk(crowd: Crowd, level: Level, found: Found, least: float, limit: int) -> float:
    """Every group below the root chosen at depth 0; the bound of what was left unexplored."""
    depth = 1
    unexplored = NEVER
    while depth >= 1:
        need, at = crowd.size - depth, level.at[depth]
        if level.size[depth] - at < need:
            depth -= 1
            continue
        if need == 1:
            finish(crowd, level, depth, found, least)
            depth -= 1
            continue
        bound = level.value[depth]
        for x in range(need):
            bound += level.hope[depth, at + x]
        bar = threshold(found, least)
        if bound <= bar or found.state[1] >= limit:
            if bound > bar:
                unexplored = max(unexplored, bound)
            depth -= 1
            continue
        level.at[depth] += 1
        found.state[1] += 1
        if descend(crowd, level, depth, bar):
            depth += 1
    return unexplored


@prepared
def levels(size: int, people: int) -> Level:
    """Room for a walk."""
    return Level(
        np.empty((size + 1, people), np.int64),
        np.empty((size + 1, people)),
        np.empty((size + 1, people)),
        np.empty(people),
        np.empty(size + 1),
        np.zeros(size + 1, np.int64),
        np.zeros(size + 1, np.int64),
        np.zeros(size + 1),
        np.zeros(size + 1, np.int64),
        np.zeros(size + 1, np.int64),
    )


@prepared
def search(crowd: Crowd, found: Found, least: float, limit: int) -> float:
    """The best groups of a crowd into ``found``; the bound of the unexplored."""
    people, need = len(crowd.person), crowd.size - 1
    level = levels(crowd.size, people)
    unexplored = NEVER
    for root in range(min(crowd.roots, people - need)):
        count = 0
        for other in range(root + 1, people):
            value = crowd.pair[root, other]
            if value > ALLOWED:
                level.left[1, count] = other
                level.gain[1, count] = value
                level.half[count] = crowd.half[other]
                count += 1
        level.size[1] = count
        level.chosen[0] = root
        level.langs[1] = crowd.langs[root]
        level.value[1] = 0.0
        bar = threshold(found, least)
        screen(level, 1, need, bar)
        if need > 1 and level.size[1] >= need:
            narrow(crowd.pair, level, 1, need, bar)
        if level.size[1] >= need:
            level.at[1] = 0
            unexplored = max(unexplored, walk(crowd, level, found, least, limit))
    return unexplored

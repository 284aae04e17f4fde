"""Who talks with whom at a meeting: small circles, the familiar together more often."""

import numpy as np

from .dice import Dice, Purpose
from .people import Flags, Floats, Ints
from .ties import Ties

#: How often following is doubled: rows of up to eight who follow each other sit together.
FOLLOWING = 3


def talking_pairs(
    event: Ints, person: Ints, *, size: int, cling: float, ties: Ties, dice: Dice, week: int
) -> tuple[Ints, Ints]:
    """Pairs who talk, and the event of each; ``event`` and ``person`` list who came where.

    The people of each event are put in circles of at most ``size``, as even as can be. Each draws
    a seat; with chance ``cling`` somebody takes the seat beside the person there they have spent
    most time with.
    """
    if not len(event):
        return np.zeros((0, 2), dtype=np.int64), np.zeros(0, dtype=np.int64)
    seat = dice.roll(Purpose.SEAT, week, event, person)
    clings = dice.roll(Purpose.CLING, week, event, person) < cling
    seat = _beside(event, person, seat, clings, ties)
    order = np.lexsort((person, seat, event))
    event, person = event[order], person[order]
    starts = np.r_[True, event[1:] != event[:-1]]
    first = np.flatnonzero(starts)
    which = np.cumsum(starts) - 1
    many = np.diff(np.r_[first, len(event)])
    circles = -(-many // size)
    place = np.arange(len(event)) - first[which]
    circle = place * circles[which] // many[which]
    pairs, where = [], []
    for apart in range(1, size):
        together = (event[apart:] == event[:-apart]) & (circle[apart:] == circle[:-apart])
        here = np.flatnonzero(together)
        pairs.append(np.stack([person[here], person[here + apart]], axis=1))
        where.append(event[here])
    return np.concatenate(pairs), np.concatenate(where)


def _beside(event: Ints, person: Ints, seat: Floats, clings: Flags, ties: Ties) -> Floats:
    """The seats once those who cling have followed whom they know best there."""
    best = np.zeros(len(event))
    rows = np.arange(len(event))
    leader = rows.copy()
    # Somebody may be at several events of the week: the first and the last of them count here.
    first, last = np.full((2, ties.many), -1, dtype=np.int64)
    last[person] = rows
    first[person[::-1]] = rows[::-1]
    one, two = ties.edges(ties.familiar)
    hours = np.concatenate([ties.hours[ties.familiar]] * 2)
    for mine in (first, last):
        for theirs in (first, last):
            here, there = mine[one], theirs[two]
            both = (here >= 0) & (there >= 0)
            both[both] = event[here[both]] == event[there[both]]
            here, there, worth = here[both], there[both], hours[both]
            order = np.lexsort((there, worth))
            here, there, worth = here[order], there[order], worth[order]
            better = worth > best[here]
            best[here[better]] = worth[better]
            leader[here[better]] = there[better]
    leader = np.where(clings, leader, rows)
    # Of two who would follow each other, one stays.
    leader = np.where((leader[leader] == rows) & (rows < leader), rows, leader)
    for _ in range(FOLLOWING):
        leader = leader[leader]
    return seat[leader]

"""A floor of exposure: nothing that is announced stays invisible, at a bounded cost.

The first places of a top ten are the best by score, always. The last ones are the member's
*exploration share*: they may be given to an event that too few would see otherwise, and go to
the members who lose least by it, in chances to come as the score sees them.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from .measures import DEPTH
from .town import Flags, Floats, Ints

#: Places of ten that may be given.
EXPLORED: Final = 2
#: What everything is owed, as a share of what it would have if all were shown as often.
FLOOR: Final = 0.25


def with_floor(
    scores: Floats,
    candidates: Flags,
    chosen: Ints,
    *,
    explored: int = EXPLORED,
    floor: float = FLOOR,
) -> Ints:
    """The top tens ``chosen`` from the scores, with some of their last places given.

    (member, 10) places of events, -1 where a member has fewer candidates. An event still below
    the floor after that has been given to everybody who could take it.
    """
    members, events = scores.shape
    result = chosen.copy()
    if not members or not events:
        return result
    chances = _chances(scores, candidates)
    shown = np.bincount(result[result >= 0], minlength=events)
    owed = max(1, int(floor * DEPTH * members / events))
    free = candidates.copy()
    rows, places = np.nonzero(result >= 0)
    free[rows, result[rows, places]] = False
    tables = _Tables(result, shown, free, np.full(members, DEPTH - 1))
    for event in np.argsort(shown, kind="stable"):
        if shown[event] >= owed:
            break
        tables.give(int(event), owed, chances, first=DEPTH - explored)
    return result


@dataclass(frozen=True, eq=False, slots=True)
class _Tables:
    """The top tens while places are given away.

    ``free`` (member, event) says what could still be put in; ``at`` is each member's last place
    that has not been given.
    """

    result: Ints
    shown: Ints
    free: Flags
    at: Ints

    def give(self, event: int, owed: int, chances: Floats, *, first: int) -> None:
        """Put an event before those who lose least by it, until it has what it is owed.

        What leaves a place keeps its own due.
        """
        rows = np.flatnonzero(self.free[:, event] & (self.at >= first))
        leaving = self.result[rows, self.at[rows]]
        loss = chances[rows, leaving] - chances[rows, event]
        for place in np.argsort(loss, kind="stable"):
            if self.shown[event] >= owed:
                return
            row, out = rows[place], leaving[place]
            if self.shown[out] <= owed:
                continue
            self.result[row, self.at[row]] = event
            self.free[row, event] = False
            self.shown[event] += 1
            self.shown[out] -= 1
            self.at[row] -= 1


def _chances(scores: Floats, candidates: Flags) -> Floats:
    """The chance of each candidate to be the one chosen, as the conditional logit has it."""
    masked = np.where(candidates, scores, -np.inf)
    likely = np.exp(masked - masked.max(axis=1, keepdims=True))
    return np.asarray(likely / likely.sum(axis=1, keepdims=True), dtype=float)

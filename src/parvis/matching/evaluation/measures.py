"""How good a ranking is, and for whom; with intervals over members.

NDCG@10 with gains of 0 or 1 (Järvelin and Kekäläinen 2002); Recall@10 as the share of what the
member went to that is among the ten; coverage as the share of the week's events that reach at
least one top ten; Gini of how often each event is in one. The last two are means over weeks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from .town import Flags, Floats, Ints

DEPTH: Final = 10
REPLICATES: Final = 1_000
_DISCOUNT: Final = 1 / np.log2(np.arange(DEPTH) + 2)


def top(scores: Floats, candidates: Flags, seed: int) -> Ints:
    """The ten best candidates of each row, best first; -1 where there are fewer.

    Equals are drawn by the seed, row by row.
    """
    draw = np.random.default_rng(seed).random(scores.shape, dtype=np.float32)
    masked = np.where(candidates, -scores, np.inf)
    order = np.lexsort((draw, masked), axis=-1)[:, :DEPTH]
    order[~np.take_along_axis(candidates, order, axis=1)] = -1
    short = DEPTH - order.shape[1]
    return np.pad(order, ((0, 0), (0, max(0, short))), constant_values=-1)


def ndcg(chosen: Ints, came: Flags) -> Floats:
    """NDCG@10 of each row."""
    best = np.concatenate([[0.0], np.cumsum(_DISCOUNT)])
    most = np.minimum(came.sum(axis=1), DEPTH)
    return np.asarray(_hits(chosen, came) @ _DISCOUNT / best[most], dtype=float)


def recall(chosen: Ints, came: Flags) -> Floats:
    """Recall@10 of each row."""
    return np.asarray(_hits(chosen, came).sum(axis=1) / came.sum(axis=1), dtype=float)


def exposures(chosen: Ints, events: int) -> Ints:
    """In how many top tens each event is."""
    return np.bincount(chosen[chosen >= 0], minlength=events)


def gini(counts: Ints) -> float:
    """0 when all are shown as often, towards 1 when one has everything; 0 of nothing."""
    ordered = np.sort(counts).astype(float)
    total, size = ordered.sum(), len(ordered)
    if not total:
        return 0.0
    rank = np.arange(1, size + 1)
    return float(2 * (rank * ordered).sum() / (size * total) - (size + 1) / size)


def _hits(chosen: Ints, came: Flags) -> Floats:
    found = np.take_along_axis(came, np.maximum(chosen, 0), axis=1)
    return np.asarray(found & (chosen >= 0), dtype=float)


@dataclass(frozen=True, eq=False, slots=True)
class Estimate:
    """A mean with its 95 % interval."""

    mean: float
    low: float
    high: float


class Bootstrap:
    """Members drawn again with replacement: one draw serves every ranker, so pairs stay pairs."""

    def __init__(self, members: Ints, seed: int, replicates: int = REPLICATES) -> None:
        _, self._place = np.unique(members, return_inverse=True)
        size = int(self._place.max(initial=-1)) + 1
        generator = np.random.default_rng(seed)
        even = np.full(size, 1 / size) if size else np.zeros(0)
        self._times = generator.multinomial(size, even, size=replicates).astype(np.float32)
        self._count = np.bincount(self._place, minlength=size).astype(float)

    def mean(self, values: Floats, kept: Flags | None = None) -> Estimate:
        """The mean of one value a question, over the questions kept."""
        weights = np.ones(len(values)) if kept is None else kept.astype(float)
        if not weights.sum():
            return Estimate(np.nan, np.nan, np.nan)
        drawn = self._sums(values * weights) / np.maximum(self._sums(weights), 1e-9)
        return _estimate(float((values * weights).sum() / weights.sum()), drawn)

    def ratio(self, ours: Floats, theirs: Floats) -> Estimate:
        """Our mean over theirs, on the same draws of members."""
        if not theirs.sum():
            return Estimate(np.nan, np.nan, np.nan)
        drawn = self._sums(ours) / np.maximum(self._sums(theirs), 1e-9)
        return _estimate(float(ours.sum() / theirs.sum()), drawn)

    def _sums(self, values: Floats) -> Floats:
        by_member = np.bincount(self._place, weights=values, minlength=len(self._count))
        return np.asarray(self._times @ by_member, dtype=float)


def _estimate(mean: float, drawn: Sequence[float] | Floats) -> Estimate:
    low, high = np.percentile(drawn, (2.5, 97.5))
    return Estimate(mean, float(low), float(high))

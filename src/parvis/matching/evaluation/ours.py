"""Our score: a sum of named parts, its weights fitted on the past by a conditional logit.

The weights of a member who is cold, light or regular start from those of everybody and leave
them as far as the choices of their like ask for. Candidates that were not chosen are sampled
evenly, which leaves the logit consistent (McFadden 1978).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from parvis.matching.paths.learning import ChoiceSets, fit

from .parts import FREE, part_of
from .town import Floats, Ints
from .weeks import CLASSES, Task

#: Candidates kept of each member's week for fitting, those chosen among them.
SAMPLED: Final = 80
RIDGE: Final = 3.0
RIDGE_OF_CLASS: Final = 10.0
STEPS: Final = 80

Table = NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class Model:
    """The weight of each column for each class (class, column), and their standard errors.

    ``scale`` is the standard deviation of each column: a weight times it is what the column
    counts for.
    """

    names: tuple[str, ...]
    weights: Floats
    errors: Floats
    scale: Floats

    def scores(self, table: Table, classes: Ints) -> Floats:
        """(member, event) from the columns (member, event, column)."""
        weights = self.weights.astype(np.float32)[classes]
        return np.matmul(table, weights[:, :, None])[:, :, 0].astype(float)


@dataclass(frozen=True, eq=False, slots=True)
class Lesson:
    """What one fitted week teaches: sampled choice sets, and the class of each member."""

    sets: ChoiceSets
    classes: Ints


def lesson(table: Table, task: Task, classes: Ints, seed: int) -> Lesson:
    """Sample the candidates of each member of the task. ``classes`` are of the task's rows."""
    draw = np.random.default_rng(seed).random(task.open.shape)
    draw[~task.open] = 2
    draw[task.came] = -1
    kept = np.argsort(draw, axis=1, kind="stable")[:, :SAMPLED]
    sets = ChoiceSets(
        parts=table[task.rows[:, None], kept],
        chosen=np.take_along_axis(task.came, kept, axis=1),
        shown=np.take_along_axis(task.open, kept, axis=1),
    )
    return Lesson(sets, classes)


def learned(names: tuple[str, ...], lessons: Sequence[Lesson]) -> Model:
    """Fit the weights of all, then of each class.

    A class without choices keeps the weights of all; with no lesson at all, they are 0.
    """
    width = len(names)
    if not any(len(one.classes) for one in lessons):
        nothing = np.zeros((len(CLASSES), width))
        return Model(names, nothing, nothing, np.ones(width))
    sets, classes = _together(lessons)
    scale = sets.parts.reshape(-1, width).std(axis=0).astype(float) + 1e-6
    sets.parts[:] = sets.parts / scale.astype(np.float32)
    bounds = [(None if part_of(name) in FREE else 0.0, None) for name in names]
    ridge = np.full(width, RIDGE)
    everybody = fit(sets, start=np.zeros(width), ridge=ridge, bounds=bounds, steps=STEPS)
    fits = []
    for which in range(len(CLASSES)):
        of_class = _some(sets, np.flatnonzero(classes == which))
        own = fit(
            of_class,
            start=everybody.weights,
            ridge=np.full(width, RIDGE_OF_CLASS),
            bounds=bounds,
            steps=STEPS,
        )
        fits.append(own)
    weights = np.array([own.weights for own in fits]) / scale
    return Model(names, weights, np.array([own.errors for own in fits]) / scale, scale)


def _together(lessons: Sequence[Lesson]) -> tuple[ChoiceSets, Ints]:
    """One set of arrays: weeks with fewer events are filled with things not shown."""
    width = max(one.sets.shown.shape[1] for one in lessons)

    def filled(array: NDArray[np.generic]) -> NDArray[np.generic]:
        more = [(0, 0)] * array.ndim
        more[1] = (0, width - array.shape[1])
        return np.pad(array, more)

    parts, chosen, shown = (
        np.concatenate([filled(getattr(one.sets, name)) for one in lessons])
        for name in ("parts", "chosen", "shown")
    )
    classes = np.concatenate([one.classes for one in lessons])
    return ChoiceSets(parts.astype(np.float32), chosen.astype(bool), shown.astype(bool)), classes


def _some(sets: ChoiceSets, rows: Ints) -> ChoiceSets:
    return ChoiceSets(sets.parts[rows], sets.chosen[rows], sets.shown[rows])

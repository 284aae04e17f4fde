"""The named parts of our score, as columns over (member, event of the week).

A column is named ``part.what``; the value of a part is the weighted sum of its columns, and the
score the sum of the parts. Parts that are a reason for a member to come (their own groups, people
met, what similar people did, categories, nearness, habits) have weights of 0 or more; the part
``event`` says how events differ for everybody, and its weights are free.
"""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from parvis.matching.evaluation.frame import Frame

from .alike import alike, met
from .event import event
from .habits import category, habit
from .near import near
from .own import own, series

Columns = Mapping[str, NDArray[np.float64]]

FAMILIES: Final[Mapping[str, Callable[[Frame], Columns]]] = {
    "own": own,
    "series": series,
    "alike": alike,
    "met": met,
    "category": category,
    "near": near,
    "habit": habit,
    "event": event,
}
FREE: Final = frozenset({"event"})


def columns(frame: Frame) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """The names of the columns, and their values as (member, event, column)."""
    found = {
        f"{part}.{what}": values
        for part, family in FAMILIES.items()
        for what, values in family(frame).items()
    }
    table = np.empty((*frame.shape, len(found)), dtype=np.float32)
    for place, values in enumerate(found.values()):
        table[:, :, place] = values
    return tuple(found), table


def part_of(column: str) -> str:
    """The part a column belongs to."""
    return column.partition(".")[0]

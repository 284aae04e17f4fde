"""The member's categories, weekdays and hours."""

import numpy as np

from parvis.matching.evaluation.frame import Frame, decay
from parvis.matching.evaluation.town import Floats, Ints, hour, weekday

#: Outings after which one's own habits outweigh everybody's.
TRUST = 2.0
SLOTS, HOURS = 28, 24


def category(frame: Frame) -> dict[str, Floats]:
    """The share of the member's outings that were of the event's category."""
    kinds = np.eye(int(frame.town.category.max(initial=0)) + 1)[frame.town.category]
    kind = frame.town.category[frame.coming.group]
    return {
        "always": _share(frame.times @ kinds, 1.0)[:, kind],
        "lately": _share(frame.recent_times @ kinds, 0.5)[:, kind],
    }


def habit(frame: Frame) -> dict[str, Floats]:
    """The log of how much more than others the member goes out on that weekday, at that hour."""
    time = frame.coming.time
    return {
        "weekday": _lift(frame, weekday(frame.town.time), weekday(time), np.eye(7)),
        "moment": _lift(frame, _slot(frame.town.time), _slot(time), np.eye(SLOTS)),
        "hour": _lift(frame, hour(frame.town.time), hour(time), _around()),
    }


def _share(times: Floats, doubt: float) -> Floats:
    return times / (times.sum(axis=1, keepdims=True) + doubt)


def _lift(frame: Frame, behind: Ints, ahead: Ints, blur: Floats) -> Floats:
    size = len(blur)
    faded = decay(frame.age[frame.mine], 180.0)
    mine = frame.by(behind[frame.mine_event], faded, size) @ blur
    town = np.bincount(behind[frame.town.came_event], minlength=size) + 5.0
    usual = (town / town.sum()) @ blur
    total = mine.sum(axis=1, keepdims=True)
    return np.asarray(np.log((mine + TRUST * usual) / ((total + TRUST) * usual))[:, ahead])


def _slot(time: Ints) -> Ints:
    """A quarter of a day of the week."""
    return weekday(time) * 4 + hour(time) // 6


def _around() -> Floats:
    """An hour spread over its neighbours, round the clock (standard deviation of one hour)."""
    apart = np.abs(np.arange(HOURS)[:, None] - np.arange(HOURS))
    spread = np.exp(-0.5 * np.minimum(apart, HOURS - apart) ** 2)
    return np.asarray(spread / spread.sum(axis=1, keepdims=True), dtype=float)

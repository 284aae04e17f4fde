"""What others do: by chance, by date, by popularity, by nearness, one's own groups first.

Each gives a score for every (member, event of the week) from what is visible, and has one or
several settings; ``study`` keeps, for each task, the setting that does best on the fitted weeks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from .frame import Frame, by_group_median, decay
from .town import Floats

Setting = Mapping[str, float]
#: Far below any difference that a score makes: it only orders equals.
TIE = 1e-6


@dataclass(frozen=True, slots=True)
class Baseline:
    """A way of ranking: ``scores(frame, setting, seed)`` is (member, event), larger is better."""

    name: str
    scores: Callable[[Frame, Setting, int], Floats]
    settings: tuple[Setting, ...] = field(default=({},))


def chance(frame: Frame, _setting: Setting, seed: int) -> Floats:
    """A draw for each member and event."""
    generator = np.random.default_rng((seed, frame.now // 86_400))
    return generator.random(frame.shape)


def chronological(frame: Frame, _setting: Setting, _seed: int) -> Floats:
    """Soonest first."""
    return np.broadcast_to(-frame.coming.time.astype(float), frame.shape)


def popularity(frame: Frame, setting: Setting, _seed: int) -> Floats:
    """The sign-ups of the group: all of them, or a mean for each of its meetings.

    ``half_life`` in days (0: the whole past counts alike); ``mean`` 1 divides by its meetings,
    with one meeting of nobody added, so that one lucky evening does not lead.
    """
    return np.broadcast_to(_popularity(frame, setting)[frame.coming.group], frame.shape)


def nearest(frame: Frame, _setting: Setting, _seed: int) -> Floats:
    """The group whose people live nearest, by the median of where they do."""
    lat, lon = by_group_median(frame, frame.town.lat), by_group_median(frame, frame.town.lon)
    away = frame.kilometres(lat, lon)
    return -np.where(np.isnan(away), np.inf, away)[:, frame.coming.group]


def own_groups(frame: Frame, setting: Setting, seed: int) -> Floats:
    """The groups the member has been to, by how often; the others by popularity."""
    weights = decay(frame.age[frame.mine], setting["half_life"])
    times = frame.by_group(weights)[:, frame.coming.group]
    return times + TIE * relative(popularity(frame, MEAN, seed))


def relative(scores: Floats) -> Floats:
    """Brought within [0, 1], to order equals."""
    span = float(scores.max(initial=0.0) - scores.min(initial=0.0))
    return (scores - scores.min(initial=0.0)) / span if span else np.zeros_like(scores)


def _popularity(frame: Frame, setting: Setting) -> Floats:
    weights = decay(frame.age, setting["half_life"])
    counted = np.bincount(frame.past.came_group, weights=weights, minlength=frame.town.groups)
    came = np.asarray(counted, dtype=float)
    if not setting["mean"]:
        return came
    meetings = decay(frame.event_age, setting["half_life"])
    return came / (np.bincount(frame.town.group, weights=meetings, minlength=frame.town.groups) + 1)


MEAN: Setting = {"half_life": 0.0, "mean": 1.0}
HALF_LIVES = (0.0, 90.0, 365.0)

BASELINES: tuple[Baseline, ...] = (
    Baseline("random", chance),
    Baseline("chronological", chronological),
    Baseline(
        "popularity",
        popularity,
        tuple({"half_life": days, "mean": mean} for days in HALF_LIVES for mean in (0.0, 1.0)),
    ),
    Baseline("nearest", nearest),
    Baseline(
        "own groups + popularity", own_groups, tuple({"half_life": days} for days in HALF_LIVES)
    ),
)

"""The member's own groups, and the series (same group, weekday and hour) they come to."""

import numpy as np

from parvis.matching.evaluation.frame import Frame, decay
from parvis.matching.evaluation.town import NOBODY, Floats, Ints, weekday

FADING = 0.8
"""How much a meeting counts against the next one of its group: the last five make two thirds."""
DOUBT = 0.06
FLOOR = 0.02
MOST_MISSED = 50


def own(frame: Frame) -> dict[str, Floats]:
    """How often, how lately, how regularly the member came to the group."""
    times, recent, group = frame.times, frame.recent_times, frame.coming.group
    ever = times > 0
    outings, lately = times.sum(axis=1, keepdims=True), recent.sum(axis=1, keepdims=True)
    year = frame.by_group(decay(frame.age[frame.mine], 365.0))
    rate = _rate(frame, frame.mine_group, frame.before_group, frame.town.group, frame.town.groups)
    missed = _missed(frame, frame.mine_group, frame.before_group, frame.town.groups)
    known = ever[:, group].astype(float)
    place, count = _place_in_week(frame)
    return {
        "ever": known,
        "times": np.log1p(times)[:, group],
        "year": np.log1p(year)[:, group],
        "share": (times / (outings + 1))[:, group],
        "share_lately": (recent / (lately + 0.5))[:, group],
        "rate": rate[:, group],
        "not_missed": missed[:, group],
        "organises": _organises(frame)[:, group],
        "only_one": -known * np.log(count),
        "first_of_week": -known * np.log1p(place),
    }


def series(frame: Frame) -> dict[str, Floats]:
    """The same of the series, for a group of many evenings is several habits."""
    behind, ahead, _ = frame.series
    wanted, column = np.unique(ahead, return_inverse=True)
    mine = np.searchsorted(wanted, behind[frame.mine_event])
    mine[mine == len(wanted)] = 0
    listed = wanted[mine] == behind[frame.mine_event] if len(wanted) else np.zeros(0, bool)
    size = len(wanted)
    times = frame.by(mine, listed.astype(float), size)
    recent = frame.by(mine, listed * decay(frame.age[frame.mine], 60.0), size)
    every = np.searchsorted(wanted, behind)
    every[every == size] = 0
    fading: Floats = (wanted[every] == behind) * np.power(FADING, frame.before_series.astype(float))
    held = np.bincount(every, weights=fading, minlength=size)
    came = frame.by(mine, fading[frame.mine_event], size)
    rate = np.log(came / (held + DOUBT) + FLOOR) - np.log(FLOOR)
    in_group = frame.times[:, frame.coming.group]
    return {
        "times": np.log1p(recent)[:, column],
        "share": times[:, column] / (in_group + 1),
        "rate": rate[:, column],
        "weekday": _weekday_lift(frame, in_group),
    }


def _rate(frame: Frame, mine: Ints, after: Ints, held: Ints, size: int) -> Floats:
    """The share of the last meetings the member came to, each counting 0.8 of the next; in logs."""
    fading = np.power(FADING, after.astype(float))
    possible = np.bincount(held, weights=fading, minlength=size)
    came = frame.by(mine, fading[frame.mine_event], size)
    return np.asarray(np.log(came / (possible + DOUBT) + FLOOR) - np.log(FLOOR), dtype=float)


def _missed(frame: Frame, mine: Ints, after: Ints, size: int) -> Floats:
    """From 1 (came to the last meeting) down to 0 (never came, or fifty meetings ago)."""
    missed = np.full((len(frame.members), size), MOST_MISSED, dtype=np.int64)
    np.minimum.at(missed, (frame.row, mine), after[frame.mine_event])
    return np.asarray(1 - np.log1p(missed) / np.log1p(MOST_MISSED), dtype=float)


def _organises(frame: Frame) -> Floats:
    found = np.zeros((len(frame.members), frame.town.groups))
    group = np.flatnonzero(frame.town.organiser != NOBODY)
    row = np.searchsorted(frame.members, frame.town.organiser[group])
    row[row == len(frame.members)] = 0
    here = frame.members[row] == frame.town.organiser[group]
    found[row[here], group[here]] = 1
    return found


def _place_in_week(frame: Frame) -> tuple[Ints, Ints]:
    """Of each event: how many of its group come before it this week, and how many there are."""
    group, time = frame.coming.group, frame.coming.time
    order = np.lexsort((time, group))
    ordered = group[order]
    place = np.empty(len(group), dtype=np.int64)
    place[order] = np.arange(len(group)) - np.searchsorted(ordered, ordered)
    return place, np.bincount(group, minlength=frame.town.groups)[group]


def _weekday_lift(frame: Frame, in_group: Floats) -> Floats:
    """How much more than others of the group the member comes on that weekday; 0 unless more."""
    groups = frame.town.groups
    held = np.bincount(frame.town.group * 7 + weekday(frame.town.time), minlength=groups * 7)
    share = (held.reshape(groups, 7) + 1.0) / (held.reshape(groups, 7).sum(axis=1)[:, None] + 7)
    event = frame.coming.group * 7 + weekday(frame.coming.time)
    wanted, column = np.unique(event, return_inverse=True)
    key = frame.mine_group * 7 + weekday(frame.town.time[frame.mine_event])
    mine = np.searchsorted(wanted, key)
    mine[mine == len(wanted)] = 0
    listed = (wanted[mine] == key).astype(float) if len(wanted) else np.zeros(0)
    came = frame.by(mine, listed, len(wanted))[:, column]
    usual = share.ravel()[event]
    lift = np.log((came + 2 * usual) / ((in_group + 2) * usual))
    return np.where(in_group > 0, lift, 0.0)

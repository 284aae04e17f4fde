"""How events differ for everybody: who is to be expected, and how the group is doing.

Not a reason for anybody, and never told: it keeps a member's reasons comparable between a large
choir and a new walk. Expected people are counted three ways: all, those who come to the group
for the first time, and those who come out for the first time at all (the newcomers it welcomes).
"""

from typing import Final

import numpy as np

from parvis.matching.evaluation.frame import Frame, decay
from parvis.matching.evaluation.town import DAY, NOBODY, Floats, Ints

FAST, SLOW = 0.7, 0.95
MONTH: Final = 30.0


def event(frame: Frame) -> dict[str, Floats]:
    """The expected people, and the group's age, rhythm and silence."""
    found: dict[str, Floats] = {}
    for name, people in _people(frame).items():
        for span, values in (_expected(frame, np.log1p(people)) | _counted(frame, people)).items():
            found[f"{name}_{span}"] = values
    found |= _welcome(frame, found["new_mean_lately"], found["people_mean_lately"])
    found |= _group(frame)
    return found


def _people(frame: Frame) -> dict[str, Floats]:
    """Of each past event: all who came, first-timers of the group, newcomers of the town."""
    member, group = frame.town.came_member, frame.past.came_group
    size = len(frame.town.time)
    counts = {}
    for name, key in (("new", member * frame.town.groups + group), ("newcomers", member)):
        first = np.zeros(len(member))
        first[np.unique(key, return_index=True)[1]] = 1
        counts[name] = np.bincount(frame.town.came_event, weights=first, minlength=size)
    return {"people": frame.past.sizes.astype(float), **counts}


def _expected(frame: Frame, logs: Floats) -> dict[str, Floats]:
    """Means over the group and the series, lately and in the long run, shrunk to the category's."""
    town, group = frame.town, frame.coming.group
    kinds = int(town.category.max(initial=0)) + 1
    weights = decay(frame.event_age, 90.0)
    overall = float(np.average(logs, weights=weights)) if len(logs) else 0.0
    kind = town.category[town.group]
    usual = np.full(kinds, overall)
    of_kind = _mean((kind, weights, logs), prior=usual, doubt=5.0)[town.category]
    fast, slow = _fading(FAST, frame.before_group), _fading(SLOW, frame.before_group)
    of_group = _mean((town.group, fast, logs), prior=of_kind, doubt=0.5)
    behind, ahead, size = frame.series
    prior = np.zeros(size)
    prior[ahead] = of_group[group]
    fading = _fading(FAST, frame.before_series)
    of_series = _mean((behind, fading, logs), prior=prior, doubt=1.0)
    return {
        "group": of_group[group],
        "series": of_series[ahead],
        "category": of_kind[group],
        "long": _mean((town.group, slow, logs), prior=of_kind, doubt=2.0)[group],
    }


def _counted(frame: Frame, people: Floats) -> dict[str, Floats]:
    """The same people in plain counts, in logs: a mean of logs says little of one great evening."""
    town = frame.town
    kind = town.category[town.group]
    kinds = int(town.category.max(initial=0)) + 1
    found = {}
    for name, half_life in (("mean", 0.0), ("mean_lately", 60.0)):
        weights = decay(frame.event_age, half_life)
        seen = (kind, weights, people)
        usual = _mean(seen, prior=np.zeros(kinds), doubt=1e-9)[town.category]
        found[name] = np.log(_mean((town.group, weights, people), prior=usual, doubt=1.0) + 0.05)
    month = people * (frame.event_age < MONTH)
    last, most = np.zeros(town.groups), np.zeros(town.groups)
    last[town.group] = people
    np.maximum.at(most, town.group, people)
    found["month"] = np.log1p(np.bincount(town.group, weights=month, minlength=town.groups))
    found["last"], found["most"] = np.log1p(last), np.log1p(most)
    return {name: values[frame.coming.group] for name, values in found.items()}


def _welcome(frame: Frame, new: Floats, people: Floats) -> dict[str, Floats]:
    """How much of the group's company is new to it, and how many its organiser draws anywhere."""
    town = frame.town
    alone = town.members + np.arange(town.groups)
    leader = np.where(town.organiser == NOBODY, alone, town.organiser)
    _, leader = np.unique(leader, return_inverse=True)
    came = np.bincount(leader[frame.past.came_group], minlength=town.groups)
    held = np.bincount(leader[town.group], minlength=town.groups)
    draw = np.log((came + 3) / (held + 1))[leader]
    return {"share_new": new - people, "organiser": draw[frame.coming.group]}


def _mean(observed: tuple[Ints, Floats, Floats], *, prior: Floats, doubt: float) -> Floats:
    """Of (key, weight, value): the mean by key, ``doubt`` observations of the prior added."""
    key, weights, values = observed
    size = len(prior)
    total = np.bincount(key, weights=weights * values, minlength=size) + doubt * prior
    return np.asarray(total / (np.bincount(key, weights=weights, minlength=size) + doubt))


def _fading(by: float, after: Ints) -> Floats:
    return np.asarray(np.power(by, after.astype(float)), dtype=float)


def _group(frame: Frame) -> dict[str, Floats]:
    town, group, time = frame.town, frame.coming.group, frame.coming.time
    meetings = np.bincount(town.group, minlength=town.groups)[group]
    first = np.full(town.groups, frame.now)
    np.minimum.at(first, town.group, town.time)
    last = np.full(town.groups, frame.now - 60 * DAY)
    last[town.group] = town.time
    behind, ahead, size = frame.series
    lately = np.bincount(town.group, weights=decay(frame.event_age, 60.0), minlength=town.groups)
    return {
        "first_ever": (meetings == 0).astype(float),
        "few_before": 1 / (1 + meetings),
        "age": np.log1p((time - first[group]) / DAY / MONTH),
        "silence": np.log1p((time - last[group]) / DAY),
        "this_week": np.log(np.bincount(group, minlength=town.groups)[group]),
        "rhythm": np.log1p(lately)[group],
        "same_moment": np.minimum(np.bincount(behind, minlength=size)[ahead], 5) / 5,
        "soon": -(time - frame.now) / DAY,
    }

"""A small made-up city in the layout of the real ones: for tests, and when there is no folder.

Not a model of a town (``matching.simulation`` is): only enough habit, taste and distance for
rankers to have something to find. Every figure here is an *assumption*.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from .town import DAY, FIRST_MONDAY, HOUR, WEEK, Floats, Ints, Town

CATEGORIES: Final = 8
CENTRE: Final = (47.2, -1.55)
#: About twelve kilometres, in degrees of latitude.
SPREAD: Final = 0.06
FIRST_WEEK: Final = FIRST_MONDAY + 2_400 * WEEK


@dataclass(frozen=True, slots=True)
class City:
    """How large: people, groups, weeks. A fifth of the people have not moved in at the start."""

    members: int = 2_000
    groups: int = 90
    weeks: int = 40


def generate(city: City, seed: int) -> Town:
    """The same city for the same seed."""
    draw = np.random.default_rng(seed)
    people, groups = city.members, city.groups
    home = draw.normal(CENTRE, SPREAD, size=(people, 2)).round(2)
    home[draw.random(people) < 0.02] = np.nan
    place = draw.normal(CENTRE, SPREAD / 2, size=(groups, 2))
    category = draw.integers(CATEGORIES, size=groups)
    taste = draw.dirichlet(np.full(CATEGORIES, 0.3), size=people)
    pull = _pull(home, place, taste[:, category], draw.normal(0, 0.7, size=groups))
    moves_in = np.where(draw.random(people) < 0.2, draw.integers(city.weeks, size=people), 0)
    group, time, came_event, came_member = _weeks(city, pull, moves_in, draw)
    return Town.of(
        places=(home[:, 0], home[:, 1]),
        groups=(category, draw.integers(people, size=groups)),
        events=(group, time),
        came=(came_event, came_member),
    )


def _pull(home: Floats, place: Floats, taste: Floats, charm: Floats) -> Floats:
    """(member, group): the log-odds of coming to a meeting, before any habit."""
    away = np.hypot(*(np.nan_to_num(home[:, None], nan=CENTRE[0]) - place).transpose(2, 0, 1))
    return np.asarray(-4.8 + 3.0 * taste + charm - np.minimum(away, 4 * SPREAD) / SPREAD)


def _weeks(
    city: City, pull: Floats, moves_in: Ints, draw: np.random.Generator
) -> tuple[Ints, Ints, Ints, Ints]:
    """Each group's weekly or fortnightly evening; who came is likelier to come again."""
    starts = np.where(
        draw.random(city.groups) < 0.3, draw.integers(city.weeks, size=city.groups), 0
    )
    every = draw.integers(1, 3, size=city.groups)
    moment = draw.integers(7, size=city.groups) * DAY + draw.integers(10, 21, city.groups) * HOUR
    habit = np.zeros_like(pull)
    groups, times, events, members = [], [], [], []
    held = 0
    for week in range(city.weeks):
        meets = np.flatnonzero((starts <= week) & ((week - starts) % every == 0))
        odds = pull[:, meets] + 4.0 * habit[:, meets]
        comes = draw.random(odds.shape) < 1 / (1 + np.exp(-odds))
        comes[moves_in > week] = False
        habit[:, meets] = 0.7 * habit[:, meets] + 0.5 * comes
        member, event = np.nonzero(comes)
        groups.append(meets)
        times.append(FIRST_WEEK + week * WEEK + moment[meets])
        events.append(event + held)
        members.append(member)
        held += len(meets)
    found = (np.concatenate(part).astype(np.int64) for part in (groups, times, events, members))
    group, time, event, member = found
    return group, time, event, member

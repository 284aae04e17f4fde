"""One Monday laid out for scoring: what rankers see, and the counts that several of them need."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from .town import DAY, Flags, Floats, Ints, Town, hour, weekday
from .weeks import Coming, Past, Week

KM_PER_DEGREE: Final = 111.2


@dataclass(frozen=True, eq=False)
class Frame:
    """What a ranker is given: the past, what is announced, and who asks (sorted places)."""

    past: Past
    coming: Coming
    members: Ints

    @classmethod
    def of(cls, week: Week) -> "Frame":
        """Without the answers."""
        return cls(week.past, week.coming, week.members)

    @property
    def town(self) -> Town:
        """What is behind."""
        return self.past.town

    @property
    def now(self) -> int:
        """The Monday, 00:00."""
        return self.past.now

    @property
    def shape(self) -> tuple[int, int]:
        """(members, events of the week)."""
        return len(self.members), len(self.coming.group)

    @cached_property
    def age(self) -> Floats:
        """Days since the event of each sign-up."""
        return (self.now - self.past.came_time) / DAY

    @cached_property
    def event_age(self) -> Floats:
        """Days since each event."""
        return (self.now - self.town.time) / DAY

    @cached_property
    def mine(self) -> Flags:
        """The sign-ups of those who ask."""
        return self._row_of[self.town.came_member] >= 0

    @cached_property
    def row(self) -> Ints:
        """The row, in ``members``, of each sign-up of ``mine``."""
        return self._row_of[self.town.came_member][self.mine]

    @cached_property
    def mine_group(self) -> Ints:
        """The group of each sign-up of ``mine``."""
        return self.past.came_group[self.mine]

    @cached_property
    def mine_event(self) -> Ints:
        """The event of each sign-up of ``mine``."""
        return self.town.came_event[self.mine]

    @cached_property
    def times(self) -> Floats:
        """(member, group): how often each came."""
        return self.by_group(np.ones(len(self.row)))

    @cached_property
    def recent_times(self) -> Floats:
        """(member, group): the same, halved every two months."""
        return self.by_group(decay(self.age[self.mine], 60.0))

    @cached_property
    def before_group(self) -> Ints:
        """How many meetings of its group came after each event."""
        return after_in(self.town.group)

    @cached_property
    def series(self) -> tuple[Ints, Ints, int]:
        """The series (same group, weekday and hour) of each past event and each coming one.

        Numbered from 0; the third is how many there are.
        """
        keys = np.concatenate(
            [
                (group * 7 + weekday(time)) * 24 + hour(time)
                for group, time in (
                    (self.town.group, self.town.time),
                    (self.coming.group, self.coming.time),
                )
            ]
        )
        names, place = np.unique(keys, return_inverse=True)
        behind = len(self.town.time)
        return place[:behind], place[behind:], len(names)

    @cached_property
    def before_series(self) -> Ints:
        """How many meetings of its series came after each event."""
        return after_in(self.series[0])

    def by_group(self, weights: Floats) -> Floats:
        """(member, group): the sum of the weights of the sign-ups of ``mine``."""
        return self.by(self.mine_group, weights, self.town.groups)

    def by(self, place: Ints, weights: Floats, size: int) -> Floats:
        """(member, place): the sum of the weights of the sign-ups of ``mine``."""
        rows = len(self.members)
        flat = np.bincount(self.row * size + place, weights=weights, minlength=rows * size)
        return np.asarray(flat.reshape(rows, size), dtype=float)

    def kilometres(self, lat: Floats, lon: Floats) -> Floats:
        """(member, place): straight distance on a locally flat Earth; NaN where one is unknown."""
        north = self.town.lat[self.members][:, None] - lat
        east = self.town.lon[self.members][:, None] - lon
        known = self.town.lat[~np.isnan(self.town.lat)]
        shrink = np.cos(np.radians(np.median(known))) if len(known) else 1.0
        return np.asarray(np.hypot(north, east * shrink) * KM_PER_DEGREE, dtype=float)

    @cached_property
    def _row_of(self) -> Ints:
        row = np.full(self.town.members, -1, dtype=np.int64)
        row[self.members] = np.arange(len(self.members))
        return row


def decay(age: Floats, half_life: float) -> Floats:
    """``0.5 ^ (age / half-life)``, in days; 1 for a half-life of 0, the whole past alike."""
    return np.asarray(0.5 ** (age / half_life), dtype=float) if half_life else np.ones_like(age)


def after_in(keys: Ints) -> Ints:
    """For rows in the order of time: how many later rows have the same key."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    last = np.searchsorted(ordered, ordered, side="right") - 1
    after = np.empty(len(keys), dtype=np.int64)
    after[order] = last - np.arange(len(keys))
    return after


def by_group_median(frame: Frame, column: Floats) -> Floats:
    """The median, over the sign-ups of each group, of a column of members; NaN without any."""
    value = column[frame.town.came_member]
    known = ~np.isnan(value)
    group, value = frame.past.came_group[known], value[known]
    order = np.lexsort((value, group))
    group, value = group[order], value[order]
    every = np.arange(frame.town.groups)
    first = np.searchsorted(group, every)
    last = np.searchsorted(group, every, side="right")
    middle = np.full(frame.town.groups, np.nan)
    has = last > first
    middle[has] = value[(first[has] + last[has] - 1) // 2]
    return middle

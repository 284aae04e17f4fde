"""Rolling weeks: on a Monday, what is behind, what is announced, and what will be true.

A sign-up has no time of its own: it is visible once its event has happened. ``Past`` is cut from
the columns of the town, so a ranker that is given it cannot see further.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from .town import DAY, WEEK, Flags, Ints, Town, monday_before

FITTED_WEEKS: Final = 8
TESTED_WEEKS: Final = 12
LIGHT_FROM, REGULAR_FROM = 1, 5
CLASSES: Final = ("cold", "light", "regular")
TASKS: Final = ("E", "D")


@dataclass(frozen=True, eq=False)
class Past:
    """What happened before ``now`` (a Monday, 00:00), and what was known of it all along.

    ``town`` holds only the events and sign-ups that are behind. Members and groups are all
    there, by their places; of those who have not been seen yet, there is nothing but the
    position, category and organiser they came with.
    """

    now: int
    town: Town

    @classmethod
    def before(cls, town: Town, now: int) -> "Past":
        """Cut the town at an instant."""
        events = int(np.searchsorted(town.time, now))
        signs = int(np.searchsorted(town.came_event, events))
        cut = Town(
            lat=town.lat,
            lon=town.lon,
            category=town.category,
            organiser=town.organiser,
            group=town.group[:events].copy(),
            time=town.time[:events].copy(),
            came_event=town.came_event[:signs].copy(),
            came_member=town.came_member[:signs].copy(),
        )
        return cls(now, cut)

    @cached_property
    def came_group(self) -> Ints:
        """The group of each sign-up."""
        return self.town.group[self.town.came_event]

    @cached_property
    def came_time(self) -> Ints:
        """When the event of each sign-up was."""
        return self.town.time[self.town.came_event]

    @cached_property
    def outings(self) -> Ints:
        """How many times each member has been out."""
        return np.bincount(self.town.came_member, minlength=self.town.members)

    @cached_property
    def sizes(self) -> Ints:
        """How many came to each event."""
        return np.bincount(self.town.came_event, minlength=len(self.town.time))

    def been(self, members: Ints) -> Flags:
        """Has this member (row) ever been to this group (column)?"""
        found = np.zeros((len(members), self.town.groups), dtype=np.bool_)
        row = np.full(self.town.members, -1)
        row[members] = np.arange(len(members))
        seen = row[self.town.came_member]
        found[seen[seen >= 0], self.came_group[seen >= 0]] = True
        return found

    def classes(self, members: Ints) -> Ints:
        """0 cold (never out), 1 light (1 to 4 outings), 2 regular (5 or more)."""
        outings = self.outings[members]
        return (outings >= LIGHT_FROM).astype(np.int64) + (outings >= REGULAR_FROM)


@dataclass(frozen=True, eq=False, slots=True)
class Coming:
    """The events announced for the week: their group and time."""

    group: Ints
    time: Ints


@dataclass(frozen=True, eq=False, slots=True)
class Task:
    """Which of the week's members and events are asked about, and the truth.

    ``rows`` are places in ``Week.members``; ``open`` (member, event) says which events are
    ranked for that member and ``came`` which of them the member went to.
    """

    name: str
    rows: Ints
    open: Flags
    came: Flags


@dataclass(frozen=True, eq=False, slots=True)
class Week:
    """One Monday: what a ranker may see (past, coming, members), and the tasks it answers."""

    past: Past
    coming: Coming
    members: Ints
    tasks: dict[str, Task]


def mondays(town: Town, count: int) -> list[int]:
    """The last ``count`` Mondays whose week is whole, oldest first; fewer when there are not.

    A week is whole when something happened on its Sunday or later; the very first has no past.
    """
    if not len(town.time):
        return []
    end, first = monday_before(int(town.time[-1]) + DAY), monday_before(int(town.time[0]))
    found = range(end - count * WEEK, end, WEEK)
    return [monday for monday in found if monday > first]


def week_of(town: Town, monday: int) -> Week:
    """The week that begins that Monday, for each member who goes to at least one event."""
    past = Past.before(town, monday)
    first, last = np.searchsorted(town.time, (monday, monday + WEEK))
    coming = Coming(town.group[first:last].copy(), town.time[first:last].copy())
    begin, end = np.searchsorted(town.came_event, (first, last))
    members, row = np.unique(town.came_member[begin:end], return_inverse=True)
    came = np.zeros((len(members), last - first), dtype=np.bool_)
    came[row, town.came_event[begin:end] - first] = True
    new = ~past.been(members)[:, coming.group]
    everything = np.ones_like(came)
    tasks = {"E": _task("E", everything, came), "D": _task("D", new, came)}
    return Week(past, coming, members, tasks)


def _task(name: str, candidates: Flags, came: Flags) -> Task:
    rows = np.flatnonzero((came & candidates).any(axis=1))
    return Task(name, rows, candidates[rows], (came & candidates)[rows])

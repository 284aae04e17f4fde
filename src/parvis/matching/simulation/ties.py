"""Who knows whom: pairs, their hours together, how often they met."""

import numpy as np
from numpy.typing import NDArray

from .parameters import Parameters
from .people import Flags, Floats, Ints, Words, shared

THIRD = 3


def distinct(values: Ints) -> Ints:
    """Each value once, rising."""
    values = np.sort(values)
    return values[np.r_[True, values[1:] != values[:-1]][: len(values)]]


class Ties:
    """Pairs of people who ever met, in the order of their key ``low · n + high``.

    ``hours`` are the hours together that still count: they grow at each meeting, more between
    people who share interests, and fade when two have been out of touch for a while.
    """

    def __init__(self, parameters: Parameters, tags: Words) -> None:
        self._parameters = parameters
        self._tags = tags
        self.many = len(tags)
        self.key: Ints = np.zeros(0, dtype=np.int64)
        self.hours: Floats = np.zeros(0)
        self.meetings: Ints = np.zeros(0, dtype=np.int64)
        self.last: Ints = np.zeros(0, dtype=np.int64)
        self.old: Flags = np.zeros(0, dtype=np.bool_)
        self.alike: Floats = np.zeros(0)

    @property
    def low(self) -> Ints:
        """The first of each pair."""
        return self.key // self.many

    @property
    def high(self) -> Ints:
        """The second of each pair."""
        return self.key % self.many

    @property
    def familiar(self) -> Flags:
        """Who knows each other's face: three meetings, or hours enough."""
        return (self.meetings >= THIRD) | (self.hours >= self._parameters.casual)

    def remember(self, pairs: Ints, hours: Floats, meetings: int) -> None:
        """Ties from before, with their hours as they stand."""
        places = self._places(pairs)
        self.hours[places] = np.maximum(self.hours[places], hours)
        self.meetings[places] = np.maximum(self.meetings[places], meetings)
        self.old[places] = True

    def meet(self, pairs: Ints, hours: Floats, week: int) -> tuple[Ints, Ints]:
        """Two people met for so long (a pair may come several times: one meeting each).

        Returns the pairs, each once, and how often each has now met.
        """
        places = self._places(pairs)
        worth = hours * (1 + self._parameters.shared * self.alike[places])
        np.add.at(self.hours, places, worth)
        np.add.at(self.meetings, places, 1)
        self.last[places] = week
        once = distinct(places)
        return np.stack([self.low[once], self.high[once]], axis=1), self.meetings[once]

    def fade(self, week: int) -> None:
        """Those out of touch forget a share of their hours."""
        lost = week - self.last > self._parameters.fade_after
        self.hours[lost] *= 1 - self._parameters.fade

    def count(self, hours: float) -> Ints:
        """How many ties of at least so many hours each person has."""
        kept = self.hours >= hours
        ends = np.concatenate([self.low[kept], self.high[kept]])
        return np.bincount(ends, minlength=self.many)

    def edges(self, kept: NDArray[np.bool_]) -> tuple[Ints, Ints]:
        """The kept pairs both ways round."""
        low, high = self.low[kept], self.high[kept]
        return np.concatenate([low, high]), np.concatenate([high, low])

    def _places(self, pairs: Ints) -> Ints:
        """Where these pairs stand, new ones being put in their place."""
        low, high = pairs.min(axis=1), pairs.max(axis=1)
        keys = low * self.many + high
        fresh = distinct(keys)
        if len(self.key):
            at = np.minimum(np.searchsorted(self.key, fresh), len(self.key) - 1)
            fresh = fresh[self.key[at] != fresh]
        if len(fresh):
            self._add(fresh)
        found: Ints = np.searchsorted(self.key, keys)
        return found

    def _add(self, keys: Ints) -> None:
        one, other = self._tags[keys // self.many], self._tags[keys % self.many]
        fewest = np.minimum(np.bitwise_count(one), np.bitwise_count(other))
        alike = shared(one, other) / np.maximum(1, fewest)
        merged = np.concatenate([self.key, keys])
        order = np.argsort(merged, kind="stable")
        zeros = np.zeros(len(keys))
        none = zeros.astype(np.int64)
        self.key = merged[order]
        self.hours = np.concatenate([self.hours, zeros])[order]
        self.meetings = np.concatenate([self.meetings, none])[order]
        self.last = np.concatenate([self.last, none])[order]
        self.old = np.concatenate([self.old, zeros > 0])[order]
        self.alike = np.concatenate([self.alike, alike])[order]

"""The groups seen so far: the columns of the master problem."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from parvis.matching.rounds.jit import Floats, Ints
from parvis.matching.rounds.pricing import Asked, Market, Prices

_MARK: Final = 0x9E3779B97F4A7C15


@dataclass(slots=True, eq=False)
class Pool:
    """c groups: ``session`` (c,), ``members`` (c, largest) padded with −1, ``value`` V (c,).

    ``share`` (c,) is how much of each the master takes; ``names`` tell groups apart.
    """

    session: Ints
    members: Ints
    value: Floats
    share: Floats
    names: Ints

    @classmethod
    def empty(cls, market: Market) -> "Pool":
        """No group yet."""
        none = np.empty(0, np.int64)
        members = np.empty((0, market.largest), np.int64)
        return cls(none, members, np.empty(0), np.empty(0), none)

    def __len__(self) -> int:
        return len(self.session)

    @property
    def size(self) -> Ints:
        """People in each group."""
        count: Ints = (self.members >= 0).sum(axis=1)
        return count

    def reduced(self, prices: Prices) -> Floats:
        """Value of each group less all its prices."""
        people = prices_of(self.members, prices)
        return (
            self.value - people - prices.seat[self.session] * self.size - prices.table[self.session]
        )

    def add(self, market: Market, asked: Asked, prices: Prices) -> int:
        """Take in the groups found under ``prices``; how many were new."""
        paid = prices_of(asked.members, prices)
        size = (asked.members >= 0).sum(axis=1)
        value = asked.reduced + paid + prices.seat[asked.session] * size
        return self.take(market, asked.session, asked.members, value)

    def take(self, market: Market, session: Ints, members: Ints, value: Floats) -> int:
        """Take in groups of known value; how many were new."""
        names = names_of(market, session, members)
        _, first = np.unique(names, return_index=True)
        new = np.sort(first[~np.isin(names[first], self.names)])
        self.session = np.concatenate((self.session, session[new]))
        self.members = np.concatenate((self.members, members[new]))
        self.value = np.concatenate((self.value, value[new]))
        self.share = np.concatenate((self.share, np.zeros(len(new))))
        self.names = np.concatenate((self.names, names[new]))
        return len(new)

    def keep(self, wanted: Ints) -> None:
        """Forget every group but the ``wanted``."""
        for name in ("session", "members", "value", "share", "names"):
            setattr(self, name, getattr(self, name)[wanted])


def prices_of(members: Ints, prices: Prices) -> Floats:
    """What the people of each row cost together."""
    padded = np.append(prices.person, 0.0)
    total: Floats = padded[members].sum(axis=1)
    return total


def names_of(market: Market, session: Ints, members: Ints) -> Ints:
    """A 64-bit name of each group, whatever the order of its members.

    Two groups of one name are so unlikely (2⁻⁶⁴ a pair) that one may be lost: bounds hold anyway.
    """
    marks = mixed(np.arange(len(market) + market.sessions + 1, dtype=np.uint64))
    marks[-1] = 0
    people = np.where(members >= 0, members, len(marks) - 1)
    names = marks[people].sum(axis=1, dtype=np.uint64) + marks[len(market) + session]
    return names.view(np.int64)


def mixed(values: np.ndarray) -> np.ndarray:
    """64-bit words spread out (splitmix64)."""
    word = (values + np.uint64(1)) * np.uint64(_MARK)
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))

"""A better plan by small exact choices: a few sessions are emptied and filled again for the best.

The prices of the relaxation say which groups are worth listing; so few are left that the best
choice among them is found in a moment (a large neighbourhood, Shaw 1998, of proven optima).
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from parvis.matching.rounds.jit import Floats, Ints
from parvis.matching.rounds.parts import Flags
from parvis.matching.rounds.pricing import Market, Prices, ask

from .master import choose
from .pool import Pool

SMALLEST, LARGEST = 3, 24
"""Sessions emptied at once."""

LISTED: Final = 150
"""Groups listed for each session emptied."""

KIN: Final = 60
"""Sessions that may be emptied along with another."""

MOMENT: Final = 3.0
"""Seconds one choice may take."""

NOBODY: Final = 1e9
"""The price of somebody who keeps their place."""


@dataclass(slots=True, eq=False)
class Plan:
    """Groups standing: ``session`` (c,), ``members`` (c, largest), ``value`` (c,)."""

    session: Ints
    members: Ints
    value: Floats

    @property
    def worth(self) -> float:
        """The value of the plan."""
        return float(self.value.sum())

    def part(self, rows: Ints | Flags) -> "Plan":
        """Some of its groups."""
        return Plan(self.session[rows], self.members[rows], self.value[rows])

    def pool(self, market: Market) -> Pool:
        """Its groups as columns, in their order."""
        pool = Pool.empty(market)
        pool.take(market, self.session, self.members, self.value)
        return pool


@dataclass(slots=True, eq=False)
class Polish:
    """Where it stands.

    ``width``: sessions emptied at once; fewer when they were too many to choose for in time, more
    when nothing better was found.
    """

    market: Market
    prices: Prices
    plan: Plan
    rng: np.random.Generator
    width: float = 6.0
    kin: list[Ints] = field(default_factory=list)

    def run(self, upper: float, deadline: float, cancelled: Callable[[], bool] | None) -> None:
        """Better and better, until ``deadline`` or the value reaches ``upper``."""
        self.kin = kin_of(self.market)
        while time.monotonic() < deadline and self.plan.worth < upper - 1e-7 * (1 + upper):
            if cancelled is not None and cancelled():
                return
            self.refill(self.neighbours(), min(MOMENT, deadline - time.monotonic()))

    def around(self, session: int, count: int = 8) -> Ints:
        """A session and those that share most candidates with it."""
        shared = kin_of(self.market, [session])[0]
        return np.sort(shared[:count])

    def neighbours(self) -> Ints:
        """A session at random, and those that share most candidates with it, at random a little."""
        sessions = self.market.sessions
        centre = int(self.rng.integers(sessions))
        near = self.kin[centre]
        count = min(int(self.width), len(near))
        order = np.argsort(np.arange(len(near)) * self.rng.random(len(near)), kind="stable")
        return np.sort(near[order[:count]])

    def refill(self, sessions: Ints, seconds: float) -> None:
        """The best choice for ``sessions`` with their people and those without a place."""
        market, plan = self.market, self.plan
        emptied = np.isin(plan.session, sessions)
        kept = plan.members[~emptied]
        person = self.prices.person.copy()
        person[kept[kept >= 0]] = NOBODY
        before = plan.part(emptied).pool(market)
        least = self.prices.table[sessions] - 0.6
        prices = replace(self.prices, person=person)
        asked = ask(market, prices, least=least, keep=LISTED, sessions=sessions, limit=5000)
        before.add(market, asked, prices)
        start = np.arange(int(emptied.sum()))
        began = time.monotonic()
        chosen = choose(market, before, seconds=seconds, start=start)
        took = time.monotonic() - began
        better = before.value[chosen.groups].sum() > plan.value[emptied].sum() + 1e-9
        if took > MOMENT * 0.9:
            self.width = max(SMALLEST, self.width * 0.9)
        elif not better and took < MOMENT / 3:
            self.width = min(LARGEST, self.width * 1.05)
        if better:
            rest, new = plan.part(~emptied), plan_of(before, chosen.groups)
            self.plan = Plan(
                np.concatenate((rest.session, new.session)),
                np.concatenate((rest.members, new.members)),
                np.concatenate((rest.value, new.value)),
            )


def plan_of(pool: Pool, groups: Ints) -> Plan:
    """Some groups of a pool."""
    return Plan(pool.session[groups], pool.members[groups], pool.value[groups])


def kin_of(market: Market, sessions: Iterable[int] | None = None) -> list[Ints]:
    """For each session, those that share the most candidates with it, itself first."""
    from scipy.sparse import csr_matrix

    ones = np.ones(len(market.person))
    shape = (market.sessions, len(market))
    there = csr_matrix((ones, market.person, market.start), shape=shape)
    kin = []
    for session in range(market.sessions) if sessions is None else sessions:
        count = np.asarray((there @ there[session].T).todense()).ravel()
        count[session] = len(market) + 1.0
        near = np.argsort(-count, kind="stable")[:KIN]
        kin.append(near[count[near] > 0].astype(np.int64))
    return kin

"""Column generation: prices draw better groups, better groups move the prices.

Every turn gives an upper bound that holds (Lasdon; Farley): what everybody costs, plus what the
best group of each session is still worth above the prices, for each of its tables. Prices asked
for are a mix of the best known and those of the master (Wentges 1997), which calms them.
"""

from dataclasses import dataclass

import numpy as np

from parvis.matching.rounds.pricing import Market, Prices, ask

from .descent import descend
from .pool import Pool

NODES = 4000
"""Nodes of the search in one session and turn; what is left unexplored enters the bound."""


CLOSE = 1e-4
"""The bound has met the master's price of the groups seen, relatively."""

STILL = 6
"""Turns without a lower bound, after which it is taken for the last one."""

SETTLING = 14
"""Turns at first in which prices are held back, whatever the bound does."""


@dataclass(slots=True, eq=False)
class Generation:
    """Where the generation stands: ``upper`` is proved by the prices ``best``."""

    market: Market
    pool: Pool
    best: Prices
    current: Prices
    upper: float = np.inf
    new: int = -1
    turns: int = 0
    still: int = 0
    threads: int = 1

    @property
    def done(self) -> bool:
        """No session has a group left that is worth its prices, or the bound does not move."""
        return self.turns > 1 and (self.gap < CLOSE or self.still >= STILL)

    @classmethod
    def of(cls, market: Market, prices: Prices, threads: int = 1) -> "Generation":
        """From a first guess of the prices; nothing is known yet."""
        return cls(market, Pool.empty(market), prices, prices, threads=threads)

    def turn(self, *, keep: int = 20, steps: int = 500) -> None:
        """Ask every session for its ``keep`` best groups, and move the prices by ``steps``.

        Asked under a mix of the best prices and the current ones, which at first stay near the
        best: a pool that knows little of somebody must not make them cheap.
        """
        market, turn = self.market, self.turns
        self.turns += 1
        prices = mixed(self.best, self.current, max(0.2, 0.5 - 0.05 * turn))
        asked = ask(
            market, prices, least=prices.table, keep=keep, limit=NODES, threads=self.threads
        )
        proved = Prices(prices.person, prices.seat, np.maximum(asked.upper, 0.0))
        upper = proved.total(market)
        moved = not upper > self.upper - CLOSE / 10 * (1 + upper)
        self.still = 0 if moved or turn < SETTLING else self.still + 1
        if upper < self.upper:
            self.upper, self.best = upper, proved
        if turn == 0:
            self.current = proved
        self.new = self.pool.add(market, asked, prices)
        self._forget()
        self.current = descend(
            market, self.pool, self.current, steps, scaled(self.best, max(0.0, 0.95 - 0.07 * turn))
        )

    def _forget(self) -> None:
        """A pool that has grown too large loses the groups furthest from being worth it."""
        most = 300 * max(self.market.sessions, 10)
        if len(self.pool) > most:
            order = np.argsort(-self.pool.reduced(self.current), kind="stable")
            self.pool.keep(np.sort(order[: most * 2 // 3]))

    @property
    def gap(self) -> float:
        """How far the bound is above the master's price of the groups seen, relatively."""
        return (self.upper - self.current.total(self.market)) / max(self.upper, 1.0)


def scaled(prices: Prices, share: float) -> Prices:
    """A share of each price."""
    return Prices(prices.person * share, prices.seat * share, prices.table * share)


def mixed(best: Prices, current: Prices, mix: float) -> Prices:
    """``mix`` of one and 1 − ``mix`` of the other."""
    return Prices(
        mix * best.person + (1 - mix) * current.person,
        mix * best.seat + (1 - mix) * current.seat,
        mix * best.table + (1 - mix) * current.table,
    )

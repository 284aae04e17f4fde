"""Asking each session for its best tables under prices."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np

from parvis.matching.rounds.jit import Floats, Ints

from .market import FAR, Market
from .sessions import Answer, Terms, price_sessions

WIDEST: Final = 1200
"""Candidates looked at in one session, at most; the rest enter its bound only."""

ENDLESS: Final = 1 << 60


@dataclass(frozen=True, slots=True)
class Prices:
    """What a place costs: ``person`` (n,), ``seat`` and ``table`` (m,), none negative."""

    person: Floats
    seat: Floats
    table: Floats

    def total(self, market: Market) -> float:
        """What everybody, every seat and every table cost together."""
        sold = self.seat @ market.seats + self.table @ market.tables
        return float(self.person.sum() + sold)


@dataclass(frozen=True, slots=True)
class Asked:
    """Groups found: ``session`` (c,), ``members`` (c, largest) padded with −1, ``reduced`` (c,).

    ``upper`` (m of those asked): no group of the session has a higher reduced value (before the
    price of its table), found or not.
    """

    session: Ints
    members: Ints
    reduced: Floats
    upper: Floats


def ask(
    market: Market,
    prices: Prices,
    *,
    least: Floats,
    keep: int,
    limit: int = ENDLESS,
    sessions: Ints | None = None,
    threads: int = 1,
) -> Asked:
    """The ``keep`` best groups worth more than ``least`` (one per session asked) of each.

    ``limit`` nodes per session, then bounds only. Two threads give the same answer as one.
    """
    wanted = np.arange(market.sessions) if sessions is None else sessions
    rows = len(wanted)
    value = np.empty((rows, keep))
    members = np.full((rows, keep, market.largest), -1, np.int64)
    counts, upper = np.zeros(rows, np.int64), np.zeros(rows)

    ground, stalls = market.ground, market.stalls

    def part(rows: slice) -> None:
        terms = Terms(wanted[rows], prices.person, prices.seat, least[rows], limit, WIDEST)
        answer = Answer(value[rows], members[rows], counts[rows], upper[rows])
        price_sessions(ground, stalls, terms, answer)

    pieces = [slice(first, first + 64) for first in range(0, rows, 64)]
    if threads > 1:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(part, pieces))
    else:
        for piece in pieces:
            part(piece)
    there = np.arange(keep) < counts[:, None]
    return Asked(
        session=np.repeat(wanted, counts),
        members=members[there],
        reduced=value[there],
        upper=upper + FAR * (1 + np.abs(upper)),
    )

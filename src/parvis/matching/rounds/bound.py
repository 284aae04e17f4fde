"""How much no plan of a round can exceed, with its proof."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .certificate import Certificate
from .columns.generation import Generation
from .columns.guess import ceiling_prices, first_prices
from .pricing import FAR, Prices, market_of

if TYPE_CHECKING:
    from .problem import RoundProblem


@dataclass(frozen=True, slots=True)
class Bound:
    """``value``: no plan is worth more. ``certificate`` proves it (``certificate.check``)."""

    value: float
    certificate: Certificate

    def gap(self, value: float) -> float:
        """What a plan worth ``value`` could lack at most, as a share of the bound."""
        return max(0.0, 1 - value / self.value) if self.value > 0 else 0.0


def upper_bound(
    problem: "RoundProblem",
    *,
    seconds: float,
    seed: int,
    value: float | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    threads: int = 1,
) -> Bound:
    """The lowest bound found in about ``seconds``, by prices and column generation.

    It stops before, when nothing more is to be gained: the relaxation is solved, or a plan worth
    ``value`` is proved the best. A turn is never cut: of 60,000 people one takes a minute, and
    the first is always made. ``progress`` is told each better bound.
    """
    end = time.monotonic() + seconds
    market = market_of(problem)
    ceiling = ceiling_prices(market)
    best, prices = ceiling.total(market), ceiling
    if market.sessions and len(market):
        guess = first_prices(problem, market, seed)
        generation = Generation.of(market, guess, threads)
        turn = 0.0
        while not generation.done:
            began = time.monotonic()
            generation.turn()
            if generation.upper < best:
                best, prices = generation.upper, generation.best
                if progress is not None:
                    progress(best)
            turn = time.monotonic() - began
            met = value is not None and best <= value + FAR * (1 + abs(value))
            if met or time.monotonic() + turn > end or (cancelled is not None and cancelled()):
                break
    return Bound(best + FAR * (1 + abs(best)), certificate_of(prices))


def certificate_of(prices: Prices) -> Certificate:
    """The prices as a certificate, none below 0 by rounding."""
    columns = (prices.person, prices.seat, prices.table)
    return Certificate(*(np.maximum(one, 0.0) for one in columns))

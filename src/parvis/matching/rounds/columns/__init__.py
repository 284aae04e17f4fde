"""Exact solving of small rounds, and much better plans for hundreds of people.

Column generation solves the relaxation in which groups may be taken in part. Then no plan can use
a group whose reduced value is further below zero than what the bound is above the best plan
(reduced-cost fixing): all the others are listed, and the best choice among them is the best plan.
Where they are too many, small exact choices improve the plan instead.
"""

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

import numpy as np

from parvis.matching.rounds.plan import Group
from parvis.matching.rounds.pricing import FAR, ask, market_of

from .generation import Generation
from .guess import ceiling_prices, first_prices
from .master import choose
from .polish import Plan, Polish, plan_of
from .worth import groups_of, rows_of, values_of

if TYPE_CHECKING:
    from parvis.matching.rounds.problem import RoundProblem

LISTED: Final = 30_000
"""Groups among which the last choice is made, at most: of more, nothing is proved."""

FEW: Final = 12
"""Sessions that are filled all at once."""


def improve(
    problem: "RoundProblem",
    groups: Iterable[Group],
    deadline: float,
    seed: int,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[tuple[Group, ...], float]:
    """Groups worth at least as much as ``groups``, and a value that no plan exceeds.

    ``groups`` break no hard rule. ``deadline`` is an instant of ``time.monotonic()``, kept within
    a turn. When the two values meet, the plan is proved the best. Sixty people take a second.
    """
    given = tuple(groups)
    market = market_of(problem)
    session, members = rows_of(market, given)
    plan = Plan(session, members, values_of(market, session, members))
    upper = ceiling_prices(market).total(market)
    if market.sessions == 0 or len(market) == 0:
        return given, upper
    now = time.monotonic()
    generation = Generation.of(market, first_prices(problem, market, seed))
    generation.pool.take(market, plan.session, plan.members, plan.value)
    while not generation.done:
        generation.turn()
        late = time.monotonic() > now + (deadline - now) / 2
        if late or (cancelled is not None and cancelled()):
            break
    upper = min(upper, generation.upper)
    polish = Polish(market, generation.best, plan, np.random.default_rng(seed))
    upper = finish(polish, upper, deadline, cancelled)
    best = groups_of(polish.plan.session, polish.plan.members)
    return (best if polish.plan.worth > plan.worth else given), upper + FAR * (1 + abs(upper))


def finish(
    polish: Polish, upper: float, deadline: float, cancelled: Callable[[], bool] | None
) -> float:
    """The plan of ``polish`` made better, the best if that can be proved; the bound known then."""
    few = polish.market.sessions <= FEW
    if few:
        everywhere = np.arange(polish.market.sessions)
        polish.refill(everywhere, (deadline - time.monotonic()) / 2)
    proved = prove(polish, upper, deadline)
    if proved is not None:
        return proved
    last = deadline - 0.2 * max(deadline - time.monotonic(), 0.0)
    polish.run(upper, last if few else deadline, cancelled)
    proved = prove(polish, upper, deadline)
    return upper if proved is None else proved


def prove(polish: Polish, upper: float, deadline: float) -> float | None:
    """The best of all plans into ``polish``, and the bound that this gives.

    None when there are too many groups to list, or no time.
    """
    market, prices, plan = polish.market, polish.prices, polish.plan
    if upper - plan.worth <= FAR * (1 + abs(upper)):
        return upper
    # what these prices prove, which may be more than the best bound known
    lack = prices.total(market) - plan.worth
    if time.monotonic() > deadline:
        return None
    pool = plan.pool(market)
    start = np.arange(len(pool))
    for session in range(market.sessions):
        least = prices.table[[session]] - lack * (1 + FAR) - FAR
        room = LISTED - len(pool) + 1
        asked = ask(market, prices, least=least, keep=room, sessions=np.array([session]))
        if len(asked.session) >= room:
            return None
        pool.add(market, asked, prices)
    chosen = choose(market, pool, seconds=deadline - time.monotonic(), start=start)
    if pool.value[chosen.groups].sum() > plan.worth:
        polish.plan = plan_of(pool, chosen.groups)
    # a plan with a group that is not listed is worth no more than the plan one began with
    return min(upper, max(chosen.upper, plan.worth))

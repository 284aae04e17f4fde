"""The master problem by a first-order method: good prices for a million groups in seconds.

A primal-dual hybrid gradient with diagonal steps (Pock and Chambolle 2011), restarted from its
average. Its prices need not be optimal: any prices give a valid bound.
"""

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from parvis.matching.rounds.jit import Floats, Ints, kernel
from parvis.matching.rounds.pricing import Market, Prices

if TYPE_CHECKING:
    from .pool import Pool


EVERY: Final = 100
"""Steps between restarts."""


class Master(NamedTuple):
    """Groups (g) and rows: people, then seats, then tables. ``size`` is in full tables; the row of
    a table is ``tables`` after that of its seats. No price goes below ``floor``.
    """

    seat_row: Ints
    tables: int
    members: Ints
    size: Floats
    value: Floats
    limit: Floats
    stride: Floats
    floor: Floats


class Point(NamedTuple):
    """Where the descent stands: shares of groups, prices of rows, and their sums since."""

    share: Floats
    price: Floats
    used: Floats
    share_sum: Floats
    price_sum: Floats


@kernel
def epoch(master: Master, point: Point, rounds: int) -> None:
    """``rounds`` steps."""
    members, share, price, used = master.members, point.share, point.price, point.used
    for _ in range(rounds):
        for group in range(len(share)):
            seat, size = master.seat_row[group], master.size[group]
            table = seat + master.tables
            worth = master.value[group] - price[seat] * size - price[table]
            weight = 1.0 + size
            for x in range(members.shape[1]):
                one = members[group, x]
                if one >= 0:
                    worth -= price[one]
                    weight += 1.0
            after = max(0.0, share[group] + worth / weight)
            ahead = 2 * after - share[group]
            share[group] = after
            point.share_sum[group] += after
            if ahead != 0.0:
                used[seat] += size * ahead
                used[table] += ahead
                for x in range(members.shape[1]):
                    one = members[group, x]
                    if one >= 0:
                        used[one] += ahead
        for row in range(len(price)):
            after = price[row] + master.stride[row] * (used[row] - master.limit[row])
            price[row] = max(master.floor[row], after)
            point.price_sum[row] += price[row]
            used[row] = 0.0


def descend(
    market: Market, pool: "Pool", prices: Prices, steps: int, floor: Prices | None = None
) -> Prices:
    """Prices near the best for the groups of ``pool``, from ``prices``; its shares move along.

    No price goes below ``floor``: a pool that knows little of somebody must not make them cheap.
    """
    people, sessions = len(market), market.sessions
    seats, tables = people + pool.session, people + sessions + pool.session
    there = pool.members >= 0
    size = pool.size / market.largest
    limit = np.concatenate((np.ones(people), market.seats / market.largest, market.tables))
    price = np.concatenate((prices.person, prices.seat * market.largest, prices.table))
    least = np.zeros(len(limit))
    if floor is not None:
        least = np.concatenate((floor.person, floor.seat * market.largest, floor.table))
    weight = np.bincount(pool.members[there], minlength=len(limit)).astype(np.float64)
    weight += np.bincount(seats, size, len(limit)) + np.bincount(tables, minlength=len(limit))
    stride = 1 / np.maximum(weight, 1)
    master = Master(seats, sessions, pool.members, size, pool.value, limit, stride, least)
    for _ in range(-(-steps // EVERY)):
        sums = np.zeros(len(pool)), np.zeros(len(limit))
        epoch(master, Point(pool.share, price, np.zeros(len(limit)), *sums), EVERY)
        pool.share, price = sums[0] / EVERY, sums[1] / EVERY
    return Prices(
        price[:people],
        price[people : people + sessions] / market.largest,
        price[people + sessions :],
    )

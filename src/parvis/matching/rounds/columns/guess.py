"""A first guess of the prices, so that the first turns are not spent far from the answer.

A few hundred people who live near each other are priced on their own; what their prices have to
do with what is known of them (priority, host, size they like, how many sessions they can reach)
is then taken to hold for everybody.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from parvis.matching.rounds.jit import Floats, Ints
from parvis.matching.rounds.pricing import FAR, Market, Prices
from parvis.matching.rounds.pricing.ground import CAP, HOST, KIND
from parvis.matching.rounds.pricing.kernels import MINOR

from .generation import Generation

if TYPE_CHECKING:
    from parvis.matching.rounds.problem import RoundProblem

SAMPLE: Final = 600
TURNS: Final = 25
CLOSE: Final = 0.005


def plain_prices(market: Market) -> Prices:
    """Half of what company at its best is worth, by priority; hosts are wanted by all."""
    rate = 1.0 + 0.6 * market.facts[:, HOST]
    worth = market.numbers[3] + market.numbers[4]
    person = 0.7 * worth * market.weight * rate
    return Prices(person, np.zeros(market.sessions), np.zeros(market.sessions))


def ceiling_prices(market: Market) -> Prices:
    """Prices at which no group is worth more than it costs: everybody's own best, company at its
    best. A bound at once, and a loose one.
    """
    bonus = market.numbers[4] - market.penalty[market.smallest :].min()
    worth = market.base + (market.company + market.weight * bonus)[market.person]
    person = np.zeros(len(market))
    np.maximum.at(person, market.person, worth * (1 + FAR))
    return Prices(person, np.zeros(market.sessions), np.zeros(market.sessions))


def first_prices(problem: "RoundProblem", market: Market, seed: int) -> Prices:
    """Prices to begin with, for ``market``."""
    if len(market) <= 2 * SAMPLE:
        return plain_prices(market)
    rng = np.random.default_rng(seed)
    centre = rng.integers(len(market))
    people, venues, held = problem.people, problem.venues, problem.sessions
    x, y = people.x[centre], people.y[centre]
    near = np.sort(np.argsort(np.hypot(people.x - x, people.y - y), kind="stable")[:SAMPLE])
    away = np.hypot(venues.x[held.venue] - x, venues.y[held.venue] - y)
    order = np.argsort(away, kind="stable")
    share = np.cumsum(market.tables[order]) <= market.tables.sum() * SAMPLE / len(market)
    part = part_of(market, near, np.sort(order[share]))
    generation = Generation.of(part, plain_prices(part))
    for _ in range(TURNS):
        generation.turn()
        if generation.gap < CLOSE:
            break
    known = features(part)
    rule, *_ = np.linalg.lstsq(known, generation.best.person, rcond=None)
    person = np.maximum(features(market) @ rule, 0.0)
    table = np.full(market.sessions, float(np.median(generation.best.table)) if share.any() else 0)
    return Prices(person, np.zeros(market.sessions), table)


def part_of(market: Market, people: Ints, sessions: Ints) -> Market:
    """The market of some people and some sessions, both rising."""
    rank = np.full(len(market), -1, np.int64)
    rank[people] = np.arange(len(people))
    rows = [np.arange(market.start[one], market.start[one + 1]) for one in sessions]
    pairs = np.concatenate([*rows, np.empty(0, np.int64)]).astype(np.int64)
    row = np.repeat(np.arange(len(sessions)), [len(one) for one in rows])
    inside = rank[market.person[pairs]] >= 0
    start = np.zeros(len(sessions) + 1, np.int64)
    np.cumsum(np.bincount(row[inside], minlength=len(sessions)), out=start[1:])
    owner = rank[np.repeat(np.arange(len(market)), np.diff(market.apart_start))]
    other = rank[market.apart]
    both = (owner >= 0) & (other >= 0)
    apart_start = np.zeros(len(people) + 1, np.int64)
    np.cumsum(np.bincount(owner[both], minlength=len(people)), out=apart_start[1:])
    return replace(
        market,
        weight=market.weight[people],
        facts=market.facts[people],
        company=market.company[people],
        apart_start=apart_start,
        apart=other[both].astype(np.int32),
        start=start,
        person=rank[market.person[pairs[inside]]],
        base=market.base[pairs[inside]],
        seats=market.seats[sessions],
        tables=market.tables[sessions],
    )


def features(market: Market) -> Floats:
    """What a person's price is guessed from."""
    weight, host = market.weight, market.facts[:, HOST]
    reach = np.bincount(market.person, minlength=len(market)).astype(np.float64)
    wide = np.log1p(reach / max(reach.mean(), 1e-9))
    size = market.facts[:, CAP]
    columns = (
        np.ones(len(market)),
        weight,
        host,
        weight * host,
        weight * (size <= market.smallest),
        weight * (size > market.smallest + 1),
        wide,
        weight * wide,
        market.facts[:, KIND] == MINOR,
        reach == 0,
    )
    return np.column_stack([np.asarray(one, np.float64) for one in columns])

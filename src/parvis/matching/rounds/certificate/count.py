"""The dearest group of a session, a seat at a time, all tables of so many people together."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from parvis.matching.rounds.parts import Flags, Floats, Integers

from .census import Census

WIDE: Final = 100_000
"""Part-filled tables kept at once, at most; beyond it their bounds are taken as they are."""

CHUNK: Final = 512


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """Candidates of one size and kind of table; the first ``openers`` may be its first member.

    ``pair`` (k, k): a group is worth the sum over its pairs, less its prices. ``halves[:, r]`` is
    half the *r* best pairs of each.
    """

    pair: Floats
    halves: Floats
    langs: Integers
    minor: Flags
    openers: int
    size: int


def dearest(census: Census, session: int, price: Floats, seat: float, claimed: float) -> float:
    """At least the value, less people and seats, of each group of ``session``, or ``claimed``."""
    people, base = census.candidates(session)
    alone = base - price[people] - seat
    best = claimed
    if len(people) < census.params.size_min:
        return best
    there = Session(census, people, alone, census.pairs(people))
    for size in range(census.params.size_min, census.params.size_max + 1):
        for kind in ("hosted", "plain", "young"):
            crowd = _crowd(there, kind, size)
            if len(crowd.pair) >= size and crowd.openers:
                best = _seat_by_seat(crowd, best)
    return best


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """Who may come to one session, what they are worth alone, less prices, and in pairs."""

    census: Census
    people: Integers
    alone: Floats
    pairs: Floats


def _crowd(session: Session, kind: str, size: int) -> Crowd:
    census, people = session.census, session.people
    params = census.params
    host, minor = census.problem.people.host[people], census.minor[people]
    if kind == "young":
        seated, opens = minor | census.guard[people], census.guard[people]
    else:
        seated = ~minor if kind == "hosted" else ~minor & ~host
        opens = host if kind == "hosted" else ~host
    seated = seated & (census.problem.people.size_max[people] >= size)
    order = np.concatenate((np.flatnonzero(seated & opens), np.flatnonzero(seated & ~opens)))
    bonus = (0.0 if kind == "plain" else params.b_host) - params.size_penalty[size]
    own = session.alone[order] + census.weight[people[order]] * bonus
    pair = (session.pairs[np.ix_(order, order)] + own[:, None] + own[None, :]) / (size - 1)
    best = -np.sort(-pair, axis=1)[:, : size - 1]
    halves = np.hstack((np.zeros((len(order), 1)), np.cumsum(best, axis=1) / 2))
    openers = int((seated & opens).sum())
    langs = census.problem.people.langs[people[order]]
    return Crowd(pair, halves, langs, minor[order], openers, size)


def _seat_by_seat(crowd: Crowd, best: float) -> float:
    """``best``, or at least the value of each group worth more."""
    chosen, value = np.arange(crowd.openers)[:, None], np.zeros(crowd.openers)
    for seated in range(1, crowd.size):
        need = crowd.size - seated
        tables: list[Integers] = []
        values: list[Floats] = []
        bounds, kept = best, 0
        for first in range(0, len(chosen), CHUNK):
            part = slice(first, first + CHUNK)
            grown, worth, bound = _one_more(crowd, chosen[part], value[part], need, best)
            bounds = max(bounds, bound)
            if kept <= WIDE:
                tables.append(grown)
                values.append(worth)
                kept += len(grown)
        if kept > WIDE:
            return bounds
        if not kept:
            return best
        chosen, value = np.concatenate(tables), np.concatenate(values)
    minors = crowd.minor[chosen].sum(axis=1)
    allowed = (minors == 0) | ((minors >= 2) & (minors < crowd.size))
    allowed &= np.bitwise_and.reduce(crowd.langs[chosen], axis=1) != 0
    return max(best, float(value[allowed].max())) if allowed.any() else best


def _one_more(
    crowd: Crowd, chosen: Integers, value: Floats, need: int, best: float
) -> tuple[Integers, Floats, float]:
    """Each table with one more person, if it may still be worth more than ``best``.

    Also the most that any of these tables could be worth once full.
    """
    gain = crowd.pair[chosen].sum(axis=1)
    gain[np.arange(len(crowd.pair)) <= chosen[:, -1:]] = -np.inf
    hope = gain + crowd.halves[:, need - 1]
    if hope.shape[1] < need:
        return np.empty((0, chosen.shape[1] + 1), np.int64), np.empty(0), -np.inf
    top = -np.partition(-hope, need - 1, axis=1)[:, :need]
    full = value + top.sum(axis=1)
    last = top.min(axis=1)
    # with somebody who is not among the most hopeful, one of those stays away
    with np.errstate(invalid="ignore"):
        most = np.where(hope >= last[:, None], full[:, None], (full - last)[:, None] + hope)
    table, one = np.nonzero((most > best) & np.isfinite(gain))
    grown = np.hstack((chosen[table], one[:, None]))
    finite = full[np.isfinite(full)]
    bound = float(finite.max()) if len(finite) else -np.inf
    return grown, value[table] + gain[table, one], bound

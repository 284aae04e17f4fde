"""What a coordinator could open that would place most people: one more session, or one more host.

The prices of the bound say what a table at each venue and moment would be worth above what its
people and seats cost now; the best few are tried: the round is solved again around them.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from .bound import upper_bound
from .columns.polish import NOBODY, Plan, Polish
from .columns.worth import rows_of, values_of
from .jit import Ints
from .parts import Integers, People, Sessions
from .plan import Group
from .pricing import Prices, ask, market_of
from .problem import RoundProblem
from .rooms import who_reaches

SESSION: Final = "session"
HOST: Final = "host"

LOOKED_AT: Final = 60
"""Venues and moments priced, those first at which most people without a table could come."""


@dataclass(frozen=True, slots=True)
class Advice:
    """``placed``: how many more people would have a table, and ``value``: what the plan gains,

    with one more table at ``venue`` in ``slot`` (``session``), or one more vetted host free then
    and near there (``host``, not counted among the placed).
    """

    kind: str
    venue: int
    slot: int
    placed: int
    value: float


def advise(
    problem: RoundProblem,
    groups: Iterable[Group],
    *,
    seconds: float,
    seed: int,
    few: int = 3,
    prices: Prices | None = None,
) -> tuple[Advice, ...]:
    """The best things to open, most people first; only those that were seen to place somebody.

    ``groups`` break no hard rule. ``prices`` of a bound already made spare half of the time.
    """
    given = tuple(groups)
    end = time.monotonic() + seconds
    if not len(problem) or not len(problem.venues):
        return ()
    if prices is None:
        proof = upper_bound(problem, seconds=seconds / 2, seed=seed).certificate
        prices = Prices(proof.person, proof.seat, proof.table)
    ranked = [
        *_ranked(problem, given, prices, SESSION)[:few],
        *_ranked(problem, given, prices, HOST)[:few],
    ]
    found = []
    for rank, opening in enumerate(ranked):
        if rank and time.monotonic() > end:
            break
        share = max(0.5, (end - time.monotonic()) / (len(ranked) - rank))
        advice = _tried(problem, given, prices, opening, share)
        if advice.placed > 0:
            found.append(advice)
    return tuple(sorted(found, key=lambda one: (-one.placed, -one.value, one.kind)))


Opening = tuple[str, int, int]


def _ranked(
    problem: RoundProblem, groups: tuple[Group, ...], prices: Prices, kind: str
) -> list[Opening]:
    """What could be opened, by the reduced value of the best table there, highest first."""
    openings = [(kind, venue, slot) for venue, slot in _places(problem, groups, kind)]
    if not openings:
        return []
    wider, new = opened(problem, openings)
    market = market_of(wider)
    priced = _with(prices, len(wider), len(wider.sessions))
    least = np.zeros(len(new))
    if kind == HOST:
        # where there is a session already, what counts is the gain over what its table costs
        least = priced.table[new]
    asked = ask(market, priced, least=least, keep=1, sessions=new, limit=20_000)
    gain = np.zeros(len(wider.sessions))
    gain[asked.session] = asked.reduced
    order = np.argsort(-(gain[new] - least), kind="stable")
    return [openings[row] for row in order if gain[new[row]] > least[row] + 1e-9]


def _places(problem: RoundProblem, groups: tuple[Group, ...], kind: str) -> list[tuple[int, int]]:
    """(venue, slot) at which most people without a table could come; a host needs a session."""
    waiting = np.ones(len(problem), bool)
    for group in groups:
        waiting[list(group.members)] = False
    held = problem.sessions
    slots = range(int(problem.people.avail.max()).bit_length())
    there = set(zip(held.venue.tolist(), held.slot.tolist(), strict=True))
    if kind == HOST:
        places = sorted(there)
    else:
        places = [(venue, slot) for venue in range(len(problem.venues)) for slot in slots]
    people = problem.people
    count = np.zeros((len(problem.venues), 62))
    for venue in {venue for venue, _ in places}:
        near = who_reaches(problem, venue) & waiting
        for slot in slots:
            count[venue, slot] = (near & (people.avail >> slot & 1 == 1)).sum()
    places = [place for place in places if count[place] > 0]
    return sorted(places, key=lambda place: (-count[place], place))[:LOOKED_AT]


def opened(problem: RoundProblem, openings: Sequence[Opening]) -> tuple[RoundProblem, Integers]:
    """The problem with every opening, and the session of each: one table more, or one host more.

    A host is a person added at the end: adult, vetted, at the venue, of every language, without
    interests, free in that slot only, and with the least priority there is.
    """
    held, venues = problem.sessions, problem.venues
    kind = openings[0][0]
    venue = np.array([one[1] for one in openings], np.int64)
    slot = np.array([one[2] for one in openings], np.int64)
    if kind == SESSION:
        size = problem.params.size_max
        seats = np.full(len(openings), size, np.int64)
        columns = (
            (held.venue, venue),
            (held.slot, slot),
            (held.seats, seats),
            (held.tables, seats // size),
        )
        wider = replace(problem, sessions=Sessions(*(np.concatenate(one) for one in columns)))
        return wider, len(held) + np.arange(len(openings))
    keys = list(zip(held.venue.tolist(), held.slot.tolist(), strict=True))
    sessions = np.array([keys.index((int(a), int(b))) for a, b in zip(venue, slot, strict=True)])
    return replace(
        problem, people=_with_hosts(problem, venues.x[venue], venues.y[venue], slot)
    ), sessions


def _with_hosts(problem: RoundProblem, x: "np.ndarray", y: "np.ndarray", slot: Integers) -> People:
    people, more = problem.people, len(x)
    ones = np.ones(more, np.int64)
    new = {
        "x": x,
        "y": y,
        "quartier": -ones,
        "age": ones * max(problem.params.majority_age, 18),
        "band": -ones,
        "langs": ones * ((1 << 62) - 1),
        "avail": np.left_shift(ones, slot),
        "size_max": ones * problem.params.size_max,
        "host": ones == 1,
        "vetted": ones == 1,
        "needs": 0 * ones,
        "walk_speed": 75.0 * ones,
        "transit": ones == 0,
        "max_minutes": 1.0 * ones,
        "wait": 0.0 * ones,
        "ties": 1e6 * ones,
    }
    columns = {name: np.concatenate((getattr(people, name), value)) for name, value in new.items()}
    start = np.concatenate((people.tag_start, np.full(more, people.tag_start[-1])))
    names = (*people.id, *(f"+{one}" for one in range(more)))
    return People(id=names, tag_start=start, tag_index=people.tag_index, **columns)


def _with(prices: Prices, people: int, sessions: int) -> Prices:
    """New people and new sessions cost nothing."""
    person = np.zeros(people)
    person[: len(prices.person)] = prices.person
    seat, table = np.zeros(sessions), np.zeros(sessions)
    seat[: len(prices.seat)], table[: len(prices.table)] = prices.seat, prices.table
    return Prices(person, seat, table)


def _tried(
    problem: RoundProblem,
    groups: tuple[Group, ...],
    prices: Prices,
    opening: Opening,
    seconds: float,
) -> Advice:
    """What one opening does, solved again around it; without it solved as long, to be fair."""
    wider, (session,) = opened(problem, [opening])
    end = time.monotonic() + seconds
    market = market_of(wider)
    row, members = rows_of(market, groups)
    plan = Plan(row, members, values_of(market, row, members))
    priced = _with(prices, len(wider), len(wider.sessions))
    shut = priced.person.copy()
    shut[len(problem) :] = NOBODY
    results = []
    for person in (shut, priced.person):
        polish = Polish(market, replace(priced, person=person), plan, np.random.default_rng(0))
        around = polish.around(int(session))
        if person is shut:
            around = around[around < len(problem.sessions)]
        polish.refill(around, max(0.25, (end - time.monotonic()) / 2))
        plan = polish.plan
        results.append((_placed(plan.members, len(problem)), plan.worth))
    (placed, worth), (more, better) = results
    return Advice(*opening, placed=more - placed, value=better - worth)


def _placed(members: Ints, people: int) -> int:
    return int(((members >= 0) & (members < people)).sum())

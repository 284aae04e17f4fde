"""Synthetic communes to try a solver on: the same size and seed give the same commune.

Every share below is an assumption, chosen so that the commune is hard in the way a town is: near
people have other hours, hosts are scarce, and there are just as many seats as people.
"""

from typing import Final

import numpy as np

from parvis.matching.wrong import WrongProblem

from .parts import Floats, Integers, Params, People, Sessions, Venues
from .problem import RoundProblem

TAGS: Final = 60
DAYS: Final = 7
SLOTS: Final = 3 * DAYS
#: Four life situations: young, working with or without children, older and working, retired.
_AGES: Final = ((16, 27), (27, 50), (50, 68), (68, 92))
_MIX: Final = (2.0, 4.0, 3.0, 3.0)
#: Chance of being free in a morning, an afternoon, an evening; the weekend has a fifth more.
_FREE: Final = ((0.06, 0.21, 0.33), (0.03, 0.06, 0.30), (0.09, 0.15, 0.27), (0.33, 0.36, 0.09))
_BANDS: Final = (18, 26, 40, 60, 75)
#: Share of people who speak each of four languages; who speaks none of them gets the second.
_SPEAKING: Final = (0.93, 0.28, 0.08, 0.06)
_MOST: Final = 1_000_000
_CHUNK: Final = 20_000


def commune(n: int, seed: int, hosts: float = 0.15) -> RoundProblem:
    """A commune of ``n`` people, ``hosts`` of them hosts (in [0, 1]), with ``n`` seats.

    Quarters 900 m apart, each with its own mix of ages; interests skewed by Zipf's law; free
    moments by life situation; blocked and recent pairs, most of them between neighbours.

    :raises WrongProblem: a size or a share one can do nothing with.
    """
    if not 0 <= n <= _MOST:
        raise WrongProblem("n", f"{n} where 0 to {_MOST:,} people were expected")
    if not 0 <= hosts <= 1:
        raise WrongProblem("hosts", f"{hosts} is no share of people")
    if seed < 0:
        raise WrongProblem("seed", f"{seed} is below 0")
    chance = np.random.default_rng(seed)
    quarters = max(4, n // 400)
    side = int(np.ceil(np.sqrt(quarters)))
    grid = 900.0 * np.stack([np.arange(quarters) % side, np.arange(quarters) // side], axis=1)
    centres = grid + chance.normal(0, 120, (quarters, 2))
    quartier = chance.integers(0, quarters, n)
    start, index, weight = _interests(chance, n)
    people = _people(chance, centres, quartier, hosts, (start, index))
    venues = _venues(chance, centres, max(3, n // 60))
    again, recent, blocks = _pairs(chance, quartier)
    problem = RoundProblem(
        params=Params(),
        people=people,
        venues=venues,
        sessions=_sessions(chance, people, len(venues)),
        tag_weight=weight,
        blocks=blocks,
        recent=recent,
        again=again,
    )
    problem.check()
    return problem


def _people(
    chance: np.random.Generator,
    centres: Floats,
    quartier: Integers,
    hosts: float,
    tags: tuple[Integers, Integers],
) -> People:
    n = len(quartier)
    where = np.round(centres[quartier] + chance.normal(0, 260, (n, 2)), 1)
    mix = np.cumsum(chance.dirichlet(_MIX, len(centres)), axis=1)
    life = np.minimum((chance.random(n)[:, None] >= mix[quartier]).sum(axis=1), 3)
    low, high = np.array(_AGES).T
    age = chance.integers(low[life], high[life])
    host = chance.random(n) < hosts
    speed = chance.normal(np.where(life == 3, 55.0, 75.0), 8.0).clip(35, 95)
    needs = (chance.random(n) < 0.08) * 1 | (chance.random(n) < 0.05) * 2
    return People(
        id=tuple(f"p{number}" for number in range(n)),
        x=np.ascontiguousarray(where[:, 0]),
        y=np.ascontiguousarray(where[:, 1]),
        quartier=quartier,
        age=age,
        band=np.digitize(age, _BANDS).astype(np.int64),
        langs=_languages(chance, n),
        tag_start=tags[0],
        tag_index=tags[1],
        avail=_moments(chance, life),
        size_max=chance.choice(np.array([3, 4, 5, 6]), n, p=[0.1, 0.3, 0.3, 0.3]),
        host=host,
        vetted=host & (age >= 18) & (chance.random(n) < 0.5),
        needs=needs.astype(np.int64),
        walk_speed=np.round(speed, 1),
        transit=chance.random(n) < 0.45,
        max_minutes=chance.choice(np.array([10.0, 15.0, 20.0, 30.0]), n, p=[0.2, 0.35, 0.3, 0.15]),
        wait=np.minimum(chance.geometric(0.6, n) - 1, 6).astype(np.float64),
        ties=np.minimum(chance.poisson(1.6, n), 8).astype(np.float64),
    )


def _languages(chance: np.random.Generator, n: int) -> Integers:
    langs = np.zeros(n, np.int64)
    for bit, share in enumerate(_SPEAKING):
        langs |= (chance.random(n) < share).astype(np.int64) << bit
    langs[langs == 0] = 2
    return langs


def _moments(chance: np.random.Generator, life: Integers) -> Integers:
    weekend = np.where(np.arange(DAYS) >= 5, 1.2, 1.0)
    share = np.array(_FREE)[life][:, None, :] * weekend[None, :, None]
    free = (chance.random(share.shape) < share).reshape(len(life), SLOTS)
    return free.astype(np.int64) @ (np.int64(1) << np.arange(SLOTS, dtype=np.int64))


def _interests(chance: np.random.Generator, n: int) -> tuple[Integers, Integers, Floats]:
    """Two to six tags each, without repetition, by Zipf's law; a rare tag weighs more."""
    odds = np.log(1 / np.arange(1, TAGS + 1) ** 0.9)
    many = chance.integers(2, 7, n)
    rows = [np.zeros((0, 2), np.int64)]
    for begin in range(0, n, _CHUNK):
        wanted = many[begin : begin + _CHUNK]
        # The largest of perturbed odds are a draw without replacement (Gumbel).
        draw = odds + chance.gumbel(size=(len(wanted), TAGS))
        best = np.argsort(-draw, axis=1)[:, : many.max()]
        taken = np.arange(best.shape[1])[None, :] < wanted[:, None]
        who = np.broadcast_to(np.arange(len(wanted))[:, None], best.shape)[taken]
        rows.append(np.stack([begin + who, best[taken]], axis=1))
    pairs = np.concatenate(rows)
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    start = np.zeros(n + 1, np.int64)
    np.cumsum(many, out=start[1:])
    share = np.bincount(pairs[:, 1], minlength=TAGS) / max(n, 1)
    rarity = np.log(1 / np.maximum(share, 1e-3)) / np.log(100)
    return start, np.ascontiguousarray(pairs[:, 1]), np.round(0.6 * rarity.clip(0.1, 1.0), 4)


def _venues(chance: np.random.Generator, centres: Floats, count: int) -> Venues:
    near = chance.integers(0, len(centres), count)
    where = np.round(centres[near] + chance.normal(0, 220, (count, 2)), 1)
    flags = (chance.random(count) < 0.6) * 1 | (chance.random(count) < 0.5) * 2
    return Venues(
        x=np.ascontiguousarray(where[:, 0]),
        y=np.ascontiguousarray(where[:, 1]),
        flags=flags.astype(np.int64),
    )


def _sessions(chance: np.random.Generator, people: People, venues: int) -> Sessions:
    """Sessions at the moments most are free, until there is a seat for everybody."""
    n = len(people)
    free = np.array([(people.avail >> slot & 1).sum() for slot in range(SLOTS)], np.float64) + 1.0
    count = n // 2 + 20
    venue = chance.integers(0, venues, count)
    slot = chance.choice(SLOTS, count, p=free / free.sum())
    tables = chance.integers(1, 4, count)
    # A venue has one session in a slot, but for the few with two rooms.
    first = np.zeros(count, bool)
    first[np.unique(venue * SLOTS + slot, return_index=True)[1]] = True
    kept = np.flatnonzero(first | (chance.random(count) < 0.1))
    seats = 5 * tables[kept]
    kept = kept[: int(np.searchsorted(np.cumsum(seats), n)) + 1] if n else kept[:0]
    return Sessions(venue=venue[kept], slot=slot[kept], seats=5 * tables[kept], tables=tables[kept])


def _pairs(chance: np.random.Generator, quartier: Integers) -> tuple[Integers, Integers, Integers]:
    """Who asked to meet again (a tenth of the recent), who met recently, who is blocked."""
    recent = _some(chance, quartier, len(quartier) // 4)
    blocks = _some(chance, quartier, len(quartier) // 50)
    again = recent[chance.random(len(recent)) < 0.1]
    base = max(len(quartier), 1)
    blocked = np.isin(again[:, 0] * base + again[:, 1], blocks[:, 0] * base + blocks[:, 1])
    return again[~blocked], recent, blocks


def _some(chance: np.random.Generator, quartier: Integers, count: int) -> Integers:
    """So many pairs at most, three in four of them within a quarter; each once, sorted."""
    n = len(quartier)
    if n == 0 or count == 0:
        return np.zeros((0, 2), np.int64)
    order = np.argsort(quartier, kind="stable")
    ends = np.searchsorted(quartier[order], [quartier, quartier + 1])
    one = chance.integers(0, n, count)
    near = order[chance.integers(ends[0][one], ends[1][one])]
    other = np.where(chance.random(count) < 0.75, near, chance.integers(0, n, count))
    pairs = np.stack([np.minimum(one, other), np.maximum(one, other)], axis=1)
    return np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0).reshape(-1, 2)

"""A round as the baselines read it: columns in the order of the problem, nothing precomputed.

Who may go where is asked of the formula each time, and only of the sessions around: time and memory
grow with people and sessions, never with their product.
"""

from typing import Final, NamedTuple

import numpy as np

from .jit import inlined, whole
from .parts import Flags, Floats, Integers
from .problem import RoundProblem

ADULT: Final = 0
VETTED: Final = 1
MINOR: Final = 2
#: Metres of a side of a square, at least; squares each way, at most.
SQUARE: Final = 500.0
MOST_SQUARES: Final = 200


class Town(NamedTuple):
    """People, sessions and constants, as the kernels take them.

    ``reach`` (square metres) is a little more than the square of the way one may come from.
    ``kind`` is what somebody is for H10. ``apart`` lists, under ``apart_start``, whom each person
    may not sit with. Session *s* has the tables ``first[s]`` to ``first[s + 1] − 1``.
    ``near`` lists the sessions of each square of a grid, under ``near_start``; ``grid`` is its
    corner and the side of a square, ``squares`` how many it has each way.
    ``numbers``: b_served, b_host, b_affinity, b_travel, a_interest, a_quartier, a_band, detour,
    transit_fixed_min, transit_speed.
    """

    x: Floats
    y: Floats
    speed: Floats
    longest: Floats
    reach: Floats
    transit: Flags
    weight: Floats
    quartier: Integers
    band: Integers
    langs: Integers
    avail: Integers
    needs: Integers
    size_max: Integers
    host: Flags
    kind: Integers
    tag_start: Integers
    tag_index: Integers
    tag_weight: Floats
    apart_start: Integers
    apart: Integers
    place_x: Floats
    place_y: Floats
    flags: Integers
    slot: Integers
    seats: Integers
    first: Integers
    table: Integers
    grid: tuple[float, float, float]
    squares: tuple[int, int]
    near_start: Integers
    near: Integers
    penalty: Floats
    numbers: Floats
    size_min: int


def town_of(problem: RoundProblem) -> Town:
    """Tables that could never be filled are left out: no seats for them, or no people."""
    people, params, held = problem.people, problem.params, problem.sessions
    waited = np.minimum(people.wait, params.wait_cap) / params.wait_cap
    alone = np.exp(-people.ties / params.ties_scale)
    vetted = np.where(people.host & people.vetted, VETTED, ADULT)
    apart_start, apart = _apart(problem)
    place_x, place_y = problem.venues.x[held.venue], problem.venues.y[held.venue]
    grid, squares, near_start, near = _around(place_x, place_y)
    tables = np.minimum(held.tables, held.seats // params.size_min)
    tables = np.minimum(tables, len(people) // params.size_min)
    first = np.zeros(len(held) + 1, np.int64)
    np.cumsum(tables, out=first[1:])
    penalty = np.zeros(params.size_max + 1)
    for size in range(params.size_min, params.size_max + 1):
        penalty[size] = params.size_penalty[size]
    return Town(
        x=people.x,
        y=people.y,
        speed=people.walk_speed,
        longest=people.max_minutes,
        reach=_reach(problem),
        transit=people.transit,
        weight=1 + params.w_wait * waited + params.w_ties * alone,
        quartier=people.quartier,
        band=people.band,
        langs=people.langs,
        avail=people.avail,
        needs=people.needs,
        size_max=np.minimum(people.size_max, params.size_max),
        host=people.host,
        kind=np.where(people.age < params.majority_age, MINOR, vetted).astype(np.int64),
        tag_start=people.tag_start,
        tag_index=people.tag_index,
        tag_weight=problem.tag_weight,
        apart_start=apart_start,
        apart=apart,
        place_x=place_x,
        place_y=place_y,
        flags=problem.venues.flags[held.venue],
        slot=held.slot,
        seats=held.seats,
        first=first,
        table=np.repeat(np.arange(len(held)), tables),
        grid=grid,
        squares=squares,
        near_start=near_start,
        near=near,
        penalty=penalty,
        numbers=np.array(
            [
                *(params.b_served, params.b_host, params.b_affinity, params.b_travel),
                *(params.a_interest, params.a_quartier, params.a_band),
                *(params.detour, params.transit_fixed_min, params.transit_speed),
            ]
        ),
        size_min=params.size_min,
    )


def _around(
    x: Floats, y: Floats
) -> tuple[tuple[float, float, float], tuple[int, int], Integers, Integers]:
    """The sessions by squares of a grid: its corner and side, its squares, where each begins."""
    if not len(x):
        return (0.0, 0.0, SQUARE), (1, 1), np.zeros(2, np.int64), np.zeros(0, np.int64)
    west, south = float(x.min()), float(y.min())
    side = max(SQUARE, float(np.ptp(x)) / MOST_SQUARES, float(np.ptp(y)) / MOST_SQUARES)
    column = ((x - west) / side).astype(np.int64)
    row = ((y - south) / side).astype(np.int64)
    squares = (int(column.max()) + 1, int(row.max()) + 1)
    square = row * squares[0] + column
    start = np.zeros(squares[0] * squares[1] + 1, np.int64)
    np.cumsum(np.bincount(square, minlength=len(start) - 1), out=start[1:])
    return (west, south, side), squares, start, np.argsort(square, kind="stable")


def _reach(problem: RoundProblem) -> Floats:
    """Beyond it nobody comes, whatever the rounding; within it the formula decides."""
    people, params = problem.people, problem.params
    walk = people.walk_speed * people.max_minutes
    ride = params.transit_speed * (people.max_minutes - params.transit_fixed_min)
    metres = np.where(people.transit, np.maximum(walk, ride), walk) / params.detour
    return np.square(metres * (1 + 1e-9))


def _apart(problem: RoundProblem) -> tuple[Integers, Integers]:
    """Blocked, or met recently without having asked to meet again: both ways round."""
    n = len(problem)
    keys = [pairs[:, 0] * n + pairs[:, 1] for pairs in (problem.recent, problem.again)]
    recent = problem.recent[~np.isin(keys[0], keys[1])]
    pairs = np.concatenate([problem.blocks, recent])
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = both[np.argsort(both[:, 0], kind="stable")]
    start = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(both[:, 0], minlength=n), out=start[1:])
    return start, np.ascontiguousarray(both[:, 1])


@inlined
def squares_around(town: Town, i: int) -> tuple[int, int, int, int]:
    """Columns and rows of the squares that somebody reaches: the first, and one past the last."""
    west, south, side = town.grid
    # A micrometre more, for what rounding does at the edge of a square.
    far = np.sqrt(town.reach[i]) + 1e-6
    left, right = (town.x[i] - far - west) / side, (town.x[i] + far - west) / side
    low, high = (town.y[i] - far - south) / side, (town.y[i] + far - south) / side
    columns, rows = town.squares
    return (
        whole(min(max(left, 0.0), float(columns))),
        whole(min(max(right + 1.0, 0.0), float(columns))),
        whole(min(max(low, 0.0), float(rows))),
        whole(min(max(high + 1.0, 0.0), float(rows))),
    )


@inlined
def base_at(town: Town, i: int, s: int) -> float:
    """``w·(b_served − b_travel·minutes ÷ longest)`` of somebody at a session; −inf: may not go."""
    numbers = town.numbers
    x, y = town.x[i] - town.place_x[s], town.y[i] - town.place_y[s]
    if x * x + y * y > town.reach[i]:
        return -np.inf
    if town.avail[i] >> town.slot[s] & 1 == 0 or town.needs[i] & ~town.flags[s] != 0:
        return -np.inf
    metres = numbers[7] * np.hypot(x, y)
    minutes = metres / town.speed[i]
    if town.transit[i]:
        minutes = min(minutes, numbers[8] + metres / numbers[9])
    if minutes > town.longest[i]:
        return -np.inf
    return town.weight[i] * (numbers[0] - numbers[3] * minutes / town.longest[i])


@inlined
def pair_value(town: Town, i: int, j: int) -> float:
    """``(w_i + w_j)·a_ij``: what two people bring one another, before the mean."""
    numbers, shared = town.numbers, 0.0
    a, b = town.tag_start[i], town.tag_start[j]
    while a < town.tag_start[i + 1] and b < town.tag_start[j + 1]:
        if town.tag_index[a] < town.tag_index[b]:
            a += 1
        elif town.tag_index[b] < town.tag_index[a]:
            b += 1
        else:
            shared += town.tag_weight[town.tag_index[a]]
            a += 1
            b += 1
    affinity = numbers[4] * min(1.0, shared)
    if town.quartier[i] != town.quartier[j]:
        affinity += numbers[5]
    if town.band[i] != town.band[j]:
        affinity += numbers[6]
    return (town.weight[i] + town.weight[j]) * affinity


@inlined
def may_sit_with(town: Town, i: int, j: int) -> bool:
    """Neither blocked nor met recently, and of ages that may sit together (H10)."""
    if (town.kind[i] == MINOR) != (town.kind[j] == MINOR) and (
        town.kind[i] == ADULT or town.kind[j] == ADULT
    ):
        return False
    apart = False
    for at in range(town.apart_start[i], town.apart_start[i + 1]):
        apart |= town.apart[at] == j
    return not apart

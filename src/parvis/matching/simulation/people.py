"""Who lives in the town, and who arrives: columns, one value for each person."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .parameters import Parameters

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Words = NDArray[np.uint64]

SLOTS: Final = 21
TAGS: Final = 40
QUARTERS_LEAST, QUARTER_PEOPLE, QUARTER_METRES = 4, 600, 900.0
SPREAD_METRES: Final = 260.0
HOST_SHARE, TRANSIT_SHARE, SHY_FROM = 0.15, 0.45, 0.5
#: Morning, afternoon, evening: what four situations of life leave free (assumptions).
FREE_BY_SITUATION: Final = np.array(
    [[0.10, 0.35, 0.85], [0.10, 0.20, 0.80], [0.25, 0.40, 0.75], [0.85, 0.95, 0.25]]
)
#: Ages of students, people at work, people near or after the end of work, the oldest.
AGES: Final = ((18, 27), (27, 50), (50, 68), (68, 92))
BANDS: Final = (26, 40, 60, 75)


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Everybody who ever lives there; ``arrives`` is -1 for those who were there before.

    ``tags`` and ``free`` are bit masks (over ``TAGS`` and ``SLOTS``); ``reach`` is the longest way
    in minutes; ``shy`` is in [0, 1].
    """

    x: Floats
    y: Floats
    quarter: Ints
    age: Ints
    band: Ints
    tags: Words
    free: Ints
    shy: Floats
    reach: Floats
    pace: Floats
    transit: Flags
    host: Flags
    size_max: Ints
    arrives: Ints

    def __len__(self) -> int:
        return len(self.x)

    @property
    def wants_small(self) -> Flags:
        """Who says that a small group makes it easier."""
        return self.shy > SHY_FROM


def quarters(residents: int) -> int:
    """As many neighbourhoods as make some six hundred people each."""
    return max(QUARTERS_LEAST, residents // QUARTER_PEOPLE)


def centres(count: int, random: np.random.Generator) -> Floats:
    """Where the neighbourhoods lie: a grid, a little shaken (metres)."""
    side = int(np.ceil(np.sqrt(count)))
    grid = np.stack([np.arange(count) % side, np.arange(count) // side], axis=1)
    return grid * QUARTER_METRES + random.normal(0.0, 120.0, (count, 2))


def popularity_of_tags(skew: float) -> Floats:
    """How often each interest is somebody's: Zipf's law."""
    share = 1.0 / np.arange(1, TAGS + 1) ** skew
    return share / share.sum()


def draw_tags(many: int, each: Ints, skew: float, random: np.random.Generator) -> Words:
    """``each[i]`` different interests for each of ``many``, the common ones more often.

    The largest keys win, keys being ``u^(1/share)`` (Efraimidis and Spirakis 2006).
    """
    keys = np.log(random.random((many, TAGS))) / popularity_of_tags(skew)
    ranks = np.argsort(np.argsort(-keys, axis=1), axis=1)
    chosen = ranks < each[:, None]
    bits = np.uint64(1) << np.arange(TAGS, dtype=np.uint64)
    return np.where(chosen, bits, np.uint64(0)).sum(axis=1, dtype=np.uint64)


def arrivals(residents: int, weeks: int, rate: float, random: np.random.Generator) -> Ints:
    """The week of arrival of each person: -1 for residents, then the newcomers in order."""
    each = random.poisson(rate * residents / 1000.0, weeks)
    return np.concatenate([np.full(residents, -1), np.repeat(np.arange(weeks), each)])


def draw_people(
    parameters: Parameters, middle: Floats, arrives: Ints, random: np.random.Generator
) -> People:
    """Everybody, those who were there and those who will come alike."""
    many = len(arrives)
    quarter = random.integers(0, len(middle), many)
    mix = random.dirichlet([2, 4, 3, 3], len(middle)).cumsum(axis=1)
    situation = (random.random(many)[:, None] > mix[quarter]).sum(axis=1).clip(0, 3)
    lowest, highest = np.array(AGES).T
    age = random.integers(lowest[situation], highest[situation])
    spot = middle[quarter] + random.normal(0.0, SPREAD_METRES, (many, 2))
    chance = np.tile(FREE_BY_SITUATION[situation] * parameters.free, 7)
    free = (random.random((many, SLOTS)) < chance) @ (1 << np.arange(SLOTS))
    each = (2 + random.poisson(max(parameters.interests - 2, 0.0), many)).clip(1, TAGS)
    mean = parameters.shyness
    slow = np.where(situation == 3, 0.75, 1.0)
    return People(
        x=spot[:, 0],
        y=spot[:, 1],
        quarter=quarter,
        age=age,
        band=np.digitize(age, BANDS).astype(np.int64),
        tags=draw_tags(many, each, parameters.skew, random),
        free=free.astype(np.int64),
        shy=random.beta(4 * mean, 4 * (1 - mean), many),
        reach=parameters.reach * random.choice([0.6, 0.85, 1.15, 1.6], many),
        pace=parameters.pace * slow,
        transit=random.random(many) < TRANSIT_SHARE,
        host=random.random(many) < HOST_SHARE,
        size_max=random.choice([3, 4, 5, 6], many, p=[0.1, 0.3, 0.3, 0.3]),
        arrives=arrives,
    )


def minutes(people: People, x: Floats, y: Floats) -> Floats:
    """The way of each person (row) to each point (column), as the rounds count it (H4)."""
    metres = 1.3 * np.hypot(people.x[:, None] - x, people.y[:, None] - y)
    walk = metres / people.pace[:, None]
    return np.where(people.transit[:, None], np.minimum(walk, 8.0 + metres / 250.0), walk)


def shared(mine: Words, theirs: Words) -> Floats:
    """How many interests two have in common."""
    return np.bitwise_count(mine & theirs).astype(np.float64)

"""What the town offers: places, weekly groups, small tables, gatherings, welcomers."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from .parameters import Parameters
from .people import SLOTS, Floats, Ints, Words, draw_tags

TABLE_SEATS: Final = 5
TABLES_EACH: Final = 2
PLACES_PER_THOUSAND: Final = 8
#: How often something happens in the morning, the afternoon, the evening (assumption).
MOMENTS: Final = np.array([0.2, 0.35, 0.45])


@dataclass(frozen=True, slots=True, eq=False)
class Offers:
    """Things of one kind, one value each. ``around`` is how many one expects to find there.

    ``tables`` is 0 for what is no session of small tables; ``week`` is -1 for what is weekly.
    """

    place: Ints
    slot: Ints
    tags: Words
    seats: Ints
    around: Ints
    tables: Ints
    week: Ints
    hours: Floats

    def __len__(self) -> int:
        return len(self.place)

    @property
    def day(self) -> Ints:
        """Day of the week, 0 to 6."""
        return self.slot // 3


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where things happen, in metres, and in which neighbourhood."""

    x: Floats
    y: Floats
    quarter: Ints

    def __len__(self) -> int:
        return len(self.x)


def rated(per_thousand: float, residents: int, least: int = 1) -> int:
    """How many there are of something counted per thousand residents."""
    return max(least, round(per_thousand * residents / 1000.0))


def draw_places(middle: Floats, residents: int, random: np.random.Generator) -> Places:
    """At least one in each neighbourhood."""
    many = max(len(middle), rated(PLACES_PER_THOUSAND, residents))
    quarter = np.arange(many) % len(middle)
    spot = middle[quarter] + random.normal(0.0, 220.0, (many, 2))
    return Places(x=spot[:, 0], y=spot[:, 1], quarter=quarter)


def draw_groups(
    parameters: Parameters, places: Places, residents: int, random: np.random.Generator
) -> Offers:
    """The weekly groups, then the sessions of small tables."""
    clubs = rated(parameters.clubs, residents)
    sessions = rated(parameters.tables / TABLES_EACH, residents)
    kind = np.repeat([0, 1], [clubs, sessions])
    seats = np.where(kind == 1, TABLE_SEATS * TABLES_EACH, round(parameters.club_seats))
    return _offers(
        parameters,
        places,
        random,
        seats=seats,
        around=np.where(kind == 1, TABLE_SEATS, seats),
        tables=np.where(kind == 1, TABLES_EACH, 0),
        week=np.full(len(kind), -1),
        hours=parameters.club_hours,
    )


def draw_gatherings(
    parameters: Parameters,
    places: Places,
    residents: int,
    weeks: int,
    random: np.random.Generator,
) -> Offers:
    """What happens once: as many every week, one week more than is lived (it is announced)."""
    each = rated(parameters.gatherings, residents)
    seats = np.full(each * (weeks + 1), round(parameters.gathering_seats))
    return _offers(
        parameters,
        places,
        random,
        seats=seats,
        around=seats,
        tables=np.zeros_like(seats),
        week=np.repeat(np.arange(weeks + 1), each),
        hours=parameters.gathering_hours,
    )


def _offers(
    parameters: Parameters,
    places: Places,
    random: np.random.Generator,
    *,
    seats: Ints,
    around: Ints,
    tables: Ints,
    week: Ints,
    hours: float,
) -> Offers:
    many = len(seats)
    chance = np.tile(MOMENTS, SLOTS // 3) / (SLOTS // 3)
    return Offers(
        place=random.integers(0, len(places), many),
        slot=random.choice(SLOTS, many, p=chance),
        tags=draw_tags(many, np.full(many, 2), parameters.skew, random),
        seats=seats,
        around=around,
        tables=tables,
        week=week,
        hours=np.full(many, hours),
    )


def draw_welcomers(parameters: Parameters, residents: int, random: np.random.Generator) -> Ints:
    """Which residents welcome, as indexes of people, rising."""
    many = min(residents, rated(parameters.welcomers, residents))
    return np.sort(random.choice(residents, many, replace=False)).astype(np.int64)

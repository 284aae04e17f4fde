"""The score of the paths for many people at once.

Things are indexed by the real ``Catalogue``; only the side of the people is in columns here. A
test compares the result with ``parvis.matching.paths`` one person after the other.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from parvis.matching.paths import score
from parvis.matching.paths.catalogue import Catalogue
from parvis.matching.paths.problem import Kind, Seeker, Thing
from parvis.matching.paths.vocabulary import SLOTS

from .dice import splitmix
from .people import TAGS, Floats, Ints, People
from .world import World

WORDS: Final = tuple(f"interest-{number:02}" for number in range(TAGS))
MONDAY: Final = datetime(2026, 1, 5, tzinfo=UTC)
HORIZON_DAYS: Final = 10
SMALL_GROUP: Final = frozenset({"small-group"})
#: The stream of draws that ``score.exposure`` lifts by.
LIFT: Final = np.uint64(0x5EED)


def instant(week: int, day: int) -> datetime:
    """The end of a day of a week: when those who look that day look."""
    return MONDAY + timedelta(weeks=week, days=day + 1)


def area(quarter: int) -> str:
    """The name of a neighbourhood."""
    return f"quarter-{quarter:03}"


def words_of(tags: int) -> frozenset[str]:
    """Interests as words."""
    return frozenset(WORDS[tag] for tag in range(TAGS) if tags >> tag & 1)


def moments_of(free: int) -> frozenset[str]:
    """Moments of the week as words."""
    return frozenset(name for bit, name in enumerate(SLOTS) if free >> bit & 1)


def near(world: World) -> dict[str, dict[str, float]]:
    """Which neighbourhoods touch, as a path reads it."""
    return {
        area(here): {area(there): float(value) for there, value in enumerate(row)}
        for here, row in enumerate(world.next_door)
    }


def seeker(people: People, one: int) -> Seeker:
    """One person as the paths see them."""
    return Seeker(
        id=f"person-{one}",
        interests=words_of(int(people.tags[one])),
        comfort=SMALL_GROUP if people.wants_small[one] else frozenset(),
        free=moments_of(int(people.free[one])),
        area=area(int(people.quarter[one])),
        age_band=f"band-{people.band[one]}",
    )


def group_thing(world: World, row: int) -> Thing:
    """A weekly group."""
    offers = world.groups
    return Thing(
        id=f"group-{row:06}",
        kind=Kind.CIRCLE,
        interests=words_of(int(offers.tags[row])),
        slots=frozenset({SLOTS[offers.slot[row]]}),
        area=area(int(world.places.quarter[offers.place[row]])),
        size=int(offers.around[row]),
    )


def gathering_thing(world: World, row: int) -> Thing:
    """Something that happens once."""
    offers = world.gatherings
    at = MONDAY + timedelta(
        weeks=int(offers.week[row]),
        days=int(offers.day[row]) + (int(offers.slot[row]) % 3 + 1) / 4,
    )
    return Thing(
        id=f"one-time-{row:06}",
        kind=Kind.GATHERING,
        interests=words_of(int(offers.tags[row])),
        slots=frozenset({SLOTS[offers.slot[row]]}),
        area=area(int(world.places.quarter[offers.place[row]])),
        size=int(offers.around[row]),
        starts_at=at,
    )


def welcomer_thing(world: World, place: int) -> Thing:
    """Somebody who welcomes."""
    one = int(world.welcomers[place])
    people = world.people
    return Thing(
        id=f"welcomer-{place:06}",
        kind=Kind.WELCOMER,
        interests=words_of(int(people.tags[one])),
        slots=moments_of(int(people.free[one])),
        area=area(int(people.quarter[one])),
        age_band=f"band-{people.band[one]}",
        size=2,
        load=0,
        cap=round(world.parameters.welcomer_cap),
    )


class Paths:
    """The paths of one week: groups, then gatherings, then welcomers, in the order given."""

    def __init__(self, world: World, week: int, groups: Ints, gatherings: Ints) -> None:
        self._world, self.week = world, week
        # The ids sort in this order, so the catalogue keeps it.
        self.things = [
            *(group_thing(world, int(row)) for row in groups),
            *(gathering_thing(world, int(row)) for row in gatherings),
            *(welcomer_thing(world, place) for place in range(len(world.welcomers))),
        ]
        self.catalogue = Catalogue.of(self.things)
        rarity = np.array([self.catalogue.rarity.get(word, 0.0) for word in WORDS])
        has = np.zeros((len(self.things), TAGS))
        for tag, word in enumerate(WORDS):
            has[self.catalogue.interests.get(word, ()), tag] = 1.0
        self._misses = (has * np.log1p(-rarity)).T
        codes = {area(quarter): quarter for quarter in range(len(world.next_door))}
        self._quarter = np.array([codes[name] for name in self.catalogue.areas])[
            self.catalogue.area
        ]
        bands = [int(name.removeprefix("band-")) for name in self.catalogue.age_bands]
        self._band = np.array([*bands, -1])[self.catalogue.age_band]

    def scores(self, who: Ints, day: int, exposure: Ints, seeds: Ints) -> Floats:
        """The weighted sum of the named parts (people × things), with the default weights."""
        weights = score.DEFAULT.by_part()
        return sum(
            (
                weights[part] * value
                for part, value in self.parts(who, day, exposure, seeds).items()
            ),
            np.zeros((len(who), len(self.things))),
        )

    def parts(self, who: Ints, day: int, exposure: Ints, seeds: Ints) -> dict[str, Floats]:
        """Every part that can be other than 0 in this town."""
        people, catalogue = self._world.people, self.catalogue
        mine = ((people.tags[who][:, None] >> np.arange(TAGS, dtype=np.uint64)) & np.uint64(1)) > 0
        interests = 1 - np.exp(mine.astype(np.float64) @ self._misses)
        free = people.free[who][:, None]
        both = np.bitwise_count(catalogue.slots & free)
        most = np.minimum(np.bitwise_count(catalogue.slots), np.bitwise_count(free))
        most = np.clip(most, 1, score.ENOUGH_SLOTS)
        common = interests > 1e-12
        away = (self._quarter != people.quarter[who][:, None]) * 0.5
        older = ((self._band >= 0) & (self._band != people.band[who][:, None])) * 0.5
        small = people.wants_small[who][:, None] & ((catalogue.comfort & 2) > 0)
        return {
            "interests": interests,
            "free": np.minimum(1.0, both / most),
            "near": self._world.next_door[people.quarter[who]][:, self._quarter],
            "comfort": small.astype(np.float64),
            "bridge": (away + older) * common,
            "soon": np.broadcast_to(self._soon(day), interests.shape),
            "exposure": self._exposure(exposure, seeds),
        }

    def _soon(self, day: int) -> Floats:
        at = instant(self.week, day)
        ahead = np.array(
            [
                np.inf if thing.starts_at is None else (thing.starts_at - at) / timedelta(days=1)
                for thing in self.things
            ]
        )
        return np.where((ahead > 0) & (ahead < HORIZON_DAYS), 1 - ahead / HORIZON_DAYS, 0.0)

    def _exposure(self, shown: Ints, seeds: Ints) -> Floats:
        """As ``score.exposure``, with one draw for each person and thing."""
        short = np.maximum(0, score.EXPOSURE_FLOOR - shown) / score.EXPOSURE_FLOOR
        lifted = np.zeros((len(seeds), len(shown)))
        seldom = np.flatnonzero(short)
        persons = splitmix(seeds.astype(np.uint64) ^ LIFT)[:, None]
        lots = splitmix(self.catalogue.lots[seldom] ^ persons)
        draw = (lots >> np.uint64(11)) * 2.0**-53
        lifted[:, seldom] = short[seldom] * (0.5 + 0.5 * draw)
        return lifted

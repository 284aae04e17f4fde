"""The world before any policy: the same for all of them."""

from dataclasses import dataclass

import numpy as np

from .dice import Dice, Purpose
from .offers import (
    Offers,
    Places,
    draw_gatherings,
    draw_groups,
    draw_places,
    draw_welcomers,
)
from .parameters import Parameters
from .people import (
    QUARTER_METRES,
    Floats,
    Ints,
    People,
    arrivals,
    centres,
    draw_people,
    minutes,
    quarters,
    shared,
)

COMMITMENTS = 2
NEXT_DOOR_METRES = 1.35 * QUARTER_METRES
OLD_FRIENDS_HOURS, OLD_FRIENDS_SPREAD = 200.0, 0.5
REGULARS_HOURS, REGULARS_MEETINGS = 20.0, 10


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """Who lives there, who comes when, what is offered, who knows whom at the start.

    ``way`` has the minutes of each person to each place; ``next_door`` says which neighbourhoods
    touch. ``old`` are pairs of people (i < j) with ``old_hours`` together; ``members`` has up to
    two weekly groups for each person, -1 for none.
    """

    parameters: Parameters
    seed: int
    weeks: int
    residents: int
    people: People
    places: Places
    groups: Offers
    gatherings: Offers
    welcomers: Ints
    way: Floats
    next_door: Floats
    old: Ints
    old_hours: Floats
    members: Ints

    @classmethod
    def of(cls, parameters: Parameters, *, seed: int, weeks: int, residents: int) -> "World":
        """Draw a world. Everything in it depends on the parameters, the seed and the two sizes."""
        random = np.random.default_rng([seed, 0x7077])
        middle = centres(quarters(residents), random)
        come = arrivals(residents, weeks, parameters.newcomers, random)
        people = draw_people(parameters, middle, come, random)
        places = draw_places(middle, residents, random)
        groups = draw_groups(parameters, places, residents, random)
        gatherings = draw_gatherings(parameters, places, residents, weeks, random)
        welcomers = draw_welcomers(parameters, residents, random)
        way = minutes(people, places.x, places.y)
        old, hours = _old_friends(parameters, people, residents, random)
        between = np.hypot(*(middle[:, None] - middle[None]).transpose(2, 0, 1))
        return cls(
            parameters=parameters,
            seed=seed,
            weeks=weeks,
            residents=residents,
            people=people,
            places=places,
            groups=groups,
            gatherings=gatherings,
            welcomers=welcomers,
            way=way,
            next_door=np.where(between == 0, 1.0, np.where(between < NEXT_DOOR_METRES, 0.6, 0.25)),
            old=old,
            old_hours=hours,
            members=_regulars(parameters, people, groups, way, Dice(seed)),
        )

    @property
    def newcomers(self) -> Ints:
        """Those who arrive while it is lived, as indexes of people."""
        return np.arange(self.residents, len(self.people))


def _old_friends(
    parameters: Parameters, people: People, residents: int, random: np.random.Generator
) -> tuple[Ints, Floats]:
    """Ties from before, more often with neighbours and with people of one's age."""
    social = np.flatnonzero(random.random(residents) >= parameters.alone)
    each = 1 + random.poisson(max(parameters.ties - 1, 0.0) / 2, len(social))
    one = np.repeat(social, each)
    other = random.choice(social, len(one)) if len(social) else one
    near = random.random(len(one)) < parameters.same_quarter
    alike = random.random(len(one)) < parameters.same_band
    many = 1 + people.quarter.max()
    for by_quarter, by_band in ((True, True), (True, False), (False, True)):
        asked = (near == by_quarter) & (alike == by_band)
        key = people.quarter * by_quarter + many * people.band * by_band
        other[asked] = _among(social, key, one[asked], random)
    low, high = np.minimum(one, other), np.maximum(one, other)
    pairs = np.unique(np.stack([low, high], axis=1)[low != high], axis=0).reshape(-1, 2)
    hours = OLD_FRIENDS_HOURS * random.lognormal(0.0, OLD_FRIENDS_SPREAD, len(pairs))
    return pairs.astype(np.int64), hours


def _among(social: Ints, key: Ints, ones: Ints, random: np.random.Generator) -> Ints:
    """For each of ``ones``, somebody of the same key."""
    order = social[np.argsort(key[social], kind="stable")]
    first = np.searchsorted(key[order], key[ones], side="left")
    last = np.searchsorted(key[order], key[ones], side="right")
    found: Ints = order[first + (random.random(len(ones)) * (last - first)).astype(np.int64)]
    return found


def _regulars(
    parameters: Parameters, people: People, groups: Offers, way: Floats, dice: Dice
) -> Ints:
    """Who already goes to a weekly group: people it suits, drawn by lot, two groups at most."""
    members = np.full((len(people), COMMITMENTS), -1, dtype=np.int64)
    residents = int((people.arrives < 0).sum())
    everybody = np.arange(residents)
    for group in np.flatnonzero(groups.tables == 0):
        free = (people.free[:residents] >> groups.slot[group]) & 1
        suits = shared(people.tags[:residents], groups.tags[group]) * free
        suits *= way[:residents, groups.place[group]] <= people.reach[:residents]
        suits *= (members[:residents] < 0).any(axis=1)
        taken = members[:residents]
        clash = (taken >= 0) & (groups.slot[taken] == groups.slot[group])
        suits *= ~clash.any(axis=1)
        lot = dice.roll(Purpose.ORDER, 10**6 + group, everybody) * suits
        many = round(parameters.regulars * groups.seats[group])
        chosen = np.argsort(-lot, kind="stable")[:many]
        chosen = chosen[lot[chosen] > 0]
        members[chosen, (members[chosen, 0] >= 0).astype(np.int64)] = group
    return members

"""A round of the commune as a problem of ``parvis.matching.rounds``.

Where somebody is, is the middle of their neighbourhood or of their coarse cell, and nothing finer
exists (TS-30). People go by their number in it: neither names nor ids leave the database.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import SLOTS, Access, AgeBand, Language
from parvis.domains.rounds.models import Name, Round
from parvis.domains.rounds.pairing.town import (
    Pair,
    Room,
    Ties,
    names_of,
    rooms_of,
    ties_of,
    welcomers_among,
    whose_round,
)
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Place
from parvis.domains.territory.vocabulary import Answer, AreaKind
from parvis.matching.rounds.problem import RoundProblem

#: Metres a minute: four and a half kilometres an hour, and three for who walks slowly.
WALK, SLOW_WALK = 75.0, 50.0
METRES_PER_DEGREE: Final = 111_195.0
#: For who did not say: the accounts are of adults, and an age is only compared with eighteen.
SOME_AGE: Final = 40
AGES: Final = {band: int(band.value[:2]) for band in AgeBand}
Point = tuple[float, float]


@dataclass(frozen=True)
class Drawn:
    """A round as it is now: its people and sessions in the order of the problem's indices."""

    names: tuple[Name, ...]
    rooms: tuple[Room, ...]
    columns: dict[str, Any]

    @cached_property
    def residents(self) -> tuple[UUID, ...]:
        return tuple(name.resident_id for name in self.names)

    @cached_property
    def index(self) -> dict[UUID, int]:
        """A resident's index."""
        return {resident: number for number, resident in enumerate(self.residents)}

    @cached_property
    def sessions(self) -> dict[UUID, int]:
        """A session's index."""
        return {room.session.pk: number for number, room in enumerate(self.rooms)}

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The interests and activities of all, in the order of their indices."""
        return tuple(sorted({tag for name in self.names for tag in _tags(name)}))

    def weight_of(self, tag: str) -> float:
        """How much it counts that two people share this."""
        return float(self.columns["tag_weight"][self.tags.index(tag)])

    @cached_property
    def problem(self) -> RoundProblem:
        return RoundProblem.of(**self.columns)


def drawn_for(round_: Round, at: datetime) -> Drawn:
    """The round from what people say and do now. A fixed number of queries."""
    whose = whose_round(round_)
    ties, welcomers = ties_of(whose, at), welcomers_among(whose)
    return _drawn(round_, names_of(round_), rooms_of(round_), ties, welcomers)


def drawn_of(round_: Round, names: Sequence[Name], rooms: Sequence[Room], at: datetime) -> Drawn:
    """The same of some people and some rooms of a round. Each name with its resident's area."""
    whose = [name.resident_id for name in names]
    return _drawn(round_, names, rooms, ties_of(whose, at), welcomers_among(whose))


def _drawn(
    round_: Round, names: Sequence[Name], rooms: Sequence[Room], ties: Ties, welcomers: set[UUID]
) -> Drawn:
    ground = _Ground(round_, rooms)
    tags = sorted({tag for name in names for tag in _tags(name)})
    columns = {
        "people": _people(names, ties, welcomers, ground, tags),
        "venues": _venues(rooms, ground),
        "sessions": {
            "venue": list(range(len(rooms))),
            "slot": [SLOTS.index(room.session.slot) for room in rooms],
            "seats": [room.seats for room in rooms],
            "tables": [room.tables for room in rooms],
        },
        "tag_weight": _weights(names, tags),
        **_pairs(names, ties),
    }
    return Drawn(tuple(names), tuple(rooms), columns)


class _Ground:
    """Metres east and north of the commune's middle, from the coarse places of people."""

    def __init__(self, round_: Round, rooms: Sequence[Room]) -> None:
        self._areas = territory.centres_of_areas()
        points = [room.session.place.point for room in rooms if room.session.place.point]
        self._middle = self._areas.get(round_.area_id) or _mean([one for one in points if one])
        self._wide = METRES_PER_DEGREE * math.cos(math.radians(self._middle[0]))

    def of_person(self, resident: Resident) -> Point:
        area = resident.area
        known = None
        if area is not None and area.kind == AreaKind.NEIGHBOURHOOD:
            known = self._areas.get(area.pk)
        return self._metres(known or territory.centre_of_cell(resident.cell) or self._middle)

    def of_place(self, place: Place) -> Point:
        return self._metres(place.point or self._areas.get(place.area_id) or self._middle)

    def _metres(self, point: Point) -> Point:
        latitude, longitude = point
        return (
            round((longitude - self._middle[1]) * self._wide, 1),
            round((latitude - self._middle[0]) * METRES_PER_DEGREE, 1),
        )


def _mean(points: Sequence[Point]) -> Point:
    if not points:
        return 0.0, 0.0
    return (
        sum(one[0] for one in points) / len(points),
        sum(one[1] for one in points) / len(points),
    )


def _people(
    names: Sequence[Name], ties: Ties, welcomers: set[UUID], ground: _Ground, tags: Sequence[str]
) -> dict[str, list[Any]]:
    residents = [name.resident for name in names]
    points = [ground.of_person(one) for one in residents]
    areas = {area: number for number, area in enumerate(sorted({_area(one) for one in residents}))}
    numbers = {tag: number for number, tag in enumerate(tags)}
    bands = list(AgeBand)
    return {
        "id": [str(number) for number in range(len(names))],
        "x": [point[0] for point in points],
        "y": [point[1] for point in points],
        "quartier": [areas[_area(one)] for one in residents],
        "age": [AGES[AgeBand(one.age_band)] if one.age_band else SOME_AGE for one in residents],
        "band": [
            bands.index(AgeBand(one.age_band)) if one.age_band else len(bands) for one in residents
        ],
        # Who told no language reads ours: it is the one they can be spoken to in.
        "langs": [_mask(one.languages or (one.reads,), Language.values) for one in residents],
        "tags": [[numbers[tag] for tag in _tags(name)] for name in names],
        "avail": [_mask(name.free, SLOTS) for name in names],
        "size_max": [name.size_max for name in names],
        "host": [int(name.hosts or name.resident_id in welcomers) for name in names],
        "vetted": [int(name.resident_id in welcomers) for name in names],
        "needs": [_mask(one.access, Access.values) for one in residents],
        "walk_speed": [SLOW_WALK if name.slow_walk else WALK for name in names],
        "transit": [int(name.transit) for name in names],
        "max_minutes": [float(name.minutes_max) for name in names],
        "wait": [float(name.waited) for name in names],
        "ties": [float(ties.counts[name.resident_id]) for name in names],
    }


def _venues(rooms: Sequence[Room], ground: _Ground) -> dict[str, list[Any]]:
    """One venue a session: a place twice costs nothing. Only what is known to be there counts."""
    points = [ground.of_place(room.session.place) for room in rooms]
    offered = [
        [fact for fact, told in (room.session.place.access or {}).items() if told == Answer.YES]
        for room in rooms
    ]
    return {
        "x": [point[0] for point in points],
        "y": [point[1] for point in points],
        "flags": [_mask(each, Access.values) for each in offered],
    }


def _pairs(names: Sequence[Name], ties: Ties) -> dict[str, list[list[int]]]:
    index = {name.resident_id: number for number, name in enumerate(names)}

    def numbered(pairs: frozenset[Pair]) -> list[list[int]]:
        known = [pair for pair in pairs if pair[0] in index and pair[1] in index]
        return sorted(sorted((index[one], index[other])) for one, other in known)

    return {
        "blocks": numbered(ties.apart),
        "recent": numbered(ties.recent),
        "again": numbered(ties.again),
    }


def _weights(names: Sequence[Name], tags: Sequence[str]) -> list[float]:
    """What few people share counts more: from 1 for what one alone likes, downwards."""
    count = Counter(tag for name in names for tag in _tags(name))
    most = math.log(1 + len(names)) or 1.0
    return [round(math.log(1 + len(names) / count[tag]) / most, 4) for tag in tags]


def _tags(name: Name) -> list[str]:
    return sorted({*name.resident.interests, *name.activities})


def _area(resident: Resident) -> str:
    """The neighbourhood, for mixing; those who said none are of one unknown place."""
    area = resident.area
    return str(area.pk) if area is not None and area.kind == AreaKind.NEIGHBOURHOOD else ""


def _mask(words: Sequence[str], known: Sequence[str]) -> int:
    return sum(1 << bit for bit, word in enumerate(known) if word in words)

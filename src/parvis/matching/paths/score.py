"""The score: a sum of named parts, each in [0, 1], each explainable to the person.

``score = Σ weight[part] · part``. Nothing here counts clicks, members or views: popularity is not
a part. A part a person or a thing says nothing about is 0.

Columns are only multiplied, divided, compared and added, in a fixed order: never a vectorised
logarithm nor a pairwise sum, whose last bit may depend on where a thing stands in the column.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Final

import numpy as np

from .catalogue import (
    NO_START,
    UNKNOWN,
    Catalogue,
    Flags,
    Floats,
    Ints,
    Lots,
    Postings,
    microseconds,
)
from .check import check_number
from .problem import PathProblem
from .things import Seeker
from .vocabulary import COMFORTS, SLOTS, WISHES, mask

SAME, NEXT, ELSEWHERE = 1.0, 0.6, 0.25
PARENT_SHARE: Final = 0.5
SIBLING_SHARE: Final = 0.3
ENOUGH_SLOTS: Final = 3
ENOUGH_WISHES: Final = 2
ENOUGH_LIFE: Final = 2
EXPOSURE_FLOOR: Final = 5

_MASK64: Final = 2**64 - 1
_LIFT_STREAM: Final = 0x5EED


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts. The fields are the parts, in the order ties are told.

    *Assumptions*, chosen so that one rare shared interest outweighs nearness and bridge together,
    that next door with a shared interest comes before the same street without, and that the lift
    of the seldom shown can only reorder things less than 0.3 apart. To be fitted on history.
    """

    interests: float = 2.0
    free: float = 1.0
    near: float = 0.6
    language: float = 0.6
    wish: float = 1.0
    comfort: float = 0.8
    life: float = 0.8
    bridge: float = 0.6
    history: float = 0.8
    freshness: float = 0.2
    soon: float = 0.4
    exposure: float = 0.3

    def by_part(self) -> dict[str, float]:
        """The weight of each part by its name."""
        return {part.name: getattr(self, part.name) for part in fields(self)}

    def check(self) -> None:
        """:raises WrongProblem: at a weight that is negative, infinite or not a number."""
        for part, weight in self.by_part().items():
            check_number(f"weights.{part}", weight, least=0.0)


DEFAULT: Final = Weights()


class Scored:
    """The rows to score, and where each of them stands in the columns of the parts.

    Only what no rule stops is scored: the slots, the languages and the dates have left most of a
    town out before. The postings then name the rows a word is shared with, and no other is read.
    """

    def __init__(self, catalogue: Catalogue, rows: Ints) -> None:
        self.catalogue = catalogue
        self.rows = rows
        self._places = np.full(len(catalogue.things), UNKNOWN)
        self._places[rows] = np.arange(len(rows))

    def places(self, rows: Ints) -> Ints:
        """Where these rows stand; those that are not scored are left out."""
        places: Ints = self._places[rows]
        return places[places != UNKNOWN]


def parts(problem: PathProblem, catalogue: Catalogue, rows: Ints) -> dict[str, Floats]:
    """Every part for these rows of the catalogue, in the order of ``Weights``."""
    seeker, scored = problem.seeker, Scored(catalogue, rows)
    shared = interests(seeker, scored)
    free, wishes = mask(seeker.free, SLOTS), mask(seeker.wishes, WISHES)
    return {
        "interests": shared,
        "free": _overlap(catalogue.slots[rows], free, ENOUGH_SLOTS),
        "near": near(seeker, scored, problem.near),
        "language": language(seeker, scored),
        "wish": _overlap(catalogue.wishes[rows], wishes, ENOUGH_WISHES),
        "comfort": comfort(seeker, scored),
        "life": life(seeker, scored),
        "bridge": bridge(seeker, scored, shared > 0),
        "history": history(problem.history, scored),
        "freshness": catalogue.freshness[rows],
        "soon": soon(problem, scored),
        "exposure": exposure(scored, problem.seed),
    }


def total(columns: Mapping[str, Floats], weights: Weights) -> Floats:
    """The weighted sum, part after part."""
    by_part = weights.by_part()
    score = np.zeros_like(columns["interests"])
    for part, column in columns.items():
        score += by_part[part] * column
    return score


def interests(seeker: Seeker, scored: Scored) -> Floats:
    """What is shared, rare things first.

    ``max(same, 0.5 · parent, 0.3 · sibling)`` where each is ``1 − Π (1 − rarity)`` over the terms
    shared (noisy-or: every shared interest is one more chance of something to say). *Same*: an
    interest of both. *Parent*: an interest of one is the broader term of an interest of the other.
    *Sibling*: both have interests under the same broader term. The greatest of the three, not
    their sum: jazz shared is also music shared, and must not count twice.
    """
    size, catalogue = len(scored.rows), scored.catalogue
    same = np.ones(size)
    _miss(same, seeker.interests, catalogue.interests, scored)
    parent = np.ones(size)
    _miss(parent, seeker.broader, catalogue.interests, scored)
    _miss(parent, seeker.interests, catalogue.broader, scored)
    sibling = np.ones(size)
    _miss(sibling, seeker.broader, catalogue.broader, scored)
    related = np.maximum(PARENT_SHARE * (1 - parent), SIBLING_SHARE * (1 - sibling))
    return np.maximum(1 - same, related)


def near(seeker: Seeker, scored: Scored, closeness: Mapping[str, Mapping[str, float]]) -> Floats:
    """Same neighbourhood 1, next to it 0.6, elsewhere 0.25; never anything finer.

    Only when one of the two has no neighbourhood, the same coarse cell counts as the same.
    """
    catalogue, areas = scored.catalogue, scored.catalogue.area[scored.rows]
    steps = [step(seeker.area, area, closeness) for area in catalogue.areas]
    # The last place answers for UNKNOWN, which is the index -1.
    column = np.array([*steps, 0.0])[areas]
    if seeker.cell in catalogue.cells:
        unplaced = (areas == UNKNOWN) | (seeker.area is None)
        cells = catalogue.cell[scored.rows]
        column[unplaced & (cells == catalogue.cells.index(seeker.cell))] = SAME
    return column


def step(here: str | None, there: str, closeness: Mapping[str, Mapping[str, float]]) -> float:
    """Closeness brought down to one of three steps; 0 when the person gave no neighbourhood.

    However fine the figures handed in, an attacker who moves their own neighbourhood about
    learns which neighbourhood a thing is in and no more.
    """
    if here is None:
        return 0.0
    given = closeness.get(here, {}).get(there, SAME if here == there else ELSEWHERE)
    return SAME if given >= SAME else NEXT if given >= NEXT else ELSEWHERE


def language(seeker: Seeker, scored: Scored) -> Floats:
    """A shared language that few here speak: the greatest ``1 − share of things speaking it``.

    The hard rule already asks for one language in common, and the town's own is common to nearly
    everything; what is worth something is the second one, or the mother tongue.
    """
    catalogue, column = scored.catalogue, np.zeros(len(scored.rows))
    for spoken in seeker.languages & catalogue.languages.keys():
        places = scored.places(catalogue.languages[spoken])
        column[places] = np.maximum(column[places], catalogue.language_worth[spoken])
    return column


def comfort(seeker: Seeker, scored: Scored) -> Floats:
    """The share of what makes it easier for the person that this thing suits."""
    wanted = mask(seeker.comfort, COMFORTS)
    suited = scored.catalogue.comfort[scored.rows]
    return _bits(suited & wanted) / max(1, len(seeker.comfort))


def life(seeker: Seeker, scored: Scored) -> Floats:
    """Shared situations over what could be shared, two being enough."""
    catalogue, shared = scored.catalogue, np.zeros(len(scored.rows))
    for situation in seeker.life & catalogue.life.keys():
        shared[scored.places(catalogue.life[situation])] += 1
    most = np.minimum(catalogue.life_count[scored.rows], min(len(seeker.life), ENOUGH_LIFE))
    return np.minimum(1, shared / np.maximum(1, most))


def bridge(seeker: Seeker, scored: Scored, common: Flags) -> Floats:
    """Half for another neighbourhood, half for another age band, where something is shared.

    Mixing is rewarded *from* shared interests: without one, difference alone is worth nothing.
    """
    catalogue, column = scored.catalogue, np.zeros(len(scored.rows))
    for mine, theirs, names in (
        (seeker.area, catalogue.area[scored.rows], catalogue.areas),
        (seeker.age_band, catalogue.age_band[scored.rows], catalogue.age_bands),
    ):
        if mine is not None:
            own = names.index(mine) if mine in names else UNKNOWN
            column += 0.5 * ((theirs != UNKNOWN) & (theirs != own))
    return column * common


def history(values: Mapping[str, float], scored: Scored) -> Floats:
    """What people with similar outings did (``History.values``); 0 for a thing without history."""
    rows, column = scored.catalogue.rows, np.zeros(len(scored.catalogue.things))
    for thing_id in values.keys() & rows.keys():
        column[rows[thing_id]] = values[thing_id]
    return column[scored.rows]


def soon(problem: PathProblem, scored: Scored) -> Floats:
    """1 for what begins now, falling evenly to 0 at the horizon; 0 without a start."""
    horizon = timedelta(days=problem.horizon_days) // timedelta(microseconds=1)
    starts = scored.catalogue.starts[scored.rows]
    ahead = starts - microseconds(problem.now)
    dated = (starts != NO_START) & (ahead > 0) & (ahead < horizon)
    return np.where(dated, 1 - ahead / horizon, 0.0)


def exposure(scored: Scored, seed: int) -> Floats:
    """The lift of what is seldom shown: ``(1 − shown / 5)⁺ · (0.5 + 0.5 · u)``.

    Everything is owed five showings a week; what is short of them is lifted, by a draw ``u`` in
    [0, 1) of the seed and the thing, so that it is not the same one for everybody.
    """
    catalogue, rows = scored.catalogue, scored.rows
    short = np.maximum(0, EXPOSURE_FLOOR - catalogue.exposure[rows]) / EXPOSURE_FLOOR
    draw = (lots(catalogue.lots[rows], seed ^ _LIFT_STREAM) >> np.uint64(11)) * 2.0**-53
    return short * (0.5 + 0.5 * draw)


def lots(ids: Lots, seed: int) -> Lots:
    """One even draw of 64 bits for each id (splitmix64, Steele, Lea and Flood 2014)."""
    mixed = ids ^ np.uint64(_splitmix(seed & _MASK64))
    mixed = mixed + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _splitmix(number: int) -> int:
    mixed = (number + 0x9E3779B97F4A7C15) & _MASK64
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK64
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK64
    return mixed ^ (mixed >> 31)


def _miss(column: Floats, terms: Iterable[str], postings: Postings, scored: Scored) -> None:
    """Multiply ``1 − rarity`` into the rows of each term, in the order of the alphabet."""
    for term in sorted(terms):
        if term in postings:
            column[scored.places(postings[term])] *= 1 - scored.catalogue.rarity[term]


def _overlap(theirs: Ints, mine: int, enough: int) -> Floats:
    """Words shared over words that could be, ``enough`` of them being all one asks."""
    most = np.minimum(_bits(theirs), min(mine.bit_count(), enough))
    return np.minimum(1, _bits(theirs & mine) / np.maximum(1, most))


def _bits(column: Ints) -> Ints:
    return np.bitwise_count(column).astype(np.int64)

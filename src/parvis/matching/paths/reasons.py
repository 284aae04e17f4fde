"""Why this one: the two parts that weighed most, told in facts the person can recognise.

A fact is something the person gave that the thing shares, or something the thing says of itself.
A part without such a fact (the lift of the seldom shown) weighs but is never told as a reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from .catalogue import Catalogue, suited_comfort
from .plan import Fact, Reason
from .problem import PathProblem
from .score import NEXT, SAME, Weights, step
from .things import Seeker, Thing
from .vocabulary import COMFORTS, SLOTS, WISHES, Kind, in_order

MOST_REASONS: Final = 2
MOST_TERMS: Final = 3
MOST_SLOTS: Final = 2
MOST_LANGUAGES: Final = 2
STILL_NEW_DAYS: Final = 30

Told = tuple[str, tuple[Fact, ...]]
NOTHING: Final[Told] = ("", ())


@dataclass(frozen=True, slots=True)
class Pair:
    """One person before one thing."""

    problem: PathProblem
    catalogue: Catalogue
    thing: Thing

    @property
    def seeker(self) -> Seeker:
        """The person who looks."""
        return self.problem.seeker


def reasons(pair: Pair, values: Mapping[str, float], weights: Weights) -> tuple[Reason, ...]:
    """The two parts with the greatest weighted value that have a fact; fewer when there are not.

    Between equal parts, the order of ``Weights`` decides.
    """
    by_part = weights.by_part()
    heaviest = sorted(values, key=lambda part: -by_part[part] * values[part])
    found: list[Reason] = []
    for part in heaviest:
        if len(found) == MOST_REASONS or by_part[part] * values[part] == 0:
            break
        code, facts = TELLERS[part](pair)
        if facts:
            found.append(Reason(part=part, code=code, facts=facts))
    return tuple(found)


def _interests(pair: Pair) -> Told:
    mine, theirs = pair.seeker, pair.thing
    same = mine.interests & theirs.interests
    if same:
        return "shared-interest", _rarest(pair, same)
    parent = (mine.interests & theirs.broader) | (mine.broader & theirs.interests)
    return "related-interest", _rarest(pair, parent or mine.broader & theirs.broader)


def _rarest(pair: Pair, terms: frozenset[str]) -> tuple[Fact, ...]:
    rarity = pair.catalogue.rarity
    return tuple(sorted(terms, key=lambda term: (-rarity[term], term)))[:MOST_TERMS]


def _free(pair: Pair) -> Told:
    return "free-then", in_order(pair.seeker.free & pair.thing.slots, SLOTS)[:MOST_SLOTS]


def _near(pair: Pair) -> Told:
    there = pair.thing.area
    if there is None or pair.seeker.area is None:
        return NOTHING
    match step(pair.seeker.area, there, pair.problem.near):
        case value if value == SAME:
            return "same-neighbourhood", (there,)
        case value if value == NEXT:
            return "next-neighbourhood", (there,)
        case _:
            return NOTHING


def _language(pair: Pair) -> Told:
    worth = pair.catalogue.language_worth
    shared = [one for one in pair.seeker.languages & pair.thing.languages if worth[one] > 0]
    rarest = sorted(shared, key=lambda one: (-worth[one], one))
    return "shared-language", tuple(rarest[:MOST_LANGUAGES])


def _wish(pair: Pair) -> Told:
    return "wish", in_order(pair.seeker.wishes & pair.thing.wishes, WISHES)


def _comfort(pair: Pair) -> Told:
    return "comfort", in_order(pair.seeker.comfort & suited_comfort(pair.thing), COMFORTS)


def _life(pair: Pair) -> Told:
    return "life", tuple(sorted(pair.seeker.life & pair.thing.life))


def _bridge(pair: Pair) -> Told:
    """The other neighbourhood, else the other age band of what is not one person.

    The age band of a welcomer, or of somebody who asks for help, counts but is not told: it is
    that person's to say.
    """
    mine, theirs = pair.seeker, pair.thing
    if mine.area is not None and theirs.area is not None and mine.area != theirs.area:
        return "other-neighbourhood", (theirs.area,)
    if theirs.age_band is None or theirs.kind in {Kind.WELCOMER, Kind.USEFUL}:
        return NOTHING
    return "other-age", (theirs.age_band,)


def _history(pair: Pair) -> Told:
    """Of a thing only: nobody is told where the people met go to see whom."""
    thing = pair.thing
    if thing.kind in {Kind.WELCOMER, Kind.USEFUL} or not thing.title:
        return NOTHING
    return "similar-came", (thing.title,)


def _freshness(pair: Pair) -> Told:
    days = pair.thing.created_days
    return ("new-here", (days,)) if days is not None and days <= STILL_NEW_DAYS else NOTHING


def _soon(pair: Pair) -> Told:
    start = pair.thing.starts_at
    return ("soon", (start,)) if start is not None else NOTHING


def _untold(_pair: Pair) -> Told:
    return NOTHING


TELLERS: Final[Mapping[str, Callable[[Pair], Told]]] = {
    "interests": _interests,
    "free": _free,
    "near": _near,
    "language": _language,
    "wish": _wish,
    "comfort": _comfort,
    "life": _life,
    "bridge": _bridge,
    "history": _history,
    "freshness": _freshness,
    "soon": _soon,
    "exposure": _untold,
}

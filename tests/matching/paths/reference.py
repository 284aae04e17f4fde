"""The same paths said plainly: one thing after another, with sets and no arrays.

Written from the documentation of the parts, not from their code. The fast implementation must
give the same things in the same order with the same figures.
"""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property
from hashlib import blake2b

from parvis.matching.paths.problem import ACCESS, Ages, Kind, PathProblem, Thing
from parvis.matching.paths.score import Weights

BITS = 2**64


class Town:
    """The frequencies, which are all that depends on more than one thing."""

    def __init__(self, things: Sequence[Thing]) -> None:
        self.things = things

    @cached_property
    def rarity(self) -> dict[str, float]:
        tagged = [t.interests | t.broader for t in self.things if t.interests or t.broader]
        seen = Counter(term for terms in tagged for term in terms)
        if len(tagged) == 1:
            return dict.fromkeys(seen, 0.8)
        return {
            term: 0.2 + (0.8 - 0.2) * (math.log(len(tagged) / count) / math.log(len(tagged)))
            for term, count in seen.items()
        }

    @cached_property
    def worth(self) -> dict[str, float]:
        seen = Counter(language for thing in self.things for language in thing.languages)
        speaking = sum(1 for thing in self.things if thing.languages)
        return {language: 1 - count / speaking for language, count in seen.items()}


def rank(problem: PathProblem, town: Town, weights: Weights) -> dict[Kind, list[tuple[str, float]]]:
    """Every suggestion of every kind with its score, best first."""
    who, kept = problem.seeker, [t for t in town.things if _feasible(problem, t)]
    found: dict[Kind, list[tuple[str, float]]] = {}
    for kind in Kind:
        of_kind = [thing for thing in kept if thing.kind is kind]
        timely = [t for t in of_kind if not (who.free and t.slots and not who.free & t.slots)]
        surveyed = [t for t in of_kind if not who.access & _unknown(t)]
        both = [t for t in timely if t in surveyed]
        chosen = both or surveyed or timely or of_kind
        scores = {thing.id: _score(problem, town, thing, weights) for thing in chosen}
        order = sorted(scores, key=lambda one: (-scores[one], _draw(one, problem.seed), one))
        found[kind] = [(one, scores[one]) for one in order]
    return found


def _unknown(thing: Thing) -> frozenset[str]:
    if thing.access is not None:
        return thing.access_unknown
    if thing.kind is Kind.CIRCLE:
        return thing.access_unknown
    if thing.kind is Kind.WELCOMER:
        return thing.access_unknown | {"sign-language"}
    return frozenset(ACCESS)


def _feasible(problem: PathProblem, thing: Thing) -> bool:
    who, start = problem.seeker, thing.starts_at
    if thing.id in problem.refused | problem.hidden | problem.already:
        return False
    if who.adult and thing.ages is Ages.MINORS:
        return False
    if not who.adult and (thing.ages is Ages.ADULTS or thing.kind is Kind.WELCOMER):
        return False
    if start is not None and start <= problem.now:
        return False
    if thing.kind is Kind.GATHERING:
        assert start is not None
        if start > problem.now + timedelta(days=problem.horizon_days):
            return False
    if thing.seats_left == 0 or thing.paused:
        return False
    if thing.kind is Kind.WELCOMER and (thing.load or 0) >= (thing.cap or 0):
        return False
    if who.languages and thing.languages and not who.languages & thing.languages:
        return False
    return thing.access is None or who.access <= thing.access | thing.access_unknown


def _score(problem: PathProblem, town: Town, thing: Thing, weights: Weights) -> float:
    score = 0.0
    for part, value in parts(problem, town, thing).items():
        score += getattr(weights, part) * value
    return score


def parts(problem: PathProblem, town: Town, thing: Thing) -> dict[str, float]:
    who = problem.seeker
    shared = _interests(problem, town, thing)
    suited = set(thing.comfort)
    if thing.size is not None and thing.size <= 8:
        suited.add("one-to-one" if thing.size <= 2 else "small-group")
    languages = [town.worth[one] for one in who.languages & thing.languages]
    return {
        "interests": shared,
        "free": _ratio(who.free, thing.slots, 3),
        "near": _near(problem, thing),
        "language": max(languages, default=0.0),
        "wish": _ratio(who.wishes, thing.wishes, 2),
        "comfort": len(suited & who.comfort) / len(who.comfort) if who.comfort else 0.0,
        "life": _ratio(who.life, thing.life, 2),
        "bridge": _bridge(problem, thing) if shared else 0.0,
        "history": problem.history.get(thing.id, 0.0),
        "freshness": 0.0 if thing.created_days is None else 0.5 ** (thing.created_days / 14),
        "soon": _soon(problem, thing),
        "exposure": max(0, 5 - thing.exposure) / 5 * (0.5 + 0.5 * _lift(thing.id, problem.seed)),
    }


def _interests(problem: PathProblem, town: Town, thing: Thing) -> float:
    who = problem.seeker

    def chance(*pairs: tuple[frozenset[str], frozenset[str]]) -> float:
        miss = 1.0
        for mine, theirs in pairs:
            for term in sorted(mine & theirs):
                miss *= 1 - town.rarity[term]
        return 1 - miss

    same = chance((who.interests, thing.interests))
    parent = chance((who.broader, thing.interests), (who.interests, thing.broader))
    sibling = chance((who.broader, thing.broader))
    return max(same, 0.5 * parent, 0.3 * sibling)


def _ratio(mine: frozenset[str], theirs: frozenset[str], enough: int) -> float:
    most = min(len(mine), len(theirs), enough)
    return min(1.0, len(mine & theirs) / most) if most else 0.0


def _near(problem: PathProblem, thing: Thing) -> float:
    who = problem.seeker
    if (who.area is None or thing.area is None) and who.cell and who.cell == thing.cell:
        return 1.0
    if who.area is None or thing.area is None:
        return 0.0
    otherwise = 1.0 if who.area == thing.area else 0.25
    given = problem.near.get(who.area, {}).get(thing.area, otherwise)
    if given == 1:
        return 1.0
    return 0.6 if given >= 0.6 else 0.25


def _bridge(problem: PathProblem, thing: Thing) -> float:
    who = problem.seeker
    pairs = ((who.area, thing.area), (who.age_band, thing.age_band))
    return sum(0.5 for mine, theirs in pairs if mine and theirs and mine != theirs)


def _soon(problem: PathProblem, thing: Thing) -> float:
    if thing.starts_at is None or thing.starts_at <= problem.now:
        return 0.0
    ahead, horizon = thing.starts_at - problem.now, timedelta(days=problem.horizon_days)
    return 1 - ahead / horizon if ahead < horizon else 0.0


def _lift(name: str, seed: int) -> float:
    return (_draw(name, seed ^ 0x5EED) >> 11) / 2**53


def _draw(name: str, seed: int) -> int:
    number = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")
    return _mix(number ^ _mix(seed % BITS))


def _mix(number: int) -> int:
    number = (number + 0x9E3779B97F4A7C15) % BITS
    number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9 % BITS
    number = (number ^ (number >> 27)) * 0x94D049BB133111EB % BITS
    return number ^ (number >> 31)

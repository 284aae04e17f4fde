"""What became of the town: one number for each question, and the curves behind two of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from .people import Flags, Floats, Ints
from .state import NEVER, State

SOON_WEEKS: Final = 4
LATER_WEEKS: Final = 13


@dataclass(frozen=True, slots=True)
class Measure:
    """A question. ``better``: -1 when less is better, 1 when more is, 0 when it depends."""

    name: str
    title: str
    unit: str
    better: int
    decimals: int = 2


MEASURES: Final = (
    Measure("no_tie", "People without a tie (nobody met three times)", "%", -1, 1),
    Measure("no_friend", "People without a casual friend (50 hours)", "%", -1, 1),
    Measure("first_weeks", "Newcomers: weeks to a first encounter, median", "weeks", -1, 1),
    Measure("met_soon", "Newcomers: met somebody within 4 weeks", "%", 1, 1),
    Measure("third_weeks", "Newcomers: weeks to a third meeting, median", "weeks", -1, 1),
    Measure("third_met", "Newcomers: met the same person three times within 13 weeks", "%", 1, 1),
    Measure(
        "newcomer_friend", "Newcomers of the first half: a casual friend at the end", "%", 1, 1
    ),
    Measure(
        "newcomer_hours", "Newcomers of the first half: hours with whom they know best", "h", 1, 1
    ),
    Measure("quarter_alike", "New ties: assortativity by neighbourhood", "−1 to 1", -1),
    Measure("age_alike", "New ties: assortativity by age band", "−1 to 1", -1),
    Measure("gini_activities", "Gini of invitations among activities", "0 to 1", -1),
    Measure("gini_welcomers", "Gini of being suggested among welcomers", "0 to 1", -1),
    Measure("gini_people", "Gini of new acquaintances among those who look", "0 to 1", -1),
    Measure("load_most", "Welcomers: heaviest load of all weeks, share of the cap", "%", -1, 0),
    Measure("load_high", "Welcomers: load, 95th percentile, share of the cap", "%", -1, 0),
    Measure("never_answered", "Newcomers who said hello and were never answered", "%", -1, 1),
    Measure("nowhere", "Yeses that led nowhere (full, not made, no place)", "%", -1, 1),
    Measure("by_hand", "Hellos the coordination answers itself, a month", "", -1, 1),
    Measure("outings", "Outings per 100 people a week", "", 0, 1),
)
NAMED: Final = {one.name: one for one in MEASURES}


def measure(state: State) -> dict[str, float]:
    """Every measure of a town that was lived. Shares are in per cent."""
    newcomers = state.world.newcomers
    weeks = state.world.weeks
    first, third = _since_arrival(state, state.first), _since_arrival(state, state.third)
    casual = state.ties.count(state.world.parameters.casual)
    settled = newcomers[state.world.people.arrives[newcomers] < weeks / 2]
    asked = int(state.asked.sum())
    loads = np.concatenate(state.loads)
    shown = np.concatenate([state.shown_groups, state.shown_gatherings[: -_each_week(state)]])
    return {
        "no_tie": percent(_without_familiar(state)),
        "no_friend": percent(casual == 0),
        "first_weeks": median(first, weeks),
        "met_soon": 100 * float(first[min(SOON_WEEKS, weeks)]),
        "third_weeks": median(third, weeks),
        "third_met": 100 * float(third[min(LATER_WEEKS, weeks)]),
        "newcomer_friend": percent(casual[settled] > 0),
        "newcomer_hours": float(_closest(state)[settled].mean()) if len(settled) else 0.0,
        **alike(state),
        "gini_activities": gini(shown),
        "gini_welcomers": gini(state.shown_welcomers),
        "gini_people": gini(state.met[state.looked].astype(np.float64)),
        "load_most": 100 * float(loads.max(initial=0.0)),
        "load_high": 100 * float(np.quantile(loads, 0.95)),
        "never_answered": 100 * int((state.asked & ~state.answered).sum()) / max(1, asked),
        "nowhere": 100 * state.nowhere / max(1, state.accepted),
        "by_hand": state.by_hand / weeks * 52 / 12,
        "outings": 100 * state.came / weeks / len(state.world.people),
    }


def curves(state: State) -> dict[str, Floats]:
    """Newcomers who met somebody, and the same person three times, by week since arrival (%)."""
    return {
        "met": 100 * _since_arrival(state, state.first),
        "met_three_times": 100 * _since_arrival(state, state.third),
    }


def _since_arrival(state: State, when: Ints) -> Floats:
    """Share of newcomers it happened to within 0, 1, 2… weeks of their arrival."""
    newcomers, weeks = state.world.newcomers, state.world.weeks
    arrived = state.world.people.arrives[newcomers]
    happened = when[newcomers] != NEVER
    lasted = np.where(happened, when[newcomers] + 1, weeks) - arrived
    return happened_by(lasted, happened, weeks)


def happened_by(lasted: Ints, happened: Flags, weeks: int) -> Floats:
    """One minus the estimate of Kaplan and Meier (1958), at 0, 1, … ``weeks``.

    Somebody it has not happened to after ``lasted`` weeks (they came lately) counts up to there.
    """
    share, left = np.zeros(weeks + 1), 1.0
    for week in range(1, weeks + 1):
        at_risk = int((lasted >= week).sum())
        if at_risk:
            left *= 1 - int((happened & (lasted == week)).sum()) / at_risk
        share[week] = 1 - left
    return share


def median(share: Floats, weeks: int) -> float:
    """The first week by which it has happened to half; ``weeks`` when it never does."""
    reached = np.flatnonzero(share >= 0.5)
    return float(reached[0]) if len(reached) else float(weeks)


def percent(flags: Flags) -> float:
    """Share of True, in per cent; 0 of nobody."""
    return 100 * float(flags.mean()) if len(flags) else 0.0


def gini(values: Floats) -> float:
    """0 when all have the same, towards 1 when one has everything (Gini 1912)."""
    total = values.sum()
    if total <= 0:
        return 0.0
    rank = np.arange(1, len(values) + 1)
    ordered = np.sort(values)
    many = len(values)
    return float(2 * (rank * ordered).sum() / (many * total) - (many + 1) / many)


def assortativity(one: Ints, other: Ints) -> float:
    """Newman’s coefficient (2003) for a label: 1 when only equals are tied, 0 by chance."""
    if not len(one):
        return 0.0
    many = 1 + max(int(one.max()), int(other.max()))
    mixing = np.zeros((many, many))
    np.add.at(mixing, (one, other), 1.0)
    mixing = (mixing + mixing.T) / (2 * len(one))
    chance = float((mixing.sum(axis=0) ** 2).sum())
    return (float(np.trace(mixing)) - chance) / (1 - chance) if chance < 1 else 0.0


def alike(state: State) -> Mapping[str, float]:
    """How much the ties made in these weeks stay among neighbours, and among people of an age."""
    ties, people = state.ties, state.world.people
    fresh = ties.familiar & ~ties.old
    low, high = ties.low[fresh], ties.high[fresh]
    return {
        "quarter_alike": assortativity(people.quarter[low], people.quarter[high]),
        "age_alike": assortativity(people.band[low], people.band[high]),
    }


def _closest(state: State) -> Floats:
    """The hours each person has with whom they know best."""
    hours = np.zeros(state.ties.many)
    np.maximum.at(hours, state.ties.low, state.ties.hours)
    np.maximum.at(hours, state.ties.high, state.ties.hours)
    return hours


def _without_familiar(state: State) -> Flags:
    alone = np.ones(state.ties.many, dtype=np.bool_)
    kept = state.ties.familiar
    alone[state.ties.low[kept]] = False
    alone[state.ties.high[kept]] = False
    return alone


def _each_week(state: State) -> int:
    """Gatherings of one week: those announced for the week after the last are left out."""
    return int((state.world.gatherings.week == 0).sum())

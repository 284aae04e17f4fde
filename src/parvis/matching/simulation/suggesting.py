"""One day: who looks, what they are shown, what they say yes to, and whether there is room."""

import numpy as np

from .answers import book, greet, join
from .lists import Day, gatherings_for, groups_for, may_greet, offer_tables, welcomers_for
from .people import Floats
from .state import State

GROUPS_SHOWN = 2


def look_and_answer(state: State, day: Day) -> None:
    """Everything that happens on one day."""
    world, many = state.world, len(day.who)
    state.looked[day.who] = True
    greeted = may_greet(state, day)
    scores = _scores(state, day)
    tabled = np.zeros(many, dtype=np.bool_)
    if state.policy.rounds:
        tabled = offer_tables(state, day)
    groups = groups_for(state, day, scores, GROUPS_SHOWN - tabled.astype(np.int64))
    state.suggested += int(tabled.sum()) + len(groups.row)
    np.add.at(state.shown_groups, groups.thing, 1)
    hellos = welcomers_for(state, day, scores, greeted)
    shown = round(world.parameters.suggestions)
    lists = np.full(many, shown - GROUPS_SHOWN) - greeted
    gatherings = gatherings_for(state, day, scores, lists)
    state.suggested += len(gatherings.row)
    np.add.at(state.shown_gatherings, gatherings.thing, 1)
    join(state, day, groups)
    book(state, day, gatherings)
    greet(state, day, hellos)


def _scores(state: State, day: Day) -> Floats | None:
    if day.paths is None:
        return None
    groups, gatherings, welcomers = state.shown_this_week()
    exposure = np.concatenate([groups, gatherings[day.rows], welcomers])
    seeds = day.who * 1000 + day.week
    return day.paths.scores(day.who, day.day, exposure.astype(np.int64), seeds)

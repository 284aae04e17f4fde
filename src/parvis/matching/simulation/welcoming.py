"""Hellos to welcomers: who answers, within their caps, and what becomes of the others."""

import numpy as np

from .dice import Purpose
from .people import Floats, Ints
from .state import NEVER, State

#: A welcomer and a newcomer have two meetings; the rest is up to them.
MEETINGS = 2
HALF = 0.5


def answer_hellos(state: State, week: int) -> None:
    """Each welcomer answers as they have room, in the order the hellos came.

    With a watch, a hello left aside is passed on to a welcomer with room, who has promised to
    answer; if there is none, the coordination answers by hand. Nobody goes beyond their cap.
    """
    parameters, dice = state.world.parameters, state.dice
    cap = round(parameters.welcomer_cap)
    room = cap - state.accompanied()
    hellos = _in_order(state)
    asked = np.bincount(hellos[:, 1], minlength=len(room))
    state.loads.append((cap - room + asked) / cap)
    state.hellos.clear()
    if not len(hellos):
        return
    person, welcomer = hellos[:, 0], hellos[:, 1]
    state.asked[person] = True
    answers = dice.roll(Purpose.REPLY, week, person, welcomer) < parameters.reply
    left = []
    for one, chosen, would in zip(person, welcomer, answers, strict=True):
        if would and room[chosen] > 0:
            room[chosen] -= 1
            _accompany(state, one, chosen, week)
        else:
            left.append(one)
    if state.policy.watch:
        _pass_on(state, left, room, week)
    elif left:
        state.hope[left] *= parameters.back_ignored / HALF


def _in_order(state: State) -> Ints:
    pairs = [np.stack(one, axis=1) for one in state.hellos]
    return np.concatenate(pairs) if pairs else np.zeros((0, 2), dtype=np.int64)


def _pass_on(state: State, left: list[int], room: Ints, week: int) -> None:
    """To the nearest welcomer with room, or to the coordination."""
    people, welcomers = state.world.people, state.world.welcomers
    for one in left:
        apart: Floats = np.hypot(
            people.x[welcomers] - people.x[one], people.y[welcomers] - people.y[one]
        )
        apart = np.where(room > 0, apart, np.inf)
        nearest = int(np.argmin(apart))
        if room[nearest] > 0:
            room[nearest] -= 1
            _accompany(state, one, nearest, week)
        else:
            state.by_hand += 1
            _answered(state, one)


def _accompany(state: State, one: int, welcomer: int, week: int) -> None:
    state.welcomer[one] = welcomer
    state.until[one] = week + round(state.world.parameters.welcomer_weeks)
    state.welcomed[one] = 0
    _answered(state, one)


def _answered(state: State, one: int) -> None:
    state.answered[one] = True
    back = state.world.parameters.back_answered / HALF
    state.hope[one] = min(1.0, state.hope[one] * back)


def welcoming_pairs(state: State, week: int) -> Ints:
    """Who meets their welcomer this week; those accompanied long enough are let go."""
    state.welcomer[state.until <= week] = NEVER
    who = np.flatnonzero((state.welcomer >= 0) & (state.welcomed < MEETINGS))
    comes = state.dice.roll(Purpose.WALK, week, who) < state.world.parameters.comes
    who = who[comes]
    state.welcomed[who] += 1
    return np.stack([who, state.world.welcomers[state.welcomer[who]]], axis=1)

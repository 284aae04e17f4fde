"""What is said yes to, and whether there is room."""

import numpy as np

from .dice import Purpose
from .lists import GATHERING, WELCOMER, Day, Shown
from .people import Flags, Ints
from .state import State
from .world import COMMITMENTS


def _one_yes_each(state: State, day: Day, shown: Shown, offset: int) -> tuple[Ints, Ints]:
    """What each person says yes to: the likeliest of their yeses, in the order of a draw."""
    who = day.who[shown.row]
    said = state.dice.roll(Purpose.YES, day.week, who, offset + shown.thing) < shown.chance
    row, thing, likely = shown.row[said], shown.thing[said], shown.chance[said]
    ranked = np.lexsort((thing, -likely, row))
    first = ranked[np.r_[True, row[ranked][1:] != row[ranked][:-1]]] if len(ranked) else ranked
    who, thing = day.who[row[first]], thing[first]
    queue = np.argsort(state.dice.roll(Purpose.QUEUE, day.week, who), kind="stable")
    return who[queue], thing[queue]


def _seated(thing: Ints, left: Ints) -> Flags:
    """Which of those who come in this order to ``thing`` find one of the ``left`` seats."""
    ranked = np.argsort(thing, kind="stable")
    starts = np.searchsorted(thing[ranked], thing[ranked], side="left")
    place = np.empty(len(thing), dtype=np.int64)
    place[ranked] = np.arange(len(thing)) - starts
    return place < left[thing]


def join(state: State, day: Day, shown: Shown) -> None:
    """Become a member of a weekly group, if a seat is left."""
    who, thing = _one_yes_each(state, day, shown, 0)
    # A name put down a moment ago is a promise too.
    given = (state.members[who] >= 0).sum(axis=1) + state.named[who]
    who, thing = who[given < COMMITMENTS], thing[given < COMMITMENTS]
    left = state.world.groups.seats - state.sizes()[: len(state.world.groups)]
    _settle(state, who, seated := _seated(thing, left))
    state.join(who[seated], thing[seated])


def book(state: State, day: Day, shown: Shown) -> None:
    """Book a seat at a gathering, if one is left."""
    who, thing = _one_yes_each(state, day, shown, GATHERING)
    # A group joined a moment ago may meet at that very time.
    free = state.world.people.free[who] & ~state.busy(day.week)[who]
    still = (free >> state.world.gatherings.slot[thing]) & 1 > 0
    who, thing = who[still], thing[still]
    left = state.world.gatherings.seats - state.booked
    _settle(state, who, seated := _seated(thing, left))
    np.add.at(state.booked, thing[seated], 1)
    state.bookings.append((who[seated], thing[seated]))
    state.last_booked[who[seated]] = thing[seated]


def _settle(state: State, who: Ints, seated: Flags) -> None:
    state.accepted += len(who)
    state.nowhere += int((~seated).sum())
    state.disappoint(who[~seated], state.world.parameters.full)


def greet(state: State, day: Day, shown: Shown) -> None:
    """Say hello to a welcomer, who answers at the end of the week or does not."""
    who, thing = _one_yes_each(state, day, shown, WELCOMER)
    state.accepted += len(who)
    if len(who):
        state.hellos.append((who, thing))

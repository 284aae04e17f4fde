"""What is shown on one day: groups, gatherings, welcomers, and a table of the round."""

from dataclasses import dataclass

import numpy as np

from .choice import chance, fit
from .dice import Purpose
from .offers import TABLE_SEATS
from .path_score import Paths
from .people import SLOTS, Flags, Floats, Ints
from .ranking import DAYS, Look, best, days_ahead, order
from .state import State
from .world import COMMITMENTS

#: So that draws about a group, a gathering, a welcomer and a table are never the same.
GATHERING, WELCOMER, TABLE = 10**6, 2 * 10**6, 3 * 10**6


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """The people who look on one day, what there is, and the paths of the week if they rank."""

    week: int
    day: int
    who: Ints
    rows: Ints
    paths: Paths | None
    company: Floats
    free: Ints

    @property
    def people(self) -> Ints:
        """As a column, to be set against things."""
        return self.who[:, None]


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """Suggestions of one kind: who (row of the day) is shown what, and the chance of a yes."""

    row: Ints
    thing: Ints
    chance: Floats


def _fits(state: State, day: Day, place: Ints, slot: Ints) -> tuple[Flags, Floats]:
    """What one is free for and can reach, and the way there in minutes."""
    way = state.world.way[day.people, place]
    reachable = way <= state.world.people.reach[day.people]
    return (((day.free[:, None] >> slot) & 1) > 0) & reachable, way


def _chance(
    state: State, who: Ints, *, fits: Floats, way: Floats, around: Ints, company: Floats
) -> Floats:
    """The chance that each of these people says yes to the thing shown beside them."""
    people = state.world.people
    return chance(
        state.world.parameters,
        fits=fits,
        way=way / people.reach[who],
        shy=people.shy[who],
        around=around,
        company=np.maximum(company, (state.welcomer[who] >= 0).astype(np.float64)),
    )


def groups_for(state: State, day: Day, scores: Floats | None, many: Ints) -> Shown:
    """Weekly groups with room. Tables of a round are offered by the round only."""
    offers = state.world.groups
    attended = state.sizes()[: len(offers)]
    possible, way = _fits(state, day, offers.place, offers.slot)
    possible = possible & (attended < offers.seats) & _room_left(state, day)[:, None]
    if state.policy.rounds:
        possible = possible & (offers.tables == 0)
    ids = np.arange(len(offers))
    if scores is None:
        ahead = days_ahead(offers, ids, day.week, day.day)
        look = Look(day.week, day.who, way, ahead, attended, ids)
        value = order(state.policy.ranking, look, state.dice)
    else:
        value = scores[:, : len(offers)]
    row, thing = best(value, possible, many)
    fits = fit(state.world.people.tags[day.who[row]], offers.tags[thing])
    yes = _chance(
        state,
        day.who[row],
        fits=fits,
        way=way[row, thing],
        around=offers.around[thing],
        company=day.company[row, thing],
    )
    return Shown(row, thing, yes)


def _room_left(state: State, day: Day) -> Flags:
    """Who may still join something weekly. A name put down for a round is a promise too."""
    given = (state.members[day.who] >= 0).sum(axis=1) + state.named[day.who]
    left: Flags = given < COMMITMENTS
    return left


def gatherings_for(state: State, day: Day, scores: Floats | None, many: Ints) -> Shown:
    """What happens in the seven days to come, with room."""
    offers, rows = state.world.gatherings, day.rows
    ahead = days_ahead(offers, rows, day.week, day.day)
    possible, way = _fits(state, day, offers.place[rows], offers.slot[rows])
    possible = possible & (state.booked[rows] < offers.seats[rows]) & (ahead > 0) & (ahead <= 7)
    if scores is None:
        look = Look(day.week, day.who, way, ahead, state.booked[rows], GATHERING + rows)
        value = order(state.policy.ranking, look, state.dice)
    else:
        start = len(state.world.groups)
        value = scores[:, start : start + len(rows)]
    row, column = best(value, possible, many)
    thing = rows[column]
    fits = fit(state.world.people.tags[day.who[row]], offers.tags[thing])
    yes = _chance(
        state,
        day.who[row],
        fits=fits,
        way=way[row, column],
        around=offers.around[thing],
        company=day.company[row, len(state.world.groups) + column],
    )
    return Shown(row, thing, yes)


def offer_tables(state: State, day: Day) -> Flags:
    """Put one’s name down for a small table: shown to whom one could suit, as one suggestion.

    The chance of a yes is the mean over the sessions that suit: one does not know which it is.
    """
    offers, parameters = state.world.groups, state.world.parameters
    sessions = np.flatnonzero(state.free_tables() > 0)
    if not len(sessions):
        return np.zeros(len(day.who), dtype=np.bool_)
    possible, way = _fits(state, day, offers.place[sessions], offers.slot[sessions])
    possible = possible & (_room_left(state, day) & ~state.named[day.who])[:, None]
    shown: Flags = np.asarray(possible.any(axis=1))
    people = state.world.people
    yes = chance(
        parameters,
        fits=fit(people.tags[day.people], offers.tags[sessions]),
        way=way / people.reach[day.people],
        shy=people.shy[day.people],
        around=np.full(len(sessions), TABLE_SEATS),
        company=(state.welcomer[day.people] >= 0).astype(np.float64),
    )
    suit = np.maximum(1, possible.sum(axis=1))
    mean = (yes * possible).sum(axis=1) / suit
    # One suggestion stands for all these sessions.
    state.shown_groups[sessions] += (possible / suit[:, None]).sum(axis=0)
    said = state.dice.roll(Purpose.YES, day.week, day.who, TABLE) < mean
    state.named[day.who[shown & said]] = True
    state.accepted += int((shown & said).sum())
    return shown


def may_greet(state: State, day: Day) -> Ints:
    """Newcomers without a welcomer, who are shown one."""
    new = state.world.people.arrives[day.who] >= 0
    pending = np.concatenate([one for one, _ in state.hellos]) if state.hellos else day.who[:0]
    alone = (state.welcomer[day.who] < 0) & ~np.isin(day.who, pending)
    return (new & alone & (state.welcomed[day.who] == 0)).astype(np.int64)


def welcomers_for(state: State, day: Day, scores: Floats | None, many: Ints) -> Shown:
    """One welcomer for who has none. The paths know who has room; a plain list does not."""
    world = state.world
    welcomers, people = world.welcomers, world.people
    possible = np.ones((len(day.who), len(welcomers)), dtype=np.bool_)
    way = np.hypot(
        people.x[day.people] - people.x[welcomers], people.y[day.people] - people.y[welcomers]
    )
    if scores is None:
        ahead = _next_free(people.free[welcomers], day.day)
        look = Look(day.week, day.who, way, ahead, state.shown_welcomers, WELCOMER + welcomers)
        value = order(state.policy.ranking, look, state.dice)
    else:
        value = scores[:, -len(welcomers) :]
        asked = [one for _, one in state.hellos]
        waiting = np.concatenate(asked) if asked else welcomers[:0]
        load = state.accompanied() + np.bincount(waiting, minlength=len(welcomers))
        possible = possible & (load < round(world.parameters.welcomer_cap))
    row, thing = best(value, possible, many)
    state.suggested += len(row)
    np.add.at(state.shown_welcomers, thing, 1)
    none = np.zeros(len(row))
    fits = fit(people.tags[welcomers[thing]], people.tags[day.who[row]])
    two = np.full(len(row), 2)
    yes = _chance(state, day.who[row], fits=fits, way=none, around=two, company=none)
    return Shown(row, thing, yes)


def _next_free(free: Ints, day: int) -> Floats:
    """Days until each welcomer's next free moment, from the end of a day."""
    slots = np.arange(SLOTS)
    at = (slots // 3 - day - 1) % DAYS + slots % 3 / 4.0
    return np.where((free[:, None] >> slots) & 1 > 0, at, float(DAYS)).min(axis=1)

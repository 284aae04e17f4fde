"""Forming tables on Sunday, and ending them."""

import numpy as np

from .dice import Purpose
from .people import Ints
from .state import NEVER, State
from .tables import form, problem_of

LEAST = 3
#: Pairs who sat at one table do not get another one together for so many rounds.
RECENT_TABLES = 60
#: A name nobody found a place for is taken back after so many rounds (assumption).
PATIENCE = 4


def hold_round(state: State, week: int) -> None:
    """Tables for those who put their names down; each is asked, and three who come make one."""
    world = state.world
    names = np.flatnonzero(state.named & (state.members < 0).any(axis=1))
    # In no order that could favour anybody: the round decides by its own value.
    names = names[np.argsort(state.dice.roll(Purpose.QUEUE, week, names), kind="stable")]
    state.named[:] = False
    tables = state.free_tables()
    sessions = np.flatnonzero(tables > 0)
    if len(names) < LEAST or not len(sessions):
        _wait(state, names)
        return
    known = state.ties.edges(state.ties.familiar)[0]
    ties = np.bincount(known, minlength=len(world.people))
    problem = problem_of(
        world,
        names,
        free=world.people.free[names] & ~state.busy(week)[names],
        sessions=sessions,
        tables=tables[sessions],
        waited=state.waited[names],
        ties=ties[names],
        recent=_recent(state),
        priority=state.policy.priority,
    )
    placed = np.zeros(len(names), dtype=np.bool_)
    for session, rows in form(problem, seed=world.seed * 1000 + week):
        placed[rows] = True
        _ask(state, int(sessions[session]), names[rows], week)
    _wait(state, names[~placed])


def _ask(state: State, session: int, seated: Ints, week: int) -> None:
    """Who keeps their word makes the table; with fewer than three it is not made."""
    parameters = state.world.parameters
    comes = state.dice.roll(Purpose.COMES, week, 10**7 + session, seated) < parameters.comes
    coming = seated[comes]
    state.waited[seated[~comes]] = 0
    if len(coming) < LEAST:
        _wait(state, coming)
        return
    table = len(state.kind)
    state.kind = np.append(state.kind, session)
    state.ends = np.append(state.ends, week + round(parameters.table_weeks))
    state.join(coming, np.full(len(coming), table))
    state.waited[coming] = 0
    state.at_table.append(np.sort(coming))


def _wait(state: State, names: Ints) -> None:
    """Told kindly, first next time; after a while the name is taken back."""
    state.waited[names] += 1
    state.disappoint(names, state.world.parameters.full)
    patient = state.waited[names] < PATIENCE
    state.named[names[patient]] = True
    state.nowhere += int((~patient).sum())
    state.waited[names[~patient]] = 0


def _recent(state: State) -> Ints:
    pairs = []
    for who in state.at_table[-RECENT_TABLES:]:
        low, high = np.triu_indices(len(who), 1)
        pairs.append(np.stack([who[low], who[high]], axis=1))
    return np.concatenate(pairs) if pairs else np.zeros((0, 2), dtype=np.int64)


def end_tables(state: State, week: int) -> None:
    """Tables whose weeks are over: some go on by themselves, elsewhere; the others part."""
    over = np.flatnonzero(state.ends == week)
    lot = state.dice.roll(Purpose.GOES_ON, week, over)
    on = lot < state.world.parameters.table_goes_on
    state.ends[over[on]] = NEVER
    state.members[np.isin(state.members, over[~on])] = NEVER

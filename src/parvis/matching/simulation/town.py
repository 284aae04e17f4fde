"""Twenty-six weeks of a town: looking, greeting, forming tables, meeting, growing close."""

from collections.abc import Callable

import numpy as np

from .circles import talking_pairs
from .dice import Purpose
from .lists import GATHERING, Day
from .path_score import Paths
from .people import Flags, Floats, Ints
from .policies import Policy
from .rounds_weekly import end_tables, hold_round
from .state import NEVER, State
from .suggesting import look_and_answer
from .welcoming import answer_hellos, welcoming_pairs
from .world import COMMITMENTS, World

DAYS = 7
WELCOME_HOURS = 1.0


def live(
    world: World, policy: Policy, *, watch: Callable[[State, int], None] | None = None
) -> State:
    """The town after its weeks. ``watch`` is shown the state at the end of each week."""
    state = State(world, policy)
    for week in range(world.weeks):
        live_one_week(state, week)
        if watch is not None:
            watch(state, week)
    return state


def live_one_week(state: State, week: int) -> None:
    """Looks of seven days, then Sunday: answers and tables, then the meetings of the week."""
    end_tables(state, week)
    _look(state, week)
    answer_hellos(state, week)
    if state.policy.rounds:
        hold_round(state, week)
    _meet(state, week)
    _leave(state, week)
    state.ties.fade(week)
    here = state.here(week)
    close = state.ties.count(state.world.parameters.casual)
    state.without_tie.append(float((close[here] == 0).mean()))


def _look(state: State, week: int) -> None:
    """Who looks this week, each on their day."""
    world, parameters = state.world, state.world.parameters
    state.begin_week()
    everybody = np.arange(len(world.people))
    ties = state.ties.count(parameters.casual)
    most, least = parameters.look_most, parameters.look_least
    wish = state.hope * (least + max(most - least, 0.0) * np.exp(-ties))
    looks = state.here(week) & (state.dice.roll(Purpose.LOOK, week, everybody) < wish)
    day_of = (state.dice.roll(Purpose.DAY, week, everybody) * DAYS).astype(np.int64)
    rows = np.flatnonzero((world.gatherings.week == week) | (world.gatherings.week == week + 1))
    paths = None
    if state.policy.ranking == "paths":
        paths = Paths(world, week, np.arange(len(world.groups)), rows)
    familiar = state.ties.edges(state.ties.familiar)
    for number in range(DAYS):
        who = np.flatnonzero(looks & (day_of == number))
        if len(who):
            day = Day(
                week=week,
                day=number,
                who=who,
                rows=rows,
                paths=paths,
                company=_company(state, who, rows, familiar),
                free=world.people.free[who] & ~state.busy(week)[who],
            )
            look_and_answer(state, day)


def _company(state: State, who: Ints, rows: Ints, familiar: tuple[Ints, Ints]) -> Floats:
    """1 where somebody one knows goes, for groups of the world and then these gatherings."""
    groups = len(state.world.groups)
    company = np.zeros((len(who), groups + len(rows)))
    place = np.full(state.ties.many, -1, dtype=np.int64)
    place[who] = np.arange(len(who))
    one, two = familiar
    mine = place[one] >= 0
    row, friend = place[one[mine]], two[mine]
    for column in range(COMMITMENTS):
        group = state.members[friend, column]
        known = (group >= 0) & (group < groups)
        company[row[known], group[known]] = 1.0
    column_of = np.full(len(state.world.gatherings), -1, dtype=np.int64)
    column_of[rows] = groups + np.arange(len(rows))
    going = np.full(state.ties.many, -1, dtype=np.int64)
    for booked, thing in state.bookings:
        going[booked] = column_of[thing]
    goes = going[friend] >= 0
    company[row[goes], going[friend[goes]]] = 1.0
    return company


def _meet(state: State, week: int) -> None:
    """Every meeting of the week, and what it does to hope."""
    world, parameters = state.world, state.world.parameters
    event, person = _attendance(state, week)
    state.came += len(event)
    pairs, where = talking_pairs(
        event,
        person,
        size=1 + round(parameters.company),
        cling=parameters.cling,
        ties=state.ties,
        dice=state.dice,
        week=week,
    )
    weekly = where < GATHERING
    hours = np.where(weekly, parameters.club_hours, parameters.gathering_hours)
    _grow(state, pairs, hours, week)
    greeted = welcoming_pairs(state, week)
    _grow(state, greeted, np.full(len(greeted), WELCOME_HOURS), week)
    alone = _by_themselves(state, week)
    _grow(state, alone, np.full(len(alone), parameters.own_hours), week)
    talked = np.zeros(len(world.people), dtype=np.bool_)
    talked[pairs.ravel()] = True
    state.disappoint(np.unique(person[~talked[person]]), parameters.nobody)
    state.hope[talked] = np.minimum(1.0, state.hope[talked] + parameters.cheer)


def _by_themselves(state: State, week: int) -> Ints:
    """Pairs who know each other and meet without anybody’s suggestion, the alike more often."""
    ties = state.ties
    known = np.flatnonzero(ties.familiar)
    low, high = ties.low[known], ties.high[known]
    rate = state.world.parameters.own * (0.5 + 0.5 * ties.alike[known])
    meets = state.dice.roll(Purpose.OWN, week, low, high) < rate
    return np.stack([low[meets], high[meets]], axis=1)


def _attendance(state: State, week: int) -> tuple[Ints, Ints]:
    """Who came to what: members of groups and tables, and those who booked."""
    parameters, dice = state.world.parameters, state.dice
    person, column = np.nonzero(state.members >= 0)
    group = state.members[person, column]
    # The draw is about the moment, so that the same person is free the same weeks.
    comes = dice.roll(Purpose.WEEKLY, week, person, state.world.groups.slot[state.kind[group]])
    here = comes < parameters.comes_weekly
    events, people = [group[here]], [person[here]]
    later = []
    for who, thing in state.bookings:
        now = state.world.gatherings.week[thing] == week
        came = now & (dice.roll(Purpose.COMES, week, who, thing) < parameters.comes)
        events.append(GATHERING + thing[came])
        people.append(who[came])
        if not now.all():
            later.append((who[~now], thing[~now]))
    state.bookings[:] = later
    return np.concatenate(events), np.concatenate(people)


def _grow(state: State, pairs: Ints, hours: Floats, week: int) -> None:
    if len(pairs):
        met, times = state.ties.meet(pairs, hours, week)
        state.note_meetings(met, times, week)


def _leave(state: State, week: int) -> None:
    """Some members leave, less often where there is a familiar face."""
    parameters = state.world.parameters
    warm = _with_familiar_face(state)
    rate = np.where(warm, parameters.leaves_familiar, parameters.leaves)
    person = np.arange(len(state.members))[:, None]
    lot = state.dice.roll(Purpose.LEAVES, week, person, state.members + 1)
    state.members[(state.members >= 0) & (lot < rate)] = NEVER


def _with_familiar_face(state: State) -> Flags:
    warm = np.zeros(state.members.shape, dtype=np.bool_)
    one, two = state.ties.edges(state.ties.familiar)
    for mine in range(COMMITMENTS):
        for theirs in range(COMMITMENTS):
            group = state.members[one, mine]
            same = (group >= 0) & (group == state.members[two, theirs])
            warm[one[same], mine] = True
    return warm

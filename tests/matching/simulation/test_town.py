"""What holds in every town that is lived, whatever the policy."""

from collections import Counter

import numpy as np
import pytest

from parvis.matching.simulation import town
from parvis.matching.simulation.dice import Purpose
from parvis.matching.simulation.lists import GATHERING
from parvis.matching.simulation.policies import ALL, BY_NAME
from parvis.matching.simulation.state import NEVER
from parvis.matching.simulation.ties import THIRD
from parvis.matching.simulation.town import live

from .worlds import RESIDENTS, WEEKS, a_world, lived

NAMES = [policy.name for policy in ALL]
SOME = ["chronological", "parvis"]


@pytest.mark.parametrize("policy", NAMES)
def test_no_tie_without_a_meeting(policy):
    ties = lived(policy).ties

    assert (ties.meetings >= 1).all()
    assert (ties.hours[~ties.old] > 0).all()
    assert (ties.low < ties.high).all()


@pytest.mark.parametrize("policy", NAMES)
def test_seats_are_never_exceeded(policy):
    seen = []

    def look(state, _week):
        groups = state.world.groups
        sizes = state.sizes()
        assert (sizes[: len(groups)] <= groups.seats).all()
        assert (sizes[len(groups) :] <= 6).all()
        assert (state.booked <= state.world.gatherings.seats).all()
        assert (state.free_tables() >= 0).all()
        seen.append(int(sizes.sum()))

    live(a_world(), BY_NAME[policy], watch=look)

    assert len(seen) == WEEKS
    assert max(seen) > 0


@pytest.mark.parametrize("policy", NAMES)
def test_nobody_accompanies_more_than_their_cap(policy):
    most = []

    def look(state, _week):
        most.append(int(state.accompanied().max()))

    parameters_cap = round(a_world().parameters.welcomer_cap)
    live(a_world(), BY_NAME[policy], watch=look)

    assert 0 < max(most) <= parameters_cap


@pytest.mark.parametrize("policy", SOME)
def test_nobody_is_at_two_places_at_once(policy, monkeypatch):
    """Members of groups and of tables, and those who booked: one moment, one place."""
    attended = []
    real = town.talking_pairs

    def note(event, person, **rest):
        attended.append((event.copy(), person.copy()))
        return real(event, person, **rest)

    monkeypatch.setattr(town, "talking_pairs", note)
    state = live(a_world(), BY_NAME[policy])
    slots = state.world.groups.slot[state.kind]
    for event, person in attended:
        weekly = event < GATHERING
        slot = np.where(
            weekly,
            slots[np.where(weekly, event, 0)],
            state.world.gatherings.slot[np.where(weekly, 0, event - GATHERING)],
        )
        assert max(Counter(zip(person, slot, strict=True)).values()) == 1
    assert sum(len(person) for _, person in attended) == state.came > 100


@pytest.mark.parametrize("policy", SOME)
def test_nobody_meets_before_arriving_nor_themselves(policy, monkeypatch):
    world = a_world()
    met = []
    real = town._grow

    def note(state, pairs, hours, week):
        assert (world.people.arrives[pairs] <= week).all()
        assert (pairs[:, 0] != pairs[:, 1]).all()
        met.append(len(pairs))
        real(state, pairs, hours, week)

    monkeypatch.setattr(town, "_grow", note)
    live(world, BY_NAME[policy])

    assert sum(met) > 100


@pytest.mark.parametrize("policy", SOME)
def test_first_comes_before_third_meeting(policy):
    state = lived(policy)
    arrives = state.world.people.arrives
    first, third = state.first, state.third
    thrice = third != NEVER

    assert (first[thrice] != NEVER).all()
    assert (first[thrice] <= third[thrice]).all()
    assert (first[first != NEVER] >= arrives[first != NEVER]).all()
    ties = state.ties
    ends = np.concatenate([ties.low[ties.meetings >= THIRD], ties.high[ties.meetings >= THIRD]])
    new = np.flatnonzero(arrives >= 0)
    assert set(new[thrice[new]]) == set(ends) & set(new)


def test_policies_see_the_same_world_and_the_same_people_look_first():
    """In the first week nothing of what a policy does has had an effect yet."""
    world = a_world()
    draws = {}
    for policy in ("nearest", "random"):
        state = live(world, BY_NAME[policy])
        draws[policy] = state.dice.roll(Purpose.YES, 0, np.arange(RESIDENTS), 7)
    week = a_world(weeks=1)
    looked = [live(week, policy).looked for policy in ALL]

    assert np.array_equal(draws["nearest"], draws["random"])
    assert all(np.array_equal(one, looked[0]) for one in looked)


def test_policies_show_about_as_many_suggestions():
    """As many are asked for; a list is shorter where not enough suits somebody."""
    week = a_world(weeks=1, residents=2000)
    shown = [live(week, policy).suggested for policy in ALL]

    assert max(shown) / min(shown) < 1.1


def test_a_watch_answers_every_hello():
    assert lived("parvis").asked.any()
    assert not (lived("parvis").asked & ~lived("parvis").answered).any()


def test_without_watch_somebody_is_not_answered():
    state = lived("popularity")

    assert (state.asked & ~state.answered).any()


def test_tables_of_a_round_have_three_to_six_people_who_were_free():
    state = lived("parvis")
    kinds = state.kind[len(state.world.groups) :]

    assert len(state.at_table) == len(kinds) > 3
    for members, kind in zip(state.at_table, kinds, strict=True):
        assert 3 <= len(members) <= 6
        assert (state.world.people.free[members] >> state.world.groups.slot[kind] & 1).all()
        way = state.world.way[members, state.world.groups.place[kind]]
        assert (way <= state.world.people.reach[members] + 1e-9).all()


def test_lists_form_no_table():
    assert not lived("nearest").at_table
    assert not lived("parvis-no-rounds").at_table

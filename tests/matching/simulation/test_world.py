"""The world before any policy."""

import numpy as np

from parvis.matching.simulation.offers import TABLE_SEATS
from parvis.matching.simulation.parameters import DEFAULT

from .worlds import a_world


def columns(world):
    """Everything in a world, by name."""
    for part in ("people", "places", "groups", "gatherings"):
        whole = getattr(world, part)
        for name in whole.__slots__:
            yield f"{part}.{name}", getattr(whole, name)
    for name in ("welcomers", "way", "next_door", "old", "old_hours", "members"):
        yield name, getattr(world, name)


def test_same_seed_gives_the_same_world():
    for (name, one), (_, other) in zip(columns(a_world()), columns(a_world()), strict=True):
        assert np.array_equal(one, other), name


def test_another_seed_gives_another_world():
    one, other = a_world(seed=3), a_world(seed=4)

    assert not np.array_equal(one.people.x[:400], other.people.x[:400])
    assert not np.array_equal(one.groups.slot, other.groups.slot)


def test_residents_come_before_newcomers():
    world = a_world()

    assert (world.people.arrives[: world.residents] == -1).all()
    assert (np.diff(world.people.arrives[world.residents :]) >= 0).all()
    assert world.people.arrives[world.newcomers].min() >= 0
    assert world.people.arrives.max() < world.weeks


def test_old_friends_are_pairs_of_residents_each_once():
    world = a_world()
    low, high = world.old.T

    assert (low < high).all()
    assert high.max() < world.residents
    assert len(np.unique(world.old, axis=0)) == len(world.old)


def test_share_without_a_tie_is_near_what_was_asked():
    world = a_world(residents=4000)

    alone = 1 - len(np.unique(world.old)) / world.residents

    assert abs(alone - DEFAULT.alone) < 0.02


def test_regulars_can_come_and_are_within_the_seats():
    world = a_world()
    person, column = np.nonzero(world.members >= 0)
    group = world.members[person, column]

    assert len(person) > 20
    assert (world.people.free[person] >> world.groups.slot[group] & 1).all()
    way = world.way[person, world.groups.place[group]]
    assert (way <= world.people.reach[person]).all()
    assert (np.bincount(group, minlength=len(world.groups)) <= world.groups.seats).all()
    assert (world.groups.tables[group] == 0).all()


def test_tables_have_five_seats_each():
    groups = a_world().groups
    sessions = groups.tables > 0

    assert sessions.any()
    assert (groups.seats[sessions] == TABLE_SEATS * groups.tables[sessions]).all()


def test_ties_are_more_often_within_the_neighbourhood_when_asked_for():
    near = a_world(residents=2000, parameters=DEFAULT.scaled("same_quarter", 2))
    far = a_world(residents=2000, parameters=DEFAULT.scaled("same_quarter", 0))

    def share(world):
        quarter = world.people.quarter
        return (quarter[world.old[:, 0]] == quarter[world.old[:, 1]]).mean()

    assert share(near) > 0.95
    assert share(far) < 0.5

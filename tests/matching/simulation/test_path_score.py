"""The score for many at once is the score of the paths, one person after the other."""

from dataclasses import replace

import numpy as np
import pytest

from parvis.matching.paths.problem import Counts, PathProblem
from parvis.matching.paths.ranking import suggest
from parvis.matching.simulation.path_score import Paths, instant, near, seeker

from .worlds import a_world

DAY, WEEK = 2, 1


@pytest.fixture(scope="module")
def sample():
    """Paths of a week, the people who look, how often each thing was shown, and the seeds."""
    world = a_world()
    rows = np.flatnonzero((world.gatherings.week == WEEK) | (world.gatherings.week == WEEK + 1))
    paths = Paths(world, WEEK, np.arange(len(world.groups)), rows)
    who = np.random.default_rng(5).choice(len(world.people), 25, replace=False)
    exposure = np.arange(len(paths.things)) % 8
    return world, paths, who, exposure, who * 1000 + WEEK


def real_path(world, paths, person, exposure, seed):
    counts = {
        thing.id: Counts(load=thing.load, cap=thing.cap, exposure=int(shown))
        for thing, shown in zip(paths.things, exposure, strict=True)
    }
    problem = PathProblem(
        # Without free moments a thing at another time is left out: here every score is wanted.
        seeker=seeker(world.people, int(person)),
        things=paths.catalogue.refreshed(counts),
        now=instant(WEEK, DAY),
        seed=int(seed),
        near=near(world),
    )
    return suggest(problem, k=500)


def test_scores_are_those_of_the_paths(sample):
    world, paths, who, exposure, seeds = sample
    scores = paths.scores(who, DAY, exposure, seeds)
    place = {thing.id: row for row, thing in enumerate(paths.things)}
    compared = 0
    for row, person in enumerate(who):
        found = real_path(world, paths, person, exposure, seeds[row])
        for of_kind in found.by_kind.values():
            for one in of_kind:
                assert scores[row, place[one.thing_id]] == pytest.approx(one.score, abs=1e-9)
                compared += 1

    assert compared > 100


def test_each_named_part_is_that_of_the_paths(sample):
    world, paths, who, exposure, seeds = sample
    parts = paths.parts(who, DAY, exposure, seeds)
    place = {thing.id: row for row, thing in enumerate(paths.things)}
    seen = set()
    for row, person in enumerate(who):
        for of_kind in real_path(world, paths, person, exposure, seeds[row]).by_kind.values():
            for one in of_kind:
                for name, value in one.parts.items():
                    ours = parts[name][row, place[one.thing_id]] if name in parts else 0.0
                    assert ours == pytest.approx(value, abs=1e-9), name
                    seen |= {name} if value else set()

    assert seen == set(parts)


def test_things_keep_the_order_they_were_given_in(sample):
    _, paths, *_ = sample

    assert tuple(thing.id for thing in paths.catalogue.things) == tuple(
        thing.id for thing in paths.things
    )


def test_who_is_not_shy_does_not_ask_for_a_small_group(sample):
    world, *_ = sample
    bold = replace(world.people, shy=np.zeros(len(world.people)))

    assert not seeker(bold, 0).comfort

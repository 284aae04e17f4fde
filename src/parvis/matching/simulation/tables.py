"""The weekly round: who put their name down, as a problem of ``parvis.matching.rounds``."""

from typing import Final

import numpy as np

from parvis.matching.rounds.parts import Params, People, Sessions, Venues
from parvis.matching.rounds.problem import RoundProblem

from .offers import TABLE_SEATS
from .people import TAGS, Floats, Ints
from .world import World

#: What the town's own language is in the mask of languages.
FRENCH: Final = 1
#: How long the solver searches, in its own steps: the same plan on any computer.
STEPS: Final = 20_000
#: How much a shared interest weighs: the rarer the more, between these (assumption).
LEAST_WEIGHT, MOST_WEIGHT = 0.1, 0.6


def weights_of_tags(world: World) -> Floats:
    """Rare interests weigh more: ``−ln(share) / ln(100)``, held between two bounds."""
    bits = np.uint64(1) << np.arange(TAGS, dtype=np.uint64)
    share = ((world.people.tags[: world.residents, None] & bits) > 0).mean(axis=0)
    worth = -np.log(np.maximum(share, 1e-3)) / np.log(100.0)
    return np.clip(worth, LEAST_WEIGHT, 1.0) * MOST_WEIGHT


def problem_of(
    world: World,
    names: Ints,
    *,
    free: Ints,
    sessions: Ints,
    tables: Ints,
    waited: Ints,
    ties: Ints,
    recent: Ints,
    priority: bool,
) -> RoundProblem:
    """The round of those who put their name down (``names``, indexes of people).

    ``free`` are the moments each has left, ``waited`` the rounds each waited, ``ties`` how many
    each has. ``sessions`` are rows of the groups, ``tables`` how many tables are free at each.
    ``recent`` are pairs of people who met at a table lately.
    """
    offers = world.groups
    params = Params(w_wait=1.0 if priority else 0.0, w_ties=1.0 if priority else 0.0)
    return RoundProblem(
        params=params,
        people=_people(world, names, free, waited, ties),
        venues=Venues(
            x=world.places.x,
            y=world.places.y,
            flags=np.zeros(len(world.places), dtype=np.int64),
        ),
        sessions=Sessions(
            venue=offers.place[sessions],
            slot=offers.slot[sessions],
            seats=TABLE_SEATS * tables,
            tables=tables,
        ),
        tag_weight=weights_of_tags(world),
        blocks=np.zeros((0, 2), dtype=np.int64),
        recent=_among_names(names, recent, len(world.people)),
        again=np.zeros((0, 2), dtype=np.int64),
    )


def form(problem: RoundProblem, seed: int) -> list[tuple[int, Ints]]:
    """The tables of the round: the row of the session in the problem, and the rows of people."""
    from parvis.matching.rounds.solve import solve

    plan = solve(problem, steps=STEPS, seed=seed, workers=1).plan
    return [(one.session, np.array(one.members, dtype=np.int64)) for one in plan.groups]


def _people(world: World, names: Ints, free: Ints, waited: Ints, ties: Ints) -> People:
    people, none = world.people, np.zeros(len(names), dtype=np.int64)
    bits = (people.tags[names, None] >> np.arange(TAGS, dtype=np.uint64)) & np.uint64(1)
    rows, tags = np.nonzero(bits)
    return People(
        id=tuple(map(str, names)),
        x=people.x[names],
        y=people.y[names],
        quartier=people.quarter[names],
        age=people.age[names],
        band=people.band[names],
        langs=none + FRENCH,
        tag_start=np.searchsorted(rows, np.arange(len(names) + 1)).astype(np.int64),
        tag_index=tags.astype(np.int64),
        avail=free,
        size_max=people.size_max[names],
        host=people.host[names],
        vetted=none > 0,
        needs=none,
        walk_speed=people.pace[names],
        transit=people.transit[names],
        max_minutes=people.reach[names],
        wait=waited.astype(np.float64),
        ties=ties.astype(np.float64),
    )


def _among_names(names: Ints, pairs: Ints, many: int) -> Ints:
    """The pairs whose two people put their names down, by their place there, sorted."""
    place = np.full(many, -1, dtype=np.int64)
    place[names] = np.arange(len(names))
    found = place[pairs]
    found = np.sort(found[(found >= 0).all(axis=1)], axis=1)
    return np.unique(found, axis=0).reshape(-1, 2)

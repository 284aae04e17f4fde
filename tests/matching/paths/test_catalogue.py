"""Indexing once, and today's counts on top."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from parvis.matching.paths.catalogue import Catalogue, rarity_of
from parvis.matching.paths.problem import Counts, Kind, WrongProblem
from parvis.matching.paths.ranking import suggest

from .builders import problem, ranked, seeker, thing


def test_refreshed_catalogue_obeys_the_new_counts() -> None:
    busy, calm = thing("busy", Kind.WELCOMER), thing("calm", Kind.WELCOMER)
    full = thing("full", Kind.GATHERING, seats_left=4)
    catalogue = Catalogue.of([busy, calm, full])

    today = catalogue.refreshed(
        {"busy": Counts(load=3, cap=3), "full": Counts(seats_left=0), "unheard-of": Counts()}
    )

    path = suggest(replace(problem(), things=today))
    assert ranked(path, Kind.WELCOMER) == ["calm"]
    assert ranked(path, Kind.GATHERING) == []


def test_refreshed_catalogue_leaves_the_first_one_as_it_was() -> None:
    catalogue = Catalogue.of([thing("it", Kind.WELCOMER)])

    catalogue.refreshed({"it": Counts(load=0, cap=3, paused=True)})

    assert ranked(suggest(replace(problem(), things=catalogue)), Kind.WELCOMER) == ["it"]


@pytest.mark.parametrize(
    ("counts", "path"),
    [
        (Counts(load=1, cap=None), "counts[it].cap"),
        (Counts(load=-1, cap=3), "counts[it].load"),
        (Counts(load=0, cap=3, exposure=float("nan")), "counts[it].exposure"),  # type: ignore[arg-type]
    ],
)
def test_refreshed_catalogue_refuses_wrong_counts(counts: Counts, path: str) -> None:
    catalogue = Catalogue.of([thing("it", Kind.WELCOMER)])

    with pytest.raises(WrongProblem) as refused:
        catalogue.refreshed({"it": counts})

    assert refused.value.path == path


def test_catalogue_columns_cannot_be_written() -> None:
    catalogue = Catalogue.of([thing("it", interests="jazz")])

    for column in (catalogue.seats_left, catalogue.lots, catalogue.interests["jazz"]):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 1


def test_catalogue_survives_a_cache() -> None:
    things = [thing(f"c{number}", interests="jazz chess") for number in range(5)]
    catalogue = Catalogue.of(things)
    who = seeker(interests="jazz")

    thawed = pickle.loads(pickle.dumps(catalogue))

    assert suggest(replace(problem(who=who), things=thawed)) == suggest(problem(*things, who=who))


def test_catalogue_is_indexed_alike_in_any_order() -> None:
    things = [thing(f"c{number}", interests=f"i{number % 2}") for number in range(6)]

    one, other = Catalogue.of(things), Catalogue.of(things[::-1])

    assert one.things == other.things
    assert np.array_equal(one.lots, other.lots)
    assert one.interests["i1"].tolist() == other.interests["i1"].tolist() == [1, 3, 5]


def test_rarity_runs_from_everything_to_one() -> None:
    assert rarity_of(1, 1) == 0.8
    assert rarity_of(100, 100) == 0.2
    assert rarity_of(1, 100) == pytest.approx(0.8)
    assert rarity_of(10, 100) == pytest.approx(0.5)

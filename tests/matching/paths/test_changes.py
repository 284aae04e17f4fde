"""A catalogue that follows a change is the catalogue that would be made anew."""

from collections.abc import Mapping
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.matching.paths.catalogue import Catalogue
from parvis.matching.paths.changes import changed
from parvis.matching.paths.problem import Counts, Kind, Thing, WrongProblem

from .builders import POOL, thing


def told(catalogue: Catalogue) -> dict[str, object]:
    """Every column of it, as plain values."""

    def plain(value: object) -> object:
        if isinstance(value, Mapping):
            return {key: plain(value[key]) for key in value}
        return value.tolist() if isinstance(value, np.ndarray) else value

    return {field.name: plain(getattr(catalogue, field.name)) for field in fields(catalogue)}


#: Other descriptions under the same ids, so that things are replaced as well as added.
OTHERS = tuple(replace(POOL[-1 - number], id=one.id) for number, one in enumerate(POOL[:300]))


@settings(max_examples=150)
@given(
    first=st.lists(st.sampled_from(POOL[:40]), max_size=20, unique_by=lambda one: one.id),
    put=st.lists(st.sampled_from(OTHERS[:60]), max_size=6, unique_by=lambda one: one.id),
    drop=st.frozensets(st.sampled_from([one.id for one in POOL[:50]]), max_size=6),
)
def test_changed_catalogue_is_the_one_made_anew(
    first: list[Thing], put: list[Thing], drop: frozenset[str]
) -> None:
    result = {one.id: one for one in first if one.id not in drop} | {one.id: one for one in put}

    assert told(changed(Catalogue.of(first), put, drop)) == told(
        Catalogue.of(list(result.values()))
    )


def test_changed_catalogue_keeps_the_counts_of_today() -> None:
    catalogue = Catalogue.of([thing("busy", Kind.WELCOMER), thing("calm", Kind.WELCOMER)])
    today = catalogue.refreshed({"busy": Counts(load=3, cap=3)})

    after = changed(today, [thing("new", Kind.WELCOMER)])

    assert after.load[after.rows["busy"]] == 3


def test_changed_catalogue_leaves_the_first_one_as_it_was() -> None:
    catalogue = Catalogue.of([thing("it", interests="jazz")])
    before = told(catalogue)

    changed(catalogue, [thing("it", interests="chess"), thing("other", interests="jazz")])

    assert told(catalogue) == before


def test_changed_catalogue_refuses_a_wrong_thing() -> None:
    with pytest.raises(WrongProblem) as refused:
        changed(Catalogue.of([]), [thing("it", slots="never")])

    assert refused.value.path == "things[0].slots"


def test_changed_columns_cannot_be_written() -> None:
    after = changed(Catalogue.of([thing("it", interests="jazz")]), [thing("other")])

    for column in (after.seats_left, after.area, after.interests["jazz"]):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 1

"""The numbers of the model, and the pages that show them."""

from dataclasses import fields
from pathlib import Path

import pytest

from parvis.matching.simulation.parameters import (
    ASSUMPTION,
    DEFAULT,
    NAMES,
    Parameters,
    rows,
    table,
)
from parvis.matching.simulation.sensitivity import changes

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "simulation.md"


def test_every_parameter_has_words_and_a_source():
    for _name, _value, words, source in rows():
        assert len(words) > 5
        assert source == ASSUMPTION or len(source) > 10


def test_page_shows_the_parameters_as_they_are():
    assert table() in PAGE.read_text(encoding="utf-8")


def test_table_follows_the_values():
    assert "| `alone` | 0.24 |" in table(DEFAULT.scaled("alone", 2))


@pytest.mark.parametrize("name", NAMES)
def test_scaling_stays_within_what_the_parameter_may_be(name):
    known = {one.name: one for one in fields(Parameters)}[name].metadata

    for factor in (0.001, 0.5, 2.0, 1000.0):
        value = getattr(DEFAULT.scaled(name, factor), name)
        assert known["least"] <= value <= known["most"]


def test_changes_are_the_model_and_each_parameter_twice():
    found = changes()

    assert found[0] == ("", 1.0, DEFAULT)
    assert {name for name, _, _ in found[1:]} == set(NAMES)
    for name, factor, changed in found[1:]:
        others = [one for one in NAMES if one != name]
        assert all(getattr(changed, one) == getattr(DEFAULT, one) for one in others)
        assert getattr(changed, name) == getattr(DEFAULT.scaled(name, factor), name)

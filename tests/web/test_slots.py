"""Slots: how a screen above adds itself to a page below."""

from collections.abc import Iterator

import pytest
from markupsafe import Markup

from parvis.web import slots

NAME = "tests.slot"


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    slots._fillers.pop(NAME, None)
    yield
    slots._fillers.pop(NAME, None)


def first(*, word: str) -> str:
    return f"<b>{word}</b>"


def second(*, word: str) -> Markup:
    return Markup("<i>{}</i>").format(word)


def silent(*, word: str) -> None:
    return None


def test_slot_prints_its_fillers_in_order() -> None:
    slots.add(NAME, second, order=60)
    slots.add(NAME, silent, order=50)
    slots.add(NAME, first, order=10)
    assert slots.fill(NAME, word="là") == [Markup("<b>là</b>"), Markup("<i>là</i>")]


def test_slot_filled_twice_by_the_same_prints_it_once() -> None:
    for _ in range(2):
        slots.add(NAME, first)
    assert len(slots.fill(NAME, word="là")) == 1


def test_slot_that_nobody_fills_is_empty() -> None:
    assert slots.fill("tests.nobody", word="là") == []

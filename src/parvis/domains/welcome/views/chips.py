"""What was told, as chips: a person may remove them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language

from parvis.domains.people.vocabulary import (
    SLOTS,
    Access,
    Comfort,
    Language,
    Life,
    Wish,
    interests,
)
from parvis.domains.welcome.pairing.words import slot_words
from parvis.domains.welcome.selectors.told import SETS, Told


@dataclass(frozen=True, slots=True)
class Chip:
    """One word: ``removes`` is what its button sends."""

    label: str
    icon: str
    removes: str


VOCABULARIES = {
    "wishes": (Wish, "heart"),
    "comfort": (Comfort, "leaf"),
    "life": (Life, "person"),
    "access": (Access, "access"),
}
REMOVABLE = {*SETS, "area"}


def interest_label(slug: str) -> str:
    return interests.label(slug, (get_language() or "fr").split("-")[0])


def chips_of(told: Told, area_name: str) -> list[Chip]:
    """In the order a person reads them: what they like first, where and when last."""
    return list(_chips(told, area_name))


def _chips(told: Told, area_name: str) -> Iterator[Chip]:
    for slug in told.interests:
        yield Chip(interest_label(slug), "sun", f"interests:{slug}")
    for name, (words, icon) in VOCABULARIES.items():
        for value in getattr(told, name):
            yield Chip(str(words(value).label), icon, f"{name}:{value}")
    for code in told.languages:
        yield Chip(str(Language(code).label), "languages", f"languages:{code}")
    if area_name:
        yield Chip(area_name, "pin", "area:")
    for slot in sorted(told.free, key=SLOTS.index):
        yield Chip(slot_words(slot), "clock", f"free:{slot}")


def without(told: Told, removes: str) -> Told:
    """``removes`` comes from a chip's button; anything else changes nothing."""
    name, _separator, value = removes.partition(":")
    return told.without(name, value) if name in REMOVABLE else told

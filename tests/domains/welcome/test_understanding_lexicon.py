"""The lexicon's data files say what they mean, and every phrase in them works."""

from collections.abc import Iterator
from typing import Any

import pytest

from parvis.domains.people import vocabulary as people
from parvis.domains.welcome.selectors.lexicon import source
from parvis.domains.welcome.selectors.understanding import Understood, understand

FILES = (
    *("wishes", "comfort", "life", "access", "languages"),
    *("moments", "areas", "grammar"),
)
SIGNS = {
    "wishes": (people.Wish, "wishes"),
    "comfort": (people.Comfort, "comfort"),
    "life": (people.Life, "life"),
    "access": (people.Access, "access"),
}


def leaves(node: Any) -> Iterator[Any]:
    if isinstance(node, dict):
        for key, below in node.items():
            yield key
            yield from leaves(below)
    elif isinstance(node, list):
        for below in node:
            yield from leaves(below)
    else:
        yield node


@pytest.mark.parametrize("name", FILES)
def test_a_data_file_holds_only_words(name):
    """YAML reads a bare *no* or *on* as a boolean, which would be found nowhere."""
    assert [leaf for leaf in leaves(source(name)) if not isinstance(leaf, str)] == []


@pytest.mark.parametrize("name", SIGNS)
def test_the_values_are_those_of_a_profile(name):
    assert set(source(name)) == set(SIGNS[name][0].values)


def _plain(phrase: str) -> str:
    """The first way of saying a phrase."""
    words = (word.lstrip("=").split("|")[0] for word in phrase.split() if word != "...")
    return " ".join(words)


@pytest.mark.parametrize("name", SIGNS)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_phrase_is_understood_as_its_value(name, lang):
    missed = []
    for value, phrases in source(name).items():
        for phrase in phrases[lang]:
            found: Understood = understand(_plain(phrase), lang=lang)
            if value not in getattr(found, SIGNS[name][1]):
                missed.append((value, phrase))

    assert missed == []


def test_every_language_is_understood_in_both_languages():
    spoken = {"fr": "Bonjour, je parle ", "en": "Hello there, I speak "}
    missed = [
        (code, word)
        for code, names in source("languages")["names"].items()
        for lang, words in names.items()
        for word in words
        if code not in understand(spoken[lang] + word.lstrip("=")).languages
    ]

    assert missed == []

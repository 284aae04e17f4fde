"""The tree of interests."""

import re
from collections import Counter

import pytest

from parvis.domains.people.vocabulary.interests import ancestors, children, interests, label
from parvis.domains.welcome.selectors.understanding import understand

SENSITIVE = re.compile(
    r"religio|église|church|mosqu|synagog|prière|prayer|politi|syndicat|union|parti\b|sex|gay|"
    r"maladi|disease|cancer|dépress|depress|addict|grossesse|pregnan",
    re.IGNORECASE,
)


def test_the_tree_has_about_two_hundred_interests_three_levels_deep_at_most():
    depths = Counter(len(ancestors(slug)) for slug in interests())

    assert 190 <= depths.total() <= 230
    assert set(depths) == {0, 1, 2}


def test_every_interest_has_a_slug_labels_and_words_in_both_languages():
    for slug, interest in interests().items():
        assert slug == interest.slug
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
        assert all((interest.fr, interest.en, interest.words_fr, interest.words_en))
        assert all(isinstance(w, str) and w for w in (*interest.words_fr, *interest.words_en))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_two_interests_share_a_label(lang):
    labels = Counter(interest.label(lang) for interest in interests().values())

    assert [name for name, times in labels.items() if times > 1] == []


@pytest.mark.parametrize("words", ["words_fr", "words_en"])
def test_a_word_names_one_interest(words):
    named = Counter(word for i in interests().values() for word in getattr(i, words))

    assert [word for word, times in named.items() if times > 1] == []


def test_no_interest_reveals_what_the_law_calls_sensitive():
    texts = {
        slug: " ".join((i.fr, i.en, *i.words_fr, *i.words_en)) for slug, i in interests().items()
    }

    assert [slug for slug, text in texts.items() if SENSITIVE.search(text)] == []


def test_ancestors_go_from_the_parent_to_the_root():
    assert ancestors("hiking") == ("walking", "sport")
    assert ancestors("sport") == ()
    assert ancestors("no-such-interest") == ()


def test_children_and_parents_agree():
    assert "hiking" in children("walking")
    for slug, interest in interests().items():
        assert slug in children(interest.parent)
    assert sum(len(children(slug)) for slug in (None, *interests())) == len(interests())


def test_a_label_is_in_the_language_asked_for():
    assert label("gardening", "fr") == "Jardinage"
    assert label("gardening", "en-gb") == "Gardening"
    assert label("retired-slug", "fr") == "retired-slug"


def test_synonyms_are_plain_words_without_marks():
    for interest in interests().values():
        assert not any(mark in word for word in interest.synonyms for mark in "=|")


PLAIN = [
    (slug, lang, word)
    for slug, interest in interests().items()
    for lang, words in (("fr", interest.words_fr), ("en", interest.words_en))
    for word in words
    if "|" not in word and "..." not in word
]
ASIDE = {"fr": "Bonjour, voici ce que je fais souvent : ", "en": "Hello, this is what I do: "}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_word_of_the_file_is_understood_as_its_interest(lang):
    missed = [
        (slug, word)
        for slug, language, word in PLAIN
        if language == lang
        and slug not in understand(ASIDE[lang] + word.lstrip("="), lang=lang).interests
    ]

    assert missed == []

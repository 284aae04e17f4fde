"""Whatever is typed: no failure, nothing unknown, nothing that was not in the message."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.domains.people.vocabulary.interests import interests
from parvis.domains.welcome.selectors.understanding import Understood, understand
from tests.domains.welcome.said import AREAS, EVERY_DAY, slots

WISHES = {"talk", "walk", "help", "be-helped", "learn", "create"}
COMFORT = {"one-to-one", "small-group", "write-first", "come-with-someone"}
LIFE = {
    *("newcomer", "children", "dog", "student", "retired"),
    *("job-seeker", "working", "caregiver"),
}
ACCESS = {
    *("step-free", "hearing-loop", "sign-language", "quiet"),
    *("seating", "parking", "toilets"),
}
PIECES = (
    *("je", "j'", "n'", "aime", "pas", "sauf", "mais", "et", ",", ".", "I", "don't", "like"),
    *("sport", "photo", "fotographie", "randonée", "danse", "lundi", "matin", "soir", "à", "17h"),
    *("le", "week-end", "parle", "arabe", "anglais", "timide", "chien", "mon", "Tilleuls"),
    *("gare", "habite", "libre", "travaille", "non", "oui", "ni", "sans", "\n", "😀", "ma fille"),
)
PROSE = st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)


def check(text: str, found: Understood) -> None:
    assert set(found.interests) <= set(interests())
    assert set(found.wishes) <= WISHES
    assert set(found.comfort) <= COMFORT
    assert set(found.life) <= LIFE
    assert set(found.access) <= ACCESS
    assert set(found.free) <= set(slots(EVERY_DAY))
    assert found.area in {None, *(area.id for area in AREAS)}
    assert all(span.text in text for span in found.spans)
    values = [*found.interests, *found.wishes, *found.comfort, *found.life, *found.access]
    values += [*found.free, *found.languages, *([found.area] if found.area else [])]
    assert sorted(values) == sorted(span.value for span in found.spans)
    said = {span.value for span in found.spans if span.text}
    assert set(values) - said <= {found.language}


@settings(max_examples=250)
@given(st.text(max_size=300))
def test_any_text_is_read_without_failing(text):
    check(text, understand(text, areas=AREAS))


@settings(max_examples=400)
@given(PROSE)
def test_any_row_of_words_gives_values_found_in_it(text):
    check(text, understand(text, areas=AREAS))


@settings(max_examples=100)
@given(PROSE)
def test_the_same_text_is_always_understood_alike(text):
    assert understand(text, areas=AREAS) == understand(text, areas=AREAS)


HOSTILE = {
    "prose": "Je n'aime pas le sport, j'adore la musique et la randonée ; libre le mardi soir. ",
    "unknown words": "xqzkw brtplm vvgrtu wklmpq zzrtgh ",
    "denials": "pas ",
    "days": "mardi ",
    "hours": "17h ",
    "subjects": "je ",
    "gaps": "besoin un un un ",
    "area": "aux tilleuls ",
    "html": "<b onclick='x'>musique</b><script>",
    "null": "\0musique\0 ",
    "right to left": "\u202eمرحبا موسيقى ",
    "zalgo": "m\u0301\u0302\u0327u\u0335\u0336s\u0301i\u0302q\u0301u\u0302e\u0327 ",
    "emoji": "😀🎸",
    "one letter": "a",
    "commas": ", ",
    "surrogate": "\ud800 ",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_ten_thousand_characters_are_read_to_the_end(kind):
    text = (HOSTILE[kind] * 10_000)[:10_000]
    understand("bonjour", areas=AREAS)

    began = time.process_time()
    found = understand(text, areas=AREAS)
    spent = time.process_time() - began

    check(text, found)
    # A guard against a reading that never ends, not a measure: benchmarks hold those.
    assert spent < 5


def test_what_goes_beyond_the_longest_message_is_not_read():
    text = "bonjour " * 2_000 + "j'aime la guitare"

    assert understand(text).interests == ()


@pytest.mark.parametrize("text", ["", "   ", "😀😀😀", "12 345", "!!!", "\0", "مرحبا"])
def test_a_message_without_known_words_gives_nothing(text):
    assert understand(text, lang="fr", areas=AREAS) == Understood()


def test_each_value_comes_with_the_words_it_was_read_in():
    found = understand("Bonjour, j’adore la fotographie, libre le Mardi  soir", areas=AREAS)

    assert found.said("interest", "photography") == "fotographie"
    assert found.said("free", "tue-evening") == "Mardi  soir"
    assert found.said("language", "fr") == ""
    assert found.said("interest", "music") is None


@pytest.mark.parametrize(
    ("lang", "language"), [("fr", "fr"), ("en", "en"), (None, None), ("de", None)]
)
def test_the_language_of_the_page_settles_only_an_undecided_message(lang, language):
    assert understand("tennis", lang=lang).language == language
    assert understand("j'aime la nature", lang=lang).language == "fr"


def test_no_area_is_found_where_none_is_known():
    assert understand("j'habite aux Tilleuls").area is None

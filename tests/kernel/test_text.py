import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parvis.kernel import text

ANY = st.text(st.characters(), max_size=80)
TRICKY = st.text(
    "aeé\u0301œŒſİıßﬁ½'’\u202e\u200b\ufeff\u00ad\r\n\t\x0b\u2028 .🌻\u200d👩🏽🇫🇷", max_size=40
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Éléonore", "eleonore"),
        ("CŒUR", "coeur"),
        ("ex æquo", "ex aequo"),
        ("L’été", "l'ete"),
        ("l`été", "l'ete"),
        ("Straße", "strasse"),
        ("e\u0301", "e"),
        ("ﬁn", "fin"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("Привет", "привет"),
        ("한국어", "한국어"),
        ("日本", "日本"),
        ("", ""),
    ],
)
def test_folding_makes_what_is_the_same_equal(written: str, folded: str) -> None:
    assert text.fold(written) == folded


@given(ANY | TRICKY)
@example("`")
@example("ŉ")
def test_folding_twice_changes_nothing_more(written: str) -> None:
    assert text.fold(text.fold(written)) == text.fold(written)


@given(ANY)
def test_folding_does_not_depend_on_how_accents_are_written_nor_on_case(written: str) -> None:
    assert text.fold(unicodedata.normalize("NFD", written)) == text.fold(written)
    assert text.fold(unicodedata.normalize("NFC", written)) == text.fold(written)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Bonjour  ", "Bonjour"),
        ("a\0b\x07c\x1b[31m", "abc[31m"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("un\n\n\n\n\ndeux", "un\n\ndeux"),
        ("un\n \n\t\n \ndeux", "un\n\ndeux"),
        ("un\n\ndeux", "un\n\ndeux"),
        ("un\tdeux", "un\tdeux"),
        ("\u202egnp.eurt", "gnp.eurt"),
        ("\u2066a\u2069", "a"),
        ("se\u00adx\u200be", "sexe"),
        ("e\u0301", "é"),
        ("e\u200b\u0301", "é"),
        ("\ud800a", "a"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("שלום\u200f!", "שלום\u200f!"),
        ("10 h\u00a030", "10 h\u00a030"),
        ("\n\n", ""),
    ],
)
def test_cleaning_keeps_words_and_drops_what_hides(written: str, kept: str) -> None:
    assert text.clean(written) == kept


@given(ANY | TRICKY)
def test_what_is_clean_stays_the_same_and_can_be_stored(written: str) -> None:
    kept = text.clean(written)
    assert text.clean(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert "\n\n\n" not in kept
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in kept if c not in "\n\t")
    kept.encode()  # raises for half of a pair


@pytest.mark.parametrize(
    ("written", "length", "shown"),
    [
        ("Un café ce matin", 40, "Un café ce matin"),
        ("Un café ce matin", 16, "Un café ce matin"),
        ("Un café ce matin", 15, "Un café ce…"),
        ("Un café ce matin", 11, "Un café ce…"),
        ("Un café ce matin", 10, "Un café…"),
        ("Un café,  ce\nmatin", 10, "Un café…"),
        ("Un café, ce matin", 9, "Un café…"),
        ("Prêt\u202f? Partez", 8, "Prêt…"),
        ("Prêt\u202f? Partez", 30, "Prêt\u202f? Partez"),
        ("Anticonstitutionnellement", 10, "Anticonst…"),
        ("abcdef", 1, "…"),
        ("abcdef", 0, ""),
        ("", 5, ""),
        ("👩\u200d👩\u200d👧👩\u200d👩\u200d👧", 8, "👩\u200d👩\u200d👧…"),
        ("🇫🇷🇫🇷🇫🇷", 4, "🇫🇷…"),
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
    ],
)
def test_an_excerpt_ends_between_words(written: str, length: int, shown: str) -> None:
    assert text.excerpt(written, length) == shown


@given(ANY | TRICKY, st.integers(0, 60))
def test_an_excerpt_is_never_longer_than_asked_and_begins_like_the_text(
    written: str, length: int
) -> None:
    shown = text.excerpt(written, length)
    assert len(shown) <= length
    line = text.BREAKING_SPACES.sub(" ", written).strip()
    assert shown == line or line.startswith(shown.removesuffix("…"))


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Éléonore", "É"),
        ("Marie-Claire Le Goff", "MG"),
        ("jean d'ormesson", "JD"),
        ("  ana   maria  ", "AM"),
        ("(Sam) « Lou »", "SL"),
        ("2 rives", "2R"),
        ("🌻", "🌻"),
        ("🌻 Rose", "R"),
        ("ß", "S"),
        ("李 明", "李明"),
        ("...", "."),
        ("", ""),
    ],
)
def test_initials_are_the_first_letters_of_the_first_and_last_word(name: str, letters: str) -> None:
    assert text.initials(name) == letters

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parvis.kernel.text import typographic

T, H = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Bonjour!", f"Bonjour{T}!"),
        ("Bonjour !", f"Bonjour{T}!"),
        (f"Bonjour{H}!", f"Bonjour{T}!"),
        (f"Bonjour{T}!", f"Bonjour{T}!"),
        ("Quoi?! Non!!!", f"Quoi{T}?! Non{T}!!!"),
        ("un; deux ;trois", f"un{T}; deux{T};trois"),
        ("Attention: ici", f"Attention{H}: ici"),
        ("Attention : ici", f"Attention{H}: ici"),
        ("Attention :\nici", f"Attention{H}:\nici"),
        ("(?) [!]", "(?) [!]"),
        ("«Bonjour»", f"«{H}Bonjour{H}»"),
        ("« Bonjour ! »", f"«{H}Bonjour{T}!{H}»"),
        ("l'eau d'Aurélie aujourd'hui", "l’eau d’Aurélie aujourd’hui"),
        ("'quoted'", "'quoted'"),
        ("9h30", f"9{H}h{H}30"),
        ("9 h 30", f"9{H}h{H}30"),
        ("de 9h à 18h", f"de 9{H}h à 18{H}h"),
        ("09H05.", f"09{H}h{H}05."),
        ("24h/24", f"24{H}h/24"),
        ("25h30", "25h30"),
        ("9h75", "9h75"),
        ("1e9h3", "1e9h3"),
        ("Attendez...", "Attendez…"),
        ("Attendez......", "Attendez…"),
        ("fin..", "fin.."),
        ("Attends...!", f"Attends…{T}!"),
        ("ratio 3:2, 10:30", "ratio 3:2, 10:30"),
        ("", ""),
        ("?", "?"),
    ],
)
def test_a_text_is_spaced_as_in_a_book(typed: str, shown: str) -> None:
    assert typographic(typed) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "https://exemple.fr/a?b=1;c=2!d...e",
        "http://exemple.fr:8000/l'eau",
        "www.exemple.fr/?q",
        "mailto:a.b@exemple.fr?subject=a",
        "alice...bob@exemple.fr",
        "`a ? b : c; d!`",
        "[ici](https://exemple.fr/?a=b)",
        "[ici](/page?x;y)",
        "&amp; &eacute; &#39; &#x27;",
        ":) ;) :-) :'( :D",
        "\n\n- un\n- deux\n",
    ],
)
def test_addresses_code_and_faces_are_left_alone(typed: str) -> None:
    assert typographic(typed) == typed


def test_a_sentence_around_an_address_is_still_spaced() -> None:
    typed = "Voir : https://exemple.fr/?a!b ou moi@exemple.fr !"
    assert typographic(typed) == f"Voir{H}: https://exemple.fr/?a!b ou moi@exemple.fr{T}!"


PIECES = ["https://a.fr/?b", "www.", "a@b.fr", "`x!`", "`", "9h", "30", " ", " ?", ";)", "«", "»"]
PIECES += [":", "...", "&amp", ";", "](", ")", "l'", "eau", "\n", "!"]


@given(
    st.text(max_size=60)
    | st.text(f"ab9h30'’.…:;!?«»()[]`@&/- \n{T}{H}\ue000", max_size=30)
    | st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
)
@example("a@b.fr;)")
def test_spacing_twice_changes_nothing_more(typed: str) -> None:
    once = typographic(typed)
    assert typographic(once) == once


@given(st.text("abé9h30'’.…:;!?«» \n", max_size=40))
def test_only_spaces_apostrophes_and_dots_ever_change(typed: str) -> None:
    def bare(text: str) -> str:
        kept = text.replace("…", ".").replace("'", "’")
        return re.sub(r"\.+|\s", lambda found: found.group().strip()[:1], kept)

    assert bare(typographic(typed)) == bare(typed)

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from parvis.kernel.text import markdown

LINK = '<a href="{0}" rel="nofollow noopener">{1}</a>'


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Bonjour", "<p>Bonjour</p>"),
        ("un\n\ndeux", "<p>un</p>\n<p>deux</p>"),
        ("un\ndeux", "<p>un<br>\ndeux</p>"),
        ("*un* **deux**", "<p><em>un</em> <strong>deux</strong></p>"),
        ("- un\n- deux", "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>"),
        ("3. un\n4. deux", '<ol start="3">\n<li>un</li>\n<li>deux</li>\n</ol>'),
        ("> un", "<blockquote>\n<p>un</p>\n</blockquote>"),
        ("[ici](https://a.fr/b)", f"<p>{LINK.format('https://a.fr/b', 'ici')}</p>"),
        ("[moi](mailto:a@b.fr)", f"<p>{LINK.format('mailto:a@b.fr', 'moi')}</p>"),
        ("<https://a.fr>", f"<p>{LINK.format('https://a.fr', 'https://a.fr')}</p>"),
        ("", ""),
        ("   \n ", ""),
    ],
)
def test_the_few_marks_are_shown(written: str, shown: str) -> None:
    assert markdown(written) == shown


@pytest.mark.parametrize(
    ("written", "address", "after"),
    [
        ("Voir https://a.fr/b?c=d.", "https://a.fr/b?c=d", "."),
        ("Voir https://a.fr/b, puis", "https://a.fr/b", ", puis"),
        ("(https://a.fr/b)", "https://a.fr/b", ")"),
        ("**http://a.fr/b_c**", "http://a.fr/b_c", "</strong>"),
    ],
)
def test_an_address_written_as_it_is_becomes_a_link(written: str, address: str, after: str) -> None:
    assert LINK.format(address, address) + after in markdown(written)


def test_an_address_within_a_link_is_not_linked_again() -> None:
    shown = markdown("[voir https://b.fr ici](https://a.fr)")
    assert re.findall(r'href="([^"]*)"', shown) == ["https://a.fr"]


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("# Titre", "<p># Titre</p>"),
        ("Titre\n=====", "<p>Titre<br>\n=====</p>"),
        ("---", "<p>---</p>"),
        ("`code`", "<p>`code`</p>"),
        ("    quatre", "<p>quatre</p>"),
        ("<b>gras</b>", "<p>&lt;b&gt;gras&lt;/b&gt;</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<!-- rien -->", "<p>&lt;!-- rien --&gt;</p>"),
    ],
)
def test_what_is_not_allowed_stays_visible_as_text(written: str, seen: str) -> None:
    assert markdown(written) == seen


@pytest.mark.parametrize(
    "written",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](java\nscript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:x)",
        "[x](//evil.example)",
        "[x](/deconnexion)",
        "[x](https:evil)",
        "![x](https://a.fr/pixel.png)",
        "<javascript:alert(1)>",
        '[x](https://a.fr "onmouseover=alert(1)")',
        '<img src=x onerror="alert(1)">',
        "<svg/onload=alert(1)>",
        '<a href="https://a.fr" onclick="alert(1)">x</a>',
        "[x]: javascript:alert(1)\n\n[x]",
        'https://a.fr/"onmouseover="alert(1)',
        "https://a.fr/<script>alert(1)</script>",
        "<iframe src=//evil.example></iframe>",
        '<p style="position:fixed">x</p>',
    ],
)
def test_nothing_that_runs_loads_or_deceives_gets_through(written: str) -> None:
    shown = markdown(written)
    tags = re.findall(r"<[^>]*>", shown)
    allowed = re.compile(
        r'</?(?:p|em|strong|ul|ol|li|blockquote|a)>|<br>|<ol start="\d+">'
        r'|<a href="(?:https?://|mailto:)[^"<>\s]*" rel="nofollow noopener">'
    )
    assert [tag for tag in tags if not allowed.fullmatch(tag)] == []
    assert "javascript:" not in "".join(tags).lower()


@given(st.text(max_size=200) | st.text("<>&\"'()[]!*_#-`\\/:.\nhtps a", max_size=60))
def test_any_text_gives_only_allowed_tags(written: str) -> None:
    shown = markdown(written)
    assert isinstance(shown, Markup)
    for tag in re.findall(r"<[^>]*>", shown):
        assert re.fullmatch(r"</?(?:p|br|em|strong|a|ul|ol|li|blockquote)(?: [^<>]*)?>", tag)


@pytest.mark.parametrize("piece", ["[", "*", "> ", "- ", "](", "<a ", "_a*", "https://", "&#", "`"])
def test_ten_thousand_hostile_characters_are_shown_quickly(piece: str) -> None:
    started = time.process_time()
    markdown((piece * 10_000)[:10_000])
    assert time.process_time() - started < 3

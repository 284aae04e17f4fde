"""The shell and the pages that say what went wrong."""

import re
from itertools import pairwise

import pytest
from jinja2 import Environment

from parvis.web import specimens
from tests.web.conftest import WEB, page_context

PAGES = {
    "404.html": {},
    "403.html": {},
    "403_csrf.html": {"kept": ["Bonjour, je viens d’arriver"]},
    "400.html": {},
    "429.html": {"sentence": ""},
    "offline.html": {},
    "style.html": specimens.context(),
}
SOURCES = sorted([*WEB.glob("templates/**/*.html"), *WEB.glob("components/**/*.html")])


def render(jinja: Environment, template: str, *, signed_in: bool) -> str:
    return jinja.get_template(template).render(
        {**page_context(signed_in=signed_in), **PAGES[template]}
    )


@pytest.mark.parametrize("signed_in", [True, False])
@pytest.mark.parametrize("template", PAGES)
def test_page_has_one_heading_a_title_a_way_in_and_help(jinja, template, signed_in):
    html = render(jinja, template, signed_in=signed_in)

    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert re.search(r"<title>[^<·]{3,} · Parvis</title>", html)
    assert html.index('class="skip" href="#contenu"') < html.index("<header")
    assert html.count('<main id="contenu"') == 1
    assert html.rindex('href="tel:3114"') > html.index("</main>")
    assert re.search(r'<html lang="fr"', html)


@pytest.mark.parametrize("template", PAGES)
def test_page_skips_no_heading_level(jinja, template):
    html = render(jinja, template, signed_in=True)
    main = html[html.index("<main") : html.index("</main>")]
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", main)]

    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_shell_shows_the_ways_of_who_looks(jinja):
    resident = render(jinja, "404.html", signed_in=True)
    visitor = render(jinja, "404.html", signed_in=False)

    assert 'aria-current="page"><svg' in resident
    assert "Conversations" in resident
    assert "Conversations" not in visitor
    assert "Je viens d’arriver" in visitor
    assert 'name="csrf-token"' in resident
    assert 'name="csrf-token"' not in visitor


def test_shell_changes_language_by_post_and_comes_back(jinja):
    html = render(jinja, "404.html", signed_in=False)

    assert '<form action="/set_language/" method="post"' in html
    assert '<input type="hidden" name="next" value="/ici/?q=1">' in html
    assert 'value="csrf' not in html
    assert 'name="csrfmiddlewaretoken"' in html


def test_server_error_page_needs_nothing(jinja):
    html = jinja.get_template("500.html").render({"request": None})

    assert "<h1" in html
    assert "Ce n’est pas vous" in html


def test_stale_form_gives_back_what_was_written(jinja):
    html = render(jinja, "403_csrf.html", signed_in=False)

    assert "Bonjour, je viens d’arriver</textarea>" in html


def test_signed_in_page_stays_light(jinja):
    html = render(jinja, "404.html", signed_in=True)

    assert html.count("<") / 2 < 250
    assert len(html) < 20_000


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_template_has_no_inline_style_script_or_handler(path):
    source = path.read_text(encoding="utf-8")

    assert not re.search(r"\sstyle\s*=", source)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", source)
    assert not re.search(r"<style|<script(?![^>]*\ssrc=)", source)
    assert len(source.splitlines()) < 150


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_template_words_are_typeset_in_french(path):
    said = re.findall(r'_\("([^"]*)"', path.read_text(encoding="utf-8"))

    assert [words for words in said if "'" in words or re.search(r" [?!;:»]|« ", words)] == []

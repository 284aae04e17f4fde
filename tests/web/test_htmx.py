"""A page and its fragment from one template."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from jinja2 import DictLoader, Environment, StrictUndefined, TemplateSyntaxError, UndefinedError

from parvis.web import htmx

PAGES = {
    "shell.html": "{% set town = 'Ormevault' %}<main>{% block main %}{% endblock %}</main>"
    "{{ explode() if late is defined else '' }}",
    "words.html": "{% macro loud(word) %}{{ word | upper }}!{% endmacro %}",
    "page.html": (
        "{% extends 'shell.html' %}{% import 'words.html' as words %}{% set plain = name %}"
        "{% from 'words.html' import loud with context %}"
        "{% block main %}<h1>{{ words.loud(name) }}</h1>{% block list %}"
        "<p>{{ plain }} {{ loud(name) }} {{ town }}</p>{% endblock %}{% endblock %}"
    ),
    "bare.html": "{% block list %}<p>{{ name }}</p>{% endblock %}",
    "broken.html": "{% block list %}{{ missing }}{% endblock %}",
}


@pytest.fixture
def environment() -> Environment:
    return Environment(loader=DictLoader(PAGES), autoescape=True, undefined=StrictUndefined)


def asked(boosted: bool = False, history: bool = False) -> HttpRequest:
    request = RequestFactory().get("/")
    request.htmx = SimpleNamespace(boosted=boosted, history_restore_request=history)  # type: ignore[attr-defined]
    return request


def part(environment: Environment, template: str, **values: Any) -> str:
    return htmx.part_of(environment.get_template(template), "list", values)


def test_part_uses_what_the_page_imports_and_sets(environment: Environment) -> None:
    assert (
        part(environment, "page.html", name="<ici>") == "<p>&lt;ici&gt; &lt;ICI&gt;! Ormevault</p>"
    )


def test_part_is_the_same_as_in_the_page(environment: Environment) -> None:
    whole = environment.get_template("page.html").render(name="ici")
    assert part(environment, "page.html", name="ici") in whole


def test_part_never_makes_the_rest_of_the_page(environment: Environment) -> None:
    def explode() -> str:
        raise AssertionError

    assert part(environment, "page.html", name="ici", late=True, explode=explode)


def test_part_of_a_page_without_a_shell(environment: Environment) -> None:
    assert part(environment, "bare.html", name="ici") == "<p>ici</p>"


def test_part_that_fails_says_where(environment: Environment) -> None:
    with pytest.raises(UndefinedError, match="missing"):
        part(environment, "broken.html")
    with pytest.raises(KeyError):
        htmx.part_of(environment.get_template("bare.html"), "nowhere", {"name": "ici"})
    with pytest.raises(TemplateSyntaxError):
        environment.from_string("{% block %}")


@pytest.mark.parametrize(
    ("request_", "wanted"),
    [
        (asked(), True),
        (asked(boosted=True), False),
        (asked(history=True), False),
        (RequestFactory().get("/"), False),
    ],
)
def test_fragment_is_for_a_part_of_a_page_only(request_: HttpRequest, wanted: bool) -> None:
    assert htmx.wants_fragment(request_) is wanted

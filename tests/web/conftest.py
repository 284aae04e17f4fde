"""The environment of the pages, without a request or a database."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from playwright.sync_api import Browser, BrowserContext, Page

from parvis import web
from parvis.web import specimens
from parvis.web.jinja import environment
from tests.support.browser import PATIENCE, browser_type_launch_args
from tests.web.site import Site

__all__ = ["browser_type_launch_args"]

WEB = Path(web.__file__).parent


@pytest.fixture(scope="session")
def jinja() -> Environment:
    """The product's own environment; addresses and built files are stand-ins."""
    loader = FileSystemLoader([str(WEB / "templates"), str(WEB)])
    jinja = environment(loader=loader, autoescape=True)
    jinja.globals["url"] = lambda name, *args, **kwargs: f"/{name.replace(':', '/')}/"
    jinja.globals["asset"] = lambda source: f"/static/{source}"
    jinja.globals["static"] = lambda path: f"/static/{path}"
    return jinja


SHELL = (
    '{% extends "shell.html" %}{% import "components/ui.html" as ui %}'
    "{% block title %}Essai{% endblock %}{% block main %}<h1>Essai</h1>"
)


def page_context(*, signed_in: bool) -> dict[str, Any]:
    user = SimpleNamespace(is_authenticated=signed_in, pk="0190", name="Malika")
    return {
        "request": SimpleNamespace(user=user, _messages=(), get_full_path=lambda: "/ici/?q=1"),
        "csrf_input": Markup('<input type="hidden" name="csrfmiddlewaretoken" value="token">'),
        "csrf_token": "token",
        "site_name": "Parvis",
        "town_name": "Saint-Aubin",
        "LANGUAGE_CODE": "fr",
        "languages": [("fr", "Français"), ("en", "English")],
        "help_numbers": [
            {"number": "3114", "href": "tel:3114", "name": "Écoute", "note": "", "footer": True},
            {"number": "15", "href": "tel:15", "name": "SAMU", "note": "", "footer": False},
        ],
        "current_section": "pages",
        "waiting_count": 2,
        "unread_count": 1,
        "notice_count": 0,
    }


@pytest.fixture(scope="session")
def chromium(browser: Browser) -> Browser:
    """The one browser of the run: a second one could not be started beside it."""
    return browser


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(locale="fr-FR")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(scope="session")
def running_site(jinja: Environment) -> Iterator[Site]:
    with Site(jinja) as site:
        yield site


@pytest.fixture
def site(running_site: Site) -> Site:
    """The pages of one test on a port of their own, under the product's content policy."""
    running_site.forget()
    return running_site


def open_page(
    page: Page, site: Site, path: str, source: str, *, signed_in: bool = False, **more: Any
) -> None:
    """Serve a page made of ``source`` at ``path``, and open it."""
    site.show(path, source, **{**page_context(signed_in=signed_in), **specimens.context(), **more})
    page.goto(site.base + path)

"""The demo town, twice: inside the tests' database, rolled back at the end; and really served."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, TestCase, override_settings
from django.utils import translation
from playwright.sync_api import Browser

from parvis.web import paper
from tests.pages import cast, things
from tests.pages.looking import Looker
from tests.pages.served import Served, serve
from tests.support.browser import browser_type_launch_args
from tests.support.running import running_town

__all__ = ["browser_type_launch_args"]


@pytest.fixture(scope="package")
def demo_settings() -> Iterator[None]:
    """The addresses and the doors of a demo."""
    # Read once with the settings of the tests: what others import must not become a demo's.
    import parvis.config.urls  # noqa: F401

    demo = settings.PARVIS.model_copy(update={"mode": "demo"})
    demo.__dict__.pop("is_demo", None)
    with override_settings(PARVIS=demo, ROOT_URLCONF="tests.pages.urls"):
        yield


@pytest.fixture(autouse=True)
def quick_press(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes to the press comes back unprinted: its words matter here, and are all in it.

    Real PDFs are made in ``tests/web/test_paper.py``, in the tests of gatherings, and by the town
    that is really served.
    """
    monkeypatch.setattr(paper, "_press", lambda sheet: sheet.html.encode())


@dataclass(frozen=True)
class Settled:
    """The town in the database: its things, and how each viewer comes in."""

    things: things.Things
    keys: dict[str, str]
    proved_keys: dict[str, str]

    def browser(self, viewer: str, *, proved: bool = False) -> Client:
        """A browser where this viewer is in; ``proved``: and has just said again who they are."""
        client = Client()
        if viewer != cast.VISITOR:
            keys = self.proved_keys if proved else self.keys
            client.cookies[settings.SESSION_COOKIE_NAME] = keys[viewer]
        return client


@pytest.fixture(scope="package")
def settled(
    django_db_setup: None, django_db_blocker: Any, demo_settings: None
) -> Iterator[Settled]:
    """Whatever a test writes is rolled back after it, and the town at the end."""
    from parvis.kernel import clock
    from parvis.surfaces.cli import settle

    with django_db_blocker.unblock(), translation.override("fr"):
        atomics = TestCase._enter_atomics()
        try:
            settle.build(today=clock.today(settings.TIME_ZONE))
            with TestCase.captureOnCommitCallbacks(execute=True):
                town = things.collect()
            plain = things.sessions(town, proved=False)
            yield Settled(town, plain, things.sessions(town))
        finally:
            TestCase._rollback_atomics(atomics)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """For browsers and validators. Nobody writes there, but for what a page asks to be seen."""
    with running_town(tmp_path_factory.mktemp("pages")) as town:
        yield serve(town)


@pytest.fixture(scope="module")
def window(browser: Browser, served: Served) -> Iterator[Callable[[str], Looker]]:
    """One window a viewer, kept open from page to page."""
    opened: dict[str, Looker] = {}

    def of(viewer: str) -> Looker:
        if viewer not in opened:
            opened[viewer] = Looker(browser, served, viewer)
        return opened[viewer]

    yield of
    for one in opened.values():
        one.close()

"""What every test may use."""

import os
from collections.abc import Generator, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import cache
from django.utils import translation
from hypothesis import HealthCheck, settings

# How long an example takes depends on what else the machine does. Which examples are tried does
# not change from one run to the next; `HYPOTHESIS_PROFILE=search` looks for new ones.
settings.register_profile(
    "same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("search", parent=settings.get_profile("same"), derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

TODAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

#: Files that take minutes, the longest first.
LONG = (
    "tests/pages/test_accessibility",
    "tests/pages/test_matrix",
    "tests/journeys/",
    "tests/pages/",
    "tests/domains/gatherings/test_waiting_machine",
    "tests/domains/gatherings/test_paper_sheets",
    "tests/surfaces/cli/",
    "tests/faults/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files begin first: at the end, both processes have something left to do."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    return next((n for n, name in enumerate(LONG) if item.nodeid.startswith(name)), len(LONG))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """It is always the same morning, but where other processes have a clock of their own."""
    if item.get_closest_marker("journey") or item.get_closest_marker("fault"):
        return (yield)
    with time_machine.travel(TODAY):
        return (yield)


@pytest.fixture(autouse=True)
def clean_slate() -> Iterator[None]:
    """No count, no catalogue and no language is left over from another test."""
    from parvis.domains.welcome.pairing.past import forget_history
    from parvis.domains.welcome.pairing.town import forget_town

    cache.clear()
    forget_town()
    forget_history()
    with translation.override("fr"):
        yield


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A skipped test is a failure: what cannot be checked here must be said, not passed over."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED

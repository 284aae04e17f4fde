"""What every test may use."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import translation


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

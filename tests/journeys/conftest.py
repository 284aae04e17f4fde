"""A real town and a real browser."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.browser import PHONE, browser_type_launch_args
from tests.support.running import Town, running_town

__all__ = ["PHONE", "browser_type_launch_args"]


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], town: Town) -> dict[str, Any]:
    return {
        **browser_context_args,
        "base_url": town.url,
        "viewport": PHONE,
        "locale": "fr-FR",
        "timezone_id": "Europe/Paris",
    }


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with running_town(tmp_path_factory.mktemp("town")) as started:
        yield started

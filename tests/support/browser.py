"""The one browser of the tests, and how it is started."""

import os
import shutil
from typing import Any

import pytest
from playwright.sync_api import expect

#: Milliseconds a test waits for what must come: a busy machine is slow, and no fault of the page.
PATIENCE = 40_000
expect.set_options(timeout=PATIENCE)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}


def chromium() -> str:
    found = os.environ.get("PARVIS_CHROMIUM") or shutil.which("chromium") or ""
    assert found, "Chromium is missing: apt install chromium"
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """For the folders whose ``conftest.py`` imports it."""
    return {**browser_type_launch_args, "executable_path": chromium(), "args": FLAGS}

"""A kind that waits, for every test of the watch."""

import pytest

from parvis.domains.watch.rules import kinds
from tests.factories.watch import a_kind


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is gone after it."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    a_kind()

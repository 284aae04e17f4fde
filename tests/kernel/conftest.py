"""The kernel's tests: a registry of their own, and the engine that the environment chose."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from parvis.kernel import events, search
from parvis.kernel.tasks import schedules

from .site import Site, serve


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "scaled: needs a Redis that it may kill")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What needs Redis belongs to the run that has one: left out of the other, not skipped."""
    if settings.PARVIS.engine == "scaled":
        return
    others = [item for item in items if item.get_closest_marker("scaled")]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as served:
        yield served


@pytest.fixture(autouse=True)
def registry() -> Iterator[None]:
    """No listener, job or source but the test's own; the town's are put back afterwards."""
    rooms: list[dict[str, Any]] = [
        events._facts,
        events._listeners,
        events._by_fact,
        schedules._schedules,
    ]
    rooms.append(search._sources)
    before = [dict(room) for room in rooms]
    for room in rooms[1:]:
        room.clear()
    yield
    for room, content in zip(rooms, before, strict=True):
        room.clear()
        room.update(content)

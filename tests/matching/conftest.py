"""Matching knows no database: its tests are the same on both engines, and run on one."""

import pytest


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.once)

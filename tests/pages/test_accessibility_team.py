"""The other half of ``test_accessibility``: what the team, the hosts and newcomers see."""

from collections.abc import Callable

import pytest

from tests.pages.cast import VISITOR
from tests.pages.catalogue import Row, pages
from tests.pages.looking import Looker
from tests.pages.served import Served, lookers

pytestmark = [pytest.mark.journey, pytest.mark.once]

SEEN = [
    (row, viewer)
    for row in pages()
    for viewer in lookers(row)
    if viewer not in (VISITOR, "resident")
]


@pytest.mark.parametrize(
    ("row", "viewer"), SEEN, ids=[f"{row.label} {viewer}" for row, viewer in SEEN]
)
def test_page_can_be_used_by_everybody(
    row: Row, viewer: str, window: Callable[[str], Looker], served: Served
) -> None:
    looker = window(viewer)

    assert looker.open(row.address(served.things)) == 200
    # What a resident reads too is looked at whole in the other half.
    assert looker.faults(briefly="resident" in lookers(row)) == []

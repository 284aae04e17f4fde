"""After a block two people no longer exist for each other, anywhere (trust.md TS-5).

Everything the two could see of each other is made first, and seen; then one blocks the other, and
every page is looked at again.
"""

import html
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.factories.people import a_block, signed_in
from tests.pages.catalogue import ROWS, Row
from tests.pages.conftest import Settled
from tests.pages.pair import NEWCOMER, WELCOMER, Pair, a_pair, asked, at_one_table, talking

# What a block hides is asked of both engines by the tests of each domain; here, of every page.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

#: A word that begins both names: what one types to find somebody.
SEARCHED = [
    Row("pages:search", query=f"q={word}", get={}, case=f"for {word}")
    for word in (WELCOMER[:5], NEWCOMER[:5])
]
#: Where each must see the other before the block, or this test would prove nothing.
EVERYWHERE = {
    "welcomer": {
        "people:person",
        "people:block",
        "people:distance",
        "conversations:thread",
        "conversations:conversations",
        "circles:circle",
        "gatherings:occurrence",
        "gatherings:mine",
        "notifications:notices",
        "rounds:table",
    },
    "newcomer": {
        "people:person",
        "people:block",
        "people:distance",
        "conversations:thread",
        "conversations:conversations",
        "circles:circle",
        "gatherings:occurrence",
        "organisations:organisation",
        "mutual_aid:need",
        "rounds:table",
    },
}
WHEN = {
    "asked": (
        asked,
        {"welcomer": {"watch:waiting", "welcome:answer"}, "newcomer": {"welcome:path"}},
    ),
    "talking": (talking, {"welcomer": set(), "newcomer": {"notifications:notices"}}),
}
#: What who blocked may still see: the list of those they keep away, and the talk, as evidence.
KEPT = {"people:blocked", "people:block", "people:distance", "conversations:thread"}


@pytest.fixture(params=WHEN)
def moment(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def pair(settled: Settled, moment: str) -> Pair:
    return at_one_table(WHEN[moment][0](a_pair(settled.things)))


def shown(client: Client, row: Row, things: dict[str, str]) -> str:
    """Everything a page says, with the addresses it leads to; nothing when it does not exist."""
    with transaction.atomic():
        response = client.get(row.address(things))
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    if response.status_code >= 400:
        assert response.status_code in {404, 405}
        return ""
    if "image" in response["Content-Type"]:
        return ""
    return html.unescape(body.decode()) + response.get("Location", "")


def seen_of(pair: Pair, viewer: Any, town: Settled) -> dict[str, set[str]]:
    """Where a viewer sees the other, and by what."""
    client, marks = signed_in(viewer), pair.marks(pair.other(viewer))
    things = pair.things(viewer, town.things)
    found: dict[str, set[str]] = {}
    # One row an address: what is posted there makes no difference here.
    rows = {row.address(things): row for row in [*ROWS, *SEARCHED]}
    for row in rows.values():
        if row.name.startswith("demo:"):
            continue  # the door and the mailbox of the demo show everybody, and exist nowhere else
        told = shown(client, row, things)
        # The address asked for comes back in the page: it was known before.
        told = told.replace(row.address(things), "")
        if visible := {mark for mark in marks if mark in told}:
            found.setdefault(row.name, set()).update(visible)
    return found


def test_neighbours_see_each_other_before_a_block(
    pair: Pair, moment: str, settled: Settled
) -> None:
    for role, extra in WHEN[moment][1].items():
        viewer = getattr(pair, role)
        seen = seen_of(pair, viewer, settled)
        assert (EVERYWHERE[role] | extra) - seen.keys() == set(), role
        assert pair.other(viewer).name in seen["people:person"]
        assert str(pair.other(viewer).photo_id) in seen["people:person"]


@pytest.mark.parametrize("by", ["welcomer", "newcomer"])
def test_block_hides_each_from_the_other_on_every_page(
    by: str, pair: Pair, settled: Settled
) -> None:
    blocker = getattr(pair, by)
    blocked = pair.other(blocker)
    a_block(blocker, blocked)

    assert seen_of(pair, blocked, settled) == {}
    assert seen_of(pair, blocker, settled).keys() <= KEPT


@pytest.mark.parametrize("by", ["welcomer", "newcomer"])
def test_block_closes_every_way_to_reach_the_other(by: str, pair: Pair, settled: Settled) -> None:
    blocker = getattr(pair, by)
    blocked = pair.other(blocker)
    a_block(blocker, blocked)
    client, things = signed_in(blocked), pair.things(blocked, settled.things)
    reaching = {
        "conversations:write",
        "conversations:thread",
        "conversations:accept",
        "conversations:decline",
        "people:distance",
        "people:block",
        "welcome:answer",
        "watch:not_this_time",
    }
    rows = [row for row in ROWS if row.name in reaching]
    assert {row.name for row in rows} == reaching

    answers = {
        row.name: client.post(row.address(things), row.posted(things)).status_code for row in rows
    }

    assert set(answers.values()) == {404}, answers


def test_face_of_somebody_hidden_has_no_address_any_more(pair: Pair, settled: Settled) -> None:
    """The page gives the key of a picture; a page that does not exist gives none."""
    a_block(pair.welcomer, pair.newcomer)
    client = signed_in(pair.newcomer)

    assert client.get(f"/media/{pair.welcomer.photo_id}/320.webp").status_code == 404

"""The list: open ones and those asked for; requests apart; nobody hidden; at a constant cost."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.domains.conversations import selectors, services
from parvis.domains.people import services as people
from tests.factories.conversations import a_conversation, a_message, a_request
from tests.factories.people import a_block, a_resident

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def names(rows) -> list[str]:
    return [row.name for row in rows]


def test_list_is_latest_first_with_the_last_words():
    amina = a_resident()
    for hours, name in enumerate(("Zoé", "Nadia", "Serge")):
        conversation = a_conversation(amina, a_resident(name=name), at=AT)
        a_message(conversation, amina, f"À {name}", at=AT + timedelta(hours=hours))
    rows = selectors.conversations_of(amina)
    assert [(row.name, row.excerpt) for row in rows] == [
        ("Serge", "À Serge"),
        ("Nadia", "À Nadia"),
        ("Zoé", "À Zoé"),
    ]
    assert {(row.mine, row.unread, row.waiting) for row in rows} == {(True, False, False)}
    assert names(selectors.conversations_of(amina, skip=1, most=1)) == ["Nadia"]


def test_request_is_waiting_for_one_and_a_request_for_the_other():
    amina, nadia = a_resident(name="Amina"), a_resident(name="Nadia")
    a_request(amina, nadia)
    [row] = selectors.conversations_of(amina)
    assert (row.name, row.waiting, row.unread) == ("Nadia", True, False)
    assert selectors.conversations_of(nadia) == []
    [row] = selectors.requests_to(nadia)
    assert (row.name, row.waiting, row.unread) == ("Amina", False, True)
    assert selectors.requests_to(amina) == []
    assert (selectors.unread_count(amina), selectors.unread_count(nadia)) == (0, 1)


def test_unread_is_what_the_other_wrote_since():
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia, at=AT)
    assert selectors.unread_count(amina) == 0
    for _ in range(3):
        a_message(conversation, nadia)
    assert selectors.unread_count(amina) == 1
    thread = selectors.thread_for(amina, conversation.pk)
    services.mark_read(thread=thread, seq=3, at=AT)
    assert [row.unread for row in selectors.conversations_of(amina)] == [True]
    services.mark_read(thread=thread, seq=4, at=AT)
    assert [row.unread for row in selectors.conversations_of(amina)] == [False]
    a_message(conversation, amina)
    assert selectors.unread_count(amina) == 0


@pytest.mark.parametrize("direction", ["blocks", "blocked"])
@pytest.mark.parametrize("state", ["asked", "asked by the other", "open"])
def test_block_hides_it_from_both(direction, state):
    amina, serge = a_resident(), a_resident()
    if state == "open":
        a_message(a_conversation(amina, serge), serge)
    else:
        a_request(*((amina, serge) if state == "asked" else (serge, amina)))
    kept = a_conversation(amina, a_resident(name="Nadia"))
    a_block(*((amina, serge) if direction == "blocks" else (serge, amina)))
    assert [row.id for row in selectors.conversations_of(amina)] == [kept.pk]
    for one in (amina, serge):
        assert selectors.requests_to(one) == []
        assert selectors.unread_count(one) == 0
    assert selectors.conversations_of(serge) == []


@pytest.mark.parametrize("gone", ["suspended", "leaving"])
def test_who_is_out_of_sight_is_not_listed_until_they_are_back(gone):
    amina, serge = a_resident(), a_resident()
    a_conversation(amina, serge)
    if gone == "suspended":
        people.suspend(resident=serge, by=None, at=AT)
    else:
        people.ask_erasure(resident=serge, at=AT)
    assert selectors.conversations_of(amina) == []
    if gone == "suspended":
        people.reinstate(resident=serge, by=None, at=AT)
    else:
        people.cancel_erasure(resident=serge, at=AT)
    assert len(selectors.conversations_of(amina)) == 1


def test_distance_moves_the_conversation_among_the_requests_of_one():
    amina, nadia = a_resident(name="Amina"), a_resident(name="Nadia")
    a_message(a_conversation(amina, nadia), amina)
    people.keep_distance(by=nadia, other=amina, at=AT)
    assert names(selectors.requests_to(nadia)) == ["Amina"]
    assert selectors.conversations_of(nadia) == []
    assert selectors.unread_count(nadia) == 0
    assert names(selectors.conversations_of(amina)) == ["Nadia"]
    people.stop_distance(by=nadia, other=amina, at=AT)
    assert names(selectors.conversations_of(nadia)) == ["Amina"]
    assert selectors.unread_count(nadia) == 1


def test_nobody_sees_the_conversations_of_others():
    one, other, stranger = a_resident(), a_resident(), a_resident()
    a_message(a_conversation(one, other), one)
    a_request(one, a_resident())
    assert selectors.conversations_of(stranger) == []
    assert selectors.requests_to(stranger) == []


@pytest.mark.parametrize("read", ["conversations_of", "requests_to", "unread_count"])
def test_reads_cost_the_same_for_one_and_for_three(read):
    amina = a_resident()

    def cost(number: int) -> int:
        for _ in range(number):
            other = a_resident()
            if read == "requests_to":
                a_request(other, amina)
            else:
                a_message(a_conversation(other, amina), other)
        with CaptureQueriesContext(connection) as queries:
            assert getattr(selectors, read)(amina)
        return len(queries)

    assert cost(1) == cost(2)

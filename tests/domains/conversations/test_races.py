"""At the same moment: nothing is lost, nothing is sent twice, no number is missing."""

import uuid
from datetime import UTC, datetime

import pytest

from parvis.domains.conversations import rules, services
from parvis.domains.conversations.models import Conversation, Message
from parvis.domains.conversations.vocabulary import REQUESTS_PER_DAY_NEW
from parvis.kernel.models import Fact
from tests.domains.watch.races import at_once
from tests.factories.conversations import a_conversation, a_request
from tests.factories.people import a_resident

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def send(conversation, by, body="Bonjour", once=None):
    once = once or str(uuid.uuid4())
    return services.send(conversation=conversation, by=by, body=body, once=once, at=AT)


def test_eight_at_once_lose_nothing_and_leave_no_gap():
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)

    def ten(thread: int, by) -> None:
        for number in range(10):
            send(conversation, by, body=f"{thread} {number}")

    pairs = enumerate((amina, nadia) * 4)
    results = at_once(*[lambda thread=thread, by=by: ten(thread, by) for thread, by in pairs])
    assert results == [None] * 8
    messages = list(Message.objects.order_by("seq"))
    assert [message.seq for message in messages] == list(range(1, 82))
    conversation.refresh_from_db()
    assert conversation.last_seq == 81
    assert Fact.objects.filter(name="conversations.MessageSent").count() == 80
    # What one thread sent after another is numbered after it.
    for thread in range(8):
        said = [m.body for m in messages if m.body.startswith(f"{thread} ")]
        assert said == [f"{thread} {number}" for number in range(10)]


def test_twenty_at_once_with_one_key_are_one_message():
    amina, nadia = a_resident(), a_resident()
    conversation, once = a_conversation(amina, nadia), str(uuid.uuid4())
    results = at_once(*[lambda: send(conversation, amina, once=once).pk] * 20)
    assert len(set(results)) == 1
    assert Message.objects.count() == 2


def test_both_asking_at_once_have_one_open_conversation():
    amina, nadia = a_resident(), a_resident()
    results = at_once(
        *[lambda: a_request(amina, nadia, "Bonjour Nadia").pk] * 3,
        *[lambda: a_request(nadia, amina, "Bonjour Amina").pk] * 3,
    )
    assert len(set(results)) == 1
    conversation = Conversation.objects.get()
    assert conversation.state == "open"
    assert sorted(conversation.messages.values_list("body", flat=True)) == [
        "Bonjour Amina",
        "Bonjour Nadia",
    ]
    assert list(conversation.messages.values_list("seq", flat=True)) == [1, 2]


def test_asking_many_people_at_once_keeps_the_limit_of_the_day():
    amina, others = a_resident(), [a_resident() for _ in range(8)]
    results = at_once(*[lambda to=to: a_request(amina, to).pk for to in others])
    refused = [each for each in results if isinstance(each, rules.TooManyRequests)]
    assert len(refused) == 8 - REQUESTS_PER_DAY_NEW
    assert Conversation.objects.count() == REQUESTS_PER_DAY_NEW

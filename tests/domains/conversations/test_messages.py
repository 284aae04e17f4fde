"""Messages are sent once, numbered without a gap, and only between two who agree."""

import uuid
from datetime import UTC, datetime

import pytest

from parvis.domains.conversations import rules, selectors, services
from parvis.domains.conversations.models import Conversation, Message, Participant
from parvis.domains.conversations.vocabulary import CAUGHT_UP, SHOWN
from parvis.domains.people import services as people
from parvis.kernel import idempotency
from parvis.kernel.errors import NotVisible
from parvis.kernel.models import Fact
from tests.factories.conversations import a_conversation, a_message, a_request
from tests.factories.people import a_block, a_resident

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def send(conversation, by, body="Bonjour", once=None):
    once = once or str(uuid.uuid4())
    return services.send(conversation=conversation, by=by, body=body, once=once, at=AT)


def test_send_numbers_messages_from_one_without_a_gap():
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)
    sent = [send(conversation, by) for by in (nadia, amina, nadia)]
    assert [message.seq for message in sent] == [2, 3, 4]
    conversation.refresh_from_db()
    assert (conversation.last_seq, conversation.last_at) == (4, AT)


def test_send_twice_with_the_same_key_is_one_message():
    amina, nadia = a_resident(), a_resident()
    conversation, once = a_conversation(amina, nadia), str(uuid.uuid4())
    assert send(conversation, amina, once=once) == send(conversation, amina, once=once)
    assert Message.objects.count() == 2
    assert Fact.objects.filter(name="conversations.MessageSent").count() == 1
    # The same key of somebody else, or in another conversation, is another message.
    send(conversation, nadia, once=once)
    send(a_conversation(amina, a_resident()), amina, once=once)
    assert Message.objects.filter(body="Bonjour").count() == 3


@pytest.mark.parametrize("once", ["", "mot", "123"])
def test_send_without_a_key_is_a_stale_form(once):
    amina = a_resident()
    conversation = a_conversation(amina, a_resident())
    with pytest.raises(idempotency.StaleForm):
        services.send(conversation=conversation, by=amina, body="?", once=once, at=AT)
    assert Message.objects.count() == 1


def test_send_refused_may_be_tried_again_with_the_same_key():
    amina, nadia = a_resident(), a_resident()
    conversation, once = a_request(amina, nadia), str(uuid.uuid4())
    with pytest.raises(rules.NotAccepted):
        send(conversation, amina, once=once)
    services.accept(conversation=conversation, by=nadia, at=AT)
    assert send(conversation, amina, once=once).seq == 2


@pytest.mark.parametrize(
    ("state", "asker", "asked", "stranger"),
    [
        ("asked", rules.NotAccepted, rules.NotAccepted, NotVisible),
        ("declined", rules.NotAccepted, rules.NotAccepted, NotVisible),
        ("open", None, None, NotVisible),
        ("distance by the asked", None, None, NotVisible),
        ("blocked by the asked", NotVisible, rules.Closed, NotVisible),
        ("blocked by the asker", rules.Closed, NotVisible, NotVisible),
        ("blocked by both", rules.Closed, rules.Closed, NotVisible),
        ("the asked suspended", NotVisible, None, NotVisible),
        ("the asked erased", rules.Closed, None, NotVisible),
    ],
)
def test_who_may_send(state, asker, asked, stranger):
    amina, nadia = a_resident(), a_resident()
    conversation = a_request(amina, nadia)
    if state == "declined":
        services.decline(conversation=conversation, by=nadia, at=AT)
    elif state != "asked":
        services.accept(conversation=conversation, by=nadia, at=AT)
    if state == "distance by the asked":
        people.keep_distance(by=nadia, other=amina, at=AT)
    if state in {"blocked by the asked", "blocked by both"}:
        a_block(nadia, amina)
    if state in {"blocked by the asker", "blocked by both"}:
        a_block(amina, nadia)
    if state == "the asked suspended":
        people.suspend(resident=nadia, by=None, at=AT)
    if state == "the asked erased":
        people.erase(resident_id=nadia.pk, at=AT)
    gone = state in {"the asked suspended", "the asked erased"}
    cast = [(amina, asker), (a_resident(), stranger), *([] if gone else [(nadia, asked)])]
    for by, refusal in cast:
        if refusal is None:
            assert send(conversation, by).author == by
        else:
            with pytest.raises(refusal):
                send(conversation, by)


def test_blocker_reads_again_and_blocked_finds_nothing():
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)
    a_message(conversation, amina, "Quelque chose de blessant")
    a_block(nadia, amina)
    thread = selectors.thread_for(nadia, conversation.pk)
    assert thread.is_blocked
    assert [m.body for m in selectors.latest_messages(thread)][-1] == "Quelque chose de blessant"
    with pytest.raises(NotVisible):
        selectors.thread_for(amina, conversation.pk)
    with pytest.raises(NotVisible):
        selectors.messages_since(conversation, amina, 0)
    for one in (amina, nadia):
        assert selectors.conversations_of(one) == []
        assert selectors.requests_to(one) == []
        assert selectors.unread_count(one) == 0


def test_unblocked_finds_it_again_as_it_was():
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)
    people.block(by=nadia, other=amina, at=AT)
    people.unblock(by=nadia, other=amina, at=AT)
    assert send(conversation, amina).seq == 2


def test_messages_since_a_number_fill_any_gap():
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)
    for _ in range(5):
        a_message(conversation, nadia)
    stored = list(conversation.messages.values_list("seq", flat=True))
    # A page that saw some messages, in any order, and lost others asks from its last without a gap.
    for seen in range(7):
        found = [message.seq for message in selectors.messages_since(conversation, amina, seen)]
        assert [*range(1, seen + 1), *found] == stored


def test_messages_since_long_ago_come_in_parts():
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)
    Message.objects.bulk_create(
        Message(conversation=conversation, seq=2 + number, author=nadia, body="…")
        for number in range(CAUGHT_UP + 10)
    )
    Conversation.objects.update(last_seq=CAUGHT_UP + 11)
    first = selectors.messages_since(conversation, amina, 1)
    rest = selectors.messages_since(conversation, amina, first[-1].seq)
    assert (len(first), len(rest)) == (CAUGHT_UP, 10)


def test_messages_are_shown_fifty_at_a_time_oldest_first():
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)
    Message.objects.bulk_create(
        Message(conversation=conversation, seq=2 + number, author=nadia, body="…")
        for number in range(59)
    )
    Conversation.objects.update(last_seq=60)
    thread = selectors.thread_for(amina, conversation.pk)
    latest = [message.seq for message in selectors.latest_messages(thread)]
    assert latest == list(range(61 - SHOWN, 61))
    assert [m.seq for m in selectors.messages_before(thread, latest[0])] == list(range(1, 11))


def test_read_never_goes_back_nor_beyond_what_was_written():
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)
    a_message(conversation, nadia)

    def read(seq: int) -> int:
        thread = selectors.thread_for(amina, conversation.pk)
        services.mark_read(thread=thread, seq=seq, at=AT)
        return Participant.objects.get(conversation=conversation, resident=amina).read_seq

    assert [read(1), read(99), read(1)] == [1, 2, 2]

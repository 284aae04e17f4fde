"""Who is told of what: the other, at once; quietly or not at all when they keep somebody away."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail

from parvis.domains.conversations import selectors, services
from parvis.domains.conversations.events import MessageSent
from parvis.domains.conversations.tasks import tell_message
from parvis.domains.people import services as people
from parvis.domains.people.vocabulary import Role
from parvis.domains.watch.rules import kinds
from parvis.kernel import clock, realtime, tasks
from tests.factories.conversations import a_conversation, a_message, a_request
from tests.factories.people import a_block, a_resident, a_role
from tests.factories.watch import a_kind, an_item

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def now():
    with time_machine.travel(AT, tick=False) as traveller:
        tasks.run_due()  # the jobs are known from now on
        yield traveller


@pytest.fixture
def told(monkeypatch):
    said = []
    monkeypatch.setattr(
        realtime, "tell", lambda to, kind, **values: said.append((to, kind, values))
    )
    return said


def talk(told) -> list[tuple]:
    return [each for each in told if each[1] != "notice"]


def titles(resident) -> list[str]:
    return [notice.title for notice in resident.notices.order_by("created_at")]


def read(resident, conversation) -> None:
    thread = selectors.thread_for(resident, conversation.pk)
    services.mark_read(thread=thread, seq=thread.conversation.last_seq, at=clock.now())


def test_request_is_told_to_the_one_asked_only(now, told):
    amina, nadia = a_resident(name="Amina"), a_resident()
    conversation = a_request(amina, nadia, "Bonjour, un secret")
    tasks.run_due(raising=True)
    assert talk(told) == [(nadia.pk, "conversation", {"conversation": conversation.pk})]
    assert titles(nadia) == ["Amina aimerait vous écrire"]
    assert titles(amina) == []
    assert [sent.to for sent in mail.outbox] == [[nadia.email]]
    assert "un secret" not in mail.outbox[0].body


def test_acceptance_is_told_to_the_asker_only(now, told):
    amina, nadia = a_resident(), a_resident(name="Nadia")
    conversation = a_conversation(amina, nadia)
    nadia.notices.all().delete()
    tasks.run_due(raising=True)
    assert (amina.pk, "conversation", {"conversation": conversation.pk}) in told
    assert titles(amina) == ["Nadia a accepté votre message"]


def test_refusal_is_told_to_nobody(now, told):
    amina, nadia = a_resident(), a_resident()
    conversation = a_request(amina, nadia)
    tasks.run_due(raising=True)
    told.clear()
    mail.outbox.clear()
    services.decline(conversation=conversation, by=nadia, at=AT)
    tasks.run_due(raising=True)
    assert told == []
    assert titles(amina) == []
    assert mail.outbox == []


def test_answer_with_words_is_told_once(now, told):
    welcomer, newcomer = a_resident(name="Nadia"), a_resident()
    services.open_with(by=welcomer, to=newcomer, body="Bienvenue !", at=AT)
    tasks.run_due(raising=True)
    assert titles(newcomer) == ["Nadia vous a écrit"]


def test_message_is_told_to_the_other_with_its_number(now, told):
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)
    tasks.run_due(raising=True)
    told.clear()
    a_message(conversation, amina)
    tasks.run_due(raising=True)
    assert talk(told) == [(nadia.pk, "message", {"conversation": conversation.pk, "seq": 2})]


def test_messages_unread_are_one_notice_and_one_mail(now):
    amina, nadia = a_resident(name="Amina"), a_resident()
    conversation = a_conversation(amina, nadia)
    read(nadia, conversation)
    tasks.run_due(raising=True)
    now.shift(timedelta(minutes=10))
    mail.outbox.clear()
    nadia.notices.all().delete()
    for _ in range(3):
        a_message(conversation, amina, "Des mots privés")
        tasks.run_due(raising=True)
        now.shift(timedelta(minutes=3))
    tasks.run_due(raising=True)
    assert titles(nadia) == ["Amina vous a écrit"]
    assert len(mail.outbox) == 1
    assert "Des mots privés" not in mail.outbox[0].body + mail.outbox[0].subject
    assert f"/conversations/{conversation.pk}/" in mail.outbox[0].body
    # Once read, the next message is told again.
    read(nadia, conversation)
    assert not nadia.notices.filter(read_at=None).exists()
    now.shift(timedelta(minutes=10))
    a_message(conversation, amina)
    tasks.run_due(raising=True)
    assert len(mail.outbox) == 2


def test_message_told_twice_by_the_worker_is_one_notice(now):
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)
    message = a_message(conversation, amina)
    tasks.run_due(raising=True)
    before = titles(nadia)
    fact = MessageSent(conversation_id=conversation.pk, seq=message.seq, author_id=amina.pk, at=AT)
    tell_message(fact)
    assert titles(nadia) == before
    assert before.count(f"{amina.name} vous a écrit") == 1


def test_live_talk_sends_no_mail_until_two_minutes_of_silence(now):
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)
    tasks.run_due(raising=True)
    mail.outbox.clear()
    for _ in range(5):
        for by, other in ((amina, nadia), (nadia, amina)):
            read(other, conversation)
            a_message(conversation, by)
            tasks.run_due(raising=True)
            read(other, conversation)
            now.shift(timedelta(seconds=20))
    assert mail.outbox == []
    # The last message comes as Nadia has just left: told after two minutes, once.
    a_message(conversation, amina)
    tasks.run_due(raising=True)
    assert mail.outbox == []
    for _ in range(4):
        now.shift(timedelta(minutes=1))
        tasks.run_due(raising=True)
    assert [sent.to for sent in mail.outbox] == [[nadia.email]]


def test_message_already_read_is_not_told(now):
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)
    a_message(conversation, amina)
    read(nadia, conversation)
    now.shift(timedelta(minutes=10))
    tasks.run_due(raising=True)
    assert f"{amina.name} vous a écrit" not in titles(nadia)


@pytest.mark.parametrize("when", ["request", "message"])
def test_distance_is_quiet_in_one_direction_only(now, told, when):
    amina, nadia = a_resident(), a_resident()
    people.keep_distance(by=nadia, other=amina, at=AT)
    if when == "request":
        a_request(amina, nadia)
    else:
        conversation = a_conversation(amina, nadia)
        tasks.run_due(raising=True)
        told.clear()
        mail.outbox.clear()
        a_message(conversation, amina)
    now.shift(timedelta(minutes=5))
    tasks.run_due(raising=True)
    assert told == []
    assert titles(nadia) == []
    assert mail.outbox == []
    assert selectors.unread_count(nadia) == 0
    assert [row.name for row in selectors.requests_to(nadia)] == [amina.name]
    if when == "message":
        a_message(conversation, nadia)
        tasks.run_due(raising=True)
        assert [to for to, kind, _ in talk(told)] == [amina.pk]


@pytest.mark.parametrize("direction", ["author blocks", "reader blocks"])
def test_block_before_the_worker_ran_silences_everything(now, told, direction):
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)
    a_message(conversation, amina)
    a_block(*((amina, nadia) if direction == "author blocks" else (nadia, amina)))
    now.shift(timedelta(minutes=5))
    tasks.run_due(raising=True)
    assert told == []
    assert mail.outbox == []
    assert not nadia.notices.exists()
    assert not amina.notices.exists()


@pytest.fixture
def welcome(monkeypatch):
    """A request that the watch keeps: to Nadia, with Serge in her place."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    a_kind()
    amina, nadia, serge = a_resident(name="Amina"), a_resident(), a_resident()
    for each in (nadia, serge):
        a_role(each, Role.WELCOMER)
    conversation = a_request(amina, nadia)
    item = an_item(amina, first=nadia, substitutes=[serge], subject_id=conversation.pk)
    return conversation, item, amina, nadia, serge


def test_request_to_who_answers_for_something_older_is_told(now, welcome):
    _conversation, _item, amina, nadia, serge = welcome
    tasks.run_due(raising=True)
    now.shift(timedelta(hours=1))
    an_item(amina, first=serge)
    now.shift(timedelta(minutes=1))
    a_request(amina, serge)
    tasks.run_due(raising=True)
    assert "Amina aimerait vous écrire" in titles(serge)
    assert "Amina aimerait vous écrire" not in titles(nadia)


def test_watched_request_is_told_once_by_the_watch(now, welcome):
    _conversation, _item, _amina, nadia, _serge = welcome
    tasks.run_due(raising=True)
    assert titles(nadia) == ["Amina aimerait être accueilli·e"]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("how", ["accepting", "writing"])
def test_watched_request_is_answered_by_the_one_asked(now, welcome, how):
    conversation, item, amina, nadia, _serge = welcome
    if how == "accepting":
        services.accept(conversation=conversation, by=nadia, at=AT)
    else:
        services.open_with(by=nadia, to=amina, body="Bienvenue !", at=AT)
    tasks.run_due(raising=True)
    item.refresh_from_db()
    assert (item.ending, item.answered_by) == ("answered", nadia)


def test_watched_request_is_not_answered_by_who_waits(now, welcome):
    _conversation, item, amina, _nadia, _serge = welcome
    other = a_conversation(amina, a_resident())
    a_message(other, amina)
    tasks.run_due(raising=True)
    item.refresh_from_db()
    assert item.ended_at is None


def test_watched_request_declined_asks_the_next_at_once(now, welcome):
    conversation, item, amina, nadia, serge = welcome
    tasks.run_due(raising=True)
    services.decline(conversation=conversation, by=nadia, at=AT)
    tasks.run_due(raising=True)
    assert titles(serge) == ["Amina aimerait être accueilli·e"]
    item.refresh_from_db()
    assert item.ended_at is None
    assert titles(amina) == []

"""First contact is by consent: asked, accepted, declined without a word."""

from datetime import UTC, datetime, timedelta

import pytest

from parvis.domains.conversations import rules, selectors, services
from parvis.domains.conversations.models import Conversation, Message, Participant
from parvis.domains.conversations.rules import Standing
from parvis.domains.conversations.vocabulary import (
    ASK_AGAIN_AFTER_DAYS,
    REQUESTS_PER_DAY,
    REQUESTS_PER_DAY_NEW,
    Purpose,
    State,
)
from parvis.kernel.errors import NotVisible
from parvis.kernel.models import Fact
from tests.factories.conversations import a_conversation, a_request
from tests.factories.people import a_block, a_resident

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MONTH = timedelta(days=ASK_AGAIN_AFTER_DAYS)


def facts() -> list[str]:
    rows = Fact.objects.filter(name__startswith="conversations.").order_by("happened_at", "id")
    return [row.name.partition(".")[2] for row in rows]


def bodies(conversation) -> list[str]:
    return list(conversation.messages.values_list("body", flat=True))


def test_ask_is_a_request_with_one_message():
    amina, nadia = a_resident(), a_resident()
    conversation = services.ask(
        by=amina, to=nadia, body="Bonjour !", purpose=Purpose.WELCOME, at=AT
    )
    assert (conversation.state, conversation.purpose) == (State.ASKED, Purpose.WELCOME)
    assert bodies(conversation) == ["Bonjour !"]
    assert set(conversation.participants.values_list("resident", flat=True)) == {amina.pk, nadia.pk}
    assert selectors.thread_for(amina, conversation.pk).standing is Standing.WAITING
    assert selectors.thread_for(nadia, conversation.pk).standing is Standing.ASKED
    assert facts() == ["ContactAsked"]


def test_ask_twice_gives_the_same_and_keeps_the_first_message():
    amina, nadia = a_resident(), a_resident()
    first = a_request(amina, nadia, "Bonjour !", at=AT)
    again = a_request(amina, nadia, "Vous êtes là ?", at=AT + timedelta(hours=1))
    assert first == again
    assert bodies(first) == ["Bonjour !"]
    assert facts() == ["ContactAsked"]


def test_ask_while_it_is_open_gives_the_conversation():
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia, at=AT)
    assert a_request(amina, nadia, "Encore", at=AT) == conversation
    assert a_request(nadia, amina, "Encore", at=AT) == conversation
    assert Message.objects.count() == 1


@pytest.mark.parametrize("hidden", ["blocked", "blocks", "suspended", "leaving"])
def test_ask_somebody_out_of_sight_is_not_found(hidden):
    amina, serge = a_resident(), a_resident()
    if hidden in {"blocked", "blocks"}:
        a_block(*((serge, amina) if hidden == "blocked" else (amina, serge)))
    else:
        serge.is_active = hidden != "suspended"
        serge.erasure_asked_at = AT if hidden == "leaving" else None
        serge.save()
    for contact in (services.ask, services.open_with):
        with pytest.raises(NotVisible):
            contact(by=amina, to=serge, body="Bonjour", at=AT)
    assert not Conversation.objects.exists()


def test_ask_oneself_is_refused():
    amina = a_resident()
    with pytest.raises(rules.Alone):
        a_request(amina, amina)


def test_ask_with_a_link_leaves_nothing_behind():
    with pytest.raises(rules.HoldsLink):
        a_request(a_resident(), a_resident(), "www.exemple.fr")
    assert not Conversation.objects.exists()


def test_ask_three_people_a_day_while_nobody_knows_you():
    amina = a_resident()
    for _ in range(REQUESTS_PER_DAY_NEW):
        a_request(amina, a_resident(), at=AT)
    with pytest.raises(rules.TooManyRequests):
        a_request(amina, a_resident(), at=AT + timedelta(hours=23, minutes=59))
    a_request(amina, a_resident(), at=AT + timedelta(hours=24))


def test_ask_ten_people_a_day_once_somebody_talks_with_you():
    amina = a_resident()
    a_conversation(a_resident(), amina, at=AT)
    for _ in range(REQUESTS_PER_DAY):
        a_request(amina, a_resident(), at=AT)
    with pytest.raises(rules.TooManyRequests):
        a_request(amina, a_resident(), at=AT)


def test_ask_again_those_who_wait_does_not_count():
    amina, nadia = a_resident(), a_resident()
    for _ in range(REQUESTS_PER_DAY_NEW + 2):
        a_request(amina, nadia, at=AT)
    assert rules.requests_left(amina, AT) == REQUESTS_PER_DAY_NEW - 1


def test_accept_opens_it_once():
    amina, nadia = a_resident(), a_resident()
    conversation = a_request(amina, nadia, at=AT)
    for _ in range(2):
        services.accept(conversation=conversation, by=nadia, at=AT)
    conversation.refresh_from_db()
    assert (conversation.state, conversation.answered_at) == (State.OPEN, AT)
    assert facts() == ["ContactAsked", "ContactAccepted"]
    for one in (amina, nadia):
        assert selectors.thread_for(one, conversation.pk).standing is Standing.OPEN


def test_decline_looks_to_the_asker_like_no_answer_yet():
    amina, nadia, silent = a_resident(), a_resident(), a_resident()
    declined, unanswered = a_request(amina, nadia, at=AT), a_request(amina, silent, at=AT)
    for _ in range(2):
        services.decline(conversation=declined, by=nadia, at=AT)

    def seen(conversation) -> tuple:
        thread = selectors.thread_for(amina, conversation.pk)
        [row] = [r for r in selectors.conversations_of(amina) if r.id == conversation.pk]
        try:
            services.send(
                conversation=conversation, by=amina, body="?", once=str(declined.pk), at=AT
            )
        except rules.NotAccepted as refusal:
            said = str(refusal)
        return thread.standing, row.waiting, row.unread, row.excerpt, row.at, said

    assert seen(declined) == seen(unanswered)
    assert selectors.thread_for(nadia, declined.pk).standing is Standing.DECLINED
    assert selectors.requests_to(nadia) == []
    assert facts().count("ContactDeclined") == 1


def test_decline_then_accept_opens_it():
    amina, nadia = a_resident(), a_resident()
    conversation = a_request(amina, nadia, at=AT)
    services.decline(conversation=conversation, by=nadia, at=AT)
    services.accept(conversation=conversation, by=nadia, at=AT)
    assert selectors.thread_for(amina, conversation.pk).standing is Standing.OPEN


def test_decline_once_open_changes_nothing():
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia, at=AT)
    services.decline(conversation=conversation, by=nadia, at=AT)
    assert selectors.thread_for(nadia, conversation.pk).standing is Standing.OPEN


@pytest.mark.parametrize("who", ["asker", "stranger", "blocked since", "blocker"])
@pytest.mark.parametrize("answer", [services.accept, services.decline])
def test_only_the_one_asked_answers(who, answer):
    amina, nadia = a_resident(), a_resident()
    conversation = a_request(amina, nadia, at=AT)
    if who == "blocked since":
        a_block(amina, nadia)
    if who == "blocker":
        a_block(nadia, amina)
    by = {"asker": amina, "stranger": a_resident()}.get(who, nadia)
    with pytest.raises(NotVisible):
        answer(conversation=conversation, by=by, at=AT)
    conversation.refresh_from_db()
    assert conversation.state == State.ASKED


@pytest.mark.parametrize("declined", [True, False])
def test_ask_again_after_a_month_then_never_more_whatever_was_answered(declined):
    amina, nadia = a_resident(), a_resident()
    conversation = a_request(amina, nadia, "Un", at=AT)
    moment = AT
    if declined:
        services.decline(conversation=conversation, by=nadia, at=AT)
    a_request(amina, nadia, "Trop tôt", at=AT + MONTH - timedelta(seconds=1))
    assert bodies(conversation) == ["Un"]
    moment += MONTH
    a_request(amina, nadia, "Deux", at=moment)
    assert bodies(conversation) == ["Un", "Deux"]
    assert selectors.thread_for(nadia, conversation.pk).standing is Standing.ASKED
    if declined:
        services.decline(conversation=conversation, by=nadia, at=moment)
    a_request(amina, nadia, "Trois", at=moment + timedelta(days=1))
    with pytest.raises(rules.NoMoreRequests):
        a_request(amina, nadia, "Trois", at=moment + MONTH)
    assert bodies(conversation) == ["Un", "Deux"]


@pytest.mark.parametrize("declined", [True, False])
def test_ask_who_asked_first_says_yes(declined):
    amina, nadia = a_resident(), a_resident()
    conversation = a_request(amina, nadia, "Bonjour", at=AT)
    if declined:
        services.decline(conversation=conversation, by=nadia, at=AT)
    assert a_request(nadia, amina, "Avec plaisir", at=AT) == conversation
    assert bodies(conversation) == ["Bonjour", "Avec plaisir"]
    assert selectors.thread_for(amina, conversation.pk).standing is Standing.OPEN
    assert facts()[-2:] == ["ContactAccepted", "MessageSent"]


def test_open_with_who_asked_to_be_written_to_opens_at_once():
    welcomer, newcomer = a_resident(), a_resident()
    for _ in range(2):
        conversation = services.open_with(by=welcomer, to=newcomer, body="Bienvenue !", at=AT)
    assert conversation.state == State.OPEN
    assert bodies(conversation) == ["Bienvenue !"]
    assert selectors.thread_for(newcomer, conversation.pk).standing is Standing.OPEN
    assert facts() == ["ContactAccepted", "MessageSent"]
    assert rules.requests_left(newcomer, AT) == REQUESTS_PER_DAY


def test_open_with_who_waits_for_an_answer_accepts_and_answers():
    welcomer, newcomer = a_resident(), a_resident()
    asked = a_request(newcomer, welcomer, "Bonjour", at=AT)
    opened = services.open_with(by=welcomer, to=newcomer, body="Bienvenue !", at=AT)
    assert opened == asked
    assert bodies(opened) == ["Bonjour", "Bienvenue !"]
    services.open_with(by=welcomer, to=newcomer, body="Demain ?", at=AT)
    assert bodies(opened)[-1] == "Demain ?"
    assert facts() == ["ContactAsked", "ContactAccepted", "MessageSent", "MessageSent"]


def test_two_people_have_one_conversation_each_with_their_own_place():
    amina, nadia, serge = a_resident(), a_resident(), a_resident()
    a_request(amina, nadia, at=AT)
    a_request(nadia, amina, at=AT)
    a_request(amina, serge, at=AT)
    assert Conversation.objects.count() == 2
    assert Participant.objects.count() == 4

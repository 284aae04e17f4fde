"""What a person takes with them, and what stays when they go."""

from datetime import UTC, datetime, timedelta

import pytest

from parvis.domains.conversations import selectors, services
from parvis.domains.conversations.models import Conversation, Message
from parvis.domains.people import services as people
from tests.factories.conversations import a_conversation, a_message, a_request
from tests.factories.people import a_resident

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_erased_author_leaves_what_was_said_without_the_name():
    amina, nadia = a_resident(name="Amina"), a_resident(name="Nadia")
    conversation = a_conversation(amina, nadia)
    a_message(conversation, amina, "À mardi", at=AT)
    people.erase(resident_id=amina.pk, at=AT)
    thread = selectors.thread_for(nadia, conversation.pk)
    assert thread.other is None
    assert [message.author for message in selectors.latest_messages(thread)] == [None, None]
    [row] = selectors.conversations_of(nadia)
    assert (row.name, row.excerpt) == ("compte supprimé", "À mardi")
    conversation.refresh_from_db()
    assert str(amina.pk) not in conversation.pair


def test_erasure_takes_requests_and_conversations_nobody_can_read():
    amina, nadia, serge = a_resident(), a_resident(), a_resident()
    a_request(amina, serge)
    declined = a_request(serge, amina)  # opens it: both asked
    assert declined.state == "open"
    asked = a_request(nadia, amina)
    people.erase(resident_id=amina.pk, at=AT)
    assert not Conversation.objects.filter(pk=asked.pk).exists()
    assert Conversation.objects.count() == 1
    people.erase(resident_id=serge.pk, at=AT)
    assert not Conversation.objects.exists()
    assert not Message.objects.exists()


def test_export_holds_only_what_the_person_wrote():
    amina, nadia = a_resident(), a_resident(name="Nadia")
    conversation = a_conversation(amina, nadia, at=AT)
    a_message(conversation, nadia, "Les mots de Nadia", at=AT)
    a_message(conversation, amina, "Mes mots", at=AT + timedelta(minutes=1))
    section = services.export(amina)
    assert [row["body"] for row in section.rows] == ["Bonjour, on se parle ?", "Mes mots"]
    assert "Nadia" not in str(section.rows)

"""Conversations for tests, made as people make them."""

import itertools
import uuid
from datetime import datetime

from parvis.domains.conversations import services
from parvis.domains.conversations.models import Conversation, Message
from parvis.domains.people.models import Resident
from parvis.kernel import clock

_numbers = itertools.count(1)


def a_request(
    by: Resident, to: Resident, body: str = "Bonjour, on se parle ?", *, at: datetime | None = None
) -> Conversation:
    return services.ask(by=by, to=to, body=body, at=at or clock.now())


def a_conversation(one: Resident, other: Resident, *, at: datetime | None = None) -> Conversation:
    """Open: one asked, the other accepted."""
    now = at or clock.now()
    return services.accept(conversation=a_request(one, other, at=now), by=other, at=now)


def a_message(
    conversation: Conversation, by: Resident, body: str = "", *, at: datetime | None = None
) -> Message:
    return services.send(
        conversation=conversation,
        by=by,
        body=body or f"Message {next(_numbers)}",
        once=str(uuid.uuid4()),
        at=at or clock.now(),
    )

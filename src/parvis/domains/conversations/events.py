"""Facts of conversations. Never a word of what was written."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from parvis.domains.conversations.vocabulary import Purpose
from parvis.kernel.events import Fact


@dataclass(frozen=True)
class ContactAsked(Fact):
    """Somebody wrote a first message to somebody, who may accept it or not."""

    conversation_id: UUID
    by_id: UUID
    to_id: UUID
    purpose: Purpose


@dataclass(frozen=True)
class ContactAccepted(Fact):
    conversation_id: UUID
    by_id: UUID
    asker_id: UUID


@dataclass(frozen=True)
class ContactDeclined(Fact):
    """“Not now.” The one who asked is never told."""

    conversation_id: UUID
    by_id: UUID
    asker_id: UUID


@dataclass(frozen=True)
class MessageSent(Fact):
    """A message in an open conversation (the first message of a request is not one)."""

    conversation_id: UUID
    seq: int
    author_id: UUID
    at: datetime

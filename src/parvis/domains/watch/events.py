"""Facts of the watch."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from parvis.domains.watch.vocabulary import Level
from parvis.kernel.events import Fact


@dataclass(frozen=True)
class ItemOpened(Fact):
    """Somebody waits for a human answer."""

    item_id: UUID
    kind: str
    subject_id: UUID
    waiting_id: UUID
    promised_at: datetime


@dataclass(frozen=True)
class AnswerAsked(Fact):
    """One person is asked to answer; with a later promise, when the coordination is reminded."""

    item_id: UUID
    resident_id: UUID
    level: Level
    promised_at: datetime


@dataclass(frozen=True)
class AskPassed(Fact):
    """Somebody asked said “not this time”, or can no longer answer. The waiting one is not told."""

    item_id: UUID
    resident_id: UUID


@dataclass(frozen=True)
class ItemEscalated(Fact):
    """The promised time passed without an answer, or nobody was left: others are asked."""

    item_id: UUID
    kind: str
    waiting_id: UUID
    level: Level
    promised_at: datetime


@dataclass(frozen=True)
class ItemAnswered(Fact):
    item_id: UUID
    kind: str
    subject_id: UUID
    waiting_id: UUID
    answered_by: UUID


@dataclass(frozen=True)
class ItemWithdrawn(Fact):
    item_id: UUID
    kind: str
    subject_id: UUID
    waiting_id: UUID

"""What the welcome announces."""

from dataclasses import dataclass
from uuid import UUID

from parvis.kernel.events import Fact


@dataclass(frozen=True)
class PathMade(Fact):
    """Somebody received a path, or a new suggestion in it."""

    resident_id: UUID
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class SuggestionRefused(Fact):
    """“Not for me”."""

    resident_id: UUID
    kind: str
    thing_id: UUID


@dataclass(frozen=True)
class WelcomerAsked(Fact):
    """A newcomer asked a welcomer to write to them."""

    newcomer_id: UUID
    welcomer_id: UUID
    conversation_id: UUID


@dataclass(frozen=True)
class NewcomerAnswered(Fact):
    """A welcomer wrote to a newcomer who waited."""

    newcomer_id: UUID
    welcomer_id: UUID


@dataclass(frozen=True)
class GapFound(Fact):
    """The town had nothing of a kind for somebody: a coordinator writes to them."""

    gap_id: UUID
    resident_id: UUID
    kind: str

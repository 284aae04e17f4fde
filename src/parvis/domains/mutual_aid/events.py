"""What mutual aid announces."""

from dataclasses import dataclass
from uuid import UUID

from parvis.kernel.events import Fact


@dataclass(frozen=True)
class HelpOffered(Fact):
    need_id: UUID
    resident_id: UUID
    conversation_id: UUID


@dataclass(frozen=True)
class HelpWithdrawn(Fact):
    need_id: UUID
    resident_id: UUID

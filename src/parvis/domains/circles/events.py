"""What circles announce. Never of a sensitive one: facts are kept."""

from dataclasses import dataclass
from uuid import UUID

from parvis.kernel.events import Fact


@dataclass(frozen=True)
class CircleJoined(Fact):
    circle_id: UUID
    resident_id: UUID


@dataclass(frozen=True)
class CircleLeft(Fact):
    circle_id: UUID
    resident_id: UUID

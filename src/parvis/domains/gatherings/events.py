"""Facts of gatherings."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from parvis.kernel.events import Fact


@dataclass(frozen=True)
class GatheringPublished(Fact):
    """A gathering is in the agenda from now on."""

    gathering_id: UUID
    organisation_id: UUID | None


@dataclass(frozen=True)
class GatheringChanged(Fact):
    """What is announced changed. ``changed`` holds ``when`` and ``where`` if those who come must
    know, and the names of the other fields, never their content."""

    gathering_id: UUID
    changed: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class GatheringCancelled(Fact):
    """All its dates to come are called off; those that were still on are named."""

    gathering_id: UUID
    occurrence_ids: tuple[UUID, ...]
    at: datetime


@dataclass(frozen=True)
class OccurrenceCancelled(Fact):
    """One date is called off, the others stand."""

    occurrence_id: UUID
    gathering_id: UUID
    at: datetime


@dataclass(frozen=True)
class AttendanceSaid(Fact):
    """Somebody comes, or now comes alone, or no longer alone."""

    occurrence_id: UUID
    gathering_id: UUID
    resident_id: UUID
    alone: bool
    at: datetime


@dataclass(frozen=True)
class AttendanceEnded(Fact):
    """Somebody who had said they would come no longer does."""

    occurrence_id: UUID
    gathering_id: UUID
    resident_id: UUID
    at: datetime

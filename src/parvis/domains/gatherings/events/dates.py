"""A gathering and its dates."""

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
    know, and the names of the other fields, never their content. ``moved`` are the dates that take
    place at another moment."""

    gathering_id: UUID
    changed: tuple[str, ...]
    at: datetime
    moved: tuple[UUID, ...] = ()


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
class OccurrenceMoved(Fact):
    """One date takes place at another moment, the others stand."""

    occurrence_id: UUID
    gathering_id: UUID
    before: datetime
    at: datetime


@dataclass(frozen=True)
class OccurrenceRestored(Fact):
    """One date that was called off takes place after all."""

    occurrence_id: UUID
    gathering_id: UUID
    at: datetime


@dataclass(frozen=True)
class OccurrenceAdded(Fact):
    """A date that no rule gives was added."""

    occurrence_id: UUID
    gathering_id: UUID
    at: datetime

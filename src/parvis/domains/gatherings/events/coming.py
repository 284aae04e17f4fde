"""Who comes, who waits for a seat, who greets, and the sheet at the door."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from parvis.kernel.events import Fact


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


@dataclass(frozen=True)
class SeatOffered(Fact):
    """A seat is kept for somebody who waited, until they answer or ``until``."""

    occurrence_id: UUID
    gathering_id: UUID
    resident_id: UUID
    until: datetime
    at: datetime


@dataclass(frozen=True)
class SeatGiven(Fact):
    """Somebody who waited has their seat, and need not answer: they come to the whole series, or
    there is room for everybody."""

    occurrence_id: UUID
    gathering_id: UUID
    resident_id: UUID
    at: datetime


@dataclass(frozen=True)
class OfferLapsed(Fact):
    """The seat kept for somebody is no longer: they had not answered."""

    occurrence_id: UUID
    gathering_id: UUID
    resident_id: UUID
    at: datetime


@dataclass(frozen=True)
class WaitingEnded(Fact):
    """Nobody waits any more: it began (``called_off`` false), or it does not take place."""

    occurrence_id: UUID
    gathering_id: UUID
    resident_ids: tuple[UUID, ...]
    called_off: bool
    at: datetime


@dataclass(frozen=True)
class GreeterChanged(Fact):
    """Who waits for somebody who comes alone is settled: ``greeter_id``; or nobody, and the hosts
    must know; or they need nobody any more. ``former_at``: when it had been settled before."""

    occurrence_id: UUID
    gathering_id: UUID
    resident_id: UUID
    greeter_id: UUID | None
    former_id: UUID | None
    former_at: datetime | None
    at: datetime


@dataclass(frozen=True)
class SheetClosed(Fact):
    """Those who run it said who was there."""

    occurrence_id: UUID
    gathering_id: UUID
    at: datetime

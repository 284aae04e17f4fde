"""What is proposed to people by name, on terms they agree to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from parvis.kernel.events import Fact


@dataclass(frozen=True)
class GatheringProposed(Fact):
    """Somebody proposed to meet, by invitation or to a circle. Who was asked is not said here."""

    gathering_id: UUID
    at: datetime


@dataclass(frozen=True)
class TermsRewritten(Fact):
    """The terms are others: everybody is asked again. ``changed`` names them, never their content.

    ``agreed`` are those who said yes with it: who wrote them, and whose idea was taken.
    """

    gathering_id: UUID
    version: int
    changed: tuple[str, ...]
    agreed: tuple[UUID, ...]
    at: datetime


@dataclass(frozen=True)
class TermsAccepted(Fact):
    gathering_id: UUID
    resident_id: UUID
    version: int
    at: datetime


@dataclass(frozen=True)
class AnswerLapsed(Fact):
    """Who had agreed to earlier terms let the time to answer the new ones pass: they are free.

    Announced all the same of who declined them meanwhile: what follows must look the same.
    """

    gathering_id: UUID
    resident_id: UUID
    version: int
    at: datetime


@dataclass(frozen=True)
class PlanLeft(Fact):
    """Somebody who had said yes no longer comes."""

    gathering_id: UUID
    resident_id: UUID
    at: datetime


@dataclass(frozen=True)
class PlanPassedOn(Fact):
    """Who hosted what belongs to all who come went away: another of them hosts it."""

    gathering_id: UUID
    to_id: UUID
    version: int
    at: datetime


@dataclass(frozen=True)
class PlanEnded(Fact):
    """A gathering by invitation is off. ``told`` are those who had said yes, but for ``by_id``."""

    gathering_id: UUID
    by_id: UUID
    told: tuple[UUID, ...]
    at: datetime


@dataclass(frozen=True)
class PlanDateEnded(Fact):
    """For two people who meet every week: one date is off, the others stand."""

    occurrence_id: UUID
    by_id: UUID
    told: tuple[UUID, ...]
    at: datetime


@dataclass(frozen=True)
class CounterProposed(Fact):
    counter_id: UUID
    gathering_id: UUID
    by_id: UUID
    at: datetime


@dataclass(frozen=True)
class CounterDropped(Fact):
    """The time first proposed is kept. Not announced of what somebody took back themselves."""

    counter_id: UUID
    gathering_id: UUID
    by_id: UUID
    at: datetime

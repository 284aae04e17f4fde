"""Facts about people. They hold ids, never what somebody wrote."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from parvis.kernel.events import Fact


@dataclass(frozen=True)
class ResidentJoined(Fact):
    """Somebody signed up and proved that the email is theirs."""

    resident_id: UUID


@dataclass(frozen=True)
class ProfileChanged(Fact):
    """What somebody tells of themselves changed; ``parts`` names fields, never their content."""

    resident_id: UUID
    parts: tuple[str, ...]


@dataclass(frozen=True)
class TermsAgreed(Fact):
    """Somebody agreed to the charter and the privacy notice as they stand."""

    resident_id: UUID
    charter: str
    privacy: str


@dataclass(frozen=True)
class RoleGiven(Fact):
    resident_id: UUID
    kind: str
    area_id: UUID | None


@dataclass(frozen=True)
class RoleEnded(Fact):
    resident_id: UUID
    kind: str
    area_id: UUID | None


@dataclass(frozen=True)
class ResidentBlocked(Fact):
    """Two people no longer exist for each other: what is open between them closes, unexplained."""

    by_id: UUID
    blocked_id: UUID


@dataclass(frozen=True)
class ResidentUnblocked(Fact):
    by_id: UUID
    blocked_id: UUID


@dataclass(frozen=True)
class DistanceKept(Fact):
    by_id: UUID
    other_id: UUID


@dataclass(frozen=True)
class DistanceEnded(Fact):
    by_id: UUID
    other_id: UUID


@dataclass(frozen=True)
class ResidentSuspended(Fact):
    resident_id: UUID


@dataclass(frozen=True)
class ResidentReinstated(Fact):
    resident_id: UUID


@dataclass(frozen=True)
class ErasureAsked(Fact):
    """Somebody asked to be erased: nobody sees them any more, and ``due_at`` they will be gone."""

    resident_id: UUID
    due_at: datetime


@dataclass(frozen=True)
class ErasureCancelled(Fact):
    resident_id: UUID


@dataclass(frozen=True)
class ResidentErased(Fact):
    """The account and all it held are gone; the id names nobody any more."""

    resident_id: UUID

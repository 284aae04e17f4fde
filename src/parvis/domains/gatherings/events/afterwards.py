"""How it was, thanks, photos, and who met whom."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from parvis.kernel.events import Fact


@dataclass(frozen=True)
class CheckInAsked(Fact):
    """“All well?” was asked after a gathering."""

    check_in_id: UUID
    resident_id: UUID


@dataclass(frozen=True)
class CheckInAnswered(Fact):
    """Somebody gave news. Which is told to nobody but who must know."""

    check_in_id: UUID
    resident_id: UUID


@dataclass(frozen=True)
class CheckInMissed(Fact):
    """No news came in time."""

    check_in_id: UUID
    resident_id: UUID


@dataclass(frozen=True)
class ThanksSaid(Fact):
    """A thank-you; to those who ran it when ``to_id`` is empty."""

    thanks_id: int
    occurrence_id: UUID
    by_id: UUID
    to_id: UUID | None


@dataclass(frozen=True)
class AgainAgreed(Fact):
    """Two people who met both said they would like to meet again."""

    occurrence_id: UUID
    one_id: UUID
    other_id: UUID


@dataclass(frozen=True)
class PeopleMet(Fact):
    """Two people were at the same small gathering, for the ``times``-th time."""

    one_id: UUID
    other_id: UUID
    occurrence_id: UUID
    times: int
    at: datetime


@dataclass(frozen=True)
class PhotoAdded(Fact):
    """A photo waits for the yes of those on it."""

    photo_id: UUID
    occurrence_id: UUID

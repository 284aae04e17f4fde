"""Who hosts with somebody."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from parvis.kernel.events import Fact


@dataclass(frozen=True)
class CoHostAsked(Fact):
    """An organisation is asked to run a gathering together with its own."""

    gathering_id: UUID
    organisation_id: UUID
    at: datetime


@dataclass(frozen=True)
class CoHostAccepted(Fact):
    """An organisation said yes: it runs the gathering with the one that asked."""

    gathering_id: UUID
    organisation_id: UUID
    at: datetime


@dataclass(frozen=True)
class CoHostEnded(Fact):
    """An organisation no longer runs it with the others. ``by_id`` knows already."""

    gathering_id: UUID
    organisation_id: UUID
    by_id: UUID
    at: datetime

"""Agendas kept elsewhere."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from parvis.kernel.events import Fact


@dataclass(frozen=True)
class SourceDue(Fact):
    """Somebody wants an agenda kept elsewhere read now. ``shrunk``: it may have lost a lot."""

    source_id: UUID
    shrunk: bool
    at: datetime


@dataclass(frozen=True)
class SourceFailing(Fact):
    """An agenda kept elsewhere could not be read several times in a row."""

    source_id: UUID
    at: datetime


@dataclass(frozen=True)
class SourceDropped(Fact):
    """An agenda kept elsewhere is no longer brought in, and what it brought in goes with it."""

    source_id: UUID
    at: datetime

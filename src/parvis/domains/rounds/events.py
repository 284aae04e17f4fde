"""What rounds announce. Ids and plain values only."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from parvis.kernel.events import Fact


@dataclass(frozen=True)
class NamePutDown(Fact):
    """Somebody is on the list of a commune, for the first time or again."""

    resident_id: UUID
    area_id: UUID


@dataclass(frozen=True)
class NameWithdrawn(Fact):
    """Somebody took their name off the list. A place they were asked about is another matter."""

    resident_id: UUID
    area_id: UUID


@dataclass(frozen=True)
class SessionOpened(Fact):
    session_id: UUID
    area_id: UUID


@dataclass(frozen=True)
class SessionClosed(Fact):
    """No new table is made there; those that meet there go on."""

    session_id: UUID
    area_id: UUID


@dataclass(frozen=True)
class SessionsMissing(Fact):
    """A list closed, people are on it, and there is no session at all for them."""

    round_id: UUID
    area_id: UUID


@dataclass(frozen=True)
class PreparationAsked(Fact):
    """A list is closed and its tables are to be made: for the first time, or anew."""

    round_id: UUID
    area_id: UUID


@dataclass(frozen=True)
class RoundPrepared(Fact):
    """Tables wait to be read over by the coordination; nobody else has been told anything."""

    round_id: UUID
    area_id: UUID
    tables: int
    placed: int
    unplaced: int


@dataclass(frozen=True)
class SeatMoved(Fact):
    """The coordination moved somebody by hand, or took a move back. No table: left for later."""

    round_id: UUID
    resident_id: UUID
    table_id: UUID | None


@dataclass(frozen=True)
class RoundPublished(Fact):
    """The people of its tables are asked, those without one are told (see ``Unplaced``)."""

    round_id: UUID
    area_id: UUID
    at: datetime


@dataclass(frozen=True)
class RoundSkipped(Fact):
    """No table this week. Everybody who was on the list is among the ``Unplaced`` of the round."""

    round_id: UUID
    area_id: UUID
    at: datetime


@dataclass(frozen=True)
class SeatAnswered(Fact):
    """Somebody said whether they come; which of the two is not announced."""

    seat_id: UUID
    table_id: UUID
    at: datetime


@dataclass(frozen=True)
class SeatRefilled(Fact):
    """Somebody on the list is asked about a place that came free."""

    seat_id: UUID
    table_id: UUID
    at: datetime


@dataclass(frozen=True)
class SeatReleased(Fact):
    """A place was taken back; why is nobody's business."""

    seat_id: UUID
    table_id: UUID
    at: datetime


@dataclass(frozen=True)
class TableThinned(Fact):
    """Somebody is no longer at a table."""

    table_id: UUID
    at: datetime


@dataclass(frozen=True)
class TableFormed(Fact):
    """Enough people come: the table is a weekly gathering of theirs."""

    table_id: UUID
    gathering_id: UUID
    at: datetime


@dataclass(frozen=True)
class TableUnmade(Fact):
    """A table could not be. ``resident_ids`` were still at it."""

    table_id: UUID
    resident_ids: tuple[UUID, ...]
    at: datetime


@dataclass(frozen=True)
class TableStopped(Fact):
    """A table that was formed has too few people left. ``resident_ids`` were still at it."""

    table_id: UUID
    resident_ids: tuple[UUID, ...]
    at: datetime


@dataclass(frozen=True)
class FurtherAsked(Fact):
    """The people of a table are asked whether they go on; ``is_last``: its last date is past."""

    table_id: UUID
    is_last: bool
    at: datetime


@dataclass(frozen=True)
class TableContinued(Fact):
    """A table goes on by itself, with these people; announced again when one more joins them."""

    table_id: UUID
    resident_ids: tuple[UUID, ...]
    at: datetime


@dataclass(frozen=True)
class TableEnded(Fact):
    """The last date of a table is past, and it does not go on."""

    table_id: UUID
    at: datetime

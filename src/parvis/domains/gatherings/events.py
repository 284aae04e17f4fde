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

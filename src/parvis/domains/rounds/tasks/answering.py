"""From publication on: answers, places that come free, tables that form, meet and go on."""

from datetime import datetime
from uuid import UUID

from parvis.domains.gatherings.events import PlanEnded, PlanLeft
from parvis.domains.people.events import ErasureAsked, ResidentBlocked, ResidentSuspended
from parvis.domains.rounds import services
from parvis.domains.rounds.events import SeatAnswered, TableThinned
from parvis.kernel import clock, events, tasks


@tasks.every(minutes=5, name="rounds.settle_answers")
def settle_answers(at: datetime) -> None:
    services.settle_answers(at)


@tasks.every(minutes=15, name="rounds.ask_further")
def ask_further(at: datetime) -> None:
    services.ask_further(at)


@events.listens(SeatAnswered, name="rounds.settle_table")
def settle_table(fact: SeatAnswered) -> None:
    services.settle_table(table_id=fact.table_id, at=clock.now())


@events.listens(TableThinned, name="rounds.settle_thinned")
def settle_thinned(fact: TableThinned) -> None:
    services.settle_thinned(table_id=fact.table_id, at=clock.now())


@events.listens(ResidentBlocked, name="rounds.separate")
def separate(fact: ResidentBlocked) -> None:
    services.separate(by_id=fact.by_id, blocked_id=fact.blocked_id, at=clock.now())


@events.listens(ErasureAsked, name="rounds.free_places_of_leaving")
def free_places_of_leaving(fact: ErasureAsked) -> None:
    _depart(fact.resident_id)


@events.listens(ResidentSuspended, name="rounds.free_places_of_suspended")
def free_places_of_suspended(fact: ResidentSuspended) -> None:
    _depart(fact.resident_id)


@events.listens(PlanLeft, name="rounds.note_left")
def note_left(fact: PlanLeft) -> None:
    """They left on the page of the gathering."""
    services.note_left(gathering_id=fact.gathering_id, resident_id=fact.resident_id, at=clock.now())


@events.listens(PlanEnded, name="rounds.note_called_off")
def note_called_off(fact: PlanEnded) -> None:
    services.note_called_off(gathering_id=fact.gathering_id, at=clock.now())


def _depart(resident_id: UUID) -> None:
    services.depart(resident_id=resident_id, at=clock.now())

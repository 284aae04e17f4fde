"""Sunday evening: lists close, and their tables are made, in a process of their own."""

from datetime import datetime

import structlog

from parvis.domains.rounds import services
from parvis.domains.rounds.events import PreparationAsked
from parvis.domains.rounds.pairing import SolverFailed
from parvis.kernel import clock, events, tasks

log = structlog.get_logger(__name__)


@tasks.every(minutes=2, name="rounds.close_lists")
def close_lists(at: datetime) -> None:
    """Close what is due, and open the week after for every commune that has something for it."""
    services.open_rounds(at)
    services.close_due(at)
    services.open_rounds(at)


@events.listens(PreparationAsked, name="rounds.make_tables", atomic=False)
def make_tables(fact: PreparationAsked) -> None:
    """Nothing is locked while the solver runs. Beyond its lease another worker may be given this
    too: it finds the round taken, and leaves it."""
    services.make_tables(round_id=fact.round_id, at=clock.now())


@tasks.every(minutes=5, name="rounds.make_waiting")
def make_waiting(at: datetime) -> None:
    """What a worker that died left closed: the one that waits the longest, again."""
    for round_id in services.due_to_make(at)[:1]:
        try:
            services.make_tables(round_id=round_id, at=at)
        except SolverFailed as failed:
            log.warning("round_waits", round=str(round_id), why=str(failed))

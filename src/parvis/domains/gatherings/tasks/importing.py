"""Agendas kept elsewhere are read at their turn. Fetching is never inside a transaction."""

from datetime import datetime
from typing import Final

from parvis.domains.gatherings import notices
from parvis.domains.gatherings.events import SourceDropped, SourceDue, SourceFailing
from parvis.domains.gatherings.models import Source
from parvis.domains.gatherings.services import importing
from parvis.kernel import clock, events, tasks

EVERY_MINUTES: Final = 10


@events.listens(SourceDue, name="gatherings.bring_in_now", atomic=False)
def bring_in_now(fact: SourceDue) -> None:
    """Somebody waits for it. Told twice, its turn is over the second time."""
    importing.bring_in(fact.source_id, at=clock.now(), shrunk=fact.shrunk)


@events.listens(SourceDropped, name="gatherings.finish_dropping", atomic=False)
def finish_dropping(fact: SourceDropped) -> None:
    """A large one is gone on with by the job below."""
    importing.finish_dropping(fact.source_id, at=clock.now())


@events.listens(SourceFailing, name="gatherings.tell_source_failing")
def tell_source_failing(fact: SourceFailing) -> None:
    source = Source.objects.select_related("by").filter(pk=fact.source_id).first()
    if source is not None and source.failures:
        notices.source_failing(source, fact.at, clock.now())


@tasks.every(minutes=EVERY_MINUTES, name="gatherings.bring_in_agendas")
def bring_in_agendas(at: datetime) -> None:
    for source_id in importing.due(at):
        importing.bring_in(source_id, at=at)
    for source_id in importing.to_finish_dropping():
        importing.finish_dropping(source_id, at=at)

"""Who comes is told what changes, and what does not take place."""

from uuid import UUID

from parvis.domains.gatherings import notices
from parvis.domains.gatherings.events import (
    GatheringCancelled,
    GatheringChanged,
    OccurrenceCancelled,
    OccurrenceMoved,
    OccurrenceRestored,
)
from parvis.domains.gatherings.models import Gathering, Occurrence
from parvis.domains.gatherings.vocabulary import Status
from parvis.kernel import clock, events


@events.listens(GatheringChanged, name="gatherings.tell_change")
def tell_change(fact: GatheringChanged) -> None:
    if not {"when", "where"} & set(fact.changed):
        return
    gathering = _gatherings().filter(pk=fact.gathering_id, status=Status.PUBLISHED).first()
    if gathering is not None:
        notices.changed(gathering, fact.changed, fact.at, clock.now(), moved=fact.moved)


@events.listens(OccurrenceMoved, name="gatherings.tell_date_moved")
def tell_date_moved(fact: OccurrenceMoved) -> None:
    occurrence, now = _occurrence(fact.occurrence_id), clock.now()
    if occurrence is not None and not occurrence.is_cancelled and not occurrence.is_over(now):
        notices.date_moved(occurrence, fact.before, fact.at, now)


@events.listens(OccurrenceRestored, name="gatherings.tell_date_restored")
def tell_date_restored(fact: OccurrenceRestored) -> None:
    occurrence, now = _occurrence(fact.occurrence_id), clock.now()
    if occurrence is not None and not occurrence.is_cancelled and not occurrence.is_over(now):
        notices.date_restored(occurrence, fact.at, now)


@events.listens(OccurrenceCancelled, name="gatherings.tell_called_off")
def tell_called_off(fact: OccurrenceCancelled) -> None:
    occurrence = _occurrence(fact.occurrence_id)
    if occurrence is not None and occurrence.is_cancelled:
        notices.called_off(occurrence, clock.now())


@events.listens(GatheringCancelled, name="gatherings.tell_all_called_off")
def tell_all_called_off(fact: GatheringCancelled) -> None:
    gathering = _gatherings().filter(pk=fact.gathering_id).first()
    if gathering is not None:
        notices.all_called_off(gathering, fact.occurrence_ids, clock.now())


def _occurrence(occurrence_id: UUID) -> Occurrence | None:
    found = Occurrence.objects.select_related("gathering__place", "gathering__circle")
    return found.filter(pk=occurrence_id).first()


def _gatherings():  # type: ignore[no-untyped-def]
    found = Gathering.objects.select_related("place__area", "organisation")
    return found.defer("place__area__boundary")

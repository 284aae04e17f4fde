"""Deferred work: who must know is told, series go on, gatherings are findable by their words.

Facts come at least once and in any order: each handler reads things as they are now.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from parvis.domains.gatherings import notices, services
from parvis.domains.gatherings.events import (
    AttendanceEnded,
    AttendanceSaid,
    GatheringCancelled,
    GatheringChanged,
    GatheringPublished,
    OccurrenceCancelled,
)
from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence
from parvis.domains.gatherings.vocabulary import SEARCH_KIND, Coming, Status
from parvis.domains.organisations.events import MemberRemoved
from parvis.domains.people.events import ErasureAsked, ProfileChanged, ResidentSuspended
from parvis.domains.people.vocabulary import interests
from parvis.kernel import clock, events, search, tasks

DAY_MINUTES = 24 * 60


@events.listens(AttendanceSaid, name="gatherings.tell_who_greets")
def tell_who_greets(fact: AttendanceSaid) -> None:
    attendance = _attendance(fact)
    if attendance is None or attendance.said_at != fact.at or attendance.state != Coming.GOING:
        return  # they said otherwise since: that fact has its own turn
    if attendance.alone:
        notices.comes_alone(attendance, attendance.occurrence, clock.now())
    else:
        notices.no_longer_alone(attendance, attendance.occurrence, clock.now())


@events.listens(AttendanceEnded, name="gatherings.tell_not_to_wait")
def tell_not_to_wait(fact: AttendanceEnded) -> None:
    attendance = _attendance(fact)
    if attendance is not None and attendance.state == Coming.CANCELLED:
        notices.no_longer_alone(attendance, attendance.occurrence, clock.now())


@events.listens(GatheringChanged, name="gatherings.tell_change")
def tell_change(fact: GatheringChanged) -> None:
    if not {"when", "where"} & set(fact.changed):
        return
    gathering = _gatherings().filter(pk=fact.gathering_id, status=Status.PUBLISHED).first()
    if gathering is not None:
        notices.changed(gathering, fact.changed, fact.at, clock.now())


@events.listens(OccurrenceCancelled, name="gatherings.tell_called_off")
def tell_called_off(fact: OccurrenceCancelled) -> None:
    occurrence = (
        Occurrence.objects.select_related("gathering__place").filter(pk=fact.occurrence_id).first()
    )
    if occurrence is not None:
        notices.called_off(occurrence, clock.now())


@events.listens(GatheringCancelled, name="gatherings.tell_all_called_off")
def tell_all_called_off(fact: GatheringCancelled) -> None:
    gathering = _gatherings().filter(pk=fact.gathering_id).first()
    if gathering is not None:
        notices.all_called_off(gathering, fact.occurrence_ids, clock.now())


@events.listens(ErasureAsked, name="gatherings.free_seats_of_leaving")
def free_seats_of_leaving(fact: ErasureAsked) -> None:
    services.leave_all(resident_id=fact.resident_id, at=clock.now())


@events.listens(ResidentSuspended, name="gatherings.free_seats_of_suspended")
def free_seats_of_suspended(fact: ResidentSuspended) -> None:
    services.leave_all(resident_id=fact.resident_id, at=clock.now())


@events.listens(MemberRemoved, name="gatherings.release_greeter")
def release_greeter(fact: MemberRemoved) -> None:
    services.release_greeter(organisation_id=fact.organisation_id, resident_id=fact.resident_id)


@events.listens(ProfileChanged, name="gatherings.rename_greeter")
def rename_greeter(fact: ProfileChanged) -> None:
    if "name" in fact.parts:
        services.rename_greeter(resident_id=fact.resident_id)


@tasks.every(minutes=DAY_MINUTES // 2, name="gatherings.extend_series")
def extend_series(at: datetime) -> None:
    services.extend_series(at)
    services.forget_past_words(at, since=timedelta(days=30))
    services.recount(at=at)


@events.listens(GatheringPublished, name="gatherings.index_published")
def index_published(fact: GatheringPublished) -> None:
    _index(fact.gathering_id)


@events.listens(GatheringChanged, name="gatherings.index_changed")
def index_changed(fact: GatheringChanged) -> None:
    _index(fact.gathering_id)


@events.listens(GatheringCancelled, name="gatherings.index_cancelled")
def index_cancelled(fact: GatheringCancelled) -> None:
    _index(fact.gathering_id)


@search.source(SEARCH_KIND)
def every_gathering() -> Iterable[search.Entry]:
    ahead = _gatherings().filter(status=Status.PUBLISHED, occurrences__ends_at__gt=clock.now())
    return (_entry(gathering) for gathering in ahead.distinct())


def _index(gathering_id: Any) -> None:
    gathering = _gatherings().filter(pk=gathering_id, status=Status.PUBLISHED).first()
    if gathering is None:
        search.remove(SEARCH_KIND, gathering_id)
    else:
        search.index(SEARCH_KIND, *_entry(gathering))


def _entry(gathering: Gathering) -> search.Entry:
    """In both languages: one index serves everybody."""
    slugs = {slug for own in gathering.interests for slug in (own, *interests.ancestors(own))}
    known = [interests.interests()[slug] for slug in sorted(slugs) if slug in interests.interests()]
    words = [word for each in known for word in (each.fr, each.en)]
    near = [gathering.place.name, gathering.place.area.name]
    if gathering.organisation is not None:
        near.append(gathering.organisation.name)
    body = "\n".join([*near, *words, gathering.about, gathering.bring])
    return gathering.pk, gathering.title, body


def _gatherings():  # type: ignore[no-untyped-def]
    found = Gathering.objects.select_related("place__area", "organisation")
    return found.defer("place__area__boundary")


def _attendance(fact: AttendanceSaid | AttendanceEnded) -> Attendance | None:
    return (
        Attendance.objects.select_related(
            "resident",
            "occurrence__gathering__place",
            "occurrence__gathering__organisation",
            "occurrence__gathering__greeter",
            "occurrence__gathering__host",
        )
        .filter(occurrence_id=fact.occurrence_id, resident_id=fact.resident_id)
        .first()
    )

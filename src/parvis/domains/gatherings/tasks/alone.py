"""Who comes alone is waited for: somebody is found, and told, and so are they."""

from datetime import datetime

from parvis.domains.gatherings import notices, services
from parvis.domains.gatherings.events import (
    AttendanceEnded,
    AttendanceSaid,
    GatheringCancelled,
    GatheringChanged,
    GreeterChanged,
    OccurrenceCancelled,
)
from parvis.domains.gatherings.models import Attendance
from parvis.domains.organisations.events import MemberRemoved
from parvis.domains.people.events import ErasureAsked, ResidentBlocked, ResidentSuspended
from parvis.kernel import clock, events, tasks

#: What changes who can wait at the door.
HANDS = frozenset({"greeter", "greeter_name", "organisation"})


@events.listens(AttendanceSaid, name="gatherings.find_greeter_of_coming")
def find_greeter_of_coming(fact: AttendanceSaid) -> None:
    services.find_greeters(occurrence_id=fact.occurrence_id, at=clock.now())


@events.listens(AttendanceEnded, name="gatherings.find_greeter_of_leaving")
def find_greeter_of_leaving(fact: AttendanceEnded) -> None:
    services.find_greeters(occurrence_id=fact.occurrence_id, at=clock.now())


@events.listens(ResidentBlocked, name="gatherings.part_greeter_of_blocked")
def part_greeter_of_blocked(fact: ResidentBlocked) -> None:
    services.find_greeters_between(one_id=fact.by_id, other_id=fact.blocked_id, at=clock.now())


@events.listens(ErasureAsked, name="gatherings.replace_greeter_who_leaves")
def replace_greeter_who_leaves(fact: ErasureAsked) -> None:
    services.find_greeters_of(resident_id=fact.resident_id, at=clock.now())


@events.listens(ResidentSuspended, name="gatherings.replace_greeter_suspended")
def replace_greeter_suspended(fact: ResidentSuspended) -> None:
    services.find_greeters_of(resident_id=fact.resident_id, at=clock.now())


@events.listens(MemberRemoved, name="gatherings.replace_greeter_removed")
def replace_greeter_removed(fact: MemberRemoved) -> None:
    # First: a greeter still named by the gathering would be found again.
    services.release_greeter(organisation_id=fact.organisation_id, resident_id=fact.resident_id)
    services.find_greeters_of(resident_id=fact.resident_id, at=clock.now())


@events.listens(GatheringChanged, name="gatherings.find_greeters_of_changed")
def find_greeters_of_changed(fact: GatheringChanged) -> None:
    if HANDS & set(fact.changed):
        services.find_greeters_at(gathering_id=fact.gathering_id, at=clock.now())


@events.listens(GatheringCancelled, name="gatherings.free_greeters")
def free_greeters(fact: GatheringCancelled) -> None:
    services.find_greeters_at(gathering_id=fact.gathering_id, at=clock.now())


@events.listens(OccurrenceCancelled, name="gatherings.free_greeters_of_date")
def free_greeters_of_date(fact: OccurrenceCancelled) -> None:
    services.find_greeters(occurrence_id=fact.occurrence_id, at=clock.now())


@tasks.every(minutes=60, name="gatherings.find_missing_greeters")
def find_missing_greeters(at: datetime) -> None:
    """New hosts, new offers, a block taken back: there may be somebody by now."""
    services.find_missing_greeters(at=at)


@events.listens(GreeterChanged, name="gatherings.tell_who_greets")
def tell_who_greets(fact: GreeterChanged) -> None:
    attendance = _attendance(fact)
    if attendance is None:
        return
    occurrence, now = attendance.occurrence, clock.now()
    if occurrence.is_over(now):
        return
    if fact.former_at is not None:
        notices.no_longer_alone(attendance, occurrence, fact.former_at, now)
    if attendance.greeter_at == fact.at:  # else it changed again: that fact has its own turn
        instead = fact.former_id is not None
        notices.comes_alone(attendance, occurrence, now)
        notices.is_waited_for(attendance, occurrence, now, instead=instead)


def _attendance(fact: GreeterChanged) -> Attendance | None:
    return (
        Attendance.objects.select_related(
            "resident",
            "greeter",
            "occurrence__gathering__place__area",
            "occurrence__gathering__circle",
        )
        .filter(occurrence_id=fact.occurrence_id, resident_id=fact.resident_id)
        .first()
    )

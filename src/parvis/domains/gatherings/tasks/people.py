"""People leave, are suspended, or change their name."""

from parvis.domains.gatherings import services
from parvis.domains.organisations.events import MemberRemoved
from parvis.domains.people.events import ErasureAsked, ProfileChanged, ResidentSuspended
from parvis.kernel import clock, events


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

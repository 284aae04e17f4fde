"""“All well?” is asked, what nobody answered is told to who was trusted, and all is forgotten."""

from datetime import datetime

from parvis.domains.gatherings import notices, services
from parvis.domains.gatherings.events import CheckInAnswered, CheckInAsked, CheckInMissed
from parvis.domains.gatherings.models import CheckIn
from parvis.domains.notifications import services as notifications
from parvis.domains.people.events import ErasureAsked
from parvis.kernel import clock, events, tasks


@tasks.every(minutes=5, name="gatherings.all_well")
def all_well(at: datetime) -> None:
    services.ask_all_well(at=at)
    services.take_note_of_missed(at=at)


@tasks.every(minutes=60, name="gatherings.forget_safety")
def forget_safety(at: datetime) -> None:
    services.forget_old_safety(at=at)


@events.listens(CheckInAsked, name="gatherings.tell_check_in")
def tell_check_in(fact: CheckInAsked) -> None:
    check_in = _check_in(fact)
    if check_in is not None and check_in.answered_at is None:
        notices.all_well(check_in, clock.now())


@events.listens(CheckInAnswered, name="gatherings.settle_check_in")
def settle_check_in(fact: CheckInAnswered) -> None:
    notifications.settle(keys_from=f"check-in:{fact.check_in_id}", at=clock.now())


@events.listens(CheckInMissed, name="gatherings.mail_no_news", atomic=False)
def mail_no_news(fact: CheckInMissed) -> None:
    check_in = _check_in(fact)
    if check_in is not None and check_in.answered_at is None:
        services.tell_contacts_no_news(check_in=check_in, at=clock.now())
        check_in.refresh_from_db()
        if check_in.answered_at is not None:  # while that mail was leaving
            services.tell_contacts_news(check_in=check_in, at=clock.now())


@events.listens(CheckInAnswered, name="gatherings.mail_news", atomic=False)
def mail_news(fact: CheckInAnswered) -> None:
    check_in = _check_in(fact)
    if check_in is not None:
        services.tell_contacts_news(check_in=check_in, at=clock.now())


@events.listens(ErasureAsked, name="gatherings.close_links_of_leaving")
def close_links_of_leaving(fact: ErasureAsked) -> None:
    services.revoke_links_of(resident_id=fact.resident_id, at=clock.now())


def _check_in(fact: CheckInAsked | CheckInAnswered | CheckInMissed) -> CheckIn | None:
    found = CheckIn.objects.filter(pk=fact.check_in_id)
    return found.select_related("resident", "occurrence__gathering").first()

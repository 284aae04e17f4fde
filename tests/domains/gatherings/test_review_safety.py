"""What keeps people safe is silenced by nobody else, and writes to nobody who was not told."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.models import CheckIn, Occurrence, TrustedLink
from parvis.domains.gatherings.selectors.safety import Standing
from parvis.domains.gatherings.vocabulary import CONTACT_MAILS_A_DAY, Status
from parvis.domains.people.models import Resident
from parvis.kernel import idempotency, tasks, throttle
from tests.factories.encounters import a_meeting
from tests.factories.gatherings import NOW, a_gathering, comes
from tests.factories.meetings import a_plan, says_yes
from tests.factories.organisations import an_organisation
from tests.factories.people import a_resident, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def trusted(date: Occurrence, by: Resident) -> tuple[TrustedLink, str]:
    link, token, _new = services.share_plan(
        occurrence=date,
        by=by,
        contact_name="Mamie",
        contact_email="mamie@exemple.fr",
        once=idempotency.new_key(),
        at=NOW,
    )
    return link, token


def days_after(date: Occurrence, now: time_machine.Traveller) -> None:
    """The hours pass: asked two hours after, missed two hours later."""
    for hours in (2, 4, 5):
        at = date.ends_at + timedelta(hours=hours, minutes=1)
        now.move_to(at)
        services.ask_all_well(at=at)
        services.take_note_of_missed(at=at)
        tasks.run_due(limit=500)


@pytest.mark.parametrize("minutes", [0, 30, 59])
def test_who_ends_a_series_while_one_date_goes_on_silences_nobody(
    lea: Resident, noe: Resident, now: time_machine.Traveller, minutes: int
) -> None:
    """Noé hosts; during the first walk he calls off those that follow."""
    plan = a_plan(noe, lea, weeks=3)
    says_yes(plan, lea)
    first = plan.occurrences.earliest("starts_at")
    _link, token = trusted(first, lea)

    during = first.starts_at + timedelta(minutes=minutes)
    now.move_to(during)
    services.cancel_plan(gathering=plan, by=noe, at=during)

    assert selectors.plan_behind(token, during).standing == Standing.PLANNED
    days_after(first, now)
    assert CheckIn.objects.get(resident=lea, occurrence=first).missed_at is not None
    told = [one for one in mail.outbox if one.to == ["mamie@exemple.fr"]]
    assert len(told) == 1
    assert selectors.plan_behind(token, first.ends_at + timedelta(hours=6)).standing == (
        Standing.NO_NEWS
    )


def test_date_called_off_while_it_goes_on_is_asked_about(
    lea: Resident, now: time_machine.Traveller
) -> None:
    odile = a_resident(name="Odile")
    gathering = a_gathering(host=odile, organisation=an_organisation(hosts=(odile,)))
    date = gathering.occurrences.get()
    comes(lea, date)
    _link, token = trusted(date, lea)

    during = date.starts_at + timedelta(minutes=10)
    now.move_to(during)
    services.cancel_occurrence(occurrence=date, by=odile, at=during)

    assert selectors.plan_behind(token, during).standing == Standing.PLANNED
    days_after(date, now)
    assert [one.to for one in mail.outbox if "Pas encore" in one.subject] == [["mamie@exemple.fr"]]


def test_date_called_off_before_it_began_is_not(
    lea: Resident, noe: Resident, now: time_machine.Traveller
) -> None:
    plan = a_plan(noe, lea)
    says_yes(plan, lea)
    date = plan.occurrences.get()
    _link, token = trusted(date, lea)
    services.cancel_plan(gathering=plan, by=noe, at=NOW)

    assert selectors.plan_behind(token, NOW).standing == Standing.CALLED_OFF
    days_after(date, now)
    assert not CheckIn.objects.exists()
    assert not [one for one in mail.outbox if one.to == ["mamie@exemple.fr"]]


def test_what_took_place_is_followed_although_the_series_ended(
    lea: Resident, noe: Resident, now: time_machine.Traveller
) -> None:
    plan = a_plan(noe, lea, weeks=3)
    says_yes(plan, lea)
    first = plan.occurrences.earliest("starts_at")
    over = first.ends_at + timedelta(hours=1)
    now.move_to(over)
    services.cancel_plan(gathering=plan, by=noe, at=over)
    plan.refresh_from_db()
    assert plan.status == Status.CANCELLED

    for one in (lea, noe):
        services.say_came(occurrence_id=first.pk, resident=one, came=True, at=over)
    services.follow_up(at=over + timedelta(minutes=5))

    assert first.meetings.count() == 1
    assert [one.name for one in selectors.after(lea, first.pk, over).people] == ["Noé"]


def test_address_that_had_no_mail_is_never_written_to(
    lea: Resident, noe: Resident, now: time_machine.Traveller
) -> None:
    """Nobody makes us write to more than a few strangers a day, later mails included."""
    browser = signed_in(lea)
    dates = [a_meeting(noe, lea) for _number in range(4)]
    sent = 0
    for number, date in enumerate(dates * 3):
        sent += 1
        answer = browser.post(
            f"/agenda/{date.pk}/partager/",
            {
                "contact_name": "Inconnu",
                "contact_email": f"inconnu{number}@exemple.fr",
                "once": idempotency.new_key(),
            },
        )
        assert answer.status_code == 200
    assert sent > CONTACT_MAILS_A_DAY
    assert "Nous n’avons pas gardé son adresse" in answer.content.decode()
    written_to = {one.to[0] for one in mail.outbox}
    assert len(written_to) == CONTACT_MAILS_A_DAY

    for date in dates:
        days_after(date, now)
    assert {one.to[0] for one in mail.outbox if "inconnu" in one.to[0]} == written_to
    kept = TrustedLink.objects.exclude(contact_email="")
    assert set(kept.values_list("contact_email", flat=True)) <= written_to


def test_without_its_counter_no_stranger_is_written_to(
    lea: Resident, noe: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    date = a_meeting(noe, lea)
    link, token = trusted(date, lea)

    def down(*_args: object, **_kwargs: object) -> bool:
        raise ConnectionError

    monkeypatch.setattr("parvis.kernel.throttle.cache.add", down)
    with pytest.raises(throttle.Throttled):
        services.send_link(link=link, token=token)
    assert not mail.outbox
    link.refresh_from_db()
    assert link.contact_email == ""

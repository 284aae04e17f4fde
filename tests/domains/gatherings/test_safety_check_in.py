"""“All well?”: when it is asked, what a missed answer does, and what nobody else ever reads."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail

from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import Attendance, CheckIn, Occurrence, TrustedLink
from parvis.domains.gatherings.vocabulary import Audience, Coming
from parvis.domains.notifications.models import Notice
from parvis.domains.people.models import Resident
from parvis.domains.watch.models import Item
from parvis.kernel import idempotency, tasks
from tests.domains.gatherings.test_safety_links import page, words
from tests.factories.encounters import ENDS, STARTS, a_meeting
from tests.factories.gatherings import paris
from tests.factories.people import a_block, a_resident, signed_in

pytestmark = pytest.mark.django_db
ASKED = ENDS + timedelta(hours=2)
MISSED = ASKED + timedelta(hours=2)


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(STARTS, tick=False) as traveller:
        yield traveller


@pytest.fixture
def meeting(lea: Resident, noe: Resident) -> Occurrence:
    return a_meeting(lea, noe, title="Titre gardé pour nous")


def shared(occurrence: Occurrence, by: Resident, email: str = "") -> str:
    _link, token, _is_new = services.share_plan(
        occurrence=occurrence,
        by=by,
        contact_name="Mamie",
        contact_email=email,
        once=idempotency.new_key(),
        at=occurrence.starts_at,
    )
    return token


def ask(at: datetime) -> int:
    """The five minutes’ job, and what follows from it."""
    asked = services.ask_all_well(at=at)
    services.take_note_of_missed(at=at)
    tasks.run_due(limit=500)
    return asked


def asked_of() -> set[str]:
    return set(CheckIn.objects.values_list("resident__name", flat=True))


def test_everybody_of_an_invitation_is_asked_two_hours_after_once(meeting: Occurrence) -> None:
    assert ask(ASKED - timedelta(seconds=1)) == 0
    assert ask(ASKED) == 2
    assert ask(ASKED + timedelta(minutes=5)) == 0
    assert asked_of() == {"Léa", "Noé"}


def test_public_date_asks_only_who_shared_it(lea: Resident, noe: Resident) -> None:
    meeting = a_meeting(lea, noe, audience=Audience.PUBLIC)
    shared(meeting, noe)

    ask(ASKED)

    assert asked_of() == {"Noé"}


def test_host_without_a_seat_who_shared_is_asked(lea: Resident, noe: Resident) -> None:
    meeting = a_meeting(lea, noe, audience=Audience.PUBLIC)
    Attendance.objects.filter(resident=lea).delete()
    shared(meeting, lea)

    ask(ASKED)
    ask(ASKED)

    assert asked_of() == {"Léa"}


def test_night_waits_until_eight_but_for_who_is_waited_for(lea: Resident, noe: Resident) -> None:
    meeting = a_meeting(lea, noe, starts_at=paris("2026-11-25 20:00"))
    shared(meeting, noe)

    ask(paris("2026-11-26 00:00"))
    assert asked_of() == {"Noé"}
    ask(paris("2026-11-26 07:59"))
    assert asked_of() == {"Noé"}
    ask(paris("2026-11-26 08:00"))
    assert asked_of() == {"Léa", "Noé"}


def test_night_is_that_of_the_place(lea: Resident) -> None:
    """Ten at night in Réunion, seven in the evening in Paris."""
    meeting = a_meeting(lea, time_zone="Indian/Reunion", starts_at=paris("2026-11-25 15:00"))
    assert meeting.ends_at + timedelta(hours=2) == paris("2026-11-25 19:00")

    assert ask(paris("2026-11-25 19:00")) == 0
    assert ask(paris("2026-11-26 05:00")) == 1


def test_cancelled_left_and_long_past_are_not_asked(lea: Resident, noe: Resident) -> None:
    off = a_meeting(lea, noe)
    off.is_cancelled = True
    off.save()
    a_meeting(lea, noe, starts_at=STARTS - timedelta(days=2))
    left = a_meeting(noe, lea)
    left.attendances.update(state=Coming.CANCELLED)

    assert ask(ASKED) == 0


def test_who_was_not_there_is_asked_only_if_somebody_waits(lea: Resident, noe: Resident) -> None:
    a_meeting(lea, came=False)
    waited = a_meeting(noe, came=False)
    shared(waited, noe)

    ask(ASKED)

    assert asked_of() == {"Noé"}


def test_notice_names_no_gathering_and_goes_once_answered(
    meeting: Occurrence, lea: Resident
) -> None:
    ask(ASKED)

    notice = Notice.objects.get(to=lea)
    assert "Titre" not in notice.title + notice.body
    assert notice.url == f"/agenda/{meeting.pk}/des-nouvelles/"

    services.say_well(occurrence=meeting, resident=lea, at=ASKED)
    tasks.run_due(limit=500)
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_missed_answer_tells_the_contact_once_and_nobody_else(
    meeting: Occurrence, lea: Resident
) -> None:
    shared(meeting, lea, "mamie@exemple.fr")
    ask(ASKED)
    mail.outbox.clear()

    ask(MISSED - timedelta(seconds=1))
    assert mail.outbox == []
    for _ in range(3):
        ask(MISSED)

    (sent,) = mail.outbox
    assert sent.to == ["mamie@exemple.fr"]
    assert sent.subject == "Pas encore de nouvelles de Léa"
    assert "112" in sent.body
    assert "Noé" not in sent.body
    assert "Titre" not in sent.body
    assert not Item.objects.exists()


def test_missed_answer_without_an_address_is_told_on_the_page(
    meeting: Occurrence, lea: Resident, now: time_machine.Traveller
) -> None:
    token = shared(meeting, lea)
    ask(ASKED)
    now.move_to(ASKED)
    assert "Pas encore de nouvelles" not in words(page(token))
    mail.outbox.clear()

    ask(MISSED)
    now.move_to(MISSED)

    assert mail.outbox == []
    assert "Pas encore de nouvelles" in words(page(token))


def test_mail_is_in_the_language_of_who_trusts(lea: Resident) -> None:
    lea.reads = "en"
    lea.save()
    meeting = a_meeting(lea)
    shared(meeting, lea, "mamie@exemple.fr")
    ask(ASKED)
    mail.outbox.clear()

    ask(MISSED)

    assert mail.outbox[0].extra_headers["Content-Language"] == "en"


def test_late_all_well_reassures_who_was_told_once(
    meeting: Occurrence, lea: Resident, now: time_machine.Traveller
) -> None:
    token = shared(meeting, lea, "mamie@exemple.fr")
    ask(ASKED)
    ask(MISSED)
    mail.outbox.clear()
    now.move_to(MISSED)

    for _ in range(2):
        services.say_well(occurrence=meeting, resident=lea, at=MISSED)
        tasks.run_due(limit=500)

    (sent,) = mail.outbox
    assert sent.subject == "Léa va bien"
    assert "Tout va bien" in words(page(token))


def test_all_well_in_time_writes_to_nobody(meeting: Occurrence, lea: Resident) -> None:
    shared(meeting, lea, "mamie@exemple.fr")
    ask(ASKED)
    mail.outbox.clear()

    services.say_well(occurrence=meeting, resident=lea, at=ASKED + timedelta(minutes=9))
    ask(MISSED)

    assert mail.outbox == []


def test_all_well_may_be_said_before_being_asked(meeting: Occurrence, lea: Resident) -> None:
    services.say_well(occurrence=meeting, resident=lea, at=STARTS)

    ask(ASKED)

    assert not Notice.objects.filter(to=lea).exists()
    assert CheckIn.objects.get(resident=lea).answered_at == STARTS


def test_news_cannot_be_given_before_the_beginning(meeting: Occurrence, lea: Resident) -> None:
    with pytest.raises(services.NotYet):
        services.say_well(occurrence=meeting, resident=lea, at=STARTS - timedelta(seconds=1))


def test_worry_said_late_tells_the_contact_of_news_not_of_the_worry(
    meeting: Occurrence, lea: Resident, now: time_machine.Traveller
) -> None:
    token = shared(meeting, lea, "mamie@exemple.fr")
    ask(ASKED)
    ask(MISSED)
    mail.outbox.clear()
    now.move_to(MISSED)

    services.say_worried(occurrence=meeting, resident=lea, words="J’ai eu peur.", at=MISSED)
    tasks.run_due(limit=500)

    (sent,) = [one for one in mail.outbox if one.to == ["mamie@exemple.fr"]]
    assert sent.subject == "Léa a donné de ses nouvelles"
    assert "peur" not in sent.body
    assert "inqui" not in sent.body
    assert "peur" not in words(page(token))


def test_withdrawn_link_is_not_told(meeting: Occurrence, lea: Resident) -> None:
    shared(meeting, lea, "mamie@exemple.fr")
    ask(ASKED)
    mail.outbox.clear()

    services.revoke_link(link_id=TrustedLink.objects.get().pk, by=lea, at=ASKED)
    ask(MISSED)

    assert mail.outbox == []


def test_one_tap_on_the_page_and_on_today(
    meeting: Occurrence, lea: Resident, now: time_machine.Traveller
) -> None:
    ask(ASKED)
    now.move_to(ASKED)
    browser = signed_in(lea)
    address = f"/agenda/{meeting.pk}/des-nouvelles/"
    assert f'action="{address}"' in browser.get("/").content.decode()
    assert browser.get(address).status_code == 200

    response = browser.post(address, {"answer": "well"})
    browser.post(address, {"answer": "well"})

    assert response.status_code == 302
    assert CheckIn.objects.get(resident=lea).answer == "well"
    assert address not in browser.get("/").content.decode()


def test_page_stays_for_who_blocked_the_other(
    meeting: Occurrence, lea: Resident, noe: Resident, now: time_machine.Traveller
) -> None:
    now.move_to(ASKED)
    a_block(lea, noe)

    assert signed_in(lea).get(f"/agenda/{meeting.pk}/des-nouvelles/").status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_page_is_nobody_elses(
    meeting: Occurrence, method: str, now: time_machine.Traveller
) -> None:
    now.move_to(ASKED)
    answer: Any = getattr(signed_in(a_resident()), method)(f"/agenda/{meeting.pk}/des-nouvelles/")
    assert answer.status_code == 404


def test_answers_are_forgotten_after_ninety_days(meeting: Occurrence, lea: Resident) -> None:
    ask(ASKED)
    services.say_worried(occurrence=meeting, resident=lea, words="J’ai eu peur.", at=ASKED)

    services.forget_old_safety(at=ASKED + timedelta(days=89))
    assert CheckIn.objects.filter(words="J’ai eu peur.").exists()
    services.forget_old_safety(at=ASKED + timedelta(days=90))

    assert not CheckIn.objects.exists()
    assert Item.objects.get().ending == "withdrawn"

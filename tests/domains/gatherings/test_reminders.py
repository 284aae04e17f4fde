"""The day before, the hours before, the day after: each message once, in time, or not at all."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail

from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence
from parvis.domains.gatherings.tasks.reminders import ask_how_it_was, remind
from parvis.domains.notifications.models import Notice
from parvis.domains.notifications.vocabulary import Urgency
from parvis.domains.people.models import Resident
from parvis.kernel import tasks
from tests.factories.gatherings import NOW, a_gathering, comes, paris
from tests.factories.organisations import a_place, an_organisation
from tests.factories.people import a_block, a_resident

pytestmark = pytest.mark.django_db
#: The gathering is on Tuesday at 9 h 30.
DAY_BEFORE = paris("2026-11-23 17:00")
DAY_AFTER = paris("2026-11-25 11:00")
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        tasks.run_due()
        yield traveller


@pytest.fixture
def cast() -> dict[str, Resident]:
    return {
        name: a_resident(name=name, email_immediately=True)
        for name in ("Odile", "Nadia", "Léa", "Noé", "Serge")
    }


@pytest.fixture
def gathering(cast: dict[str, Resident]) -> Gathering:
    made = a_gathering(
        host=cast["Odile"],
        organisation=an_organisation(hosts=(cast["Odile"], cast["Nadia"])),
        title="Café du matin",
        place=a_place(name="Maison des Tilleuls"),
        bring="une tasse",
    )
    Gathering.objects.filter(pk=made.pk).update(
        where_note="la salle du fond", documents="rien, ou une carte"
    )
    return made


@pytest.fixture
def date(gathering: Gathering) -> Occurrence:
    return gathering.occurrences.get()


def of(resident: Resident, keys: str = "reminder:") -> list[Notice]:
    return list(resident.notices.filter(key__startswith=keys).order_by("created_at", "key"))


def test_everybody_is_reminded_the_day_before_at_five(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    comes(cast["Noé"], date)

    remind(DAY_BEFORE - MINUTE)
    assert of(cast["Noé"]) == []
    remind(DAY_BEFORE)

    (notice,) = of(cast["Noé"])
    assert notice.title == "Demain à 9\u202fh\u202f30\u202f: «\u202fCafé du matin\u202f»"
    for said in ("Maison des Tilleuls", "la salle du fond", "une tasse", "une carte", "11\u202fh"):
        assert said in notice.body, said
    assert (notice.urgency, notice.url) == (Urgency.CALM, date.get_absolute_url())


def test_who_comes_alone_is_reminded_by_mail_with_who_waits(
    cast: dict[str, Resident], date: Occurrence, now: time_machine.Traveller
) -> None:
    comes(cast["Léa"], date, alone=True)
    tasks.run_due(raising=True)
    mail.outbox.clear()
    now.move_to(DAY_BEFORE)

    tasks.run_due(raising=True)

    (notice,) = of(cast["Léa"])
    assert (
        "Odile vous attendra à l’entrée. Pour reconnaître Odile\u202f: une feuille" in notice.body
    )
    assert (notice.urgency, notice.about) == (Urgency.NOW, cast["Odile"])
    (own,) = of(cast["Odile"])
    assert "Une personne vient seule et compte sur vous à l’entrée." in own.body
    assert "Léa" not in own.title + own.body
    assert sorted(to for sent in mail.outbox for to in sent.to) == sorted(
        [cast["Léa"].email, cast["Odile"].email]
    )


def test_mails_are_for_who_wishes_them(
    cast: dict[str, Resident], date: Occurrence, now: time_machine.Traveller
) -> None:
    comes(cast["Léa"], date, alone=True)
    tasks.run_due(raising=True)
    Resident.objects.update(email_immediately=False)
    mail.outbox.clear()
    now.move_to(DAY_BEFORE)

    tasks.run_due(raising=True)

    assert len(of(cast["Léa"])) == 1
    assert mail.outbox == []


def test_reminder_names_nobody_who_is_hidden(cast: dict[str, Resident], date: Occurrence) -> None:
    comes(cast["Léa"], date, alone=True)
    services.find_greeters(occurrence_id=date.pk, at=NOW)
    a_block(cast["Odile"], cast["Léa"])  # and what is due has not run yet

    remind(DAY_BEFORE)

    assert all("Odile" not in one.title + one.body for one in of(cast["Léa"]))


def test_nobody_is_reminded_twice_nor_when_the_clock_goes_back(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    comes(cast["Noé"], date)
    for at in (
        DAY_BEFORE,
        DAY_BEFORE + timedelta(minutes=15),
        DAY_BEFORE - timedelta(hours=1),
        DAY_BEFORE - timedelta(days=1),
        DAY_BEFORE,
        date.starts_at - MINUTE,
    ):
        remind(at)

    assert len(of(cast["Noé"])) == 1
    date.refresh_from_db()
    assert date.reminded_at == DAY_BEFORE


def test_reminder_missed_while_the_machine_was_off_is_caught_up_until_it_begins(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    comes(cast["Noé"], date)
    comes(cast["Léa"], date)

    remind(paris("2026-11-24 06:00"))
    (notice,) = of(cast["Noé"])
    assert notice.title == "Aujourd’hui à 9\u202fh\u202f30\u202f: «\u202fCafé du matin\u202f»"


@pytest.mark.parametrize("late", [timedelta(0), timedelta(hours=5)])
def test_reminder_that_comes_after_the_beginning_is_dropped(
    cast: dict[str, Resident], date: Occurrence, late: timedelta
) -> None:
    comes(cast["Noé"], date)

    remind(date.starts_at + late)

    assert of(cast["Noé"]) == []


def test_reminder_unsent_when_it_begins_is_not_sent_any_more(
    cast: dict[str, Resident],
    date: Occurrence,
    now: time_machine.Traveller,
) -> None:
    comes(cast["Léa"], date, alone=True)
    tasks.run_due(raising=True)
    remind(DAY_BEFORE)
    (notice,) = of(cast["Léa"])
    assert notice.read_at is None

    remind(date.starts_at + MINUTE)

    notice.refresh_from_db()
    assert notice.read_at == date.starts_at + MINUTE
    now.move_to(date.starts_at + MINUTE)
    mail.outbox.clear()
    tasks.run_due(raising=True)
    assert [sent for sent in mail.outbox if sent.to == [cast["Léa"].email]] == []


def test_who_says_it_late_is_reminded_three_hours_before(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    remind(DAY_BEFORE)
    comes(cast["Noé"], date, at=paris("2026-11-23 20:00"))
    comes(cast["Léa"], date, at=paris("2026-11-24 06:31"))

    remind(paris("2026-11-23 21:00"))
    remind(paris("2026-11-24 06:29"))
    assert of(cast["Noé"]) == []
    for at in ("2026-11-24 06:30", "2026-11-24 06:45", "2026-11-24 09:00"):
        remind(paris(at))

    assert len(of(cast["Noé"])) == 1
    assert of(cast["Léa"]) == []  # said it just before: they know


def test_date_that_moves_is_reminded_of_again(cast: dict[str, Resident], date: Occurrence) -> None:
    comes(cast["Noé"], date)
    remind(DAY_BEFORE)
    Occurrence.objects.update(
        starts_at=date.starts_at + timedelta(days=7), ends_at=date.ends_at + timedelta(days=7)
    )

    remind(DAY_BEFORE + timedelta(days=7))

    assert len(of(cast["Noé"])) == 2


@pytest.mark.parametrize("state", ["cancelled", "left", "waiting"])
def test_who_does_not_come_is_not_reminded(
    cast: dict[str, Resident], gathering: Gathering, date: Occurrence, state: str
) -> None:
    if state == "waiting":
        Gathering.objects.filter(pk=gathering.pk).update(capacity=1)
        comes(cast["Serge"], date)
    comes(cast["Noé"], date)
    if state == "cancelled":
        services.cancel_occurrence(occurrence=date, by=cast["Odile"], at=NOW)
    elif state == "left":
        services.leave(occurrence_id=date.pk, resident=cast["Noé"], at=NOW)

    remind(DAY_BEFORE)

    assert of(cast["Noé"]) == []


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        ("Indian/Reunion", datetime.fromisoformat("2026-11-23T17:00+04:00")),
        ("Europe/Paris", datetime.fromisoformat("2026-11-23T17:00+01:00")),
    ],
)
def test_five_o_clock_is_that_of_the_place(
    cast: dict[str, Resident], gathering: Gathering, date: Occurrence, zone: str, due: datetime
) -> None:
    comes(cast["Noé"], date)
    Gathering.objects.filter(pk=gathering.pk).update(time_zone=zone)

    remind(due - MINUTE)
    assert of(cast["Noé"]) == []
    remind(due)
    assert len(of(cast["Noé"])) == 1


def test_day_before_the_clocks_change_is_still_five_o_clock(cast: dict[str, Resident]) -> None:
    """Sunday 28 March 2027 has 23 hours."""
    made = a_gathering(host=cast["Odile"], day=datetime(2027, 3, 28).date(), at=NOW)  # noqa: DTZ001
    comes(cast["Noé"], made.occurrences.get())

    remind(paris("2027-03-27 16:59"))
    assert of(cast["Noé"]) == []
    remind(paris("2027-03-27 17:00"))
    assert len(of(cast["Noé"])) == 1


def test_who_came_alone_is_asked_how_it_was_the_day_after(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    comes(cast["Léa"], date, alone=True)
    comes(cast["Noé"], date)

    ask_how_it_was(DAY_AFTER - MINUTE)
    assert of(cast["Léa"], "how:") == []
    for late in (timedelta(0), timedelta(hours=1), -timedelta(hours=1), timedelta(days=2)):
        ask_how_it_was(DAY_AFTER + late)

    (notice,) = of(cast["Léa"], "how:")
    assert notice.title == "«\u202fCafé du matin\u202f»\u202f: comment ça s’est passé\u202f?"
    assert (notice.urgency, notice.url) == (Urgency.CALM, date.get_absolute_url())
    assert of(cast["Noé"], "how:") == []


def test_nobody_is_asked_of_what_they_missed_nor_much_later(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    comes(cast["Léa"], date, alone=True)
    comes(cast["Serge"], date, alone=True)
    Attendance.objects.filter(resident=cast["Léa"]).update(came=False)
    ask_how_it_was(DAY_AFTER + timedelta(days=3))
    assert of(cast["Serge"], "how:") == []

    ask_how_it_was(DAY_AFTER)

    assert of(cast["Léa"], "how:") == []
    assert len(of(cast["Serge"], "how:")) == 1


def test_what_went_out_is_settled_in_one_query_a_date(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    """Reminding again, when all is told, costs the same for one as for three."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for who in (1, 3):
        date = a_gathering(host=cast["Odile"], title=f"Thé {who}").occurrences.get()
        for _ in range(who):
            comes(a_resident(), date)
        remind(DAY_BEFORE)
        with CaptureQueriesContext(connection) as asked:
            remind(DAY_BEFORE + timedelta(minutes=15))
        counts.append(len(asked))

    assert counts[0] == counts[1]

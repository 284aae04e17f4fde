"""How a gathering repeats, asked in plain words; its dates said before it is published."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.forms import with_row_changed
from parvis.domains.gatherings.forms.repeating import asked_as, rule_asked
from parvis.domains.gatherings.models import Gathering
from parvis.domains.people.models import Resident
from parvis.kernel import idempotency
from tests.factories.gatherings import NOW, a_gathering, paris
from tests.factories.organisations import a_place, an_organisation
from tests.factories.people import a_resident, signed_in

TUESDAY = date(2026, 11, 24)
CREATE = "/agenda/publier/"


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def client(odile: Resident) -> Client:
    return signed_in(odile)


def typed(odile: Resident, **changes: Any) -> dict[str, Any]:
    own = odile.organisation_memberships.first()
    organisation = own.organisation if own else an_organisation(hosts=(odile,))
    return {
        "once": idempotency.new_key(),
        "action": "publish",
        "title": "Café du matin",
        "about": "Du café et une conversation.",
        "organisation": str(organisation.pk),
        "place": str(organisation.place_id or a_place().pk),
        "day": "2026-11-24",
        "starts": "09:30",
        "ends": "11:00",
        "repeat": "",
        "pauses-TOTAL_FORMS": "0",
        "pauses-INITIAL_FORMS": "0",
        "extras-TOTAL_FORMS": "0",
        "extras-INITIAL_FORMS": "0",
        **changes,
    }


def pause(number: int, begins: str, ends: str, why: str = "") -> dict[str, str]:
    return {
        f"pauses-{number}-starts_on": begins,
        f"pauses-{number}-ends_on": ends,
        f"pauses-{number}-why": why,
    }


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def listed(page: str) -> list[str]:
    found = re.search(r"<ol>(<li>.*?)</ol>", page[page.index('id="next-dates"') :])
    return re.findall(r"<li>(.*?)</li>", found[1]) if found else []


def days_of(gathering: Gathering) -> list[str]:
    found = gathering.occurrences.order_by("starts_at")
    return [f"{selectors.wall(one.starts_at, 'Europe/Paris'):%m-%d}" for one in found]


@pytest.mark.parametrize(
    ("asked", "rule"),
    [
        (("", [], ""), ""),
        (("daily", [], ""), "FREQ=DAILY"),
        (("weekly", [], ""), "FREQ=WEEKLY"),
        (("weekly", ["TU"], ""), "FREQ=WEEKLY"),
        (("weekly", ["TH", "MO"], ""), "FREQ=WEEKLY;BYDAY=MO,TH"),
        (("weekly-3", [], ""), "FREQ=WEEKLY;INTERVAL=3"),
        (("monthly-weekday", [], ""), "FREQ=MONTHLY;BYDAY=4TU"),
        (("monthly-weekday", [], "-1"), "FREQ=MONTHLY;BYDAY=-1TU"),
        (("monthly-day", [], ""), "FREQ=MONTHLY;BYMONTHDAY=24"),
        (("monthly-end", [], ""), "FREQ=MONTHLY;BYMONTHDAY=-1"),
        (("yearly", [], ""), "FREQ=YEARLY"),
    ],
)
def test_choices_become_a_rule_and_are_found_again(asked: Any, rule: str) -> None:
    repeat, weekdays, nth = asked
    assert rule_asked(repeat, TUESDAY, weekdays, nth) == rule

    again = asked_as(rule, selectors.wall(paris("2026-11-24 09:30"), "Europe/Paris"))
    found = again["repeat"], again.get("weekdays", []), again.get("nth", "")
    assert rule_asked(found[0], TUESDAY, found[1], found[2]) == rule


def test_fifth_tuesday_is_the_last_one() -> None:
    assert rule_asked("monthly-weekday", date(2026, 12, 29), [], "") == "FREQ=MONTHLY;BYDAY=-1TU"


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYDAY=1TU,3TU",
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=4TU",
        "FREQ=WEEKLY;INTERVAL=5",
        "FREQ=YEARLY;BYMONTH=6;BYDAY=1SU",
        "FREQ=MONTHLY;BYDAY=1WE",
    ],
)
def test_rule_no_choice_says_is_kept_as_it_is(rule: str) -> None:
    first = selectors.wall(paris("2026-11-24 09:30"), "Europe/Paris")
    assert asked_as(rule, first)["repeat"] == "as-it-is"


def test_series_with_pauses_and_added_dates_is_published(client: Client, odile: Resident) -> None:
    form = typed(
        odile,
        repeat="weekly",
        times="6",
        **pause(0, "2026-12-20", "2027-01-03", "Vacances"),
        **pause(1, "2026-12-08", ""),
        **{"pauses-TOTAL_FORMS": "3", "extras-TOTAL_FORMS": "1", "extras-0-day": "2026-12-05"},
    )

    assert client.post(CREATE, form).status_code == 303

    gathering = Gathering.objects.get()
    assert days_of(gathering) == ["11-24", "12-01", "12-05", "12-15"]
    assert list(gathering.pauses.values_list("why", flat=True)) == ["", "Vacances"]
    assert gathering.rrule == "FREQ=WEEKLY;COUNT=6"


@pytest.mark.django_db
def test_dates_are_said_before_anything_is_published(client: Client, odile: Resident) -> None:
    form = typed(
        odile,
        action="preview",
        repeat="monthly-weekday",
        nth="-1",
        title="",
        bring="Une tasse",
        skips_holidays="on",
    )

    response = client.post(CREATE, form)

    page = words(response)
    assert response.status_code == 200
    assert Gathering.objects.count() == 0
    assert "Le dernier mardi du mois." in page
    assert len(listed(page)) == 12
    assert listed(page)[1] == "mardi 29 décembre 2026, 9 h 30 – 11 h"  # narrow spaces read as one
    assert 'value="Une tasse"' in page
    assert "form-errors" not in page  # the title is not asked for yet


def test_dates_of_another_programs_page_are_a_part_only(client: Client, odile: Resident) -> None:
    response = client.post(
        CREATE,
        typed(odile, action="preview", repeat="daily", times="3"),
        headers={"HX-Request": "true"},
    )

    assert response.content.decode().lstrip().startswith('<div id="next-dates"')
    assert len(listed(words(response))) == 3


def test_what_hinders_the_dates_is_said(client: Client, odile: Resident) -> None:
    late = client.post(CREATE, typed(odile, action="preview", day=""))
    assert late.status_code == 422
    assert "Choisissez le jour" in words(late)

    none = client.post(CREATE, typed(odile, action="preview", repeat="weekly", until="2026-11-01"))
    assert "vient avant le premier" in words(none)


def test_row_more_keeps_everything_typed(client: Client, odile: Resident) -> None:
    form = typed(
        odile,
        action="add-pauses",
        title="Un titre",
        repeat="weekly",
        starts="pas une heure",
        **pause(0, "2026-12-20", "2027-01-03", "Vacances"),
        **{"pauses-TOTAL_FORMS": "1"},
    )

    response = client.post(CREATE, form)

    page = words(response)
    assert response.status_code == 200
    assert 'name="pauses-TOTAL_FORMS" value="2"' in page
    for value in ("Un titre", "pas une heure", "2026-12-20", "2027-01-03", "Vacances"):
        assert f'value="{value}"' in page
    assert "field-error" not in page
    assert 'name="pauses-1-starts_on"' in page
    assert Gathering.objects.count() == 0


def test_row_less_closes_the_ranks() -> None:
    given = QueryDict(mutable=True)
    given.update({"pauses-TOTAL_FORMS": "3", "title": "x"})
    for number, day in enumerate(("01", "02", "03")):
        given.update(pause(number, f"2026-12-{day}", "", f"jour {day}"))

    left = with_row_changed(given, "drop-pauses-1")

    assert left["pauses-TOTAL_FORMS"] == "2"
    assert [left[f"pauses-{each}-why"] for each in (0, 1)] == ["jour 01", "jour 03"]
    assert "pauses-2-why" not in left
    assert with_row_changed(given, "drop-title-0") == given
    assert (
        with_row_changed(QueryDict("pauses-TOTAL_FORMS=zz"), "add-pauses")["pauses-TOTAL_FORMS"]
        == "1"
    )


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (pause(0, "2026-12-20", "2026-12-10"), "finit avant de commencer"),
        (pause(0, "", "2026-12-10"), "Choisissez le premier jour"),
        (pause(0, "31/02/2027", ""), "Nous ne comprenons pas cette date"),
    ],
)
def test_period_that_cannot_be_is_said_beside_it(
    client: Client, odile: Resident, row: dict[str, str], sentence: str
) -> None:
    form = typed(odile, repeat="weekly", **row, **{"pauses-TOTAL_FORMS": "1"})

    response = client.post(CREATE, form)

    assert response.status_code == 422
    assert sentence in words(response)
    assert "Une période sans rencontre est à corriger" in words(response)
    assert Gathering.objects.count() == 0


def test_more_rows_than_there_may_be_are_refused(client: Client, odile: Resident) -> None:
    response = client.post(
        CREATE, typed(odile, repeat="weekly", **{"pauses-TOTAL_FORMS": "100000"})
    )

    assert response.status_code in (303, 422)
    assert len(response.content) < 400_000


def test_editing_shows_the_rhythm_and_keeps_it(client: Client, odile: Resident) -> None:
    form = typed(
        odile,
        repeat="weekly-2",
        weekdays=["TU", "TH"],
        until="2027-06-30",
        where_note="Salle 2",
        age_min="16",
        photos="none",
        **pause(0, "2026-12-20", "2027-01-03", "Vacances"),
        **{"pauses-TOTAL_FORMS": "1"},
    )
    client.post(CREATE, form)
    gathering = Gathering.objects.get()
    url = f"/agenda/rencontre/{gathering.pk}/modifier/"
    before = days_of(gathering)

    page = words(client.get(url))

    assert '<option value="weekly-2" selected>' in page
    for checked in ("TU", "TH", "none"):
        assert re.search(rf'value="{checked}" id="[^"]+" checked', page), checked
    for value in ("2027-06-30", "2026-12-20", "2027-01-03", "Vacances", "Salle 2", "16"):
        assert f'value="{value}"' in page, value
    response = client.post(url, {**form, "action": "save", "bring": "Un livre"})
    assert response.status_code == 303
    gathering.refresh_from_db()
    assert (days_of(gathering), gathering.bring, gathering.sequence) == (before, "Un livre", 2)


def test_editing_a_rule_from_elsewhere_keeps_it(client: Client, odile: Resident) -> None:
    rule = "FREQ=MONTHLY;BYDAY=1TU,3TU"
    organisation = an_organisation(hosts=(odile,), place=a_place())
    gathering = a_gathering(
        host=odile, organisation=organisation, rrule=rule, day=date(2026, 12, 1)
    )
    url = f"/agenda/rencontre/{gathering.pk}/modifier/"

    assert "comme maintenant : plusieurs dates" in words(client.get(url))
    form = typed(odile, repeat="as-it-is", day="2026-12-01", bring="x", action="save")
    assert client.post(url, {**form, "place": str(gathering.place_id)}).status_code == 303

    gathering.refresh_from_db()
    assert (gathering.rrule, gathering.bring) == (rule, "x")
    assert client.post(CREATE, typed(odile, repeat="as-it-is")).status_code == 422


def test_duplicate_is_filled_and_falls_on_a_free_day(client: Client, odile: Resident) -> None:
    client.post(CREATE, typed(odile, title="Atelier", bring="Une tasse", repeat="weekly"))
    like = Gathering.objects.get()

    page = words(client.get(f"/agenda/rencontre/{like.pk}/copier/"))

    assert 'action="/agenda/publier/"' in page
    assert 'value="Atelier"' in page
    assert 'value="Une tasse"' in page
    assert 'value="2027-01-19"' in page  # the eight Tuesdays before are its own
    key = re.search(r'name="once" value="([^"]+)"', page)
    assert key is not None
    sent = {**typed(odile), "once": key[1], "title": "Atelier", "day": "2027-01-19"}
    assert client.post(CREATE, {**sent, "action": "draft"}).status_code == 303
    assert Gathering.objects.filter(status="draft").count() == 1
    assert signed_in(a_resident()).get(f"/agenda/rencontre/{like.pk}/copier/").status_code == 404


def test_deleted_draft_is_gone(client: Client, odile: Resident) -> None:
    client.post(CREATE, typed(odile, action="draft", repeat="weekly"))
    draft = Gathering.objects.get()

    response = client.post(f"/agenda/rencontre/{draft.pk}/annuler/", follow=True)

    assert "Le brouillon est retiré" in words(response)
    assert Gathering.objects.count() == 0

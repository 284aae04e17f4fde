"""The sheet as a page: one tap each, with and without JavaScript; and offering to greet."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence
from parvis.domains.people.models import Resident
from tests.factories.encounters import seat_of
from tests.factories.gatherings import NOW, a_gathering, comes, paris
from tests.factories.organisations import an_organisation
from tests.factories.people import a_block, a_resident, signed_in

pytestmark = pytest.mark.django_db
DOOR = paris("2026-11-24 09:20")
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> dict[str, Resident]:
    return {name: a_resident(name=name) for name in ("Odile", "Nadia", "Léa", "Noé", "Serge")}


@pytest.fixture
def gathering(cast: dict[str, Resident]) -> Gathering:
    return a_gathering(
        host=cast["Odile"],
        organisation=an_organisation(hosts=(cast["Odile"], cast["Nadia"])),
        title="Café du matin",
    )


@pytest.fixture
def date(cast: dict[str, Resident], gathering: Gathering) -> Occurrence:
    one = gathering.occurrences.get()
    comes(cast["Léa"], one, alone=True)
    comes(cast["Noé"], one)
    services.find_greeters(occurrence_id=one.pk, at=NOW)
    return one


def to(name: str, date: Occurrence, *more: Any) -> str:
    return reverse(f"gatherings:{name}", args=[date.pk, *more])


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_every_address_is_closed_to_others(
    client: Client, cast: dict[str, Resident], date: Occurrence, now: time_machine.Traveller
) -> None:
    now.move_to(DOOR)
    tick = to("tick", date, seat_of(date, cast["Noé"]))
    posts = {
        tick: {"came": "1"},
        to("walk_in", date): {"key": str(uuid4())},
        to("close_sheet", date): {},
        to("reopen_sheet", date): {},
    }
    for viewer in ("Serge", "Noé"):
        browser = signed_in(cast[viewer])
        assert browser.get(to("sheet", date)).status_code == 404
        for address, data in posts.items():
            assert browser.post(address, data).status_code == 404, address
    for address in (to("sheet", date), *posts):
        answer = client.post(address) if address in posts else client.get(address)
        assert (answer.status_code, "/compte/" in answer["Location"]) == (302, True)
    assert not Attendance.objects.exclude(came=None).exists()


def test_tap_is_a_form_and_leads_back_to_the_line(
    cast: dict[str, Resident], date: Occurrence, now: time_machine.Traveller
) -> None:
    now.move_to(DOOR)
    browser, tick = signed_in(cast["Odile"]), to("tick", date, seat_of(date, cast["Noé"]))
    assert f'action="{tick}"' in words(browser.get(to("sheet", date)))

    for _ in range(2):
        answer = browser.post(tick, {"came": "1"})
        assert (answer.status_code, answer["Location"]) == (
            303,
            f"{to('sheet', date)}#p-{seat_of(date, cast['Noé'])}",
        )
    page = words(browser.get(to("sheet", date)))
    assert "Une personne est là" in page
    assert "sur 2 attendues" in page

    browser.post(tick, {"came": ""})
    assert "Personne n’est encore noté" in words(browser.get(to("sheet", date)))


def test_tap_with_htmx_brings_the_line_and_the_count(
    cast: dict[str, Resident], date: Occurrence, now: time_machine.Traveller
) -> None:
    now.move_to(DOOR)
    browser = signed_in(cast["Odile"])

    answer = browser.post(to("tick", date, seat_of(date, cast["Noé"])), {"came": "1"}, **HTMX)

    part = words(answer)
    assert answer.status_code == 200
    assert part.strip().startswith('<li class="sheet-line is-here"')
    assert part.count("<li") == 1
    assert 'data-hx-swap-oob="true"' in part
    assert "Une personne est là" in part
    assert "Léa" not in part


def test_walk_ins_are_counted_with_one_button(
    cast: dict[str, Resident], date: Occurrence, now: time_machine.Traveller
) -> None:
    now.move_to(DOOR)
    browser = signed_in(cast["Odile"])
    (key,) = re.findall(r'name="key" value="([^"]+)"', words(browser.get(to("sheet", date))))

    for _ in range(2):
        assert browser.post(to("walk_in", date), {"key": key}).status_code == 303
    assert date.walk_ins.count() == 1
    part = words(browser.post(to("walk_in", date), {"key": str(uuid4())}, **HTMX))
    assert "2 personnes" in part
    assert "2 personnes sont là" in part
    assert 'name="most" value="1"' in part
    browser.post(to("walk_in", date), {"most": "1"})
    assert date.walk_ins.count() == 1


@pytest.mark.parametrize(
    "data", [{}, {"key": "no"}, {"most": "-1"}, {"key": str(uuid4()), "most": "1"}]
)
def test_nonsense_is_refused(
    cast: dict[str, Resident], date: Occurrence, now: time_machine.Traveller, data: dict[str, str]
) -> None:
    now.move_to(DOOR)
    browser = signed_in(cast["Odile"])

    assert browser.post(to("walk_in", date), data).status_code == 400
    tick = to("tick", date, seat_of(date, cast["Noé"]))
    assert browser.post(tick, {"came": "2"}).status_code == 400
    assert date.walk_ins.count() == 0


def test_closing_and_reopening_are_buttons(
    cast: dict[str, Resident], date: Occurrence, now: time_machine.Traveller
) -> None:
    now.move_to(DOOR)
    browser = signed_in(cast["Odile"])
    browser.post(to("tick", date, seat_of(date, cast["Noé"])), {"came": "1"})

    page = words(browser.post(to("close_sheet", date), follow=True))
    assert "La feuille est terminée" in page
    assert "Une personne n’est pas venue." in page
    assert "Est là quand même" in page
    browser.post(to("reopen_sheet", date))
    assert "Est là quand même" not in words(browser.get(to("sheet", date)))


def test_before_the_hour_the_sheet_is_read_and_printed_only(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    page = words(signed_in(cast["Odile"]).get(to("sheet", date)))

    assert "Léa" in page
    assert "/feuille/terminer/" not in page
    assert "Est là<" not in page.split("only-print")[0]


def test_paper_is_a_table_without_addresses(
    cast: dict[str, Resident], date: Occurrence, now: time_machine.Traveller
) -> None:
    now.move_to(DOOR)
    page = words(signed_in(cast["Odile"]).get(to("sheet", date)))

    table = page.split("only-print")[1].split("</table>")[0]
    assert table.count("<tr>") == 1 + 2 + 8
    assert '<th scope="row">Léa <small>seul·e, Odile l’attend</small>' in table
    for one in cast.values():
        assert one.email not in page


def test_sheet_asks_as_many_queries_for_one_as_for_three(
    cast: dict[str, Resident], gathering: Gathering, now: time_machine.Traveller
) -> None:
    browser, counts = signed_in(cast["Odile"]), []
    for number in (1, 3):
        one = a_gathering(host=cast["Odile"], organisation=gathering.organisation).occurrences.get()
        for _ in range(number):
            comes(a_resident(), one, alone=True)
        services.find_greeters(occurrence_id=one.pk, at=NOW)
        browser.get(to("sheet", one))
        with CaptureQueriesContext(connection) as asked:
            browser.get(to("sheet", one))
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_coming_alone_says_at_once_who_waits(
    cast: dict[str, Resident], gathering: Gathering
) -> None:
    date = gathering.occurrences.get()
    browser = signed_in(cast["Serge"])

    page = words(browser.post(to("come", date), {"alone": "1"}, follow=True))

    assert "Odile vous attendra à l’entrée" in page
    assert "une feuille où l’on lit" in page
    assert "Je veux bien attendre" not in page


def test_host_finds_the_tools_and_whom_they_wait_for(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    page = words(signed_in(cast["Odile"]).get(date.get_absolute_url()))

    assert "Vous attendez Léa à l’entrée" in page
    assert to("sheet", date) in page
    assert reverse("gatherings:insight", args=[date.gathering_id]) in page
    assert to("sheet", date) not in words(signed_in(cast["Serge"]).get(date.get_absolute_url()))


def test_offer_to_greet_is_one_button_both_ways(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    comes(cast["Serge"], date)
    browser = signed_in(cast["Serge"])
    assert "Je veux bien attendre quelqu’un à l’entrée" in words(
        browser.get(date.get_absolute_url())
    )

    for _ in range(2):
        page = words(browser.post(to("greet", date), {"offers": "1"}, follow=True))
    assert "Vous avez proposé d’attendre quelqu’un" in page
    page = words(browser.post(to("greet", date), {"offers": "0"}, follow=True))
    assert "vous n’attendez personne ce jour-là" in page
    assert Attendance.objects.get(resident=cast["Serge"]).greets is False


def test_offer_of_who_does_not_come_is_no_page(cast: dict[str, Resident], date: Occurrence) -> None:
    assert signed_in(cast["Serge"]).post(to("greet", date), {"offers": "1"}).status_code == 404


def test_page_names_no_greeter_who_is_hidden(cast: dict[str, Resident], date: Occurrence) -> None:
    a_block(cast["Léa"], cast["Odile"])  # what is due after it has not run yet

    page = words(signed_in(cast["Léa"]).get(date.get_absolute_url()))

    assert "Odile vous attendra" not in page
    assert "Les personnes qui animent savent que vous venez seul·e" in page

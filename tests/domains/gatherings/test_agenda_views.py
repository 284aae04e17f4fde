"""The month, all that comes, and the plan: the same dates, laid out otherwise."""

import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client, override_settings

from parvis.config.settings.environment import Environment
from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.selectors import AgendaFilters
from parvis.domains.gatherings.vocabulary import LISTED, NAMED_A_DAY, AgendaView, Audience
from parvis.web import slots
from tests.domains.territory.builders import make_town
from tests.factories.gatherings import NOW, TUESDAY, a_gathering, an_occurrence, paris
from tests.factories.organisations import a_place, an_organisation
from tests.factories.people import a_resident, signed_in
from tests.pages.guarding import policy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def words(response: Any) -> str:
    return str(response.content.decode())


def links(page: str) -> list[str]:
    return [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*)"', page)]


def test_month_has_a_square_for_each_day_and_weeks_of_seven() -> None:
    found = selectors.month(date(2026, 11, 21))

    assert [len(week) for week in found.weeks] == [7] * 6
    days = [day.on for week in found.weeks for day in week if day]
    assert days == [date(2026, 11, number) for number in range(1, 31)]
    assert found.weeks[0][:6] == (None,) * 6  # the first is a Sunday
    assert found.count == 0


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31), date(2028, 2, 29)])
def test_month_counts_on_the_day_of_the_wall(day: date) -> None:
    """Half past midnight and half past eleven at night, on the days when clocks change too."""
    a_gathering(day=day, starts=time(0, 30), ends=time(1, 30))
    a_gathering(day=day, starts=time(23, 30), ends=time(1, 0))

    found = selectors.month(day)

    squares = {one.on: one.count for week in found.weeks for one in week if one}
    assert squares[day] == 2
    assert found.count == 2


def test_month_names_the_first_few_and_counts_the_others() -> None:
    place, odile = a_place(), a_resident()
    organisation = an_organisation(hosts=(odile,))
    for hour in (18, 9, 14, 11, 16):
        a_gathering(
            title=f"À {hour}",
            host=odile,
            organisation=organisation,
            place=place,
            starts=time(hour),
            ends=time(hour + 1),
        )

    found = selectors.month(TUESDAY)

    (square,) = [one for week in found.weeks for one in week if one and one.count]
    assert square.on == TUESDAY
    assert [one.title for one in square.named] == ["À 9", "À 11", "À 14"]
    assert (square.count, square.others) == (5, 5 - NAMED_A_DAY)


def test_month_is_narrowed_as_the_week_is() -> None:
    a_gathering(title="Gratuit")
    a_gathering(title="Payant", price_cents=300)
    hidden = a_gathering(title="Entre nous")
    hidden.audience = Audience.INVITATION
    hidden.save()

    found = selectors.month(TUESDAY, AgendaFilters(free_of_charge=True))

    named = [one.title for week in found.weeks for day in week if day for one in day.named]
    assert named == ["Gratuit"]
    assert found.count == 1


def test_month_is_a_table_with_headers_that_leads_to_each_day(client: Client) -> None:
    off = an_occurrence(title="Café")
    services.cancel_occurrence(occurrence=off, by=off.gathering.host, at=NOW)

    page = words(client.get("/agenda/?vue=mois&date=2026-11-24&gratuit=1"))

    assert "<h2" in page
    assert "Novembre 2026" in page
    assert re.findall(r'<th scope="col">(\w+)</th>', page)[::6] == ["Lundi", "Dimanche"]
    assert "/agenda/?vue=jour&date=2026-11-24&gratuit=1" in links(page)
    assert off.get_absolute_url() in links(page)
    assert "annulée" in page
    assert page.count('aria-current="date"') == 1
    assert "/agenda/?vue=mois&date=2026-12-01&gratuit=1" in links(page)
    assert "src/parvis/web/ts/map" not in page


def test_month_without_anything_says_so(client: Client) -> None:
    page = words(client.get("/agenda/?vue=mois"))

    assert "<table" not in page
    assert "Rien d’annoncé à ces dates" in page


def test_list_holds_all_that_comes_by_whole_days(client: Client) -> None:
    place, odile = a_place(), a_resident()
    organisation = an_organisation(hosts=(odile,))
    for number in range(LISTED + 2):
        day = TUESDAY + timedelta(days=7 * (number // 20))
        a_gathering(host=odile, organisation=organisation, place=place, day=day)
    a_gathering(title="Passée", at=NOW - timedelta(days=9), day=TUESDAY - timedelta(days=7))

    first = words(client.get("/agenda/?vue=liste"))

    assert first.count("row-gathering") == LISTED
    assert "Passée" not in first
    following = "/agenda/?vue=liste&date=2026-12-15"
    assert following in links(first)
    rest = words(client.get(following))
    assert rest.count("row-gathering") == 2
    assert "C’est tout" in rest
    assert "Semaine suivante" not in rest


def test_list_goes_on_within_a_long_day(client: Client) -> None:
    place, odile = a_place(), a_resident()
    organisation = an_organisation(hosts=(odile,))
    for _number in range(LISTED + 3):
        a_gathering(host=odile, organisation=organisation, place=place)

    first = words(client.get("/agenda/?vue=liste"))

    following = f"/agenda/?vue=liste&date=2026-11-24&suite={LISTED}"
    assert following in links(first)
    assert words(client.get(following)).count("row-gathering") == 3


@pytest.fixture
def town() -> dict[str, Any]:
    areas = make_town()
    house = a_place(
        areas["les-tilleuls"], name="Maison", slug="maison", latitude=46.01, longitude=3.01
    )
    cafe = a_place(areas["le-port"], name="Café du Port", slug="cafe")
    for number in range(5):
        a_gathering(title=f"Atelier {number}", place=house, starts=time(9 + number), ends=time(20))
    a_gathering(title="Tarot", place=cafe)
    return areas


def test_spots_are_places_by_name_with_their_first_dates(town: dict[str, Any]) -> None:
    found = selectors.spots(starts=paris("2026-11-23 00:00"), ends=paris("2026-11-30 00:00"))

    assert [(spot.place.name, spot.count, spot.others) for spot in found] == [
        ("Café du Port", 1, 0),
        ("Maison", 5, 2),
    ]
    assert [one.title for one in found[1].named] == ["Atelier 0", "Atelier 1", "Atelier 2"]


def test_plan_has_a_twin_in_a_list_that_needs_no_script(
    client: Client, town: dict[str, Any]
) -> None:
    page = words(client.get("/agenda/?vue=plan&date=2026-11-24"))

    assert '<svg class="plan-drawing"' in page
    assert re.search(r'data-map data-shapes="/quartiers/formes.json"[^>]* hidden>', page)
    assert "la liste qui suit dit la même chose" in page
    spots = re.findall(r'<li class="row" data-spot="([^"]+)" data-count="(\d+)"([^>]*)>', page)
    assert [(name, count) for name, count, _ in spots] == [("Café du Port", "1"), ("Maison", "5")]
    assert spots[0][2] == ""
    assert spots[1][2] == ' data-latitude="46.01" data-longitude="3.01"'
    assert "pas encore sur le plan" in page
    for link in ("/lieux/maison/", "/agenda/?vue=plan&date=2026-11-23&lieu=maison"):
        assert link in links(page)


def test_plan_alone_loads_its_script(client: Client, town: dict[str, Any]) -> None:
    for view in AgendaView.values:
        page = words(client.get(f"/agenda/?vue={view}"))
        assert ("/assets/map-" in page) is (view == "plan")
        assert ("/assets/mapstyles-" in page) is (view == "plan")
        assert ("/assets/month-" in page) is (view == "mois")


def test_plan_asks_no_other_server_unless_it_is_told(client: Client, town: dict[str, Any]) -> None:
    plain = client.get("/agenda/?vue=plan")
    assert policy(plain.headers)["img-src"] == {"'self'", "data:", "blob:"}
    assert "data-tiles" not in words(plain)

    tiles = Environment(
        mode="test",
        map_tiles_url="https://tuiles.ville.example/{z}/{x}/{y}.png",
        map_tiles_attribution="© [OpenStreetMap](https://www.openstreetmap.org/copyright)",
    )
    with override_settings(PARVIS=tiles):
        told = client.get("/agenda/?vue=plan&date=2026-11-24")
        other = client.get("/agenda/?vue=semaine")

    assert policy(told.headers)["img-src"] == {
        "'self'",
        "data:",
        "blob:",
        "https://tuiles.ville.example",
    }
    assert 'data-tiles="https://tuiles.ville.example/{z}/{x}/{y}.png"' in words(told)
    assert 'href="https://www.openstreetmap.org/copyright"' in words(told)
    assert "tuiles.ville" not in other["Content-Security-Policy"]


def test_plan_of_a_town_nobody_has_drawn_is_its_list(client: Client) -> None:
    a_gathering(title="Café")

    page = words(client.get("/agenda/?vue=plan&date=2026-11-24"))

    assert "Café" in page
    assert '<svg class="plan-drawing"' not in page


def test_only_what_is_public_is_on_any_page(client: Client, town: dict[str, Any]) -> None:
    hidden = a_gathering(title="Entre nous", place=a_place(town["le-port"], slug="la"))
    hidden.audience = Audience.INVITATION
    hidden.save()
    lea = signed_in(hidden.host)

    for view in AgendaView.values:
        for browser in (client, lea):
            page = words(browser.get(f"/agenda/?vue={view}&date=2026-11-24"))
            assert "Entre nous" not in page, view
            assert "Tarot" in page, view


def test_screens_above_follow_the_agenda_through_a_slot(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(slots._fillers, "agenda.more", [])
    assert "Retrouver ou suivre" not in words(client.get("/agenda/"))

    def filler(*, request: Any, query: str) -> str:
        return f"<p>suivre {request.path} [{query}]</p>"

    slots.add("agenda.more", filler)
    page = words(client.get("/agenda/?vue=mois&seul=1&gratuit=1&inconnu=2"))

    assert "<p>suivre /agenda/ [gratuit=1&seul=1]</p>" in page

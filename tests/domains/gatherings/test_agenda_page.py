"""The agenda's page: open to everyone, filtered by its link, with an end."""

import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from parvis.domains.gatherings import services
from parvis.domains.gatherings.forms import Period
from parvis.domains.gatherings.vocabulary import BROWSED_DAYS, LISTED, AgendaView
from parvis.domains.people.vocabulary import Role
from tests.domains.territory.builders import make_town
from tests.factories.gatherings import NOW, TUESDAY, a_gathering, an_occurrence, comes
from tests.factories.organisations import a_neighbourhood, a_place, an_organisation
from tests.factories.people import a_resident, a_role, a_staff_member, signed_in

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
#: The week of the 23rd of November 2026.
WEEK = "/agenda/?vue=semaine&date=2026-11-23"


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def words(response: Any) -> str:
    return str(response.content.decode())


def links(response: Any) -> list[str]:
    return [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*)"', words(response))]


def test_agenda_shows_this_week_to_a_visitor_and_ends(client: Client) -> None:
    a_gathering(title="Marché", day=NOW.date() + timedelta(days=1))
    a_gathering(title="La semaine prochaine")

    response = client.get("/agenda/")

    assert response.status_code == 200
    assert "Marché" in words(response)
    assert "La semaine prochaine" not in words(response)
    assert "C’est tout" in words(response)
    assert words(response).count("<h1") == 1


def test_agenda_of_a_week_is_grouped_by_day(client: Client) -> None:
    a_gathering(title="Café")
    a_gathering(title="Marche", day=TUESDAY + timedelta(days=2))

    page = words(client.get(WEEK))

    headings = re.findall(r"<h([1-4])[^>]*>(?:<[^>]+>)*([^<]+)", page)
    kept = [text for level, text in headings if level in "34"]
    assert kept == ["Mardi 24 novembre", "Café", "Jeudi 26 novembre", "Marche"]


def test_agenda_of_a_day_and_its_neighbours(client: Client) -> None:
    a_gathering(title="Café")

    response = client.get("/agenda/?jour=2026-11-24&gratuit=1")

    assert "Café" in words(response)
    found = links(response)
    assert "/agenda/?vue=jour&date=2026-11-23&gratuit=1" in found
    assert "/agenda/?vue=jour&date=2026-11-25&gratuit=1" in found
    for view, day in (("semaine", "23"), ("mois", "01"), ("liste", "24"), ("plan", "23")):
        assert f"/agenda/?vue={view}&date=2026-11-{day}&gratuit=1" in found
    assert "/agenda/?vue=jour&date=2026-11-24" in found  # the chip without its filter


def test_week_leads_to_its_neighbours_with_its_filters(client: Client) -> None:
    found = links(client.get(f"{WEEK}&moment=morning"))

    assert "/agenda/?vue=semaine&date=2026-11-16&moment=morning" in found
    assert "/agenda/?vue=semaine&date=2026-11-30&moment=morning" in found


def test_way_back_to_today_is_shown_elsewhere_only(client: Client) -> None:
    button = r'<a class="button button-quiet" href="([^"]+)"><span>Aujourd’hui</span>'

    elsewhere = words(client.get("/agenda/?vue=semaine&date=2027-02-01&gratuit=1"))
    month = words(client.get("/agenda/?vue=mois&date=2027-02-01"))
    here = words(client.get("/agenda/?vue=semaine&date=2026-11-16"))

    assert re.findall(button, elsewhere) == [
        "/agenda/?vue=semaine&amp;date=2026-11-16&amp;gratuit=1"
    ]
    assert re.findall(button, month) == ["/agenda/?vue=mois&amp;date=2026-11-01"]
    assert re.findall(button, here) == []


def test_form_leads_to_any_date_and_keeps_what_is_looked_for(client: Client) -> None:
    page = words(client.get(f"{WEEK}&gratuit=1&acces=toilets&acces=lift"))

    form = page[page.index('aria-label="Aller à une date"') :].partition("</form>")[0]
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', form)
    assert ("vue", "semaine") in hidden
    assert ("gratuit", "1") in hidden
    assert ("acces", "toilets") in hidden
    assert 'type="date" name="date"' in form


def test_links_of_before_still_lead_where_they_led(client: Client) -> None:
    a_gathering(title="Café")

    assert "Café" in words(client.get("/agenda/?semaine=2026-W48"))
    assert "Café" in words(client.get("/agenda/?jour=2026-11-24"))
    assert "Café" not in words(client.get("/agenda/?jour=2026-11-25"))


def test_fragment_is_the_list_of_the_same_template(client: Client) -> None:
    a_gathering(title="Café")

    page, part = client.get(WEEK), client.get(WEEK, headers=HTMX)

    assert "<html" in words(page)
    assert "<html" not in words(part)
    assert "Café" in words(part)
    assert words(part).strip() in words(page)
    assert "HX-Request" in part["Vary"]


@pytest.mark.parametrize(
    "asked",
    [
        "semaine=2026-W99",
        "semaine=2026-48",
        "semaine=0001-W01",
        "semaine=9999-W53",
        "semaine=%00",
        "jour=2026-02-30",
        "jour=demain",
        "jour=<script>",
        "jour=20261124",
        "jour=９９９９-11-24",
        "vue=mois&date=2026-13-01",
        "vue=liste&date=9999-12-31",
        "vue=plan&date=2026-11",
    ],
)
def test_unreadable_date_is_this_week_and_says_so(client: Client, asked: str) -> None:
    response = client.get(f"/agenda/?{asked}")

    assert response.status_code == 200
    assert "Nous n’avons pas compris la date du lien" in words(response)
    assert "<script>" not in words(response)


@pytest.mark.parametrize(
    "asked",
    [
        *("interet=rien", "quartier=rien", "lieu=rien", "langue=xx", "acces=rien", "moment=nuit"),
        *("suite=-1", "suite=x", "depuis=x", "vue=vingt", "vue=%00", "jours=hier", "age=-1"),
        *("age=999", "age=٣", "du=demain", "association=rien", "voisins=1", "q=%00%20"),
    ],
)
def test_unknown_filter_is_left_out(client: Client, asked: str) -> None:
    a_gathering(title="Café")

    response = client.get(f"{WEEK}&{asked}")

    assert response.status_code == 200
    assert "Café" in words(response)


def test_every_active_filter_is_a_chip_that_takes_it_away(client: Client) -> None:
    quarter = a_neighbourhood(name="Les Tilleuls", slug="les-tilleuls")
    place = a_place(quarter, access={"step-free": "yes", "toilets": "yes"})
    a_gathering(title="Café", place=place)
    query = (
        "&interet=social-life&quartier=les-tilleuls&voisins=1&acces=step-free&acces=toilets"
        "&seul=1&places=1&age=40&jours=mar&jours=mer&du=2026-11-24&au=2026-11-30"
    )

    response = client.get(f"{WEEK}{query}")

    found = links(response)
    assert "Café" in words(response)
    for gone in (
        "interet=social-life&",
        "quartier=les-tilleuls&voisins=1&",
        "voisins=1&",
        "places=1&",
        "age=40&",
        "jours=mar&",
        "du=2026-11-24&",
        "acces=step-free&",
        "acces=toilets&",
    ):
        rest = f"{WEEK}{query}".replace(gone, "")
        wanted = sorted(rest.partition("?")[2].split("&"))
        assert wanted in [sorted(link.partition("?")[2].split("&")) for link in found], gone


def test_empty_agenda_is_honest_about_why(client: Client) -> None:
    assert "Rien d’annoncé à ces dates" in words(client.get(WEEK))
    assert "Rien ne réunit tout cela" in words(client.get(f"{WEEK}&gratuit=1"))
    assert "Rien n’est noté" in words(client.get("/agenda/?semaine=2026-W40"))


def test_agenda_has_two_ends(client: Client) -> None:
    far = (NOW + timedelta(days=366)).date()

    last = words(client.get(f"/agenda/?jour={far}"))

    assert "Jour suivant" not in last
    assert "Jour précédent" in last
    first = words(client.get(f"/agenda/?jour={NOW.date() - timedelta(days=366)}"))
    assert "Jour précédent" not in first


def test_long_week_leads_to_its_rest(client: Client) -> None:
    place, odile = a_place(), a_resident()
    organisation = an_organisation(hosts=(odile,))
    for number in range(LISTED + 2):
        day = TUESDAY if number < LISTED - 5 else TUESDAY + timedelta(days=1)
        a_gathering(host=odile, organisation=organisation, place=place, day=day)

    response = client.get(f"{WEEK}&gratuit=1")

    following = f"{WEEK}&depuis=2026-11-25&gratuit=1"
    assert following in links(response)
    assert words(response).count("row-gathering") == LISTED - 5
    rest = client.get(following)
    assert words(rest).count("row-gathering") == 7
    assert "C’est tout" in words(rest)


def test_row_says_what_helps_to_choose(client: Client) -> None:
    odile, lea = a_resident(), a_resident()
    full = an_occurrence(title="Plein", capacity=1, price_cents=250)
    comes(lea, full)
    a_gathering(title="Presque", capacity=2)
    off = an_occurrence(host=odile, title="Rien")
    services.cancel_occurrence(occurrence=off, by=odile, at=NOW)

    page = words(client.get(WEEK))
    mine = words(signed_in(lea).get(WEEK))

    assert "Complet" in page
    assert "Encore 2 places" in page
    assert "Annulée" in page
    assert "2,50\u00a0€" in page
    assert "On peut venir seul·e" in page
    assert "Vous venez" not in page
    assert mine.count("Vous venez") == 1


def test_what_people_write_is_never_read_as_html(client: Client) -> None:
    evil = "<img src=x onerror=alert(1)>"
    place = a_place(name=evil, address=evil)
    occurrence = an_occurrence(title=evil, about=evil, bring=evil, place=place)

    for url in (WEEK, occurrence.get_absolute_url(), f"/lieux/{place.slug}/"):
        page = words(client.get(url))
        assert "&lt;img" in page
        assert "<img src=x" not in page


def test_agenda_in_english(client: Client) -> None:
    a_gathering(title="Café")
    client.cookies["parvis_language"] = "en"

    page = words(client.get(WEEK))

    assert '<html lang="en"' in page
    assert "Tuesday 24 November" in page
    assert "9.30 am – 11 am" in page


@pytest.mark.parametrize("who", ["visitor", "resident", "host", "coordinator"])
def test_publishing_is_offered_to_those_who_may(who: str) -> None:
    resident = a_resident()
    if who == "host":
        an_organisation(hosts=(resident,))
    if who == "coordinator":
        resident = a_staff_member(Role.COORDINATOR)
    client = Client() if who == "visitor" else signed_in(resident)

    assert ("/agenda/publier/" in links(client.get(WEEK))) is (who in {"host", "coordinator"})


@pytest.mark.parametrize("view", AgendaView.values)
def test_agenda_takes_few_queries_and_always_as_many(
    view: str, django_assert_max_num_queries: Any
) -> None:
    nadia, lea = a_resident(), a_resident()
    a_role(lea, Role.WELCOMER)
    client = signed_in(lea)
    quarter = a_neighbourhood()
    asked = f"/agenda/?vue={view}&date=2026-11-24&gratuit=1&voisins=1&quartier={quarter.slug}"
    taken = []
    for count in (1, 2):
        for _ in range(count):
            organisation = an_organisation(hosts=(nadia,))
            place = a_place(quarter)
            comes(
                lea,
                an_occurrence(host=nadia, organisation=organisation, greeter=nadia, place=place),
            )
        client.get(asked)
        with django_assert_max_num_queries(14 if view == "plan" else 13) as counted:
            page = words(client.get(asked))
        assert page.count("Café du matin") >= count
        taken.append(len(counted.captured_queries))

    assert taken[0] == taken[1]


def test_week_of_a_visitor_takes_ten_queries_at_most(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        an_occurrence()
    client.get(WEEK)
    with django_assert_max_num_queries(10):
        client.get(WEEK)


@pytest.mark.parametrize(
    ("query", "view", "starts", "ends", "skip"),
    [
        ({}, "semaine", date(2026, 11, 16), date(2026, 11, 23), 0),
        ({"semaine": "2026-W53"}, "semaine", date(2026, 12, 28), date(2027, 1, 4), 0),
        (
            {"vue": "semaine", "date": "2026-11-26", "depuis": "2026-11-27"},
            *("semaine", date(2026, 11, 27), date(2026, 11, 30), 0),
        ),
        (
            {"semaine": "2026-W48", "depuis": "2026-12-26"},
            *("semaine", date(2026, 11, 23), date(2026, 11, 30), 0),
        ),
        ({"jour": "2026-11-24"}, "jour", TUESDAY, date(2026, 11, 25), 0),
        (
            {"vue": "jour", "date": "2026-11-24", "suite": "60"},
            *("jour", TUESDAY, date(2026, 11, 25), 60),
        ),
        ({"jour": "2026-11-24", "suite": "61"}, "jour", TUESDAY, date(2026, 11, 25), 60),
        ({"vue": "mois", "date": "2028-02-29"}, "mois", date(2028, 2, 1), date(2028, 3, 1), 0),
        ({"vue": "mois", "date": "2026-12-31"}, "mois", date(2026, 12, 1), date(2027, 1, 1), 0),
        ({"vue": "plan", "date": "2026-11-29"}, "plan", date(2026, 11, 23), date(2026, 11, 30), 0),
        (
            {"vue": "liste", "suite": "60"},
            *("liste", NOW.date(), NOW.date() + timedelta(days=BROWSED_DAYS), 60),
        ),
    ],
)
def test_period_reads_what_a_link_asks(
    query: dict[str, str], view: str, starts: date, ends: date, skip: int
) -> None:
    period = Period.read(query, NOW.date())

    assert (period.view, period.starts, period.ends, period.skip) == (view, starts, ends, skip)
    again = {name: str(value) for name, value in period.query().items()}
    assert Period.read(again, NOW.date()) == period


def test_place_area_and_organisation_show_their_week(client: Client) -> None:
    quarter = a_neighbourhood()
    place = a_place(quarter)
    odile = a_resident()
    organisation = an_organisation(hosts=(odile,))
    a_gathering(
        title="Café du matin",
        place=place,
        host=odile,
        organisation=organisation,
        starts=time(9, 30),
    )

    for url in (
        f"/lieux/{place.slug}/",
        f"/quartiers/{quarter.slug}/",
        f"/associations/{organisation.slug}/",
    ):
        page = words(client.get(url))
        assert "Café du matin" in page, url
        assert 'id="week"' in page, url
    assert f"/agenda/?lieu={place.slug}" in links(client.get(f"/lieux/{place.slug}/"))


def test_pages_without_gatherings_say_nothing_of_them(client: Client) -> None:
    place, organisation = a_place(), an_organisation()

    assert 'id="week"' not in words(client.get(f"/lieux/{place.slug}/"))
    assert 'id="week"' not in words(client.get(f"/associations/{organisation.slug}/"))


def test_neighbourhood_shows_what_takes_place_next_door(client: Client) -> None:
    town = make_town()
    for slug in ("les-tilleuls", "la-gare", "le-port"):
        a_gathering(title=f"À {slug}", place=a_place(town[slug]))
    odile = a_resident()
    off = an_occurrence(host=odile, title="Annulée à côté", place=a_place(town["la-gare"]))
    services.cancel_occurrence(occurrence=off, by=odile, at=NOW)

    response = client.get("/quartiers/les-tilleuls/")

    here, _, rest = words(response).partition('id="beside"')
    beside = rest.partition('id="places"')[0]
    assert "À les-tilleuls" in here
    assert "À la-gare" in beside
    assert "À le-port" not in words(response)
    assert "Annulée à côté" not in words(response)
    assert "/agenda/?quartier=les-tilleuls" in links(response)
    assert "/agenda/?quartier=les-tilleuls&voisins=1" in links(response)
    whole = words(client.get("/quartiers/valmont/"))
    assert "À le-port" in whole
    assert 'id="beside"' not in whole


@pytest.mark.parametrize("count", [1, 3])
def test_neighbourhood_takes_as_many_queries_whatever_takes_place(
    client: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    town = make_town()
    for slug in ("les-tilleuls", "la-gare"):
        place = a_place(town[slug])
        for _ in range(count):
            a_gathering(place=place)
    client.get("/quartiers/les-tilleuls/")

    with django_assert_max_num_queries(17):
        assert words(client.get("/quartiers/les-tilleuls/")).count("row-gathering") == 2 * count

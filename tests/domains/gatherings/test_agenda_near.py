"""“Près de moi”: a coarse point in, a neighbourhood out, and nothing kept (trust.md TS-30)."""

import logging
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parvis.domains.gatherings.views.near import area_near
from tests.domains.territory.builders import make_town
from tests.factories.people import a_resident, signed_in

pytestmark = pytest.mark.django_db
NEAR = "/agenda/pres-de-moi/"
#: In Les Tilleuls; written to the metre, as a telephone knows it.
EXACT = {"latitude": "46.008765", "longitude": "3.011234"}


@pytest.fixture(autouse=True)
def town() -> dict[str, Any]:
    return make_town()


def test_point_becomes_a_neighbourhood_and_those_beside_it(client: Client) -> None:
    response = client.post(NEAR, {**EXACT, "query": "vue=liste&date=2026-11-24&gratuit=1&x=1"})

    assert response.status_code == 303
    assert response["Location"] == (
        "/agenda/?vue=liste&date=2026-11-24&gratuit=1&quartier=les-tilleuls&voisins=1"
    )


def test_exact_point_is_in_no_address_no_row_and_no_log(
    client: Client, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as asked:
        response = client.post(NEAR, EXACT)

    told = capfd.readouterr()
    said = [response["Location"], str(response.headers), str(response.cookies), caplog.text]
    said += [*told, *(query["sql"] for query in asked.captured_queries)]
    for number in ("46.00", "3.01", "008765", "011234"):
        assert not any(number in each for each in said), number
    assert all(query["sql"].lstrip().upper().startswith("SELECT") for query in asked)


def test_server_rounds_whatever_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from parvis.domains.territory import selectors as territory

    asked: list[Any] = []
    monkeypatch.setattr(territory, "area_at", asked.append)
    monkeypatch.setattr(territory, "area_of_cell", lambda _cell: None)

    area_near("46.008765", "3.011234")

    assert asked == [(46.01, 3.01)]


def test_point_just_outside_is_in_the_area_of_its_cell() -> None:
    """Rounding moves a point by half a kilometre at most: the town's edge must not lose anybody."""
    found = area_near("46.041", "3.03")

    assert found is not None
    assert found.slug == "les-hauts"


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("", ""),
        ("nan", "3"),
        ("inf", "-inf"),
        ("1e400", "3"),
        ("91", "3"),
        ("46", "181"),
        ("<b>", "3"),
        ("48.85", "2.35"),
    ],
)
def test_point_that_is_nowhere_here_leads_to_the_list(
    client: Client, latitude: str, longitude: str
) -> None:
    response = client.post(
        NEAR, {"latitude": latitude, "longitude": longitude, "query": "gratuit=1"}, follow=True
    )

    assert response.redirect_chain == [("/agenda/?gratuit=1", 303)]
    assert "Choisissez-le dans la liste" in response.content.decode()


@pytest.mark.parametrize("query", ["next=//ailleurs.example", "date=hier&vue=x", "%00", "a" * 9000])
def test_what_is_posted_besides_is_not_repeated(client: Client, query: str) -> None:
    response = client.post(NEAR, {**EXACT, "query": query})

    assert response["Location"] == "/agenda/?quartier=les-tilleuls&voisins=1"


def test_position_is_posted_with_a_token_never_in_an_address() -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(NEAR, EXACT).status_code == 403
    assert strict.get(NEAR, EXACT).status_code == 405
    page = strict.get("/agenda/").content.decode()
    form = page[page.index("data-near") - 200 :].partition("</form>")[0]
    assert 'method="post"' in form
    assert "csrfmiddlewaretoken" in form
    assert " hidden>" in form.partition("csrfmiddlewaretoken")[0]


def test_own_neighbourhood_is_one_link_away(town: dict[str, Any]) -> None:
    lea = a_resident()
    lea.area = town["le-port"]
    lea.save()
    wanted = "quartier=le-port&amp;voisins=1"

    assert wanted in signed_in(lea).get("/agenda/").content.decode()
    assert wanted not in Client().get("/agenda/").content.decode()
    assert wanted not in signed_in(a_resident()).get(reverse("gatherings:agenda")).content.decode()

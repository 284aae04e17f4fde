"""The directory: found by words, kind, neighbourhood and interest; always as many queries."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from parvis.domains.organisations import selectors, services
from parvis.domains.organisations.vocabulary import LISTED, Kind
from parvis.kernel import search, tasks
from tests.factories.gatherings import NOW
from tests.factories.organisations import (
    a_neighbourhood,
    a_place,
    a_town,
    an_organisation,
)
from tests.factories.people import a_resident

pytestmark = pytest.mark.django_db
URL = "/associations/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def names(**asked: Any) -> list[str]:
    return [each.name for each in selectors.directory(**asked).entries]


def test_directory_is_by_name_whatever_the_accents() -> None:
    for name in ("Zouk", "Échecs", "atelier vélo", "Élan", "Chorale"):
        an_organisation(name=name)
    an_organisation(name="Brouillon", published=False)

    assert names() == ["atelier vélo", "Chorale", "Échecs", "Élan", "Zouk"]


def test_filters_all_hold() -> None:
    town = a_town()
    here, there = a_neighbourhood(town), a_neighbourhood(town)
    an_organisation(name="Chorale", area=here, interests=("choir",))
    an_organisation(name="Piscine", area=there, interests=("swimming",), kind=Kind.SERVICE)
    an_organisation(name="Fanfare", area=there, interests=("music",))

    assert names(kind=Kind.SERVICE) == ["Piscine"]
    assert names(area=here) == ["Chorale"]
    assert names(area=town) == ["Chorale", "Fanfare", "Piscine"]
    assert names(branch="music") == ["Chorale", "Fanfare"]
    assert names(branch="music", area=there) == ["Fanfare"]
    assert names(branch="sport", area=here) == []


def test_organisation_is_found_by_its_words_while_it_is_published() -> None:
    odile = a_resident()
    organisation = an_organisation(name="Les Joyeux", hosts=(odile,), interests=("choir",))
    other = an_organisation(name="Les Autres")
    values = {"name": "Les Joyeux", "about": "On recolle les théières.", "place": a_place()}
    services.update_organisation(organisation=organisation, by=odile, values=values, at=NOW)
    tasks.run_due(raising=True)

    for asked in ("joyeux", "theieres", "chorale", "choir", "association", values["place"].name):
        assert names(words=asked)[:1] == ["Les Joyeux"], asked
    assert names(words="rien de tel") == []
    assert names(words="theieres", kind=Kind.SERVICE) == []

    organisation.published = False
    organisation.save()
    assert names(words="theieres") == []
    search.rebuild(["organisation"])
    assert [hit.id for hit in search.find("les joyeux", kinds=["organisation"])] == []
    assert [hit.id for hit in search.find("autres", kinds=["organisation"])] == [other.pk]


def test_directory_of_a_large_town_has_pages_that_end(client: Client) -> None:
    for number in range(LISTED + 3):
        an_organisation(name=f"Association {number:03}")

    first = client.get(f"{URL}?genre=association")
    second = client.get(f"{URL}?genre=association&page=2")

    assert words(first).count("row-organisation") == LISTED
    assert "?genre=association&amp;page=2" in words(first)
    assert "C’est tout" not in words(first)
    assert words(second).count("row-organisation") == 3
    assert "C’est tout" in words(second)
    assert f"{URL}?genre=association" in words(second)


@pytest.mark.parametrize("asked", ["page=0", "page=-1", "page=x", "page=99999", "page=999999999"])
def test_pages_that_do_not_exist_are_the_nearest(client: Client, asked: str) -> None:
    an_organisation(name="Chorale")

    response = client.get(f"{URL}?{asked}")

    assert response.status_code == 200
    assert "Chorale" in words(response)


@pytest.mark.parametrize("asked", ["genre=rien", "quartier=rien", "interet=rien", "q=%00"])
def test_unknown_filter_is_left_out(client: Client, asked: str) -> None:
    an_organisation(name="Chorale")

    response = client.get(f"{URL}?{asked}")

    assert response.status_code == 200
    assert "Chorale" in words(response)


def test_active_filters_are_chips_that_take_them_away(client: Client) -> None:
    quarter = a_neighbourhood(name="Les Tilleuls", slug="les-tilleuls")
    an_organisation(name="Chorale", area=quarter, interests=("choir",))

    page = words(client.get(f"{URL}?genre=association&quartier=les-tilleuls&interet=music"))

    assert "Chorale" in page
    for rest in (
        "?quartier=les-tilleuls&amp;interet=music",
        "?genre=association&amp;interet=music",
        "?genre=association&amp;quartier=les-tilleuls",
    ):
        assert f'href="{URL}{rest}"' in page


def test_empty_directory_is_honest_about_why(client: Client) -> None:
    assert "se remplit bientôt" in words(client.get(URL))
    an_organisation()
    assert "ne réunit tout cela" in words(client.get(f"{URL}?genre=service"))


def test_fragment_is_the_list_of_the_same_template(client: Client) -> None:
    an_organisation(name="Chorale")

    page, part = client.get(URL), client.get(URL, headers=HTMX)

    assert "<html" not in words(part)
    assert "Chorale" in words(part)
    assert words(part).strip() in words(page)


@pytest.mark.parametrize("count", [1, 3, 60])
def test_directory_takes_a_constant_number_of_queries(
    client: Client, count: int, django_assert_num_queries: Any
) -> None:
    quarter = a_neighbourhood()
    for _ in range(count):
        an_organisation(area=quarter, place=a_place(quarter))
    search.rebuild(["organisation"])

    with django_assert_num_queries(3):
        client.get(URL)
    with django_assert_num_queries(5):
        client.get(f"{URL}?q=association&quartier={quarter.slug}")


def test_place_and_area_list_their_organisations(client: Client) -> None:
    quarter = a_neighbourhood()
    place = a_place(quarter)
    an_organisation(name="Chorale", place=place, area=quarter)
    an_organisation(name="Cachée", place=place, area=quarter, published=False)

    for url in (f"/lieux/{place.slug}/", f"/quartiers/{quarter.slug}/"):
        page = words(client.get(url))
        assert "Chorale" in page, url
        assert "Cachée" not in page, url
    assert f"{URL}?quartier={quarter.slug}" in words(client.get(f"/quartiers/{quarter.slug}/"))


def test_creating_gives_each_an_address_of_its_own() -> None:
    asked = {"values": {"name": "Café  des\u200b voisins", "about": "…"}, "kind": Kind.ASSOCIATION}

    first = services.create_organisation(**asked, at=NOW)
    second = services.create_organisation(**asked, at=NOW)

    assert first.name == "Café des voisins"
    assert first.slug == "cafe-des-voisins"
    assert second.slug.startswith("cafe-des-voisins-")
    assert first.slug != second.slug

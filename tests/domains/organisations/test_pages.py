"""An organisation's page, being introduced, and editing it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from parvis.domains.organisations.models import Organisation
from parvis.domains.people.models import Resident
from parvis.kernel.models import Fact
from tests.factories.gatherings import NOW
from tests.factories.organisations import a_member, a_neighbourhood, a_place, an_organisation
from tests.factories.people import a_block, a_resident, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def odile() -> Resident:
    return a_resident(name="Odile")


@pytest.fixture
def organisation(odile: Resident) -> Organisation:
    quarter = a_neighbourhood(name="Les Tilleuls")
    return an_organisation(
        name="Chorale des Tilleuls",
        slug="chorale",
        about="On chante **sans lire** la musique.",
        when_where="Le jeudi à 19 h.",
        area=quarter,
        place=a_place(quarter, name="Maison des Tilleuls", opening_hours="Mo-Fr 09:00-18:00"),
        interests=("choir",),
        contact_name="Odile",
        phone="02 61 91 40 37",
        email="bonjour@chorale.example",
        website="https://chorale.example/",
        volunteers_wanted="Quelqu’un pour le café.",
        hosts=(odile,),
    )


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def typed(organisation: Organisation, **changes: Any) -> dict[str, Any]:
    names = ("name", "about", "when_where", "contact_name", "phone", "email", "website")
    return {
        **{name: getattr(organisation, name) for name in names},
        "volunteers_wanted": organisation.volunteers_wanted,
        "place": str(organisation.place_id),
        "area": str(organisation.area_id),
        "interests": list(organisation.interests),
        **changes,
    }


def test_page_says_what_when_where_and_who_to_ask(
    client: Client, organisation: Organisation
) -> None:
    page = words(client.get("/associations/chorale/"))

    for said in (
        "Chorale des Tilleuls",
        "<strong>sans lire</strong>",
        "Le jeudi à 19 h.",
        "Maison des Tilleuls",
        "Les Tilleuls",
        "Odile",
        'href="tel:0261914037"',
        'href="mailto:bonjour@chorale.example"',
        "Quelqu’un pour le café.",
        "Fermé, rouvre lundi à 9 h",
        "Chorale",
    ):
        assert said in page, said
    assert page.count("<h1") == 1


def test_being_introduced_leads_to_who_welcomes(organisation: Organisation) -> None:
    nadia, lea = a_resident(name="Nadia"), a_resident()
    client = signed_in(lea)
    assert "Être présenté·e" not in words(client.get("/associations/chorale/"))

    a_member(organisation, nadia, welcomes=True)

    page = words(client.get("/associations/chorale/"))
    link = f"/conversations/ecrire/{nadia.pk}/?pour=introduce"
    assert f'href="{link}"' in page
    assert "Nadia" in page
    assert client.get(link).status_code == 200


def test_visitor_is_asked_to_enter_first_and_reads_no_name(organisation: Organisation) -> None:
    nadia = a_resident(name="Nadia")
    a_member(organisation, nadia, welcomes=True)

    page = words(Client().get("/associations/chorale/"))

    assert 'href="/compte/entrer/?next=%2Fassociations%2Fchorale%2F"' in page
    assert "Nadia" not in page
    assert str(nadia.pk) not in page


@pytest.mark.parametrize("made_by", ["the member", "the viewer"])
def test_who_is_hidden_is_named_nowhere(
    organisation: Organisation, odile: Resident, made_by: str
) -> None:
    a_member(organisation, odile, part="host", welcomes=True)
    lea = a_resident()
    client = signed_in(lea)
    assert "Odile" in words(client.get("/associations/chorale/"))
    a_block(*((odile, lea) if made_by == "the member" else (lea, odile)))

    page = words(client.get("/associations/chorale/"))

    assert "Odile" not in page
    assert str(odile.pk) not in page
    assert "02 61 91 40 37" in page


def test_page_that_is_not_published_is_its_hosts_only(
    organisation: Organisation, odile: Resident
) -> None:
    organisation.published = False
    organisation.save()

    assert Client().get("/associations/chorale/").status_code == 404
    assert signed_in(a_resident()).get("/associations/chorale/").status_code == 404
    assert "Pas encore publiée" in words(signed_in(odile).get("/associations/chorale/"))


def test_place_that_is_not_published_is_not_named(
    client: Client, organisation: Organisation
) -> None:
    organisation.place.published = False
    organisation.place.save()

    assert "Maison des Tilleuls" not in words(client.get("/associations/chorale/"))
    assert "Maison des Tilleuls" not in words(client.get("/associations/"))


@pytest.mark.parametrize(
    ("who", "status"), [("visitor", 302), ("stranger", 404), ("member", 404), ("host", 200)]
)
def test_who_may_edit_the_page(
    organisation: Organisation, odile: Resident, who: str, status: int
) -> None:
    resident = odile if who == "host" else a_resident()
    if who == "member":
        a_member(organisation, resident)
    client = Client() if who == "visitor" else signed_in(resident)

    page = words(client.get("/associations/chorale/"))
    assert client.get("/associations/chorale/modifier/").status_code == status
    assert ("/associations/chorale/modifier/" in page) is (who == "host")
    assert (f"/agenda/publier/?association={organisation.slug}" in page) is (who == "host")


def test_editing_changes_the_page_once(organisation: Organisation, odile: Resident) -> None:
    client = signed_in(odile)
    form = typed(
        organisation,
        name="  Grande   chorale ",
        about="On chante.\r\n\r\n\r\n\r\nFort.\u202e",
        website="exemple.fr/chorale",
        interests=["choir", "music"],
        place="",
    )

    for _ in range(2):
        response = client.post("/associations/chorale/modifier/", form)

    assert (response.status_code, response["Location"]) == (303, "/associations/chorale/")
    organisation.refresh_from_db()
    assert organisation.name == "Grande chorale"
    assert organisation.about == "On chante.\n\nFort."
    assert organisation.website == "https://exemple.fr/chorale"
    assert organisation.interests == ("choir", "music")
    assert organisation.place is None
    assert Fact.objects.filter(name="organisations.OrganisationChanged").count() == 1


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"name": ""}, "name", "comme on le dit dans la commune"),
        ({"name": "😀"}, "name", "comme on le dit dans la commune"),
        ({"name": "x" * 121}, "name", "120 caractères au plus"),
        ({"about": ""}, "about", "en quelques phrases"),
        ({"about": "é" * 10_000}, "about", "2000 caractères au plus"),
        ({"phone": "demander à Odile"}, "phone", "en chiffres"),
        ({"email": "odile@"}, "email", "Il manque quelque chose"),
        ({"website": "javascript:alert(1)"}, "website", "site"),
        ({"website": "ftp://exemple.fr"}, "website", "https://"),
        ({"website": "pas un site"}, "website", "exemple"),
        ({"place": "x"}, "place", "n’est plus dans la liste"),
        ({"area": "x"}, "area", "n’est plus dans la liste"),
        ({"interests": ["rien"]}, "interests", "n’existe plus"),
        ({"volunteers_wanted": "x" * 301}, "volunteers_wanted", "un peu long"),
    ],
)
def test_what_is_wrong_is_said_kindly_and_nothing_typed_is_lost(
    organisation: Organisation,
    odile: Resident,
    change: dict[str, Any],
    field: str,
    sentence: str,
) -> None:
    form = typed(organisation, **{"when_where": "Le mardi, désormais.", **change})

    response = signed_in(odile).post("/associations/chorale/modifier/", form)

    assert response.status_code == 422
    page = words(response)
    assert f'href="#id_{field}"' in page
    assert sentence in page
    assert 'value="Le mardi, désormais."' in page
    organisation.refresh_from_db()
    assert organisation.when_where == "Le jeudi à 19 h."


def test_too_many_interests_are_refused(organisation: Organisation, odile: Resident) -> None:
    from parvis.domains.people.vocabulary import interests

    many = list(interests.interests())[:13]

    response = signed_in(odile).post(
        "/associations/chorale/modifier/", typed(organisation, interests=many)
    )

    assert response.status_code == 422
    assert "douze" in words(response)


def test_what_hosts_write_is_never_read_as_html(client: Client) -> None:
    evil = "<img src=x onerror=alert(1)>"
    an_organisation(
        slug="mechante",
        name=evil,
        about=evil,
        when_where=evil,
        contact_name=evil,
        volunteers_wanted=evil,
    )

    for url in ("/associations/mechante/", "/associations/"):
        page = words(client.get(url))
        assert "&lt;img" in page
        assert "<img src=x" not in page


def test_page_in_english(client: Client, organisation: Organisation) -> None:
    client.cookies["parvis_language"] = "en"

    page = words(client.get("/associations/chorale/"))

    assert '<html lang="en"' in page
    assert "Choir" in page


@pytest.mark.parametrize("url", ["/associations/rien/", "/associations/rien/modifier/"])
def test_what_does_not_exist_is_not_found(url: str, odile: Resident) -> None:
    assert signed_in(odile).get(url).status_code == 404

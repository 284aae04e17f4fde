"""The page of one date, and saying that one comes: with no JavaScript, and safe to repeat."""

import re
from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import Attendance, Occurrence
from parvis.domains.people.models import Resident
from tests.factories.gatherings import NOW, a_gathering, an_occurrence, comes, paris
from tests.factories.organisations import a_place, an_organisation
from tests.factories.people import a_block, a_resident, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> dict[str, Resident]:
    return {name: a_resident(name=name) for name in ("Odile", "Nadia", "Léa", "Noé", "Serge")}


@pytest.fixture
def occurrence(cast: dict[str, Resident]) -> Occurrence:
    organisation = an_organisation(hosts=(cast["Odile"], cast["Nadia"]))
    return an_occurrence(
        host=cast["Odile"],
        organisation=organisation,
        title="Café du matin",
        greeter=cast["Nadia"],
        sign="une écharpe jaune",
        capacity=3,
        rrule="FREQ=WEEKLY",
        bring="Une tasse",
        languages=("fr", "en"),
    )


def address(occurrence: Occurrence, action: str = "") -> str:
    return f"/agenda/{occurrence.pk}/{action}"


def words(response: Any) -> str:
    """The page with plain single spaces, to look into."""
    return re.sub(r"\s+", " ", response.content.decode())


def flash(response: Any) -> str:
    found = re.search(r'id="flash".*?</div>\s*<main', response.content.decode(), re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found.group()) if found else ""


def test_page_says_all_one_needs_to_come(client: Client, occurrence: Occurrence) -> None:
    page = words(client.get(address(occurrence)))

    for said in (
        "Café du matin",
        "Mardi 24 novembre",
        "9 h 30 – 11 h",
        "chaque mardi",
        occurrence.gathering.place.name,
        "Gratuit",
        "Une tasse",
        "Français, Anglais",
        occurrence.gathering.organisation.name,
        "3 en tout, encore trois places",
        "on ne sait pas encore",
        "Les autres dates",
    ):
        assert said in page, said
    assert page.count("<h1") == 1


def test_visitor_reads_no_name_and_no_sign(client: Client, occurrence: Occurrence) -> None:
    comes(a_resident(name="Amina"), occurrence, alone=True)

    page = words(client.get(address(occurrence)))

    assert "on vous attend à l’entrée" in page
    for hidden in ("Nadia", "Odile", "Amina", "écharpe", "Qui vient"):
        assert hidden not in page


def test_visitor_enters_first_and_comes_back_to_the_page(occurrence: Occurrence) -> None:
    client = Client()

    response = client.post(address(occurrence, "venir/"), {"alone": "1"})

    assert response.status_code == 303
    assert response["Location"] == f"/compte/entrer/?next={quote(address(occurrence), safe='')}"
    assert client.get(response["Location"]).status_code == 200
    assert not Attendance.objects.exists()


def test_coming_alone_is_said_back_with_who_waits(
    occurrence: Occurrence, cast: dict[str, Resident]
) -> None:
    client = signed_in(cast["Léa"])

    response = client.post(address(occurrence, "venir/"), {"alone": "1"}, follow=True)

    assert response.redirect_chain == [(address(occurrence), 303)]
    assert "Nadia vous attendra à l’entrée." in flash(response)
    page = words(response)
    assert "Pour reconnaître Nadia : une écharpe jaune." in page
    assert "Je ne viens plus" in page
    assert "Finalement, pas seul·e" in page
    assert "Qui vient" in page
    attendance = Attendance.objects.get()
    assert (attendance.resident, attendance.alone) == (cast["Léa"], True)


def test_sign_is_for_those_who_come_alone(
    occurrence: Occurrence, cast: dict[str, Resident]
) -> None:
    client = signed_in(cast["Léa"])
    assert "écharpe" not in words(client.get(address(occurrence)))

    client.post(address(occurrence, "venir/"), {"alone": "0"})

    assert "écharpe" not in words(client.get(address(occurrence)))


def test_coming_twice_by_double_click_is_coming_once(
    occurrence: Occurrence, cast: dict[str, Resident]
) -> None:
    client = signed_in(cast["Léa"])

    statuses = [client.post(address(occurrence, "venir/"), {"alone": "1"}) for _ in range(3)]

    assert [each.status_code for each in statuses] == [303, 303, 303]
    occurrence.refresh_from_db()
    assert occurrence.going == Attendance.objects.count() == 1


def test_leaving_is_one_tap_and_blames_nobody(
    occurrence: Occurrence, cast: dict[str, Resident]
) -> None:
    client = signed_in(cast["Léa"])
    client.post(address(occurrence, "venir/"))

    for _ in range(2):
        response = client.post(address(occurrence, "ne-plus-venir/"), follow=True)

    assert "Ce sera pour une autre fois" in flash(response)
    assert "Je viens" in words(response)
    occurrence.refresh_from_db()
    assert occurrence.going == 0


@pytest.mark.parametrize("action", ["venir/", "ne-plus-venir/"])
def test_opening_an_action_as_a_link_leads_to_the_page(
    occurrence: Occurrence, cast: dict[str, Resident], action: str
) -> None:
    response = signed_in(cast["Léa"]).get(address(occurrence, action))

    assert (response.status_code, response["Location"]) == (303, address(occurrence))
    assert not Attendance.objects.exists()


@pytest.mark.parametrize(
    ("wanted", "leads"),
    [
        ("/bienvenue/passerelle/", True),
        ("https://mechant.example/", False),
        ("//mechant.example/", False),
        ("javascript:alert(1)", False),
        ("/\\mechant.example/", False),
    ],
)
def test_next_leads_within_the_site_only(
    occurrence: Occurrence, cast: dict[str, Resident], wanted: str, leads: bool
) -> None:
    response = signed_in(cast["Léa"]).post(address(occurrence, "venir/"), {"next": wanted})

    assert response["Location"] == (wanted if leads else address(occurrence))


def test_full_date_says_so_and_what_one_can_do(
    occurrence: Occurrence, cast: dict[str, Resident]
) -> None:
    client = signed_in(cast["Serge"])
    shown = words(client.get(address(occurrence)))
    assert "Je viens" in shown
    for _ in range(3):
        comes(a_resident(), occurrence)

    response = client.post(address(occurrence, "venir/"), follow=True)

    assert "vous êtes sur la liste d’attente" in flash(response)
    page = words(response)
    assert "Personne ne passe avant vous." in page
    assert "d’abord les personnes qui ont eu le moins de places" in page
    assert "Je n’attends plus" in page
    other = words(signed_in(cast["Noé"]).get(address(occurrence)))
    assert "C’est complet à cette date" in other
    assert 'href="#dates"' in other
    assert "M’inscrire sur la liste d’attente" in other


def test_full_date_that_has_begun_offers_no_list(
    occurrence: Occurrence, cast: dict[str, Resident], now: time_machine.Traveller
) -> None:
    for _ in range(3):
        comes(a_resident(), occurrence)
    now.move_to(occurrence.starts_at)
    client = signed_in(cast["Serge"])

    page = words(client.get(address(occurrence)))
    response = client.post(address(occurrence, "venir/"), follow=True)

    assert "liste d’attente" not in page
    assert "Il n’y a plus de place à cette date" in flash(response)


def test_seats_left_are_said_in_words(client: Client, occurrence: Occurrence) -> None:
    comes(a_resident(), occurrence)
    assert "Encore deux places." in words(client.get(address(occurrence)))

    comes(a_resident(), occurrence)
    assert "Encore une place." in words(client.get(address(occurrence)))


def test_cancelled_and_past_dates_offer_no_button(
    occurrence: Occurrence, cast: dict[str, Resident], now: time_machine.Traveller
) -> None:
    client = signed_in(cast["Léa"])
    later = occurrence.gathering.occurrences.order_by("starts_at")[1]
    services.cancel_occurrence(occurrence=later, by=cast["Odile"], at=NOW)

    called_off = client.get(address(later))
    refused = client.post(address(later, "venir/"), follow=True)
    now.move_to(paris("2026-11-24 11:00"))
    past = client.get(address(occurrence))

    assert "Cette rencontre est annulée" in words(called_off)
    assert "est annulée" in flash(refused)
    assert "Cette rencontre est passée" in words(past)
    for response, one in ((called_off, later), (past, occurrence)):
        assert address(one, "venir/") not in words(response)


@pytest.mark.parametrize("made_by", ["Nadia", "Léa"])
def test_greeter_hidden_by_a_block_is_named_nowhere(
    occurrence: Occurrence, cast: dict[str, Resident], made_by: str
) -> None:
    other = {"Nadia": "Léa", "Léa": "Nadia"}[made_by]
    a_block(cast[made_by], cast[other])
    client = signed_in(cast["Léa"])

    response = client.post(address(occurrence, "venir/"), {"alone": "1"}, follow=True)

    for page in (response, client.get("/agenda/?semaine=2026-W48"), client.get("/")):
        assert "Nadia" not in words(page)
        assert "écharpe" not in words(page)
    assert "Odile vous attendra à l’entrée" in flash(response)
    assert ("bloquée y sera" in words(response)) is (made_by == "Léa")


@pytest.mark.parametrize("who", ["Odile", "Noé"])
@pytest.mark.parametrize("made_by", ["the viewer", "the one who comes"])
def test_who_is_blocked_is_counted_and_not_named(
    occurrence: Occurrence, cast: dict[str, Resident], who: str, made_by: str
) -> None:
    comes(cast["Léa"], occurrence, alone=True)
    comes(cast["Noé"], occurrence)
    client = signed_in(cast[who])
    assert "Léa" in words(client.get(address(occurrence)))
    pair = (cast[who], cast["Léa"])
    a_block(*(pair if made_by == "the viewer" else pair[::-1]))

    page = words(client.get(address(occurrence)))

    assert "Léa" not in page
    assert "Noé" in page
    assert "et une autre personne" in page
    if who == "Odile":
        assert "Léa" not in words(client.get("/agenda/les-miennes/"))


def test_who_comes_alone_is_told_to_hosts_only(
    occurrence: Occurrence, cast: dict[str, Resident]
) -> None:
    comes(cast["Léa"], occurrence, alone=True)
    comes(cast["Noé"], occurrence)

    assert "(seul·e)" in words(signed_in(cast["Odile"]).get(address(occurrence)))
    assert "(seul·e)" not in words(signed_in(cast["Noé"]).get(address(occurrence)))


@pytest.mark.parametrize("action", ["", "venir/", "ne-plus-venir/", "annuler/"])
def test_what_does_not_exist_is_not_found(cast: dict[str, Resident], action: str) -> None:
    client, url = signed_in(cast["Léa"]), f"/agenda/{uuid4()}/{action}"

    response = client.post(url) if action else client.get(url)

    assert response.status_code == 404


def test_place_closed_at_that_hour_is_said(client: Client) -> None:
    place = a_place(opening_hours="Mo-Fr 09:00-12:00")
    morning = an_occurrence(place=place)
    evening = an_occurrence(place=place, starts=time(19), ends=time(20))
    unknown = an_occurrence(starts=time(19), ends=time(20))
    said = "en dehors des horaires habituels"

    assert said not in words(client.get(address(morning)))
    assert said in words(client.get(address(evening)))
    assert said not in words(client.get(address(unknown)))


def test_place_that_is_not_public_has_no_link(client: Client, occurrence: Occurrence) -> None:
    place = occurrence.gathering.place
    assert f"/lieux/{place.slug}/" in words(client.get(address(occurrence)))
    place.published = False
    place.save()

    page = words(client.get(address(occurrence)))

    assert f"/lieux/{place.slug}/" not in page
    assert place.name in page


def test_page_in_english(client: Client, occurrence: Occurrence) -> None:
    client.cookies["parvis_language"] = "en"

    page = words(client.get(address(occurrence)))

    assert "Tuesday 24 November" in page
    assert "9.30 am – 11 am" in page
    assert '<html lang="en"' in page


def test_page_takes_a_constant_number_of_queries(
    cast: dict[str, Resident], django_assert_max_num_queries: Any
) -> None:
    client, taken = signed_in(cast["Léa"]), []
    for count in (1, 3):
        gathering = a_gathering(host=cast["Odile"], greeter=cast["Odile"], rrule="FREQ=WEEKLY")
        gathering.occurrences.filter(starts_at__gt=NOW + timedelta(weeks=count + 1)).delete()
        first = gathering.occurrences.earliest("starts_at")
        for _ in range(count):
            comes(a_resident(), first)
        comes(cast["Léa"], first)
        client.get(address(first))
        with django_assert_max_num_queries(26) as counted:
            client.get(address(first))
        taken.append(len(counted.captured_queries))

    assert taken[0] == taken[1]


def test_today_names_the_next_date_and_who_waits(
    occurrence: Occurrence, cast: dict[str, Resident]
) -> None:
    """The first page of who is signed in calls the selectors of gatherings."""
    comes(cast["Léa"], occurrence, alone=True)
    services.find_greeters(occurrence_id=occurrence.pk, at=NOW)
    client = signed_in(cast["Léa"])

    assert "Nadia vous attendra" in words(client.get("/"))
    assert "Café du matin" in words(client.get("/ma-semaine/"))
    assert "Café du matin" in words(Client().get("/"))

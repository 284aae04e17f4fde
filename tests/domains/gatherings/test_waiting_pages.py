"""The waiting list, guests and whole series on the pages: plain buttons, safe to repeat."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import Attendance, Occurrence
from parvis.domains.gatherings.vocabulary import Coming, SignUp
from tests.factories.gatherings import NOW, an_occurrence, comes
from tests.factories.people import a_block, a_resident, signed_in

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def address(occurrence: Occurrence, action: str = "") -> str:
    return f"/agenda/{occurrence.pk}/{action}"


def words(response: Any) -> str:
    text = re.sub(r"[\s\u202f]+", " ", response.content.decode())
    return text.replace(" – ", "–")


@pytest.fixture
def offered() -> tuple[Occurrence, Client]:
    """Léa waited, and is offered the seat that came free."""
    occurrence, odile, lea = an_occurrence(capacity=1), a_resident(), a_resident(name="Léa")
    comes(odile, occurrence)
    comes(lea, occurrence)
    services.leave(occurrence_id=occurrence.pk, resident=odile, at=NOW)
    return occurrence, signed_in(lea)


def state(occurrence: Occurrence) -> str:
    return Attendance.objects.get(occurrence=occurrence, resident__name="Léa").state


def test_offer_is_on_its_page_on_the_date_and_at_home(offered: tuple[Occurrence, Client]) -> None:
    occurrence, client = offered

    for page in (address(occurrence, "place/"), address(occurrence), "/"):
        shown = words(client.get(page))
        assert "Une place s’est libérée pour vous" in shown, page
        assert "jusqu’à demain, 11 h" in shown, page
        assert address(occurrence, "place/oui/") in shown, page
        assert address(occurrence, "place/non/") in shown, page


def test_yes_is_one_tap_and_safe_to_repeat(offered: tuple[Occurrence, Client]) -> None:
    occurrence, client = offered

    for _ in range(2):
        response = client.post(address(occurrence, "place/oui/"), follow=True)
        assert response.redirect_chain == [(address(occurrence), 303)]
        assert "vous venez mardi 24 novembre" in words(response)

    assert state(occurrence) == Coming.GOING
    assert client.get(address(occurrence, "place/"))["Location"] == address(occurrence)
    assert "s’est libérée" not in words(client.get("/"))


def test_no_is_one_tap_and_asks_for_no_reason(offered: tuple[Occurrence, Client]) -> None:
    occurrence, client = offered

    for _ in range(2):
        response = client.post(address(occurrence, "place/non/"), follow=True)
        assert "la place ira à quelqu’un d’autre" in words(response)

    assert state(occurrence) == Coming.CANCELLED


def test_yes_too_late_says_how_to_come_again(
    offered: tuple[Occurrence, Client], now: time_machine.Traveller
) -> None:
    occurrence, client = offered
    now.move_to(NOW + timedelta(hours=25))

    response = client.post(address(occurrence, "place/oui/"), follow=True)

    assert "n’est plus gardée pour vous" in words(response)
    assert "Je viens" in words(response)
    assert state(occurrence) == Coming.CANCELLED


@pytest.mark.parametrize("action", ["place/oui/", "place/non/"])
def test_opening_an_answer_as_a_link_answers_nothing(
    offered: tuple[Occurrence, Client], action: str
) -> None:
    occurrence, client = offered

    assert client.get(address(occurrence, action))["Location"] == address(occurrence, "place/")
    assert state(occurrence) == Coming.OFFERED


def test_offer_of_another_leads_to_the_date(offered: tuple[Occurrence, Client]) -> None:
    occurrence, _client = offered
    client = signed_in(a_resident())

    assert client.get(address(occurrence, "place/"))["Location"] == address(occurrence)
    client.post(address(occurrence, "place/oui/"))

    assert state(occurrence) == Coming.OFFERED


def test_host_reads_who_waits_in_order_and_others_do_not() -> None:
    odile, ines, yann = (a_resident(name=name) for name in ("Odile", "Inès", "Yann"))
    hidden = a_resident(name="Serge")
    occurrence = an_occurrence(host=odile, capacity=1)
    comes(a_resident(), occurrence)
    for number, who in enumerate((ines, hidden, yann)):
        comes(who, occurrence, at=NOW + number * MINUTE)
    a_block(hidden, odile)

    page = words(signed_in(odile).get(address(occurrence)))

    assert "Qui attend une place" in page
    assert page.index("Inès") < page.index("Yann")
    assert "Serge" not in page
    assert "et une autre personne" in page
    for viewer in (ines, a_resident()):
        assert "Qui attend une place" not in words(signed_in(viewer).get(address(occurrence)))


def test_guests_are_chosen_and_changed_later() -> None:
    occurrence, lea = an_occurrence(guests_max=2), a_resident()
    client = signed_in(lea)
    assert "avec 2 personnes" in words(client.get(address(occurrence)))

    response = client.post(
        address(occurrence, "venir/"), {"guests": "2", "alone": "0"}, follow=True
    )

    assert "vous venez avec 2 personnes mardi" in words(response)
    assert "2 personnes viennent avec vous." in words(response)
    client.post(address(occurrence, "venir/"), {"guests": "1"})
    assert Attendance.objects.get().guests == 1
    client.post(address(occurrence, "venir/"), {"guests": "9"})
    occurrence.refresh_from_db()
    assert occurrence.going == Attendance.objects.get().party


def test_all_dates_are_one_button_and_one_to_leave() -> None:
    occurrence, lea = an_occurrence(rrule="FREQ=WEEKLY"), a_resident()
    client = signed_in(lea)
    assert "Venir à toutes les dates" in words(client.get(address(occurrence)))

    response = client.post(address(occurrence, "venir/"), {"series": "1"}, follow=True)

    assert "vous venez à toutes les dates" in words(response)
    assert Attendance.objects.filter(resident=lea, state=Coming.GOING).count() == 8
    response = client.post(address(occurrence, "ne-plus-venir/"), {"series": "1"}, follow=True)
    assert "C’est noté pour toutes les dates" in words(response)
    assert not Attendance.objects.filter(resident=lea, state=Coming.GOING).exists()


def test_course_offers_all_its_dates_and_refuses_one_kindly() -> None:
    occurrence = an_occurrence(rrule="FREQ=WEEKLY", signup=SignUp.SERIES)
    client = signed_in(a_resident())

    page = words(client.get(address(occurrence)))
    refused = client.post(address(occurrence, "venir/"), follow=True)

    assert "Je viens à toutes les dates" in page
    assert "on s’inscrit à toutes à la fois" in page
    assert "Choisissez « à toutes les dates »" in words(refused)
    assert not Attendance.objects.exists()

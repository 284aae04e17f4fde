"""The screen of a hall: for who passes by, without a hand, a session or a name."""

import re
from collections.abc import Iterator
from datetime import time, timedelta

import pytest
import time_machine
from django.test import Client

from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import Gathering
from parvis.domains.gatherings.vocabulary import ON_A_PANE, SHOWN_IN_HALL
from parvis.domains.organisations.vocabulary import Part
from tests.factories.gatherings import TUESDAY, a_gathering, paris
from tests.factories.organisations import a_member
from tests.factories.paper import House, a_house, fill
from tests.factories.people import a_resident, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PLACE = "/agenda/lieux/maison-des-tilleuls/ecran/"
AREA = "/agenda/quartiers/les-tilleuls/ecran/"
#: In the middle of Tuesday's coffee.
TUESDAY_TEN = paris("2026-11-24 10:00")


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(TUESDAY_TEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def house() -> House:
    return a_house()


def a_date(house: House, title: str, **fields: object) -> Gathering:
    return a_gathering(
        host=house.odile,
        organisation=house.team,
        place=house.place,
        title=title,
        at=TUESDAY_TEN - timedelta(days=3),
        **fields,
    )


def panes(said: str) -> list[str]:
    return [
        re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", one)).strip()
        for one in re.findall(r'<section class="pane.*?</section>', said, re.DOTALL)
    ]


def test_screen_shows_today_then_the_coming_days(client: Client, house: House) -> None:
    a_date(house, "Café du matin")
    a_date(house, "Gym de l’aube", starts=time(7), ends=time(8))
    a_date(house, "Chorale", starts=time(18), ends=time(19), price_cents=300, good_alone=False)
    a_date(house, "Jardin", day=TUESDAY + timedelta(days=1))
    a_date(house, "Marche", day=TUESDAY + timedelta(days=5))
    a_date(house, "Bien plus tard", day=TUESDAY + timedelta(days=8))

    said = client.get(PLACE).text
    shown = panes(said)

    assert len(shown) == 3
    assert shown[0].startswith(
        "Aujourd’hui 9\u202fh\u202f30 – 11\u202fh Café du matin En ce moment"
    )
    assert "Chorale 3\u00a0€" in shown[0]
    assert shown[0].count("On peut venir seul·e") == 1
    assert shown[1].startswith("Demain")
    assert shown[2].startswith("Dimanche 29 novembre")
    assert "Gym" not in said
    assert "Bien plus tard" not in said
    assert "Ouvert jusqu’à 12\u202fh" in said
    assert 'data-changes="2026-11-24T11:00:00+00:00"' in said
    assert "Dernières nouvelles\u202f: 10\u202fh" in said


def test_screen_goes_on_by_itself_without_script(client: Client, house: House) -> None:
    said = client.get(PLACE).text

    assert '<noscript><meta http-equiv="refresh" content="600"></noscript>' in said
    assert "<form" not in said


def test_long_day_is_cut_in_panes(client: Client, house: House) -> None:
    fill(house, 70, starts=paris("2026-11-24 05:00"))

    shown = panes(client.get(PLACE).text)

    today = [one for one in shown if one.startswith("Aujourd’hui")]
    assert len(today) == 3
    assert today[0].startswith(f"Aujourd’hui 1 / {len(today)}")
    assert all(1 <= one.count("–") <= ON_A_PANE for one in shown)
    assert sum(one.count("–") for one in shown) == SHOWN_IN_HALL


def test_screen_says_what_is_called_off(client: Client, house: House) -> None:
    off = a_date(house, "Chorale", starts=time(18), ends=time(19))
    services.cancel_occurrence(occurrence=off.occurrences.get(), by=house.odile, at=TUESDAY_TEN)

    assert "Chorale Annulé" in panes(client.get(PLACE).text)[0]


def test_screen_of_an_area_says_where_and_what_is_open(client: Client, house: House) -> None:
    a_date(house, "Chorale", starts=time(18), ends=time(19))

    said = client.get(AREA).text

    assert "Chorale Maison des Tilleuls" in panes(said)[0]
    assert "<b>Maison des Tilleuls</b> Ouvert jusqu’à 12\u202fh" in said


def test_empty_screen_says_so_kindly(client: Client, house: House) -> None:
    assert "Entrez quand même dire bonjour" in panes(client.get(PLACE).text)[0]


def test_screen_names_nobody_and_shows_only_what_is_for_everybody(
    client: Client, house: House
) -> None:
    nadia = a_resident(name="Nadia")
    a_member(house.team, nadia, part=Part.HOST)
    a_date(house, "Café", greeter=nadia, sign="un foulard jaune")
    secret = a_date(house, "Entre nous")
    Gathering.objects.filter(pk=secret.pk).update(audience="invitation")
    a_date(house, "Brouillon", publish=False)

    for reader in (client, signed_in(house.odile)):
        for address in (PLACE, AREA):
            said = reader.get(address).text
            assert "Café" in said
            for hidden in ("Nadia", "Odile", "foulard", "Entre nous", "Brouillon"):
                assert hidden not in said


def test_screen_needs_no_session_and_may_be_shared(client: Client, house: House) -> None:
    answer = client.get(PLACE)

    assert answer["Cache-Control"] == "public, max-age=60"
    assert not answer.cookies
    with_session = signed_in(house.odile).get(PLACE)
    assert "private" in with_session["Cache-Control"]


def test_screen_speaks_the_language_of_its_address(client: Client, house: House) -> None:
    french = client.get(PLACE, headers={"accept-language": "en"})

    assert '<html lang="fr">' in french.text
    assert '<html lang="en">' in client.get(f"{PLACE}?langue=en").text
    assert "10 am" in client.get(f"{PLACE}?langue=en").text
    assert '<html lang="fr">' in client.get(f"{PLACE}?langue=xx").text


def test_screen_costs_the_same_for_one_and_for_many(
    client: Client, house: House, django_assert_max_num_queries
) -> None:
    fill(house, 1, starts=paris("2026-11-24 05:00"))
    with django_assert_max_num_queries(4):
        client.get(PLACE)
    fill(house, 40, starts=paris("2026-11-24 05:00"))
    with django_assert_max_num_queries(4):
        client.get(PLACE)

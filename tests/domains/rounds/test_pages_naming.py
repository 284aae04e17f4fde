"""Putting one's name down: the form keeps what was typed, the page says where one stands."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from parvis.domains.gatherings.models import Meeting
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import SLOTS, interests
from parvis.domains.rounds import services
from parvis.domains.rounds.models import Again, Name, Round, Seat, Table, Unplaced
from parvis.domains.rounds.vocabulary import Stage
from parvis.domains.territory.models import Area
from tests.factories.gatherings import an_occurrence
from tests.factories.people import signed_in
from tests.factories.rounds import (
    EVENING,
    MONDAY,
    NOW,
    a_commune,
    a_coordinator,
    a_name,
    a_prepared_round,
    a_published_round,
    a_round,
    a_session,
    on_list,
    somebody,
)

pytestmark = pytest.mark.django_db
TABLES, NAME = "/tablees/", "/tablees/mon-nom/"
SAID = {"free": ["tue-evening", "sat-morning"], "size_max": "4", "minutes_max": "15"}


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def commune() -> Area:
    return a_commune()


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def shown(resident: Resident, path: str = TABLES) -> str:
    response = signed_in(resident).get(path)
    assert response.status_code == 200
    return words(response).split("<main", 1)[1]


def test_page_says_when_the_list_closes_before_and_after_one_is_on_it(commune: Area) -> None:
    a_session(commune)
    malika = somebody(commune)

    assert "La liste se ferme le dimanche 22 novembre à 20 h" in shown(malika)
    response = signed_in(malika).post(NAME, SAID, follow=True)

    page = words(response)
    assert "Votre nom est sur la liste." in page
    assert "La liste se ferme le dimanche 22 novembre à 20 h" in page
    assert "2 moments par semaine" in page
    name = Name.objects.get(resident=malika)
    assert (set(name.free), name.size_max, name.minutes_max) == (set(SAID["free"]), 4, 15)
    assert (name.transit, name.slow_walk, name.hosts) == (False, False, False)


def test_form_shows_first_what_the_profile_says_then_what_was_said(commune: Area) -> None:
    malika = somebody(commune, free=("thu-evening",))

    assert re.search(r'value="thu-evening"[^>]* checked', shown(malika, NAME))
    signed_in(malika).post(NAME, SAID)

    again = shown(malika, NAME)
    assert "Changer mes réponses" in again
    assert re.search(r'value="tue-evening"[^>]* checked', again)
    assert not re.search(r'value="thu-evening"[^>]* checked', again)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"free": []}, "Cochez au moins un moment"),
        ({"free": ["someday"]}, "Ce choix n’est plus dans la liste"),
        ({"size_max": "9"}, "Choisissez une réponse dans la liste"),
        ({"minutes_max": ""}, "Choisissez une réponse dans la liste"),
    ],
)
def test_form_says_beside_the_field_what_is_missing_and_keeps_the_rest(
    commune: Area, wrong: dict[str, Any], sentence: str
) -> None:
    malika = somebody(commune)

    response = signed_in(malika).post(NAME, {**SAID, "hosts": "on", **wrong})

    page = words(response)
    assert response.status_code == 422
    assert page.count(sentence) == 2  # in the summary, and beside the field
    assert re.search(r'name="hosts"[^>]* checked', page)
    assert not Name.objects.exists()


def test_form_refuses_more_activities_than_count(commune: Area) -> None:
    malika = somebody(commune)
    many = list(interests.interests())[:13]

    response = signed_in(malika).post(NAME, {**SAID, "activities": many})

    assert response.status_code == 422
    assert "gardez les 12 qui comptent le plus" in words(response)


def test_only_people_one_met_may_be_asked_for_again(commune: Area) -> None:
    malika, met, stranger = somebody(commune), somebody(commune), somebody(commune)
    Meeting.objects.create(
        one=min(malika, met, key=lambda one: one.pk),
        other=max(malika, met, key=lambda one: one.pk),
        occurrence=an_occurrence(),
        times=1,
        met_at=NOW - timedelta(days=3),
    )

    form = shown(malika, NAME)
    assert met.name in form
    assert stranger.name not in form
    signed_in(malika).post(NAME, {**SAID, "again": [str(met.pk)]})
    response = signed_in(malika).post(NAME, {**SAID, "again": [str(stranger.pk)]})

    assert list(Again.objects.values_list("by", "other")) == [(malika.pk, met.pk)]
    assert response.status_code == 422
    # The other reads nothing of it anywhere.
    assert malika.name not in shown(met)


def test_name_taken_off_is_put_back_in_one_tap_with_its_waits(commune: Area) -> None:
    malika = somebody(commune)
    a_name(malika)
    Name.objects.update(waited=2)
    client = signed_in(malika)

    page = words(client.post("/tablees/mon-nom/retirer/", follow=True))
    assert "Votre nom n’est plus sur la liste." in page
    assert not Name.objects.filter(ended_at=None).exists()
    client.post("/tablees/mon-nom/retirer/")
    page = words(client.post("/tablees/mon-nom/remettre/", follow=True))

    assert "Votre nom est de nouveau sur la liste" in page
    assert Name.objects.get(ended_at=None).waited == 2


def test_page_without_any_session_says_so_kindly(commune: Area) -> None:
    malika = somebody(commune)

    assert "votre nom aidera à en ouvrir un" in shown(malika)
    a_name(malika)

    assert "La coordination sait que vous attendez" in shown(malika)


def test_page_of_somebody_without_commune_asks_where_they_live() -> None:
    a_commune(), a_commune()
    nomad = somebody(a_commune(), area=None)

    assert "Dire mon quartier" in shown(nomad)
    response = signed_in(nomad).post(NAME, SAID)

    assert response.status_code == 422
    assert "commune par commune" in words(response)


def test_page_while_tables_are_read_over_names_no_table_and_nobody(commune: Area) -> None:
    session, people = a_session(commune), on_list(commune, 4)
    a_prepared_round(commune, (session, people))

    with time_machine.travel(EVENING, tick=False):
        page = shown(people[0])

    assert "nous formons les tablées" in page
    assert not [one.name for one in people[1:] if one.name in page]
    assert "Une tablée vous attend" not in page


def test_who_has_no_table_reads_why_and_widens_it_in_one_tap(commune: Area) -> None:
    session = a_session(commune)
    people, alone = on_list(commune, 4), somebody(commune)
    a_name(alone, minutes_max=10, transit=True)
    a_published_round(commune, (session, people), unplaced=[alone])
    Unplaced.objects.update(reason="too-far")

    with time_machine.travel(MONDAY, tick=False):
        page = shown(alone)
        assert "Pas de tablée pour vous cette semaine" in page
        assert "trop loin pour vous" in page
        assert "Accepter 5 minutes de plus" in page
        assert not [one.name for one in people if one.name in page]
        told = words(
            signed_in(alone).post("/tablees/mon-nom/elargir/", {"what": "minutes"}, follow=True)
        )

    name = Name.objects.get(resident=alone)
    assert "jusqu’à 15 minutes de trajet" in told
    assert (name.minutes_max, name.waited, set(name.free)) == (15, 1, set(SLOTS))


@pytest.mark.parametrize("what", ["", "everything", "size", "transit"])
def test_what_cannot_be_widened_changes_nothing(commune: Area, what: str) -> None:
    malika = somebody(commune)
    a_name(malika, size_max=6, transit=True)
    before = Name.objects.values().get()

    response = signed_in(malika).post("/tablees/mon-nom/elargir/", {"what": what})

    assert response["Location"] == TABLES
    assert Name.objects.values().get() == before


def test_week_that_was_skipped_is_told_as_everybody_s(commune: Area) -> None:
    malika = somebody(commune)
    a_name(malika)
    held = a_round(commune, stage=Stage.CLOSED)
    services.skip(round_id=held.pk, by=a_coordinator(commune), at=EVENING)

    with time_machine.travel(MONDAY, tick=False):
        page = shown(malika)

    assert "Il n’y a pas eu de tablée du tout cette semaine" in page
    assert "elargir" not in page


def test_way_to_the_tables_is_at_the_end_of_today_only_where_there_are_any(commune: Area) -> None:
    malika = somebody(commune)
    assert "Les tablées" not in shown(malika, "/")

    a_session(commune)
    assert "En savoir plus" in shown(malika, "/")
    a_name(malika)

    assert "Mon inscription" in shown(malika, "/")


def test_page_asks_as_much_with_one_past_table_as_with_three(
    commune: Area, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    malika = somebody(commune)
    session = a_session(commune)

    def sat(weeks: int) -> None:
        held = Round.objects.create(
            area=commune,
            week=(NOW - timedelta(weeks=weeks)).date(),
            closes_at=NOW,
            stage=Stage.PUBLISHED,
        )
        table = Table.objects.create(
            round=held, session=session, state="ended", first_at=NOW - timedelta(weeks=weeks)
        )
        Seat.objects.create(table=table, round=held, resident=malika, state="coming")

    client = signed_in(malika)
    sat(30)
    client.get(TABLES)
    with django_assert_num_queries(13):
        assert words(client.get(TABLES)).count("à partir du") == 1
    sat(40)
    sat(50)
    with django_assert_num_queries(13):
        assert words(client.get(TABLES)).count("à partir du") == 3

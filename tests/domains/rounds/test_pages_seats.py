"""The place one is asked about, the table that meets, its guide, and what comes after."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from parvis.domains.gatherings.models import Attendance
from parvis.domains.people.models import Resident
from parvis.domains.rounds import services
from parvis.domains.rounds.models import Name, Seat, Table
from parvis.domains.rounds.vocabulary import SeatState, TableState
from tests.domains.rounds.tables import (
    LATER,
    a_formed_table,
    after_meetings,
    all_come,
    an_asking_table,
    seat_of,
    the_rest_follows,
)
from tests.factories.people import a_block, signed_in
from tests.factories.rounds import a_commune, a_prepared_round, a_session, on_list

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(LATER, tick=False) as traveller:
        yield traveller


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def page_of(resident: Resident, path: str) -> str:
    response = signed_in(resident).get(path, follow=True)
    assert response.status_code == 200
    return re.split("<main|</main>", words(response))[1]


def plain(page: str) -> str:
    """Without the key of each form, new at every reading."""
    return re.sub(r'value="[\w-]{20,}"', "", page)


def place(table: Table, resident: Resident, verb: str = "") -> str:
    return f"/tablees/place/{seat_of(table, resident).pk}/{verb}"


def test_place_says_where_when_why_and_until_when_and_names_nobody_yet() -> None:
    table, people, _others = an_asking_table(
        room="La salle du fond", activity_words="Jeux et tisane", weeks=7
    )
    page = page_of(people[0], place(table, people[0]))

    assert table.session.place.name in page
    assert "La salle du fond" in page
    assert "Jeux et tisane" in page
    assert "chaque semaine, le mardi à 18 h 30, pendant 7 semaines".capitalize() in page
    assert "jusqu’au mercredi 25 novembre à 9 h" in page
    # A name that goes from one day to the next would tell who passed.
    assert [one.name in page for one in people[1:]] == [False, False, False]
    assert "prénoms dès que la tablée se fait" in page
    assert "Ce que vous avez en commun" in page
    assert "Ce à quoi vous dites oui" in page


@pytest.mark.parametrize("who", ["neighbour at the table", "waits", "stranger"])
def test_place_of_another_does_not_exist(who: str) -> None:
    table, people, others = an_asking_table(waiting=1)
    by = {"neighbour at the table": people[1], "waits": others[0]}.get(who)
    client = signed_in(by or on_list(a_commune(), 1)[0])

    for verb in ("", "je-viens/", "je-passe/", "la-suite/", "quitter/"):
        assert client.get(place(table, people[0], verb)).status_code == 404
        refused = client.post(place(table, people[0], verb)).status_code
        assert refused == (404 if verb else 405)
    assert seat_of(table, people[0]).state == SeatState.ASKED


def test_place_nobody_was_told_of_does_not_exist() -> None:
    commune = a_commune()
    people = on_list(commune, 4)
    held = a_prepared_round(commune, (a_session(commune), people))
    seat = Seat.objects.get(round=held, resident=people[0])

    assert signed_in(people[0]).get(f"/tablees/place/{seat.pk}/").status_code == 404


def test_yes_is_one_tap_and_may_be_taken_back() -> None:
    table, people, _others = an_asking_table()
    client = signed_in(people[0])

    page = words(client.post(place(table, people[0], "je-viens/"), follow=True))
    assert "C’est dit, vous venez." in page
    assert "Nous attendons les autres réponses" in page
    assert seat_of(table, people[0]).state == SeatState.COMING

    page = words(client.post(place(table, people[0], "je-passe/"), follow=True))
    assert "Votre nom reste sur la liste" in page
    assert seat_of(table, people[0]).state == SeatState.PASSED


def test_passing_tells_nobody_who_did() -> None:
    table, people, _others = an_asking_table()
    before = page_of(people[1], place(table, people[1]))
    signed_in(people[0]).post(place(table, people[0], "je-passe/"))

    after = page_of(people[1], place(table, people[1]))

    assert people[0].name not in after
    assert plain(after) == plain(before)


def test_answer_that_comes_too_late_is_told_kindly(now: time_machine.Traveller) -> None:
    table, people, _others = an_asking_table()
    now.move_to(seat_of(table, people[0]).answer_by + timedelta(minutes=1))

    page = words(signed_in(people[0]).post(place(table, people[0], "je-viens/"), follow=True))

    assert "La place est allée à quelqu’un d’autre" in page
    assert "Je viens" not in page
    assert seat_of(table, people[0]).state == SeatState.ASKED


def test_table_that_could_not_be_says_so_and_names_nobody() -> None:
    table, people, _others = an_asking_table(3)
    for one in people:
        services.answer(seat_id=seat_of(table, one).pk, by=one, comes=one == people[0], at=LATER)
    services.settle_table(table_id=table.pk, at=LATER)

    page = page_of(people[0], place(table, people[0]))

    assert "Cette tablée n’a pas pu se faire" in page
    assert "Vous passerez en premier" in page
    assert not [one.name for one in people[1:] if one.name in page]


def test_home_asks_for_the_answer_and_no_more_once_given() -> None:
    table, people, _others = an_asking_table()

    assert "Une tablée vous attend" in page_of(people[0], "/")
    signed_in(people[0]).post(place(table, people[0], "je-viens/"))

    assert "Une tablée vous attend" not in page_of(people[0], "/")


def test_table_shows_its_dates_its_people_and_the_way_to_the_guide() -> None:
    table, people = a_formed_table(weeks=6)
    table.refresh_from_db()

    page = page_of(people[0], f"/tablees/{table.pk}/")

    assert page.count("row-gathering") == 6
    assert [one.name in page for one in people[1:]] == [True, True, True]
    assert "Avant la première fois" in page
    dates = table.gathering.occurrences.all()
    assert all(f"/agenda/{one.pk}/" in page for one in dates)
    # Who said yes is led on to the table.
    led = signed_in(people[0]).get(place(table, people[0]))
    assert led["Location"] == f"/tablees/{table.pk}/"


def test_table_is_for_its_people_alone() -> None:
    table, _people = a_formed_table()
    stranger = on_list(table.session.area, 1)[0]
    client = signed_in(stranger)

    for path in (f"/tablees/{table.pk}/", f"/tablees/{table.pk}/premiere-fois/"):
        assert client.get(path).status_code == 404
        assert Client().get(path).status_code == 302


def test_whom_one_may_not_see_is_counted_not_named() -> None:
    table, people = a_formed_table(5)
    # Written past the services, which would part them at once.
    a_block(people[4], people[0])

    page = page_of(people[0], f"/tablees/{table.pk}/")

    assert people[4].name not in page
    assert str(people[4].pk) not in page
    assert "et une autre personne" in page


def test_guide_tells_who_opens_the_table_what_to_do_and_the_others_whom_to_look_for() -> None:
    table, people = a_formed_table()
    Seat.objects.filter(table=table).update(is_host=False)
    Seat.objects.filter(table=table, resident=people[0]).update(is_host=True)

    host = page_of(people[0], f"/tablees/{table.pk}/premiere-fois/")
    guest = page_of(people[1], f"/tablees/{table.pk}/premiere-fois/")

    assert "venez dix minutes plus tôt" in host
    assert f"{people[0].name} ouvre la tablée et arrive en premier" in guest
    for page in (host, guest):
        assert "une question chacun·e" in page
        assert "Si vous n’êtes pas à l’aise" in page


def asked_further(now: time_machine.Traveller) -> tuple[Table, list[Resident]]:
    table, people = a_formed_table()
    table.refresh_from_db()
    at = after_meetings(table, 3)
    services.ask_further(at)
    now.move_to(at)
    table.refresh_from_db()
    return table, people


def test_going_on_is_asked_after_three_meetings_and_said_in_one_tap(
    now: time_machine.Traveller,
) -> None:
    table, people = a_formed_table()
    path = f"/tablees/{table.pk}/"
    assert "Et maintenant ?" not in page_of(people[0], path)
    table.refresh_from_db()
    at = after_meetings(table, 3)
    services.ask_further(at)
    now.move_to(at)

    assert "Votre tablée : et la suite ?" in page_of(people[0], "/")
    assert "Et maintenant ?" in page_of(people[0], path)
    page = words(
        signed_in(people[0]).post(
            place(table, people[0], "la-suite/"), {"further": "continue"}, follow=True
        )
    )

    assert "Vous aimeriez continuer" in page
    assert "Et maintenant ?" not in page
    # Nobody else reads what one said.
    assert page_of(people[1], path).count("Vous aimeriez continuer") == 0


def test_with_three_who_go_on_the_page_leads_to_their_circle(now: time_machine.Traveller) -> None:
    table, people = asked_further(now)
    for one in people[:3]:
        signed_in(one).post(place(table, one, "la-suite/"), {"further": "continue"})
    table.refresh_from_db()
    assert table.state == TableState.CONTINUED

    page = page_of(people[0], f"/tablees/{table.pk}/")

    assert "La tablée continue par elle-même" in page
    assert f"/cercles/{table.gathering.circle.slug}/" in page
    circle = signed_in(people[0]).get(f"/cercles/{table.gathering.circle.slug}/")
    assert circle.status_code == 200


def test_with_others_puts_the_name_down_again(now: time_machine.Traveller) -> None:
    table, people = asked_further(now)

    signed_in(people[0]).post(place(table, people[0], "la-suite/"), {"further": "others"})

    assert Name.objects.filter(resident=people[0], ended_at=None).count() == 1
    assert "Votre nom est sur la liste" in page_of(people[0], "/tablees/")


@pytest.mark.parametrize("sent", ["", "maybe"])
def test_what_is_no_answer_changes_nothing(now: time_machine.Traveller, sent: str) -> None:
    table, people = asked_further(now)

    signed_in(people[0]).post(place(table, people[0], "la-suite/"), {"further": sent})

    assert seat_of(table, people[0]).further == ""


def test_leaving_is_asked_once_and_gives_the_dates_back() -> None:
    table, people = a_formed_table()
    leaver = people[1]
    path = place(table, leaver, "quitter/")

    assert "Aucune raison à donner" in page_of(leaver, path)
    assert seat_of(table, leaver).state == SeatState.COMING
    page = words(signed_in(leaver).post(path, follow=True))
    the_rest_follows()

    assert "C’est fait." in page
    assert seat_of(table, leaver).state == SeatState.LEFT
    table.refresh_from_db()
    mine = Attendance.objects.filter(resident=leaver, occurrence__gathering=table.gathering)
    assert not mine.filter(state="going").exists()
    assert leaver.name not in page_of(people[0], f"/tablees/{table.pk}/")


def test_pages_name_nobody_to_a_visitor() -> None:
    table, people, _others = an_asking_table()
    all_come(table, people)

    for path in ("/tablees/", "/tablees/mon-nom/", place(table, people[0])):
        response = Client().get(path)
        assert response.status_code == 302
        assert "/entrer" in response["Location"] or "login" in response["Location"]


def test_table_page_asks_as_much_for_three_people_as_for_six(
    django_assert_num_queries: Any,
) -> None:
    few, them = a_formed_table(3)
    many, they = a_formed_table(6)
    for table, people in ((few, them), (many, they)):
        client = signed_in(people[0])
        client.get(f"/tablees/{table.pk}/")
        with django_assert_num_queries(11):
            client.get(f"/tablees/{table.pk}/")

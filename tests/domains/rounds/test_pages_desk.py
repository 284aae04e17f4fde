"""The week of who coordinates: sessions, the tables to read over, moves, publication."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from parvis.domains.people.models import Resident
from parvis.domains.rounds import services
from parvis.domains.rounds.models import Round, Seat, Session, Table, Unplaced
from parvis.domains.rounds.vocabulary import SeatState, Stage
from parvis.domains.territory.models import Area
from tests.factories.people import a_block, signed_in
from tests.factories.rounds import (
    MONDAY,
    a_commune,
    a_coordinator,
    a_hall,
    a_prepared_round,
    a_published_round,
    a_round,
    a_session,
    on_list,
    people_at,
    table_of,
)

pytestmark = pytest.mark.django_db
DESK, SESSIONS = "/tablees/coordination/", "/tablees/coordination/seances/"


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def commune() -> Area:
    return a_commune(name="Ormevault")


@pytest.fixture
def solene(commune: Area) -> Resident:
    return a_coordinator(commune, name="Solène")


def words(response: Any) -> str:
    page = re.sub(r"\s+", " ", response.content.decode())
    return re.split("<main|</main>", page)[1]


def seen(resident: Resident, path: str = DESK) -> str:
    response = signed_in(resident).get(path)
    assert response.status_code == 200
    return words(response)


def week_path(held: Round, verb: str = "") -> str:
    return f"/tablees/coordination/{held.pk}/{verb}"


def two_tables(commune: Area) -> tuple[Round, list[Resident], list[Resident], Resident]:
    """A table of five on Tuesdays, one of four on Thursdays, and somebody without."""
    tuesday = a_session(commune, seats=6)
    thursday = a_session(commune, slot="thu-evening", seats=6)
    people = on_list(commune, 10)
    held = a_prepared_round(
        commune, (tuesday, people[:5]), (thursday, people[5:9]), unplaced=people[9:]
    )
    return held, people[:5], people[5:9], people[9]


# Sessions.


def a_filled_form(place: Any, **changes: Any) -> dict[str, Any]:
    return {
        "place": str(place.pk),
        "room": "La salle du fond",
        "weekday": "thu",
        "begins": "18:30",
        "minutes": "90",
        "tables": "2",
        "seats": "10",
        "weeks": "7",
        "activity": "reading",
        "activity_words": "Lectures et tisane",
        **changes,
    }


def test_session_is_opened_from_the_form_and_shown_in_the_list(
    commune: Area, solene: Resident
) -> None:
    assert "Aucune séance ouverte" in seen(solene, SESSIONS)

    response = signed_in(solene).post(
        f"{SESSIONS}ouvrir/", a_filled_form(a_hall(commune)), follow=True
    )

    page = words(response)
    session = Session.objects.get()
    assert (session.slot, session.tables, session.seats, session.weeks) == ("thu-evening", 2, 10, 7)
    assert "Le jeudi à 18 h 30" in page
    assert "2 tablées à la fois, 10 places, 7 semaines" in page
    assert "Lectures et tisane" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"place": ""}, "Choisissez un lieu."),
        ({"begins": "soon"}, "Nous ne comprenons pas cette heure"),
        ({"begins": "02:00"}, "Cette heure n’est pas dans le moment choisi"),
        ({"tables": "0"}, "Au moins 1."),
        ({"seats": "13"}, "2 tablées tiennent de 6 à 12 places."),
        ({"weeks": "30"}, "Choisissez une réponse dans la liste."),
        ({"activity": "gravity"}, "Choisissez une réponse dans la liste."),
    ],
)
def test_session_form_says_beside_the_field_what_is_wrong(
    commune: Area, solene: Resident, wrong: dict[str, str], sentence: str
) -> None:
    form = {**a_filled_form(a_hall(commune)), **wrong}

    response = signed_in(solene).post(f"{SESSIONS}ouvrir/", form)

    page = words(response)
    assert response.status_code == 422
    assert page.count(sentence) == 2
    assert 'value="La salle du fond"' in page
    assert not Session.objects.exists()


def test_same_session_twice_is_refused_beside_its_hour(commune: Area, solene: Resident) -> None:
    form = a_filled_form(a_hall(commune))
    signed_in(solene).post(f"{SESSIONS}ouvrir/", form)

    response = signed_in(solene).post(f"{SESSIONS}ouvrir/", form)

    assert response.status_code == 422
    assert "Cette séance existe déjà" in words(response)


def test_session_is_changed_closed_and_opened_again(commune: Area, solene: Resident) -> None:
    session = a_session(commune)
    client = signed_in(solene)

    assert 'value="18:30"' in seen(solene, f"{SESSIONS}{session.pk}/")
    client.post(f"{SESSIONS}{session.pk}/", a_filled_form(session.place, begins="19:00"))
    session.refresh_from_db()
    assert session.slot == "thu-evening"
    page = words(client.post(f"{SESSIONS}{session.pk}/fermer/", follow=True))
    assert "Aucune séance ouverte" in page
    assert "Séances fermées" in page
    page = words(client.post(f"{SESSIONS}{session.pk}/rouvrir/", follow=True))

    assert "Séances fermées" not in page
    session.refresh_from_db()
    assert session.closed_at is None


def test_pages_of_one_commune_are_not_for_the_coordination_of_another(commune: Area) -> None:
    held, *_people = two_tables(commune)
    session = Session.objects.all()[0]
    elsewhere = signed_in(a_coordinator(a_commune()))

    for path in (
        week_path(held),
        week_path(held, "publier/"),
        week_path(held, "preparer/"),
        week_path(held, "sauter/"),
        week_path(held, "clore/"),
        week_path(held, f"deplacer/{_people[0][0].pk}/"),
        f"{SESSIONS}{session.pk}/",
    ):
        assert elsewhere.get(path).status_code == 404
        assert elsewhere.post(path, {"version": "1"}).status_code in (404, 405)
    assert elsewhere.get(f"{SESSIONS}ouvrir/", {"commune": commune.slug}).status_code == 404
    held.refresh_from_db()
    assert held.stage == Stage.PREPARED


# The first page.


def test_desk_counts_who_is_on_the_list_and_names_nobody(commune: Area, solene: Resident) -> None:
    a_session(commune)
    people = on_list(commune, 3, at=MONDAY - timedelta(hours=1))

    page = seen(solene)

    assert "3 personnes sur la liste" in page
    assert not [one.name for one in people if one.name in page]


def test_desk_says_first_that_a_session_is_missing(commune: Area, solene: Resident) -> None:
    on_list(commune, 2)

    page = seen(solene)

    assert "2 personnes attendent : il leur faut un lieu et une heure." in page
    assert page.index("Aucune séance ouverte") < page.index("La liste ouverte")


def test_week_to_read_over_is_on_the_desk_and_at_the_coordination(
    commune: Area, solene: Resident
) -> None:
    assert "Rien à relire" in seen(solene, "/coordination/")
    held, *_people = two_tables(commune)

    for path in (DESK, "/coordination/"):
        page = seen(solene, path)
        assert "à relire" in page
        assert week_path(held) in page


def test_list_is_closed_by_hand_after_one_question(commune: Area, solene: Resident) -> None:
    a_session(commune)
    on_list(commune, 4)
    held = a_round(commune, closes_at=MONDAY + timedelta(days=6))
    client = signed_in(solene)

    assert "4 personnes sont sur la liste" in seen(solene, week_path(held, "clore/"))
    page = words(client.post(week_path(held, "clore/"), follow=True))

    held.refresh_from_db()
    assert held.stage == Stage.CLOSED
    assert "Les tablées se préparent" in page
    assert 'data-hx-trigger="every 4s"' in page
    assert "Regarder maintenant" in page  # without JavaScript
    assert client.get(week_path(held, "clore/"))["Location"] == week_path(held)


# Reading over.


def test_preview_shows_tables_people_reasons_and_who_has_none(
    commune: Area, solene: Resident
) -> None:
    held, some, others, alone = two_tables(commune)

    page = seen(solene, week_path(held))

    assert "2 tablées, à relire" in page
    assert "9 personnes ont une place. Une n’en a pas, et saura pourquoi." in page
    assert page.index("mardi") < page.index("jeudi")
    assert all(one.name in page for one in (*some, *others, alone))
    assert "Plus de monde que de places à ses moments libres." in page
    assert 'data-hx-trigger="every' not in page
    assert "Publier…" in page


def test_preview_says_how_near_the_best_it_is_when_that_is_known(
    commune: Area, solene: Resident
) -> None:
    held, *_people = two_tables(commune)
    assert "de ce qui est possible" not in seen(solene, week_path(held))

    Round.objects.update(value=9.25, bound=10.0)

    assert "au moins 92 % de ce qui est possible" in seen(solene, week_path(held))

    Round.objects.update(value=23.481269707, bound=23.481269731)

    assert "Aucune meilleure répartition n’est possible" in seen(solene, week_path(held))


def test_advice_is_said_in_people_not_in_prices(commune: Area, solene: Resident) -> None:
    held, *_people = two_tables(commune)
    Round.objects.update(
        advice=[
            {"kind": "session", "slot": "sat-morning", "placed": 7},
            {"kind": "host", "slot": "tue-evening", "placed": 1},
            {"kind": "session", "slot": "sun-morning", "placed": 0},
            {"kind": "unheard-of", "placed": 3},
        ]
    )

    page = seen(solene, week_path(held))

    assert "Avec une séance de plus le samedi matin : 7 personnes de plus auraient" in page
    assert "1 personne de plus aurait une tablée" in page
    assert "dimanche" not in page
    assert page.count('class="why"') == 4


def test_preview_says_nothing_of_waits_ties_or_ages(commune: Area, solene: Resident) -> None:
    held, some, _others, _alone = two_tables(commune)
    Resident.objects.filter(pk=some[0].pk).update(age_band="75+", access=("step-free",))
    some[0].table_names.update(waited=5)

    page = seen(solene, week_path(held))

    assert "75+" not in page
    assert "75 ans" not in page
    assert "sans marche" not in page
    assert not re.search(r"attend depuis|tours?\b|5 fois", page)


def test_whom_the_reader_may_not_see_is_somebody_and_is_not_moved_by_them(
    commune: Area, solene: Resident
) -> None:
    held, some, _others, _alone = two_tables(commune)
    a_block(some[0], solene)

    page = seen(solene, week_path(held))

    assert some[0].name not in page
    assert str(some[0].pk) not in page
    assert "Une personne" in page
    client = signed_in(solene)
    assert client.get(week_path(held, f"deplacer/{some[0].pk}/")).status_code == 404


def test_preview_asks_as_much_for_two_tables_as_for_four(
    commune: Area, solene: Resident, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    few, *_people = two_tables(commune)
    sessions = [a_session(commune, slot=slot) for slot in ("sat-evening", "sun-evening")]
    client = signed_in(solene)
    client.get(week_path(few))
    with django_assert_num_queries(14):
        client.get(week_path(few))
    for session in sessions:
        table = Table.objects.create(round=few, session=session, first_at=MONDAY)
        for one in on_list(commune, 3):
            Seat.objects.create(table=table, round=few, resident=one)
    with django_assert_num_queries(14):
        assert "4 tablées, à relire" in words(client.get(week_path(few)))


def test_move_shows_what_each_place_changes_and_why_some_cannot_be(
    commune: Area, solene: Resident
) -> None:
    held, some, others, _alone = two_tables(commune)
    others[0].table_names.update(free=["thu-evening"])

    page = seen(solene, week_path(held, f"deplacer/{others[0].pk}/"))

    assert f"Déplacer {others[0].name}" in page
    assert "Aujourd’hui : le jeudi à 18 h 30" in page
    assert "Sans tablée cette semaine" in page
    assert "Une personne de moins aura une tablée cette semaine" in page
    cannot = page.split("Ce qui ne se peut pas")[1]
    assert some[0].name in cannot
    assert "n’est pas libre à ce moment-là" in cannot


def test_a_block_and_a_meeting_lately_read_the_same_before_a_move(
    commune: Area, solene: Resident
) -> None:
    held, some, others, _alone = two_tables(commune)
    a_block(others[0], some[0])

    page = seen(solene, week_path(held, f"deplacer/{others[0].pk}/"))

    assert "Ces personnes ne peuvent pas être à la même table." in page
    assert "bloqu" not in page


def test_move_is_done_said_and_undone(commune: Area, solene: Resident) -> None:
    held, some, others, _alone = two_tables(commune)
    goes_to = table_of(held, others[0])
    client = signed_in(solene)
    path = week_path(held, f"deplacer/{some[0].pk}/")

    page = words(
        client.post(path, {"table": str(goes_to.pk), "version": held.version}, follow=True)
    )
    assert table_of(held, some[0]) == goes_to
    assert f"Dernier déplacement à la main : {some[0].name}." in page
    held.refresh_from_db()
    page = words(client.post(week_path(held, "revenir/"), {"version": held.version}, follow=True))

    assert table_of(held, some[0]) != goes_to
    assert "Dernier déplacement" not in page


@pytest.mark.parametrize("version", ["0", "99", "", "x", "-1"])
def test_move_from_an_old_page_is_refused_not_obeyed(
    commune: Area, solene: Resident, version: str
) -> None:
    held, some, others, _alone = two_tables(commune)
    before = people_at(table_of(held, some[0]))

    client = signed_in(solene)
    path = week_path(held, f"deplacer/{some[0].pk}/")
    client.post(path, {"table": str(table_of(held, others[0]).pk), "version": version})

    assert people_at(table_of(held, some[0])) == before
    assert "Relisez-les, puis recommencez" in words_of_flash(client.get(week_path(held)))


def words_of_flash(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode()).split("<main", 1)[0]


def test_move_without_a_choice_says_so_beside_the_list(commune: Area, solene: Resident) -> None:
    held, some, _others, _alone = two_tables(commune)

    response = signed_in(solene).post(
        week_path(held, f"deplacer/{some[0].pk}/"), {"version": held.version}
    )

    assert response.status_code == 422
    assert words(response).count("Choisissez une réponse dans la liste.") == 2


def test_table_too_small_since_a_name_was_taken_off_cannot_be_published(
    commune: Area, solene: Resident
) -> None:
    session = a_session(commune)
    people = on_list(commune, 3)
    held = a_prepared_round(commune, (session, people))
    services.withdraw_name(resident=people[0], at=MONDAY)

    page = seen(solene, week_path(held))

    assert "Plus assez de personnes" in page
    assert "Publier…" not in page


# Deciding.


def test_publication_says_what_will_be_sent_then_sends_it(commune: Area, solene: Resident) -> None:
    held, some, others, alone = two_tables(commune)

    page = seen(solene, week_path(held, "publier/"))
    assert "9 personnes" in page
    assert "1 personne" in page
    page = words(
        signed_in(solene).post(week_path(held, "publier/"), {"version": held.version}, follow=True)
    )

    assert "Viennent" in page
    states = set(Seat.objects.filter(round=held).values_list("state", flat=True))
    assert states == {SeatState.ASKED}
    assert Unplaced.objects.get(round=held).resident == alone
    assert all(one.name in page for one in (*some, *others))


def test_publication_from_an_old_page_is_refused(commune: Area, solene: Resident) -> None:
    held, *_people = two_tables(commune)

    signed_in(solene).post(week_path(held, "publier/"), {"version": held.version - 1})

    held.refresh_from_db()
    assert held.stage == Stage.PREPARED


def test_after_publication_the_page_says_who_answered_in_one_word_each(
    commune: Area, solene: Resident
) -> None:
    people = on_list(commune, 4)
    held = a_published_round(commune, (a_session(commune), people), by=solene)
    seats = {seat.resident: seat for seat in Seat.objects.filter(round=held)}
    services.answer(seat_id=seats[people[0]].pk, by=people[0], comes=True, at=MONDAY)
    services.answer(seat_id=seats[people[1]].pk, by=people[1], comes=False, at=MONDAY)

    page = seen(solene, week_path(held))

    assert "1 oui sur 3" in page
    assert "Une personne ne vient pas." in page
    assert people[1].name not in page  # who passed is nobody's business
    assert "Déplacer" not in page


def test_skipping_is_asked_once_and_tells_everybody(commune: Area, solene: Resident) -> None:
    held, *_people = two_tables(commune)

    assert "Les 10 personnes inscrites apprennent" in seen(solene, week_path(held, "sauter/"))
    page = words(signed_in(solene).post(week_path(held, "sauter/"), follow=True))

    assert "Pas de tablée cette semaine" in page
    assert Unplaced.objects.filter(round=held, reason="week-passed").count() == 10
    assert signed_in(solene).get(week_path(held, "sauter/"))["Location"] == week_path(held)


def test_preparing_again_says_that_moves_are_forgotten(commune: Area, solene: Resident) -> None:
    held, some, others, _alone = two_tables(commune)
    assert "oublié" not in seen(solene, week_path(held, "preparer/"))
    services.move(
        round_id=held.pk,
        resident_id=some[0].pk,
        table_id=table_of(held, others[0]).pk,
        version=held.version,
        by=solene,
        at=MONDAY,
    )

    assert "Ce que vous avez déplacé à la main est oublié." in seen(
        solene, week_path(held, "preparer/")
    )
    signed_in(solene).post(week_path(held, "preparer/"))

    held.refresh_from_db()
    assert held.stage == Stage.CLOSED

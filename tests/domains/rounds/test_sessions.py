"""Sessions: opened, changed, closed and opened again by who coordinates the commune."""

from datetime import time, timedelta
from typing import Any

import pytest

from parvis.domains.people.rules import NotAllowed
from parvis.domains.rounds import rules, selectors, services
from parvis.domains.rounds.events import SessionClosed, SessionOpened
from parvis.domains.rounds.models import Session
from parvis.kernel import events
from parvis.kernel.errors import NotVisible, Refusal
from parvis.kernel.models import Fact
from tests.domains.watch.races import at_once
from tests.factories.rounds import (
    NOW,
    a_commune,
    a_coordinator,
    a_hall,
    a_published_round,
    a_quarter,
    a_session,
    on_list,
    somebody,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def values(place: Any, **fields: Any) -> dict[str, Any]:
    return {
        "place": place,
        "room": "  La  grande salle ",
        "slot": "thu-evening",
        "begins": time(18, 30),
        "minutes": 90,
        "tables": 2,
        "seats": 10,
        "weeks": 8,
        "activity": "photography",
        "activity_words": "Sortir ses photos",
        **fields,
    }


def test_session_is_opened_at_a_place_of_the_commune() -> None:
    commune = a_commune()
    hall, coordinator = a_hall(a_quarter(commune)), a_coordinator(commune)

    opened = services.open_session(by=coordinator, area=commune, values=values(hall), at=NOW)

    assert list(selectors.sessions_of(commune)) == [opened]
    opened.refresh_from_db()
    assert (opened.room, opened.tables, opened.seats, opened.weeks) == ("La grande salle", 2, 10, 8)
    assert [events.restore(row) for row in Fact.objects.filter(name=SessionOpened.name)] == [
        SessionOpened(opened.pk, commune.pk)
    ]


def test_session_is_the_business_of_who_coordinates_the_commune() -> None:
    commune = a_commune()
    session = a_session(commune)

    for who in (somebody(commune), a_coordinator(a_commune())):
        with pytest.raises(NotAllowed):
            services.open_session(by=who, area=commune, values=values(session.place), at=NOW)
        for act in (services.close_session, services.reopen_session):
            with pytest.raises(NotAllowed):
                act(session=session, by=who, at=NOW)
        with pytest.raises(NotAllowed):
            services.edit_session(session=session, by=who, values={}, at=NOW)
        with pytest.raises(NotVisible):
            selectors.find_session(who, session.pk)
    assert selectors.find_session(a_coordinator(commune), session.pk) == session


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"slot": "someday"}, "slot"),
        ({"begins": time(9)}, "begins"),
        ({"begins": time(23)}, "begins"),
        ({"minutes": 10}, "minutes"),
        ({"tables": 0}, "tables"),
        ({"seats": 5}, "seats"),
        ({"weeks": 5}, "weeks"),
        ({"weeks": 9}, "weeks"),
        ({"room": "x" * 141}, "room"),
        ({"activity_words": "x" * 101}, "activity_words"),
        ({"activity": "nothing-of-ours"}, "activity"),
        ({"place": None}, "place"),
    ],
)
def test_session_that_cannot_be_is_refused_with_its_field(wrong: Any, field: str) -> None:
    commune = a_commune()
    given = {**values(a_hall(commune)), **wrong}

    with pytest.raises(Refusal) as refused:
        services.open_session(by=a_coordinator(commune), area=commune, values=given, at=NOW)

    assert refused.value.field == field
    assert not Session.objects.exists()


@pytest.mark.parametrize("elsewhere", [True, False])
def test_session_is_neither_in_another_commune_nor_at_a_place_unpublished(elsewhere: bool) -> None:
    commune = a_commune()
    place = a_hall(a_commune()) if elsewhere else a_hall(commune, published=False)

    with pytest.raises(rules.SessionRefused):
        services.open_session(by=a_coordinator(commune), area=commune, values=values(place), at=NOW)


def test_session_twice_is_one_and_a_closed_one_does_not_count() -> None:
    commune = a_commune()
    coordinator, given = a_coordinator(commune), values(a_hall(commune))
    first = services.open_session(by=coordinator, area=commune, values=given, at=NOW)

    with pytest.raises(rules.SessionTwice):
        services.open_session(by=coordinator, area=commune, values=given, at=NOW)
    services.close_session(session=first, by=coordinator, at=LATER)
    second = services.open_session(by=coordinator, area=commune, values=given, at=LATER)

    assert list(selectors.sessions_of(commune)) == [second]
    with pytest.raises(rules.SessionTwice):
        services.reopen_session(session=first, by=coordinator, at=LATER)
    first.refresh_from_db()
    assert first.closed_at == LATER


def test_session_is_changed_in_part_and_keeps_the_rest() -> None:
    commune = a_commune()
    coordinator = a_coordinator(commune)
    session = services.open_session(
        by=coordinator, area=commune, values=values(a_hall(commune)), at=NOW
    )

    services.edit_session(session=session, by=coordinator, values={"seats": 12}, at=LATER)

    session.refresh_from_db()
    assert (session.seats, session.room, session.weeks) == (12, "La grande salle", 8)


def test_session_closes_and_opens_again_each_once() -> None:
    commune = a_commune()
    coordinator, session = a_coordinator(commune), a_session(commune)

    for _twice in range(2):
        services.close_session(session=session, by=coordinator, at=NOW)
    assert list(selectors.closed_sessions_of(commune)) == [session]
    for _twice in range(2):
        services.reopen_session(session=session, by=coordinator, at=LATER)

    assert list(selectors.sessions_of(commune)) == [session]
    names = list(Fact.objects.order_by("pk").values_list("name", flat=True))
    kept = [name for name in names if "Session" in name]
    assert sorted(kept) == sorted([SessionClosed.name, SessionOpened.name])


def test_session_counts_the_tables_that_use_it() -> None:
    commune = a_commune()
    session = a_session(commune)
    a_published_round(commune, (session, on_list(commune, 3)))

    assert selectors.sessions_of(commune).get().busy == 1


@pytest.mark.django_db(transaction=True)
def test_session_opened_twice_at_once_is_one() -> None:
    commune = a_commune()
    coordinator, given = a_coordinator(commune), values(a_hall(commune))

    results = at_once(
        *[lambda: services.open_session(by=coordinator, area=commune, values=given, at=NOW)] * 5
    )

    assert sum(isinstance(each, Session) for each in results) == 1
    assert sum(isinstance(each, rules.SessionTwice) for each in results) == 4

"""Dates in lists: what is announced, what somebody comes to, and a number of queries that stays."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.selectors import AgendaFilters
from parvis.domains.gatherings.vocabulary import LISTED
from parvis.kernel.errors import NotVisible
from tests.factories.gatherings import (
    NOW,
    TUESDAY,
    a_gathering,
    an_occurrence,
    comes,
    paris,
)
from tests.factories.organisations import a_neighbourhood, a_place, a_town, an_organisation
from tests.factories.people import a_block, a_resident

pytestmark = pytest.mark.django_db
WEEKLY = "FREQ=WEEKLY"
MONDAY, NEXT_MONDAY = paris("2026-11-23 00:00"), paris("2026-11-30 00:00")


def titles(found: Any) -> list[str]:
    return [one.gathering.title for one in found]


def shown(**filters: Any) -> list[str]:
    page = selectors.agenda(
        viewer=None, starts=MONDAY, ends=NEXT_MONDAY, filters=AgendaFilters(**filters)
    )
    return [one.gathering.title for day in page.days for one in day.occurrences]


def test_coming_up_is_what_takes_place_soonest_first() -> None:
    odile = a_resident()
    a_gathering(title="Marche", day=TUESDAY + timedelta(days=1))
    a_gathering(title="Café")
    a_gathering(title="Bien plus tard", day=TUESDAY + timedelta(days=9))
    a_gathering(title="Brouillon", publish=False)
    a_gathering(title="Passée", at=NOW - timedelta(days=9), day=TUESDAY - timedelta(days=7))
    off = an_occurrence(host=odile, title="Annulée")
    services.cancel_occurrence(occurrence=off, by=odile, at=NOW)

    found = selectors.coming_up(viewer=None, at=NOW, days=7, most=5)

    assert titles(found) == ["Café", "Marche"]
    assert titles(selectors.coming_up(viewer=None, at=NOW, days=7, most=1)) == ["Café"]


def test_nothing_of_a_withdrawn_organisation_is_listed() -> None:
    occurrence = an_occurrence()
    organisation = occurrence.gathering.organisation
    assert len(selectors.coming_up(viewer=None, at=NOW, days=7, most=5)) == 1
    organisation.published = False
    organisation.save()

    assert selectors.coming_up(viewer=None, at=NOW, days=7, most=5) == []
    assert shown() == []
    assert selectors.week_at_place(occurrence.gathering.place, NOW) == []


def test_next_of_is_the_soonest_one_comes_to_and_says_alone() -> None:
    lea = a_resident()
    comes(lea, an_occurrence(title="Marche", day=TUESDAY + timedelta(days=1)))
    comes(lea, an_occurrence(title="Café"), alone=True)
    an_occurrence(title="Sans moi", day=TUESDAY - timedelta(days=1))

    found = selectors.next_of(lea, NOW)

    assert found is not None
    assert (found.gathering.title, found.alone) == ("Café", True)
    later = selectors.next_of(lea, paris("2026-11-24 12:00"))
    assert later is not None
    assert (later.gathering.title, later.alone) == ("Marche", False)


def test_next_of_leaves_out_what_is_called_off_or_left() -> None:
    lea, odile = a_resident(), a_resident()
    off, left = an_occurrence(host=odile), an_occurrence()
    comes(lea, off)
    comes(lea, left)
    services.cancel_occurrence(occurrence=off, by=odile, at=NOW)
    services.leave(occurrence_id=left.pk, resident=lea, at=NOW)

    assert selectors.next_of(lea, NOW) is None


def test_my_week_has_seven_days_with_what_is_called_off() -> None:
    lea, odile = a_resident(), a_resident()
    off = an_occurrence(host=odile, title="Annulée")
    comes(lea, off, alone=True)
    comes(lea, an_occurrence(title="Sixième jour", day=NOW.date() + timedelta(days=6)))
    comes(lea, an_occurrence(title="Huitième jour", day=NOW.date() + timedelta(days=8)))
    services.cancel_gathering(gathering=off.gathering, by=odile, at=NOW)

    found = selectors.my_week(lea, NOW)

    assert [(one.gathering.title, one.is_cancelled, one.alone) for one in found] == [
        ("Annulée", True, True),
        ("Sixième jour", False, False),
    ]


def test_next_occurrences_keep_the_order_asked_for() -> None:
    cafe = a_gathering(title="Café", rrule=WEEKLY)
    walk = a_gathering(title="Marche", day=TUESDAY + timedelta(days=20))
    gone = a_gathering(title="Passée", at=NOW - timedelta(days=9), day=TUESDAY - timedelta(days=7))
    first = cafe.occurrences.earliest("starts_at")
    services.cancel_occurrence(occurrence=first, by=cafe.host, at=NOW)

    found = selectors.next_occurrences_of([walk.pk, gone.pk, cafe.pk], viewer=None, at=NOW)

    assert [(one.gathering.title, one.starts_at) for one in found] == [
        ("Marche", paris("2026-12-14 09:30")),
        ("Café", paris("2026-12-01 09:30")),
    ]


def test_week_at_place_and_in_area_know_their_own_only() -> None:
    town = a_town()
    here, there = a_neighbourhood(town), a_neighbourhood(town)
    house, cafe = a_place(here), a_place(there)
    a_gathering(title="Ici", place=house)
    a_gathering(title="Là", place=cafe)
    a_gathering(title="Ici, plus tard", place=house, day=TUESDAY + timedelta(days=7))

    assert titles(selectors.week_at_place(house, NOW)) == ["Ici"]
    assert titles(selectors.week_in_area(there, NOW)) == ["Là"]
    assert titles(selectors.week_in_area(town, NOW)) == ["Ici", "Là"]


def test_organisation_lists_each_of_its_gatherings_once() -> None:
    organisation = an_organisation(hosts=(odile := a_resident(),))
    given = {"host": odile, "organisation": organisation}
    weekly = a_gathering(title="Chaque semaine", rrule=WEEKLY, **given)
    a_gathering(title="Une fois", day=TUESDAY + timedelta(days=30), **given)
    a_gathering(title="Brouillon", publish=False, **given)
    a_gathering(title="Aux autres")

    found = selectors.coming_of_organisation(organisation, NOW)

    assert titles(found) == ["Chaque semaine", "Une fois"]
    assert found[0] == weekly.occurrences.earliest("starts_at")


def test_other_dates_are_those_of_the_same_series() -> None:
    gathering = a_gathering(rrule=WEEKLY)
    a_gathering(rrule=WEEKLY)
    first = gathering.occurrences.earliest("starts_at")

    found = selectors.other_dates(first, NOW)

    assert len(found) == 6
    assert {one.gathering_id for one in found} == {gathering.pk}
    assert first not in found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["Café", "Piscine", "Chorale", "Veillée"]),
        ({"branch": "music"}, ["Chorale"]),
        ({"branch": "sport"}, ["Piscine"]),
        ({"free_of_charge": True}, ["Café", "Chorale", "Veillée"]),
        ({"good_alone": True}, ["Café"]),
        ({"language": "en"}, ["Chorale"]),
        ({"moment": "morning"}, ["Café"]),
        ({"moment": "afternoon"}, ["Piscine"]),
        ({"moment": "evening"}, ["Chorale", "Veillée"]),
        ({"access": ("step-free",)}, ["Piscine"]),
        ({"access": ("step-free", "toilets")}, []),
        ({"place": "bassin"}, ["Piscine"]),
        ({"moment": "evening", "language": "en"}, ["Chorale"]),
    ],
)
def test_agenda_keeps_what_meets_every_filter(filters: dict[str, Any], found: list[str]) -> None:
    pool = a_place(slug="bassin", access={"step-free": "yes", "toilets": "no"})
    a_gathering(title="Café", interests=("conversation",))
    a_gathering(
        title="Piscine",
        starts=time(12, 0),
        ends=time(13, 0),
        place=pool,
        price_cents=300,
        interests=("swimming",),
        good_alone=False,
    )
    a_gathering(
        title="Chorale",
        starts=time(19, 0),
        ends=time(21, 0),
        interests=("choir",),
        languages=("fr", "en"),
        good_alone=False,
    )
    a_gathering(
        title="Veillée",
        day=TUESDAY + timedelta(days=2),
        starts=time(0, 30),
        ends=time(2, 0),
        interests=(),
        good_alone=False,
    )

    assert shown(**filters) == found


def test_agenda_of_an_area_holds_those_inside_it() -> None:
    town = a_town()
    here, there = a_neighbourhood(town), a_neighbourhood(town)
    a_gathering(title="Ici", place=a_place(here))
    a_gathering(title="Là", place=a_place(there))
    a_gathering(title="Ailleurs")

    assert shown(area=here) == ["Ici"]
    assert shown(area=town) == ["Ici", "Là"]


def test_agenda_days_are_those_of_the_wall() -> None:
    """Half past midnight on Monday in Paris is still Sunday in UTC."""
    a_gathering(title="Lundi", day=date(2026, 11, 23), starts=time(0, 30), ends=time(1, 30))
    a_gathering(title="Dimanche", day=date(2026, 11, 29), starts=time(23, 30), ends=time(1, 0))

    page = selectors.agenda(viewer=None, starts=MONDAY, ends=NEXT_MONDAY)

    assert [(day.on, titles(day.occurrences)) for day in page.days] == [
        (date(2026, 11, 23), ["Lundi"]),
        (date(2026, 11, 29), ["Dimanche"]),
    ]


def test_agenda_shows_what_is_called_off_and_leaves_out_what_is_over() -> None:
    odile = a_resident()
    off = an_occurrence(host=odile, title="Annulée")
    services.cancel_occurrence(occurrence=off, by=odile, at=NOW)
    a_gathering(title="Finie", day=date(2026, 11, 23))

    page = selectors.agenda(
        viewer=None, starts=MONDAY, ends=NEXT_MONDAY, at=paris("2026-11-24 08:00")
    )

    (day,) = page.days
    assert [(one.gathering.title, one.is_cancelled) for one in day.occurrences] == [
        ("Annulée", True)
    ]


def test_long_week_ends_with_a_whole_day_and_says_where_it_goes_on() -> None:
    place, odile = a_place(), a_resident()
    organisation = an_organisation(hosts=(odile,))
    for number in range(LISTED + 5):
        day = TUESDAY if number < 40 else TUESDAY + timedelta(days=1)
        a_gathering(host=odile, organisation=organisation, place=place, day=day)

    page = selectors.agenda(viewer=None, starts=MONDAY, ends=NEXT_MONDAY)

    assert [len(day.occurrences) for day in page.days] == [40]
    assert page.goes_on == (date(2026, 11, 25), 0)


def test_long_day_goes_on_where_it_stopped() -> None:
    place, odile = a_place(), a_resident()
    organisation = an_organisation(hosts=(odile,))
    for _number in range(LISTED + 5):
        a_gathering(host=odile, organisation=organisation, place=place)

    page = selectors.agenda(viewer=None, starts=MONDAY, ends=NEXT_MONDAY)
    rest = selectors.agenda(viewer=None, starts=MONDAY, ends=NEXT_MONDAY, skip=LISTED)

    assert page.goes_on == (TUESDAY, LISTED)
    assert rest.goes_on is None
    seen = [one.pk for each in (page, rest) for day in each.days for one in day.occurrences]
    assert len(seen) == len(set(seen)) == LISTED + 5


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_a_constant_number_of_queries(
    count: int, django_assert_num_queries: Any
) -> None:
    lea, nadia = a_resident(), a_resident(name="Nadia")
    for _ in range(count):
        organisation = an_organisation(hosts=(nadia,))
        comes(lea, an_occurrence(host=nadia, organisation=organisation, greeter=nadia))

    with django_assert_num_queries(2):
        found = selectors.coming_up(viewer=lea, at=NOW, days=7, most=5)
        rows = [(o.gathering.place.area.name, o.gathering.organisation.name, o.mine) for o in found]
    assert len(rows) == count
    with django_assert_num_queries(2):
        found = selectors.my_week(lea, NOW)
        assert len([(o.gathering.place.area.name, o.alone) for o in found]) == count
    with django_assert_num_queries(3):  # those it is run with
        page = selectors.agenda(viewer=lea, starts=MONDAY, ends=NEXT_MONDAY)
        assert len(page.days[0].occurrences) == count
    with django_assert_num_queries(2):
        hosted = selectors.hosted(nadia, NOW)
        assert len([(h.occurrence.gathering.place.area.name, h.company) for h in hosted]) == count


def test_date_of_a_draft_or_of_nothing_is_not_found() -> None:
    visitor = AnonymousUser()
    occurrence = an_occurrence()
    assert selectors.find_occurrence(visitor, occurrence.pk) == occurrence
    occurrence.gathering.status = "draft"
    occurrence.gathering.save()

    with pytest.raises(NotVisible):
        selectors.find_occurrence(visitor, occurrence.pk)
    with pytest.raises(NotVisible):
        selectors.find_occurrence(visitor, occurrence.gathering_id)


def test_withdrawn_date_is_found_by_who_runs_it_and_who_comes_only() -> None:
    odile, lea, stranger = a_resident(), a_resident(), a_resident()
    occurrence = an_occurrence(host=odile)
    comes(lea, occurrence)
    organisation = occurrence.gathering.organisation
    organisation.published = False
    organisation.save()

    assert selectors.find_occurrence(odile, occurrence.pk) == occurrence
    assert selectors.find_occurrence(lea, occurrence.pk) == occurrence
    for viewer in (stranger, AnonymousUser()):
        with pytest.raises(NotVisible):
            selectors.find_occurrence(viewer, occurrence.pk)


@pytest.mark.parametrize("who", ["greeter blocks", "viewer blocks", "greeter leaves", "visitor"])
def test_name_and_sign_of_who_is_hidden_are_nowhere_in_a_list(who: str) -> None:
    odile, nadia, lea = a_resident(), a_resident(name="Nadia"), a_resident()
    organisation = an_organisation(hosts=(odile, nadia))
    gathering = a_gathering(
        host=odile, organisation=organisation, greeter=nadia, sign="une écharpe", rrule=WEEKLY
    )
    first, second = gathering.occurrences.order_by("starts_at")[:2]
    comes(lea, first, alone=True)
    place, ids = gathering.place, [gathering.pk]

    def everything(viewer: Any) -> list[Any]:
        page = selectors.agenda(viewer=viewer, starts=MONDAY, ends=NEXT_MONDAY)
        found = [
            *selectors.coming_up(viewer=viewer, at=NOW, days=7, most=5),
            *selectors.next_occurrences_of(ids, viewer=viewer, at=NOW),
            *selectors.week_at_place(place, NOW, viewer),
            *selectors.week_in_area(place.area, NOW, viewer),
            *selectors.coming_of_organisation(organisation, NOW, viewer),
            *selectors.other_dates(second, NOW, viewer),
            *(one for day in page.days for one in day.occurrences),
        ]
        if viewer == lea:
            found += [selectors.next_of(lea, NOW), *selectors.my_week(lea, NOW)]
        return found

    named = everything(lea)
    assert {(o.gathering.greeter_name, o.gathering.sign) for o in named} == {
        ("Nadia", "une écharpe")
    }
    match who:
        case "greeter blocks":
            a_block(nadia, lea)
        case "viewer blocks":
            a_block(lea, nadia)
        case "greeter leaves":
            nadia.erasure_asked_at = NOW
            nadia.save()

    hidden = everything(AnonymousUser() if who == "visitor" else lea)

    assert len(hidden) >= len(named) - 2
    assert {
        (o.gathering.greeter_id, o.gathering.greeter_name, o.gathering.sign) for o in hidden
    } == {(None, "", "")}

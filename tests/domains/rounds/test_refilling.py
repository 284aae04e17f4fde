"""A place that came free: who is asked, until when, and nobody twice."""

from datetime import timedelta
from typing import Any

import pytest

from parvis.domains.people import services as people_services
from parvis.domains.rounds import pairing, services
from parvis.domains.rounds.models import Again, Name, Seat, Table
from parvis.domains.rounds.vocabulary import QUIET_HOURS, REFILL_HOURS, SeatState, TableState
from tests.domains.rounds.tables import (
    LATER,
    all_come,
    an_asking_table,
    says,
    seat_of,
    states,
    told,
)
from tests.domains.watch.races import at_once
from tests.factories.people import a_block
from tests.factories.rounds import (
    CLOSES,
    a_commune,
    a_coordinator,
    a_hall,
    a_name,
    a_published_round,
    a_quarter,
    a_session,
    on_list,
    somebody,
)

pytestmark = pytest.mark.django_db


def settle(table: Table, at=LATER) -> None:
    services.settle_table(table_id=table.pk, at=at)
    table.refresh_from_db()


def asked_anew(table: Table) -> list[Seat]:
    return list(table.seats.filter(is_refill=True).select_related("resident"))


def test_free_place_is_asked_about_for_a_day_and_nobody_is_moved() -> None:
    table, people, others = an_asking_table(4, waiting=1)
    all_come(table, people[:3])
    says(table, people[3], comes=False)

    settle(table)

    (seat,) = asked_anew(table)
    assert (seat.resident, seat.state) == (others[0], SeatState.ASKED)
    assert seat.answer_by == LATER + timedelta(hours=REFILL_HOURS)
    assert [states(table)[one] for one in people[:3]] == [SeatState.COMING] * 3
    assert table.state == TableState.ASKING
    assert sorted(told(others[0])) == ["table-asked", "table-none"]


def test_who_is_asked_anew_comes_and_the_table_is_formed_with_them() -> None:
    table, people, others = an_asking_table(4, waiting=1)
    all_come(table, people[:3])
    says(table, people[3], comes=False)
    settle(table)

    says(table, others[0])
    settle(table)

    assert table.state == TableState.MEETING
    assert Name.objects.get(resident=others[0]).ended_at == LATER


def test_nobody_is_asked_so_late_that_the_first_meeting_is_near() -> None:
    table, people, _others = an_asking_table(4, waiting=1)
    says(table, people[3], comes=False)
    near = table.first_at - timedelta(hours=QUIET_HOURS + 2)
    Seat.objects.filter(table=table, state=SeatState.ASKED).update(answer_by=near)
    Seat.objects.filter(table=table, resident__in=people[:3]).update(state=SeatState.COMING)

    settle(table, near)

    assert asked_anew(table) == []
    assert table.state == TableState.MEETING


def test_time_to_answer_ends_before_the_quiet_hours() -> None:
    table, people, _others = an_asking_table(4, waiting=1)
    all_come(table, people[:3])
    says(table, people[3], comes=False)
    at = table.first_at - timedelta(hours=QUIET_HOURS + 10)

    settle(table, at)

    (seat,) = asked_anew(table)
    assert seat.answer_by == table.first_at - timedelta(hours=QUIET_HOURS)


def test_who_waits_longest_is_asked_first_between_equals() -> None:
    table, people, others = an_asking_table(4, waiting=3)
    Name.objects.filter(resident=others[2]).update(waited=4)
    says(table, people[3], comes=False)

    settle(table)

    assert [one.resident for one in asked_anew(table)] == [others[2]]


def test_best_value_goes_before_the_same_wait() -> None:
    commune = a_commune()
    people = [somebody(commune, interests=("photography",)) for _each in range(4)]
    plain, shares = somebody(commune), somebody(commune, interests=("photography",))
    for one in (*people, plain, shares):
        a_name(one)
    round_ = a_published_round(commune, (a_session(commune), people), unplaced=[plain, shares])
    table = Table.objects.get(round=round_)
    says(table, people[0], comes=False)

    assert pairing.fitting(table, LATER)[0] == shares.pk
    settle(table)

    assert [one.resident for one in asked_anew(table)] == [shares]


@pytest.mark.parametrize(
    "stands_against", ["block", "distance", "free", "language", "size", "far", "access", "recent"]
)
def test_who_breaks_a_hard_rule_with_those_left_is_not_asked(stands_against: str) -> None:
    commune = a_commune()
    people = on_list(commune, 4)
    other = somebody(commune)
    values = {}
    match stands_against:
        case "block":
            a_block(other, people[0])
        case "distance":
            people_services.keep_distance(by=people[0], other=other, at=LATER)
        case "free":
            values = {"free": ("mon-morning",)}
        case "language":
            other.languages = ("en",)
        case "size":
            values = {"size_max": 3}
        case "access":
            other.access = ("step-free",)
        case "far":
            other.area = a_quarter(commune, boundary=a_square(48.2))
            values = {"minutes_max": 10}
    other.save()
    a_name(other, **values)
    session = a_session(commune, place=a_hall(commune, latitude=48.0, longitude=2.0))
    round_ = a_published_round(commune, (session, people), unplaced=[other])
    table = Table.objects.get(round=round_)
    if stands_against == "recent":
        sat_together(commune, people[1], other)
    says(table, people[3], comes=False)

    settle(table)

    assert asked_anew(table) == []


def a_square(latitude: float) -> dict[str, Any]:
    """A quarter some hundred metres wide."""
    south, north, west, east = latitude, latitude + 0.001, 2.0, 2.001
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def sat_together(commune, *people) -> None:
    from tests.factories.rounds import a_round

    earlier = a_round(commune, closes_at=LATER - timedelta(days=40))
    table = Table.objects.create(
        round=earlier,
        session=a_session(commune),
        state=TableState.ENDED,
        first_at=LATER - timedelta(days=30),
        made_at=LATER - timedelta(days=35),
    )
    for one in people:
        Seat.objects.create(table=table, round=earlier, resident=one, state=SeatState.COMING)


def test_those_who_met_lately_are_together_again_when_both_ask() -> None:
    table, people, others = an_asking_table(4, waiting=1)
    sat_together(table.session.area, people[1], others[0])
    Again.objects.create(by=people[1], other=others[0])
    Again.objects.create(by=others[0], other=people[1])
    says(table, people[3], comes=False)

    settle(table)

    assert [one.resident for one in asked_anew(table)] == others


def test_who_passed_this_week_is_not_asked_about_another_table() -> None:
    commune = a_commune()
    first, second = on_list(commune, 4), on_list(commune, 4)
    round_ = a_published_round(commune, (a_session(commune), first), (a_session(commune), second))
    one = Table.objects.get(round=round_, seats__resident=first[0])
    other = Table.objects.get(round=round_, seats__resident=second[0])
    says(one, first[0], comes=False)
    says(other, second[0], comes=False)

    settle(one)
    settle(other)

    assert asked_anew(one) == asked_anew(other) == []


def test_people_of_a_table_that_could_not_be_fill_another() -> None:
    commune = a_commune()
    first, second = on_list(commune, 3), on_list(commune, 4)
    round_ = a_published_round(commune, (a_session(commune), first), (a_session(commune), second))
    falls = Table.objects.get(round=round_, seats__resident=first[0])
    stands = Table.objects.get(round=round_, seats__resident=second[0])
    says(falls, first[0])
    for one in first[1:]:
        says(falls, one, comes=False)
    settle(falls)
    says(stands, second[0], comes=False)

    settle(stands)

    assert [one.resident for one in asked_anew(stands)] == [first[0]]


def test_silence_of_who_was_asked_anew_asks_the_next() -> None:
    table, people, others = an_asking_table(4, waiting=2)
    all_come(table, people[:3])
    says(table, people[3], comes=False)
    settle(table)
    (first,) = asked_anew(table)

    settle(table, first.answer_by)

    found = {one.resident: one.state for one in asked_anew(table)}
    assert found[first.resident] == SeatState.SILENT
    assert sorted(found.values()) == [SeatState.ASKED, SeatState.SILENT]
    assert set(found) == set(others)


def test_place_without_anybody_for_it_leaves_the_table_as_it_is() -> None:
    table, people, _others = an_asking_table(4)
    all_come(table, people[:3])
    says(table, people[3], comes=False)

    settle(table)

    assert table.state == TableState.MEETING


def test_host_is_among_those_asked_anew_when_who_opens_it_passed() -> None:
    commune = a_commune()
    people = on_list(commune, 3)
    host, waits = somebody(commune), somebody(commune)
    a_name(host, hosts=True)
    a_name(waits, hosts=True)
    round_ = a_published_round(commune, (a_session(commune), [*people, host]), unplaced=[waits])
    table = Table.objects.get(round=round_)
    assert seat_of(table, host).is_host
    all_come(table, people)
    says(table, host, comes=False)

    settle(table)
    says(table, waits)
    settle(table)

    assert table.gathering.host == waits


@pytest.mark.django_db(transaction=True)
def test_same_free_place_filled_at_once_is_asked_about_once() -> None:
    table, people, _others = an_asking_table(4, waiting=3)
    says(table, people[3], comes=False)

    at_once(*[lambda: services.settle_table(table_id=table.pk, at=LATER)] * 4)

    assert len(asked_anew(table)) == 1


@pytest.mark.django_db(transaction=True)
def test_one_person_is_asked_about_one_of_two_tables_filled_at_once() -> None:
    commune = a_commune()
    first, second = on_list(commune, 4), on_list(commune, 4)
    lone = on_list(commune, 1)
    round_ = a_published_round(
        commune, (a_session(commune), first), (a_session(commune), second), unplaced=lone
    )
    tables = [Table.objects.get(round=round_, seats__resident=each[0]) for each in (first, second)]
    for table, people in zip(tables, (first, second), strict=True):
        says(table, people[0], comes=False)

    at_once(*[lambda one=one: services.settle_table(table_id=one.pk, at=LATER) for one in tables])

    assert Seat.objects.filter(resident=lone[0]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_person_is_asked_about_one_table_of_two_weeks_filled_at_once() -> None:
    """The rounds of two weeks hold nothing in common but the name on the list."""
    commune = a_commune()
    first = on_list(commune, 4)
    by = a_coordinator(commune)
    this = a_published_round(commune, (a_session(commune), first), by=by)
    second, lone = on_list(commune, 4), on_list(commune, 1)
    following = a_published_round(
        commune,
        (a_session(commune), second),
        unplaced=lone,
        by=by,
        closes_at=CLOSES + timedelta(weeks=1),
    )
    tables = [this.tables.get(), following.tables.get()]
    for table, people in zip(tables, (first, second), strict=True):
        says(table, people[0], comes=False)

    at_once(*[lambda one=one: services.settle_table(table_id=one.pk, at=LATER) for one in tables])

    assert Seat.objects.filter(resident=lone[0]).count() == 1

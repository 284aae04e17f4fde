"""Putting one's name down: once, changed at will, taken off, and put back."""

from datetime import timedelta
from typing import Any

import pytest

from parvis.domains.gatherings.models import Meeting
from parvis.domains.people.models import Block
from parvis.domains.people.rules import NotAllowed
from parvis.domains.rounds import rules, selectors, services
from parvis.domains.rounds.events import NamePutDown, NameWithdrawn
from parvis.domains.rounds.models import Again, Name, Seat
from parvis.domains.rounds.vocabulary import Further, SeatState, TableState
from parvis.kernel import events
from parvis.kernel.errors import Refusal
from parvis.kernel.models import Fact
from tests.domains.watch.races import at_once
from tests.factories.circles import a_circle
from tests.factories.encounters import a_meeting
from tests.factories.rounds import (
    NOW,
    a_commune,
    a_coordinator,
    a_name,
    a_prepared_round,
    a_published_round,
    a_quarter,
    a_session,
    on_list,
    somebody,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def values(**fields: Any) -> dict[str, Any]:
    return {
        "free": ["tue-evening", "thu-evening"],
        "size_max": 5,
        "activities": ["photography"],
        "minutes_max": 20,
        "transit": False,
        "slow_walk": True,
        "hosts": True,
        "again": [],
        **fields,
    }


def down(resident: Any, **fields: Any) -> Name:
    return services.put_name_down(resident=resident, values=values(**fields), at=NOW)


def facts(kind: type[events.Fact]) -> list[events.Fact]:
    return [events.restore(row) for row in Fact.objects.filter(name=kind.name)]


def test_name_keeps_what_was_said_and_belongs_to_the_commune() -> None:
    commune = a_commune()
    lea = somebody(a_quarter(commune))

    name = down(lea)

    name.refresh_from_db()
    assert name.area_id == commune.pk
    assert name.free == ("thu-evening", "tue-evening")
    assert (name.size_max, name.minutes_max) == (5, 20)
    assert (name.transit, name.slow_walk, name.hosts) == (False, True, True)
    assert facts(NamePutDown) == [NamePutDown(lea.pk, commune.pk)]


def test_name_put_down_again_changes_it_and_announces_nothing_more() -> None:
    lea = somebody(a_commune())
    first = down(lea)

    again = down(lea, size_max=3, free=["mon-morning"])

    assert again.pk == first.pk
    assert Name.objects.get().size_max == 3
    assert len(facts(NamePutDown)) == 1


def test_name_begins_with_the_profile_then_with_what_was_said_last() -> None:
    lea = somebody(a_commune(), free=("sat-morning",), interests=("photography",))
    assert selectors.offered_values(lea)["free"] == ("sat-morning",)
    assert selectors.offered_values(lea)["activities"] == ("photography",)

    down(lea, size_max=4)
    services.withdraw_name(resident=lea, at=LATER)

    offered = selectors.offered_values(lea)
    assert offered["size_max"] == 4
    assert offered["free"] == ("thu-evening", "tue-evening")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"free": []}, "free"),
        ({"free": ["someday"]}, "free"),
        ({"activities": ["nothing-of-ours"]}, "activities"),
        ({"size_max": 2}, "size_max"),
        ({"size_max": 7}, "size_max"),
        ({"minutes_max": 3}, "minutes_max"),
        ({"again": ["not an id"]}, "again"),
    ],
)
def test_name_refuses_what_is_not_offered(wrong: dict[str, Any], field: str) -> None:
    lea = somebody(a_commune())

    with pytest.raises(Refusal) as refused:
        down(lea, **wrong)

    assert refused.value.field == field
    assert not Name.objects.exists()


def test_name_needs_a_commune_when_there_are_several() -> None:
    a_commune(), a_commune()
    lea = somebody(a_commune())
    lea.area = None
    lea.save()

    with pytest.raises(rules.NoCommune):
        down(lea)


def test_name_of_who_said_no_neighbourhood_is_of_the_only_commune() -> None:
    commune = a_commune()
    lea = somebody(commune)
    lea.area = None
    lea.save()

    assert down(lea).area_id == commune.pk


def test_name_of_who_leaves_parvis_is_refused() -> None:
    lea = somebody(a_commune(), erasure_asked_at=NOW)

    with pytest.raises(NotAllowed):
        down(lea)


def test_name_withdrawn_twice_is_withdrawn_once_and_may_come_back_as_it_was() -> None:
    lea = somebody(a_commune())
    name = down(lea)
    Name.objects.update(waited=2)

    services.withdraw_name(resident=lea, at=LATER)
    services.withdraw_name(resident=lea, at=LATER)
    assert selectors.name_of(lea) is None
    assert len(facts(NameWithdrawn)) == 1

    back = services.restore_name(resident=lea, at=LATER)
    assert services.restore_name(resident=lea, at=LATER) == back
    assert (back.pk, back.waited, back.ended_at) == (name.pk, 2, None)


def test_name_put_down_anew_has_waited_as_long_as_before() -> None:
    lea = somebody(a_commune())
    down(lea)
    Name.objects.update(waited=3)
    services.withdraw_name(resident=lea, at=LATER)

    assert down(lea).waited == 3


def test_name_never_put_down_is_not_restored() -> None:
    with pytest.raises(rules.NameNotDown):
        services.restore_name(resident=somebody(a_commune()), at=NOW)


def test_name_withdrawn_while_tables_are_read_over_frees_its_place() -> None:
    commune = a_commune()
    session = a_session(commune)
    people = on_list(commune, 5)
    prepared = a_prepared_round(commune, (session, people[:4]), unplaced=people[4:])

    services.withdraw_name(resident=people[0], at=LATER)
    services.withdraw_name(resident=people[4], at=LATER)

    prepared.refresh_from_db()
    assert Seat.objects.filter(round=prepared).count() == 3
    assert not prepared.unplaced.exists()
    assert prepared.version == 2


def test_name_is_refused_to_who_is_asked_about_a_table_until_they_wish_for_others() -> None:
    commune = a_commune()
    people = on_list(commune, 3)
    published = a_published_round(commune, (a_session(commune), people))

    assert selectors.seat_of(people[0], NOW).round_id == published.pk
    with pytest.raises(rules.AlreadyAtATable):
        down(people[0])

    Seat.objects.update(state=SeatState.COMING, further=Further.OTHERS)
    published.tables.update(state=TableState.MEETING)
    assert down(people[0]).ended_at is None


def test_name_of_who_sat_at_a_table_waits_from_zero() -> None:
    commune = a_commune()
    people = on_list(commune, 3)
    Name.objects.update(waited=4)
    published = a_published_round(commune, (a_session(commune), people))
    Seat.objects.update(state=SeatState.COMING)
    published.tables.update(state=TableState.ENDED)
    Name.objects.update(ended_at=LATER)

    assert down(people[0]).waited == 0
    with pytest.raises(rules.NameNotDown):
        services.restore_name(resident=people[1], at=LATER)


def met(one: Any, other: Any, **fields: Any) -> None:
    occurrence = a_meeting(one, other, **fields)
    lesser, greater = sorted([one, other], key=lambda each: each.pk)
    Meeting.objects.create(occurrence=occurrence, one=lesser, other=greater, times=1, met_at=NOW)


def test_again_is_only_for_people_met_and_visible() -> None:
    commune = a_commune()
    lea, max_, ana, bob, zoe = (somebody(commune) for _each in range(5))
    for other in (max_, ana):
        met(lea, other)
    Block.objects.create(by=ana, blocked=lea)
    # Met in a circle where people go by other names: not proposed by their own.
    met(lea, zoe, circle=a_circle(visibility="sensitive"))

    assert list(selectors.people_met(lea)) == [max_]
    down(lea, again=[str(one.pk) for one in (max_, ana, bob, zoe)])

    assert selectors.again_of(lea) == {max_.pk}
    down(lea, again=[])
    assert not Again.objects.exists()


def test_again_is_for_those_one_sat_with() -> None:
    commune = a_commune()
    people = on_list(commune, 3)
    published = a_published_round(commune, (a_session(commune), people))
    Seat.objects.update(state=SeatState.COMING)
    published.tables.update(state=TableState.ENDED)

    assert set(selectors.people_met(people[0])) == set(people[1:])
    assert list(selectors.people_met(a_coordinator(commune))) == []


@pytest.mark.parametrize("count", [3, 30])
def test_list_of_a_round_costs_the_same_however_long(
    count: int, django_assert_num_queries: Any
) -> None:
    commune = a_commune()
    on_list(commune, count)

    with django_assert_num_queries(1):
        assert len(list(selectors.names_for(commune, LATER))) == count


@pytest.mark.django_db(transaction=True)
def test_name_put_down_in_many_tabs_at_once_is_one() -> None:
    lea = somebody(a_commune())

    results = at_once(*[lambda: a_name(lea).pk] * 8)

    assert len(set(results)) == 1, results
    assert Name.objects.filter(ended_at=None).count() == 1
    assert len(facts(NamePutDown)) == 1


@pytest.mark.django_db(transaction=True)
def test_name_put_down_and_withdrawn_at_once_is_down_or_not_never_twice() -> None:
    lea = somebody(a_commune())
    a_name(lea)

    results = at_once(
        *[lambda: services.withdraw_name(resident=lea, at=LATER)] * 4,
        *[lambda: a_name(lea)] * 4,
        *[lambda: services.restore_name(resident=lea, at=LATER)] * 2,
    )

    assert [each for each in results if isinstance(each, Exception)] == []
    assert Name.objects.filter(ended_at=None).count() <= 1

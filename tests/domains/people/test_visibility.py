"""The single door: who exists for whom."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser

from parvis.domains.people import selectors, services
from parvis.domains.people.models import Distance, Resident
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible
from tests.factories.people import a_block, a_resident

pytestmark = pytest.mark.django_db


def sees(viewer: Resident, other: Resident) -> bool:
    """What every door says; they must agree."""
    listed = selectors.visible_to(viewer).filter(pk=other.pk).exists()
    hidden = other.pk in selectors.hidden_ids(viewer.pk)
    assert listed is not hidden
    try:
        found = selectors.resident_visible(viewer, other.pk)
    except NotVisible:
        assert not listed
    else:
        assert found == other
        assert listed
    return listed


def test_visible_to_shows_everybody_to_a_resident() -> None:
    one, other = a_resident(), a_resident()

    assert sees(one, other)
    assert sees(other, one)


def test_visible_to_hides_both_ways_whoever_blocked() -> None:
    one, other, third = a_resident(), a_resident(), a_resident()
    a_block(one, other)

    assert not sees(one, other)
    assert not sees(other, one)
    assert sees(one, third)
    assert sees(third, one)
    assert sees(third, other)


def test_visible_to_keeps_the_other_block_when_one_is_taken_back() -> None:
    one, other = a_resident(), a_resident()
    a_block(one, other)
    a_block(other, one)

    services.unblock(by=one, other=other, at=clock.now())

    assert not sees(one, other)
    assert not sees(other, one)


@pytest.mark.parametrize(
    "leave",
    [
        lambda resident: services.suspend(resident=resident, by=None, at=clock.now()),
        lambda resident: services.ask_erasure(resident=resident, at=clock.now()),
        lambda resident: Resident.objects.filter(pk=resident.pk).update(confirmed_at=None),
    ],
    ids=["suspended", "leaving", "unconfirmed"],
)
def test_visible_to_hides_who_is_out_of_sight(leave: Callable[[Resident], object]) -> None:
    viewer, other = a_resident(), a_resident()
    assert sees(viewer, other)

    leave(other)

    assert not sees(viewer, other)


def test_visible_to_shows_somebody_to_themselves_even_when_leaving() -> None:
    resident = a_resident()
    services.ask_erasure(resident=resident, at=clock.now())

    assert selectors.resident_visible(resident, resident.pk) == resident
    assert resident.pk not in selectors.hidden_ids(resident.pk)


def test_visible_to_shows_nobody_to_a_visitor() -> None:
    resident = a_resident()

    assert not selectors.visible_to(AnonymousUser()).exists()
    with pytest.raises(NotVisible):
        selectors.resident_visible(AnonymousUser(), resident.pk)


def test_visible_to_narrows_the_queryset_it_is_given() -> None:
    viewer, wanted, other = a_resident(), a_resident(name="Ana"), a_resident(name="Bob")
    hidden = a_resident(name="Ana")
    a_block(hidden, viewer)

    found = selectors.visible_to(viewer, Resident.objects.filter(name="Ana"))

    assert list(found) == [wanted]
    assert other not in found


@pytest.mark.parametrize(
    "wrong", ["", "x", "123", "6d6f049a-4f9b-48f7-9201-6f26b97cf1e6", "' or 1=1"]
)
def test_resident_visible_answers_the_same_to_any_wrong_id(wrong: str) -> None:
    viewer = a_resident()

    with pytest.raises(NotVisible) as refused:
        selectors.resident_visible(viewer, wrong)

    assert str(refused.value) == str(NotVisible.sentence)


@pytest.mark.parametrize("count", [1, 3])
def test_hidden_ids_costs_one_query(count: int, django_assert_num_queries) -> None:
    viewer = a_resident()
    blocked = [a_resident() for _ in range(count)]
    for other in blocked:
        a_block(viewer, other)

    with django_assert_num_queries(1):
        found = selectors.hidden_ids(viewer.pk)

    assert found == {other.pk for other in blocked}


def test_hidden_ids_of_a_visitor_are_those_nobody_sees() -> None:
    a_resident()
    gone = a_resident()
    services.suspend(resident=gone, by=None, at=clock.now())

    assert selectors.hidden_ids(None) == {gone.pk}


def test_keeps_distance_goes_one_way_and_hides_nobody() -> None:
    one, other = a_resident(), a_resident()
    Distance.objects.create(by=one, other=other)

    assert selectors.keeps_distance(one, other)
    assert selectors.keeps_distance(one.pk, other.pk)
    assert not selectors.keeps_distance(other, one)
    assert sees(other, one)


def test_are_hidden_does_not_depend_on_the_order() -> None:
    one, other, third = a_resident(), a_resident(), a_resident()
    a_block(one, other)

    assert selectors.are_hidden(one.pk, other.pk)
    assert selectors.are_hidden(other.pk, one.pk)
    assert not selectors.are_hidden(one.pk, third.pk)

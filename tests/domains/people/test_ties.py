"""Blocking and keeping one's distance: safe to repeat, announced once, never told to the other."""

import pytest

from parvis.domains.people import rules, selectors, services
from parvis.domains.people.models import Block, Distance
from parvis.kernel import clock
from parvis.kernel.models import Fact
from tests.factories.people import a_resident

pytestmark = pytest.mark.django_db


def facts(name: str) -> list[dict[str, str]]:
    return [fact.payload for fact in Fact.objects.filter(name=name)]


def test_block_twice_makes_one_block_and_one_fact() -> None:
    one, other = a_resident(), a_resident()

    for _ in range(2):
        services.block(by=one, other=other, at=clock.now())

    assert Block.objects.count() == 1
    assert facts("people.ResidentBlocked") == [{"by_id": str(one.id), "blocked_id": str(other.id)}]


def test_block_replaces_distance() -> None:
    one, other = a_resident(), a_resident()
    services.keep_distance(by=one, other=other, at=clock.now())

    services.block(by=one, other=other, at=clock.now())

    assert not selectors.keeps_distance(one, other)


def test_unblock_twice_announces_once_and_lets_them_see_again() -> None:
    one, other = a_resident(), a_resident()
    services.block(by=one, other=other, at=clock.now())

    for _ in range(2):
        services.unblock(by=one, other=other, at=clock.now())

    assert len(facts("people.ResidentUnblocked")) == 1
    assert selectors.resident_visible(other, one.pk) == one


def test_who_was_blocked_cannot_undo_it() -> None:
    one, other = a_resident(), a_resident()
    services.block(by=one, other=other, at=clock.now())

    services.unblock(by=other, other=one, at=clock.now())

    assert selectors.are_hidden(one.pk, other.pk)
    assert facts("people.ResidentUnblocked") == []


def test_distance_twice_and_stop_twice() -> None:
    one, other = a_resident(), a_resident()

    for _ in range(2):
        services.keep_distance(by=one, other=other, at=clock.now())
    assert Distance.objects.count() == 1
    for _ in range(2):
        services.stop_distance(by=one, other=other, at=clock.now())

    assert Distance.objects.count() == 0
    assert len(facts("people.DistanceKept")) == len(facts("people.DistanceEnded")) == 1


@pytest.mark.parametrize("keep_away", [services.block, services.keep_distance])
def test_nobody_keeps_themselves_away(keep_away) -> None:
    one = a_resident()

    with pytest.raises(rules.NotAllowed):
        keep_away(by=one, other=one, at=clock.now())

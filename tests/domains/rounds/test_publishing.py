"""A round is decided: its people are asked, the others told, or the week passes without tables."""

from datetime import timedelta
from typing import Any

import pytest

from parvis.domains.people.models import Block
from parvis.domains.people.rules import NotAllowed
from parvis.domains.rounds import rules, selectors, services
from parvis.domains.rounds.events import RoundPublished, RoundSkipped
from parvis.domains.rounds.models import Move, Name, Round, Seat, Table
from parvis.domains.rounds.vocabulary import WEEK_PASSED, SeatState, Stage, TableState
from parvis.kernel import events
from parvis.kernel.models import Fact
from tests.domains.watch.races import at_once
from tests.factories.gatherings import paris
from tests.factories.rounds import (
    MONDAY,
    NOW,
    a_commune,
    a_coordinator,
    a_name,
    a_prepared_round,
    a_round,
    a_session,
    left_out,
    on_list,
    somebody,
    table_of,
)

pytestmark = pytest.mark.django_db


def facts(kind: type[events.Fact]) -> list[events.Fact]:
    return [events.restore(row) for row in Fact.objects.filter(name=kind.name)]


class Town:
    """A table of four, and somebody without one."""

    def __init__(self, **session: Any) -> None:
        self.commune = a_commune()
        self.coordinator = a_coordinator(self.commune)
        self.people = on_list(self.commune, 5)
        self.session = a_session(self.commune, **session)
        self.round = a_prepared_round(
            self.commune, (self.session, self.people[:4]), unplaced=self.people[4:]
        )

    def publish(self, *, at: Any = MONDAY, version: int = 1, by: Any = None) -> Round:
        return services.publish(
            round_id=self.round.pk, version=version, by=by or self.coordinator, at=at
        )

    def skip(self, by: Any = None, at: Any = MONDAY) -> Round:
        return services.skip(round_id=self.round.pk, by=by or self.coordinator, at=at)


def test_publishing_asks_those_at_tables_and_makes_the_others_wait_one_round_more() -> None:
    town = Town()

    published = town.publish()

    table = Table.objects.get()
    assert (published.stage, published.published_at) == (Stage.PUBLISHED, MONDAY)
    assert published.published_by == town.coordinator
    assert (table.state, table.first_at) == (TableState.ASKING, paris("2026-12-01 18:30"))
    assert table.answer_by == MONDAY + timedelta(hours=48)
    assert set(Seat.objects.values_list("state", "asked_at", "answer_by")) == {
        (SeatState.ASKED, MONDAY, table.answer_by)
    }
    waited = dict(Name.objects.values_list("resident", "waited"))
    assert waited == {one.pk: int(one == town.people[4]) for one in town.people}
    assert facts(RoundPublished) == [RoundPublished(town.round.pk, town.commune.pk, MONDAY)]
    assert selectors.unplaced_of(town.people[4]).reason == "no-seat"
    assert selectors.unplaced_of(town.people[0]) is None
    assert selectors.seat_of(town.people[0], MONDAY).table == table


def test_nobody_knows_anything_before_it_is_published() -> None:
    town = Town()

    assert selectors.seat_of(town.people[0], MONDAY) is None
    assert selectors.unplaced_of(town.people[4]) is None
    assert set(Name.objects.values_list("waited", flat=True)) == {0}


def test_publishing_twice_asks_once() -> None:
    town = Town()

    for _twice in range(2):
        town.publish()

    assert len(facts(RoundPublished)) == 1
    assert Name.objects.get(resident=town.people[4]).waited == 1


def test_answers_are_never_waited_for_so_late_that_the_first_meeting_is_near() -> None:
    # Tuesday the 1st at 18 h 30, published on the Monday before at 6 h: 36 hours and a half.
    town = Town()

    town.publish(at=paris("2026-11-30 06:00"))

    assert Table.objects.get().answer_by == paris("2026-12-01 06:30")


def test_published_late_it_meets_a_week_later() -> None:
    town = Town()

    town.publish(at=paris("2026-11-30 22:00"))

    assert Table.objects.get().first_at == paris("2026-12-08 18:30")


def test_publishing_is_the_business_of_who_coordinates_the_commune() -> None:
    town = Town()
    for who in (town.people[0], a_coordinator(a_commune())):
        with pytest.raises(NotAllowed):
            town.publish(by=who)
        with pytest.raises(NotAllowed):
            town.skip(by=who)
    assert Seat.objects.filter(state=SeatState.DRAFT).count() == 4


def test_publishing_from_an_old_page_is_refused() -> None:
    town = Town()
    services.move(
        round_id=town.round.pk,
        resident_id=town.people[4].pk,
        table_id=table_of(town.round, town.people[0]).pk,
        version=1,
        by=town.coordinator,
        at=MONDAY,
    )

    with pytest.raises(rules.PageTooOld):
        town.publish(version=1)

    town.publish(version=2)
    assert not Move.objects.exists()


@pytest.mark.parametrize(
    ("stage", "refusal"),
    [
        (Stage.OPEN, rules.NotNow),
        (Stage.CLOSED, rules.BeingPrepared),
        (Stage.SKIPPED, rules.NotNow),
    ],
)
def test_publishing_is_for_tables_that_were_read_over(
    stage: Stage, refusal: type[Exception]
) -> None:
    town = Town()
    Round.objects.update(stage=stage)

    with pytest.raises(refusal):
        town.publish()


def blocked_since(town: Town) -> None:
    Block.objects.create(by=town.people[0], blocked=town.people[1])


def not_free_any_more(town: Town) -> None:
    a_name(town.people[0], free=["mon-morning"])


def two_left(town: Town) -> None:
    for one in town.people[:2]:
        services.withdraw_name(resident=one, at=MONDAY)


def two_suspended(town: Town) -> None:
    for one in town.people[:2]:
        one.is_active = False
        one.save()


def session_closed(town: Town) -> None:
    services.close_session(session=town.session, by=town.coordinator, at=MONDAY)


@pytest.mark.parametrize(
    "change", [blocked_since, not_free_any_more, two_left, two_suspended, session_closed]
)
def test_table_that_breaks_a_rule_since_is_not_published_and_one_sentence_says_so(
    change: Any,
) -> None:
    town = Town()
    change(town)
    town.round.refresh_from_db()

    with pytest.raises(rules.NoLongerPossible) as refused:
        town.publish(version=town.round.version)

    assert str(refused.value) == str(rules.NoLongerPossible.sentence)
    assert not Seat.objects.exclude(state=SeatState.DRAFT).exists()


def test_whoever_left_since_is_not_asked_and_those_who_remain_are() -> None:
    town = Town()
    gone, alone = town.people[0], town.people[4]
    for one in (gone, alone):
        one.is_active = False
        one.save()

    town.publish()

    assert not Seat.objects.filter(resident=gone).exists()
    assert Seat.objects.filter(state=SeatState.ASKED).count() == 3
    assert left_out(town.round) == {}


def test_round_without_any_table_is_published_and_everybody_is_told() -> None:
    commune = a_commune()
    people = on_list(commune, 3)
    prepared = a_prepared_round(commune, unplaced=people)

    services.publish(round_id=prepared.pk, version=1, by=a_coordinator(commune), at=MONDAY)

    assert set(Name.objects.values_list("waited", flat=True)) == {1}


def test_skipping_tells_everybody_and_forgets_what_was_prepared() -> None:
    town = Town()

    for _twice in range(2):
        skipped = town.skip()

    assert skipped.stage == Stage.SKIPPED
    assert not Table.objects.exists()
    assert left_out(town.round) == dict.fromkeys(town.people, WEEK_PASSED)
    assert set(Name.objects.values_list("waited", flat=True)) == {1}
    assert facts(RoundSkipped) == [RoundSkipped(town.round.pk, town.commune.pk, MONDAY)]
    assert selectors.unplaced_of(town.people[0]).reason == WEEK_PASSED
    with pytest.raises(rules.NotNow):
        town.publish()


def test_skipping_an_open_list_is_for_those_on_it_then() -> None:
    commune = a_commune()
    people = on_list(commune, 2)
    opened = a_round(commune)
    later = NOW + timedelta(hours=2)

    services.skip(round_id=opened.pk, by=a_coordinator(commune), at=later)
    a_name(somebody(commune), at=later + timedelta(hours=1))
    services.open_rounds(later)

    assert left_out(opened) == dict.fromkeys(people, WEEK_PASSED)
    assert selectors.round_at(commune, later).closes_at == paris("2026-11-29 20:00")


def test_skipping_what_is_published_is_refused() -> None:
    town = Town()
    town.publish()

    with pytest.raises(rules.NotNow):
        town.skip()


@pytest.mark.parametrize("count", [3, 30])
def test_publishing_costs_the_same_however_many_are_on_the_list(
    count: int, django_assert_max_num_queries: Any
) -> None:
    commune = a_commune()
    people = on_list(commune, count)
    prepared = a_prepared_round(commune, (a_session(commune), people[:3]), unplaced=people[3:])
    coordinator = a_coordinator(commune)

    with django_assert_max_num_queries(45):
        services.publish(round_id=prepared.pk, version=1, by=coordinator, at=MONDAY)


@pytest.mark.django_db(transaction=True)
def test_published_skipped_and_withdrawn_from_at_once_each_person_has_one_answer() -> None:
    town = Town()
    leaving = town.people[0]

    results = at_once(
        *[town.publish] * 2,
        town.skip,
        lambda: services.withdraw_name(resident=leaving, at=MONDAY),
    )

    errors = {type(each) for each in results if isinstance(each, Exception)}
    assert errors <= {rules.NotNow, rules.PageTooOld}, results
    town.round.refresh_from_db()
    asked = set(Seat.objects.filter(round=town.round).values_list("resident", flat=True))
    told = {one.pk for one in left_out(town.round)}
    assert not asked & told
    if town.round.stage == Stage.PUBLISHED:
        assert Table.objects.get().state == TableState.ASKING
        assert told == {town.people[4].pk}
    else:
        assert town.round.stage == Stage.SKIPPED
        assert not asked
        assert len(facts(RoundSkipped)) == 1

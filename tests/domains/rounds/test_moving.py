"""Moves by hand: judged by the hard rules, refused without telling on anybody, and taken back."""

from collections.abc import Callable
from typing import Any

import pytest

from parvis.domains.people.models import Block, Distance
from parvis.domains.people.rules import NotAllowed
from parvis.domains.rounds import rules, services
from parvis.domains.rounds.events import SeatMoved
from parvis.domains.rounds.models import Again, Name, Round, Seat, Session
from parvis.domains.rounds.vocabulary import SET_ASIDE, SeatState, Stage, TableState
from parvis.domains.territory.vocabulary import Answer
from parvis.kernel import events
from parvis.kernel.errors import NotVisible
from parvis.kernel.ids import new_id
from parvis.kernel.models import Fact
from tests.domains.watch.races import at_once
from tests.factories.gatherings import paris
from tests.factories.rounds import (
    MONDAY,
    a_commune,
    a_coordinator,
    a_name,
    a_prepared_round,
    a_round,
    a_session,
    left_out,
    on_list,
    people_at,
    somebody,
    table_of,
)

pytestmark = pytest.mark.django_db


class Town:
    """Two tables of four and somebody without one."""

    def __init__(self, **session: Any) -> None:
        self.commune = a_commune()
        self.coordinator = a_coordinator(self.commune)
        self.people = on_list(self.commune, 9)
        self.one: Session = a_session(self.commune)
        self.two: Session = a_session(self.commune, **{"slot": "thu-evening", **session})
        self.round: Round = a_prepared_round(
            self.commune,
            (self.one, self.people[:4]),
            (self.two, self.people[4:8]),
            unplaced=self.people[8:],
        )
        self.alone = self.people[8]

    def table(self, resident: Any) -> Any:
        table = table_of(self.round, resident)
        return table.pk if table else None

    def move(self, resident: Any, table_id: Any, *, version: int = 0) -> Round:
        self.round.refresh_from_db()
        return services.move(
            round_id=self.round.pk,
            resident_id=resident.pk,
            table_id=table_id,
            version=version or self.round.version,
            by=self.coordinator,
            at=MONDAY,
        )

    def undo(self) -> Round:
        self.round.refresh_from_db()
        return services.undo_move(
            round_id=self.round.pk, version=self.round.version, by=self.coordinator, at=MONDAY
        )

    def judge(self, resident: Any, table_id: Any) -> services.Judged:
        return services.judge_move(
            round_=self.round, resident_id=resident.pk, table_id=table_id, at=MONDAY
        )


def test_move_to_another_table_and_back() -> None:
    town = Town()
    first, second = town.people[0], town.people[4]
    there, here = town.table(second), town.table(first)
    value = town.round.value

    moved = town.move(first, there)

    assert town.table(first) == there
    assert moved.version == 2
    assert [events.restore(row) for row in Fact.objects.filter(name=SeatMoved.name)] == [
        SeatMoved(town.round.pk, first.pk, there)
    ]
    undone = town.undo()
    assert town.table(first) == here
    assert undone.version == 3
    assert undone.value == pytest.approx(value)
    with pytest.raises(rules.NothingToUndo):
        town.undo()


def test_move_off_and_back_keeps_why_they_had_no_table() -> None:
    town = Town()
    first = town.people[0]
    table_id = town.table(first)

    town.move(first, None)
    assert left_out(town.round) == {first: SET_ASIDE, town.alone: "no-seat"}
    town.move(town.alone, table_id)
    assert left_out(town.round) == {first: SET_ASIDE}

    town.undo()
    assert left_out(town.round) == {first: SET_ASIDE, town.alone: "no-seat"}
    town.undo()
    assert left_out(town.round) == {town.alone: "no-seat"}
    assert town.table(first) == table_id


def test_move_says_anew_what_a_table_shares_and_who_opens_it() -> None:
    town = Town()
    for one in town.people[:4]:
        one.interests = ("photography",)
        one.save()
    host = town.people[4]
    Name.objects.filter(resident=host).update(hosts=True)
    table = table_of(town.round, town.people[0])
    assert table is not None

    town.move(host, table.pk)

    table.refresh_from_db()
    assert "shared-interest" not in {one["code"] for one in table.reasons}
    assert table.seats.get(is_host=True).resident == host
    town.undo()
    table.refresh_from_db()
    assert {"code": "shared-interest", "facts": ["photography"]} in table.reasons
    assert not table.seats.filter(is_host=True).exists()


def test_move_twice_is_done_once_and_an_old_page_is_not_obeyed() -> None:
    town = Town()
    there = town.table(town.people[4])

    for _twice in range(2):
        town.move(town.people[0], there, version=1)
    assert Fact.objects.filter(name=SeatMoved.name).count() == 1

    with pytest.raises(rules.PageTooOld):
        town.move(town.people[1], there, version=1)


@pytest.mark.parametrize(
    ("stage", "refusal"),
    [
        (Stage.OPEN, rules.NotNow),
        (Stage.CLOSED, rules.BeingPrepared),
        (Stage.PUBLISHED, rules.NotNow),
        (Stage.SKIPPED, rules.NotNow),
    ],
)
def test_move_is_for_tables_that_are_read_over(stage: Stage, refusal: type[Exception]) -> None:
    town = Town()
    there = town.table(town.people[4])
    Round.objects.update(stage=stage)

    with pytest.raises(refusal):
        town.move(town.people[0], there)


def test_move_is_the_business_of_who_coordinates_the_commune() -> None:
    town = Town()
    there = town.table(town.people[4])
    for who in (town.people[0], a_coordinator(a_commune())):
        town.coordinator = who
        with pytest.raises(NotAllowed):
            town.move(town.people[0], there)
        with pytest.raises(NotAllowed):
            town.undo()


def test_move_knows_only_people_and_tables_of_its_round() -> None:
    town = Town()
    elsewhere = Town()

    for resident, table_id in (
        (town.people[0], elsewhere.table(elsewhere.people[0])),
        (elsewhere.people[0], town.table(town.people[0])),
        (town.people[0], new_id()),
    ):
        with pytest.raises(NotVisible):
            town.move(resident, table_id)
        with pytest.raises(NotVisible):
            town.judge(resident, table_id)


def apart_by_block(one: Any, other: Any) -> None:
    Block.objects.create(by=one, blocked=other)


def apart_by_being_blocked(one: Any, other: Any) -> None:
    Block.objects.create(by=other, blocked=one)


def apart_by_distance(one: Any, other: Any) -> None:
    Distance.objects.create(by=other, other=one)


def met_lately(one: Any, other: Any) -> None:
    """At a table of last month, which has ended."""
    commune = one.area
    stranger = somebody(commune)
    a_name(stranger)
    session = a_session(commune, slot="mon-evening")
    closes = paris("2026-10-04 20:00")
    old = a_round(commune, stage=Stage.PUBLISHED, closes_at=closes)
    table = old.tables.create(
        session=session, first_at=paris("2026-10-12 18:30"), state=TableState.ENDED
    )
    for who in (one, other, stranger):
        Seat.objects.create(table=table, round=old, resident=who, state=SeatState.COMING)


@pytest.mark.parametrize(
    "keep_apart", [apart_by_block, apart_by_being_blocked, apart_by_distance, met_lately]
)
def test_move_beside_somebody_kept_apart_reads_the_same_whatever_the_reason(
    keep_apart: Callable[[Any, Any], None],
) -> None:
    town = Town()
    keep_apart(town.people[0], town.people[4])
    there = town.table(town.people[4])

    judged = town.judge(town.people[0], there)

    assert judged.refusals == ("Ces personnes ne peuvent pas être à la même table.",)
    with pytest.raises(rules.CannotMove) as refused:
        town.move(town.people[0], there)
    assert str(refused.value) == judged.refusals[0]
    assert town.table(town.people[0]) != there
    # What it would cost says nothing more either: it is the same as for a pair that may be.
    again = town.judge(town.people[1], there)
    assert again.refusals == ()


def test_move_beside_somebody_met_lately_is_possible_when_both_wish_it() -> None:
    town = Town()
    one, other = town.people[0], town.people[4]
    met_lately(one, other)
    Again.objects.create(by=one, other=other)
    assert town.judge(one, town.table(other)).refusals != ()

    Again.objects.create(by=other, other=one)

    assert town.judge(one, town.table(other)).refusals == ()


def test_move_to_a_moment_when_they_are_not_free_is_refused() -> None:
    town = Town()
    a_name(town.people[0], free=["tue-evening"])

    judged = town.judge(town.people[0], town.table(town.people[4]))

    assert judged.refusals == ("Cette personne n’est pas libre à ce moment-là.",)


def test_move_too_far_or_to_a_place_that_lacks_something_reads_the_same() -> None:
    far = Town()
    far.two.place.latitude, far.two.place.longitude = 48.0, 2.5
    far.two.place.save()
    far.one.place.latitude, far.one.place.longitude = 49.0, 2.5
    far.one.place.save()
    lacking = Town()
    lacking.people[0].access = ("step-free",)
    lacking.people[0].save()
    lacking.one.place.access = {"step-free": Answer.YES}
    lacking.one.place.save()

    sentences = [
        town.judge(town.people[0], town.table(town.people[4])).refusals for town in (far, lacking)
    ]

    assert sentences[1] == (
        "Ce lieu ne lui convient pas\u202f: c’est trop loin, ou il y manque quelque chose.",
    )
    assert sentences[0] == sentences[1]


def test_move_to_a_table_without_a_common_language_is_refused() -> None:
    town = Town()
    town.people[0].languages = ("uk",)
    town.people[0].save()

    judged = town.judge(town.people[0], town.table(town.people[4]))

    assert judged.refusals == ("Ces personnes n’ont pas de langue en commun.",)


def test_move_to_a_table_larger_than_somebody_likes_is_refused() -> None:
    town = Town()
    a_name(town.people[5], size_max=4)

    judged = town.judge(town.people[0], town.table(town.people[4]))

    assert judged.refusals == ("Cette tablée serait trop grande pour l’une de ces personnes.",)


def test_move_beyond_the_seats_of_a_session_is_refused() -> None:
    town = Town(seats=4)

    judged = town.judge(town.people[0], town.table(town.people[4]))

    assert judged.refusals == ("Il n’y a plus de place à cette séance.",)


def test_move_that_leaves_two_at_a_table_is_refused() -> None:
    town = Town()
    town.move(town.people[0], None)

    judged = town.judge(town.people[1], town.table(town.people[4]))

    assert judged.refusals == (
        "Il resterait trop peu de monde à sa tablée\u202f: trois personnes au moins.",
    )


def test_those_left_at_a_table_too_small_already_may_leave_it() -> None:
    town = Town()
    for gone in town.people[:2]:
        services.withdraw_name(resident=gone, at=MONDAY)
    there = town.table(town.people[4])

    town.move(town.people[2], there)
    town.move(town.people[3], there)

    table = table_of(town.round, town.people[3])
    assert table is not None
    assert len(people_at(table)) == 6


def test_move_of_somebody_who_left_since_is_refused() -> None:
    town = Town()
    there = town.table(town.people[4])
    gone = town.people[0]
    gone.is_active = False
    gone.save()

    assert town.judge(gone, there).refusals == ("Cette personne n’est plus sur la liste.",)


def test_undo_of_what_is_not_possible_any_more_is_refused() -> None:
    town = Town()
    there = town.table(town.people[4])
    town.move(town.people[0], there)
    Block.objects.create(by=town.people[0], blocked=town.people[1])

    with pytest.raises(rules.CannotMove):
        town.undo()
    assert town.table(town.people[0]) == there


def test_judging_says_what_a_move_costs() -> None:
    town = Town()
    for one in town.people[:4]:
        one.interests = ("photography",)
        one.save()
    there = town.table(town.people[4])

    assert town.judge(town.people[0], there).change_words.startswith("Les deux tablées y perdent")
    assert town.judge(town.alone, there).change_words == "Une personne de plus aura une tablée."
    assert town.judge(town.people[0], None).change_words.startswith("Une personne de moins")
    assert town.judge(town.people[0], town.table(town.people[0])).refusals == ()


@pytest.mark.parametrize("count", [3, 30])
def test_judging_costs_the_same_however_many_are_on_the_list(
    count: int, django_assert_num_queries: Any
) -> None:
    town = Town()
    on_list(town.commune, count)
    there = town.table(town.people[4])

    with django_assert_num_queries(14):
        town.judge(town.people[0], there)


def test_move_fills_a_second_table_of_a_session_no_further_than_its_seats() -> None:
    commune = a_commune()
    session = a_session(commune, tables=2, seats=7)
    people = on_list(commune, 8)
    made = a_prepared_round(
        commune, (session, people[:4]), (session, people[4:7]), unplaced=people[7:]
    )
    table = table_of(made, people[4])
    assert table is not None

    judged = services.judge_move(
        round_=made, resident_id=people[7].pk, table_id=table.pk, at=MONDAY
    )
    assert judged.refusals == ("Il n’y a plus de place à cette séance.",)
    # Between its own tables nobody takes a seat more.
    among = services.judge_move(round_=made, resident_id=people[0].pk, table_id=table.pk, at=MONDAY)
    assert among.refusals == ()


def test_move_in_a_round_that_is_prepared_anew_is_refused() -> None:
    town = Town()
    services.prepare(round_id=town.round.pk, by=town.coordinator, at=MONDAY)

    with pytest.raises(rules.BeingPrepared):
        town.move(town.people[0], town.table(town.people[4]))


@pytest.mark.django_db(transaction=True)
def test_move_and_publish_at_once_are_one_after_the_other() -> None:
    town = Town()
    there = town.table(town.people[4])
    version = town.round.version

    results = at_once(
        lambda: town.move(town.people[0], there, version=version),
        lambda: services.publish(
            round_id=town.round.pk, version=version, by=town.coordinator, at=MONDAY
        ),
    )

    town.round.refresh_from_db()
    moved, published = (isinstance(each, Round) for each in results)
    assert moved != published, results
    refused = results[0] if published else results[1]
    assert isinstance(refused, rules.NotNow | rules.PageTooOld), refused
    assert town.round.stage == (Stage.PUBLISHED if published else Stage.PREPARED)
    assert (town.table(town.people[0]) == there) == moved


@pytest.mark.django_db(transaction=True)
def test_moves_at_once_from_one_page_are_one_move() -> None:
    town = Town()
    there = town.table(town.people[4])
    version = town.round.version

    results = at_once(
        *[
            lambda who=who: town.move(who, there, version=version)
            for who in (town.people[0], town.people[1], town.alone)
        ]
    )

    assert sum(isinstance(each, Round) for each in results) == 1, results
    assert sum(isinstance(each, rules.PageTooOld) for each in results) == 2, results

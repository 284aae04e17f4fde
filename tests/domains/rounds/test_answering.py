"""“I'm coming”, “not this time”, thinking again, and the time that passes."""

from datetime import timedelta

import pytest

from parvis.domains.rounds import rules, services
from parvis.domains.rounds.models import Seat, Table
from parvis.domains.rounds.vocabulary import SeatState, TableState
from parvis.kernel.errors import NotVisible
from parvis.kernel.models import Fact
from tests.domains.rounds.tables import (
    LATER,
    all_come,
    an_asking_table,
    name_of,
    says,
    seat_of,
    states,
    told,
)
from tests.domains.watch.races import at_once
from tests.factories.people import a_resident
from tests.factories.rounds import (
    MONDAY,
    a_commune,
    a_coordinator,
    a_prepared_round,
    a_session,
    on_list,
)

pytestmark = pytest.mark.django_db


def test_answer_is_kept_and_saying_it_again_changes_nothing() -> None:
    table, people, _others = an_asking_table()

    first = says(table, people[0])
    again = says(table, people[0], at=LATER + timedelta(hours=1))

    assert (first.state, first.answered_at) == (SeatState.COMING, LATER)
    assert again.answered_at == LATER
    assert Fact.objects.filter(name="rounds.SeatAnswered").count() == 1


def test_answer_tells_in_its_fact_neither_yes_nor_no() -> None:
    table, people, _others = an_asking_table()

    says(table, people[0], comes=False)

    fact = Fact.objects.get(name="rounds.SeatAnswered")
    assert set(fact.payload) == {"seat_id", "table_id", "at"}


@pytest.mark.parametrize("who", ["stranger", "neighbour at the table"])
def test_place_of_somebody_else_is_not_there(who: str) -> None:
    table, people, _others = an_asking_table()
    seat = seat_of(table, people[0])
    by = a_resident() if who == "stranger" else people[1]

    with pytest.raises(NotVisible):
        services.answer(seat_id=seat.pk, by=by, comes=True, at=LATER)

    assert seat_of(table, people[0]).state == SeatState.ASKED


def test_place_that_is_a_draft_is_not_there() -> None:
    commune = a_commune()
    people = on_list(commune, 3)
    round_ = a_prepared_round(commune, (a_session(commune), people))
    seat = Seat.objects.get(round=round_, resident=people[0])

    with pytest.raises(NotVisible):
        services.answer(seat_id=seat.pk, by=people[0], comes=True, at=MONDAY)


def test_who_passes_stays_on_the_list_and_has_waited_no_longer() -> None:
    table, people, _others = an_asking_table()

    says(table, people[0], comes=False)

    name = name_of(people[0])
    assert (name.ended_at, name.waited) == (None, 0)


def test_yes_may_become_a_pass_and_a_yes_again_while_there_is_time() -> None:
    table, people, _others = an_asking_table()

    says(table, people[0])
    says(table, people[0], comes=False)
    seat = says(table, people[0])

    assert seat.state == SeatState.COMING


def test_yes_after_the_time_is_refused_a_pass_is_not_needed() -> None:
    table, people, _others = an_asking_table()
    late = table.answer_by

    with pytest.raises(rules.PlaceGone):
        says(table, people[0], at=late)
    seat = says(table, people[0], comes=False, at=late)

    assert seat.state == SeatState.PASSED


def test_who_passed_cannot_come_once_the_place_is_somebody_elses() -> None:
    table, people, others = an_asking_table(4, waiting=1)
    says(table, people[0], comes=False)
    services.settle_table(table_id=table.pk, at=LATER)
    assert states(table)[others[0]] == SeatState.ASKED

    with pytest.raises(rules.PlaceGone):
        says(table, people[0])


def test_answer_changes_nothing_once_the_table_is_formed() -> None:
    table, people, _others = an_asking_table(3)
    all_come(table, people)
    services.settle_table(table_id=table.pk, at=LATER)

    with pytest.raises(rules.TableDecided):
        says(table, people[0], comes=False)


def test_silence_until_the_end_gives_the_place_back_and_forms_the_table() -> None:
    table, people, _others = an_asking_table(4)
    all_come(table, people[:3])

    services.settle_answers(table.answer_by - timedelta(minutes=1))
    table.refresh_from_db()
    assert table.state == TableState.ASKING

    services.settle_answers(table.answer_by)
    table.refresh_from_db()

    assert table.state == TableState.MEETING
    assert states(table)[people[3]] == SeatState.SILENT
    assert name_of(people[3]).ended_at is None


def test_everybody_having_answered_forms_the_table_without_waiting() -> None:
    table, people, _others = an_asking_table(4)
    all_come(table, people[:3])
    says(table, people[3], comes=False)

    told(people[0])

    table.refresh_from_db()
    assert table.state == TableState.MEETING


def test_too_few_unmake_the_table_and_its_people_come_first() -> None:
    table, people, _others = an_asking_table(4)
    all_come(table, people[:2])
    for one in people[2:]:
        says(table, one, comes=False)

    services.settle_answers(LATER)
    table.refresh_from_db()

    assert table.state == TableState.UNMADE
    assert [name_of(one).waited for one in people] == [1, 1, 0, 0]
    assert [states(table)[one] for one in people[:2]] == [SeatState.RELEASED] * 2
    assert all(name_of(one).ended_at is None for one in people)


def test_settling_twice_counts_once() -> None:
    table, people, _others = an_asking_table(3)
    says(table, people[0])
    for one in people[1:]:
        says(table, one, comes=False)

    for _each in range(3):
        services.settle_answers(LATER)

    assert name_of(people[0]).waited == 1
    assert Fact.objects.filter(name="rounds.TableUnmade").count() == 1


def test_one_table_that_fails_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    from parvis.domains.rounds.services import answering

    broken, people, _others = an_asking_table(3)
    sound, others, _rest = an_asking_table(3)
    for table, folk in ((broken, people), (sound, others)):
        all_come(table, folk)
    form = answering.form_table

    def fails(*, table_id, at):
        if table_id == broken.pk:
            raise RuntimeError
        return form(table_id=table_id, at=at)

    monkeypatch.setattr(answering, "form_table", fails)
    services.settle_answers(LATER)

    assert Table.objects.get(pk=sound.pk).state == TableState.MEETING
    assert Table.objects.get(pk=broken.pk).state == TableState.ASKING


@pytest.mark.django_db(transaction=True)
def test_answers_at_the_same_moment_are_all_kept_and_one_table_is_formed() -> None:
    table, people, _others = an_asking_table(4)

    at_once(*[lambda who=who: says(table, who) for who in people])
    at_once(*[lambda: services.settle_table(table_id=table.pk, at=LATER)] * 4)

    table.refresh_from_db()
    assert table.state == TableState.MEETING
    assert set(states(table).values()) == {SeatState.COMING}
    assert Fact.objects.filter(name="rounds.TableFormed").count() == 1
    assert Fact.objects.filter(name="gatherings.GatheringProposed").count() == 1


def test_session_is_not_changed_under_the_eyes_of_those_who_answer() -> None:
    table, people, _others = an_asking_table(3)
    by = a_coordinator(table.session.area)

    with pytest.raises(rules.SessionAwaited):
        services.edit_session(session=table.session, by=by, values={"minutes": 180}, at=LATER)
    services.edit_session(session=table.session, by=by, values={"tables": 2, "seats": 9}, at=LATER)

    table.session.refresh_from_db()
    assert (table.session.minutes, table.session.tables) == (90, 2)
    all_come(table, people)
    services.settle_table(table_id=table.pk, at=LATER)
    services.edit_session(session=table.session, by=by, values={"minutes": 180}, at=LATER)
    table.refresh_from_db()
    assert table.gathering.minutes == 90

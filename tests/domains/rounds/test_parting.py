"""A block, an account that goes: places are free, the others go on, and nobody learns why."""

from datetime import timedelta

import pytest

from parvis.domains.gatherings.models import Attendance, Gathering
from parvis.domains.gatherings.vocabulary import Answer, Coming, Status
from parvis.domains.notifications.models import Notice
from parvis.domains.people import services as people_services
from parvis.domains.people.models import Resident
from parvis.domains.rounds import rules, services
from parvis.domains.rounds.models import Again, Name, Table
from parvis.domains.rounds.vocabulary import Further, SeatState, TableState
from tests.domains.rounds.tables import (
    LATER,
    a_formed_table,
    after_meetings,
    all_come,
    an_asking_table,
    name_of,
    says,
    seat_of,
    states,
    the_rest_follows,
    told,
)
from tests.factories.people import a_block, a_resident, mentions_of
from tests.factories.rounds import (
    MONDAY,
    a_commune,
    a_coordinator,
    a_prepared_round,
    a_session,
    on_list,
)

pytestmark = pytest.mark.django_db


def blocks(by: Resident, other: Resident, at=LATER) -> None:
    people_services.block(by=by, other=other, at=at)
    the_rest_follows(at)


def test_draft_of_two_whom_a_block_stands_between_is_never_published() -> None:
    commune = a_commune()
    people = on_list(commune, 4)
    round_ = a_prepared_round(commune, (a_session(commune), people))
    a_block(people[0], people[1])

    with pytest.raises(rules.NoLongerPossible):
        services.publish(
            round_id=round_.pk, version=round_.version, by=a_coordinator(commune), at=MONDAY
        )


def test_block_while_people_are_asked_keeps_who_made_it_and_asks_somebody_else() -> None:
    table, people, others = an_asking_table(4, waiting=1)
    all_come(table, people[:2])

    blocks(people[0], people[1])

    found = states(table)
    assert found[people[0]] == SeatState.COMING
    assert found[people[1]] == SeatState.RELEASED
    assert found[others[0]] == SeatState.ASKED
    assert name_of(people[1]).waited == 1
    assert name_of(people[0]).waited == 0


def test_words_after_a_block_are_those_of_any_table_that_cannot_be() -> None:
    """Nobody can tell one from the other."""
    blocked_table, people, _others = an_asking_table(4)
    blocks(people[0], people[1])
    plain_table, plain, _rest = an_asking_table(3)
    says(plain_table, plain[0])
    for one in plain[1:]:
        says(plain_table, one, comes=False)
    the_rest_follows()

    words = [
        (one.title, one.body, one.url)
        for one in Notice.objects.filter(key__startswith="table-unmade:")
    ]
    assert {one.to for one in Notice.objects.filter(key=f"table-unmade:{blocked_table.pk}")} == {
        people[1]
    }
    assert len(words) == 2
    assert len(set(words)) == 1


def test_block_that_leaves_too_few_unmakes_the_table_for_all_in_the_same_words() -> None:
    table, people, _others = an_asking_table(3)
    all_come(table, people)

    blocks(people[0], people[1])

    table.refresh_from_db()
    assert table.state == TableState.UNMADE
    assert [name_of(one).waited for one in people] == [1, 1, 1]
    assert all(told(one)[-1] == "table-unmade" for one in people)


@pytest.mark.parametrize("made_by", ["host", "guest"])
def test_block_at_a_table_that_meets_takes_the_other_away_and_leaves_who_made_it(
    made_by: str,
) -> None:
    table, people = a_formed_table(4)
    at = after_meetings(table, 1)
    host = table.gathering.host
    guest = next(one for one in people if one != host)
    by, other = (host, guest) if made_by == "host" else (guest, host)

    blocks(by, other, at)

    table.refresh_from_db()
    gathering = Gathering.objects.get(pk=table.gathering_id)
    assert (table.state, gathering.status) == (TableState.MEETING, Status.PUBLISHED)
    assert states(table)[by] == SeatState.COMING
    assert states(table)[other] == SeatState.RELEASED
    ahead = Attendance.objects.filter(occurrence__starts_at__gt=at, state=Coming.GOING)
    assert {one.resident for one in ahead} == set(people) - {other}
    assert gathering.invitations.get(resident=by).state == Answer.ACCEPTED
    assert gathering.host != other
    assert told(other, at)[-1] == "table-stopped"
    assert told(by, at)[-1] == "table-formed"


def test_block_between_two_who_go_on_takes_the_other_out_of_series_and_circle() -> None:
    table, people = a_formed_table(5)
    at = after_meetings(table, 3)
    services.ask_further(at)
    for one in people:
        services.say_further(
            seat_id=seat_of(table, one).pk, by=one, further=Further.CONTINUE, at=at
        )

    blocks(people[1], people[2], at)

    gathering = Gathering.objects.get(pk=table.gathering_id)
    members = {one.resident for one in gathering.circle.memberships.all()}
    assert members == set(people) - {people[2]}
    assert gathering.occurrences.latest("starts_at").going == 4


@pytest.mark.parametrize("goes", ["erasure", "suspension"])
def test_account_that_goes_frees_its_place_and_somebody_else_is_asked(goes: str) -> None:
    table, people, others = an_asking_table(4, waiting=1)
    all_come(table, people[:2])

    if goes == "erasure":
        people_services.ask_erasure(resident=people[0], at=LATER)
    else:
        people_services.suspend(resident=people[0], by=a_resident(), at=LATER)
    the_rest_follows()

    assert states(table)[people[0]] == SeatState.RELEASED
    assert states(table)[others[0]] == SeatState.ASKED


@pytest.mark.parametrize("goes", ["erasure", "suspension"])
def test_account_of_who_opens_it_going_hands_the_table_to_another(goes: str) -> None:
    table, people = a_formed_table(4)
    host = table.gathering.host

    if goes == "erasure":
        people_services.ask_erasure(resident=host, at=LATER)
    else:
        people_services.suspend(resident=host, by=a_resident(), at=LATER)
    the_rest_follows()

    table.refresh_from_db()
    gathering = Gathering.objects.get(pk=table.gathering_id)
    assert (table.state, gathering.status) == (TableState.MEETING, Status.PUBLISHED)
    assert gathering.host in set(people) - {host}
    assert {one.going for one in gathering.occurrences.all()} == {3}
    assert not Notice.objects.filter(key__startswith="ended:").exists()


def test_erasure_leaves_nothing_of_somebody_and_the_others_meet() -> None:
    table, people = a_formed_table(4)
    gone, other = people[0], people[1]
    Again.objects.create(by=other, other=gone)
    Again.objects.create(by=gone, other=other)
    at = after_meetings(table, 3)
    services.ask_further(at)
    services.say_further(seat_id=seat_of(table, gone).pk, by=gone, further=Further.OTHERS, at=at)

    people_services.erase(resident_id=gone.pk, at=at)
    the_rest_follows(at)

    assert mentions_of(gone.pk, gone.email) == []
    assert not Again.objects.exists()
    assert Table.objects.get(pk=table.pk).state == TableState.MEETING
    ahead = Attendance.objects.filter(occurrence__starts_at__gt=at, state=Coming.GOING)
    assert {one.resident for one in ahead} == set(people[1:])


def test_export_has_ones_own_answers_and_nobody_elses_name() -> None:
    table, people, others = an_asking_table(4, waiting=1)
    mine, other = people[0], people[1]
    Again.objects.create(by=mine, other=other)
    Again.objects.create(by=other, other=mine)
    says(table, mine)
    the_rest_follows()

    sections = {str(one.title): one.rows for one in services.export(mine)}

    assert [row["state"] for row in sections["Tablées proposées, et mes réponses"]] == ["coming"]
    assert [row["free"] for row in sections["Mon nom sur la liste des tablées"]] != []
    again = sections["Avec qui j’aimerais être de nouveau"]
    assert [row["other_id"] for row in again] == [other.pk]
    everything = str(sections)
    assert not [one for one in people[1:] if one.name in everything]
    theirs = {str(one.title): one.rows for one in services.export(others[0])}
    assert len(theirs["Semaines sans tablée"]) == 1


def test_draft_is_in_no_export() -> None:
    commune = a_commune()
    people = on_list(commune, 3)
    a_prepared_round(commune, (a_session(commune), people))

    sections = {str(one.title): one.rows for one in services.export(people[0])}

    assert sections["Tablées proposées, et mes réponses"] == []


def test_block_before_a_place_is_asked_about_anew_is_seen_whatever_comes_first() -> None:
    """The table is looked at before the fact of the block was heard of."""
    table, people, _others = an_asking_table(4)
    all_come(table, people)
    people_services.block(by=people[2], other=people[3], at=LATER)

    services.settle_table(table_id=table.pk, at=LATER)
    the_rest_follows()

    assert states(table)[people[3]] == SeatState.RELEASED
    assert states(table)[people[2]] == SeatState.COMING
    assert name_of(people[3]).waited == 1
    assert Name.objects.filter(resident=people[3], ended_at=None).exists()
    assert Table.objects.get(pk=table.pk).state == TableState.MEETING


def test_hearing_of_a_block_twice_changes_nothing() -> None:
    table, people, _others = an_asking_table(5)
    blocks(people[0], people[1])

    services.separate(by_id=people[0].pk, blocked_id=people[1].pk, at=LATER + timedelta(hours=1))

    assert name_of(people[1]).waited == 1
    assert Notice.objects.filter(to=people[1], key__startswith="table-unmade").count() == 1
    assert states(table)[people[0]] == SeatState.ASKED

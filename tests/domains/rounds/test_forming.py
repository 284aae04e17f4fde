"""Three people or more said yes: a weekly gathering of theirs, on the terms they were shown."""

from datetime import timedelta

import pytest
from django.utils import translation

from parvis.domains.gatherings import selectors as gatherings
from parvis.domains.gatherings import services as gathering_services
from parvis.domains.gatherings.models import Attendance, Gathering, Invitation
from parvis.domains.gatherings.vocabulary import Answer, Audience, Coming, Photos
from parvis.domains.rounds import rules, services
from parvis.domains.rounds.models import Name, Table
from parvis.domains.rounds.selectors.tables import terms_of
from parvis.domains.rounds.vocabulary import QUIET_HOURS, SeatState, TableState
from parvis.kernel.errors import NotVisible
from parvis.kernel.ids import new_id
from parvis.kernel.models import Fact
from tests.domains.rounds.tables import (
    LATER,
    a_formed_table,
    all_come,
    an_asking_table,
    name_of,
    says,
    seat_of,
    states,
    the_rest_follows,
    told,
)
from tests.factories.gatherings import paris
from tests.factories.people import a_block

pytestmark = pytest.mark.django_db


def test_table_becomes_a_weekly_gathering_by_invitation_with_everybody_seated() -> None:
    table, people = a_formed_table(4, weeks=6)

    gathering = table.gathering
    assert gathering.audience == Audience.INVITATION
    assert gathering.is_shared
    assert set(gatherings.invited(gathering)) == set(people)
    assert {one.state for one in gathering.invitations.all()} == {Answer.ACCEPTED}
    assert {one.accepted_version for one in gathering.invitations.all()} == {1}
    dates = list(gathering.occurrences.order_by("starts_at"))
    assert len(dates) == 6
    assert [one.starts_at for one in dates][:2] == [
        table.first_at,
        table.first_at + timedelta(weeks=1),
    ]
    assert [one.going for one in dates] == [4] * 6


def test_terms_agreed_to_are_word_for_word_those_that_were_shown() -> None:
    table, people, _others = an_asking_table(
        3, weeks=7, minutes=120, activity_words="Photo dans le quartier", room="Salle bleue"
    )
    with translation.override("fr"):
        shown = terms_of(table)
    all_come(table, people)

    services.settle_table(table_id=table.pk, at=LATER)

    table.refresh_from_db()
    terms = table.gathering.terms.get()
    kept = gatherings.values_of(terms)
    assert {name: kept[name] for name in kept.keys() & shown.keys()} == {
        name: shown[name] for name in kept.keys() & shown.keys()
    }
    assert kept["weeks"] == 7
    assert "Photo dans le quartier" in terms.about
    assert terms.photos == Photos.NONE
    assert not terms.children


def test_hour_of_the_wall_stays_when_clocks_change() -> None:
    table, _people = a_formed_table(3, weeks=8)
    walls = {
        gatherings.wall(one.starts_at, "Europe/Paris").time()
        for one in table.gathering.occurrences.all()
    }

    assert walls == {table.session.begins}


def test_names_leave_the_list_and_who_passed_keeps_theirs() -> None:
    table, people, _others = an_asking_table(4)
    all_come(table, people[:3])
    says(table, people[3], comes=False)

    services.settle_table(table_id=table.pk, at=LATER)

    assert [name_of(one).ended_at for one in people] == [LATER] * 3 + [None]


def test_forming_again_changes_nothing() -> None:
    table, _people = a_formed_table(3)

    again = services.form_table(table_id=table.pk, at=LATER + timedelta(hours=1))

    assert again.gathering_id == table.gathering_id
    assert Gathering.objects.count() == 1
    assert Fact.objects.filter(name="rounds.TableFormed").count() == 1


def test_nobody_is_asked_by_the_gathering_and_each_is_told_once() -> None:
    _table, people = a_formed_table(3)

    keys = {one: told(one) for one in people}

    assert set(map(tuple, keys.values())) == {("table-formed",)}
    from parvis.domains.notifications.models import Notice

    assert not Notice.objects.filter(kind="gathering").exists()


def test_table_of_two_is_refused() -> None:
    table, people, _others = an_asking_table(3)
    all_come(table, people[:2])
    says(table, people[2], comes=False)

    with pytest.raises(rules.TooFew):
        services.form_table(table_id=table.pk, at=LATER)


def test_table_with_somebody_awaited_is_refused() -> None:
    table, people, _others = an_asking_table(4)
    all_come(table, people[:3])

    with pytest.raises(rules.TooFew):
        services.form_table(table_id=table.pk, at=LATER)


def test_table_that_is_not_there_is_not_visible() -> None:
    with pytest.raises(NotVisible):
        services.form_table(table_id=new_id(), at=LATER)


def test_table_that_cannot_be_formed_yet_stays_as_it_is_and_is_tried_again() -> None:
    table, people, _others = an_asking_table(3)
    place = table.session.place
    place.published = False
    place.save()
    all_come(table, people)

    services.settle_table(table_id=table.pk, at=LATER)
    table.refresh_from_db()
    assert (table.state, table.gathering) == (TableState.ASKING, None)
    assert Gathering.objects.count() == 0
    assert set(states(table).values()) == {SeatState.COMING}
    assert Name.objects.filter(ended_at=None).count() == 3

    place.published = True
    place.save()
    services.settle_answers(LATER + timedelta(minutes=5))
    table.refresh_from_db()
    assert table.state == TableState.MEETING


def test_table_that_cannot_be_formed_is_unmade_before_its_people_leave_home() -> None:
    table, people, _others = an_asking_table(3)
    place = table.session.place
    place.published = False
    place.save()
    all_come(table, people)

    services.settle_table(table_id=table.pk, at=table.first_at - timedelta(hours=QUIET_HOURS))

    table.refresh_from_db()
    assert table.state == TableState.UNMADE
    assert {name_of(one).waited for one in people} == {1}


def test_table_that_would_have_begun_is_unmade() -> None:
    table, people, _others = an_asking_table(3)
    all_come(table, people)

    services.settle_table(table_id=table.pk, at=table.first_at)

    table.refresh_from_db()
    assert table.state == TableState.UNMADE
    assert told(people[0])[-1] == "table-unmade"


def test_failure_half_way_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    table, people, _others = an_asking_table(3)
    all_come(table, people)

    def fails(*_args: object, **_values: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr("parvis.domains.rounds.services.forming.events.publish", fails)
        with pytest.raises(RuntimeError):
            services.form_table(table_id=table.pk, at=LATER)

    table.refresh_from_db()
    assert (table.state, Gathering.objects.count()) == (TableState.ASKING, 0)
    assert Attendance.objects.count() == Invitation.objects.count() == 0


def test_place_closed_in_the_evening_is_opened_for_the_table() -> None:
    table, people, _others = an_asking_table(3)
    place = table.session.place
    place.opening_hours = "Mo-Fr 09:00-12:00"
    place.save()
    all_come(table, people)

    services.settle_table(table_id=table.pk, at=LATER)

    table.refresh_from_db()
    assert table.state == TableState.MEETING


def test_host_of_many_other_plans_still_has_a_table() -> None:
    table, people, _others = an_asking_table(3)
    for day in (1, 2, 3):
        gathering_services.propose_gathering(
            by=people[0],
            to=[people[1]],
            values={
                "title": f"Balade {day}",
                "place": table.session.place,
                "day": paris(f"2026-12-0{day} 15:00").date(),
                "starts": paris("2026-12-01 15:00").time(),
                "minutes": 60,
            },
            at=LATER,
            vouched=True,
        )
    all_come(table, people)

    services.settle_table(table_id=table.pk, at=LATER)

    table.refresh_from_db()
    assert table.state == TableState.MEETING


def test_two_whom_a_block_stands_between_are_never_formed_into_a_table() -> None:
    table, people, _others = an_asking_table(4)
    all_come(table, people)
    a_block(people[1], people[2])

    with pytest.raises((rules.NotTogether, NotVisible)):
        services.form_table(table_id=table.pk, at=LATER)
    services.settle_table(table_id=table.pk, at=LATER)

    table.refresh_from_db()
    assert table.state == TableState.MEETING
    assert states(table)[people[2]] == SeatState.RELEASED
    assert people[2] not in gatherings.invited(table.gathering)


@pytest.mark.parametrize("leaves", ["host", "guest"])
def test_who_leaves_frees_their_seats_and_the_others_go_on(leaves: str) -> None:
    table, people = a_formed_table(4)
    host = table.gathering.host
    one = host if leaves == "host" else next(each for each in people if each != host)

    services.leave_table(seat_id=seat_of(table, one).pk, by=one, at=LATER)
    services.leave_table(seat_id=seat_of(table, one).pk, by=one, at=LATER)
    the_rest_follows()

    table.refresh_from_db()
    gathering = Gathering.objects.get(pk=table.gathering_id)
    assert table.state == TableState.MEETING
    assert states(table)[one] == SeatState.LEFT
    assert {each.going for each in gathering.occurrences.all()} == {3}
    assert not Attendance.objects.filter(resident=one, state=Coming.GOING).exists()
    assert gathering.host in set(people) - {one}
    yes = gathering.invitations.filter(state=Answer.ACCEPTED)
    assert {each.accepted_version for each in yes} == {gathering.terms_version}
    assert yes.count() == 3


def test_who_takes_over_is_told_and_nobody_is_asked_again() -> None:
    from parvis.domains.notifications.models import Notice

    table, _people = a_formed_table(4)
    host = table.gathering.host

    services.leave_table(seat_id=seat_of(table, host).pk, by=host, at=LATER)
    the_rest_follows()

    gathering = Gathering.objects.get(pk=table.gathering_id)
    told_now = Notice.objects.filter(key__startswith="passed-on:")
    assert [one.to for one in told_now] == [gathering.host]
    assert host.name not in told_now.get().title + told_now.get().body
    assert not Notice.objects.filter(key__startswith="rewritten:").exists()


def test_table_that_has_two_left_before_it_met_is_called_off_and_they_come_first() -> None:
    table, people = a_formed_table(3)

    services.leave_table(seat_id=seat_of(table, people[0]).pk, by=people[0], at=LATER)
    the_rest_follows()

    table.refresh_from_db()
    assert table.state == TableState.UNMADE
    assert not table.gathering.occurrences.filter(is_cancelled=False).exists()
    assert [name_of(one).waited for one in people] == [0, 1, 1]
    assert [name_of(one).ended_at for one in people[1:]] == [None, None]
    assert name_of(people[0]).ended_at is not None
    assert told(people[1])[-1] == "table-unmade"
    assert Table.objects.get(pk=table.pk).ended_at == LATER


def test_leaving_on_the_page_of_the_gathering_is_leaving_the_table() -> None:
    table, people = a_formed_table(4)
    guest = next(each for each in people if each != table.gathering.host)

    gathering_services.decline_terms(gathering=table.gathering, by=guest, at=LATER)
    the_rest_follows()

    assert states(table)[guest] == SeatState.LEFT


def test_gathering_called_off_by_its_host_stops_the_table() -> None:
    table, people = a_formed_table(4)

    gathering_services.cancel_plan(gathering=table.gathering, by=table.gathering.host, at=LATER)
    the_rest_follows()

    table.refresh_from_db()
    assert table.state == TableState.UNMADE
    assert {name_of(one).waited for one in people} == {1}


def test_leaving_before_the_table_is_formed_is_a_pass() -> None:
    table, people, _others = an_asking_table(4)

    services.leave_table(seat_id=seat_of(table, people[0]).pk, by=people[0], at=LATER)

    assert states(table)[people[0]] == SeatState.PASSED

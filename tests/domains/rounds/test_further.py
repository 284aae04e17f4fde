"""After three meetings, and at the end: going on by themselves, others, or stopping there."""

from datetime import timedelta

import pytest

from parvis.domains.circles import selectors as circles
from parvis.domains.circles import services as circle_services
from parvis.domains.gatherings import rules as gathering_rules
from parvis.domains.gatherings import services as gathering_services
from parvis.domains.gatherings.models import Attendance, Gathering, SeriesAttendance
from parvis.domains.gatherings.vocabulary import Coming
from parvis.domains.notifications.models import Notice
from parvis.domains.people.models import Resident
from parvis.domains.rounds import rules, services
from parvis.domains.rounds.models import Name, Table
from parvis.domains.rounds.vocabulary import FURTHER_DAYS, Further, SeatState, TableState
from parvis.kernel.errors import NotVisible
from parvis.kernel.models import Fact
from tests.domains.rounds.tables import (
    a_formed_table,
    after_meetings,
    seat_of,
    states,
    the_rest_follows,
    told,
)
from tests.domains.watch.races import at_once
from tests.factories.people import a_resident

pytestmark = pytest.mark.django_db


def asked(count: int = 4, meetings: int = 3, **session):
    """A table that has met so often, and is asked."""
    table, people = a_formed_table(count, **session)
    at = after_meetings(table, meetings)
    services.ask_further(at)
    table.refresh_from_db()
    return table, people, at


def wishes(table: Table, one: Resident, further: Further, at) -> None:
    services.say_further(seat_id=seat_of(table, one).pk, by=one, further=further, at=at)


def test_nobody_is_asked_before_three_meetings() -> None:
    table, people, at = asked(meetings=2)

    assert table.asked_further_at is None
    assert told(people[0], at) == ["table-formed"]
    with pytest.raises(rules.NotNow):
        wishes(table, people[0], Further.CONTINUE, at)


def test_everybody_is_asked_once_after_the_third_meeting() -> None:
    table, people, at = asked()

    services.ask_further(at + timedelta(hours=1))

    assert table.asked_further_at == at
    assert Fact.objects.filter(name="rounds.FurtherAsked").count() == 1
    assert {tuple(told(one, at)[-1:]) for one in people} == {("table-further",)}


def test_meeting_that_was_called_off_does_not_count() -> None:
    table, _people = a_formed_table(4)
    second = table.gathering.occurrences.order_by("starts_at")[1]
    second.is_cancelled = True
    second.save()

    services.ask_further(after_meetings(table, 3))
    table.refresh_from_db()
    assert table.asked_further_at is None

    services.ask_further(after_meetings(table, 4))
    table.refresh_from_db()
    assert table.asked_further_at is not None


def test_two_who_go_on_are_not_enough() -> None:
    table, people, at = asked()

    for one in people[:2]:
        wishes(table, one, Further.CONTINUE, at)

    table.refresh_from_db()
    assert table.state == TableState.MEETING
    assert table.gathering.circle is None


def test_three_who_go_on_have_a_series_without_end_and_a_circle_of_theirs() -> None:
    table, people, at = asked()

    for one in people[:3]:
        wishes(table, one, Further.CONTINUE, at)

    table.refresh_from_db()
    gathering = Gathering.objects.get(pk=table.gathering_id)
    assert (table.state, table.ended_at) == (TableState.CONTINUED, at)
    assert gathering.goes_on
    members = {one.resident for one in gathering.circle.memberships.all()}
    assert members == set(people[:3])
    last = gathering.occurrences.latest("starts_at")
    assert last.starts_at > at + timedelta(weeks=7)
    assert last.going == 3
    later = at + timedelta(weeks=20)
    gathering_services.extend_series(later)
    assert gathering.occurrences.latest("starts_at").going == 3
    assert gathering.occurrences.latest("starts_at").starts_at > later + timedelta(weeks=6)


def test_who_has_not_said_keeps_their_seats_until_the_date_that_was_the_last() -> None:
    table, people, at = asked(4, weeks=6)
    until = table.gathering.until

    for one in people[:3]:
        wishes(table, one, Further.CONTINUE, at)

    mine = Attendance.objects.filter(resident=people[3], state=Coming.GOING)
    assert mine.count() == 6
    assert max(one.occurrence.starts_at.date() for one in mine) == until
    assert not SeriesAttendance.objects.filter(resident=people[3]).exists()


def test_who_says_later_that_they_go_on_joins_the_others() -> None:
    table, people, at = asked()
    for one in people[:3]:
        wishes(table, one, Further.CONTINUE, at)

    wishes(table, people[3], Further.CONTINUE, at + timedelta(days=2))
    wishes(table, people[3], Further.CONTINUE, at + timedelta(days=3))

    gathering = Gathering.objects.get(pk=table.gathering_id)
    assert gathering.circle.memberships.count() == 4
    assert gathering.occurrences.latest("starts_at").going == 4
    assert told(people[3], at)[-1] == "table-goes-on"
    assert told(people[0], at).count("table-goes-on") == 1


def test_each_of_those_who_go_on_may_change_the_gathering_and_nobody_else() -> None:
    table, people, at = asked()
    for one in people[:3]:
        wishes(table, one, Further.CONTINUE, at)

    gathering = Gathering.objects.get(pk=table.gathering_id)
    may = {one for one in people if gathering_rules.may_change_terms(one, gathering, at)}

    assert may == set(people[:3])


def test_terms_changed_by_who_goes_on_keep_the_series_going_on() -> None:
    from parvis.domains.gatherings import selectors as gatherings

    table, people, at = asked()
    for one in people[:3]:
        wishes(table, one, Further.CONTINUE, at)
    gathering = Gathering.objects.get(pk=table.gathering_id)
    by = next(one for one in people[:3] if one != gathering.host)
    ahead = gatherings.next_date_of(gathering, at)
    wall = gatherings.wall(ahead.starts_at, gathering.time_zone)
    terms = gathering.terms.get(version=gathering.terms_version)
    values = gatherings.values_of(terms) | {
        "day": wall.date(),
        "starts": wall.time(),
        "minutes": 120,
        "evening_ok": True,
    }

    gathering_services.change_terms(
        gathering=gathering, by=by, version=gathering.terms_version, values=values, at=at
    )

    gathering.refresh_from_db()
    assert gathering.goes_on
    assert gathering.minutes == 120
    coming = gathering.occurrences.filter(starts_at__gt=at, is_cancelled=False)
    assert coming.count() >= 7


def test_circle_of_a_table_is_there_for_nobody_else() -> None:
    table, people, at = asked()
    for one in people[:3]:
        wishes(table, one, Further.CONTINUE, at)
    circle = Gathering.objects.get(pk=table.gathering_id).circle
    stranger = a_resident()

    assert circle in circles.circles_visible_to(people[0])
    for outside in (stranger, people[3], None):
        assert circle not in circles.circles_visible_to(outside)
        with pytest.raises(NotVisible):
            circles.find_circle(outside, circle.slug)
    with pytest.raises(NotVisible):
        circle_services.join(circle=circle, resident=stranger, at=at)
    assert circle not in circles.circles_found_by(people[0], [circle.pk])


def test_who_wishes_for_others_is_on_the_list_as_before_and_keeps_their_seats() -> None:
    table, people, at = asked()

    wishes(table, people[0], Further.OTHERS, at)

    name = Name.objects.get(resident=people[0], ended_at=None)
    assert (name.waited, name.minutes_max) == (0, 45)
    assert states(table)[people[0]] == SeatState.COMING
    ahead = Attendance.objects.filter(resident=people[0], occurrence__starts_at__gt=at)
    assert {one.state for one in ahead} == {Coming.GOING}


def test_who_stops_leaves_now_and_nobody_is_told() -> None:
    table, people, at = asked()
    guest = next(one for one in people if one != table.gathering.host)
    the_rest_follows(at)
    known = set(Notice.objects.values_list("pk", flat=True))

    wishes(table, guest, Further.STOP, at)
    the_rest_follows(at)

    assert states(table)[guest] == SeatState.LEFT
    ahead = Attendance.objects.filter(resident=guest, occurrence__starts_at__gt=at)
    assert {one.state for one in ahead} == {Coming.CANCELLED}
    assert not Notice.objects.exclude(pk__in=known).filter(kind__in=["round", "gathering"]).exists()


def test_what_each_wishes_is_in_no_fact_and_no_notice() -> None:
    table, people, at = asked()
    wishes(table, people[0], Further.OTHERS, at)
    for one in people[1:]:
        wishes(table, one, Further.CONTINUE, at)
    the_rest_follows(at)

    said = [str(fact.payload) for fact in Fact.objects.filter(name__startswith="rounds.")]
    assert not [one for one in said if "others" in one or "continue" in one]
    others = Notice.objects.filter(to__in=people[1:], kind="round")
    assert not [one for one in others if people[0].name in one.title + one.body]
    assert "table-goes-on" not in told(people[0], at)


def test_wish_may_be_changed() -> None:
    table, people, at = asked()
    wishes(table, people[0], Further.OTHERS, at)
    wishes(table, people[0], Further.CONTINUE, at)
    wishes(table, people[1], Further.CONTINUE, at)

    wishes(table, people[2], Further.CONTINUE, at)

    assert Table.objects.get(pk=table.pk).state == TableState.CONTINUED


def test_place_of_somebody_else_is_not_there_to_speak_for() -> None:
    table, people, at = asked()

    with pytest.raises(NotVisible):
        services.say_further(
            seat_id=seat_of(table, people[0]).pk, by=people[1], further=Further.STOP, at=at
        )


def test_who_has_not_said_is_asked_again_at_the_end_then_the_table_ends() -> None:
    table, people, at = asked(3, weeks=6)
    the_rest_follows(at)
    wishes(table, people[0], Further.CONTINUE, at)
    over = after_meetings(table, 6)

    services.ask_further(over)
    services.ask_further(over + timedelta(hours=2))
    the_rest_follows(over)

    assert told(people[1], over).count("table-further") == 2
    assert told(people[0], over).count("table-further") == 2
    wishes(table, people[0], Further.CONTINUE, over)
    assert seat_of(table, people[0]).further_at == over

    ends = over + timedelta(days=FURTHER_DAYS)
    services.ask_further(ends)
    table.refresh_from_db()
    assert (table.state, table.ended_at) == (TableState.ENDED, ends)
    assert told(people[0], ends)[-1] == "table-ended"


def test_three_who_say_so_after_the_end_go_on_from_then() -> None:
    table, people, _at = asked(3, weeks=6)
    ends = after_meetings(table, 6) + timedelta(days=FURTHER_DAYS)
    services.ask_further(ends)

    for one in people:
        wishes(table, one, Further.CONTINUE, ends)

    gathering = Gathering.objects.get(pk=table.gathering_id)
    assert Table.objects.get(pk=table.pk).state == TableState.CONTINUED
    following = gathering.occurrences.filter(starts_at__gt=ends)
    assert {one.going for one in following} == {3}
    assert len(following) >= 7


def test_who_leaves_a_table_that_goes_on_leaves_its_circle_and_the_others_stay() -> None:
    table, people, at = asked()
    for one in people:
        wishes(table, one, Further.CONTINUE, at)
    host = Gathering.objects.get(pk=table.gathering_id).host

    services.leave_table(seat_id=seat_of(table, host).pk, by=host, at=at)
    the_rest_follows(at)

    gathering = Gathering.objects.get(pk=table.gathering_id)
    assert gathering.goes_on
    assert gathering.host in set(people) - {host}
    assert gathering.circle.memberships.count() == 3
    later = at + timedelta(weeks=12)
    gathering_services.extend_series(later)
    assert gathering.occurrences.latest("starts_at").going == 3


def test_table_that_met_goes_on_for_two_and_stops_for_one() -> None:
    table, people, at = asked(3)
    services.leave_table(seat_id=seat_of(table, people[0]).pk, by=people[0], at=at)
    the_rest_follows(at)
    assert Table.objects.get(pk=table.pk).state == TableState.MEETING

    services.leave_table(seat_id=seat_of(table, people[1]).pk, by=people[1], at=at)
    the_rest_follows(at)

    assert Table.objects.get(pk=table.pk).state == TableState.ENDED
    assert told(people[2], at)[-1] == "table-stopped"
    ahead = table.gathering.occurrences.filter(starts_at__gt=at)
    assert {one.is_cancelled for one in ahead} == {True}


@pytest.mark.django_db(transaction=True)
def test_all_saying_so_at_the_same_moment_make_one_circle() -> None:
    table, people, at = asked()

    at_once(*[lambda who=who: wishes(table, who, Further.CONTINUE, at) for who in people])

    gathering = Gathering.objects.get(pk=table.gathering_id)
    assert gathering.circle.memberships.count() == 4
    assert type(gathering.circle).objects.count() == 1
    assert gathering.occurrences.latest("starts_at").going == 4

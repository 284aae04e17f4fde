"""What belongs to all who come: it outlives who hosts it, and may go on with no last date."""

from datetime import timedelta

import pytest
from django.urls import reverse

from parvis.domains.circles import services as circles
from parvis.domains.gatherings import rules, selectors, services
from parvis.domains.gatherings.models import Attendance, Gathering, SeriesAttendance
from parvis.domains.gatherings.selectors.terms import when_words
from parvis.domains.gatherings.services import CalledOff
from parvis.domains.gatherings.vocabulary import Answer, Coming, Status
from parvis.domains.people import services as people_services
from parvis.kernel import tasks
from parvis.kernel.errors import NotVisible
from tests.factories.gatherings import NOW
from tests.factories.meetings import a_plan, answer_of, meeting_values
from tests.factories.people import a_resident, signed_in

pytestmark = pytest.mark.django_db


def shared(count: int = 4, **fields):
    people = [a_resident() for _each in range(count)]
    gathering = services.propose_gathering(
        by=people[0],
        to=people[1:],
        values=meeting_values(**{"weeks": 6, **fields}),
        at=NOW,
        vouched=True,
        agreed=True,
    )
    return gathering, people


def going(gathering: Gathering) -> set:
    found = Attendance.objects.filter(occurrence__gathering=gathering, state=Coming.GOING)
    return {one.resident for one in found.select_related("resident")}


def test_those_who_agreed_before_have_their_seats_at_once() -> None:
    gathering, people = shared()

    assert going(gathering) == set(people)
    assert {one.state for one in gathering.invitations.all()} == {Answer.ACCEPTED}
    assert {one.going for one in gathering.occurrences.all()} == {4}


def test_seats_fewer_than_those_who_agreed_are_refused_whole() -> None:
    with pytest.raises(services.Full):
        shared(4, capacity=3)

    assert Gathering.objects.count() == 0


@pytest.mark.parametrize("who", ["host", "guest"])
def test_leaving_frees_every_seat_and_the_others_go_on(who: str) -> None:
    gathering, people = shared()
    leaves = people[0] if who == "host" else people[2]

    assert services.leave_plan(gathering_id=gathering.pk, resident_id=leaves.pk, at=NOW)
    assert not services.leave_plan(gathering_id=gathering.pk, resident_id=leaves.pk, at=NOW)

    gathering.refresh_from_db()
    assert gathering.status == Status.PUBLISHED
    assert going(gathering) == set(people) - {leaves}
    assert gathering.host in set(people) - {leaves}
    staying = [answer_of(gathering, one) for one in people if one != leaves]
    assert {one.accepted_version for one in staying} == {gathering.terms_version}
    assert gathering.terms.latest("version").host == gathering.host


def test_last_one_leaving_calls_it_off() -> None:
    gathering, people = shared(3)

    for one in people:
        services.leave_plan(gathering_id=gathering.pk, resident_id=one.pk, at=NOW)

    gathering.refresh_from_db()
    assert gathering.status == Status.CANCELLED


def test_plan_of_who_proposed_it_is_not_left_that_way() -> None:
    ana, bilal = a_resident(), a_resident()
    plan = a_plan(ana, bilal)

    with pytest.raises(NotVisible):
        services.leave_plan(gathering_id=plan.pk, resident_id=bilal.pk, at=NOW)
    with pytest.raises(NotVisible):
        services.call_off_plan(gathering_id=plan.pk, at=NOW)
    with pytest.raises(NotVisible):
        services.go_on_together(gathering_id=plan.pk, residents=[ana], circle=None, at=NOW)


@pytest.mark.parametrize("first", ["seats", "company"])
def test_block_of_who_hosts_it_leaves_the_one_who_made_it_in_either_order(first: str) -> None:
    gathering, people = shared()
    host, guest = people[0], people[1]
    people_services.block(by=guest, other=host, at=NOW)
    pair = {"one_id": guest.pk, "other_id": host.pk, "at": NOW}

    steps = [services.part, services.part_company]
    for step in steps if first == "seats" else reversed(steps):
        step(**pair)
    tasks.run_due(limit=1000)

    gathering.refresh_from_db()
    assert going(gathering) == set(people) - {host}
    assert gathering.host in people[1:]
    assert answer_of(gathering, guest).state == Answer.ACCEPTED


def test_erasure_of_who_hosts_it_calls_nothing_off() -> None:
    gathering, people = shared()

    services.leave_all(resident_id=people[0].pk, at=NOW)
    tasks.run_due(limit=1000)

    gathering.refresh_from_db()
    assert gathering.status == Status.PUBLISHED
    assert gathering.host in people[1:]


def test_going_on_has_no_last_date_and_says_so() -> None:
    gathering, people = shared()
    circle = circles.make_closed(
        name="À nous", about="", area=None, interests=[], members=people[1:], at=NOW
    )

    services.go_on_together(gathering_id=gathering.pk, residents=people[1:], circle=circle, at=NOW)
    services.go_on_together(gathering_id=gathering.pk, residents=people[1:], circle=circle, at=NOW)

    gathering.refresh_from_db()
    assert gathering.goes_on
    assert gathering.terms_version == 2
    assert gathering.host == people[1]
    said = " ".join(when_words(gathering).split())
    assert said == "Chaque samedi à 15 h, à partir du samedi 28 novembre"
    assert gathering.occurrences.count() == 7
    assert SeriesAttendance.objects.filter(ended_at=None).count() == 3
    plans = selectors.plans_of_circle(circle, people[1], NOW)
    assert [one.gathering for one in plans] == [gathering]
    outside = people[0]
    assert selectors.plans_of_circle(circle, outside, NOW) == []


def test_who_goes_on_and_leaves_has_no_seat_at_dates_written_later() -> None:
    gathering, people = shared()
    services.go_on_together(gathering_id=gathering.pk, residents=people, circle=None, at=NOW)

    services.leave_plan(gathering_id=gathering.pk, resident_id=people[3].pk, at=NOW)
    later = NOW + timedelta(weeks=10)
    services.extend_series(later)

    last = gathering.occurrences.latest("starts_at")
    assert last.starts_at > later
    assert {one.resident for one in last.attendances.filter(state=Coming.GOING)} == set(people[:3])


def test_only_those_who_go_on_have_the_hand_of_the_host() -> None:
    gathering, people = shared()
    before = {one for one in people if rules.may_change_terms(one, gathering, NOW)}
    services.go_on_together(gathering_id=gathering.pk, residents=people[:3], circle=None, at=NOW)
    gathering.refresh_from_db()

    after = {one for one in people if rules.may_change_terms(one, gathering, NOW)}
    may_cancel = {one for one in people if rules.may_cancel_plan(one, gathering, NOW)}

    assert before == {people[0]}
    assert after == set(people[:3])
    assert may_cancel == {gathering.host}


def test_what_is_called_off_does_not_go_on() -> None:
    gathering, people = shared()
    services.call_off_plan(gathering_id=gathering.pk, at=NOW)
    services.call_off_plan(gathering_id=gathering.pk, at=NOW)

    with pytest.raises(CalledOff):
        services.go_on_together(gathering_id=gathering.pk, residents=people, circle=None, at=NOW)

    assert {one.is_cancelled for one in gathering.occurrences.all()} == {True}


def test_who_takes_over_is_told_without_the_name_of_who_left() -> None:
    from parvis.domains.notifications.models import Notice

    gathering, people = shared()

    services.leave_plan(gathering_id=gathering.pk, resident_id=people[0].pk, at=NOW)
    tasks.run_due(limit=1000)

    gathering.refresh_from_db()
    notice = Notice.objects.get(key__startswith="passed-on:")
    assert notice.to == gathering.host
    assert people[0].name not in notice.title + notice.body


def test_plan_leads_to_its_circle_for_nobody_who_is_not_in_it() -> None:
    gathering, people = shared()
    circle = circles.make_closed(
        name="À nous", about="", area=None, interests=[], members=people[:3], at=NOW
    )
    services.go_on_together(gathering_id=gathering.pk, residents=people[:3], circle=circle, at=NOW)

    there = reverse("gatherings:plan", args=[gathering.pk])
    page = signed_in(people[3]).get(there, follow=True)

    assert page.status_code == 200
    assert circle.slug not in page.content.decode()

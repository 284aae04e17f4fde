"""Who came, and who met whom how often: by what was said, in small gatherings only."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import time_machine

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.models import Attendance, Meeting, Occurrence
from parvis.domains.gatherings.vocabulary import Audience
from parvis.domains.people.models import Resident
from parvis.kernel.errors import NotVisible
from parvis.kernel.models import Fact
from tests.factories.circles import a_circle
from tests.factories.circles import a_member as in_circle
from tests.factories.encounters import ENDS, STARTS, a_meeting, comes_to
from tests.factories.people import a_resident, signed_in

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(ENDS, tick=False) as traveller:
        yield traveller


def came(meeting: Occurrence, *people: Resident, at: datetime = ENDS) -> None:
    for one in people:
        services.say_came(occurrence_id=meeting.pk, resident=one, came=True, at=at)


def met() -> list[tuple[set[UUID], int]]:
    rows = Meeting.objects.order_by("met_at", "pk")
    return [({one.one_id, one.other_id}, one.times) for one in rows]


def facts() -> list[int]:
    rows = Fact.objects.filter(name="gatherings.PeopleMet").order_by("happened_at", "id")
    return [row.payload["times"] for row in rows]


def test_two_who_said_they_came_met(lea: Resident, noe: Resident) -> None:
    meeting = a_meeting(lea, noe)
    came(meeting, lea, noe)

    services.follow_up(at=ENDS)
    services.follow_up(at=ENDS)

    assert met() == [({lea.pk, noe.pk}, 1)]
    assert facts() == [1]


def test_nothing_is_supposed_of_who_said_nothing(lea: Resident, noe: Resident) -> None:
    """Both had accepted and nobody said otherwise: that is not having met."""
    meeting = a_meeting(lea, noe)
    came(meeting, lea)

    services.follow_up(at=ENDS + WEEK)

    assert met() == []


def test_said_later_counts_all_the_same(lea: Resident, noe: Resident) -> None:
    meeting = a_meeting(lea, noe)
    came(meeting, lea)
    services.follow_up(at=ENDS)
    came(meeting, noe, at=ENDS + timedelta(days=2))

    services.follow_up(at=ENDS + timedelta(days=2, minutes=15))

    assert met() == [({lea.pk, noe.pk}, 1)]


def test_second_and_third_meetings_are_counted_in_their_order(lea: Resident, noe: Resident) -> None:
    meetings = [a_meeting(lea, noe, starts_at=STARTS + week * WEEK) for week in range(3)]
    for number in (0, 2, 1):  # the last is said before the one in the middle
        came(meetings[number], lea, noe, at=ENDS + 2 * WEEK)
        services.follow_up(at=ENDS + 2 * WEEK)

    assert [times for _pair, times in met()] == [1, 2, 3]


def test_what_is_taken_back_is_no_longer_counted(lea: Resident, noe: Resident) -> None:
    meetings = [a_meeting(lea, noe, starts_at=STARTS + week * WEEK) for week in range(2)]
    for one in meetings:
        came(one, lea, noe, at=ENDS + WEEK)
    services.follow_up(at=ENDS + WEEK)

    services.say_came(occurrence_id=meetings[0].pk, resident=lea, came=False, at=ENDS + WEEK)
    services.follow_up(at=ENDS + WEEK + timedelta(minutes=15))

    assert met() == [({lea.pk, noe.pk}, 1)]


def test_sheet_taken_back_without_a_word_is_no_longer_counted(lea: Resident, noe: Resident) -> None:
    meeting = a_meeting(lea, noe, came=True)
    services.follow_up(at=ENDS)
    meeting.attendances.update(came=None, came_said_at=None)

    services.follow_up(at=ENDS)

    assert met() == []


def test_crowd_is_no_meeting_even_if_few_said_so(lea: Resident, noe: Resident) -> None:
    crowd = [a_resident() for _ in range(11)]
    meeting = a_meeting(lea, noe, *crowd)
    assert meeting.going == 13
    came(meeting, lea, noe)
    twelve = a_meeting(lea, noe, *crowd[:10])
    came(twelve, lea, noe)

    services.follow_up(at=ENDS)

    assert [one.occurrence_id for one in Meeting.objects.all()] == [twelve.pk]


def test_members_of_a_sensitive_circle_are_never_written_down_together(
    lea: Resident, noe: Resident
) -> None:
    circle = a_circle("sensitive")
    a_meeting(lea, noe, audience=Audience.CIRCLE, circle=circle, came=True)

    services.follow_up(at=ENDS)

    assert met() == []
    assert facts() == []


def test_cancelled_and_coming_dates_are_not_followed(lea: Resident, noe: Resident) -> None:
    off = a_meeting(lea, noe, came=True)
    off.is_cancelled = True
    off.save()
    a_meeting(lea, noe, came=True, starts_at=STARTS + WEEK)

    assert services.follow_up(at=ENDS) == 0


def test_sheet_counts_more_than_what_they_say(lea: Resident, noe: Resident) -> None:
    meeting = a_meeting(lea, noe)
    Attendance.objects.filter(resident=lea).update(came=False, came_by_sheet=True)

    mine = services.say_came(occurrence_id=meeting.pk, resident=lea, came=True, at=ENDS)

    assert mine.came is False


def test_only_who_was_to_come_says_so_once_it_is_over(lea: Resident, noe: Resident) -> None:
    meeting = a_meeting(lea)
    with pytest.raises(NotVisible):
        services.say_came(occurrence_id=meeting.pk, resident=noe, came=True, at=ENDS)
    with pytest.raises(NotVisible):
        services.say_came(
            occurrence_id=meeting.pk, resident=lea, came=True, at=ENDS - timedelta(seconds=1)
        )


def test_counts_under_five_are_told_to_nobody() -> None:
    """Four second meetings are “none told”; five are five. First ones are counted apart."""
    people = [a_resident() for _ in range(10)]
    pairs = [people[number : number + 2] for number in range(0, 10, 2)]
    for pair in pairs:
        a_meeting(*pair, came=True)
    for pair in pairs[:4]:
        a_meeting(*pair, came=True, starts_at=STARTS + timedelta(days=1))
    services.follow_up(at=ENDS + timedelta(days=1))
    since, until = STARTS - WEEK, STARTS + WEEK

    counted = selectors.meetings_count(since, until)
    assert (counted.first, counted.second, counted.later) == (5, None, None)

    a_meeting(*pairs[4], came=True, starts_at=STARTS + timedelta(days=1))
    services.follow_up(at=ENDS + timedelta(days=1))
    counted = selectors.meetings_count(since, until)
    assert (counted.first, counted.second, counted.later) == (5, 5, None)
    assert selectors.meetings_count(until, until + WEEK).first is None


def test_today_asks_were_you_there_and_either_answer_is_enough(
    lea: Resident, noe: Resident, now: time_machine.Traveller
) -> None:
    meeting = a_meeting(lea, noe, audience=Audience.PUBLIC)
    address = f"/agenda/{meeting.pk}/apres/venue/"
    browser = signed_in(lea)
    assert f'action="{address}"' in browser.get("/").content.decode()

    response = browser.post(address, {"came": "0"})

    assert response["Location"] == f"/agenda/{meeting.pk}/apres/"
    assert address not in browser.get("/").content.decode()
    assert Attendance.objects.get(resident=lea).came is False
    now.move_to(ENDS + timedelta(days=7))
    assert address not in signed_in(noe).get("/").content.decode()


def test_who_waited_for_a_seat_and_came_met_too(lea: Resident, noe: Resident) -> None:
    meeting = a_meeting(lea, came=True)
    late = comes_to(meeting, noe, came=True)
    late.state, late.waiting_since = "waiting", STARTS
    late.save()

    services.follow_up(at=ENDS)

    assert met() == [({lea.pk, noe.pk}, 1)]


def test_page_is_for_who_came_or_runs_it(lea: Resident, noe: Resident) -> None:
    meeting = a_meeting(lea)
    address = f"/agenda/{meeting.pk}/apres/"
    assert signed_in(lea).get(address).status_code == 200
    assert signed_in(noe).get(address).status_code == 404


def test_page_asks_the_same_of_one_and_of_many(
    lea: Resident,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for others in (1, 3, 6):
        meeting = a_meeting(lea, *[a_resident() for _ in range(others)], came=True)
        browser = signed_in(lea)
        browser.get(f"/agenda/{meeting.pk}/apres/")
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/agenda/{meeting.pk}/apres/")
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts


def test_member_of_a_sensitive_circle_goes_by_a_pseudonym(lea: Resident, noe: Resident) -> None:
    circle = a_circle("sensitive")
    in_circle(circle, lea, "Brume")
    in_circle(circle, noe, "Écume")
    meeting = a_meeting(lea, noe, audience=Audience.CIRCLE, circle=circle, came=True)

    page = signed_in(lea).get(f"/agenda/{meeting.pk}/apres/").content.decode()

    assert "Écume" in page
    assert "Noé" not in page
    assert str(noe.pk) not in page

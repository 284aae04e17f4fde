"""Coming to all the dates, those that are not written down yet included."""

from datetime import timedelta

import pytest

from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence, SeriesAttendance
from parvis.domains.gatherings.vocabulary import Coming, SignUp
from parvis.domains.people.models import Resident
from tests.factories.gatherings import NOW, a_gathering, comes
from tests.factories.people import a_resident

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def weekly() -> Gathering:
    return a_gathering(rrule="FREQ=WEEKLY", capacity=2, guests_max=1)


def dates(gathering: Gathering) -> list[Occurrence]:
    return list(gathering.occurrences.order_by("starts_at"))


def joins(resident: Resident, gathering: Gathering, **how: object) -> SeriesAttendance:
    given = {"alone": False, "at": NOW, **how}
    return services.come_to_series(gathering_id=gathering.pk, resident=resident, **given)  # type: ignore[arg-type]


def states(resident: Resident, gathering: Gathering) -> list[str]:
    rows = Attendance.objects.filter(resident=resident, occurrence__gathering=gathering)
    return list(rows.order_by("occurrence__starts_at").values_list("state", flat=True))


def test_coming_to_all_dates_takes_a_seat_where_there_is_one_and_waits_elsewhere(
    weekly: Gathering,
) -> None:
    first, *_others = dates(weekly)
    comes(a_resident(), first, guests=1)
    lea = a_resident()

    joins(lea, weekly)

    assert states(lea, weekly) == [Coming.WAITING, *[Coming.GOING] * 7]
    assert Attendance.objects.filter(resident=lea, by_series=True).count() == 8
    first.refresh_from_db()
    assert (first.going, first.waiting) == (2, 1)


def test_who_comes_to_the_series_has_the_seat_that_comes_free_without_asking(
    weekly: Gathering,
) -> None:
    first, lea, pair = dates(weekly)[0], a_resident(), a_resident()
    comes(pair, first, guests=1)
    joins(lea, weekly)

    services.leave(occurrence_id=first.pk, resident=pair, at=NOW)

    assert states(lea, weekly)[0] == Coming.GOING


def test_coming_to_all_dates_twice_changes_nothing(weekly: Gathering) -> None:
    lea = a_resident()
    once, again = joins(lea, weekly), joins(lea, weekly, at=NOW + SECOND)

    assert (once.pk, once.said_at) == (again.pk, again.said_at)
    assert [one.going for one in dates(weekly)] == [1] * 8


def test_leaving_one_date_keeps_the_others_and_stays_left(weekly: Gathering) -> None:
    lea, second = a_resident(), dates(weekly)[1]
    joins(lea, weekly)

    services.leave(occurrence_id=second.pk, resident=lea, at=NOW)
    joins(lea, weekly, guests=1)

    assert states(lea, weekly) == [Coming.GOING, Coming.CANCELLED, *[Coming.GOING] * 6]
    assert [one.going for one in dates(weekly)] == [2, 0, *[2] * 6]


def test_leaving_the_series_frees_all_dates_to_come_only(weekly: Gathering) -> None:
    lea, first = a_resident(), dates(weekly)[0]
    joins(lea, weekly)

    assert services.leave_series(gathering_id=weekly.pk, resident=lea, at=first.ends_at) == 7
    assert services.leave_series(gathering_id=weekly.pk, resident=lea, at=first.ends_at) == 0

    assert states(lea, weekly) == [Coming.GOING, *[Coming.CANCELLED] * 7]
    assert [one.going for one in dates(weekly)] == [1, *[0] * 7]
    assert SeriesAttendance.objects.get(resident=lea).ended_at == first.ends_at


def test_coming_back_to_the_series_takes_all_dates_again(weekly: Gathering) -> None:
    lea = a_resident()
    joins(lea, weekly)
    services.leave_series(gathering_id=weekly.pk, resident=lea, at=NOW)

    again = joins(lea, weekly, at=NOW + SECOND)

    assert (again.ended_at, again.said_at) == (None, NOW + SECOND)
    assert states(lea, weekly) == [Coming.GOING] * 8


def test_new_dates_go_first_to_those_who_come_to_the_series_in_the_order_they_said_so(
    weekly: Gathering,
) -> None:
    first, second, third = a_resident(), a_resident(), a_resident()
    for number, resident in enumerate((first, second, third)):
        joins(resident, weekly, at=NOW + number * SECOND)

    services.extend_series(NOW + 2 * WEEK)

    new = dates(weekly)[8:]
    assert len(new) == 2
    assert states(first, weekly)[8:] == states(second, weekly)[8:] == [Coming.GOING] * 2
    assert states(third, weekly)[8:] == [Coming.WAITING] * 2
    assert {(one.going, one.waiting) for one in new} == {(2, 1)}
    services.extend_series(NOW + 2 * WEEK)
    assert Attendance.objects.filter(resident=first).count() == 10


def test_who_left_the_series_is_not_on_its_new_dates(weekly: Gathering) -> None:
    lea = a_resident()
    joins(lea, weekly)
    services.leave_series(gathering_id=weekly.pk, resident=lea, at=NOW)

    services.extend_series(NOW + 2 * WEEK)

    assert states(lea, weekly)[8:] == []


def test_who_goes_away_leaves_the_series_too(weekly: Gathering) -> None:
    lea = a_resident()
    joins(lea, weekly)

    services.leave_all(resident_id=lea.pk, at=NOW)
    services.extend_series(NOW + 2 * WEEK)

    assert set(states(lea, weekly)) == {Coming.CANCELLED}


def test_course_is_joined_whole_or_not_at_all(weekly: Gathering) -> None:
    weekly.signup = SignUp.SERIES
    weekly.save()
    lea, first = a_resident(), dates(weekly)[0]
    with pytest.raises(services.SeriesOnly) as refused:
        comes(lea, first)
    assert "toutes les dates" in str(refused.value)

    joins(lea, weekly)
    services.leave(occurrence_id=first.pk, resident=lea, at=NOW)
    comes(lea, first)

    assert states(lea, weekly) == [Coming.GOING] * 8


def test_dates_that_are_called_off_are_left_out() -> None:
    odile, lea = a_resident(), a_resident()
    weekly = a_gathering(host=odile, rrule="FREQ=WEEKLY")
    services.cancel_occurrence(occurrence=dates(weekly)[0], by=odile, at=NOW)

    joins(lea, weekly)

    assert states(lea, weekly) == [Coming.GOING] * 7


def test_series_that_is_called_off_is_refused() -> None:
    odile = a_resident()
    weekly = a_gathering(host=odile, rrule="FREQ=WEEKLY")
    services.cancel_gathering(gathering=weekly, by=odile, at=NOW)

    with pytest.raises(services.CalledOff):
        joins(a_resident(), weekly)


def test_more_guests_come_to_the_dates_where_there_is_room(weekly: Gathering) -> None:
    lea, first = a_resident(), dates(weekly)[0]
    joins(lea, weekly)
    comes(a_resident(), first)

    joins(lea, weekly, guests=1)

    assert [one.guests for one in Attendance.objects.filter(resident=lea).order_by("pk")] == [
        0,
        *[1] * 7,
    ]

"""Promised times count the hours of the day people live."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.domains.watch import rules
from parvis.domains.watch.vocabulary import DAY_BEGINS, DAY_ENDS
from tests.factories.watch import a_kind, an_area

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("asked", "hours", "due"),
    [
        ("2026-11-24 10:00", 2, "2026-11-24 12:00"),
        ("2026-11-24 10:17", 2, "2026-11-24 12:17"),
        # The evening: what is left of the promise waits for the morning.
        ("2026-11-24 19:00", 2, "2026-11-25 09:00"),
        ("2026-11-24 18:00", 2, "2026-11-24 20:00"),
        ("2026-11-24 18:00:01", 2, "2026-11-25 08:00:01"),
        # The night.
        ("2026-11-24 20:00", 2, "2026-11-25 10:00"),
        ("2026-11-24 23:30", 2, "2026-11-25 10:00"),
        ("2026-11-25 03:00", 2, "2026-11-25 10:00"),
        ("2026-11-25 08:00", 2, "2026-11-25 10:00"),
        # Longer than a day of twelve hours.
        ("2026-11-24 14:00", 24, "2026-11-26 14:00"),
        ("2026-12-31 19:30", 1, "2027-01-01 08:30"),
        # The clocks go forward in the night of 29 March 2026, back in that of 25 October.
        ("2026-03-28 19:00", 2, "2026-03-29 09:00"),
        ("2026-03-29 01:30", 2, "2026-03-29 10:00"),
        ("2026-10-24 19:00", 2, "2026-10-25 09:00"),
        ("2026-10-25 02:30", 2, "2026-10-25 10:00"),
    ],
)
def test_promised_by_day_in_paris(asked, hours, due):
    at = datetime.fromisoformat(asked).replace(tzinfo=PARIS)
    promised = rules.promised(at, hours, PARIS)
    assert promised == datetime.fromisoformat(due).replace(tzinfo=PARIS)
    assert promised.tzinfo is UTC


def test_promised_over_a_day_that_does_not_exist():
    apia = ZoneInfo("Pacific/Apia")  # there was no 30 December 2011 there
    at = datetime(2011, 12, 29, 19, 0, tzinfo=apia)
    assert rules.promised(at, 2, apia) == datetime(2011, 12, 31, 9, 0, tzinfo=apia)


def test_promised_elsewhere_follows_the_wall_of_the_area():
    reunion = ZoneInfo("Indian/Reunion")
    at = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # 19:00 there, 16:00 in Paris
    assert rules.promised(at, 2, reunion) == datetime(2026, 11, 25, 9, 0, tzinfo=reunion)
    assert rules.promised(at, 2, PARIS) == datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


instants = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001  (Hypothesis adds the zone)
    max_value=datetime(2027, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
zones = st.sampled_from(["Europe/Paris", "America/Cayenne", "Pacific/Noumea", "Asia/Kathmandu"])


@given(at=instants, minutes=st.integers(1, 60 * 40), zone=zones.map(ZoneInfo))
def test_promised_is_later_and_falls_by_day(at, minutes, zone):
    due = rules.promised(at, minutes / 60, zone).astimezone(zone)
    assert due >= at + timedelta(minutes=minutes) - timedelta(microseconds=1)
    assert time(DAY_BEGINS) < due.time() <= time(DAY_ENDS)


@given(at=instants, later=st.integers(0, 3 * 24 * 60), zone=zones.map(ZoneInfo))
def test_promised_never_sooner_for_who_asks_later(at, later, zone):
    assert rules.promised(at + timedelta(minutes=later), 2, zone) >= rules.promised(at, 2, zone)


@given(at=instants, first=st.integers(1, 600), second=st.integers(1, 600))
def test_promised_in_two_parts_is_promised_at_once(at, first, second):
    halfway = rules.promised(at, first / 60, PARIS)
    whole = rules.promised(at, (first + second) / 60, PARIS)
    assert abs(rules.promised(halfway, second / 60, PARIS) - whole) < timedelta(milliseconds=1)


@pytest.mark.django_db
def test_promised_for_a_kind_uses_the_time_zone_of_its_area():
    area = an_area()
    area.time_zone = "Indian/Reunion"
    at = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    by_day = a_kind("by-day", promise_hours=2)
    by_the_clock = a_kind("by-the-clock", promise_hours=2, by_day=False)
    assert rules.promised_for(by_day, area=area, at=at) == datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
    assert rules.promised_for(by_day, area=None, at=at) == datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
    assert rules.promised_for(by_the_clock, area=area, at=at) == at + timedelta(hours=2)

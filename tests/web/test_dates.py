"""Days and hours in words."""

import datetime as dt

import pytest
import time_machine
from django.utils import translation

from parvis.kernel import clock
from parvis.web import dates

UTC = dt.UTC
THIN = "\u202f"


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "french", "english"),
    [
        ("2026-11-24T08:30", f"9{THIN}h{THIN}30", "9.30 am"),
        ("2026-11-24T13:00", f"14{THIN}h", "2 pm"),
        ("2026-11-24T23:05", f"0{THIN}h{THIN}05", "12.05 am"),
        ("2026-11-24T11:00", f"12{THIN}h", "12 pm"),
        ("2026-07-14T07:30", f"9{THIN}h{THIN}30", "9.30 am"),
        # The day clocks change: 30 minutes before and after.
        ("2027-03-28T00:30", f"1{THIN}h{THIN}30", "1.30 am"),
        ("2027-03-28T01:30", f"3{THIN}h{THIN}30", "3.30 am"),
        ("2027-10-31T00:30", f"2{THIN}h{THIN}30", "2.30 am"),
        ("2027-10-31T01:30", f"2{THIN}h{THIN}30", "2.30 am"),
    ],
)
def test_hour_is_said_as_people_say_it(instant: str, french: str, english: str) -> None:
    assert dates.hour(at(instant)) == french
    with translation.override("en"):
        assert dates.hour(at(instant)) == english


def test_hour_of_a_plain_time_is_that_hour() -> None:
    assert dates.hour(dt.time(18, 0)) == f"18{THIN}h"


def test_hours_are_a_span_in_the_zone_given() -> None:
    starts, ends = at("2026-11-24T08:30"), at("2026-11-24T10:00")
    assert dates.hours(starts, ends) == f"9{THIN}h{THIN}30 – 11{THIN}h"
    assert dates.hours(starts, ends, "America/Cayenne") == f"5{THIN}h{THIN}30 – 7{THIN}h"


@pytest.mark.parametrize(
    ("instant", "french", "english"),
    [
        ("2026-11-24T08:30", "mardi 24 novembre", "Tuesday 24 November"),
        ("2026-11-30T23:30", "mardi 1er décembre", "Tuesday 1 December"),
        ("2026-11-10T08:30", "mardi 10 novembre", "Tuesday 10 November"),
        ("2026-12-31T23:30", "vendredi 1er janvier", "Friday 1 January"),
    ],
)
def test_day_is_the_local_one(instant: str, french: str, english: str) -> None:
    assert dates.day(at(instant)) == french
    with translation.override("en"):
        assert dates.day(at(instant)) == english


def test_day_may_say_the_year() -> None:
    assert dates.day(dt.date(2027, 3, 1), year=True) == "lundi 1er mars 2027"


def test_short_day_is_three_lines_and_a_date() -> None:
    assert dates.short_day(at("2026-11-24T08:30")) == {
        "weekday": "mar.",
        "number": "24",
        "month": "nov.",
        "iso": "2026-11-24",
    }
    assert dates.short_day(at("2026-11-24T23:30"))["number"] == "25"
    assert dates.short_day(at("2026-11-24T23:30"), "UTC")["number"] == "24"


def test_moment_is_a_day_and_an_hour() -> None:
    assert dates.moment(at("2026-11-24T08:30")) == f"mardi 24 novembre à 9{THIN}h{THIN}30"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-30, "à l’instant"),
        (0, "à l’instant"),
        (59, "à l’instant"),
        (60, "il y a 1 minute"),
        (119, "il y a 1 minute"),
        (120, "il y a 2 minutes"),
        (3599, "il y a 59 minutes"),
        (3600, "il y a 1 heure"),
        (7200, "il y a 2 heures"),
        (86_399, "il y a 23 heures"),
        (86_400, "il y a 1 jour"),
        (200_000, "il y a 2 jours"),
    ],
)
def test_since_is_coarse_and_agrees(seconds: int, said: str) -> None:
    now = at("2026-11-24T08:30")
    assert dates.since(now - dt.timedelta(seconds=seconds), now) == said


def test_since_reads_the_clock_of_the_town() -> None:
    with time_machine.travel(at("2026-11-24T08:30"), tick=False):
        assert dates.since(clock.now() - dt.timedelta(hours=3)) == "il y a 3 heures"


@pytest.mark.parametrize(
    ("cents", "french", "english"),
    [
        (300, "3\u00a0€", "€3"),
        (250, "2,50\u00a0€", "€2.50"),
        (5, "0,05\u00a0€", "€0.05"),
    ],
)
def test_price_is_written_as_in_a_shop(cents: int, french: str, english: str) -> None:
    assert dates.price(cents) == french
    with translation.override("en"):
        assert dates.price(cents) == english


def test_price_of_nothing_is_free() -> None:
    assert dates.price(0) == "gratuit"


def test_iso_is_read_by_browsers() -> None:
    exact = at("2026-11-24T08:30").replace(microsecond=123456)
    assert dates.iso(exact) == "2026-11-24T08:30:00+00:00"
    assert dates.iso(dt.date(2026, 11, 24)) == "2026-11-24"

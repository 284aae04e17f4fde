"""Hours on the wall and instants; the two nights a year when clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.selectors import Rhythm

#: Nothing here asks which engine runs.
pytestmark = pytest.mark.once

PARIS = "Europe/Paris"
WINTER_ENDS, SUMMER_ENDS = date(2027, 3, 28), date(2027, 10, 31)


def series(day: date, starts: time, minutes: int = 90, **fields: Any) -> Rhythm:
    given = {"rrule": "FREQ=WEEKLY", "zone": PARIS, **fields}
    return Rhythm(first=datetime.combine(day, starts), minutes=minutes, **given)


def spans(rhythm: Rhythm, after: str, until: str) -> list[selectors.Span]:
    edges = [datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (after, until)]
    return list(rhythm.spans(after=edges[0], until=edges[1]))


def utc(spans: list[selectors.Span]) -> list[str]:
    return [f"{each.starts_at:%m-%d %H:%M}" for each in spans]


def walls(spans: list[selectors.Span]) -> set[str]:
    return {f"{selectors.wall(each.starts_at, PARIS):%H:%M}" for each in spans}


def test_weekly_hour_stays_on_the_wall_when_clocks_go_forward() -> None:
    found = spans(series(date(2027, 3, 14), time(18, 30)), "2027-03-13", "2027-04-12")

    assert utc(found) == [
        "03-14 17:30",
        "03-21 17:30",
        "03-28 16:30",
        "04-04 16:30",
        "04-11 16:30",
    ]
    assert walls(found) == {"18:30"}


def test_weekly_hour_stays_on_the_wall_when_clocks_go_back() -> None:
    found = spans(series(date(2027, 10, 24), time(9, 30)), "2027-10-23", "2027-11-08")

    assert utc(found) == ["10-24 07:30", "10-31 08:30", "11-07 08:30"]
    assert walls(found) == {"09:30"}


def test_weekly_hour_that_does_not_exist_is_skipped_that_night() -> None:
    found = spans(series(date(2027, 3, 14), time(2, 30)), "2027-03-13", "2027-04-12")

    assert utc(found) == ["03-14 01:30", "03-21 01:30", "04-04 00:30", "04-11 00:30"]


def test_single_hour_that_does_not_exist_is_an_hour_later() -> None:
    on_wall = datetime.combine(WINTER_ENDS, time(2, 30))

    assert not selectors.exists(on_wall, PARIS)
    assert selectors.instant(on_wall, PARIS) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert selectors.wall(selectors.instant(on_wall, PARIS), PARIS).time() == time(3, 30)


def test_hour_that_comes_twice_is_the_first() -> None:
    on_wall = datetime.combine(SUMMER_ENDS, time(2, 30))

    assert selectors.exists(on_wall, PARIS)
    assert selectors.instant(on_wall, PARIS) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [(WINTER_ENDS, 1), (SUMMER_ENDS, 3)])
def test_night_of_change_lasts_what_clocks_say(day: date, hours: int) -> None:
    """From 1 h 30 to 3 h 30 on the wall."""
    found = selectors.span(datetime.combine(day, time(1, 30)), 120, PARIS)

    assert found.ends_at - found.starts_at == timedelta(hours=hours)


def test_span_within_the_missing_hour_still_lasts() -> None:
    found = selectors.span(datetime.combine(WINTER_ENDS, time(2, 30)), 30, PARIS)

    assert found.ends_at - found.starts_at == timedelta(minutes=30)


def test_evening_past_midnight_ends_the_day_after() -> None:
    first, second = spans(
        series(date(2026, 11, 27), time(22, 0), minutes=180), "2026-11-27", "2026-12-05"
    )

    assert selectors.wall(first.ends_at, PARIS) == datetime.fromisoformat("2026-11-28 01:00")
    assert selectors.wall(second.starts_at, PARIS) == datetime.fromisoformat("2026-12-04 22:00")


@pytest.mark.parametrize(
    ("until", "last"),
    [
        (date(2026, 12, 8), "12-08 08:30"),
        (date(2026, 12, 7), "12-01 08:30"),
        (date(2026, 11, 24), "11-24 08:30"),
    ],
)
def test_last_day_of_a_series_is_included(until: date, last: str) -> None:
    found = spans(series(date(2026, 11, 24), time(9, 30), until=until), "2026-11-01", "2027-02-01")

    assert utc(found)[-1] == last


def test_last_day_counts_on_the_wall_and_not_in_utc() -> None:
    """23 h 30 in Paris on the last day is 21 h 30 in UTC, 0 h 30 is the day before in UTC."""
    late = series(date(2027, 6, 1), time(0, 30), until=date(2027, 6, 15))

    assert utc(spans(late, "2027-05-01", "2027-08-01")) == [
        "05-31 22:30",
        "06-07 22:30",
        "06-14 22:30",
    ]


def test_single_date_is_given_once_and_only_ahead() -> None:
    once = series(date(2026, 11, 24), time(9, 30), rrule="")

    assert utc(spans(once, "2026-11-24", "2027-11-24")) == ["11-24 08:30"]
    assert spans(once, "2026-11-25", "2027-11-24") == []


@given(
    day=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    starts=st.times().map(lambda hour: hour.replace(second=0, microsecond=0)),
    minutes=st.integers(1, 14 * 60),
)
@settings(max_examples=200)
def test_series_keeps_its_hour_and_goes_forward(day: date, starts: time, minutes: int) -> None:
    on_wall = datetime.combine(day, starts)
    if not selectors.exists(on_wall, PARIS):
        return
    begins = selectors.instant(on_wall, PARIS)

    found = list(
        series(day, starts, minutes).spans(
            after=begins - timedelta(days=1), until=begins + timedelta(weeks=60)
        )
    )

    assert found[0].starts_at == begins
    assert {selectors.wall(each.starts_at, PARIS).time() for each in found} == {starts}
    assert all(each.ends_at > each.starts_at for each in found)
    days = [selectors.wall(each.starts_at, PARIS).date() for each in found]
    steps = [(after - before).days for before, after in pairwise(days)]
    assert set(steps) <= {7, 14}
    assert steps.count(14) <= 2  # only a night when the hour did not exist


@pytest.mark.parametrize(
    ("starts", "ends", "minutes"),
    [
        (time(9, 30), time(11, 0), 90),
        (time(22, 0), time(1, 0), 180),
        (time(22, 0), time(0, 0), 120),
        (time(9, 30), time(9, 30), 0),
    ],
)
def test_length_is_read_on_the_wall(starts: time, ends: time, minutes: int) -> None:
    assert selectors.length(starts, ends) == minutes

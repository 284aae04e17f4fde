"""The library behind the hours, on our cases, and what we add to it."""

import datetime as dt
from itertools import pairwise

import holidays
import pytest

from parvis.domains.territory.selectors import grammar, hours, is_region_with_holidays
from parvis.domains.territory.selectors.hours import Interval, State, schedule

from .builders import MAIN, PARIS, paris

FRANCE = ("Europe/Paris", "")
MOSELLE = ("Europe/Paris", "FR-57")


def read(expression, zone="Europe/Paris", region="", point=None):
    return schedule(expression, zone, region, point)


def openings(expression, day, *, days=1, zone="Europe/Paris", region="", point=None):
    """The open stretches of some days, on the wall of the zone."""
    found = read(expression, zone, region, point)
    start = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), tzinfo=found.zone)
    end = dt.datetime.combine(start.date() + dt.timedelta(days), dt.time(), tzinfo=found.zone)
    return [
        "-".join(
            f"{instant.astimezone(found.zone):%a %H:%M}"
            for instant in (each.starts_at, each.ends_at)
        )
        for each in found.intervals(start, end)
        if each.state is State.OPEN
    ]


@pytest.mark.parametrize(
    ("expression", "day", "expected"),
    [
        (MAIN, "2027-01-13", ["Wed 09:00-Wed 12:00", "Wed 14:00-Wed 18:30"]),
        (MAIN, "2027-01-16", ["Sat 08:30-Sat 12:00"]),
        (MAIN, "2027-01-17", []),
        (MAIN, "2027-05-06", []),  # Ascension, a Thursday
        (MAIN, "2026-12-25", []),  # Christmas, a Friday
        (MAIN, "2027-07-05", []),  # a Monday of July
        (MAIN, "2027-07-06", ["Tue 09:00-Tue 12:00", "Tue 14:00-Tue 18:30"]),
        (MAIN, "2027-09-06", ["Mon 09:00-Mon 12:00", "Mon 14:00-Mon 18:30"]),
        ("24/7", "2027-01-17", ["Sun 00:00-Mon 00:00"]),
        ("off", "2027-01-13", []),
        ('off "travaux"', "2027-01-13", []),
        ("Fr-Sa 22:00-02:00", "2027-01-16", ["Sat 00:00-Sat 02:00", "Sat 22:00-Sun 00:00"]),
        ("Mo[1] 10:00-12:00", "2027-02-01", ["Mon 10:00-Mon 12:00"]),
        ("Mo[1] 10:00-12:00", "2027-02-08", []),
        ("Dec 24-26 off; Mo-Su 10:00-12:00", "2026-12-24", ["Thu 10:00-Thu 12:00"]),
        ("Mo-Su 10:00-12:00; Dec 24-26 off", "2026-12-24", []),
        ("2027 Nov 01-2027 Nov 05 10:00-12:00", "2027-11-05", ["Fri 10:00-Fri 12:00"]),
        ("2027 Nov 01-2027 Nov 05 10:00-12:00", "2028-11-03", []),
        ("Mo-Fr 10:00-12:00; easter off", "2027-03-29", ["Mon 10:00-Mon 12:00"]),
        ("PH 10:00-12:00", "2027-05-08", ["Sat 10:00-Sat 12:00"]),
        ("We 10:00-12:00; We 15:00-18:00", "2027-01-13", ["Wed 15:00-Wed 18:00"]),
        ("We 10:00-11:00, We 15:00-18:00", "2027-01-13",
         ["Wed 10:00-Wed 11:00", "Wed 15:00-Wed 18:00"]),
        ("mo-fr 09:00-12:00", "2027-01-13", ["Wed 09:00-Wed 12:00"]),
        ("Mo-Fr 09:00-12:00 ;", "2027-01-13", ["Wed 09:00-Wed 12:00"]),
    ],
)  # fmt: skip
def test_hours_of_a_day_are_those_written(expression, day, expected):
    assert openings(expression, day) == expected


@pytest.mark.parametrize(
    ("expression", "start", "end", "seconds_open"),
    [
        # The night of 28 March 2027 has no two o'clock, that of 31 October two of them.
        ("Mo-Su 22:00-06:00", "2027-03-27 20:00", "2027-03-28 20:00", 7 * 3600),
        ("Mo-Su 22:00-06:00", "2027-10-30 20:00", "2027-10-31 20:00", 9 * 3600),
        ("24/7", "2027-03-28 00:00", "2027-03-29 00:00", 23 * 3600),
        ("24/7", "2027-10-31 00:00", "2027-11-01 00:00", 25 * 3600),
        ("Mo-Su 09:00-12:00", "2027-03-28 00:00", "2027-03-29 00:00", 3 * 3600),
        ("Mo-Su 09:00-12:00", "2027-10-31 00:00", "2027-11-01 00:00", 3 * 3600),
        ("Mo-Su 02:30-10:00", "2027-03-28 00:00", "2027-03-29 00:00", 7 * 3600),
    ],
)
def test_hours_across_a_clock_change_last_what_they_last(expression, start, end, seconds_open):
    found = read(expression).intervals(paris(start), paris(end))
    lasted = sum(
        ((each.ends_at - each.starts_at) for each in found if each.state is State.OPEN),
        dt.timedelta(),
    )
    assert lasted.total_seconds() == seconds_open


def test_hours_in_the_repeated_hour_change_the_second_time():
    """On 31 October 2027 half past two comes twice in Paris: at 0:30 and 1:30 in UTC."""
    instants = [dt.datetime(2027, 10, 31, hour, 45, tzinfo=dt.UTC) for hour in (0, 1)]
    assert {instant.astimezone(PARIS).time() for instant in instants} == {dt.time(2, 45)}

    def states(expression):
        hour = dt.timedelta(hours=1)
        return [next(read(expression).intervals(at, at + hour)).state for at in instants]

    assert states("Mo-Su 02:30-10:00") == [State.CLOSED, State.OPEN]
    assert states("Mo-Su 22:00-02:30") == [State.OPEN, State.CLOSED]


@pytest.mark.parametrize("expression", [MAIN, "24/7", "Fr-Sa 22:00-02:00", "24/7; PH off", "off"])
@pytest.mark.parametrize("region", ["", "FR-57"])
def test_intervals_follow_each_other_without_gap_and_differ(expression, region):
    start, end = paris("2026-12-20 13:07"), paris("2027-04-05 04:00")
    found = list(read(expression, region=region).intervals(start, end))
    assert found[0].starts_at == start
    assert found[-1].ends_at == end
    for before, after in pairwise(found):
        assert before.ends_at == after.starts_at
        assert (before.state, before.comment) != (after.state, after.comment)


def test_hours_are_those_of_the_zone_of_the_place():
    in_paris = openings("Mo-Su 09:00-10:00", "2027-01-13")
    in_reunion = openings("Mo-Su 09:00-10:00", "2027-01-13", zone="Indian/Reunion")
    assert in_paris == in_reunion == ["Wed 09:00-Wed 10:00"]
    nine_in_reunion = dt.datetime(2027, 1, 13, 5, 30, tzinfo=dt.UTC)
    here = next(
        read("Mo-Su 09:00-10:00", "Indian/Reunion").intervals(
            nine_in_reunion, nine_in_reunion + hours.DAY
        )
    )
    assert here.state is State.OPEN  # fmt: skip


@pytest.mark.parametrize("year", range(2025, 2036))
def test_national_holidays_of_the_library_are_those_of_the_law(year):
    """« PH » of the hours' library against an independent one, and the eleven of the law."""
    expected = set(holidays.country_holidays("FR", years=year))
    start = dt.datetime(year, 1, 1, tzinfo=PARIS)
    found = {
        each.starts_at.astimezone(PARIS).date()
        for each in read("PH 10:00-11:00").intervals(start, start.replace(year=year + 1))
        if each.state is State.OPEN
    }
    assert found == expected
    assert len(found) in {10, 11}  # Ascension falls on 1 or 8 May some years


@pytest.mark.parametrize("region", ["FR-57", "FR-6AE", "FR-67", "FR-68"])
@pytest.mark.parametrize("day", ["2026-12-26", "2027-03-26", "2028-04-14", "2028-12-26"])
def test_alsace_and_moselle_keep_two_more_holidays(region, day):
    """Good Friday and 26 December, here on a Saturday, two Fridays and a Tuesday."""
    assert openings("Mo-Sa 10:00-12:00; PH off", day) != []
    assert openings("Mo-Sa 10:00-12:00; PH off", day, region=region) == []


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Mo-Sa 10:00-12:00; PH off", []),
        ("Mo-Fr 10:00-12:00; PH 15:00-16:00", ["Sat 15:00-Sat 16:00"]),
        ("Mo-Fr,PH 10:00-12:00", ["Sat 10:00-Sat 12:00"]),
        ("Mo-Sa 10:00-12:00; PH,Su off", []),
        ("Mo-Sa 10:00-12:00; Su,PH off", []),
        ("Mo-Sa 10:00-12:00; Dec PH off", []),
        ("Mo-Sa 10:00-12:00; Jul-Aug PH off", ["Sat 10:00-Sat 12:00"]),
        ('Mo-Sa 10:00-12:00 "pas le PH"', ["Sat 10:00-Sat 12:00"]),
        ("Mo-Sa 10:00-12:00", ["Sat 10:00-Sat 12:00"]),
        ('Mo-Sa 10:00-12:00; PH off "fermé, PH compris"', []),
    ],
)
def test_every_form_of_the_holiday_rule_applies_to_a_regional_holiday(expression, expected):
    assert openings(expression, "2026-12-26", region="FR-57") == expected


def test_a_regional_holiday_changes_no_other_day():
    week = {"days": 7, "region": "FR-57"}
    assert openings("Mo-Sa 10:00-12:00; PH off", "2026-12-21", **week) == [
        f"{day} 10:00-{day} 12:00" for day in ("Mon", "Tue", "Wed", "Thu")
    ]
    assert openings("Mo-Sa 10:00-12:00; PH off", "2026-12-28", **week) == [
        f"{day} 10:00-{day} 12:00" for day in ("Mon", "Tue", "Wed", "Thu", "Sat")
    ]


def test_the_night_after_a_closed_day_is_closed_too():
    """26 December 2026 is a Saturday; Christmas, the day before, is closed everywhere."""
    nights = "Mo-Su 22:00-02:00; PH off"
    saturday, sunday = "Sat 22:00-Sun 02:00", "Sun 22:00-Mon 00:00"
    assert openings(nights, "2026-12-26", days=2) == [saturday, sunday]
    assert openings(nights, "2026-12-26", days=2, region="FR-57") == [sunday]
    assert openings("Mo-Su 22:00-02:00; Sa off", "2027-01-17") == ["Sun 22:00-Mon 00:00"]


def test_the_night_after_an_open_day_is_kept_when_seen_from_the_middle_of_it():
    found = read("Fr 22:00-02:00").intervals(paris("2027-01-16 01:00"), paris("2027-01-16 03:00"))
    assert [each.state for each in found] == [State.OPEN, State.CLOSED]


def test_hours_that_begin_at_midnight_are_kept():
    assert openings("Sa 00:00-02:00", "2027-01-16") == ["Sat 00:00-Sat 02:00"]
    assert openings("Sa", "2027-01-16") == ["Sat 00:00-Sun 00:00"]
    assert openings("24/7; Fr off", "2027-01-16") == ["Sat 00:00-Sun 00:00"]


def test_overseas_holidays_are_known():
    asked = {"expression": "Mo-Su 10:00-12:00; PH off", "day": "2027-12-20"}
    assert openings(**asked, zone="Indian/Reunion") != []
    assert openings(**asked, zone="Indian/Reunion", region="FR-974") == []


@pytest.mark.parametrize(
    ("code", "known"),
    [("", True), ("FR", True), ("FR-57", True), ("FR-68", True), ("FR-99", False), ("XX", False)],
)
def test_region_with_holidays_is_recognised(code, known):
    assert is_region_with_holidays(code) is known


def test_daylight_hours_follow_the_sun_over_the_place():
    winter = openings("sunrise-sunset", "2027-12-21", point=(48.6, 7.7))
    summer = openings("sunrise-sunset", "2027-06-21", point=(48.6, 7.7))
    assert winter != openings("sunrise-sunset", "2027-12-21", point=(48.4, -4.5))
    assert len(winter) == len(summer) == 1
    assert "Tue 08:0" < winter[0] < "Tue 08:4"
    assert "Mon 05:1" < summer[0] < "Mon 05:5"


@pytest.mark.parametrize(
    ("expression", "refusal"),
    [
        ("", grammar.UnreadableHours),
        (" ;  ", grammar.UnreadableHours),
        ("n’importe quoi", grammar.UnreadableHours),
        ("lundi 9h-12h", grammar.UnreadableHours),
        ("Lu-Ve 09:00-12:00", grammar.UnreadableHours),
        ("Mo-Fr 9-12", grammar.UnreadableHours),
        ("Mo-Fr 09:00-12:60", grammar.UnreadableHours),
        ("Mo-Fr 09:00-49:00", grammar.UnreadableHours),
        ("<script>alert(1)</script>", grammar.UnreadableHours),
        ("\U0001f600" * 20, grammar.UnreadableHours),
        ("Mo" * 5000, grammar.LongHours),
        ("Mo-Fr 09:00-12:00; SH off", grammar.SchoolHolidays),
        ("SH 10:00-12:00", grammar.SchoolHolidays),
        ("Mo-Fr 10:00+", grammar.OpenEnd),
        ("sunrise-sunset", grammar.SunWithoutPoint),
        ("dawn-dusk; PH off", grammar.SunWithoutPoint),
        ("PH off; Mo-Fr 09:00-12:00", grammar.HolidaysFirst),
        ("Sa off; PH off; Mo-Fr 09:00-12:00", grammar.HolidaysFirst),
        ("Feb 30 10:00-11:00", grammar.NoSuchDay),
        ("Mo-Fr 10:00-12:00; Apr 29-31 off", grammar.NoSuchDay),
        ("Jun 31-Jul 02 off", grammar.NoSuchDay),
    ],
)
def test_hours_that_would_mislead_are_refused_with_a_way_out(expression, refusal):
    with pytest.raises(grammar.UnreadableHours) as caught:
        read(expression)
    assert type(caught.value) is refusal
    assert caught.value.field == "opening_hours"
    assert len(str(caught.value)) > 30


@pytest.mark.parametrize(
    "expression",
    [
        'Mo-Fr 10:00-12:00 "SH : voir l’affiche, 10:00+"',
        "PH off; Mo-Su off",
        "Mo-Fr 09:00-12:00; PH off; Sa off",
        "Feb 29 10:00-12:00",
        "Apr 30 off; Mo-Fr 10:00-12:00",
        "Dec 31 10:00-12:00",
    ],
)
def test_hours_that_only_look_misleading_are_read(expression):
    assert isinstance(read(expression), hours.Schedule)


def test_a_place_that_never_opens_is_one_interval():
    start, end = paris("2027-01-13 10:00"), paris("2028-01-13 10:00")
    assert list(read("off").intervals(start, end)) == [Interval(start, end, State.CLOSED, "")]

"""Rules of RFC 5545: the same instants as an independent reader gives, and never without end."""

import random
import time as clocks
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.models import Gathering, Occurrence, Pause
from parvis.domains.gatherings.selectors import Rhythm, Rule, TooDense, UnreadableRule
from parvis.domains.gatherings.selectors.recurrence import walls
from tests.factories.gatherings import NOW, a_gathering, values
from tests.factories.organisations import a_neighbourhood, a_place, an_organisation
from tests.factories.people import a_resident

#: Nothing here asks which engine runs.
pytestmark = pytest.mark.once

PARIS, REUNION = "Europe/Paris", "Indian/Reunion"
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# Between two minutes: whether an edge counts is not what is compared.
FROM, TO = datetime(2026, 12, 1, 0, 0, 30, tzinfo=UTC), datetime(2028, 4, 1, 0, 0, 30, tzinfo=UTC)


def at_wall(written_as: str) -> datetime:
    return datetime.fromisoformat(written_as)


def random_rule(chance: random.Random) -> str:
    freq = chance.choice(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))
    parts = {"FREQ": freq}
    if chance.random() < 0.5:
        parts["INTERVAL"] = str(chance.randint(1, 5))
    if chance.random() < 0.3:
        parts["COUNT"] = str(chance.randint(1, 40))
    if chance.random() < 0.25:
        parts["WKST"] = chance.choice(("MO", "SU", "TH"))
    if freq in ("MONTHLY", "YEARLY"):
        return written({**parts, **days_of_month(chance, freq)})
    if chance.random() < (0.8 if freq == "WEEKLY" else 0.3):
        parts["BYDAY"] = ",".join(chance.sample(DAYS, chance.randint(1, 3)))
    return written(parts)


def days_of_month(chance: random.Random, freq: str) -> dict[str, str]:
    parts = {}
    few = chance.sample(DAYS, chance.randint(1, 3))
    kind = chance.choice(("nth", "day", "set", "plain"))
    if kind == "nth":
        nths = [str(chance.choice((1, 2, 3, 4, -1, -2))) + day for day in few]
        parts["BYDAY"] = ",".join(nths)
    elif kind == "day":
        numbers = chance.sample([*range(1, 32), -1, -2, -7], chance.randint(1, 3))
        parts["BYMONTHDAY"] = ",".join(map(str, numbers))
    elif kind == "set":
        parts["BYDAY"] = ",".join(few)
        parts["BYSETPOS"] = chance.choice(("1", "2", "-1", "1,-1"))
    if freq == "YEARLY" or chance.random() < 0.2:
        months = chance.sample(range(1, 13), chance.randint(1, 3))
        parts["BYMONTH"] = ",".join(map(str, months))
    return parts


def written(parts: dict[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())


def as_calendar(gathering: Gathering, moved: list[Occurrence], off: list[datetime]) -> str:
    """What any other program reads of it."""
    zone = ZoneInfo(gathering.time_zone)

    def local(at: datetime) -> str:
        return f"{at.astimezone(zone):%Y%m%dT%H%M%S}"

    tz = f";TZID={gathering.time_zone}"
    until = ""
    if gathering.until:
        last = datetime.combine(gathering.until, time(23, 59, 59), zone).astimezone(UTC)
        until = f";UNTIL={last:%Y%m%dT%H%M%SZ}"
    event = [
        *("BEGIN:VEVENT", "UID:one", "DTSTAMP:20261121T100000Z"),
        f"DTSTART{tz}:{local(gathering.starts_at)}",
        f"DURATION:PT{gathering.minutes}M",
        f"RRULE:{gathering.rrule}{until}",
        *(f"EXDATE{tz}:{local(each)}" for each in off),
        "END:VEVENT",
    ]
    for one in moved:
        event += [
            *("BEGIN:VEVENT", "UID:one", "DTSTAMP:20261121T100000Z"),
            f"RECURRENCE-ID{tz}:{local(one.rule_at)}",
            f"DTSTART{tz}:{local(one.starts_at)}",
            f"DTEND{tz}:{local(one.ends_at)}",
            "END:VEVENT",
        ]
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tests//"]
    return "\r\n".join([*head, *event, "END:VCALENDAR", ""])


def read_elsewhere(text: str, after: datetime, until: datetime) -> list[tuple[str, str]]:
    calendar = icalendar.Calendar.from_ical(text)
    found = recurring_ical_events.of(calendar).between(after, until)
    pairs = [(one["DTSTART"].dt, one.end) for one in found]
    instants = [(a.astimezone(UTC), b.astimezone(UTC)) for a, b in pairs if a >= after]
    return sorted((a.isoformat(), b.isoformat()) for a, b in instants)


@pytest.mark.django_db
@pytest.mark.parametrize("zone", [PARIS, REUNION])
def test_five_hundred_rules_give_what_another_reader_gives(zone: str) -> None:
    """With pauses, moved dates, and a last day; a night that crosses midnight among the hours."""
    chance = random.Random(20270328 if zone == PARIS else 974)
    place = a_place(a_neighbourhood(time_zone=zone))
    odile = a_resident()
    kept = services.create_gathering(
        by=odile,
        organisation=an_organisation(hosts=(odile,)),
        values=values(place=place, greeter=None),
        at=NOW,
        publish=False,
    )
    compared = dates = 0
    while compared < 250:
        case = one_case(chance, kept, zone)
        if case is None:
            continue
        gathering, text = case
        ours = [
            (one.starts_at.isoformat(), one.ends_at.isoformat())
            for one in selectors.spans_of(gathering, after=FROM, until=TO)
        ]
        theirs = read_elsewhere(text, FROM, TO)
        assert ours == theirs, text
        compared += 1
        dates += len(ours)
    assert dates > 5_000


def one_case(chance: random.Random, kept: Gathering, zone: str) -> tuple[Gathering, str] | None:
    """A random series in place of the one kept; None for a rule that gives nothing."""
    rule = random_rule(chance)
    # Hours that every night has: what a reader makes of the others is looked at below.
    starts = time(chance.choice((0, 1, 4, 9, 18, 22)), chance.choice((0, 15, 30)))
    asked = datetime.combine(date(2026, 11, 1) + timedelta(chance.randint(0, 300)), starts)
    given = [wall for _n, wall in zip(range(3), walls(rule, asked), strict=False)]
    own = [wall for wall in given if wall != asked or is_given(rule, asked)]
    if not own:
        return None
    kept.starts_at = selectors.instant(own[0], zone)
    kept.minutes, kept.rrule = chance.choice((45, 90, 180, 300)), rule
    ends = chance.random() < 0.3 and "COUNT" not in rule
    kept.until = own[0].date() + timedelta(chance.randint(0, 500)) if ends else None
    kept.save()
    kept.occurrences.all().delete()
    kept.pauses.all().delete()
    rhythm = selectors.rhythm_of(kept)
    all_dates = list(rhythm.spans(after=FROM - timedelta(days=120), until=TO))
    if chance.random() < 0.5:
        begins = date(2026, 12, 1) + timedelta(chance.randint(0, 400))
        ends = begins + timedelta(chance.randint(0, 40))
        Pause.objects.create(gathering=kept, starts_on=begins, ends_on=ends)
    standing = {
        one.rule_at
        for one in selectors.rhythm_of(kept).spans(after=FROM - timedelta(days=120), until=TO)
    }
    off = [one.rule_at for one in all_dates if one.rule_at not in standing]
    movable = [one for one in all_dates if one.rule_at in standing]
    moved = []
    for one in chance.sample(movable, min(len(movable), chance.choice((0, 0, 1, 2)))):
        shift = timedelta(hours=chance.randint(-60, 60), minutes=7)
        moved.append(
            Occurrence(
                gathering=kept,
                rule_at=one.rule_at,
                starts_at=one.starts_at + shift,
                ends_at=one.ends_at + shift + timedelta(minutes=chance.choice((0, 30))),
            )
        )
    Occurrence.objects.bulk_create(moved)
    return kept, as_calendar(kept, moved, off)


def is_given(rule: str, asked: datetime) -> bool:
    """Whether the rule itself gives its first date: readers differ when it does not."""
    from dateutil.rrule import rrulestr

    return next(iter(rrulestr(rule, dtstart=asked)), None) == asked


def clocks_of(zone: str, first: str, rrule: str, **fields: Any) -> Iterator[str]:
    rhythm = Rhythm(
        first=datetime.fromisoformat(first), minutes=90, zone=zone, rrule=rrule, **fields
    )
    for one in rhythm.spans(after=datetime(2027, 1, 1, tzinfo=UTC), until=TO):
        yield f"{one.starts_at:%m-%d %H:%M}"


def test_metropolitan_france_changes_its_clocks_and_reunion_does_not() -> None:
    monthly = "FREQ=MONTHLY;BYDAY=-1SU;COUNT=4"

    paris = list(clocks_of(PARIS, "2027-02-28 09:30", monthly))
    reunion = list(clocks_of(REUNION, "2027-02-28 09:30", monthly))

    assert paris == ["02-28 08:30", "03-28 07:30", "04-25 07:30", "05-30 07:30"]
    assert reunion == ["02-28 05:30", "03-28 05:30", "04-25 05:30", "05-30 05:30"]


def test_daily_hour_that_does_not_exist_is_skipped_in_paris_alone() -> None:
    daily = "FREQ=DAILY;COUNT=3"

    assert list(clocks_of(PARIS, "2027-03-27 02:30", daily)) == ["03-27 01:30", "03-29 00:30"]
    assert len(list(clocks_of(REUNION, "2027-03-27 02:30", daily))) == 3


def test_daily_hour_that_comes_twice_is_the_first_of_the_two() -> None:
    found = list(clocks_of(PARIS, "2027-10-30 02:30", "FREQ=DAILY;COUNT=3"))

    assert found == ["10-30 00:30", "10-31 00:30", "11-01 01:30"]


def test_series_past_midnight_ends_the_day_after_whatever_clocks_do() -> None:
    rhythm = Rhythm(
        first=at_wall("2027-03-20 23:00"), minutes=240, zone=PARIS, rrule="FREQ=WEEKLY;COUNT=3"
    )

    found = list(rhythm.spans(after=FROM, until=TO))

    assert [selectors.wall(one.ends_at, PARIS).hour for one in found] == [3, 3, 3]
    assert [(one.ends_at - one.starts_at) / timedelta(hours=1) for one in found] == [4, 3, 4]


@pytest.mark.parametrize(
    ("region", "skipped"),
    [
        ("FR", {"03-29", "05-01", "05-06", "05-08", "05-17"}),
        ("FR-57", {"03-26", "03-29", "05-01", "05-06", "05-08", "05-17"}),
        (None, set()),
    ],
)
def test_public_holidays_are_those_of_the_area(region: str | None, skipped: set[str]) -> None:
    """Good Friday is one in Alsace and Moselle only."""
    rhythm = Rhythm(
        first=at_wall("2027-03-01 09:00"), minutes=60, zone=PARIS, rrule="FREQ=DAILY",
        until=date(2027, 5, 31), holidays_of=region,
    )  # fmt: skip

    days = {f"{one.starts_at:%m-%d}" for one in rhythm.spans(after=FROM, until=TO)}

    every = {f"{date(2027, 3, 1) + timedelta(each):%m-%d}" for each in range(92)}
    assert every - days == skipped


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=WEEKLY;BYMONTH=2;BYDAY=MO;BYSETPOS=3",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=30",
    ],
)
def test_rule_that_gives_nothing_says_so_soon(rule: str) -> None:
    asked = at_wall("2027-01-05 09:30")
    began = clocks.process_time()

    found = list(walls(str(Rule.read(rule)), asked))

    assert found == [asked]  # where it begins, and nothing after
    assert clocks.process_time() - began < 2


@pytest.mark.parametrize("year", [1, 1999, 2026, 2399, 9998])
def test_rule_is_expanded_from_any_year(year: int) -> None:
    first = at_wall(f"{year:04}-01-05 09:30")

    found = [wall for _n, wall in zip(range(4), walls("FREQ=WEEKLY", first), strict=False)]

    assert found == [first + timedelta(weeks=each) for each in range(4)]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=999",
        "FREQ=HOURLY;INTERVAL=24",
        "FREQ=DAILY;BYHOUR=9,18",
        "FREQ=WEEKLY;BYMINUTE=0,1,2",
        "FREQ=DAILY;BYSECOND=0,30",
    ],
)
def test_more_than_a_date_a_day_is_too_dense(rule: str) -> None:
    with pytest.raises(TooDense):
        Rule.read(rule)


@pytest.mark.parametrize(
    "rule",
    [
        "", "weekly", "FREQ=", "FREQ=FORTNIGHTLY", "INTERVAL=2", "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=-1", "FREQ=WEEKLY;INTERVAL=1001", "FREQ=WEEKLY;COUNT=0",
        "FREQ=WEEKLY;COUNT=99999999999", "FREQ=WEEKLY;COUNT=٣", "FREQ=WEEKLY;UNTIL=20270101",
        "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=", "FREQ=WEEKLY;BYDAY=2MO",
        "FREQ=MONTHLY;BYDAY=0MO", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=YEARLY;BYMONTH=13", "FREQ=YEARLY;BYMONTH=-1", "FREQ=YEARLY;BYWEEKNO=54",
        "FREQ=YEARLY;BYYEARDAY=367", "FREQ=MONTHLY;BYSETPOS=0", "FREQ=WEEKLY;WKST=XX",
        "FREQ=YEARLY;BYEASTER=0", "FREQ=WEEKLY;FREQ=DAILY", "FREQ=WEEKLY;RSCALE=GREGORIAN",
        "FREQ=DAILY;BYHOUR=24", "FREQ=WEEKLY\nRDATE:20270101", "FREQ=WEEKLY;" + "X=1;" * 200,
    ],
)  # fmt: skip
def test_what_is_not_a_rule_is_refused(rule: str) -> None:
    with pytest.raises(UnreadableRule):
        Rule.read(rule)


@pytest.mark.parametrize(
    "rule", ["freq=weekly;byday=tu", "RRULE:FREQ=WEEKLY;BYDAY=TU", "FREQ=WEEKLY;BYDAY=TU;"]
)
def test_rule_is_read_as_other_programs_write_it(rule: str) -> None:
    assert str(Rule.read(rule)) == "FREQ=WEEKLY;BYDAY=TU"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "chaque jour"),
        ("FREQ=DAILY;INTERVAL=3", "tous les trois jours"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "du lundi au vendredi"),
        ("FREQ=WEEKLY", "chaque mardi"),
        ("FREQ=WEEKLY;BYDAY=TH,TU", "chaque mardi et jeudi"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR", "chaque lundi, mercredi et vendredi"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "chaque jour"),
        ("FREQ=WEEKLY;INTERVAL=2", "toutes les deux semaines, le mardi"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "toutes les deux semaines, le mardi et le jeudi"),
        ("FREQ=MONTHLY;BYDAY=1TU", "le premier mardi du mois"),
        ("FREQ=MONTHLY;BYDAY=-1SA", "le dernier samedi du mois"),
        ("FREQ=MONTHLY;BYDAY=SA;BYSETPOS=-1", "le dernier samedi du mois"),
        ("FREQ=MONTHLY;BYDAY=1TU,3TU", "le premier et le troisième mardi du mois"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=2WE", "tous les deux mois, le deuxième mercredi"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "le 15 de chaque mois"),
        ("FREQ=MONTHLY;BYMONTHDAY=1", "le 1er de chaque mois"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "le dernier jour du mois"),
        ("FREQ=MONTHLY", "le 24 de chaque mois"),
        ("FREQ=YEARLY", "chaque année, le 24 novembre"),
        ("FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=21", "chaque année, le 21 juin"),
        ("FREQ=YEARLY;BYMONTH=6;BYDAY=1SU", "chaque année en juin, le premier dimanche"),
        ("FREQ=YEARLY;INTERVAL=2;BYMONTH=6;BYMONTHDAY=1", "tous les deux ans, le 1er juin"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "plusieurs dates"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "plusieurs dates"),
        ("FREQ=MONTHLY;BYDAY=1MO,2TU", "plusieurs dates"),
        ("FREQ=YEARLY;BYDAY=1MO", "plusieurs dates"),
        ("nonsense", "plusieurs dates"),
    ],
)
def test_rule_is_said_in_words(rule: str, words: str) -> None:
    assert selectors.rule_words(rule, at_wall("2026-11-24 09:30")) == words


@pytest.mark.django_db
def test_dates_moved_added_and_called_off_are_those_that_take_place() -> None:
    gathering = a_gathering(rrule="FREQ=WEEKLY")
    first, second, third = gathering.occurrences.order_by("starts_at")[:3]
    third.starts_at += timedelta(days=1)
    third.ends_at += timedelta(days=1)
    third.save()
    second.is_cancelled = True
    second.save()
    extra = Occurrence.objects.create(
        gathering=gathering,
        rule_at=first.starts_at + timedelta(days=2),
        starts_at=first.starts_at + timedelta(days=2),
        ends_at=first.ends_at + timedelta(days=2),
        is_extra=True,
    )

    until = first.starts_at + timedelta(weeks=3)
    found = [one.starts_at for one in selectors.spans_of(gathering, after=NOW, until=until)]

    assert found == [first.starts_at, extra.starts_at, third.starts_at, until]

"""Recurrence rules (RFC 5545), read strictly and never expanded without end.

A rule gives hours on the wall. What it may hold is stated here: at most a date a day, and no
``UNTIL``, which a gathering keeps apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, datetime
from typing import Final

from dateutil.rrule import rrulestr

from parvis.domains.gatherings.vocabulary import COUNT_MAX, INTERVAL_MAX, RRULE_MAX

#: Once a day at most.
FREQUENCIES: Final = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
TOO_DENSE: Final = ("SECONDLY", "MINUTELY", "HOURLY")
#: As Python counts them, Monday first.
WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NTH: Final = re.compile(r"([+-]?[1-9][0-9]?)?(MO|TU|WE|TH|FR|SA|SU)")
NUMBER: Final = re.compile(r"[+-]?[0-9]{1,4}")
#: The greatest number of each list, and whether it may be counted from the end.
LISTS: Final = {
    "BYMONTH": (12, False),
    "BYMONTHDAY": (31, True),
    "BYYEARDAY": (366, True),
    "BYWEEKNO": (53, True),
    "BYSETPOS": (366, True),
}
AT_MOST: Final = {"INTERVAL": INTERVAL_MAX, "COUNT": COUNT_MAX}
#: Those that know of a second Tuesday.
COUNTING: Final = ("MONTHLY", "YEARLY")
#: One value of each: two would be two dates a day.
CLOCK: Final = {"BYHOUR": 23, "BYMINUTE": 59, "BYSECOND": 59}
#: Years after which the calendar is the same again, weekdays included.
CYCLE: Final = 400
#: Years of a rule that are always expanded.
ROOM: Final = 100


class UnreadableRule(ValueError):  # noqa: N818  (as house refusals are named)
    """It is not a rule, or not one that gatherings follow."""


class TooDense(UnreadableRule):
    """It gives more than a date a day."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The parts of a rule, each written once; all of them make sense by themselves."""

    parts: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, written: str) -> "Rule":
        """:raises UnreadableRule: it is none, or too dense."""
        if len(written) > RRULE_MAX:
            raise UnreadableRule("too long")
        parts: dict[str, str] = {}
        for each in written.strip().removeprefix("RRULE:").upper().rstrip(";").split(";"):
            name, equals, value = each.partition("=")
            if not equals or name in parts:
                raise UnreadableRule(each)
            parts[name] = value
        _check(parts)
        return cls(tuple(parts.items()))

    def get(self, name: str) -> str:
        return dict(self.parts).get(name, "")

    @property
    def freq(self) -> str:
        return self.get("FREQ")

    @property
    def interval(self) -> int:
        return int(self.get("INTERVAL") or 1)

    @property
    def count(self) -> int | None:
        """How many dates it gives in all; None for as many as there are."""
        return int(self.get("COUNT")) if self.get("COUNT") else None

    @property
    def weekdays(self) -> tuple[tuple[int, int], ...]:
        """(which of the month or the year, 0 for every one; weekday, Monday is 0)."""
        found = [NTH.fullmatch(each) for each in self.get("BYDAY").split(",") if each]
        return tuple((int(one[1] or 0), WEEKDAYS.index(one[2])) for one in found if one)

    def numbers(self, name: str) -> tuple[int, ...]:
        return tuple(int(each) for each in self.get(name).split(",") if each)

    def names(self) -> set[str]:
        """Its parts that say which dates, without those that say nothing by their value."""
        plain = {"FREQ", "INTERVAL", "COUNT", "WKST"}
        return {name for name, _value in self.parts} - plain

    def with_count(self, count: int | None) -> "Rule":
        parts = [(name, value) for name, value in self.parts if name != "COUNT"]
        return Rule((*parts, *([("COUNT", str(count))] if count else [])))

    def __str__(self) -> str:
        return ";".join(f"{name}={value}" for name, value in self.parts)

    @property
    def is_one_a_period(self) -> bool:
        """One date a week, a month or a year: not several."""
        return all("," not in self.get(name) for name in ("BYDAY", *LISTS))

    @property
    def shape(self) -> tuple[object, ...]:
        """Two rules of one shape give as many dates in as long a time: one is the other, moved."""
        sizes = tuple(len(self.get(name).split(",")) for name in ("BYDAY", *LISTS))
        return self.freq, self.interval, sizes


def walls(rrule: str, first: datetime) -> Iterator[datetime]:
    """The dates of a rule, in order, from the first one, which is always one of them."""
    given = _given(rrule, first)
    start = next(given, None)
    yield first
    if start is not None and start != first:
        yield start
    yield from given


def first_given(rrule: str, asked: datetime) -> datetime | None:
    """The first date of a rule on that day or after, at that hour; None when it gives none."""
    return next(_given(rrule, asked), None)


def _given(rrule: str, first: datetime) -> Iterator[datetime]:
    """What gives no date ends soon all the same.

    The library looks for the next date up to the last year a date can have; the calendar being the
    same every four centuries, it starts as late as leaves a hundred years.
    """
    ahead = (MAXYEAR - ROOM - first.year) // CYCLE * CYCLE
    for found in rrulestr(rrule, dtstart=first.replace(year=first.year + ahead)):
        yield found.replace(year=found.year - ahead)


def _check(parts: dict[str, str]) -> None:
    freq = parts.get("FREQ", "")
    if freq in TOO_DENSE:
        raise TooDense(freq)
    if freq not in FREQUENCIES:
        raise UnreadableRule(freq)
    for name, value in parts.items():
        if name in AT_MOST:
            _check_amount(name, value)
        elif name in CLOCK:
            _check_clock(name, value)
        elif name in LISTS:
            _check_numbers(name, value)
        elif name == "BYDAY":
            _check_weekdays(value, counts=freq in COUNTING and "BYWEEKNO" not in parts)
        elif name != "FREQ" and not (name == "WKST" and value in WEEKDAYS):
            raise UnreadableRule(f"{name}={value}")


def _check_amount(name: str, value: str) -> None:
    fits = value.isascii() and value.isdigit() and len(value) < 6
    if not fits or not 1 <= int(value) <= AT_MOST[name]:
        raise UnreadableRule(f"{name}={value}")


def _check_weekdays(value: str, *, counts: bool) -> None:
    for each in value.split(","):
        found = NTH.fullmatch(each)
        if found is None or (found[1] and not counts):
            raise UnreadableRule(f"BYDAY={value}")


def _check_clock(name: str, value: str) -> None:
    if "," in value:
        raise TooDense(f"{name}={value}")
    if not value.isascii() or not value.isdigit() or len(value) > 2 or int(value) > CLOCK[name]:
        raise UnreadableRule(f"{name}={value}")


def _check_numbers(name: str, value: str) -> None:
    most, from_end = LISTS[name]
    for each in value.split(","):
        number = int(each) if NUMBER.fullmatch(each) else 0
        if not 1 <= abs(number) <= most or (number < 0 and not from_end):
            raise UnreadableRule(f"{name}={value}")

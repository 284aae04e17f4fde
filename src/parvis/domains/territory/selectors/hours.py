"""What an OpenStreetMap ``opening_hours`` string says, at one place, on real days.

The grammar and its evaluation are those of the library opening-hours-py; measured against our cases
it is right on time zones, clock changes, nights, months and the national public holidays. This
module adds what it lacks: the public holidays of a region (Alsace and Moselle, overseas), nights
after a closed day, and a refusal, with a way out, of what it accepts and reads otherwise than the
person meant.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]
from opening_hours import State as LibraryState

from parvis.domains.territory.selectors.calendars import (
    country_and_part,
    public_holidays,
    regional_holidays,
)
from parvis.domains.territory.selectors.grammar import (
    QUOTED,
    UnreadableHours,
    outside_quotes,
    refuse_what_would_mislead,
    tidy,
)
from parvis.domains.territory.vocabulary import DEFAULT_COUNTRY

#: The library wants zones by name: ``datetime.UTC`` has none.
UTC: Final = ZoneInfo("UTC")
DAY: Final = dt.timedelta(days=1)
#: Looked at on both sides of what is asked: what happens at its edges depends on the night around.
MARGIN: Final = dt.timedelta(hours=12)
WEEKDAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
PUBLIC_HOLIDAY = re.compile(r"\bPH\b(?!\s*[+-]\s*\d+\s*day)")
MIDNIGHT = re.compile(r"\b00:00\s*-|\b24/7\b|^(?!.*\d:\d)")


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    UNSURE = "unknown"


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time in one state; instants in UTC, the end left out."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    state: State
    comment: str


def _with_weekday_as_holiday(expression: str, weekday: str) -> str:
    """The same hours where ``PH`` also means this weekday: true on one regional holiday."""

    def both(found: re.Match[str]) -> str:
        after_a_day = found.string[: found.start()].rstrip().endswith(",")
        return f"{weekday},PH" if after_a_day else f"PH,{weekday}"

    kept, last = [], 0
    for quote in QUOTED.finditer(expression):
        kept += [PUBLIC_HOLIDAY.sub(both, expression[last : quote.start()]), quote.group()]
        last = quote.end()
    return "".join([*kept, PUBLIC_HOLIDAY.sub(both, expression[last:])])


class Schedule:
    """The hours of one place. Raises ``UnreadableHours`` when the string cannot be read."""

    def __init__(
        self, expression: str, zone: str, region: str, point: tuple[float, float] | None
    ) -> None:
        self.expression = tidy(expression)
        self.zone = ZoneInfo(zone)
        self.region = region
        self.point = point
        refuse_what_would_mislead(self.expression, has_point=point is not None)
        self.usual = self._parse(self.expression)
        self.opens_at_midnight = bool(MIDNIGHT.search(outside_quotes(self.expression)))
        self.has_holiday_rule = bool(PUBLIC_HOLIDAY.search(outside_quotes(self.expression)))
        self.on_regional_holiday: dict[str, OpeningHours] = {}
        if self.has_holiday_rule and country_and_part(region)[1]:
            self.on_regional_holiday = {
                weekday: self._parse(_with_weekday_as_holiday(self.expression, weekday))
                for weekday in WEEKDAYS
            }

    def _parse(self, expression: str) -> OpeningHours:
        try:
            return OpeningHours(
                expression,
                timezone=self.zone,
                country=country_and_part(self.region)[0],
                coords=self.point,
                auto_country=False,
                # Without it the sun of a fixed day is used, point or no point. The zone stays ours.
                auto_timezone=self.point is not None,
            )
        except ParserError as problem:
            raise UnreadableHours from problem

    def intervals(self, start: dt.datetime, end: dt.datetime) -> Iterator[Interval]:
        """The states from one instant to another, in order, without a gap; neighbours differ.

        In the hour that comes twice in autumn, an opening or a closing is the second time.
        """
        first, last = start.astimezone(UTC), end.astimezone(UTC)
        for found in self._merged(first - MARGIN, last + MARGIN):
            opens, closes = max(found.starts_at, first), min(found.ends_at, last)
            if opens < closes:
                yield Interval(opens, closes, found.state, found.comment)

    def _merged(self, start: dt.datetime, end: dt.datetime) -> Iterator[Interval]:
        current: Interval | None = None
        for piece in self._pieces(start, end):
            found = self._without_lost_night(piece, current)
            if current and (current.state, current.comment) == (found.state, found.comment):
                current = replace(current, ends_at=found.ends_at)
                continue
            if current:
                yield current
            current = found
        if current:
            yield current

    def _without_lost_night(self, found: Interval, before: Interval | None) -> Interval:
        """« 22:00-02:00; Fr off »: the library still opens from midnight to two after Friday."""
        if self.opens_at_midnight or found.state is not State.OPEN:
            return found
        if before is None or before.state is State.OPEN:
            return found
        opens = found.starts_at.astimezone(self.zone)
        if opens.time() != dt.time() or found.ends_at - found.starts_at > MARGIN:
            return found
        return replace(found, state=State.CLOSED, comment=before.comment)

    def _pieces(self, start: dt.datetime, end: dt.datetime) -> Iterator[Interval]:
        cursor = start.astimezone(UTC)
        end = end.astimezone(UTC)
        for opens, closes, hours in self._exceptions(cursor, end):
            yield from self._read(self.usual, cursor, opens)
            cursor = max(cursor, opens)
            yield from self._read(hours, cursor, closes)
            cursor = max(cursor, closes)
        yield from self._read(self.usual, cursor, end)

    def _exceptions(
        self, start: dt.datetime, end: dt.datetime
    ) -> Iterator[tuple[dt.datetime, dt.datetime, OpeningHours]]:
        """The regional holidays, each to the end of the next day: an evening may end at night."""
        if not self.on_regional_holiday:
            return
        first, last = start.astimezone(self.zone).date() - DAY, end.astimezone(self.zone).date()
        years = range(first.year, last.year + 1)
        days = sorted(day for year in years for day in regional_holidays(self.region, year))
        for day in days:
            if first <= day <= last:
                opens, closes = self._midnight(day), self._midnight(day + 2 * DAY)
                yield (
                    max(start, opens),
                    min(end, closes),
                    self.on_regional_holiday[WEEKDAYS[day.weekday()]],
                )

    def _midnight(self, day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(), tzinfo=self.zone).astimezone(UTC)

    @staticmethod
    def _read(hours: OpeningHours, start: dt.datetime, end: dt.datetime) -> Iterator[Interval]:
        cursor = start
        if start >= end:
            return
        for _opens, closes, state, comment in hours.intervals(start, end):
            until = min(closes.astimezone(UTC), end)
            if until > cursor:
                yield Interval(cursor, until, STATES[state], comment)
                cursor = until

    def is_holiday(self, day: dt.date) -> bool:
        return day in public_holidays(self.region or DEFAULT_COUNTRY, day.year)


STATES: Final = {
    LibraryState.OPEN: State.OPEN,
    LibraryState.CLOSED: State.CLOSED,
    LibraryState.UNKNOWN: State.UNSURE,
}


@lru_cache(maxsize=4096)
def schedule(
    expression: str, zone: str, region: str = "", point: tuple[float, float] | None = None
) -> Schedule:
    """Read once, kept: a page of places reads each string a single time."""
    return Schedule(expression, zone, region, point)

"""From the hour on the wall to instants."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Span(NamedTuple):
    """One date: the instant the rule gave, then when it begins and ends."""

    rule_at: datetime
    starts_at: datetime
    ends_at: datetime


def wall(at: datetime, zone: str) -> datetime:
    """What a clock on the wall shows, without zone."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def instant(on_wall: datetime, zone: str) -> datetime:
    """The instant of an hour on the wall, in UTC.

    An hour that comes twice (clocks set back) is the first one; an hour that does not exist
    (clocks set forward) is shown as many minutes later: 2 h 30 becomes 3 h 30.
    """
    return on_wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def exists(on_wall: datetime, zone: str) -> bool:
    """Whether a clock ever shows this hour: not between 2 h and 3 h the night it is set forward."""
    return wall(instant(on_wall, zone), zone) == on_wall


def span(on_wall: datetime, minutes: int, zone: str) -> Span:
    """A date that begins at this hour and ends so many minutes later on the wall.

    A night when clocks change is an hour shorter or longer, as for those who were there.
    """
    starts = instant(on_wall, zone)
    ends = instant(on_wall + timedelta(minutes=minutes), zone)
    if ends <= starts:
        ends = starts + timedelta(minutes=minutes)
    return Span(starts, starts, ends)


def length(starts: time, ends: time) -> int:
    """Minutes on the wall from one hour to the other, past midnight if need be."""
    day = date(2000, 1, 1)
    between = datetime.combine(day, ends) - datetime.combine(day, starts)
    return int(between / timedelta(minutes=1)) % (24 * 60)

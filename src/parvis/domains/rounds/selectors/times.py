"""When lists close and when tables first meet: hours on the wall of the commune."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from parvis.domains.gatherings.selectors import exists, instant
from parvis.domains.people.vocabulary import Weekday
from parvis.domains.rounds.vocabulary import (
    CLOSING_HOUR,
    CLOSING_WEEKDAY,
    QUIET_HOURS,
    REFILL_HOURS,
)

WEEKDAYS: Final = tuple(Weekday.values)
A_WEEK: Final = timedelta(weeks=1)


def closing_after(at: datetime, zone: str) -> datetime:
    """The first Sunday, 20 h on the wall, after this instant; across changes of clock as well."""
    today = at.astimezone(ZoneInfo(zone)).date()
    day = today + timedelta(days=(CLOSING_WEEKDAY - today.weekday()) % 7)
    closes_at = instant(datetime.combine(day, time(CLOSING_HOUR)), zone)
    if closes_at > at:
        return closes_at
    return instant(datetime.combine(day + A_WEEK, time(CLOSING_HOUR)), zone)


def week_after(closes_at: datetime, zone: str) -> date:
    """The Monday of the second week after a list closes.

    The first is for reading the tables over, for the answers, and for filling places again.
    """
    day = closes_at.astimezone(ZoneInfo(zone)).date()
    return day + timedelta(days=7 - day.weekday()) + A_WEEK


def first_meeting(*, slot: str, begins: time, week: date, zone: str, at: datetime) -> datetime:
    """When a session first takes place: in this week, or the first after it that leaves people
    time to answer, and a place that comes free time to be filled."""
    weekday = WEEKDAYS.index(slot.split("-", maxsplit=1)[0])
    day = week + timedelta(days=weekday)
    soonest = at + timedelta(hours=QUIET_HOURS + REFILL_HOURS)
    while True:
        wall = datetime.combine(day, begins)
        # An hour that the clocks jump over does not take place: the week after, it does.
        if exists(wall, zone) and (starts_at := instant(wall, zone)) >= soonest:
            return starts_at
        day += A_WEEK

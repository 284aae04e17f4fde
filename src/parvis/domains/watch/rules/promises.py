"""Promised times, counted in hours of the day people live."""

from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings

from parvis.domains.territory.models import Area
from parvis.domains.watch.rules.kinds import Kind
from parvis.domains.watch.vocabulary import DAY_BEGINS, DAY_ENDS


def promised(at: datetime, hours: float, zone: tzinfo) -> datetime:
    """The instant when ``hours`` of day have passed since ``at``, in UTC.

    Only the hours from 8 to 20 on the wall of the zone count: two hours promised at 19:00 end at
    9:00 the next day. Elapsed time is real time: a day when the clock changes is as long as it is.
    """
    left, now = timedelta(hours=hours), at.astimezone(UTC)
    day = at.astimezone(zone).date()
    while True:
        begins = datetime.combine(day, time(DAY_BEGINS), zone).astimezone(UTC)
        ends = datetime.combine(day, time(DAY_ENDS), zone).astimezone(UTC)
        starts = max(now, begins)
        if starts < ends:
            if left <= ends - starts:
                return starts + left
            left -= ends - starts
        day += timedelta(days=1)


def promised_for(kind: Kind, *, area: Area | None, at: datetime) -> datetime:
    """When an answer of this kind is due, asked now in this area."""
    if kind.by_day:
        return promised(at, kind.promise_hours, zone_of(area))
    return at + timedelta(hours=kind.promise_hours)


def zone_of(area: Area | None) -> ZoneInfo:
    return area.zone if area else ZoneInfo(settings.TIME_ZONE)

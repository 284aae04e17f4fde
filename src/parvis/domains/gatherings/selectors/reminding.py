"""Who is to be reminded of what, and who is to be asked how it was."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from parvis.domains.gatherings.models import Attendance, Occurrence
from parvis.domains.gatherings.selectors.agreed import takes_place
from parvis.domains.gatherings.selectors.calendar import instant, wall
from parvis.domains.gatherings.vocabulary import (
    ASKED_AT_HOUR,
    ASKED_STALE_DAYS,
    REMINDED_AT_HOUR,
    REMINDED_LATE_HOURS,
    Coming,
)
from parvis.domains.people.models import Resident

DAY = timedelta(days=1)
#: Any hour of the day before, in any zone.
FURTHEST = timedelta(days=2)
LATE = timedelta(hours=REMINDED_LATE_HOURS)


def reminder_keys(occurrence: Occurrence) -> str:
    """How the keys of all reminders of this date begin."""
    return f"reminder:{occurrence.pk.hex}:"


def reminder_key(occurrence: Occurrence) -> str:
    """A date that moved is another date to be reminded of."""
    return f"{reminder_keys(occurrence)}{occurrence.starts_at:%Y%m%dT%H%M}"


def greeter_reminder_key(occurrence: Occurrence) -> str:
    """Who waits for somebody may come themselves: that is another notice."""
    return f"{reminder_key(occurrence)}:door"


def how_key(occurrence: Occurrence) -> str:
    return f"how:{occurrence.pk.hex}"


def day_before(occurrence: Occurrence) -> datetime:
    """When those who come are reminded: the day before, on the wall of the place."""
    return _at_hour(occurrence, occurrence.starts_at, -DAY, REMINDED_AT_HOUR)


def day_after(occurrence: Occurrence) -> datetime:
    """When who came alone is asked how it was."""
    return _at_hour(occurrence, occurrence.starts_at, DAY, ASKED_AT_HOUR)


def dates_to_remind_of(at: datetime) -> Iterator[Occurrence]:
    """Dates ahead whose day-before message is due and has not gone out."""
    for one in _on().filter(starts_at__gt=at, starts_at__lte=at + FURTHEST):
        due = day_before(one)
        if due <= at and (one.reminded_at is None or one.reminded_at < due):
            yield one


def dates_with_late_comers(at: datetime) -> Iterator[Occurrence]:
    """Dates that begin within hours: who said so after the day before is reminded now."""
    yield from _on().filter(starts_at__gt=at, starts_at__lte=at + LATE)


def dates_begun(at: datetime) -> QuerySet[Occurrence]:
    """Those whose reminders say nothing useful any more."""
    begun = Occurrence.objects.filter(starts_at__lte=at, starts_at__gt=at - DAY)
    return begun.exclude(reminded_at=None).order_by("pk")


def dates_to_ask_about(at: datetime) -> Iterator[Occurrence]:
    """Past dates to which somebody came alone, from the day after on, and not much later."""
    alone = Attendance.objects.filter(occurrence=OuterRef("pk"), alone=True, state=Coming.GOING)
    stale = timedelta(days=ASKED_STALE_DAYS)
    past = _on().filter(Exists(alone), ends_at__lte=at, starts_at__gt=at - stale - FURTHEST)
    for one in past:
        due = day_after(one)
        if due <= at < due + stale:
            yield one


def to_remind(occurrence: Occurrence) -> QuerySet[Attendance]:
    """Those who said they come before the day-before message; told once."""
    return _untold(occurrence, reminder_key(occurrence)).filter(said_at__lt=day_before(occurrence))


def late_to_remind(occurrence: Occurrence) -> QuerySet[Attendance]:
    """Those who said it later, and not just now: they know."""
    return _untold(occurrence, reminder_key(occurrence)).filter(
        said_at__gte=day_before(occurrence), said_at__lte=occurrence.starts_at - LATE
    )


def greeters_to_remind(occurrence: Occurrence) -> list[tuple[Resident, int]]:
    """Those who wait for somebody, with how many they wait for."""
    rows = Attendance.objects.filter(
        occurrence=occurrence, alone=True, state=Coming.GOING, greeter__isnull=False
    )
    load = Counter(rows.values_list("greeter_id", flat=True))
    told = greeter_reminder_key(occurrence)
    found = Resident.objects.filter(pk__in=load).exclude(notices__key=told).order_by("pk")
    return [(one, load[one.pk]) for one in found]


def to_ask(occurrence: Occurrence) -> QuerySet[Attendance]:
    """Those who came alone; nobody has said that they did not come."""
    return _untold(occurrence, how_key(occurrence)).filter(alone=True).exclude(came=False)


def _on() -> QuerySet[Occurrence]:
    return (
        Occurrence.objects.filter(takes_place())
        .select_related("gathering__place", "gathering__circle")
        .order_by("starts_at", "pk")
    )


def _untold(occurrence: Occurrence, key: str) -> QuerySet[Attendance]:
    return (
        Attendance.objects.filter(occurrence=occurrence, state=Coming.GOING)
        .exclude(resident__notices__key=key)
        .select_related("resident", "greeter")
        .order_by("pk")
    )


def _at_hour(occurrence: Occurrence, day: datetime, shift: timedelta, hour: int) -> datetime:
    zone = occurrence.gathering.time_zone
    return instant(datetime.combine(wall(day, zone).date() + shift, time(hour)), zone)

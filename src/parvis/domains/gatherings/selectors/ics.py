"""Gatherings as iCalendar (RFC 5545 and 7986), for other calendars to read.

A series is one event with its rule; dates that were moved, called off or have a note of their own
are exceptions to it. What is written here names no person.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration, vRecur

from parvis.domains.gatherings.models import Gathering, Occurrence
from parvis.domains.gatherings.selectors.calendar import wall
from parvis.domains.gatherings.selectors.recurrence import Rule
from parvis.domains.gatherings.selectors.rhythm import Rhythm, rhythm_of
from parvis.domains.gatherings.vocabulary import Audience, Status
from parvis.domains.people.vocabulary import interests
from parvis.kernel import text

#: What was called off is still told so many days later (trust.md ECO-8).
CANCELLED_DAYS: Final = 30
#: How far the days without are written out: beyond, a calendar has read this one again.
WITHOUT_DAYS: Final = 366
REFRESH: Final = timedelta(hours=12)
CONFIRMED, CANCELLED, TENTATIVE = "CONFIRMED", "CANCELLED", "TENTATIVE"


@dataclass(frozen=True, slots=True)
class Head:
    """What a calendar says of itself."""

    name: str
    #: Its own address; empty for a file that stands alone.
    source: str = ""
    about: str = ""


def calendar_of(gatherings: Iterable[Gathering], *, head: Head, at: datetime) -> bytes:
    """Whole gatherings, with all their dates to come.

    :param gatherings: as :func:`told` gives them.
    """
    calendar = _calendar(head)
    for gathering in gatherings:
        for event in _events_of(gathering, at):
            calendar.add_component(event)
    return _written(calendar)


def dates_calendar(
    dates: Iterable[tuple[Occurrence, str]], *, head: Head, at: datetime, method: str = ""
) -> bytes:
    """Single dates, each with its status: somebody's own week, or the file of one date."""
    calendar = _calendar(head)
    if method:
        calendar.add("method", method)
    for occurrence, status in dates:
        calendar.add_component(_single(occurrence, status, at))
    return _written(calendar)


def told(found: Iterable[Gathering], *, at: datetime) -> list[Gathering]:
    """These gatherings with what a calendar says of them. Four queries, whatever their number."""
    kept = [one.pk for one in found]
    since = at - timedelta(days=CANCELLED_DAYS)
    recent = Occurrence.objects.filter(Q(ends_at__gt=since) | Q(rule_at__gt=since))
    return list(
        Gathering.objects.filter(pk__in=kept)
        .select_related("place__area__parent", "organisation")
        .defer("place__area__boundary", "place__area__parent__boundary")
        .prefetch_related(
            "pauses", Prefetch("occurrences", recent.order_by("rule_at"), to_attr="told_dates")
        )
        .order_by("starts_at", "pk")
    )


def uid_of(gathering: Gathering) -> str:
    """The same for ever, whatever changes."""
    return f"{gathering.pk}@{_host()}"


def status_of(occurrence: Occurrence) -> str:
    cancelled = occurrence.is_cancelled or occurrence.gathering.status == Status.CANCELLED
    return CANCELLED if cancelled else CONFIRMED


def _calendar(head: Head) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//{_host()}//Parvis//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", head.name)
    calendar.add("x-wr-calname", head.name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("color", "darkgreen")
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    if head.about:
        calendar.add("description", head.about)
    if head.source:
        calendar.add("source", head.source, parameters={"VALUE": "URI"})
    return calendar


def _written(calendar: Calendar) -> bytes:
    """With the definition of every zone it names."""
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _events_of(gathering: Gathering, at: datetime) -> list[Event]:
    dates: list[Occurrence] = gathering.told_dates  # type: ignore[attr-defined]
    for one in dates:
        one.gathering = gathering
    if not gathering.rrule:
        return [_single(one, status_of(one), at) for one in dates]
    return _series(gathering, dates, at)


def _series(gathering: Gathering, dates: list[Occurrence], at: datetime) -> list[Event]:
    """The rule, then its exceptions."""
    rhythm, zone = rhythm_of(gathering), ZoneInfo(gathering.time_zone)
    master = _event(gathering, at)
    starts = gathering.starts_at.astimezone(zone)
    master.add("uid", uid_of(gathering))
    master.add("dtstart", starts)
    master.add("dtend", (rhythm.first + timedelta(minutes=gathering.minutes)).replace(tzinfo=zone))
    master.add("rrule", vRecur.from_ical(_rule(rhythm)))
    master.add("status", CANCELLED if gathering.status == Status.CANCELLED else CONFIRMED)
    given = [one for one in dates if one.rule_at >= gathering.starts_at]
    if without := _without(rhythm, at):
        master.add("exdate", [one.replace(tzinfo=zone) for one in without])
    if added := [one.rule_at.astimezone(zone) for one in given if one.is_extra]:
        master.add("rdate", added)
    events = [master]
    for one in given:
        ordinary = one.ends_at - one.starts_at == _lasts(rhythm, one)
        if one.is_moved or one.is_cancelled or one.note or not ordinary:
            exception = _event(gathering, at, one.note)
            exception.add("uid", uid_of(gathering))
            exception.add("recurrence-id", one.rule_at.astimezone(zone))
            exception.add("dtstart", one.starts_at.astimezone(zone))
            exception.add("dtend", one.ends_at.astimezone(zone))
            exception.add("status", status_of(one))
            events.append(exception)
    return events


def _lasts(rhythm: Rhythm, one: Occurrence) -> timedelta:
    zone = ZoneInfo(rhythm.zone)
    begins = wall(one.starts_at, rhythm.zone).replace(tzinfo=zone)
    ends = begins + timedelta(minutes=rhythm.minutes)  # on the wall
    return ends.astimezone(UTC) - begins.astimezone(UTC)


def _rule(rhythm: Rhythm) -> str:
    """With its end, in UTC as RFC 5545 asks. A rule may not say both a number and an end."""
    rule = Rule.read(rhythm.rrule)
    if rhythm.until is None:
        return str(rule)
    end = datetime.combine(rhythm.until, time(23, 59, 59), ZoneInfo(rhythm.zone))
    if rule.count is not None:
        given = sum(1 for _wall in rhythm.walls())
        return str(rule.with_count(max(1, given)))
    return f"{rule};UNTIL={end.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _without(rhythm: Rhythm, at: datetime) -> list[datetime]:
    """The hours on the wall that the rule gives and that do not take place."""
    last = wall(at, rhythm.zone) + timedelta(days=WITHOUT_DAYS)
    found = []
    for on_wall in rhythm.walls():
        if on_wall > last:
            break
        if not rhythm.gives(on_wall):
            found.append(on_wall)
    return found


def _single(occurrence: Occurrence, status: str, at: datetime) -> Event:
    gathering = occurrence.gathering
    zone = ZoneInfo(gathering.time_zone)
    event = _event(gathering, at, occurrence.note)
    event.add("uid", f"{occurrence.pk}@{_host()}")
    event.add("dtstart", occurrence.starts_at.astimezone(zone))
    event.add("dtend", occurrence.ends_at.astimezone(zone))
    event.add("status", status)
    if gathering.audience != Audience.PUBLIC or not gathering.external_url:
        event.pop("url", None)
        event.add("url", _address(occurrence.get_absolute_url()))
    return event


def _event(gathering: Gathering, at: datetime, note: str = "") -> Event:
    event = Event()
    changed = gathering.updated_at
    event.add("dtstamp", min(at, changed) if changed else at)
    event.add("last-modified", changed)
    event.add("created", gathering.created_at)
    event.add("sequence", gathering.sequence)
    place = gathering.place
    where = [place.name, gathering.where_note, place.address, place.area.name]
    if gathering.audience == Audience.PUBLIC:
        event.add("summary", gathering.title)
        event.add("description", _description(gathering, note))
        if kinds := _kinds(gathering):
            event.add("categories", kinds)
    else:
        # Other eyes may read a calendar: what is between some people says nothing of itself.
        event.add("summary", _("Rencontre"))
    event.add("location", ", ".join(each for each in where if each))
    if place.point is not None:
        event.add("geo", place.point)
    if gathering.audience == Audience.PUBLIC:
        event.add("class", "PUBLIC")
        if gathering.external_url:
            event.add("url", gathering.external_url)
        elif shown := _next_date(gathering, at):
            event.add("url", _address(shown.get_absolute_url()))
    else:
        event.add("class", "PRIVATE")
    return event


def _kinds(gathering: Gathering) -> list[str]:
    known = interests.interests()
    said = [known[slug] for slug in sorted(gathering.interests) if slug in known]
    return [one.label(get_language() or "fr") for one in said]


def _next_date(gathering: Gathering, at: datetime) -> Occurrence | None:
    """Whose page to open, if its dates are at hand."""
    dates: list[Occurrence] = getattr(gathering, "told_dates", [])
    coming = [one for one in dates if one.ends_at > at]
    return min(coming or dates, key=lambda one: one.starts_at, default=None)


def _description(gathering: Gathering, note: str) -> str:
    bring = _("À apporter : %(what)s") % {"what": gathering.bring} if gathering.bring else ""
    alone = _("On peut venir seul·e.") if gathering.good_alone else ""
    return "\n\n".join(filter(None, [note, text.clean(gathering.about), bring, alone]))


def _address(path: str) -> str:
    return settings.PARVIS.public_url.rstrip("/") + path


def _host() -> str:
    return urlsplit(settings.PARVIS.public_url).hostname or "parvis"

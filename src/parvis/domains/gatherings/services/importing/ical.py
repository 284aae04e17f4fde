"""A calendar at an address, read: what takes place in the coming year, dates and words."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import recurring_ical_events
import structlog
from icalendar import Calendar

from parvis.domains.gatherings.services.importing import wording, zones
from parvis.domains.gatherings.services.importing.bounding import (
    LeftAside,
    Window,
    bound,
    midnight,
)
from parvis.domains.gatherings.services.importing.reading import (
    AHEAD,
    BEFORE,
    DATES_MAX,
    EVENTS_MAX,
    Budget,
    Date,
    Entry,
    Reading,
    Refused,
)
from parvis.domains.gatherings.services.importing.splitting import Block, Feed, split
from parvis.domains.gatherings.vocabulary import NOTE_MAX, TITLE_MAX, ImportProblem, LeftOut

log = structlog.get_logger(__name__)

DATED: Final = re.compile(r"(DTSTART|DTEND|EXDATE|RDATE|RECURRENCE-ID)(?=[;:])", re.IGNORECASE)
TZID: Final = re.compile(r";TZID=(\"[^\"]*\"|[^;:]*)", re.IGNORECASE)
#: Where no end is said.
UNSAID: Final = timedelta(hours=1)
LONGEST: Final = timedelta(days=366)
CATEGORIES_MAX: Final = 20


def read(body: bytes, *, zone: str, at: datetime, budget: Budget) -> Reading:
    """Everything of a calendar that takes place within a year.

    Each event is read by itself: one that is hostile or broken is left out with its reason. What
    could not be read in the time given is too, and nothing is then taken for withdrawn.

    :param zone: that of the place, for hours that name none.
    :raises NotRead: it is no calendar.
    """
    feed = split(body)
    window = Window(at - BEFORE, at + AHEAD, zones.named(feed.zone) or zone)
    reading = Reading(is_whole=feed.is_whole)
    reading.problem = None if feed.is_whole else ImportProblem.CUT
    known = 0
    for uid, blocks in feed.events.items():
        if _is_over(blocks, window):
            continue
        known += 1
        title = wording.line(_plain(blocks[0].value("SUMMARY")), TITLE_MAX)
        if known > EVENTS_MAX or not budget.left:
            why = LeftOut.TOO_MANY if known > EVENTS_MAX else LeftOut.LATE
            reading.refused.append(Refused(uid, title, why))
            reading.is_whole = False
            continue
        try:
            entry = _entry(uid, blocks, feed, window)
        except LeftAside as left:
            reading.refused.append(Refused(uid, title, left.why))
        except Exception as problem:  # noqa: BLE001  (whatever a stranger wrote: the others come in)
            log.info("event_not_read", error=type(problem).__name__)
            reading.refused.append(Refused(uid, title, LeftOut.BROKEN))
        else:
            reading.entries.append(entry)
    if not feed.events:
        reading.is_whole = False
        reading.problem = reading.problem or ImportProblem.EMPTY
    return reading


def _is_over(blocks: list[Block], window: Window) -> bool:
    """Long over, as its first digits say: an agenda keeps years of these."""
    if any(block.has("RRULE", "RDATE") for block in blocks):
        return False
    first = (window.starts - LONGEST).strftime("%Y%m%d")
    days = [block.value("DTSTART").strip()[:8] for block in blocks]
    return all(len(day) == 8 and day.isdecimal() and day < first for day in days)


def _entry(uid: str, blocks: list[Block], feed: Feed, window: Window) -> Entry:
    for block in blocks:
        if block.why is not None:
            raise LeftAside(block.why)
    main = next((one for one in blocks if not one.has("RECURRENCE-ID")), blocks[0])
    calendar = Calendar.from_ical(_written(blocks, feed, window))
    events: list[Any] = list(calendar.events)
    said = events[blocks.index(main)]
    title = wording.line(_of(said, "SUMMARY"), TITLE_MAX)
    if not any(letter.isalnum() for letter in title):
        raise LeftAside(LeftOut.UNTITLED)
    if _of(said, "CLASS").upper() in {"PRIVATE", "CONFIDENTIAL"}:
        raise LeftAside(LeftOut.PRIVATE)
    if not main.has("DTSTART"):
        raise LeftAside(LeftOut.UNDATED)
    for event in events:
        if event.get("DTEND") and _instant(event["DTEND"].dt, window) < _instant(
            event["DTSTART"].dt, window
        ):
            raise LeftAside(LeftOut.UNDATED)
        bound(event, window)
    where = wording.line(_of(said, "LOCATION"), 300)
    found = recurring_ical_events.of(calendar).between(window.starts, window.ends)
    dates = {one.rule_at: one for one in (_date(each, where, window) for each in found)}
    ordered = sorted(dates.values(), key=lambda one: (one.starts_at, one.rule_at))
    return Entry(
        uid=uid,
        title=title,
        about=wording.words(_of(said, "DESCRIPTION") or _of(said, "X-ALT-DESC")),
        dates=tuple(ordered[:DATES_MAX]),
        where=where,
        categories=tuple(_categories(said))[:CATEGORIES_MAX],
        url=wording.address(_of(said, "URL")),
        cancelled=_of(said, "STATUS").upper() == "CANCELLED",
    )


def _written(blocks: list[Block], feed: Feed, window: Window) -> str:
    """A calendar of these events alone, every hour in a zone that is known."""
    used: set[str] = set()
    lines = []
    for block in blocks:
        lines += ["BEGIN:VEVENT", *(_zoned(line, feed, window, used) for line in block.lines)]
        lines.append("END:VEVENT")
    custom = [feed.zones[name] for name in sorted(used)]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *custom, *lines, "END:VCALENDAR", ""])


def _zoned(line: str, feed: Feed, window: Window, used: set[str]) -> str:
    found = DATED.match(line)
    if found is None:
        return line
    given = TZID.search(line)
    if given is None:
        floats = (
            ":" in line and not line.rstrip().upper().endswith("Z") and "T" in line[-8:].upper()
        )
        return f"{found.group()};TZID={window.zone}{line[found.end() :]}" if floats else line
    name = given.group(1).strip('"')
    iana = zones.named(name)
    if iana is None:
        if name not in feed.zones:
            raise LeftAside(LeftOut.ZONE)
        used.add(name)
        return line
    return TZID.sub(f";TZID={iana}", line, count=1)


def _date(event: Any, usual: str, window: Window) -> Date:
    start, end = event.start, event.end
    named = event["RECURRENCE-ID"].dt if event.get("RECURRENCE-ID") else start
    starts, ends = _instant(start, window), _instant(end, window)
    if ends <= starts:
        ends = starts + (UNSAID if isinstance(start, datetime) else timedelta(days=1))
    if ends - starts > LONGEST:
        raise LeftAside(LeftOut.UNDATED)
    where = wording.line(_of(event, "LOCATION"), 300)
    return Date(
        rule_at=_instant(named, window),
        starts_at=starts,
        ends_at=ends,
        cancelled=_of(event, "STATUS").upper() == "CANCELLED",
        note=wording.line(where, NOTE_MAX) if where != usual else "",
    )


def _instant(moment: date, window: Window) -> datetime:
    """A day without hours begins at midnight where the agenda is kept."""
    if not isinstance(moment, datetime):
        moment = midnight(moment)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(window.zone))
    return moment.astimezone(UTC).replace(microsecond=0)


def _of(event: Any, name: str) -> str:
    found = event.get(name)
    if isinstance(found, list):
        found = found[0]
    return "" if found is None else str(found)


def _categories(event: Any) -> Iterator[str]:
    found = event.get("CATEGORIES")
    for one in found if isinstance(found, list) else [found]:
        for category in getattr(one, "cats", ()):
            if name := wording.line(str(category), 60):
                yield name


def _plain(written: str) -> str:
    """A value before it is parsed, for the list of what was left out."""
    return written.replace("\\n", " ").replace("\\N", " ").replace("\\", "")

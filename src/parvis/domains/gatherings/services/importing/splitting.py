"""An iCalendar file taken apart, line by line, before anything interprets it (RFC 5545 § 3.1).

What is long, deep or endless stops here, and one bad event does not keep the others away.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from parvis.domains.gatherings.services.importing.reading import UID_MAX, NotRead
from parvis.domains.gatherings.vocabulary import ImportProblem, LeftOut

#: The lines of an event that are read; all others (attachments, alarms, guests) are passed over.
READ: Final = frozenset(
    ("UID", "DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
) | frozenset(
    ("SUMMARY", "DESCRIPTION", "X-ALT-DESC", "LOCATION", "CATEGORIES", "URL", "STATUS", "CLASS")
)
#: Cut short rather than refused.
TEXTS: Final = frozenset(("DESCRIPTION", "X-ALT-DESC"))
LINE_MAX: Final = 20_000
BLOCK_MAX: Final = 64_000
ZONE_MAX: Final = 8_000
#: Dates left out of a series, or added to it, one by one.
LISTED_MAX: Final = 1_000
#: Events that share one id: a series, and its dates that differ.
SHARED_MAX: Final = 400
DEPTH_MAX: Final = 8
NAME: Final = re.compile(r"[A-Za-z0-9-]{1,60}")


@dataclass(slots=True)
class Block:
    """The lines of one event that are read."""

    lines: list[str] = field(default_factory=list)
    size: int = 0
    listed: int = 0
    why: LeftOut | None = None

    def add(self, line: str) -> None:
        found = NAME.match(line)
        name = found.group().upper() if found else ""
        if name not in READ:
            return
        if len(line) > LINE_MAX:
            if name not in TEXTS:
                self.why = LeftOut.TOO_BIG if name not in {"EXDATE", "RDATE"} else LeftOut.RULE
                return
            line = line[:LINE_MAX]
        if name in {"EXDATE", "RDATE"}:
            self.listed += line.count(",") + 1
        self.size += len(line)
        if self.listed > LISTED_MAX:
            self.why = LeftOut.RULE
        elif self.size > BLOCK_MAX:
            self.why = LeftOut.TOO_BIG
        else:
            self.lines.append(line)

    def value(self, name: str) -> str:
        """The first value of a property, as it is written."""
        for line in self.lines:
            found = NAME.match(line)
            if found and found.group().upper() == name:
                return value_of(line)
        return ""

    def has(self, *names: str) -> bool:
        return any(self.value(name) for name in names)


@dataclass(slots=True)
class Feed:
    """A calendar in pieces."""

    #: X-WR-TIMEZONE, as it is written.
    zone: str = ""
    #: VTIMEZONE blocks by id, whole.
    zones: dict[str, str] = field(default_factory=dict)
    #: Events by id, in the order they came.
    events: dict[str, list[Block]] = field(default_factory=dict)
    #: It ends where a calendar ends.
    is_whole: bool = False


def split(body: bytes) -> Feed:
    """:raises NotRead: it is no calendar."""
    source = _text(body)
    if not source.lstrip("\ufeff \t\n").upper().startswith("BEGIN:VCALENDAR"):
        raise NotRead(ImportProblem.NOT_ONE)
    splitter = _Splitter()
    for line in _unfolded(source):
        head = line[:80].strip().upper()
        if head.startswith("BEGIN:"):
            splitter.begin(line, head[6:])
        elif head.startswith("END:"):
            splitter.end(line, head[4:])
        else:
            splitter.within(line, head)
    splitter.feed.is_whole = not splitter.stack
    return splitter.feed


class _Splitter:
    """Where one is in a calendar, and what was kept of it."""

    def __init__(self) -> None:
        self.feed = Feed()
        self.stack: list[str] = []
        self.block = Block()
        self.zone: list[str] = []

    @property
    def inside(self) -> str:
        """The component of the calendar one is in, whatever it holds itself."""
        return self.stack[1] if len(self.stack) > 1 else ""

    def begin(self, line: str, name: str) -> None:
        self.stack.append(name)
        if len(self.stack) > DEPTH_MAX:
            raise NotRead(ImportProblem.NOT_ONE)
        if len(self.stack) == 2:
            self.block, self.zone = Block(), []
        if self.inside == "VTIMEZONE":
            self.zone.append(line)

    def within(self, line: str, head: str) -> None:
        if self.inside == "VTIMEZONE":
            self.zone.append(line)
        elif self.stack[1:] == ["VEVENT"]:
            self.block.add(line)
        elif len(self.stack) == 1 and head.startswith("X-WR-TIMEZONE"):
            self.feed.zone = value_of(line)[:80].strip()

    def end(self, line: str, name: str) -> None:
        if not self.stack or self.stack[-1] != name:
            raise NotRead(ImportProblem.NOT_ONE)
        if self.inside == "VTIMEZONE":
            self.zone.append(line)
        if self.stack[1:] == ["VEVENT"]:
            _keep(self.feed, self.block)
        elif self.stack[1:] == ["VTIMEZONE"]:
            _keep_zone(self.feed, self.zone)
        self.stack.pop()


def value_of(line: str) -> str:
    """What stands after the colon that ends the name and its parameters."""
    quoted = False
    for place, letter in enumerate(line):
        if letter == '"':
            quoted = not quoted
        elif letter == ":" and not quoted:
            return line[place + 1 :]
    return ""


def _keep(feed: Feed, block: Block) -> None:
    uid = block.value("UID").strip()
    if not uid:  # required, and yet: what it says stands for it
        said = f"{block.value('DTSTART')}\n{block.value('SUMMARY')}"
        uid = "x-" + hashlib.sha256(said.encode()).hexdigest()[:40]
    elif len(uid) > UID_MAX:
        uid = "h-" + hashlib.sha256(uid.encode()).hexdigest()
    shared = feed.events.setdefault(uid, [])
    shared.append(block)
    if len(shared) > SHARED_MAX:
        shared[0].why = LeftOut.RULE
        shared.pop()


def _keep_zone(feed: Feed, lines: list[str]) -> None:
    """One that is simple: a bad one is left out, and with it what stands on it."""
    name = next((value_of(line) for line in lines if line.upper().startswith("TZID")), "").strip()
    whole = "\r\n".join(lines)
    odd = re.search(r"FREQ=(?!YEARLY)|BYSECOND|BYMINUTE|BYHOUR", whole, re.IGNORECASE)
    if name and len(whole) <= ZONE_MAX and not odd and len(feed.zones) < 50:
        feed.zones.setdefault(name, whole)


def _text(body: bytes) -> str:
    """UTF-8, or what was usual before it in the west of Europe."""
    try:
        found = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        found = body.decode("cp1252", errors="replace")
    return found.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def _unfolded(source: str) -> Iterator[str]:
    """Whole lines; one that goes on for ever is kept to a little more than what is read."""
    parts: list[str] = []
    length = 0
    for line in source.split("\n"):
        if line[:1] in {" ", "\t"} and parts:
            if length <= LINE_MAX:
                parts.append(line[1:])
                length += len(line) - 1
            continue
        if parts:
            yield "".join(parts)
        parts, length = ([line], len(line)) if line.strip() else ([], 0)
    if parts:
        yield "".join(parts)

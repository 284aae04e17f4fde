"""Rules of recurrence, looked at before they are followed: none goes on beyond what is read."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from parvis.domains.gatherings.vocabulary import LeftOut

FREQUENCIES: Final = frozenset(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))
RULE_MAX: Final = 500
INTERVAL_MAX: Final = 1000
#: By which a rule that counts in days or weeks may ask for days that never are, and look for them
#: until the year 9999.
FAR: Final = ("BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS")
#: Times a day a rule may give.
HOURS_MAX: Final = 4
#: A series begins no earlier: every one of its dates is counted from there.
OLDEST: Final = 1970


@dataclass(frozen=True, slots=True)
class Window:
    starts: datetime
    ends: datetime
    #: IANA name of the zone of what names none.
    zone: str


class LeftAside(Exception):  # noqa: N818
    """One event is not brought in; the others are."""

    def __init__(self, why: LeftOut) -> None:
        self.why = why
        super().__init__(why.value)


def bound(event: Any, window: Window) -> None:
    """Refuse rules that give more than a few dates a day, and end the others with the window.

    Counted from its beginning, a rule that asks for a number of dates is given its last one: so
    none is ever followed beyond what is read.
    """
    if event.get("EXRULE") is not None:
        raise LeftAside(LeftOut.RULE)
    rule = event.get("RRULE")
    if rule is None:
        return
    if isinstance(rule, list):
        raise LeftAside(LeftOut.RULE)
    start = event["DTSTART"].dt
    _check_rule(rule, start)
    last = _until(rule, start, window)
    rule.pop("COUNT", None)
    rule["UNTIL"] = [last if isinstance(start, datetime) else _day(last, window)]


def _check_rule(rule: Any, start: date) -> None:
    written = rule.to_ical().decode()
    frequency = str((rule.get("FREQ") or [""])[0]).upper()
    interval = (rule.get("INTERVAL") or [1])[0]
    if (
        frequency not in FREQUENCIES
        or len(written) > RULE_MAX
        or not 1 <= interval <= INTERVAL_MAX
        or any(len(rule.get(name) or ()) > 1 for name in ("BYMINUTE", "BYSECOND"))
        or len(rule.get("BYHOUR") or ()) > HOURS_MAX
        or (frequency in {"DAILY", "WEEKLY"} and any(name in rule for name in FAR))
        or not OLDEST <= start.year <= 2200
    ):
        raise LeftAside(LeftOut.RULE)


def _until(rule: Any, start: date, window: Window) -> datetime:
    """The last instant a rule is followed to, in UTC."""
    ends = window.ends
    given = (rule.get("UNTIL") or [None])[0]
    if given is not None:
        if not isinstance(given, datetime):
            given = datetime.combine(given, time(23, 59, 59))
        if given.tzinfo is None:
            given = given.replace(tzinfo=ZoneInfo(window.zone))
        ends = min(ends, given.astimezone(UTC))
    count = (rule.get("COUNT") or [None])[0]
    if count is None:
        return ends
    wall = start.replace(tzinfo=None) if isinstance(start, datetime) else midnight(start)
    zone = start.tzinfo if isinstance(start, datetime) else None
    stop = ends.astimezone(zone or ZoneInfo(window.zone)).replace(tzinfo=None)
    kept = {name: values for name, values in rule.items() if name not in {"COUNT", "UNTIL"}}
    bounded = type(rule)({**kept, "UNTIL": [stop]}).to_ical().decode()
    last = wall
    for number, found in enumerate(rrulestr(bounded, dtstart=wall), start=1):
        last = found
        if number >= count:
            return last.replace(tzinfo=zone or ZoneInfo(window.zone)).astimezone(UTC)
    return ends


def _day(at: datetime, window: Window) -> date:
    return at.astimezone(ZoneInfo(window.zone)).date()


def midnight(day: date) -> datetime:
    return datetime.combine(day, time())

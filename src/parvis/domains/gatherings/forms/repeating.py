"""From what a host chooses to a rule of RFC 5545, and back; and rows added without a script."""

from datetime import date, datetime
from typing import Any, Final

from django.http import QueryDict

from parvis.domains.gatherings.selectors import Rule, UnreadableRule
from parvis.domains.gatherings.vocabulary import AS_IT_IS, PAUSES_MAX, Repetition

CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKS: Final = {
    Repetition.WEEKLY: 1,
    Repetition.TWO_WEEKS: 2,
    Repetition.THREE_WEEKS: 3,
    Repetition.FOUR_WEEKS: 4,
}
NTHS: Final = ("1", "2", "3", "4", "-1")


def rule_asked(repeat: str, day: date, weekdays: list[str], nth: str) -> str:
    """The rule of one choice, for a first date on that day; nothing for what happens once."""
    code, own = CODES[day.weekday()], (day.day - 1) // 7 + 1
    plain = {
        Repetition.DAILY: "FREQ=DAILY",
        Repetition.MONTH_WEEKDAY: f"FREQ=MONTHLY;BYDAY={nth or (own if own < 5 else -1)}{code}",
        Repetition.MONTH_DAY: f"FREQ=MONTHLY;BYMONTHDAY={day.day}",
        Repetition.MONTH_END: "FREQ=MONTHLY;BYMONTHDAY=-1",
        Repetition.YEARLY: "FREQ=YEARLY",
    }
    if repeat not in WEEKS:
        return plain.get(repeat, "")  # type: ignore[call-overload]
    every = WEEKS[Repetition(repeat)]
    interval = f";INTERVAL={every}" if every > 1 else ""
    on = [each for each in CODES if each in weekdays]
    return f"FREQ=WEEKLY{interval}" + (f";BYDAY={','.join(on)}" if on and on != [code] else "")


def asked_as(rrule: str, first: datetime) -> dict[str, Any]:
    """How the form asks for a rule that gives this first date; as it is, when it cannot."""
    if not rrule:
        return {"repeat": ""}
    try:
        rule = Rule.read(rrule)
    except UnreadableRule:
        return {"repeat": AS_IT_IS}
    asked = {"WEEKLY": _weekly, "MONTHLY": _monthly}.get(rule.freq, _plain)
    return {"repeat": AS_IT_IS, **asked(rule, first), "times": rule.count}


def _plain(rule: Rule, _first: datetime) -> dict[str, Any]:
    if rule.names() or rule.interval > 1:
        return {}
    return {"repeat": Repetition.DAILY if rule.freq == "DAILY" else Repetition.YEARLY}


def _weekly(rule: Rule, first: datetime) -> dict[str, Any]:
    if rule.names() - {"BYDAY"} or rule.interval > len(WEEKS):
        return {}
    repeat = next(each for each, weeks in WEEKS.items() if weeks == rule.interval)
    days = {day for _nth, day in rule.weekdays}
    if days in (set(), {first.weekday()}):
        return {"repeat": repeat}
    return {"repeat": repeat, "weekdays": [CODES[day] for day in sorted(days)]}


def _monthly(rule: Rule, first: datetime) -> dict[str, Any]:
    names, days = rule.names(), rule.weekdays
    numbers = rule.numbers("BYMONTHDAY") or (first.day,)
    if rule.interval > 1:
        return {}
    if names == {"BYDAY"} and len(days) == 1 and str(days[0][0]) in NTHS:
        if days[0][1] == first.weekday():
            return {"repeat": Repetition.MONTH_WEEKDAY, "nth": str(days[0][0])}
    elif names <= {"BYMONTHDAY"} and numbers == (-1,):
        return {"repeat": Repetition.MONTH_END}
    elif names <= {"BYMONTHDAY"} and numbers == (first.day,):
        return {"repeat": Repetition.MONTH_DAY}
    return {}


def with_row_changed(data: QueryDict, action: str) -> QueryDict:
    """What was typed, with a row more (``add-pauses``) or without one (``drop-pauses-2``)."""
    changed = data.copy()
    verb, _dash, rest = action.partition("-")
    name, _dash, number = rest.partition("-")
    if name not in ("pauses", "extras"):
        return changed
    total = _number(changed.get(f"{name}-TOTAL_FORMS"))
    if verb == "add":
        changed[f"{name}-TOTAL_FORMS"] = str(min(total + 1, PAUSES_MAX))
    elif verb == "drop":
        for field in ("starts_on", "ends_on", "why", "day"):
            kept = [changed.get(f"{name}-{each}-{field}") for each in range(total)]
            kept = [value for each, value in enumerate(kept) if str(each) != number]
            for each in range(total):
                changed.pop(f"{name}-{each}-{field}", None)
            for each, value in enumerate(kept):
                if value is not None:
                    changed[f"{name}-{each}-{field}"] = value
        changed[f"{name}-TOTAL_FORMS"] = str(max(0, total - 1))
    return changed


def _number(given: str | None) -> int:
    fits = given is not None and given.isascii() and given.isdigit() and len(given) < 4
    return int(given or 0) if fits else 0

"""When a person says they are free: "le mardi soir", "en semaine après 17 h", "sauf mercredi"."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from parvis.domains.welcome.selectors.clauses import folds
from parvis.domains.welcome.selectors.lexicon import source
from parvis.domains.welcome.selectors.recognition import Match, Recognition

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS = ("morning", "afternoon", "evening")
_SPREAD: Mapping[str, tuple[str, ...]] = {
    "weekend": DAYS[5:],
    "weekdays": DAYS[:5],
    "everyday": DAYS,
    "anytime": DAYS,
}
_HOURS = {"morning": (6, 12), "afternoon": (12, 17), "evening": (17, 23)}
_HOUR = (
    r"(\d{1,2})(?:\s*(?:h|heures?|:)\s*(\d{2})?(?!\w)\s*(am|pm|a\.m|p\.m)?"
    r"|\s*(am|pm|a\.m|p\.m|o.?clock)\b)"
)


@dataclass(slots=True)
class _Item:
    """A day or a part of the day, as said at some words of the message."""

    start: int
    end: int
    days: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    #: Days said alike go together: "samedi et dimanche matin", not "le week-end et lundi soir".
    grain: str = ""


@dataclass(slots=True)
class _Group:
    items: list[_Item] = field(default_factory=list)
    days: list[_Item] = field(default_factory=list)
    parts: list[_Item] = field(default_factory=list)

    def add(self, item: _Item) -> None:
        self.items.append(item)
        (self.days if item.days else self.parts).append(item)

    def takes(self, item: _Item, *, joined: bool) -> bool:
        """Whether the item says more of the same moment, rather than another one."""
        if not self.items:
            return True
        days_first = bool(self.items[0].days)
        if item.days:
            if self.days and self.days[-1].grain != item.grain:
                return False
            return not self.parts if days_first else bool(self.days) or not joined
        if days_first:
            return bool(self.parts) or not joined
        return not self.days

    def slots(self) -> set[str]:
        days = {day for item in self.days for day in item.days} or set(DAYS)
        parts = {part for item in self.parts for part in item.parts} or set(PARTS)
        return {f"{day}-{part}" for day in days for part in parts}


@cache
def _clock() -> tuple[re.Pattern[str], frozenset[str], frozenset[str]]:
    words = source("moments")["clock"]
    after, before = ("|".join(re.escape(w) for w in words[key]) for key in ("after", "before"))
    pattern = re.compile(
        rf"\b(?:({after})\s+|({before})\s+)?(?:les\s+)?{_HOUR}"
        rf"(?:\s*(?:-|–|à|a|et|and|to|until|jusqu.à)\s*{_HOUR})?",
        re.IGNORECASE,
    )
    lists = source("moments")
    return pattern, folds(lists["ranges"]), folds(lists["joins"])


def _hour(number: str, minutes: str | None, half: str | None) -> float | None:
    value = int(number) + int(minutes or 0) / 60
    if half and half[0] in "pP" and value < 12:
        value += 12
    return value if value <= 24 else None


def _parts_between(start: float, end: float) -> tuple[str, ...]:
    """The parts of the day that hold a real share of these hours."""
    enough = min(1.5, (end - start) / 2)
    return tuple(
        part
        for part, (opens, closes) in _HOURS.items()
        if end > start and min(end, closes) - max(start, opens) >= enough
    )


def _clock_items(seen: Recognition) -> Iterator[_Item]:
    starts = [token.start for token in seen.tokens]
    for found in _clock()[0].finditer(seen.text):
        after, before, h1, m1, a1, b1, h2, m2, a2, b2 = found.groups()
        begin = _hour(h1, m1, a1 or b1)
        finish = _hour(h2, m2, a2 or b2) if h2 else None
        if begin is None or (h2 and finish is None):
            continue
        if finish is not None:
            parts = _parts_between(begin, finish)
        elif after:
            parts = _parts_between(begin, 23)
        elif before:
            parts = _parts_between(6, begin)
        else:
            parts = tuple(p for p, (opens, closes) in _HOURS.items() if opens <= begin < closes)
        inside = bisect_left(starts, found.start()), bisect_left(starts, found.end())
        if parts and inside[0] < inside[1]:
            yield _Item(*inside, parts=parts)


def _word_items(seen: Recognition) -> Iterator[_Item]:
    for match in seen.of("day", "part"):
        if match.kind == "part":
            parts = PARTS[:2] if match.value == "daytime" else (match.value,)
            yield _Item(match.start, match.end, parts=parts)
        else:
            spread = _SPREAD.get(match.value, (match.value,))
            grain = match.value if match.value in _SPREAD else "day"
            yield _Item(match.start, match.end, days=spread, grain=grain)


def _items(seen: Recognition) -> list[_Item]:
    """In order; "après le travail" and "after 5 pm" are said once, a range is one item."""
    clock = list(_clock_items(seen))
    told = {i for item in clock for i in range(item.start, item.end)}
    words = [item for item in _word_items(seen) if item.start not in told]
    items = sorted([*clock, *words], key=lambda item: item.start)
    merged: list[_Item] = []
    for item in items:
        last = merged[-1] if merged else None
        if last and _is_range(seen, last, item):
            first, final = DAYS.index(last.days[0]), DAYS.index(item.days[0])
            span = DAYS[first : final + 1] if first <= final else DAYS[first:] + DAYS[: final + 1]
            merged[-1] = _Item(last.start, item.end, days=span, grain="day")
        else:
            merged.append(item)
    return merged


def _is_range(seen: Recognition, last: _Item, item: _Item) -> bool:
    if len(last.days) != 1 or len(item.days) != 1 or item.start - last.end > 2:
        return False
    between = {token.fold for token in seen.tokens[last.end : item.start]}
    hyphen = item.start == last.end and seen.tokens[item.start].hyphen
    return hyphen or bool(between & _clock()[1])


def _joined(seen: Recognition, last: _Item, item: _Item) -> bool:
    between = seen.tokens[last.end : item.start + 1]
    return any(t.gap for t in between) or any(t.fold in _clock()[2] for t in between)


def _is_busy(item: _Item, cues: Sequence[Match]) -> bool:
    """The nearest word before decides ("I work nights, free…"), else the first one after."""
    if not cues:
        return False
    before = bisect_left(cues, item.start, key=lambda cue: cue.start)
    return cues[max(0, before - 1)].kind == "busy"


def _groups(seen: Recognition) -> Iterator[tuple[_Group, bool]]:
    """Moments that belong together, and whether they are denied."""
    cues = sorted(seen.of("busy", "free"), key=lambda cue: cue.start)
    starts = [cue.start for cue in cues]
    reading = seen.reading
    group, denied, place = _Group(), False, -1
    for item in _items(seen):
        clause = reading.clause_at(item.start)
        begin, end = reading.stretch(item.start)
        mine = cues[bisect_left(starts, begin) : bisect_left(starts, end)]
        if _is_busy(item, mine) or reading.others[item.start]:
            continue
        last = group.items[-1] if group.items else None
        joined = last is not None and _joined(seen, last, item)
        same = place == clause.start and denied == reading.denied[item.start]
        if last and not (same and group.takes(item, joined=joined)):
            yield group, denied
            group = _Group()
        group.add(item)
        denied, place = reading.denied[item.start], clause.start
    if group.items:
        yield group, denied


def free_moments(seen: Recognition) -> dict[str, str]:
    """Slots of the week ("mon-morning"…), in the week's order, each with the words that said it.

    Only what is said to be free or convenient: working by day does not make evenings free.
    """
    found: dict[str, str] = {}
    refused: set[str] = set()
    for group, denied in _groups(seen):
        if denied:
            refused |= group.slots()
            continue
        said = seen.excerpt(group.items[0].start, group.items[-1].end)
        for slot in group.slots():
            found.setdefault(slot, said)
    order = (f"{day}-{part}" for day in DAYS for part in PARTS)
    return {slot: found[slot] for slot in order if slot in found and slot not in refused}

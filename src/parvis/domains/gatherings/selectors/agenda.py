"""The agenda: what is announced between two instants, narrowed by what somebody looks for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from parvis.domains.gatherings.models import Occurrence
from parvis.domains.gatherings.selectors.filters import ANYTHING, AgendaFilters
from parvis.domains.gatherings.selectors.narrowing import day_of, narrowed
from parvis.domains.gatherings.selectors.occurrences import announced, hide_greeters
from parvis.domains.gatherings.vocabulary import LISTED
from parvis.domains.people.rules import Visitor

#: Some hours of each day are looked for this far first.
NEAR_DAYS: Final = 45
#: Long texts that no row shows.
LONG = (
    *("about", "bring", "documents", "access_note", "external_url"),
    *("interests", "wishes", "comfort", "life"),
    *(f"place__{name}" for name in ("about", "address", "how_to_come", "opening_hours", "access")),
    *(f"place__area__{name}" for name in ("boundary", "about", "aliases")),
    "organisation__about",
)
NOT_SHOWN: Final = tuple(f"gathering__{name}" for name in LONG)


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    occurrences: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Days with their dates. ``goes_on``: the day the rest begins, and how much of it was shown."""

    days: tuple[Day, ...]
    goes_on: tuple[date, int] | None

    @property
    def count(self) -> int:
        return sum(len(day.occurrences) for day in self.days)


def agenda(
    *,
    viewer: Visitor | None,
    starts: datetime,
    ends: datetime,
    filters: AgendaFilters = ANYTHING,
    at: datetime | None = None,
    skip: int = 0,
) -> Page:
    """What begins in ``[starts, ends)``, by day on the town's wall; at most sixty.

    A page ends with a whole day, unless one day alone is longer. Five queries at most.

    :param at: leave out what is over by then.
    :param skip: how many were shown before.
    """
    chosen: list[Occurrence] = []
    for until in _horizons(filters, starts, ends):
        found = narrowed(announced(viewer), filters, starts, until)
        if at is not None:
            found = found.filter(ends_at__gt=at)
        chosen = list(found.defer(*NOT_SHOWN)[skip : skip + LISTED + 1])
        if len(chosen) > LISTED:
            break
    rows = [(day_of(one.starts_at), one) for one in hide_greeters(chosen, viewer)]
    shown, goes_on = _cut(rows, skip)
    days: dict[date, list[Occurrence]] = {}
    for on, one in shown:
        days.setdefault(on, []).append(one)
    return Page(tuple(Day(on, tuple(each)) for on, each in days.items()), goes_on)


def _horizons(filters: AgendaFilters, starts: datetime, ends: datetime) -> Iterator[datetime]:
    """How far to look. Some hours of each day of a whole year are many: a page is often nearer."""
    near = starts + timedelta(days=NEAR_DAYS)
    if (filters.moment or filters.weekdays) and near < ends:
        yield near
    yield ends


Row = tuple[date, Occurrence]


def _cut(rows: list[Row], skip: int) -> tuple[list[Row], tuple[date, int] | None]:
    """As many whole days as fit on a page; or as much of the first as fits."""
    if len(rows) <= LISTED:
        return rows, None
    first, following = rows[0][0], rows[LISTED][0]
    if following == first:
        return rows[:LISTED], (first, skip + LISTED)
    return [row for row in rows[:LISTED] if row[0] < following], (following, 0)


def week_of(day: date) -> tuple[date, date]:
    """The Monday of its week, and the Monday after."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=7)

"""The agenda: what is announced between two instants, narrowed by what somebody looks for."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import ExtractHour

from parvis.domains.gatherings.models import Occurrence
from parvis.domains.gatherings.selectors.calendar import wall
from parvis.domains.gatherings.selectors.occurrences import announced, hide_greeters
from parvis.domains.gatherings.vocabulary import LISTED, MOMENT_HOURS, Moment
from parvis.domains.organisations import selectors as organisations
from parvis.domains.people.rules import Visitor
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Area, Place
from parvis.domains.territory.vocabulary import Answer
from parvis.kernel import text


@dataclass(frozen=True, slots=True)
class AgendaFilters:
    """What somebody looks for; empty means anything. Every one of them must hold."""

    branch: str = ""
    area: Area | None = None
    place: str = ""
    language: str = ""
    free_of_charge: bool = False
    good_alone: bool = False
    access: tuple[str, ...] = ()
    moment: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    occurrences: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Days with their dates. ``goes_on``: the day the rest begins, and how much of it was shown."""

    days: tuple[Day, ...]
    goes_on: tuple[date, int] | None


def agenda(
    *,
    viewer: Visitor | None,
    starts: datetime,
    ends: datetime,
    filters: AgendaFilters = AgendaFilters(),
    at: datetime | None = None,
    skip: int = 0,
) -> Page:
    """What begins in ``[starts, ends)``, by day on the town's wall; at most sixty.

    A page ends with a whole day, unless one day alone is longer. Three queries at most.

    :param at: leave out what is over by then.
    :param skip: how many were shown before.
    """
    found = announced(viewer).filter(_wanted(filters), starts_at__gte=starts, starts_at__lt=ends)
    if filters.moment:
        found = _at_moment(found, Moment(filters.moment))
    if at is not None:
        found = found.filter(ends_at__gt=at)
    rows = [(_day_of(one), one) for one in hide_greeters(found[skip : skip + LISTED + 1], viewer)]
    shown, goes_on = _cut(rows, skip)
    days: dict[date, list[Occurrence]] = {}
    for on, one in shown:
        days.setdefault(on, []).append(one)
    return Page(tuple(Day(on, tuple(each)) for on, each in days.items()), goes_on)


Row = tuple[date, Occurrence]


def _day_of(occurrence: Occurrence) -> date:
    return wall(occurrence.starts_at, settings.TIME_ZONE).date()


def _cut(rows: list[Row], skip: int) -> tuple[list[Row], tuple[date, int] | None]:
    """As many whole days as fit on a page; or as much of the first as fits."""
    if len(rows) <= LISTED:
        return rows, None
    first, following = rows[0][0], rows[LISTED][0]
    if following == first:
        return rows[:LISTED], (first, skip + LISTED)
    return [row for row in rows[:LISTED] if row[0] < following], (following, 0)


def _at_moment(found: QuerySet[Occurrence], moment: Moment) -> QuerySet[Occurrence]:
    hours = [hour for hour in range(24) if moment_of(hour) == moment]
    hour = ExtractHour("starts_at", tzinfo=ZoneInfo(settings.TIME_ZONE))
    return found.annotate(hour=hour).filter(hour__in=hours)


def _wanted(filters: AgendaFilters) -> Q:
    wanted = Q()
    if filters.branch:
        wanted &= organisations.in_branch(filters.branch, "gathering__interests")
    if filters.area is not None:
        wanted &= Q(gathering__place__area__in=territory.descendants_of(filters.area))
    if filters.place:
        wanted &= Q(gathering__place__slug=filters.place)
    if filters.language:
        wanted &= Q(gathering__languages__has=filters.language)
    if filters.free_of_charge:
        wanted &= Q(gathering__price_cents=0)
    if filters.good_alone:
        wanted &= Q(gathering__good_alone=True)
    for fact in filters.access:
        wanted &= Q(**{f"gathering__place__access__{fact}": Answer.YES.value})
    return wanted


def moment_of(hour: int) -> Moment:
    """Morning, afternoon or evening; what begins before five in the morning is still evening."""
    found = Moment.EVENING
    for moment, begins in MOMENT_HOURS.items():
        if hour >= begins:
            found = moment
    return found


def places_to_choose() -> list[tuple[str, str]]:
    """(slug, name) of the published places, by name."""
    named = Place.objects.filter(published=True).values_list("slug", "name")
    return sorted(named, key=lambda place: text.fold(place[1]))


def week_of(day: date) -> tuple[date, date]:
    """The Monday of its week, and the Monday after."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=7)

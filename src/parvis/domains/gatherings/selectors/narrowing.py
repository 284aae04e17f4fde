"""What somebody looks for, as conditions on dates of gatherings."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Final

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from parvis.domains.gatherings.models import CoHost, Occurrence
from parvis.domains.gatherings.selectors.calendar import instant, wall
from parvis.domains.gatherings.selectors.filters import AgendaFilters
from parvis.domains.gatherings.vocabulary import (
    FOUND_BY_WORDS,
    MOMENT_HOURS,
    SEARCH_KIND,
    WEEKDAYS,
    CoHosting,
    Moment,
)
from parvis.domains.organisations import selectors as organisations
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.vocabulary import Answer
from parvis.kernel import search

ADULT: Final = 18
DAY_HOURS: Final = 24


def day_of(at: datetime) -> date:
    """On the town's wall."""
    return wall(at, settings.TIME_ZONE).date()


def midnight(day: date) -> datetime:
    """When a day begins on the town's wall, as an instant."""
    return instant(datetime.combine(day, time()), settings.TIME_ZONE)


def narrowed(
    found: QuerySet[Occurrence], filters: AgendaFilters, starts: datetime, ends: datetime
) -> QuerySet[Occurrence]:
    """Those that begin in ``[starts, ends)`` and that somebody looks for.

    A query more for words, and for an area.
    """
    found = found.filter(
        _when(filters, starts, ends) & _where(filters) & _what(filters) & _for_whom(filters)
    )
    if filters.words:
        hits = search.find(filters.words, kinds=[SEARCH_KIND], limit=FOUND_BY_WORDS)
        found = found.filter(gathering__in=[hit.id for hit in hits])
    return found


def _when(filters: AgendaFilters, starts: datetime, ends: datetime) -> Q:
    if filters.since:
        starts = max(starts, midnight(filters.since))
    if filters.until:
        ends = min(ends, midnight(filters.until + timedelta(days=1)))
    whole = Q(starts_at__gte=starts, starts_at__lt=ends)
    if not filters.moment and not filters.weekdays:
        return whole
    # Instants, not hours taken out of every row: the database looks them up in its index.
    spans = list(_spans(filters, starts, ends))
    parts = [Q(starts_at__gte=begins, starts_at__lt=over) for begins, over in spans]
    return whole & (reduce(or_, parts) if parts else Q(pk__in=[]))


def _spans(
    filters: AgendaFilters, starts: datetime, ends: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """When the days and the hours looked for lie, in order, those that touch made one."""
    held: tuple[datetime, datetime] | None = None
    day = day_of(starts)
    while (dawn := midnight(day)) < ends:
        night = midnight(day + timedelta(days=1))
        wanted = not filters.weekdays or WEEKDAYS[day.weekday()] in filters.weekdays
        for first, last in _hours(filters.moment) if wanted else ():
            begins = _at(day, first) if first else dawn
            over = _at(day, last) if last < DAY_HOURS else night
            if held and held[1] == begins:
                held = (held[0], over)
                continue
            if held:
                yield held
            held = (begins, over)
        day += timedelta(days=1)
    if held:
        yield held


def _at(day: date, hour: int) -> datetime:
    return instant(datetime.combine(day, time(hour)), settings.TIME_ZONE)


def _hours(moment: str) -> list[tuple[int, int]]:
    """The hours of a moment of the day, from the first to that after the last."""
    if not moment:
        return [(0, DAY_HOURS)]
    found: list[tuple[int, int]] = []
    for hour in range(DAY_HOURS):
        if moment_of(hour) != moment:
            continue
        if found and found[-1][1] == hour:
            found[-1] = (found[-1][0], hour + 1)
        else:
            found.append((hour, hour + 1))
    return found


def _where(filters: AgendaFilters) -> Q:
    wanted = Q()
    if filters.area is not None:
        held = territory.ids_around if filters.nearby else territory.descendants_of
        wanted &= Q(gathering__place__area__in=held(filters.area))
    if filters.place:
        wanted &= Q(gathering__place__slug=filters.place)
    for fact in filters.access:
        wanted &= Q(**{f"gathering__place__access__{fact}": Answer.YES.value})
    return wanted


def _what(filters: AgendaFilters) -> Q:
    wanted = Q()
    if filters.branch:
        wanted &= organisations.in_branch(filters.branch, "gathering__interests")
    if filters.language:
        wanted &= Q(gathering__languages__has=filters.language)
    if filters.organisation:
        together = CoHost.objects.filter(
            gathering=OuterRef("gathering"),
            organisation__slug=filters.organisation,
            state=CoHosting.ACCEPTED,
        )
        wanted &= Q(gathering__organisation__slug=filters.organisation) | Q(Exists(together))
    return wanted


def _for_whom(filters: AgendaFilters) -> Q:
    wanted = Q()
    if filters.free_of_charge:
        wanted &= Q(gathering__price_cents=0, gathering__price_words="")
    if filters.good_alone:
        wanted &= Q(gathering__good_alone=True)
    if filters.has_seats:
        seats = Q(waiting=0, gathering__capacity__gt=F("going") + F("offered"))
        wanted &= Q(is_cancelled=False) & (Q(gathering__capacity=None) | seats)
    if filters.age is not None:
        wanted &= Q(gathering__age_min=None) | Q(gathering__age_min__lte=filters.age)
        wanted &= Q(gathering__age_max=None) | Q(gathering__age_max__gte=filters.age)
        if filters.age < ADULT:
            wanted &= Q(gathering__children=True) | Q(gathering__age_min__lte=filters.age)
    return wanted


def moment_of(hour: int) -> Moment:
    """Morning, afternoon or evening; what begins before five in the morning is still evening."""
    found = Moment.EVENING
    for moment, begins in MOMENT_HOURS.items():
        if hour >= begins:
            found = moment
    return found

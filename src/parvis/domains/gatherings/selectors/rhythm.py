"""When a gathering takes place: its rule, its pauses, and the dates that hosts moved or added."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice, takewhile

from django.db.models import Q

from parvis.domains.gatherings.models import Gathering, Occurrence
from parvis.domains.gatherings.selectors.calendar import Span, exists, span, wall
from parvis.domains.gatherings.selectors.recurrence import Rule, UnreadableRule, walls
from parvis.domains.territory import selectors as territory

#: Clocks are set back by as much at most.
SET_BACK = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """All that decides the dates of a gathering, away from any row."""

    #: The first date, on the wall of ``zone``.
    first: datetime
    minutes: int
    zone: str
    rrule: str = ""
    #: The last day, included.
    until: date | None = None
    #: Days without, both included.
    pauses: tuple[tuple[date, date], ...] = ()
    #: The region whose public holidays are days without; None to meet on them too.
    holidays_of: str | None = None

    def walls(self) -> Iterator[datetime]:
        """What the rule gives, pauses and missing hours included, in order."""
        if not self.rrule:
            yield self.first
            return
        for on_wall in walls(self.rrule, self.first):
            if self.until is not None and on_wall.date() > self.until:
                return
            yield on_wall

    def gives(self, on_wall: datetime) -> bool:
        """Whether a date of the rule takes place: not in a pause, nor at an hour no clock shows."""
        if not self.rrule:
            return True
        day = on_wall.date()
        if any(begins <= day <= ends for begins, ends in self.pauses):
            return False
        if self.holidays_of is not None and _is_holiday(day, self.holidays_of):
            return False
        return exists(on_wall, self.zone)

    def spans(self, *, after: datetime, until: datetime) -> Iterator[Span]:
        """The dates of the rule that begin in ``]after, until]``, in order.

        A series keeps its hour on the wall when clocks change, and skips an hour that no clock
        shows; an hour that comes twice is the first.
        """
        begin, last = wall(after, self.zone) - SET_BACK, wall(until, self.zone) + SET_BACK
        for on_wall in self.walls():
            if on_wall > last:
                return
            if on_wall < begin or not self.gives(on_wall):
                continue
            found = span(on_wall, self.minutes, self.zone)
            if after < found.starts_at <= until:
                yield found

    def coming(self, *, after: datetime, until: datetime, most: int) -> list[Span]:
        return list(islice(self.spans(after=after, until=until), most))


def remaining(rhythm: Rhythm, since: datetime) -> str:
    """The rule as it reads from that date on: of ten dates, so many are left."""
    if not rhythm.rrule:
        return ""
    rule = Rule.read(rhythm.rrule)
    if rule.count is None:
        return rhythm.rrule
    passed = sum(
        1 for _wall in takewhile(lambda one: one < since, walls(rhythm.rrule, rhythm.first))
    )
    return str(rule.with_count(max(1, rule.count - passed)))


def same_rule(one: str, other: str) -> bool:
    """Whether two rules are the same, however their parts are ordered."""
    try:
        return sorted(Rule.read(one).parts) == sorted(Rule.read(other).parts)
    except UnreadableRule:
        return one == other


def ahead(at: datetime) -> Q:
    """Dates to come, and those whose turn by the rule is to come."""
    return Q(starts_at__gt=at) | Q(rule_at__gt=at)


def anchor_of(coming: Iterable[Occurrence], at: datetime) -> Occurrence | None:
    """The next date of the rule, which hosts see when they change a gathering: the first to come
    that stands, or else the first to come."""
    by_rule = [one for one in coming if not one.is_extra and one.rule_at > at]
    return min(by_rule, key=lambda one: (one.is_cancelled, one.rule_at), default=None)


def anchor_date_of(gathering: Gathering, at: datetime) -> datetime:
    """The day and hour to show whoever changes it."""
    found = anchor_of(gathering.occurrences.filter(rule_at__gt=at), at)
    return found.rule_at if found else gathering.starts_at


def _is_holiday(day: date, region: str) -> bool:
    return day in territory.public_holidays(region, day.year)


def rhythm_of(gathering: Gathering) -> Rhythm:
    """As it is kept."""
    place = gathering.place if gathering.skips_holidays else None
    pauses = gathering.pauses.all() if gathering.rrule else ()
    return Rhythm(
        first=wall(gathering.starts_at, gathering.time_zone),
        minutes=gathering.minutes,
        zone=gathering.time_zone,
        rrule=gathering.rrule,
        until=gathering.until,
        pauses=tuple((one.starts_on, one.ends_on) for one in pauses),
        holidays_of=place.area.holidays_region if place is not None else None,
    )


def spans_of(gathering: Gathering, *, after: datetime, until: datetime) -> Iterator[Span]:
    """The dates of a gathering that begin in ``]after, until]``, in order.

    Those its rule gives, where hosts moved them, and those they added; without those that are
    called off. A date that is written down says itself when it is.
    """
    given_then = Q(rule_at__gt=after, rule_at__lte=until)
    takes_place_then = Q(starts_at__gt=after, starts_at__lte=until)
    near = gathering.occurrences.filter(given_then | takes_place_then)
    written = {one.rule_at: one for one in near}
    given = [
        one
        for one in rhythm_of(gathering).spans(after=after, until=until)
        if one.rule_at not in written
    ]
    kept = [
        Span(one.rule_at, one.starts_at, one.ends_at)
        for one in written.values()
        if not one.is_cancelled and after < one.starts_at <= until
    ]
    yield from sorted([*given, *kept], key=lambda one: (one.starts_at, one.rule_at))


def next_free_day(gathering: Gathering, at: datetime) -> date:
    """For one like it: the first day ahead, a whole number of weeks from its own, on which it does
    not take place itself."""
    zone = gathering.time_zone
    taken = {
        wall(each, zone).date()
        for each in gathering.occurrences.filter(is_cancelled=False, starts_at__gt=at).values_list(
            "starts_at", flat=True
        )
    }
    today, first = wall(at, zone).date(), wall(gathering.starts_at, zone).date()
    day = today + timedelta(days=(first - today).days % 7 or 7)
    while day in taken:
        day += timedelta(weeks=1)
    return day

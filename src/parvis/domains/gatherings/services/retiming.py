"""Where the dates written down go when a gathering changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import dropwhile, takewhile
from uuid import UUID

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.models import Occurrence
from parvis.domains.gatherings.selectors import Rhythm, Rule
from parvis.domains.gatherings.services.written import drop
from parvis.domains.people.models import Resident

#: Where dates stand while others take their place: a series has each of its dates once.
ASIDE = datetime(9000, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Retimed:
    #: Dates that stand and begin or end at another moment.
    moved: tuple[UUID, ...]
    #: Whether some are no longer given.
    dropped: bool


def retime(
    coming: list[Occurrence],
    anchor: Occurrence | None,
    before: Rhythm,
    after: Rhythm,
    at: datetime,
    *,
    by: Resident,
    goes_on: bool,
) -> Retimed:
    """Give each locked date its place in the new rhythm.

    What hosts moved or added stays at the hour they said; what the rhythm no longer gives is
    called off if somebody is concerned, or else removed.
    """
    by_rule = [one for one in coming if not one.is_extra and one.rule_at > at]
    targets: dict[datetime, datetime] = {}
    if anchor is not None and by_rule:
        on_wall = selectors.wall(anchor.rule_at, before.zone)
        walls = [selectors.wall(one.rule_at, before.zone) for one in by_rule]
        targets = _targets(before, after, on_wall, walls, goes_on=goes_on)
    placed: dict[UUID, tuple[datetime, datetime, datetime]] = {}
    leftover = []
    for one in coming:
        if one not in by_rule:
            placed[one.pk] = _same_wall(one, before.zone, after.zone)
            continue
        target = targets.get(selectors.wall(one.rule_at, before.zone))
        if target is None or not after.gives(target):
            leftover.append(one)
            continue
        found = selectors.span(target, after.minutes, after.zone)
        if _has_own_hours(one, before):
            _rule_at, starts_at, ends_at = _same_wall(one, before.zone, after.zone)
            placed[one.pk] = (found.rule_at, starts_at, ends_at)
        else:
            placed[one.pk] = found
    # What took place earlier than its turn stays, whatever the rule becomes.
    drop([one for one in leftover if one.starts_at > at], by, at)
    moved = _place([one for one in coming if one.pk in placed], placed, leftover)
    return Retimed(moved, bool(leftover))


def _targets(
    before: Rhythm, after: Rhythm, anchor: datetime, walls: list[datetime], *, goes_on: bool
) -> dict[datetime, datetime]:
    """Which date of the new rhythm each date of the old one becomes, on the wall."""
    last = max(walls)
    if not before.rrule or not after.rrule:
        return {anchor: after.first}
    same_day = anchor.date() == after.first.date()
    if goes_on or _is_one_moved(before, after, same_day=same_day):
        since = before.walls()
        if not goes_on:
            since = dropwhile(lambda one: one < anchor, since)
        pairs = zip(since, after.walls(), strict=False)
        return dict(takewhile(lambda pair: pair[0] <= last, pairs))
    shift = timedelta(0) if same_day else after.first.date() - anchor.date()
    furthest = last + max(shift, timedelta(0)) + DAY
    given = set(takewhile(lambda one: one <= furthest, after.walls()))
    hour = after.first.time()
    found = {one: datetime.combine(one.date() + shift, hour) for one in walls}
    return {one: target for one, target in found.items() if target in given}


def _is_one_moved(before: Rhythm, after: Rhythm, *, same_day: bool) -> bool:
    """Whether the new rhythm is the old one moved: then the next date becomes its first, the one
    after its second. Of several a week, the days that stay keep their people."""
    old, new = Rule.read(before.rrule), Rule.read(after.rrule)
    if old.shape != new.shape:
        return False
    return not same_day or old.is_one_a_period


def _has_own_hours(one: Occurrence, before: Rhythm) -> bool:
    if one.is_moved:
        return True
    given = selectors.span(selectors.wall(one.rule_at, before.zone), before.minutes, before.zone)
    return one.ends_at != given.ends_at


def _same_wall(one: Occurrence, old: str, new: str) -> tuple[datetime, datetime, datetime]:
    """The same hours on the wall of another zone."""
    if old == new:
        return one.rule_at, one.starts_at, one.ends_at
    moments = (one.rule_at, one.starts_at, one.ends_at)
    rule_at, starts_at, ends_at = (
        selectors.instant(selectors.wall(each, old), new) for each in moments
    )
    return rule_at, starts_at, max(ends_at, starts_at + timedelta(minutes=1))


def _place(
    rows: list[Occurrence],
    placed: dict[UUID, tuple[datetime, datetime, datetime]],
    leftover: Iterable[Occurrence],
) -> tuple[UUID, ...]:
    """Write the new moments; which of them stand and moved."""
    taken = {moments[0] for moments in placed.values()}
    aside = [one for one in rows if one.rule_at != placed[one.pk][0]]
    kept = list(Occurrence.objects.filter(pk__in=[one.pk for one in leftover]))
    for one in kept:
        while one.rule_at in taken:  # another has its turn now
            one.rule_at += timedelta(seconds=1)
        taken.add(one.rule_at)
    for number, one in enumerate([*aside, *kept]):
        Occurrence.objects.filter(pk=one.pk).update(rule_at=ASIDE + number * DAY)
    for one in kept:
        one.save(update_fields=["rule_at"])
    moved = []
    seen = {one.rule_at for one in kept}
    for one in rows:
        was = (one.starts_at, one.ends_at)
        one.rule_at, one.starts_at, one.ends_at = placed[one.pk]
        while one.rule_at in seen:
            one.rule_at += timedelta(seconds=1)
        seen.add(one.rule_at)
        one.save(update_fields=["rule_at", "starts_at", "ends_at"])
        if was != (one.starts_at, one.ends_at) and not one.is_cancelled:
            moved.append(one.pk)
    return tuple(moved)

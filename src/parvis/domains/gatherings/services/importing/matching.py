"""Which date of a feed is which of ours."""

from datetime import datetime

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.models import Occurrence
from parvis.domains.gatherings.services.importing.reading import Date

Pairs = list[tuple[Occurrence, Date]]


def matched(
    known: list[Occurrence], dates: list[Date], at: datetime, zone: str
) -> tuple[Pairs, list[Date], list[Occurrence]]:
    """Pairs; dates that are new; and dates of ours that are ahead and in the feed no more.

    By their name, then by their day; and when a single one is left on both sides, it moved: those
    who come keep their seat. Dates that are over are only ever found by their name.
    """
    by_name = {one.rule_at: one for one in known}
    pairs = [(by_name[date.rule_at], date) for date in dates if date.rule_at in by_name]
    taken = {one.pk for one, _date in pairs}
    left = [one for one in known if one.pk not in taken and one.ends_at > at]
    fresh = [date for date in dates if date.rule_at not in by_name and date.ends_at > at]
    for date in list(fresh):
        day = selectors.wall(date.starts_at, zone).date()
        same = [one for one in left if selectors.wall(one.starts_at, zone).date() == day]
        if len(same) == 1:
            pairs.append((same[0], date))
            left.remove(same[0])
            fresh.remove(date)
    if len(left) == len(fresh) == 1:
        pairs.append((left.pop(), fresh.pop()))
    return [pair for pair in pairs if _is_ahead(pair, at)], fresh, left


def _is_ahead(pair: tuple[Occurrence, Date], at: datetime) -> bool:
    one, date = pair
    return one.ends_at > at or date.ends_at > at

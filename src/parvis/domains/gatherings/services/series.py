"""Writing the dates of gatherings down: some weeks ahead, once each."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.models import Gathering, Occurrence
from parvis.domains.gatherings.services.timing import FURTHEST
from parvis.domains.gatherings.services.whole_series import fill_new_dates
from parvis.domains.gatherings.vocabulary import SEARCH_KIND, WEEKS_AHEAD, Status
from parvis.kernel import search

AHEAD = timedelta(weeks=WEEKS_AHEAD)


def write_dates(gathering: Gathering, at: datetime) -> int:
    """Write the dates to come that are not written yet; how many. The gathering must be locked.

    The next one is always written, however far. Those who come to the whole series have their
    seats there.
    """
    rhythm = selectors.rhythm_of(gathering)
    horizon = max(at + AHEAD, gathering.starts_at)
    known = set(gathering.occurrences.filter(rule_at__gt=at).values_list("rule_at", flat=True))
    given = list(rhythm.spans(after=at, until=horizon))
    if not given and not known:
        given = rhythm.coming(after=horizon, until=at + FURTHEST, most=1)
    missing = [
        Occurrence(gathering=gathering, **found._asdict())
        for found in given
        if found.rule_at not in known
    ]
    Occurrence.objects.bulk_create(missing, ignore_conflicts=True)
    fill_new_dates(missing, at)
    return len(missing)


def extend_series(at: datetime) -> int:
    """Write the next weeks of every series that goes on; how many dates. Safe to repeat."""
    written = 0
    for gathering_id in _to_extend(at):
        written += _extend(gathering_id, at)
    return written


def forget_past_words(at: datetime, since: timedelta) -> None:
    """What has no date left is no longer found by its words: looked for among the latest to end."""
    ended = (
        Gathering.objects.annotate(last=Max("occurrences__ends_at"))
        .filter(last__lte=at, last__gt=at - since)
        .exclude(status=Status.DRAFT)
    )
    for gathering_id in ended.values_list("pk", flat=True):
        search.remove(SEARCH_KIND, gathering_id)


def _to_extend(at: datetime) -> list[UUID]:
    going_on = Q(until=None) | Q(until__gte=at.date())
    series = (
        Gathering.objects.filter(going_on, status=Status.PUBLISHED)
        .exclude(rrule="")
        .annotate(last=Max("occurrences__rule_at", filter=Q(occurrences__is_extra=False)))
    )
    late = series.filter(Q(last=None) | Q(last__lte=at + AHEAD - timedelta(weeks=1)))
    return list(late.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _extend(gathering_id: UUID, at: datetime) -> int:
    held = (
        Gathering.objects.select_for_update(no_key=True, of=("self",))
        .select_related("place__area")
        .filter(pk=gathering_id, status=Status.PUBLISHED)
        .first()
    )
    return write_dates(held, at) if held else 0

"""Who met, how often: what is still to be written down, and the counts that may be told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from parvis.domains.gatherings.models import Attendance, Meeting, Occurrence
from parvis.domains.gatherings.vocabulary import FEWEST, Audience, Coming


def to_follow(at: datetime, *, since: timedelta) -> list[UUID]:
    """Dates that are over and have not been dealt with, or of which something was said since."""
    said = Attendance.objects.filter(
        occurrence=OuterRef("pk"), came_said_at__gte=OuterRef("followed_at")
    )
    was_there = Attendance.objects.filter(occurrence=OuterRef("occurrence"), came=True)
    taken_back = Meeting.objects.filter(occurrence=OuterRef("pk")).filter(
        ~Exists(was_there.filter(resident=OuterRef("one")))
        | ~Exists(was_there.filter(resident=OuterRef("other")))
    )
    found = Occurrence.objects.filter(
        Q(followed_at=None) | Exists(said) | Exists(taken_back),
        is_cancelled=False,
        ends_at__lte=at,
        ends_at__gt=at - since,
    )
    return list(found.order_by("ends_at", "pk").values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class MeetingsCount:
    """How many pairs met for the first, the second, a later time. Under five, none is told."""

    first: int | None
    second: int | None
    later: int | None


def outings(since: datetime, until: datetime) -> Iterator[tuple[UUID, UUID, UUID, datetime]]:
    """Who came to which public gathering, at which place and when, in ``[since, until)``.

    Who said they would come counts as long as nobody says they did not. One query, read in turn.
    """
    rows = Attendance.objects.filter(
        state=Coming.GOING,
        occurrence__starts_at__gte=since,
        occurrence__starts_at__lt=until,
        occurrence__is_cancelled=False,
        occurrence__gathering__audience=Audience.PUBLIC,
    ).exclude(came=False)
    found = rows.order_by("pk").values_list(
        *("resident_id", "occurrence__gathering_id", "occurrence__gathering__place_id"),
        "occurrence__starts_at",
    )
    yield from found.iterator()


def meetings_count(since: datetime, until: datetime) -> MeetingsCount:
    """Pairs who met in ``[since, until)``. For the team: aggregates only, small ones left out."""
    rows = Meeting.objects.filter(met_at__gte=since, met_at__lt=until).order_by()
    counted = dict(rows.values_list("times").annotate(pairs=Count("pk")))
    first, second = counted.pop(1, 0), counted.pop(2, 0)
    return MeetingsCount(_told(first), _told(second), _told(sum(counted.values())))


def _told(count: int) -> int | None:
    return count if count >= FEWEST else None

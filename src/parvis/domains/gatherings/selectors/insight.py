"""What those who run a gathering see of its dates: figures, and who may need a word.

Kept to what they need: nobody is ranked. Of a sensitive circle there are figures only; who is
hidden from the reader is in the figures and nowhere else.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from parvis.domains.gatherings import rules
from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence, WalkIn
from parvis.domains.gatherings.selectors.agreed import unanswered
from parvis.domains.gatherings.selectors.greeting import is_discreet
from parvis.domains.gatherings.vocabulary import (
    INSIGHT_DATES,
    MISSED_DATES,
    MISSED_SHOWN,
    MISSED_TIMES,
    Coming,
    Status,
)
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import Visitor
from parvis.kernel.errors import NotVisible

GOING = Q(state=Coming.GOING)
#: Was there, as far as anybody said.
THERE = GOING & ~Q(came=False)
#: Wanted to come, at least.
MEANT = THERE | Q(state__in=[Coming.WAITING, Coming.OFFERED])
#: How many dates still ahead have their line.
AHEAD = 4


@dataclass(frozen=True, slots=True)
class Figures:
    """One date in numbers. ``came``, guests included, is empty as long as nobody was ticked."""

    occurrence: Occurrence
    people: int
    guests: int
    waiting: int
    alone: int
    came: int | None
    walk_ins: int

    @property
    def seats(self) -> int:
        return self.people + self.guests


@dataclass(frozen=True, slots=True)
class Faces:
    """Of one past date, by first name: who came alone, and who had never come before."""

    occurrence: Occurrence
    alone: tuple[str, ...]
    first_time: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody who used to come, and has not of late."""

    resident_id: UUID
    name: str
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Insight:
    gathering: Gathering
    past: tuple[Figures, ...]
    ahead: tuple[Figures, ...]
    faces: tuple[Faces, ...]
    missed: tuple[Missed, ...]
    #: Whether anybody may be named at all.
    is_discreet: bool

    @property
    def most(self) -> int:
        """The length of the longest bar: all seats, or all who ever wanted one."""
        wanted = [one.seats + one.waiting for one in (*self.past, *self.ahead)]
        return max([1, self.gathering.capacity or 0, *wanted])


def gathering_of_host(viewer: Visitor, gathering_id: UUID) -> Gathering:
    """:raises NotVisible: there is none, it is a draft, or they do not run it."""
    found = (
        Gathering.objects.exclude(status=Status.DRAFT)
        .select_related("place__area__parent", "organisation", "circle")
        .defer("place__area__boundary", "place__area__parent__boundary")
        .filter(pk=gathering_id)
        .first()
    )
    if found is None or not rules.may_hold_sheet(viewer, found):
        raise NotVisible
    return found


def insight_of(viewer: Resident, gathering: Gathering, at: datetime) -> Insight:
    """As many queries for a long series as for a short one."""
    held = Occurrence.objects.filter(gathering=gathering, is_cancelled=False)
    begun = list(held.filter(starts_at__lte=at).order_by("-starts_at")[:INSIGHT_DATES])[::-1]
    coming = list(held.filter(starts_at__gt=at).order_by("starts_at")[:AHEAD])
    figures = _figures([*begun, *coming])
    discreet = is_discreet(gathering)
    lately = begun[-MISSED_DATES:]
    return Insight(
        gathering=gathering,
        past=tuple(figures[one.pk] for one in begun),
        ahead=tuple(figures[one.pk] for one in coming),
        faces=() if discreet else tuple(_faces(viewer, gathering, lately[::-1])),
        missed=() if discreet else tuple(_missed(viewer, gathering, lately)),
        is_discreet=discreet,
    )


def _figures(dates: list[Occurrence]) -> dict[UUID, Figures]:
    rows = (
        Attendance.objects.filter(occurrence__in=dates)
        .exclude(unanswered())
        .order_by()
        .values("occurrence")
        .annotate(
            people=Count("pk", filter=GOING),
            guests_in_all=Coalesce(Sum("guests", filter=GOING), 0),
            waiting=Count("pk", filter=Q(state__in=[Coming.WAITING, Coming.OFFERED])),
            alone_in_all=Count("pk", filter=GOING & Q(alone=True)),
            said=Count("pk", filter=Q(came__isnull=False)),
            came_in_all=Coalesce(Sum(1 + F("guests"), filter=Q(came=True)), 0),
        )
    )
    found: dict[UUID, dict[str, Any]] = {row["occurrence"]: {**row} for row in rows}
    extra = WalkIn.objects.filter(occurrence__in=dates).order_by().values("occurrence")
    walk_ins = dict(extra.annotate(n=Count("pk")).values_list("occurrence", "n"))
    given = {}
    for one in dates:
        row = found.get(one.pk, {})
        given[one.pk] = Figures(
            occurrence=one,
            people=row.get("people", 0),
            guests=row.get("guests_in_all", 0),
            waiting=row.get("waiting", 0),
            alone=row.get("alone_in_all", 0),
            came=row["came_in_all"] if row.get("said") else None,
            walk_ins=walk_ins.get(one.pk, 0),
        )
    return given


def _faces(viewer: Resident, gathering: Gathering, dates: list[Occurrence]) -> list[Faces]:
    rows = list(
        _seen(viewer)
        .filter(THERE, occurrence__in=dates)
        .select_related("resident")
        .order_by("resident__name", "pk")
    )
    firsts = dict(
        Attendance.objects.filter(
            THERE,
            occurrence__gathering=gathering,
            resident__in=[one.resident_id for one in rows],
        )
        .order_by()
        .values("resident")
        .annotate(first=Min("occurrence__starts_at"))
        .values_list("resident", "first")
    )
    return [
        Faces(
            one,
            alone=tuple(
                row.resident.name for row in rows if row.occurrence_id == one.pk and row.alone
            ),
            first_time=tuple(
                row.resident.name
                for row in rows
                if row.occurrence_id == one.pk and firsts.get(row.resident_id) == one.starts_at
            ),
        )
        for one in dates
    ]


def _missed(viewer: Resident, gathering: Gathering, lately: list[Occurrence]) -> list[Missed]:
    """Of a series everybody may know of: came twice at least, and to none of the last dates.

    Who waited for a seat, or comes to a date ahead, is not missed; nor is who runs it.
    """
    if not gathering.repeats or not gathering.is_public or len(lately) < MISSED_DATES:
        return []
    since = lately[0].starts_at
    meant = Attendance.objects.filter(
        MEANT, occurrence__gathering=gathering, occurrence__starts_at__gte=since
    )
    before = (
        _seen(viewer)
        .filter(THERE, occurrence__gathering=gathering, occurrence__starts_at__lt=since)
        .exclude(resident__in=meant.order_by().values("resident"))
        .exclude(resident__in=[one for one in (viewer.pk, gathering.host_id) if one])
        .order_by()
        .values("resident", "resident__name")
        .annotate(times=Count("pk"), last=Max("occurrence__starts_at"))
        .filter(times__gte=MISSED_TIMES)
        .order_by("resident__name", "resident")
    )
    return [
        Missed(row["resident"], row["resident__name"], row["last"]) for row in before[:MISSED_SHOWN]
    ]


def _seen(viewer: Resident) -> QuerySet[Attendance]:
    shown = people.visible_to(viewer).order_by().values("pk")
    return Attendance.objects.filter(resident__in=shown)

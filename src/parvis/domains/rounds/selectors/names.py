"""Who is on the list, as they see it themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from parvis.domains.circles.vocabulary import Visibility
from parvis.domains.gatherings.models import Meeting
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.people.selectors.visibility import IN_SIGHT
from parvis.domains.rounds.models import Again, Name, Seat
from parvis.domains.rounds.vocabulary import (
    INTERESTS_MAX,
    SIZE_MAX,
    Further,
    SeatState,
    TableState,
)
from parvis.domains.territory.models import Area
from parvis.domains.territory.vocabulary import AreaKind

#: Had a place at a table that met.
SAT = Q(state__in=[SeatState.COMING, SeatState.LEFT]) & Q(
    table__state__in=[TableState.MEETING, TableState.CONTINUED, TableState.ENDED]
)
#: Asked about a table, or at one that meets, and does not wish for other people.
STANDING = (
    Q(state__in=[SeatState.ASKED, SeatState.COMING])
    & Q(table__state__in=[TableState.ASKING, TableState.MEETING])
    & ~Q(further__in=[Further.OTHERS, Further.STOP])
)


def name_of(resident: Resident) -> Name | None:
    """The name that is down now."""
    return _names_of(resident).filter(ended_at=None).first()


def last_name_of(resident: Resident) -> Name | None:
    """The one that is down, or the last that was."""
    return _names_of(resident).order_by("-put_down_at", "-pk").first()


def has_sat_since(resident: Resident, at: datetime) -> bool:
    """Whether they had a place at a table that met, of those made since then."""
    return Seat.objects.filter(SAT, resident=resident, table__made_at__gte=at).exists()


def commune_of(resident: Resident) -> Area | None:
    """The commune somebody lives in, as their profile says; or the only one there is."""
    area = resident.area
    if area is not None and area.kind == AreaKind.NEIGHBOURHOOD:
        area = area.parent
    if area is not None and area.kind == AreaKind.COMMUNE:
        return area
    communes = list(Area.objects.filter(kind=AreaKind.COMMUNE).defer("boundary")[:2])
    return communes[0] if len(communes) == 1 else None


def seat_of(resident: Resident, at: datetime) -> Seat | None:  # noqa: ARG001  (agreed signature)
    """The place somebody is asked about, or has at a table that meets; with its table."""
    return _standing(resident).order_by("-table__made_at", "-pk").first()


def has_standing_seat(resident: Resident) -> bool:
    return _standing(resident).exists()


def people_met(resident: Resident) -> QuerySet[Resident]:
    """Those one may ask to be with again: met at a table or a small gathering, and visible.

    Nobody met in a discreet circle, where people go by other names.
    """
    discreet = Q(occurrence__gathering__circle__visibility=Visibility.SENSITIVE)
    met = Meeting.objects.exclude(discreet)
    mine = Seat.objects.filter(SAT, resident=resident).values("table")
    return (
        people.visible_to(resident)
        .filter(
            Exists(met.filter(one=resident, other=OuterRef("pk")))
            | Exists(met.filter(other=resident, one=OuterRef("pk")))
            | Exists(Seat.objects.filter(SAT, table__in=mine, resident=OuterRef("pk")))
        )
        .exclude(pk=resident.pk)
        .order_by("name", "pk")
    )


def again_of(resident: Resident) -> set[UUID]:
    """Whom somebody would like to be with again; theirs alone to know."""
    return set(Again.objects.filter(by=resident).values_list("other_id", flat=True))


def offered_values(resident: Resident) -> dict[str, Any]:
    """What the form shows first: the name that is down, or was last, else the profile."""
    last = last_name_of(resident)
    if last is None:
        return {
            "free": resident.free,
            "size_max": SIZE_MAX,
            "activities": resident.interests[:INTERESTS_MAX],
            "minutes_max": 20,
            "transit": True,
            "slow_walk": False,
            "hosts": False,
            "again": [],
        }
    return {
        "free": last.free,
        "size_max": last.size_max,
        "activities": last.activities,
        "minutes_max": last.minutes_max,
        "transit": last.transit,
        "slow_walk": last.slow_walk,
        "hosts": last.hosts,
        "again": sorted(map(str, again_of(resident))),
    }


def names_for(area: Area, until: datetime) -> QuerySet[Name]:
    """Whom a round of this commune is for: on the list by then, in sight, and without a place."""
    seated = Seat.objects.filter(STANDING, resident=OuterRef("resident"))
    return (
        Name.objects.filter(area=area, ended_at=None, put_down_at__lte=until)
        .filter(~Exists(seated), resident__in=Resident.objects.filter(IN_SIGHT))
        .order_by("put_down_at", "pk")
    )


def _names_of(resident: Resident) -> QuerySet[Name]:
    return Name.objects.filter(resident=resident).select_related("area").defer("area__boundary")


def _standing(resident: Resident) -> QuerySet[Seat]:
    return (
        Seat.objects.filter(STANDING, resident=resident)
        .select_related("table__session__place__area", "table__gathering", "round__area")
        .defer("table__session__place__area__boundary", "round__area__boundary")
    )

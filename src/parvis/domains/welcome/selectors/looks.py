"""What may stand behind each door right now: seats, limits, pauses and blocks as they are."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, F, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from parvis.domains.circles.models import Circle
from parvis.domains.circles.models import Membership as CircleMembership
from parvis.domains.circles.selectors import TOLD
from parvis.domains.gatherings import selectors as gatherings
from parvis.domains.gatherings.models import Attendance, Occurrence
from parvis.domains.gatherings.vocabulary import Audience, Coming, Status
from parvis.domains.mutual_aid import selectors as mutual_aid
from parvis.domains.mutual_aid.models import Need, Offer
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident, Role
from parvis.domains.people.vocabulary import Role as Duty
from parvis.domains.territory.models import Place
from parvis.domains.welcome.models import Welcome, Welcomer
from parvis.domains.welcome.selectors.welcomes import with_load
from parvis.domains.welcome.vocabulary import HORIZON_DAYS, Kind

#: Things somebody may be shown, with ``taken``: they asked, come, joined, offered already.
Look = Callable[[Resident, datetime], QuerySet[Any]]


def first_possible(
    kind: Kind, ranked: Iterable[UUID], resident: Resident, at: datetime
) -> UUID | None:
    """The best ranked thing that can be followed right now. One query."""
    return next(iter(all_possible(kind, ranked, resident, at)), None)


def all_possible(
    kind: Kind, ranked: Iterable[UUID], resident: Resident, at: datetime
) -> list[UUID]:
    """Those that can be followed right now, in the order given."""
    order = list(ranked)
    if not order:
        return []
    look = LOOKS[kind](resident, at).filter(pk__in=order, taken=False)
    possible = set(look.values_list("pk", flat=True))
    return [one for one in order if one in possible]


def _welcomer(resident: Resident, at: datetime) -> QuerySet[Any]:
    """A request stands until somebody answers, whatever became of the welcomer's limit or pause."""
    asked = Welcome.objects.filter(newcomer=resident, welcomer=OuterRef("pk"), ended_at=None)
    can_be_asked = (
        Q(Exists(_duty(resident)), load__lt=F("cap"))
        & (Q(paused_until=None) | Q(paused_until__lte=timezone.localdate(at)))
        & ~Q(resident__distances_kept__other=resident)
    )
    return (
        with_load(Welcomer.objects.filter(resident__in=people.visible_to(resident).values("pk")))
        .exclude(pk=resident.pk)
        .select_related("resident__area", "resident__photo")
        .defer("resident__area__boundary")
        .annotate(taken=Exists(asked))
        .filter(Q(taken=True) | can_be_asked)
    )


def _duty(resident: Resident) -> QuerySet[Role]:
    """The role of welcomer, held where this person lives: there or above (watch asks the same)."""
    duty = Role.objects.filter(resident=OuterRef("pk"), kind=Duty.WELCOMER, ended_at=None)
    if resident.area_id is None:
        return duty
    home = resident.area_id
    return duty.filter(
        Q(area=None) | Q(area=home) | Q(area__children=home) | Q(area__children__children=home)
    )


def _place(_resident: Resident, _at: datetime) -> QuerySet[Place]:
    never = Value(False, output_field=BooleanField())
    places = Place.objects.filter(published=True).select_related("area").annotate(taken=never)
    return places.defer("area__boundary")


def _occurrence(resident: Resident, at: datetime) -> QuerySet[Occurrence]:
    mine = Attendance.objects.filter(
        occurrence=OuterRef("pk"), resident=resident, state=Coming.GOING
    )
    seen = people.visible_to(resident).values("pk")
    return (
        Occurrence.objects.filter(
            Q(gathering__greeter=None) | Q(gathering__greeter__in=seen),
            Q(gathering__organisation__published=True)
            | Q(gathering__organisation=None, gathering__host__in=seen),
            starts_at__gt=at,
            starts_at__lt=at + timedelta(days=HORIZON_DAYS),
            is_cancelled=False,
            gathering__audience=Audience.PUBLIC,
            gathering__status=Status.PUBLISHED,
        )
        .select_related("gathering__place")
        .annotate(taken=Exists(mine))
        .filter(Q(taken=True) | gatherings.HAS_ROOM)
    )


def _circle(resident: Resident, _at: datetime) -> QuerySet[Circle]:
    mine = CircleMembership.objects.filter(circle=OuterRef("pk"), resident=resident)
    return Circle.objects.filter(visibility__in=TOLD).annotate(taken=Exists(mine))


def _need(resident: Resident, at: datetime) -> QuerySet[Need]:
    mine = Offer.objects.filter(need=OuterRef("pk"), resident=resident, withdrawn_at=None)
    return mutual_aid.open_needs(at).annotate(taken=Exists(mine))


LOOKS: dict[str, Look] = {
    Kind.WELCOMER: _welcomer,
    Kind.PLACE: _place,
    Kind.GATHERING: _occurrence,
    Kind.CIRCLE: _circle,
    Kind.USEFUL: _need,
}
#: Where the name of each kind of thing is.
TITLES = {
    Kind.WELCOMER: "resident__name",
    Kind.PLACE: "name",
    Kind.GATHERING: "gathering__title",
    Kind.CIRCLE: "name",
    Kind.USEFUL: "title",
}

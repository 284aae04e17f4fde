"""Reads of circles, limited to what the viewer may see."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from parvis.domains.circles.models import Circle, Membership
from parvis.domains.circles.vocabulary import SHOWN, Visibility
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import Visitor
from parvis.kernel.errors import NotVisible

#: Circles a visitor may read about.
OPEN = (Visibility.PUBLIC,)
#: Circles that may be searched for, suggested, and shown on a profile.
TOLD = (Visibility.PUBLIC, Visibility.MEMBERS)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody as the other members see them: under a pseudonym there is no link and no face."""

    name: str
    resident_id: UUID | None
    is_host: bool


def circles_visible_to(viewer: Visitor | None) -> QuerySet[Any]:
    """A visitor sees the public circles; somebody signed in sees them all, but for those made for
    others.

    Each with ``mine``, and ``members``: how many they are; None for a sensitive circle the viewer
    does not belong to, of which that is not told.
    """
    circles = Circle.objects.select_related("area").defer("area__boundary")
    if not isinstance(viewer, Resident):
        public = circles.filter(visibility__in=OPEN)
        return public.annotate(mine=Value(False), members=Count("memberships"))
    mine = Membership.objects.filter(circle=OuterRef("pk"), resident=viewer)
    theirs = Membership.objects.filter(circle=OuterRef("pk")).order_by().values("circle")
    count = Subquery(theirs.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    is_told = Q(mine=True) | ~Q(visibility=Visibility.SENSITIVE)
    theirs_or_open = Q(mine=True) | ~Q(visibility=Visibility.CLOSED)
    return (
        circles.annotate(mine=Exists(mine))
        .filter(theirs_or_open)
        .annotate(members=Case(When(is_told, then=Coalesce(count, 0))))
    )


def circles_found_by(viewer: Visitor | None, ids: Iterable[UUID]) -> QuerySet[Any]:
    """Those of a search: never a sensitive one, even one's own."""
    return circles_visible_to(viewer).filter(pk__in=list(ids), visibility__in=TOLD)


def find_circle(viewer: Visitor | None, slug: str) -> Circle:
    """:raises NotVisible: there is none, or not for this viewer."""
    circle = circles_visible_to(viewer).filter(slug=slug).first()
    if circle is None:
        raise NotVisible
    return circle


def membership_of(viewer: Visitor | None, circle: Circle) -> Membership | None:
    if not isinstance(viewer, Resident):
        return None
    return Membership.objects.filter(circle=circle, resident=viewer).first()


def members_of(circle: Circle, viewer: Visitor | None, most: int = SHOWN) -> list[Member]:
    """Those the viewer may see, hosts first; empty for who is not a member."""
    if membership_of(viewer, circle) is None or not isinstance(viewer, Resident):
        return []
    memberships = (
        Membership.objects.filter(circle=circle)
        .filter(resident__in=people.visible_to(viewer).values("pk"))
        .select_related("resident")
        .order_by("-is_host", "joined_at")[:most]
    )
    return [_member(circle, one) for one in memberships]


def _member(circle: Circle, membership: Membership) -> Member:
    if circle.visibility == Visibility.SENSITIVE:
        return Member(membership.pseudonym, None, membership.is_host)
    return Member(membership.resident.name, membership.resident_id, membership.is_host)


def public_memberships(since: datetime) -> Iterator[tuple[UUID, UUID, datetime]]:
    """Who joined which public circle when, from a moment on. One query, read in turn."""
    rows = Membership.objects.filter(
        circle__visibility=Visibility.PUBLIC, joined_at__gte=since
    ).order_by("pk")
    yield from rows.values_list("resident_id", "circle_id", "joined_at").iterator()


def searchable() -> Iterable[tuple[UUID, str, str]]:
    """What search may index: what everybody may read, visitors too."""
    for circle in Circle.objects.filter(visibility__in=OPEN).select_related("area"):
        area = circle.area.name if circle.area else ""
        yield circle.pk, circle.name, f"{circle.about}\n{area}"

"""Where and when tables can be."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from parvis.domains.people.rules import Visitor
from parvis.domains.rounds import rules
from parvis.domains.rounds.models import Session
from parvis.domains.rounds.vocabulary import TableState
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Area, Place
from parvis.domains.territory.vocabulary import AreaKind
from parvis.kernel.errors import NotVisible

#: Tables that use the room.
HELD = Q(held__state__in=[TableState.ASKING, TableState.MEETING])


def sessions_of(area: Area) -> QuerySet[Session]:
    """Open sessions of a commune with their places, by moment; ``busy`` counts tables there now."""
    return _with_place().filter(area=area, closed_at=None)


def closed_sessions_of(area: Area) -> QuerySet[Session]:
    """Those that are not proposed any more, the latest closed first."""
    found = _with_place().filter(area=area, closed_at__isnull=False)
    return found.order_by("-closed_at", "pk")


def find_session(viewer: Visitor, session_id: UUID) -> Session:
    """A session, for who coordinates its commune.

    :raises NotVisible: there is none, or not for them.
    """
    found = _with_place().select_related("area__parent").filter(pk=session_id).first()
    if found is None or not rules.may_coordinate(viewer, found.area):
        raise NotVisible
    return found


def places_for(area: Area) -> QuerySet[Place]:
    """Where a session of this commune can be, by name."""
    inside = territory.descendants_of(area)
    found = Place.objects.filter(published=True, area__in=inside)
    return found.select_related("area").defer("area__boundary").order_by("name", "pk")


def communes_coordinated(viewer: Visitor) -> list[Area]:
    """The communes somebody coordinates, by name."""
    found = Area.objects.filter(kind=AreaKind.COMMUNE).select_related("parent")
    communes = found.defer("boundary", "parent__boundary").order_by("name", "pk")
    return [area for area in communes if rules.may_coordinate(viewer, area)]


def _with_place() -> QuerySet[Session]:
    return (
        Session.objects.annotate(busy=Count("held", filter=HELD))
        .select_related("place__area", "area")
        .defer("place__area__boundary", "area__boundary")
        .order_by("begins", "place__name", "room", "pk")
    )

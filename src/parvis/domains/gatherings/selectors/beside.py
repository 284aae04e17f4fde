"""What takes place across the boulevard: in the areas that touch one."""

from datetime import datetime, timedelta

from parvis.domains.gatherings.models import Occurrence
from parvis.domains.gatherings.selectors.agenda import NOT_SHOWN
from parvis.domains.gatherings.selectors.occurrences import ON, announced, hide_greeters
from parvis.domains.gatherings.vocabulary import SHOWN_NEARBY
from parvis.domains.people.rules import Visitor
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Area


def week_beside_area(area: Area, at: datetime, viewer: Visitor | None = None) -> list[Occurrence]:
    """What takes place in the next seven days in the areas of its kind that touch it."""
    beside = territory.ids_around(area) - territory.descendants_of(area)
    if not beside:
        return []
    found = announced(viewer).filter(
        ON,
        gathering__place__area__in=beside,
        ends_at__gt=at,
        starts_at__lt=at + timedelta(days=7),
    )
    return hide_greeters(found.defer(*NOT_SHOWN)[:SHOWN_NEARBY], viewer)

"""The agenda on a plan: each place once, with how many dates it has and the first few."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from parvis.domains.gatherings.models import Occurrence
from parvis.domains.gatherings.selectors.filters import ANYTHING, AgendaFilters
from parvis.domains.gatherings.selectors.month import Named, first_of_each
from parvis.domains.gatherings.selectors.narrowing import narrowed
from parvis.domains.gatherings.selectors.occurrences import ANNOUNCED
from parvis.domains.territory.models import Place
from parvis.kernel import text


@dataclass(frozen=True, slots=True)
class Spot:
    """A place, and what takes place there."""

    place: Place
    count: int
    named: tuple[Named, ...]

    @property
    def others(self) -> int:
        return self.count - len(self.named)


def spots(
    *,
    starts: datetime,
    ends: datetime,
    filters: AgendaFilters = ANYTHING,
    at: datetime | None = None,
) -> list[Spot]:
    """Places where something begins in ``[starts, ends)``, by name: never by distance. Two queries.

    :param at: leave out what is over by then.
    """
    found = narrowed(Occurrence.objects.filter(ANNOUNCED), filters, starts, ends)
    if at is not None:
        found = found.filter(ends_at__gt=at)
    grouped = found.annotate(group=F("gathering__place"))
    held: dict[object, tuple[int, list[Named]]] = {}
    for group, count, one in first_of_each(grouped):
        held.setdefault(group, (count, []))[1].append(one)
    places = _places([key for key in held if isinstance(key, UUID)])
    return [Spot(place, held[place.pk][0], tuple(held[place.pk][1])) for place in places]


def _places(ids: list[UUID]) -> list[Place]:
    shown = ("name", "slug", "kind", "latitude", "longitude", "area__name")
    found = Place.objects.filter(pk__in=ids).select_related("area").only(*shown)
    return sorted(found, key=lambda place: (text.fold(place.name), place.slug))

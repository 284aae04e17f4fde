"""Places a visitor may see, and one place by its address."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from parvis.domains.territory.models import Area, Place, PlacePhoto
from parvis.domains.territory.selectors.areas import descendants_of
from parvis.domains.territory.selectors.openings import is_open
from parvis.domains.territory.vocabulary import KIND_ORDER, AccessFact, Answer, PlaceKind
from parvis.kernel import text
from parvis.kernel.errors import NotVisible


def published_places(
    *,
    area: Area | None = None,
    kind: PlaceKind | str | None = None,
    access: Iterable[AccessFact | str] = (),
    open_at: dt.datetime | None = None,
    among: Iterable[UUID] | None = None,
) -> list[Place]:
    """Published places, with area and photos: neighbourhood houses first, then by kind and name.

    An area includes those inside it. Every access fact asked for must be a known yes. Never sorted
    by distance: the order says nothing of where the reader is. ``among`` keeps some ids only.
    """
    places = _with_pictures(Place.objects.filter(published=True))
    if area is not None:
        places = places.filter(area_id__in=descendants_of(area))
    if among is not None:
        places = places.filter(id__in=list(among))
    if kind:
        places = places.filter(kind=kind)
    for fact in access:
        places = places.filter(**{f"access__{AccessFact(fact).value}": Answer.YES.value})
    found = sorted(
        places, key=lambda place: (KIND_ORDER[place.kind], text.fold(place.name), place.slug)
    )
    if open_at is not None:
        return [place for place in found if is_open(place, open_at)]
    return found


def places_open_now(at: dt.datetime) -> list[Place]:
    return published_places(open_at=at)


def find_place(slug: str, *, with_drafts: bool = False) -> Place:
    """A place for its page.

    :raises NotVisible: there is none, or it is not published and drafts were not asked for.
    """
    return _one(slug=slug, with_drafts=with_drafts)


def find_place_by_id(place_id: UUID, *, with_drafts: bool = False) -> Place:
    """The same by id, for those who hold a reference.

    :raises NotVisible: as ``find_place``.
    """
    return _one(id=place_id, with_drafts=with_drafts)


def _one(*, with_drafts: bool, **key: object) -> Place:
    places = Place.objects.all() if with_drafts else Place.objects.filter(published=True)
    try:
        return _with_pictures(places).get(**key)
    except Place.DoesNotExist as absent:
        raise NotVisible from absent


def _with_pictures(places: QuerySet[Place]) -> QuerySet[Place]:
    photos = (
        PlacePhoto.objects.filter(image__public=True)
        .select_related("image")
        .order_by("position", "id")
    )
    return (
        places.select_related("area", "area__parent")
        .defer("area__boundary", "area__parent__boundary")
        .prefetch_related(Prefetch("photos", queryset=photos))
    )

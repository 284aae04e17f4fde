"""Deferred work: a place is findable by its words while it is published."""

from collections.abc import Iterable
from typing import Final

from parvis.domains.territory.events import PlaceChanged
from parvis.domains.territory.models import Place
from parvis.kernel import events, search

KIND: Final = "place"


@events.listens(PlaceChanged, name="territory.index_place")
def index_place(fact: PlaceChanged) -> None:
    """Reads the place as it is now, not as it was: facts may come late or twice."""
    place = _places().filter(id=fact.place_id).first()
    if place is None:
        search.remove(KIND, fact.place_id)
    else:
        search.index(KIND, *_entry(place))


@search.source(KIND)
def every_place() -> Iterable[search.Entry]:
    return (_entry(place) for place in _places())


def _places():  # type: ignore[no-untyped-def]
    published = Place.objects.filter(published=True).select_related("area")
    return published.defer("area__boundary")


def _entry(place: Place) -> search.Entry:
    words = [place.get_kind_display(), place.area.name, *place.area.aliases, place.address]
    return place.id, place.name, "\n".join([*map(str, words), place.about, place.how_to_come])

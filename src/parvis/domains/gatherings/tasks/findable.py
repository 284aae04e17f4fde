"""Gatherings are findable by their words."""

from collections.abc import Iterable
from typing import Any

from parvis.domains.gatherings.events import (
    GatheringCancelled,
    GatheringChanged,
    GatheringPublished,
)
from parvis.domains.gatherings.models import Gathering
from parvis.domains.gatherings.vocabulary import SEARCH_KIND, Audience, Status
from parvis.domains.people.vocabulary import interests
from parvis.kernel import clock, events, search


@events.listens(GatheringPublished, name="gatherings.index_published")
def index_published(fact: GatheringPublished) -> None:
    _index(fact.gathering_id)


@events.listens(GatheringChanged, name="gatherings.index_changed")
def index_changed(fact: GatheringChanged) -> None:
    _index(fact.gathering_id)


@events.listens(GatheringCancelled, name="gatherings.index_cancelled")
def index_cancelled(fact: GatheringCancelled) -> None:
    _index(fact.gathering_id)


@search.source(SEARCH_KIND)
def every_gathering() -> Iterable[search.Entry]:
    ahead = _gatherings().filter(status=Status.PUBLISHED, occurrences__ends_at__gt=clock.now())
    return (_entry(gathering) for gathering in ahead.distinct())


def _index(gathering_id: Any) -> None:
    gathering = _gatherings().filter(pk=gathering_id, status=Status.PUBLISHED).first()
    if gathering is None:
        search.remove(SEARCH_KIND, gathering_id)
    else:
        search.index(SEARCH_KIND, *_entry(gathering))


def _entry(gathering: Gathering) -> search.Entry:
    """In both languages: one index serves everybody."""
    slugs = {slug for own in gathering.interests for slug in (own, *interests.ancestors(own))}
    known = [interests.interests()[slug] for slug in sorted(slugs) if slug in interests.interests()]
    words = [word for each in known for word in (each.fr, each.en)]
    near = [gathering.place.name, gathering.place.area.name]
    if gathering.organisation is not None:
        near.append(gathering.organisation.name)
    body = "\n".join([*near, *words, gathering.about, gathering.bring])
    return gathering.pk, gathering.title, body


def _gatherings():  # type: ignore[no-untyped-def]
    """What is open to everybody; what is proposed to some is found by nobody's search."""
    found = Gathering.objects.filter(audience=Audience.PUBLIC)
    found = found.select_related("place__area", "organisation")
    return found.defer("place__area__boundary")

"""Their words for places and subjects, and ours."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from parvis.domains.gatherings.models import Source
from parvis.domains.gatherings.services.importing.reading import Entry
from parvis.domains.gatherings.vocabulary import INTERESTS_MAX, WHERE_MAX
from parvis.domains.people.vocabulary import interests
from parvis.domains.territory.models import Place
from parvis.kernel import text

#: What a person chose for a place of theirs: the usual one; or to leave aside what is there.
USUAL: Final = "="
ASIDE: Final = "-"
KEY_MAX: Final = 200
#: So near, in metres, it is the same door.
SAME_DOOR: Final = 40
#: A name or an address shorter than this is found in others by chance.
TELLING: Final = 8


@dataclass(frozen=True, slots=True)
class Placed:
    """Where something is to take place here. ``place`` is None when it is left aside."""

    place: Place | None
    #: Their words, where the place does not say it all.
    note: str
    #: Nobody has chosen yet, and nothing of ours has that name.
    is_unknown: bool = False


class Directory:
    """The places of the town, and what was chosen for a source."""

    def __init__(self, source: Source) -> None:
        self.source = source
        published = Place.objects.filter(published=True).select_related("area")
        self.places = list(published.defer("area__boundary").order_by("slug"))
        self.by_slug = {place.slug: place for place in self.places}
        self.by_name = {text.fold(place.name): place for place in self.places}
        self.chosen_places: Mapping[str, str] = source.mapping.get("places", {})
        self.chosen_interests: Mapping[str, str] = source.mapping.get("interests", {})

    def place_of(self, entry: Entry) -> Placed:
        usual = self.source.place
        chosen = self.chosen_places.get(key(entry.where), "")
        if chosen == ASIDE:
            return Placed(None, "")
        if chosen in self.by_slug:
            return Placed(self.by_slug[chosen], "")
        if not entry.where and entry.point is None:
            return Placed(usual, "")
        found = None if chosen == USUAL else self._recognised(entry)
        if found is not None:
            return Placed(found, "")
        note = text.excerpt(entry.where, WHERE_MAX)
        return Placed(usual, note, is_unknown=bool(entry.where) and chosen != USUAL)

    def _recognised(self, entry: Entry) -> Place | None:
        """By its name, its address, or its point."""
        said = text.fold(entry.where)
        first = said.partition(",")[0].strip()
        if found := self.by_name.get(said) or self.by_name.get(first):
            return found
        for place in self.places:
            name, address = text.fold(place.name), text.fold(place.address)
            if len(name) >= TELLING and said.startswith(name):
                return place
            if len(address) >= TELLING and address in said:
                return place
        if entry.point is None:
            return None
        near = [
            (metres(entry.point, place.point), place.slug)
            for place in self.places
            if place.point is not None
        ]
        distance, slug = min(near, default=(math.inf, ""))
        return self.by_slug[slug] if distance <= SAME_DOOR else None

    def interests_of(self, entry: Entry) -> tuple[tuple[str, ...], list[str]]:
        """Slugs for its categories, or the usual ones; and the words nothing is known of."""
        found: set[str] = set()
        unknown = []
        for word in entry.categories:
            chosen = self.chosen_interests.get(key(word))
            if chosen is not None:
                found |= {chosen} & set(interests.interests())
            elif slug := _labels().get(key(word)):
                found.add(slug)
            else:
                unknown.append(word)
        return tuple(sorted(found or self.source.interests)[:INTERESTS_MAX]), unknown


def key(words: str) -> str:
    """Words made comparable."""
    return " ".join(text.fold(words).split())[:KEY_MAX]


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two points of one town: flat enough there."""
    north = (one[0] - other[0]) * 111_320
    east = (one[1] - other[1]) * 111_320 * math.cos(math.radians(one[0]))
    return math.hypot(north, east)


@cache
def _labels() -> Mapping[str, str]:
    """Every plain word for an interest; the first interest that claims it has it."""
    found: dict[str, str] = {}
    for each in interests.interests().values():
        for word in _words_of(each):
            found.setdefault(key(word), each.slug)
    return found


def _words_of(interest: interests.Interest) -> Iterable[str]:
    return interest.fr, interest.en, interest.slug.replace("-", " "), *interest.synonyms

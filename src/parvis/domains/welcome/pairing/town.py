"""Everything the town can suggest, translated once and kept for a moment.

What changes by the minute (seats, limits, pauses) is checked again when a suggestion is kept
(``selectors.first_possible``), so a catalogue half a minute old can promise nothing wrong.
"""

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count

from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Area
from parvis.domains.welcome.models import Suggestion
from parvis.domains.welcome.pairing.learning import weights_from
from parvis.domains.welcome.pairing.things import Around, all_things
from parvis.domains.welcome.selectors.history import learned_weights
from parvis.matching.paths.problem import Catalogue
from parvis.matching.paths.score import Weights

#: How long a translated town serves.
KEPT_SECONDS = 30
EXPOSURE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Town:
    """The catalogue, the people behind its things (a block hides the thing), and who was shown."""

    catalogue: Catalogue
    people: dict[str, frozenset[UUID]]
    #: Things a visitor without an account does not see.
    for_members: frozenset[str]
    #: The series of each date.
    lasting: dict[str, str]
    near: Mapping[str, Mapping[str, float]]
    #: Neighbourhoods: the slug of each id, the name of each slug.
    slugs: dict[UUID, str]
    names: dict[str, str]
    made_at: datetime
    #: How much each part of the score counts here.
    weights: Weights


class _Kept:
    """One town a process; concurrent requests wait for the one that translates it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.town: Town | None = None

    def at(self, now: datetime) -> Town:
        town = self.town
        if town and abs((now - town.made_at).total_seconds()) < KEPT_SECONDS:
            return town
        with self.lock:
            town = self.town
            if not town or abs((now - town.made_at).total_seconds()) >= KEPT_SECONDS:
                town = self.town = translate(now)
        return town

    def forget(self) -> None:
        with self.lock:
            self.town = None


_kept = _Kept()
town_at = _kept.at
#: For tests, and for whoever has just changed the town and wants to see it.
forget_town = _kept.forget


def translate(now: datetime) -> Town:
    """The whole town as a catalogue. A fixed number of queries, whatever its size."""
    shown = Counter(
        dict(
            Suggestion.objects.filter(made_at__gte=now - timedelta(days=EXPOSURE_DAYS))
            .values_list("thing_id")
            .annotate(n=Count("id"))
        )
    )
    areas = list(Area.objects.values_list("id", "slug", "name"))
    around = Around(now, shown, {one: slug for one, slug, _ in areas})
    found = list(all_things(around))
    return Town(
        catalogue=Catalogue.of([one.thing for one in found]),
        people={one.thing.id: one.people for one in found if one.people},
        for_members=frozenset(one.thing.id for one in found if not one.is_public),
        lasting={one.thing.id: one.lasting for one in found if one.lasting},
        near=territory.closeness(),
        slugs=around.slugs,
        names={slug: name for _, slug, name in areas},
        made_at=now,
        weights=weights_from(learned_weights()),
    )

"""One person as a seeker, and their path."""

import zlib
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import interests
from parvis.domains.welcome import vocabulary
from parvis.domains.welcome.pairing.past import values_of
from parvis.domains.welcome.pairing.town import Town
from parvis.domains.welcome.selectors.told import Told
from parvis.matching.paths.plan import Path
from parvis.matching.paths.plan import Suggestion as Ranked
from parvis.matching.paths.problem import Kind as MatchingKind
from parvis.matching.paths.problem import PathProblem, Seeker
from parvis.matching.paths.ranking import suggest


def seeker_of(told: Told | Resident, town: Town, seeker_id: str = "visitor") -> Seeker:
    """What somebody told, for a visitor's words as for a resident's profile."""
    return Seeker(
        id=seeker_id,
        interests=frozenset(told.interests),
        broader=frozenset(
            parent for slug in told.interests for parent in interests.ancestors(slug)
        ),
        languages=frozenset(told.languages),
        wishes=frozenset(told.wishes),
        comfort=frozenset(told.comfort),
        life=frozenset(told.life),
        free=frozenset(told.free),
        access=frozenset(told.access),
        area=town.slugs.get(told.area_id) if told.area_id else None,
    )


def path_for(
    seeker: Seeker,
    town: Town,
    *,
    now: datetime,
    most: int | None = 1,
    hidden: Collection[UUID] = (),
    refused: Collection[UUID] = (),
    already: Collection[UUID] = (),
    itself: UUID | None = None,
) -> Path:
    """The ranked suggestions of every kind for one person, at most so many (None: all).

    ``hidden`` are people: everything that has one of them behind it is hidden too. Without an
    account (``itself`` is None), what only residents may see is hidden; the welcomers are the
    caller's to leave out. The draw that decides between equals changes each week, so that a page
    reloaded is the same page.
    """
    unseen = set(hidden) | ({itself} if itself else set())
    gone = frozenset(thing for thing, behind in town.people.items() if behind & unseen)
    if itself is None:
        gone |= town.for_members
    week = now.isocalendar()
    return suggest(
        PathProblem(
            seeker=seeker,
            things=town.catalogue,
            now=now,
            seed=_seed(seeker.id, week.year, week.week),
            refused=frozenset(map(str, refused)),
            already=frozenset(map(str, already)),
            hidden=gone,
            near=town.near,
            history=values_of(itself, town.lasting, now) if itself else {},
            horizon_days=vocabulary.HORIZON_DAYS,
        ),
        k=most or max(1, len(town.catalogue.things)),
        weights=town.weights,
    )


def of_kind(path: Path, kind: str) -> Sequence[Ranked]:
    """The suggestions of one kind, best first."""
    return path.by_kind[MatchingKind(kind)]


def _seed(*parts: object) -> int:
    return zlib.crc32(":".join(map(str, parts)).encode())

"""The two sides of a path: the person who looks, and what the town has."""

from dataclasses import dataclass
from datetime import datetime

from .vocabulary import Ages, Kind

Words = frozenset[str]
_NONE: Words = frozenset()


@dataclass(frozen=True, slots=True)
class Seeker:
    """What one person said of themselves, and nothing they did not say.

    An empty set means "did not say", never "none": somebody who gave no free moment is not
    taken for somebody who is never free.

    ``broader`` holds the parents of the interests in the taxonomy, expanded by the caller.
    ``area`` is a neighbourhood and ``cell`` a coarse cell; nothing finer may come in (a point
    would make the ranking an instrument to locate people).
    Membership of a sensitive circle (grief, health, faith…) is never an input.
    """

    id: str
    interests: Words = _NONE
    broader: Words = _NONE
    languages: Words = _NONE
    wishes: Words = _NONE
    comfort: Words = _NONE
    life: Words = _NONE
    free: Words = _NONE
    area: str | None = None
    cell: str | None = None
    access: Words = _NONE
    age_band: str | None = None
    adult: bool = True


@dataclass(frozen=True, slots=True)
class Thing:
    """A person, a place, a gathering, a circle or a way to be useful that may be suggested.

    ``wishes`` are the wishes it answers: somebody's need has ``{"help"}`` because it suits
    those who wish to help. ``comfort`` is what it suits, ``life`` the situations it is for.
    ``slots`` are the moments it happens, is open, or the person is free, in local time.

    ``access`` is what it provides. ``None`` says that nobody has looked; a set says that
    somebody has, so a need outside it is *known to be missing*, unless it is named in
    ``access_unknown``. One does not walk into a welcomer or a circle: for these two, ``None``
    leaves only sign language (welcomer) or nothing (circle) to be checked.

    ``load`` and ``cap`` are a welcomer's present newcomers and the most they want; both are
    required of a welcomer. ``exposure`` is how often it was shown this week.
    """

    id: str
    kind: Kind
    interests: Words = _NONE
    broader: Words = _NONE
    languages: Words = _NONE
    wishes: Words = _NONE
    comfort: Words = _NONE
    life: Words = _NONE
    slots: Words = _NONE
    starts_at: datetime | None = None
    area: str | None = None
    cell: str | None = None
    access: Words | None = None
    access_unknown: Words = _NONE
    age_band: str | None = None
    ages: Ages = Ages.ADULTS
    seats_left: int | None = None
    load: int | None = None
    cap: int | None = None
    paused: bool = False
    size: int | None = None
    exposure: int = 0
    created_days: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """What changes about a thing from one hour to the next.

    Lets a cached catalogue obey today's caps and seats: see ``Catalogue.refreshed``.
    """

    seats_left: int | None = None
    load: int | None = None
    cap: int | None = None
    paused: bool = False
    exposure: int = 0

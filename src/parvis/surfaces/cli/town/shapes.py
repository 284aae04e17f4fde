"""What a planned town is made of: plain frozen values, named like the fields that will store them.

A resident is pointed at by their place in ``TownPlan.residents``; all else by its slug.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

Tags = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AreaPlan:
    slug: str
    name: str
    kind: str
    parent: str | None
    aliases: Tags
    about: str
    #: How one says that one lives there: « aux Tilleuls ».
    at: str
    population: int
    #: GeoJSON geometry, longitude first.
    boundary: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LandmarkPlan:
    """A line that neighbourhoods share: the river, the railway, the boulevard."""

    slug: str
    name: str
    kind: str
    line: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlacePlan:
    slug: str
    name: str
    kind: str
    area: str
    latitude: float
    longitude: float
    address: str
    opening_hours: str
    #: Fact -> "yes" or "no"; a fact left out is unknown.
    access: Mapping[str, str]
    phone: str
    email: str
    how_to_come: str
    about: str


@dataclass(frozen=True, slots=True)
class OrganisationPlan:
    slug: str
    name: str
    kind: str
    area: str | None
    place: str | None
    interests: Tags
    about: str
    when_where: str
    contact_name: str
    #: How sentences about the contact agree: "f", "m" or "x".
    contact_gender: str
    email: str
    phone: str
    volunteers_wanted: str


@dataclass(frozen=True, slots=True)
class CirclePlan:
    slug: str
    name: str
    visibility: str
    area: str | None
    about: str
    interests: Tags
    languages: Tags
    wishes: Tags
    comfort: Tags
    life: Tags


@dataclass(frozen=True, slots=True)
class NeedPlan:
    slug: str
    title: str
    about: str
    organisation: str
    area: str | None
    interests: Tags
    wishes: Tags
    slots: Tags
    minutes: int
    rhythm: str
    people_wanted: int
    until: date


@dataclass(frozen=True, slots=True)
class OccurrencePlan:
    """One date, ``[starts_at, ends_at)`` in UTC."""

    index: int
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class GatheringPlan:
    slug: str
    title: str
    about: str
    organisation: str
    place: str
    interests: Tags
    wishes: Tags
    comfort: Tags
    life: Tags
    languages: Tags
    price_cents: int
    bring: str
    capacity: int | None
    good_alone: bool
    greeter: int | None
    greeter_name: str
    sign: str
    weekly: bool
    starts_at: datetime
    minutes: int
    #: The coming dates have no seat left.
    is_full: bool
    #: One, or five weeks of dates from two weeks before this week's Monday.
    occurrences: tuple[OccurrencePlan, ...]


@dataclass(frozen=True, slots=True)
class ExceptionPlan:
    """One date to come that differs: moved, called off, or one that no rule gives."""

    #: "moved", "cancelled" or "added".
    kind: str
    #: The next date is 0.
    which: int
    #: Moved, or added, it is so many days later.
    days: int
    note: str


@dataclass(frozen=True, slots=True)
class PausePlan:
    starts_on: date
    ends_on: date
    why: str


@dataclass(frozen=True, slots=True)
class ActivityPlan:
    """A gathering with a rhythm and details of its own, published as its hosts would."""

    slug: str
    title: str
    about: str
    organisation: str
    place: str
    first: date
    starts: time
    ends: time
    interests: Tags
    wishes: Tags = ()
    comfort: Tags = ()
    life: Tags = ()
    languages: Tags = ("fr",)
    rrule: str = ""
    pauses: tuple[PausePlan, ...] = ()
    exceptions: tuple[ExceptionPlan, ...] = ()
    skips_holidays: bool = False
    price_cents: int = 0
    bring: str = ""
    documents: str = ""
    where_note: str = ""
    access_note: str = ""
    age_min: int | None = None
    age_max: int | None = None
    children: bool = True
    photos: str = "asked"
    capacity: int | None = None
    guests_max: int = 0
    signup: str = "each"
    good_alone: bool = False
    #: What the host who waits for those who come alone can be known by.
    sign: str = ""
    is_draft: bool = False
    #: How many come to the next date, and how many of them alone.
    coming: int = 0
    alone: int = 0
    #: Organisation -> "asked" or "accepted".
    cohosts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ResidentPlan:
    email: str
    name: str
    first_name: str
    #: How their sentences agree: "f", "m" or "x".
    gender: str
    birth_year: int
    age_band: str
    area: str
    #: Latitude, longitude: only to compute the coarse cell from, never to be stored.
    point: tuple[float, float]
    languages: Tags
    #: The language of their mails and of their words: "fr" or "en".
    reads: str
    interests: Tags
    free: Tags
    wishes: Tags
    comfort: Tags
    life: Tags
    access: Tags
    about: str
    says_newcomer: bool
    #: None for those who have lived there long.
    arrived_days_ago: int | None
    joined_days_ago: int


@dataclass(frozen=True, slots=True)
class WelcomerPlan:
    resident: int
    cap: int
    paused_until: date | None
    proposes: str


@dataclass(frozen=True, slots=True)
class RolePlan:
    """A duty everywhere in the town."""

    resident: int
    kind: str


@dataclass(frozen=True, slots=True)
class CastPlan:
    """Who one can enter as on the sign-in page of the demo."""

    key: str
    resident: int


@dataclass(frozen=True, slots=True)
class OrganisationMembershipPlan:
    organisation: str
    resident: int
    part: str
    welcomes: bool
    joined_days_ago: int


@dataclass(frozen=True, slots=True)
class CircleMembershipPlan:
    circle: str
    resident: int
    is_host: bool
    #: Empty outside sensitive circles, single inside one.
    pseudonym: str
    joined_days_ago: int


@dataclass(frozen=True, slots=True)
class AttendancePlan:
    gathering: str
    occurrence: int
    resident: int
    #: "going" or "cancelled".
    state: str
    alone: bool
    said_at: datetime


@dataclass(frozen=True, slots=True)
class TownPlan:
    seed: int
    today: date
    areas: tuple[AreaPlan, ...]
    landmarks: tuple[LandmarkPlan, ...]
    places: tuple[PlacePlan, ...]
    organisations: tuple[OrganisationPlan, ...]
    circles: tuple[CirclePlan, ...]
    needs: tuple[NeedPlan, ...]
    gatherings: tuple[GatheringPlan, ...]
    activities: tuple[ActivityPlan, ...]
    residents: tuple[ResidentPlan, ...]
    cast: tuple[CastPlan, ...]
    welcomers: tuple[WelcomerPlan, ...]
    roles: tuple[RolePlan, ...]
    organisation_memberships: tuple[OrganisationMembershipPlan, ...]
    circle_memberships: tuple[CircleMembershipPlan, ...]
    attendance: tuple[AttendancePlan, ...]

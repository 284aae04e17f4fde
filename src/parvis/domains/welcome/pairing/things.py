"""The things of the town in the words of ``parvis.matching``, each with the people behind it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from parvis.domains.circles.models import Circle
from parvis.domains.circles.selectors import TOLD
from parvis.domains.circles.vocabulary import Visibility
from parvis.domains.gatherings import selectors as gatherings
from parvis.domains.gatherings.models import Occurrence
from parvis.domains.gatherings.vocabulary import Audience, SignUp, Status
from parvis.domains.mutual_aid import selectors as mutual_aid
from parvis.domains.people.vocabulary import Access, interests
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Place
from parvis.domains.welcome import vocabulary
from parvis.domains.welcome.selectors import welcomes
from parvis.matching.paths.problem import Kind, Thing

MOMENTS = ((5, 12, "morning"), (12, 18, "afternoon"), (18, 29, "evening"))
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: An hour that stands for each moment when a place's week is read.
SAMPLES = ((10, "morning"), (15, "afternoon"), (19, "evening"))


@dataclass(frozen=True, slots=True)
class Around:
    """What every translation needs: the moment, who was shown lately, the neighbourhoods."""

    now: datetime
    shown: Counter[UUID]
    slugs: dict[UUID, str]

    def area(self, area_id: UUID | None) -> str | None:
        return self.slugs.get(area_id) if area_id else None


@dataclass(frozen=True, slots=True)
class Found:
    """One thing, the people behind it (a block hides it), and whether visitors see it too."""

    thing: Thing
    people: frozenset[UUID] = frozenset()
    is_public: bool = True
    #: What lasts when the thing does not: the series of a date.
    lasting: str = ""


def all_things(around: Around) -> Iterator[Found]:
    """Everything the town can suggest. A fixed number of queries, whatever its size."""
    for kind in (_welcomers, _places, _gatherings, _circles, _needs):
        yield from kind(around)


def _broader(slugs: Iterable[str]) -> frozenset[str]:
    return frozenset(parent for slug in slugs for parent in interests.ancestors(slug))


def _welcomers(around: Around) -> Iterator[Found]:
    for welcomer in welcomes.open_welcomers(around.now):
        person = welcomer.resident
        thing = Thing(
            id=str(person.id),
            kind=Kind.WELCOMER,
            interests=frozenset(person.interests),
            broader=_broader(person.interests),
            languages=frozenset(person.languages),
            wishes=frozenset(person.wishes),
            comfort=frozenset({"one-to-one", "write-first"}),
            slots=frozenset(person.free),
            area=around.area(person.area_id),
            load=welcomer.load,
            cap=welcomer.cap,
            exposure=around.shown[person.id],
            title=person.name,
        )
        yield Found(thing, frozenset({person.id}))


def _access(place: Place) -> tuple[frozenset[str], frozenset[str]]:
    """What a place offers, and what nobody has checked."""
    facts = place.access or {}
    unknown = {fact for fact in Access.values if facts.get(fact, "unknown") == "unknown"}
    return frozenset(f for f, answer in facts.items() if answer == "yes"), frozenset(unknown)


def _places(around: Around) -> Iterator[Found]:
    for place in (
        Place.objects.filter(published=True)
        .select_related("area")
        .defer("area__boundary")
        .prefetch_related("organisations")
    ):
        offered, unknown = _access(place)
        taught = {
            slug
            for house in place.organisations.all()
            if house.published
            for slug in house.interests
        }
        thing = Thing(
            id=str(place.id),
            kind=Kind.PLACE,
            interests=frozenset(taught),
            broader=_broader(taught),
            slots=open_slots(place, around.now),
            area=around.area(place.area_id),
            access=offered,
            access_unknown=unknown,
            exposure=around.shown[place.id],
            title=place.name,
        )
        yield Found(thing)


def open_slots(place: Place, now: datetime) -> frozenset[str]:
    """The moments of the coming week in which a place is open, from one sample hour each."""
    if not place.opening_hours:
        return frozenset()
    zone = place.area.zone
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    return frozenset(
        f"{day}-{moment}"
        for offset, day in enumerate(WEEKDAYS)
        for hour, moment in SAMPLES
        if territory.is_open(
            place,
            datetime.combine(monday + timedelta(days=offset), datetime.min.time(), zone).replace(
                hour=hour
            ),
        )
    )


def slot_of(at: datetime, zone: str) -> str:
    """The moment of the week an instant belongs to: before 12 h, before 18 h, or the evening."""
    here = at.astimezone(ZoneInfo(zone))
    day = here.weekday()
    hour = here.hour
    if hour < MOMENTS[0][0]:
        day, hour = (day - 1) % 7, hour + 24
    moment = next(name for begins, ends, name in MOMENTS if begins <= hour < ends)
    return f"{WEEKDAYS[day]}-{moment}"


def _gatherings(around: Around) -> Iterator[Found]:
    soon = (
        Occurrence.objects.filter(
            starts_at__gt=around.now,
            starts_at__lt=around.now + timedelta(days=vocabulary.HORIZON_DAYS + 1),
            is_cancelled=False,
            gathering__audience=Audience.PUBLIC,
            gathering__status=Status.PUBLISHED,
        )
        .filter(Q(gathering__organisation=None) | Q(gathering__organisation__published=True))
        # A first time is one date: a course that is joined whole is for the agenda.
        .exclude(gathering__signup=SignUp.SERIES)
        .filter(gatherings.HAS_ROOM)
        .select_related("gathering__place")
    )
    for occurrence in soon:
        gathering = occurrence.gathering
        offered, unknown = _access(gathering.place)
        company = {"come-with-someone"} if gathering.good_alone else set()
        alone = None if gathering.organisation_id else gathering.host_id
        behind = {one for one in (gathering.greeter_id, alone) if one}
        thing = Thing(
            id=str(occurrence.id),
            kind=Kind.GATHERING,
            interests=frozenset(gathering.interests),
            broader=_broader(gathering.interests),
            languages=frozenset(gathering.languages),
            wishes=frozenset(gathering.wishes),
            comfort=frozenset(gathering.comfort) | company,
            life=frozenset(gathering.life),
            slots=frozenset({slot_of(occurrence.starts_at, gathering.time_zone)}),
            starts_at=occurrence.starts_at,
            area=around.area(gathering.place.area_id),
            access=offered,
            access_unknown=unknown,
            seats_left=occurrence.seats_left,
            size=gathering.capacity or None,
            exposure=around.shown[occurrence.id],
            title=gathering.title,
        )
        yield Found(thing, frozenset(behind), lasting=str(gathering.pk))


def _circles(around: Around) -> Iterator[Found]:
    """Never a sensitive circle: nothing a person says of their life may point at one (TS-31). Nor
    one that was made for others."""
    circles = Circle.objects.filter(visibility__in=TOLD).annotate(members=Count("memberships"))
    for circle in circles:
        thing = Thing(
            id=str(circle.id),
            kind=Kind.CIRCLE,
            interests=frozenset(circle.interests),
            broader=_broader(circle.interests),
            languages=frozenset(circle.languages),
            wishes=frozenset(circle.wishes),
            comfort=frozenset(circle.comfort),
            life=frozenset(circle.life),
            area=around.area(circle.area_id),
            size=circle.members or None,
            created_days=max(0, (around.now - circle.created_at).days),
            exposure=around.shown[circle.id],
            title=circle.name,
        )
        yield Found(thing, is_public=circle.visibility == Visibility.PUBLIC)


def _needs(around: Around) -> Iterator[Found]:
    for need in mutual_aid.open_needs(around.now):
        thing = Thing(
            id=str(need.id),
            kind=Kind.USEFUL,
            interests=frozenset(need.interests),
            broader=_broader(need.interests),
            wishes=frozenset({"help", *need.wishes}),
            slots=frozenset(need.slots),
            area=around.area(need.area_id or need.organisation.area_id),
            created_days=max(0, (around.now - need.created_at).days),
            exposure=around.shown[need.id],
            title=need.title,
        )
        yield Found(thing)

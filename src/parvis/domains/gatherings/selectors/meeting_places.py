"""Where to meet: places open then, half-way, and nothing of where anybody lives (TS-30).

What is answered depends on the *areas* people show on their profiles, never on their cells. A cell
is finer than the name of a commune; were it used, somebody who moves their own home two hundred
times could draw the circle of places that stay half-way, and read the other's cell in its middle.
With areas, whoever tries learns the name that the other's page says already: the answer is one for
each pair of areas, the same for both, whatever else is in their profiles. (An area chosen with a
cell is the one most of the cell lies in: nothing finer comes in by that door either.)

Half-way is measured between the middles of the two areas, on foot: as the crow flies, and a third
more for the streets. It makes two groups of places, half-way or not; within a group the order is
drawn by lot from the pair of areas and the place, the same each day: never by distance.
"""

import hashlib
import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

import shapely
from django.utils.translation import gettext as _

from parvis.domains.gatherings.selectors.calendar import instant, wall
from parvis.domains.gatherings.vocabulary import (
    DAYTIME,
    SHARED_MOMENTS_MIN,
    SUGGESTED,
    SUGGESTED_DAYS,
)
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Access, Weekday
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Area, Place
from parvis.domains.territory.vocabulary import AccessFact, Answer, PlaceKind

Point = tuple[float, float]

#: Where two people who hardly know each other can sit down, with others around.
KINDS: Final = (
    *(PlaceKind.NEIGHBOURHOOD_HOUSE, PlaceKind.LIBRARY, PlaceKind.CAFE, PlaceKind.PARK),
    *(PlaceKind.CULTURE, PlaceKind.MARKET, PlaceKind.HALL),
)
#: For a first time, only where anybody comes in without having been invited.
FIRST_KINDS: Final = frozenset(KINDS) - {PlaceKind.HALL}
#: Calm by nature, unless the place says otherwise; any other counts as quiet when it says so.
QUIET_KINDS: Final = frozenset({PlaceKind.LIBRARY, PlaceKind.PARK})
EARTH_METRES: Final = 6_371_000
#: Streets are not straight: what a walk adds to the line between two points.
STREETS: Final = 1.3
#: Half-way: neither walks more than so many times as far as the other…
FAIR: Final = 2.0
#: …nor do both together much more than straight from one area to the other.
DETOUR: Final = 1.5
DETOUR_METRES: Final = 1_500
#: Two areas nearer than this are one neighbourhood to walk in: both ends are half-way.
NEAR_METRES: Final = 1_200
#: The hours proposed in a morning, an afternoon, an evening.
HOURS: Final = {"morning": time(10), "afternoon": time(15), "evening": time(18, 30)}


@dataclass(frozen=True, slots=True)
class MeetingPlace:
    place: Place
    #: Why this one, in a sentence for who reads it.
    reason: str


@dataclass(frozen=True, slots=True)
class Suggested:
    places: tuple[MeetingPlace, ...]
    moments: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Needs:
    """What the place must offer. ``said``: those the reader asked for themselves."""

    step_free: bool = False
    quiet: bool = False
    said: frozenset[str] = frozenset()


def needs_of(
    viewer: Resident, others: Iterable[Resident], *, step_free: bool = False, quiet: bool = False
) -> Needs:
    """What the profiles of all ask for, without saying whose; and what the reader asks for now."""
    mine = {str(one) for one in viewer.access}
    said = (
        mine | ({Access.STEP_FREE} if step_free else set()) | ({Access.QUIET} if quiet else set())
    )
    wanted = said | {str(need) for other in others for need in other.access}
    return Needs(
        step_free=Access.STEP_FREE in wanted,
        quiet=Access.QUIET in wanted,
        said=frozenset(said & {Access.STEP_FREE, Access.QUIET}),
    )


def meeting_places(
    areas: Sequence[Area | None],
    *,
    when: datetime,
    minutes: int,
    needs: Needs = Needs(),
    first_time: bool = True,
    most: int = SUGGESTED,
    among: Sequence[Place] | None = None,
) -> list[MeetingPlace]:
    """Places open all that time, those half-way first, of different kinds where there are.

    :param areas: those that the people concerned show; None for who shows none.
    :param among: the places to choose from, read once by who asks for several moments.
    """
    suitable = suitable_places(needs, first_time=first_time) if among is None else among
    found = [place for place in suitable if is_open_throughout(place, when, minutes)]
    middles = _middles(areas)
    pair = ":".join(sorted({area.slug for area in areas if area is not None}))
    halfway = {place.pk for place in found if _is_halfway(place, middles)}
    drawn = sorted(found, key=lambda place: (place.pk not in halfway, _lot(pair, place)))
    return [
        MeetingPlace(place, _reason(place, when, place.pk in halfway, needs))
        for place in _varied(drawn, halfway)[:most]
    ]


def suitable_places(needs: Needs, *, first_time: bool) -> list[Place]:
    """Places of the town where one can meet, whatever the hour."""
    kinds = FIRST_KINDS if first_time else KINDS
    access = [AccessFact.STEP_FREE] if needs.step_free else []
    return [
        place
        for place in territory.published_places(access=access)
        if place.kind in kinds and (not needs.quiet or is_quiet(place))
    ]


def suggested_meeting(
    viewer: Resident,
    others: Sequence[Resident],
    *,
    areas: Sequence[Area | None],
    needs: Needs,
    minutes: int,
    first_time: bool,
    at: datetime,
    zone: str,
) -> Suggested:
    """Three places and three moments that go together: each place is open at each moment.

    Where there are not three of them, as many as there are.
    """
    among = suitable_places(needs, first_time=first_time)
    moments = meeting_moments([viewer, *others], at=at, zone=zone, first_time=first_time)
    best: list[MeetingPlace] = []
    for when in moments:
        found = meeting_places(
            areas, when=when, minutes=minutes, needs=needs, first_time=first_time, among=among
        )
        if len(found) > len(best):
            best = found
        if len(best) == SUGGESTED:
            break
    open_then = [
        when
        for when in moments
        if best and all(is_open_throughout(one.place, when, minutes) for one in best)
    ]
    return Suggested(tuple(best), tuple(_spread(open_then, zone)))


def _spread(moments: Sequence[datetime], zone: str) -> list[datetime]:
    """One a day before a second of any day; soonest first."""
    days: dict[object, int] = {}
    ranked = []
    for when in moments:
        day = wall(when, zone).date()
        days[day] = days.get(day, 0) + 1
        ranked.append((days[day], when))
    return sorted(when for _rank, when in sorted(ranked)[:SUGGESTED])


def meeting_moments(
    people: Sequence[Resident],
    *,
    at: datetime,
    zone: str,
    first_time: bool = True,
) -> list[datetime]:
    """Moments to propose, soonest first: from the day after tomorrow, over a fortnight.

    Those everybody said they are free, when all have said so and enough of them are shared (one
    alone would tell, to who tries, a moment of the other's week); else afternoons and Saturday
    mornings. By day the first time.
    """
    given = [set(one.free) for one in people]
    shared = set.intersection(*given) if given and all(given) else set()
    if first_time:
        shared = {slot for slot in shared if not slot.endswith("evening")}
    usual = {
        f"{day}-{moment}"
        for day, moment in (
            *((day, "afternoon") for day in ("wed", "sat", "sun")),
            *(("sat", "morning"), ("fri", "afternoon")),
        )
    }
    wanted = shared if len(shared) >= SHARED_MOMENTS_MIN else usual
    today = wall(at, zone).date()
    found = []
    for ahead in range(2, SUGGESTED_DAYS + 2):
        day = today + timedelta(days=ahead)
        for moment, hour in HOURS.items():
            if f"{Weekday.values[day.weekday()]}-{moment}" in wanted:
                found.append(instant(datetime.combine(day, hour), zone))
    return found


def is_quiet(place: Place) -> bool:
    """Said to be, or of a kind that is, and nobody says otherwise."""
    said = place.answer(AccessFact.QUIET)
    return said == Answer.YES or (said == Answer.UNKNOWN and place.kind in QUIET_KINDS)


def is_open_throughout(place: Place, starts_at: datetime, minutes: int) -> bool:
    """Known to be open from the first minute to the last; a park of unknown hours is, by day."""
    ends_at = starts_at + timedelta(minutes=minutes)
    opening = territory.opening(place, starts_at)
    if not opening.is_known and place.kind == PlaceKind.PARK:
        zone = place.area.time_zone
        begins, ends = wall(starts_at, zone), wall(ends_at, zone)
        same_day = begins.date() == ends.date()
        return same_day and begins.time() >= time(DAYTIME[0]) and ends.time() <= time(DAYTIME[1])
    return opening.is_open and (opening.until is None or opening.until >= ends_at)


def _middles(areas: Sequence[Area | None]) -> list[Point]:
    """The middle of each area there is; empty unless all are known, and drawn."""
    if not areas or any(area is None for area in areas):
        return []
    wanted = {area.pk for area in areas if area is not None}
    drawn = Area.objects.filter(pk__in=wanted, boundary__isnull=False).order_by("slug")
    found = []
    for boundary in drawn.values_list("boundary", flat=True):
        middle = shapely.geometry.shape(boundary).representative_point()
        found.append((middle.y, middle.x))
    return found if len(found) == len(wanted) else []


def _is_halfway(place: Place, middles: Sequence[Point]) -> bool:
    point = place.point
    if point is None or not middles:
        return False
    walks = [walk_metres(middle, point) for middle in middles]
    if len(middles) == 1:
        return walks[0] <= NEAR_METRES
    apart = max(walk_metres(one, other) for one in middles for other in middles)
    if apart <= NEAR_METRES:
        return max(walks) <= NEAR_METRES + apart
    straight = apart * len(middles) / 2
    bounded = sum(walks) <= DETOUR * straight + DETOUR_METRES
    return bounded and max(walks) <= FAIR * max(min(walks), NEAR_METRES / FAIR)


def walk_metres(one: Point, other: Point) -> float:
    """On foot between two (latitude, longitude): the line, and what streets add to it."""
    (north, east), (south, west) = (map(math.radians, point) for point in (one, other))
    across = math.sin((south - north) / 2) ** 2
    across += math.cos(north) * math.cos(south) * math.sin((west - east) / 2) ** 2
    return 2 * EARTH_METRES * math.asin(math.sqrt(across)) * STREETS


def _lot(pair: str, place: Place) -> str:
    return hashlib.sha256(f"{pair}/{place.pk}".encode()).hexdigest()


def _varied(drawn: Sequence[Place], halfway: Collection[UUID]) -> list[Place]:
    """One of each kind before a second of any, within those half-way, then within the others."""
    seen: dict[tuple[bool, str], int] = {}
    ranked = []
    for rank, place in enumerate(drawn):
        group = (place.pk in halfway, place.kind)
        seen[group] = seen.get(group, 0) + 1
        ranked.append(((not group[0], seen[group], rank), place))
    return [place for _key, place in sorted(ranked, key=lambda each: each[0])]


def _reason(place: Place, when: datetime, is_halfway: bool, needs: Needs) -> str:
    said = [_("à mi-chemin")] if is_halfway else []
    known = territory.opening(place, when).is_known
    said.append(_("ouvert à cette heure") if known else _("en plein air"))
    if Access.STEP_FREE in needs.said and needs.step_free:
        said.append(_("de plain-pied"))
    if Access.QUIET in needs.said and needs.quiet:
        said.append(_("calme"))
    words = ", ".join(said)
    return words[:1].upper() + words[1:]

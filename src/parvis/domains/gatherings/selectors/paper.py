"""What is printed and what hangs in a hall: the week of a place or an area, one's own, a poster.

Paper is read by whoever passes: it holds what the public pages say, and never who greets.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Case, IntegerField, QuerySet, Value, When

from parvis.domains.gatherings import rules
from parvis.domains.gatherings.models import Occurrence
from parvis.domains.gatherings.selectors.calendar import instant, wall
from parvis.domains.gatherings.selectors.greeting import name_who_waits
from parvis.domains.gatherings.selectors.occurrences import (
    ON,
    announced,
    find_occurrence,
    hide_greeters,
    my_week,
    other_dates,
)
from parvis.domains.gatherings.vocabulary import IDEAS_ON_PAPER, PRINTED, SHOWN_IN_HALL, Status
from parvis.domains.organisations.models import Membership, Organisation
from parvis.domains.organisations.vocabulary import Kind
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import Visitor
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Area, Place
from parvis.domains.territory.vocabulary import PlaceKind
from parvis.kernel import text
from parvis.kernel.errors import NotVisible

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Contact:
    """Who answers: what an organisation or a place publishes of itself, never a person's own."""

    name: str
    phone: str

    def __bool__(self) -> bool:
        return bool(self.name or self.phone)


NOBODY = Contact("", "")


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One date on paper, with whom to ask for it."""

    occurrence: Occurrence
    contact: Contact


@dataclass(frozen=True, slots=True)
class PaperDay:
    """A day with something in it. ``hours``: when the place is open, in words, if that is known."""

    on: date
    rows: tuple[PaperRow, ...]
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """A week from Monday to Sunday. ``left_out``: how many dates do not fit on any reading."""

    monday: date
    days: tuple[PaperDay, ...]
    count: int
    left_out: int
    contact: Contact
    #: Where the reply slip is handed in.
    houses: tuple[Place, ...]

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """One's own next seven days on paper, and what else there is nearby."""

    coming: tuple[PaperRow, ...]
    ideas: tuple[PaperRow, ...]
    house: Place | None


@dataclass(frozen=True, slots=True)
class Poster:
    occurrence: Occurrence
    organisation: Organisation | None
    contact: Contact
    others: tuple[Occurrence, ...]
    #: Who may put the name of who greets on the wall: whoever runs it, and nobody else.
    may_name: bool


def programme_of_place(place: Place, monday: date, viewer: Visitor) -> Programme:
    """What is announced there that week, called off or not."""
    found = announced(None).filter(gathering__place=place)
    programme = _programme(found, monday, place.area.time_zone, viewer)
    noon = instant(datetime.combine(monday, time(12)), place.area.time_zone)
    hours = {line.day: line.words for line in territory.week_of(place, noon) if line.spans}
    days = tuple(replace(day, hours=hours.get(day.on, "")) for day in programme.days)
    contact = contact_at(place, viewer)
    return replace(programme, days=days, contact=contact, houses=(place,))


def programme_of_area(area: Area, monday: date, viewer: Visitor) -> Programme:
    """What is announced in an area and in those inside it that week, called off or not."""
    inside = territory.descendants_of(area)
    found = announced(None).filter(gathering__place__area__in=inside)
    programme = _programme(found, monday, area.time_zone, viewer)
    return replace(programme, houses=tuple(houses_in(inside)))


def contact_at(place: Place, viewer: Visitor) -> Contact:
    """Who answers at a place: those who run it, as they publish it; or its own telephone."""
    ranked = Case(
        When(kind=Kind.HOUSE, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    there = Organisation.objects.filter(published=True, place=place).exclude(contact_name="")
    found = there.annotate(rank=ranked).order_by("rank", "name").first()
    if found is None or (place.kind != PlaceKind.NEIGHBOURHOOD_HOUSE and not found.phone):
        return Contact("", place.phone)
    name = found.contact_name
    if text.fold(name) in _hidden_names([found.pk], viewer).get(found.pk, set()):
        name = ""
    return Contact(name, found.phone or place.phone)


def houses_in(area_ids: Iterable[UUID]) -> list[Place]:
    """Where one can hand in a slip, or ask: the neighbourhood houses of these areas, a few."""
    houses = Place.objects.filter(
        published=True, kind=PlaceKind.NEIGHBOURHOOD_HOUSE, area__in=list(area_ids)
    )
    return list(houses.order_by("name")[:3])


def own_week(resident: Resident, at: datetime) -> OwnWeek:
    """What somebody comes to in the next seven days, and ideas: near, open to who comes alone."""
    coming = name_who_waits(resident, my_week(resident, at))
    ideas: list[Occurrence] = []
    houses: list[Place] = []
    if resident.area is not None:
        inside = territory.descendants_of(resident.area)
        houses = houses_in(inside)
        soon = announced(resident).filter(ON, starts_at__gt=at, starts_at__lt=at + WEEK)
        near = soon.filter(gathering__place__area__in=inside)
        mine = {one.gathering_id for one in coming}
        found = [
            one
            for one in near.order_by("-gathering__good_alone", "starts_at", "pk")[:PRINTED]
            if one.gathering_id not in mine and not one.is_full
        ]
        first = {one.gathering_id: one for one in reversed(found)}
        chosen = [one for one in found if first[one.gathering_id] is one][:IDEAS_ON_PAPER]
        ideas = hide_greeters(sorted(chosen, key=lambda one: one.starts_at), resident)
    rows = with_contacts([*coming, *ideas], resident)
    return OwnWeek(
        tuple(rows[: len(coming)]), tuple(rows[len(coming) :]), houses[0] if houses else None
    )


def poster(viewer: Visitor, occurrence_id: UUID, at: datetime) -> Poster:
    """One date for the wall.

    :raises NotVisible: there is none for this viewer, or it is not for everybody.
    """
    found = find_occurrence(viewer, occurrence_id)
    gathering = found.gathering
    organisation = gathering.organisation
    if (
        not gathering.is_public
        or gathering.status not in {Status.PUBLISHED, Status.CANCELLED}
        or (organisation is not None and not organisation.published)
    ):
        raise NotVisible
    row = with_contacts([found], viewer)[0]
    return Poster(
        found,
        organisation,
        row.contact or contact_at(gathering.place, viewer),
        tuple(one for one in other_dates(found, at) if not one.is_cancelled)[:3],
        rules.may_edit(viewer, gathering) and bool(gathering.greeter_name),
    )


def in_hall_of_place(place: Place, at: datetime) -> list[PaperDay]:
    """What is left of today, and the coming days, for the screen of a hall."""
    return _in_hall(announced(None).filter(gathering__place=place), at, place.area.time_zone)


def in_hall_of_area(area: Area, at: datetime) -> list[PaperDay]:
    inside = territory.descendants_of(area)
    found = announced(None).filter(gathering__place__area__in=inside)
    return _in_hall(found, at, area.time_zone)


def with_contacts(found: Iterable[Occurrence], viewer: Visitor) -> list[PaperRow]:
    """With the name and the number that their organisations publish. One query at most.

    A name is left out when it is that of a member hidden from the viewer.
    """
    rows = list(found)
    shown = {
        organisation.pk: organisation
        for one in rows
        if (organisation := one.gathering.organisation) is not None and organisation.published
    }
    hidden = _hidden_names(shown, viewer)

    def contact(one: Occurrence) -> Contact:
        organisation = one.gathering.organisation
        if organisation is None or organisation.pk not in shown:
            return NOBODY
        name = organisation.contact_name
        is_hidden = text.fold(name) in hidden.get(organisation.pk, set())
        return Contact("" if is_hidden else name, organisation.phone)

    return [PaperRow(one, contact(one)) for one in rows]


def _programme(found: QuerySet[Occurrence], monday: date, zone: str, viewer: Visitor) -> Programme:
    starts = instant(datetime.combine(monday, time()), zone)
    ends = instant(datetime.combine(monday + WEEK, time()), zone)
    week = found.filter(starts_at__gte=starts, starts_at__lt=ends)
    printed = hide_greeters(week[:PRINTED], None)
    left_out = week.count() - PRINTED if len(printed) == PRINTED else 0
    days = _by_day(with_contacts(printed, viewer))
    return Programme(monday, days, len(printed), left_out, NOBODY, ())


def _in_hall(found: QuerySet[Occurrence], at: datetime, zone: str) -> list[PaperDay]:
    until = instant(datetime.combine(wall(at + WEEK, zone).date(), time()), zone)
    soon = found.filter(ends_at__gt=at, starts_at__lt=until)
    shown = hide_greeters(soon[:SHOWN_IN_HALL], None)
    return list(_by_day([PaperRow(one, NOBODY) for one in shown]))


def _by_day(rows: Iterable[PaperRow]) -> tuple[PaperDay, ...]:
    days: dict[date, list[PaperRow]] = {}
    for row in rows:
        zone = row.occurrence.gathering.time_zone
        days.setdefault(wall(row.occurrence.starts_at, zone).date(), []).append(row)
    return tuple(PaperDay(on, tuple(each)) for on, each in sorted(days.items()))


def _hidden_names(organisation_ids: Iterable[UUID], viewer: Visitor) -> dict[UUID, set[str]]:
    """Of each organisation, the folded first names of members whom the viewer may not see."""
    if not isinstance(viewer, Resident):
        return {}
    hidden = people.hidden_ids(viewer.pk)
    members = Membership.objects.filter(
        organisation__in=list(organisation_ids), resident__in=hidden
    )
    names: dict[UUID, set[str]] = {}
    for organisation_id, name in members.values_list("organisation_id", "resident__name"):
        names.setdefault(organisation_id, set()).add(text.fold(name))
    return names

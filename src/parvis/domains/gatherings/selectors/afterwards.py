"""Reads of what follows a date: who was there, and who would meet again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from parvis.domains.gatherings import rules
from parvis.domains.gatherings.models import (
    Again,
    Attendance,
    Gathering,
    Occurrence,
)
from parvis.domains.gatherings.selectors.greeting import is_discreet, names_of
from parvis.domains.gatherings.vocabulary import (
    ASKED_DAYS,
    FEW,
    Audience,
    Coming,
    Status,
)
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import Visitor
from parvis.kernel.errors import NotVisible


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was there, as the viewer may know them.

    ``seat`` stands for them in forms: in a discreet circle an id would tell who they are.
    """

    seat: int
    name: str
    resident: Resident
    #: What the viewer said about meeting again; empty as long as they have not.
    wants: bool | None
    #: Both said yes.
    agreed: bool
    thanked: bool


@dataclass(frozen=True, slots=True)
class After:
    """The page that follows a date, for one person."""

    occurrence: Occurrence
    gathering: Gathering
    #: How they were to come; None for who runs it without coming.
    mine: Attendance | None
    runs: bool
    #: Who was there too, for who was; in sight of each other.
    people: tuple[Person, ...]
    thanked_hosts: bool
    is_discreet: bool
    #: Few enough to have met: “see each other again?” is asked.
    is_few: bool

    @property
    def came(self) -> bool:
        return bool(self.mine and self.mine.came)

    @property
    def agreed(self) -> tuple[Person, ...]:
        return tuple(one for one in self.people if one.agreed)


def after(viewer: Visitor, occurrence_id: UUID, at: datetime) -> After:
    """
    :raises NotVisible: no such date, it is not over, or the viewer neither came nor runs it.
    """
    found = _past(at).filter(pk=occurrence_id).first()
    if found is None or not isinstance(viewer, Resident):
        raise NotVisible
    gathering = found.gathering
    # Who waited for a seat, and came all the same.
    was_to_come = Q(state=Coming.GOING) | Q(came=True)
    mine = found.attendances.filter(was_to_come, resident=viewer).first()
    runs = rules.may_hold_sheet(viewer, gathering)
    if mine is None and not runs:
        raise NotVisible
    came = bool(mine and mine.came)
    here = there(viewer, found) if came or runs else ()
    return After(
        occurrence=found,
        gathering=gathering,
        mine=mine,
        runs=runs,
        people=here,
        thanked_hosts=found.thanks.filter(by=viewer, to=None).exists(),
        is_discreet=is_discreet(gathering),
        is_few=is_few(found),
    )


def there(viewer: Resident, occurrence: Occurrence) -> tuple[Person, ...]:
    """The others who came, in sight of the viewer; by name."""
    rows = list(
        Attendance.objects.filter(
            occurrence=occurrence,
            came=True,
            resident__in=people.visible_to(viewer).order_by().values("pk"),
        )
        .exclude(resident=viewer)
        .select_related("resident")
    )
    names = names_of(occurrence.gathering, [one.resident for one in rows])
    said = dict(
        Again.objects.filter(occurrence=occurrence, by=viewer).values_list("about_id", "wants")
    )
    heard = set(
        Again.objects.filter(occurrence=occurrence, about=viewer, wants=True).values_list(
            "by_id", flat=True
        )
    )
    thanked = set(occurrence.thanks.filter(by=viewer).values_list("to_id", flat=True))
    found = [
        Person(
            seat=one.pk,
            name=names[one.resident_id],
            resident=one.resident,
            wants=said.get(one.resident_id),
            # What the other said is read here only together with one's own yes.
            agreed=bool(said.get(one.resident_id)) and one.resident_id in heard,
            thanked=one.resident_id in thanked,
        )
        for one in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.seat)))


def person_there(viewer: Resident, occurrence: Occurrence, seat: int) -> Person:
    """:raises NotVisible: nobody by this seat was there, or not for this viewer."""
    found = next((one for one in there(viewer, occurrence) if one.seat == seat), None)
    if found is None:
        raise NotVisible
    return found


def is_few(occurrence: Occurrence) -> bool:
    """Whether everybody there could meet everybody: by those who were to come, and who came."""
    came = occurrence.attendances.filter(came=True).count()
    return max(came, occurrence.going) <= FEW


def to_say(resident: Resident, at: datetime) -> QuerySet[Attendance]:
    """Dates of theirs that are over, of which nobody said whether they were there."""
    found = Attendance.objects.filter(
        resident=resident,
        state=Coming.GOING,
        came=None,
        occurrence__is_cancelled=False,
        occurrence__ends_at__lte=at,
        occurrence__ends_at__gt=at - timedelta(days=ASKED_DAYS),
    )
    found = found.select_related("occurrence__gathering__place")
    return found.order_by("occurrence__ends_at", "pk")


def agreed_lately(resident: Resident, at: datetime) -> list[tuple[Occurrence, str]]:
    """Those who would meet again as much as they would: the date they met at, and their name."""
    return [
        (one.occurrence, names_of(one.occurrence.gathering, [one.about])[one.about_id])
        for one in both_said_yes(resident, at)
    ]


def both_said_yes(resident: Resident, at: datetime) -> QuerySet[Again]:
    """What they said of those who said the same of them, one of the two lately."""
    other = Again.objects.filter(
        occurrence=OuterRef("occurrence"), by=OuterRef("about"), about=resident, wants=True
    )
    lately = at - timedelta(days=ASKED_DAYS)
    return (
        Again.objects.filter(Exists(other), by=resident, wants=True)
        .filter(Q(said_at__gt=lately) | Exists(other.filter(said_at__gt=lately)))
        .filter(about__in=people.visible_to(resident).order_by().values("pk"))
        .select_related("about", "occurrence__gathering__circle")
        .order_by("said_at", "pk")
    )


def next_plan(
    resident: Resident, others: list[Resident], title: str, at: datetime
) -> Gathering | None:
    """What is proposed already, by this name, to these very people, and is ahead.

    Two people may well have something else planned together: that is no next time.
    """
    wanted = {resident.pk, *(one.pk for one in others)}
    found = Gathering.objects.filter(
        audience=Audience.INVITATION,
        status=Status.PUBLISHED,
        title=title,
        occurrences__starts_at__gt=at,
        occurrences__is_cancelled=False,
        invitations__resident=resident,
    ).distinct()
    for one in found.prefetch_related("invitations").order_by("created_at", "pk"):
        if {each.resident_id for each in one.invitations.all()} == wanted:
            return one
    return None


def _past(at: datetime):  # type: ignore[no-untyped-def]
    # What took place did, whatever became of the dates that were to follow.
    found = Occurrence.objects.exclude(gathering__status=Status.DRAFT).filter(
        is_cancelled=False, ends_at__lte=at
    )
    found = found.select_related(
        "gathering__place__area", "gathering__organisation", "gathering__circle"
    )
    return found.defer("gathering__place__area__boundary")

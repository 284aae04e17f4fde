"""What the pages of somebody at a table show: the place they are asked about, the table, the past.

Only the people one may see, by their first names; the others are counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from parvis.domains.gatherings.models import Occurrence
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.rounds.models import Name, Round, Seat, Table
from parvis.domains.rounds.selectors import reasons, words
from parvis.domains.rounds.vocabulary import (
    Further,
    SeatState,
    Stage,
    TableState,
)
from parvis.domains.territory.models import Place
from parvis.kernel.errors import NotVisible

#: Those of whom the others at the table know.
AT_TABLE: Final = (SeatState.ASKED, SeatState.COMING)
#: Tables that met, or still do.
MET: Final = (TableState.MEETING, TableState.CONTINUED, TableState.ENDED)
PAST_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Person:
    id: UUID
    name: str
    image_url: str | None
    is_host: bool


@dataclass(frozen=True, slots=True)
class SeatPage:
    """A place at a table, as the one whose place it is sees it."""

    id: UUID
    table_id: UUID
    state: str
    table_state: str
    further: str
    is_host: bool
    answer_by: datetime | None
    is_late: bool
    first_at: datetime
    ends_at: datetime
    zone: str
    weeks: int
    place: Place
    room: str
    activity: str
    rhythm: str
    why: str
    people: tuple[Person, ...]
    others: int
    #: When its people next meet, once it is formed.
    next_at: datetime | None
    next_ends_at: datetime | None
    may_say_further: bool

    @property
    def meets(self) -> bool:
        return self.table_state in MET

    @property
    def shows_people(self) -> bool:
        """Who is there is for those who may still come."""
        return self.state in AT_TABLE and self.table_state != TableState.UNMADE


@dataclass(frozen=True, slots=True)
class TableDates:
    """A table that meets: its dates, and what its people say of going on."""

    seat: SeatPage
    dates: tuple[Occurrence, ...]
    next: Occurrence | None
    met: int
    is_over: bool
    has_gathering: bool
    #: Its circle, once it goes on by itself.
    circle_slug: str | None
    state: str


@dataclass(frozen=True, slots=True)
class Past:
    table_id: UUID | None
    place: str
    first_at: datetime
    zone: str


def find_seat(viewer: Resident, seat_id: UUID) -> Seat:
    """One's own place, once one was asked about it.

    :raises NotVisible: it is somebody else's, or nobody was told of it.
    """
    found = _seats().filter(pk=seat_id, resident=viewer).exclude(state=SeatState.DRAFT).first()
    if found is None:
        raise NotVisible
    return found


def find_seat_at(viewer: Resident, table_id: UUID) -> Seat:
    """One's own place at a table that met, or meets.

    :raises NotVisible: they have none there.
    """
    found = (
        _seats()
        .filter(resident=viewer, table=table_id, table__state__in=MET)
        .filter(state__in=[SeatState.COMING, SeatState.LEFT])
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def seat_page(viewer: Resident, seat: Seat, at: datetime) -> SeatPage:
    table = seat.table
    session = table.session
    zone = session.place.area.time_zone
    company, hidden = _company(viewer, seat)
    following = _next_date(table, at)
    return SeatPage(
        id=seat.pk,
        table_id=table.pk,
        state=seat.state,
        table_state=table.state,
        further=seat.further,
        is_host=seat.is_host,
        answer_by=seat.answer_by,
        is_late=seat.answer_by is not None and seat.answer_by <= at,
        first_at=table.first_at,
        ends_at=table.first_at + timedelta(minutes=session.minutes),
        zone=zone,
        weeks=session.weeks,
        place=session.place,
        room=session.room,
        activity=words.activity_of(session),
        rhythm=words.rhythm_of(session),
        why=reasons.table_sentence(table.reasons),
        people=company,
        others=hidden,
        next_at=following.starts_at if following else None,
        next_ends_at=following.ends_at if following else None,
        may_say_further=may_say_further(seat),
    )


def may_say_further(seat: Seat) -> bool:
    """Asked whether they go on, and have not said since they were asked last."""
    asked_at = seat.table.asked_further_at
    if seat.state != SeatState.COMING or asked_at is None or seat.table.state not in MET:
        return False
    if seat.table.state == TableState.CONTINUED or not seat.further:
        return not seat.further
    return seat.further_at is not None and seat.further_at < asked_at


def table_dates(viewer: Resident, seat: Seat, at: datetime) -> TableDates:
    table = seat.table
    dates = list(_dates(table))
    following = next((one for one in dates if not one.is_cancelled and one.ends_at > at), None)
    held = sum(not one.is_cancelled and one.ends_at <= at for one in dates)
    # It is there for those who go on, and for nobody else.
    goes_on = seat.further == Further.CONTINUE
    circle = table.gathering.circle if table.gathering and goes_on else None
    return TableDates(
        seat=seat_page(viewer, seat, at),
        dates=tuple(dates),
        next=following,
        met=held,
        is_over=following is None,
        has_gathering=table.gathering_id is not None,
        circle_slug=circle.slug if circle else None,
        state=table.state,
    )


def past_tables(viewer: Resident) -> list[Past]:
    """Where and when one sat at a table that is over, or that one left: nothing more is said."""
    over = Q(table__state__in=[TableState.ENDED, TableState.CONTINUED]) | Q(state=SeatState.LEFT)
    found = (
        _seats()
        .filter(over, resident=viewer, table__state__in=MET)
        .filter(state__in=[SeatState.COMING, SeatState.LEFT])
        .order_by("-table__first_at", "pk")[:PAST_MOST]
    )
    return [
        Past(
            table_id=seat.table_id if seat.state == SeatState.COMING else None,
            place=seat.table.session.place.name,
            first_at=seat.table.first_at,
            zone=seat.table.session.place.area.time_zone,
        )
        for seat in found
    ]


def _seats() -> QuerySet[Seat]:
    return Seat.objects.select_related(
        "table__session__place__area", "table__gathering__circle"
    ).defer("table__session__place__area__boundary")


def _company(viewer: Resident, seat: Seat) -> tuple[tuple[Person, ...], int]:
    """The others at the table whom one may see, who opens it first; and how many more."""
    others = Seat.objects.filter(table=seat.table_id, state__in=AT_TABLE).exclude(pk=seat.pk)
    places = {one.resident_id: one for one in others}
    seen = people.visible_to(viewer, Resident.objects.filter(pk__in=places)).select_related("photo")
    shown = [Person(one.pk, one.name, people.face_url(one), places[one.pk].is_host) for one in seen]
    shown.sort(key=lambda one: (not one.is_host, one.name, one.id))
    return tuple(shown), len(places) - len(shown)


def _dates(table: Table) -> Iterable[Occurrence]:
    if table.gathering_id is None:
        return ()
    return Occurrence.objects.filter(gathering=table.gathering_id).order_by("starts_at", "pk")


def _next_date(table: Table, at: datetime) -> Occurrence | None:
    if table.gathering_id is None:
        return None
    ahead = Occurrence.objects.filter(
        gathering=table.gathering_id, is_cancelled=False, ends_at__gt=at
    )
    return ahead.order_by("starts_at", "pk").first()


def is_preparing(name: Name) -> bool:
    """Whether the tables of a list somebody is on are being made, or read over."""
    pending = Round.objects.filter(area=name.area_id, stage__in=[Stage.CLOSED, Stage.PREPARED])
    return pending.filter(closes_at__gte=name.put_down_at).exists()

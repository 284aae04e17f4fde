"""The attendance sheet: who was to come to one date, as those at the door may read it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from parvis.domains.gatherings import rules
from parvis.domains.gatherings.models import Attendance, Occurrence
from parvis.domains.gatherings.selectors.agreed import seats_told, unanswered
from parvis.domains.gatherings.selectors.greeting import names_of
from parvis.domains.gatherings.vocabulary import SHEET_DAYS, SHEET_OPENS_HOURS, Coming, Status
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import Visitor
from parvis.kernel.errors import NotVisible


@dataclass(frozen=True, slots=True)
class Line:
    """One person, by first name: nothing else of them is needed at the door.

    ``seat`` stands for them in the page: in a discreet circle an id would tell who they are.
    """

    seat: int
    resident_id: UUID
    name: str
    guests: int
    alone: bool
    #: Who waits for them, if the reader may know it.
    greeter: str
    came: bool | None


@dataclass(frozen=True, slots=True)
class Sheet:
    occurrence: Occurrence
    lines: tuple[Line, ...]
    #: Those who had no seat, and may have come all the same.
    waiting: tuple[Line, ...]
    #: Who is hidden from the reader is counted, never named.
    others: int
    walk_ins: int
    #: Only those one waits for: no walk-ins, and it is not theirs to close.
    of_greeter: bool
    #: Whether one may tick now; ``is_past``: no more, for good.
    is_open: bool
    is_past: bool

    @property
    def here(self) -> int:
        """People who are there, guests included."""
        ticked = [one for one in (*self.lines, *self.waiting) if one.came]
        return sum(1 + one.guests for one in ticked) + self.walk_ins

    @property
    def expected(self) -> int:
        return sum(1 + one.guests for one in self.lines) + self.others


def sheet_opens_at(occurrence: Occurrence) -> datetime:
    return occurrence.starts_at - timedelta(hours=SHEET_OPENS_HOURS)


def is_sheet_open(occurrence: Occurrence, at: datetime) -> bool:
    return sheet_opens_at(occurrence) <= at < occurrence.ends_at + timedelta(days=SHEET_DAYS)


def sheet_date(viewer: Visitor, occurrence_id: UUID) -> tuple[Occurrence, bool]:
    """A date with a sheet, and whether the viewer only waits for some of those on it.

    :raises NotVisible: there is none, it does not take place, or it is not for this viewer.
    """
    found = (
        Occurrence.objects.exclude(gathering__status=Status.DRAFT)
        .select_related(
            "gathering__place__area__parent", "gathering__organisation", "gathering__circle"
        )
        .defer("gathering__place__area__boundary", "gathering__place__area__parent__boundary")
        .filter(pk=occurrence_id, is_cancelled=False)
        .first()
    )
    if found is None or not isinstance(viewer, Resident):
        raise NotVisible
    if rules.may_hold_sheet(viewer, found.gathering):
        return found, False
    if rules.may_come(viewer) and _greeted_by(viewer, found).exists():
        return found, True
    raise NotVisible


def sheet_of(viewer: Resident, occurrence_id: UUID, at: datetime) -> Sheet:
    """Seven days after its end nobody is named on it any more.

    :raises NotVisible: as :func:`sheet_date`.
    """
    occurrence, of_greeter = sheet_date(viewer, occurrence_id)
    is_past = at >= occurrence.ends_at + timedelta(days=SHEET_DAYS)
    found = [] if is_past else _rows(viewer, occurrence, of_greeter)
    lines = _lines(viewer, occurrence, found)
    is_seated = {one.resident_id: one.state == Coming.GOING for one in found}
    seated = tuple(one for one in lines if is_seated[one.resident_id])
    others = seats_told(occurrence) - sum(1 + one.guests for one in seated)
    return Sheet(
        occurrence=occurrence,
        lines=seated,
        waiting=tuple(one for one in lines if not is_seated[one.resident_id]),
        others=0 if of_greeter or is_past else max(0, others),
        walk_ins=0 if of_greeter else occurrence.walk_ins.count(),
        of_greeter=of_greeter,
        is_open=is_sheet_open(occurrence, at),
        is_past=is_past,
    )


def line_of(viewer: Resident, occurrence_id: UUID, seat: int) -> Line:
    """One line, to be ticked.

    :raises NotVisible: it is not on the sheet this viewer has.
    """
    occurrence, of_greeter = sheet_date(viewer, occurrence_id)
    found = _rows(viewer, occurrence, of_greeter, only=seat)
    if not found:
        raise NotVisible
    return _lines(viewer, occurrence, found)[0]


def _rows(
    viewer: Resident, occurrence: Occurrence, of_greeter: bool, only: int | None = None
) -> list[Attendance]:
    found = Attendance.objects.filter(
        Q(state=Coming.GOING) | Q(state__in=[Coming.WAITING, Coming.OFFERED]),
        occurrence=occurrence,
        resident__in=people.visible_to(viewer).order_by().values("pk"),
    ).exclude(unanswered())
    if of_greeter:
        found = found.filter(greeter=viewer, alone=True, state=Coming.GOING)
    if only is not None:
        found = found.filter(pk=only)
    return list(found.select_related("resident", "greeter"))


def _lines(viewer: Resident, occurrence: Occurrence, rows: list[Attendance]) -> list[Line]:
    """By first name."""
    greeters = {one.greeter.pk: one.greeter for one in rows if one.greeter}
    seen = set(greeters)
    if greeters:
        seen = set(people.visible_to(viewer).filter(pk__in=greeters).values_list("pk", flat=True))
    known = {one.resident_id: one.resident for one in rows}
    known |= {pk: one for pk, one in greeters.items() if pk in seen}
    names = names_of(occurrence.gathering, known.values())
    return sorted(
        (
            Line(
                seat=one.pk,
                resident_id=one.resident_id,
                name=names[one.resident_id],
                guests=one.guests,
                alone=one.alone,
                greeter=names.get(one.greeter_id, "") if one.greeter_id and one.alone else "",
                came=one.came,
            )
            for one in rows
        ),
        key=lambda line: (line.name.casefold(), line.seat),
    )


def _greeted_by(viewer: Resident, occurrence: Occurrence):  # type: ignore[no-untyped-def]
    return occurrence.attendances.filter(greeter=viewer, alone=True, state=Coming.GOING)

"""A gathering moves, or does not take place."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from parvis.domains.gatherings.models import (
    Attendance,
    Gathering,
    Occurrence,
    SeriesAttendance,
)
from parvis.domains.gatherings.notices import words
from parvis.domains.notifications import services as notifications
from parvis.domains.people.models import Resident
from parvis.web import dates


def changed(
    gathering: Gathering,
    what: Iterable[str],
    changed_at: datetime,
    at: datetime,
    moved: Collection[UUID] = (),
) -> None:
    """To everybody who comes, or waits for a seat: when and where it takes place from now on.

    When only the moment changes, to those of the dates that moved.
    """
    parts = set(what)
    only = moved if "where" not in parts else ()
    for resident, occurrence in _next_of_each(gathering, changed_at, only):
        with translation.override(resident.reads):
            if "when" in parts:
                title = _("« %(title)s » change de moment : %(moment)s")
            else:
                title = _("« %(title)s » change de lieu : %(place)s")
            _tell_moment(
                resident,
                occurrence,
                key=f"changed:{gathering.pk}:{_stamp(changed_at)}",
                title=title,
                at=at,
            )


def date_moved(occurrence: Occurrence, before: datetime, moved_at: datetime, at: datetime) -> None:
    """To everybody who comes to one date, or waits for a seat there: when it takes place now."""
    zone = occurrence.gathering.time_zone
    for attendance in words.concerned(Attendance.objects.filter(occurrence=occurrence)):
        with translation.override(attendance.resident.reads):
            _tell_moment(
                attendance.resident,
                occurrence,
                key=f"moved:{occurrence.pk}:{_stamp(moved_at)}",
                title=_("« %(title)s » du %(before)s est déplacé : %(moment)s"),
                before=dates.day(before, zone),
                at=at,
            )


def date_restored(occurrence: Occurrence, restored_at: datetime, at: datetime) -> None:
    """To everybody who was to come to a date that had been called off."""
    for attendance in words.going(Attendance.objects.filter(occurrence=occurrence)):
        with translation.override(attendance.resident.reads):
            _tell_moment(
                attendance.resident,
                occurrence,
                key=f"restored:{occurrence.pk}:{_stamp(restored_at)}",
                title=_("« %(title)s » aura bien lieu : %(moment)s"),
                at=at,
            )


def called_off(occurrence: Occurrence, at: datetime) -> None:
    """To everybody who was to come to one date; who waited for a seat is told by their list."""
    gathering = occurrence.gathering
    for attendance in words.going(Attendance.objects.filter(occurrence=occurrence)):
        resident = attendance.resident
        with translation.override(resident.reads):
            _tell_called_off(
                resident,
                occurrence,
                key=f"called-off:{occurrence.pk}:{_stamp(occurrence.cancelled_at or at)}",
                title=_("« %(title)s » n’aura pas lieu %(day)s"),
                body=_("Les autres dates ne changent pas.") if gathering.repeats else "",
                at=at,
            )


def all_called_off(gathering: Gathering, occurrences: Iterable[UUID], at: datetime) -> None:
    """To everybody who was to come to one of these dates, or to the whole series: once each."""
    named = list(occurrences)
    seen: set[UUID] = set()
    told = [
        (one.resident, one.occurrence)
        for one in words.going(Attendance.objects.filter(occurrence__in=named))
    ]
    first = Occurrence.objects.filter(pk__in=named).select_related("gathering").first()
    if first is not None:
        series = SeriesAttendance.objects.filter(gathering=gathering, ended_at=None)
        told += [(one.resident, first) for one in series.select_related("resident").order_by("pk")]
    for resident, occurrence in told:
        if resident.pk in seen:
            continue
        seen.add(resident.pk)
        with translation.override(resident.reads):
            _tell_called_off(
                resident,
                occurrence,
                key=f"all-called-off:{gathering.pk}",
                title=_("« %(title)s » est annulé, à partir de %(day)s")
                if gathering.repeats
                else _("« %(title)s » n’aura pas lieu %(day)s"),
                body="",
                at=at,
            )


def _tell_moment(
    resident: Resident,
    occurrence: Occurrence,
    *,
    key: str,
    title: str,
    at: datetime,
    **said: str,
) -> None:
    """Where and when it takes place from now on, and how to say that one no longer comes."""
    gathering, zone = occurrence.gathering, occurrence.gathering.time_zone
    said |= {
        "title": gathering.title,
        "moment": dates.moment(occurrence.starts_at, zone),
        "day": dates.day(occurrence.starts_at, zone),
        "hours": dates.hours(occurrence.starts_at, occurrence.ends_at, zone),
        "place": gathering.place.name,
    }
    body = _(
        "C’est maintenant %(day)s, %(hours)s, à cet endroit : %(place)s. Si cela ne"
        " vous convient plus, dites-le d’un geste : personne ne vous en voudra."
    )
    notifications.tell(
        to=resident.pk,
        kind=words.KIND,
        key=key,
        title=title % said,
        body=" ".join(filter(None, [body % said, words.note_of(occurrence)])),
        url=occurrence.get_absolute_url(),
        urgency=words.urgency(occurrence.starts_at, at),
        at=at,
    )


def _tell_called_off(
    resident: Resident, occurrence: Occurrence, *, key: str, title: str, body: str, at: datetime
) -> None:
    gathering = occurrence.gathering
    said = dates.day(occurrence.starts_at, gathering.time_zone)
    elsewhere = _("Vous trouverez d’autres rencontres dans l’agenda.")
    notifications.tell(
        to=resident.pk,
        kind=words.KIND,
        key=key,
        title=title % {"title": gathering.title, "day": said},
        body=" ".join(filter(None, [words.note_of(occurrence), body, elsewhere])),
        url=occurrence.get_absolute_url(),
        urgency=words.urgency(occurrence.starts_at, at),
        at=at,
    )


def _next_of_each(
    gathering: Gathering, said_before: datetime, only: Collection[UUID]
) -> Iterable[tuple[Resident, Occurrence]]:
    """Everybody concerned by a date ahead, with the first of theirs; who said so since knows."""
    going = Attendance.objects.filter(
        occurrence__gathering=gathering,
        occurrence__is_cancelled=False,
        occurrence__starts_at__gt=said_before,
        said_at__lte=said_before,
    )
    if only:
        going = going.filter(occurrence__in=only)
    seen: set[UUID] = set()
    for attendance in words.concerned(going):
        if attendance.resident_id not in seen:
            seen.add(attendance.resident_id)
            yield attendance.resident, attendance.occurrence


def _stamp(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%S%f}"

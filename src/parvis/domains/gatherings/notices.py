"""What gatherings say, each in the reader's language, and to whom."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence
from parvis.domains.gatherings.vocabulary import SOON_DAYS, Coming
from parvis.domains.notifications import selectors as told
from parvis.domains.notifications import services as notifications
from parvis.domains.notifications.vocabulary import Urgency
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.web import dates

KIND = "gathering"


def comes_alone(attendance: Attendance, occurrence: Occurrence, at: datetime) -> None:
    """To who greets, or else to the hosts: somebody comes alone, and is waited for.

    Who is hidden from the one who comes is not told: then the other hosts are.
    """
    gathering, resident = occurrence.gathering, attendance.resident
    greeters = _seen_by(resident, selectors.greeters_told(gathering))
    readers = greeters or _seen_by(resident, selectors.hosts_told(gathering))
    for reader in readers:
        with translation.override(reader.reads):
            notifications.tell(
                to=reader.pk,
                kind=KIND,
                key=f"{_alone_keys(attendance)}{attendance.said_at:%Y%m%dT%H%M%S%f}",
                title=_("%(name)s vient seul·e %(day)s : vous l’attendez à l’entrée")
                % {
                    "name": resident.name,
                    "day": dates.day(occurrence.starts_at, gathering.time_zone),
                },
                body=_where_and_sign(occurrence),
                url=occurrence.get_absolute_url(),
                urgency=Urgency.NOW,
                about=resident.pk,
                at=at,
            )


def no_longer_alone(attendance: Attendance, occurrence: Occurrence, at: datetime) -> None:
    """To those who had been told: nobody need wait at the door for them any more."""
    gathering, resident = occurrence.gathering, attendance.resident
    keys = _alone_keys(attendance)
    notifications.settle(keys_from=keys, at=at)
    says = _comes_with_others if attendance.state == Coming.GOING else _no_longer_comes
    for reader in {*selectors.greeters_told(gathering), *selectors.hosts_told(gathering)}:
        if not told.notices_of(reader).filter(key__startswith=keys).exists():
            continue
        with translation.override(reader.reads):
            notifications.tell(
                to=reader.pk,
                kind=KIND,
                key=f"not-{keys}{attendance.said_at:%Y%m%dT%H%M%S%f}",
                title=says(resident.name, dates.day(occurrence.starts_at, gathering.time_zone)),
                url=occurrence.get_absolute_url(),
                urgency=_urgency(occurrence.starts_at, at),
                about=resident.pk,
                at=at,
            )


def changed(gathering: Gathering, what: Iterable[str], changed_at: datetime, at: datetime) -> None:
    """To everybody who comes to one of its dates: when and where it takes place from now on."""
    parts = set(what)
    for resident, occurrence in _next_of_each(gathering, changed_at):
        with translation.override(resident.reads):
            if "when" in parts:
                title = _("« %(title)s » change de moment : %(moment)s")
            else:
                title = _("« %(title)s » change de lieu : %(place)s")
            zone = gathering.time_zone
            hours = dates.hours(occurrence.starts_at, occurrence.ends_at, zone)
            notifications.tell(
                to=resident.pk,
                kind=KIND,
                key=f"changed:{gathering.pk}:{changed_at:%Y%m%dT%H%M%S%f}",
                title=title
                % {
                    "title": gathering.title,
                    "moment": dates.moment(occurrence.starts_at, zone),
                    "place": gathering.place.name,
                },
                body=_(
                    "C’est maintenant %(day)s, %(hours)s, à cet endroit : %(place)s. Si cela ne"
                    " vous convient plus, dites-le d’un geste : personne ne vous en voudra."
                )
                % {
                    "day": dates.day(occurrence.starts_at, zone),
                    "hours": hours,
                    "place": gathering.place.name,
                },
                url=occurrence.get_absolute_url(),
                urgency=_urgency(occurrence.starts_at, at),
                at=at,
            )


def called_off(occurrence: Occurrence, at: datetime) -> None:
    """To everybody who was to come to one date."""
    gathering = occurrence.gathering
    for attendance in _going(Attendance.objects.filter(occurrence=occurrence)):
        resident = attendance.resident
        with translation.override(resident.reads):
            _tell_called_off(
                resident,
                occurrence,
                key=f"called-off:{occurrence.pk}",
                title=_("« %(title)s » n’aura pas lieu %(day)s"),
                body=_("Les autres dates ne changent pas.") if gathering.repeats else "",
                at=at,
            )


def all_called_off(gathering: Gathering, occurrences: Iterable[UUID], at: datetime) -> None:
    """To everybody who was to come to one of these dates: once each, however many they had."""
    going = Attendance.objects.filter(occurrence__in=list(occurrences))
    seen: set[UUID] = set()
    for attendance in _going(going):
        resident = attendance.resident
        if resident.pk in seen:
            continue
        seen.add(resident.pk)
        with translation.override(resident.reads):
            _tell_called_off(
                resident,
                attendance.occurrence,
                key=f"all-called-off:{gathering.pk}",
                title=_("« %(title)s » est annulé, à partir de %(day)s")
                if gathering.repeats
                else _("« %(title)s » n’aura pas lieu %(day)s"),
                body="",
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
        kind=KIND,
        key=key,
        title=title % {"title": gathering.title, "day": said},
        body=" ".join(filter(None, [body, elsewhere])),
        url=occurrence.get_absolute_url(),
        urgency=_urgency(occurrence.starts_at, at),
        at=at,
    )


def _comes_with_others(name: str, day: str) -> str:
    return _("%(name)s ne vient plus seul·e %(day)s") % {"name": name, "day": day}


def _no_longer_comes(name: str, day: str) -> str:
    return _("%(name)s ne viendra finalement pas %(day)s") % {"name": name, "day": day}


def _alone_keys(attendance: Attendance) -> str:
    """How the keys of all notices about this person coming alone to this date begin."""
    return f"alone:{attendance.occurrence_id}:{attendance.resident_id}:"


def _seen_by(resident: Resident, readers: Iterable[Resident]) -> list[Resident]:
    """Those the one who comes may see, and who are not them."""
    wanted = [reader.pk for reader in readers if reader.pk != resident.pk]
    return list(people.visible_to(resident).filter(pk__in=wanted).order_by("pk")) if wanted else []


def _next_of_each(
    gathering: Gathering, said_before: datetime
) -> Iterable[tuple[Resident, Occurrence]]:
    """Everybody who comes to a date ahead, with the first of theirs; who said so since knows."""
    going = Attendance.objects.filter(
        occurrence__gathering=gathering,
        occurrence__is_cancelled=False,
        occurrence__starts_at__gt=said_before,
        said_at__lte=said_before,
    )
    seen: set[UUID] = set()
    for attendance in _going(going):
        if attendance.resident_id not in seen:
            seen.add(attendance.resident_id)
            yield attendance.resident, attendance.occurrence


def _going(found):  # type: ignore[no-untyped-def]
    """Those who still come, the soonest date first, with all a notice says."""
    return (
        found.filter(state=Coming.GOING)
        .select_related("resident", "occurrence__gathering__place")
        .order_by("occurrence__starts_at", "pk")
    )


def _where_and_sign(occurrence: Occurrence) -> str:
    gathering = occurrence.gathering
    zone = gathering.time_zone
    said = _("« %(title)s », %(hours)s, à cet endroit : %(place)s.") % {
        "title": gathering.title,
        "hours": dates.hours(occurrence.starts_at, occurrence.ends_at, zone),
        "place": gathering.place.name,
    }
    if not gathering.sign:
        return said
    return said + " " + _("Votre signe de reconnaissance : %(sign)s.") % {"sign": gathering.sign}


def _urgency(starts_at: datetime, at: datetime) -> Urgency:
    return Urgency.NOW if starts_at < at + timedelta(days=SOON_DAYS) else Urgency.CALM

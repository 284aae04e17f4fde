"""Somebody comes alone, and is waited for: both know it, and both know it when it changes."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence
from parvis.domains.gatherings.notices import words
from parvis.domains.gatherings.vocabulary import Coming
from parvis.domains.notifications import services as notifications
from parvis.domains.notifications.vocabulary import Urgency
from parvis.domains.people.models import Resident
from parvis.web import dates


def comes_alone(attendance: Attendance, occurrence: Occurrence, at: datetime) -> None:
    """To who waits for them; or, when nobody was found, to all who run it.

    Who is hidden from the one who comes is not told; if that is everybody, the coordination is.
    """
    gathering, resident = occurrence.gathering, attendance.resident
    waits = words.seen_by(resident, [attendance.greeter] if attendance.greeter else [])
    readers = waits or _who_must_know(gathering, resident)
    for reader in readers:
        with translation.override(reader.reads):
            said = {
                "name": _name(gathering, resident),
                "day": dates.day(occurrence.starts_at, gathering.time_zone),
            }
            if waits:
                title = _("%(name)s vient seul·e %(day)s : vous l’attendez à l’entrée") % said
                sign = selectors.sign_of(gathering, reader.pk)
                more = _("Votre signe de reconnaissance : %(sign)s.") % {"sign": sign}
            else:
                title = _("%(name)s vient seul·e %(day)s : qui l’attend à l’entrée ?") % said
                more = _("Nous n’avons encore trouvé personne. Pouvez-vous y être ?")
            notifications.tell(
                to=reader.pk,
                kind=words.KIND,
                key=_key(attendance, attendance.greeter_at),
                title=title,
                body=f"{_where(occurrence)} {more}",
                url=occurrence.get_absolute_url(),
                urgency=Urgency.NOW,
                about=resident.pk,
                at=at,
            )


def is_waited_for(
    attendance: Attendance, occurrence: Occurrence, at: datetime, *, instead: bool
) -> None:
    """To who comes alone: who waits for them, and how to know them. ``instead``: of another."""
    gathering, resident, greeter = occurrence.gathering, attendance.resident, attendance.greeter
    notifications.settle(keys_from=_waited_keys(attendance), at=at)
    if greeter is None and not instead:
        return  # the page says so: the hosts know
    with translation.override(resident.reads):
        said = {"day": dates.day(occurrence.starts_at, gathering.time_zone)}
        if greeter is None:
            title = _("Les personnes qui animent savent que vous venez seul·e %(day)s") % said
            more = _("Qui devait vous attendre ne le peut plus ; nous cherchons quelqu’un d’autre.")
        else:
            said["name"] = _name(gathering, greeter)
            title = _("%(name)s vous attendra à l’entrée %(day)s") % said
            if instead:
                title = _("Finalement, %(name)s vous attendra à l’entrée %(day)s") % said
            said["sign"] = selectors.sign_of(gathering, greeter.pk)
            more = _("Pour reconnaître %(name)s : %(sign)s.") % said
        notifications.tell(
            to=resident.pk,
            kind=words.KIND,
            key=f"{_waited_keys(attendance)}{_stamp(attendance.greeter_at)}",
            title=title,
            body=f"{_where(occurrence)} {more}",
            url=occurrence.get_absolute_url(),
            urgency=words.urgency(occurrence.starts_at, at),
            about=greeter.pk if greeter else None,
            at=at,
        )


def no_longer_alone(
    attendance: Attendance, occurrence: Occurrence, told_at: datetime, at: datetime
) -> None:
    """To those who had been told at ``told_at``: nobody need wait for them any more."""
    resident, key = attendance.resident, _key(attendance, told_at)
    notifications.settle(keys_from=key, at=at)
    if attendance.state != Coming.GOING or not attendance.alone or occurrence.is_cancelled:
        notifications.settle(keys_from=_waited_keys(attendance), at=at)
    told = Resident.objects.filter(notices__key=key).order_by("pk")
    readers = [one for one in told if one.pk != attendance.greeter_id]
    comes = set()
    if occurrence.is_cancelled:  # who comes is told by itself that it does not take place
        going = occurrence.attendances.filter(state=Coming.GOING, resident__in=readers)
        comes = set(going.values_list("resident_id", flat=True))
    for reader in (one for one in readers if one.pk not in comes):
        with translation.override(reader.reads):
            notifications.tell(
                to=reader.pk,
                kind=words.KIND,
                key=f"not-{key}",
                title=_why_not_to_wait(attendance, occurrence),
                url=occurrence.get_absolute_url(),
                urgency=words.urgency(occurrence.starts_at, at),
                about=resident.pk,
                at=at,
            )


def _why_not_to_wait(attendance: Attendance, occurrence: Occurrence) -> str:
    gathering = occurrence.gathering
    said = {
        "name": _name(gathering, attendance.resident),
        "day": dates.day(occurrence.starts_at, gathering.time_zone),
        "title": words.title_of(gathering),
    }
    if occurrence.is_cancelled:
        return _("« %(title)s » n’aura pas lieu %(day)s : vous n’avez personne à attendre") % said
    if attendance.state != Coming.GOING:
        return _("%(name)s ne viendra finalement pas %(day)s") % said
    if not attendance.alone:
        return _("%(name)s ne vient plus seul·e %(day)s") % said
    return _("Quelqu’un d’autre attendra %(name)s %(day)s : merci à vous") % said


def _who_must_know(gathering: Gathering, resident: Resident) -> Iterable[Resident]:
    hosts = words.seen_by(resident, selectors.those_who_run(gathering))
    if hosts or selectors.is_discreet(gathering):
        return hosts
    return words.seen_by(resident, selectors.those_who_coordinate(gathering))


def _name(gathering: Gathering, resident: Resident) -> str:
    return selectors.names_of(gathering, [resident])[resident.pk]


def _where(occurrence: Occurrence) -> str:
    """Without a title for what is discreet: this becomes a mail."""
    gathering = occurrence.gathering
    said = {
        "title": gathering.title,
        "hours": dates.hours(occurrence.starts_at, occurrence.ends_at, gathering.time_zone),
        "place": gathering.place.name,
    }
    if selectors.is_discreet(gathering):
        return _("%(hours)s, à cet endroit : %(place)s.") % said
    return _("« %(title)s », %(hours)s, à cet endroit : %(place)s.") % said


def _key(attendance: Attendance, settled_at: datetime | None) -> str:
    """One for each time it was settled who waits for this person at this date."""
    return f"alone:{_both(attendance)}:{_stamp(settled_at)}"


def _waited_keys(attendance: Attendance) -> str:
    return f"greeted:{_both(attendance)}:"


def _both(attendance: Attendance) -> str:
    return f"{_short(attendance.occurrence_id)}:{_short(attendance.resident_id)}"


def _short(one: UUID) -> str:
    return one.hex


def _stamp(when: datetime | None) -> str:
    return f"{when:%Y%m%dT%H%M%S%f}" if when else ""

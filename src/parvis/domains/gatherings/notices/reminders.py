"""Before a date, what one needs to come; after it, how it was for who came alone."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.models import Attendance, Occurrence
from parvis.domains.gatherings.notices import words
from parvis.domains.gatherings.selectors import reminding
from parvis.domains.notifications import services as notifications
from parvis.domains.notifications.vocabulary import Urgency
from parvis.domains.people.models import Resident
from parvis.web import dates


def remind(attendance: Attendance, occurrence: Occurrence, at: datetime) -> None:
    """When, where, with what; at once by mail for who comes alone, with who waits for them."""
    resident = attendance.resident
    with translation.override(resident.reads):
        lines = [_where(occurrence), *_what_to_bring(occurrence)]
        if attendance.alone:
            lines.append(_who_waits(resident, occurrence))
        lines.append(_("Si vous ne venez plus, dites-le d’un geste : votre place servira."))
        notifications.tell(
            to=resident.pk,
            kind=words.KIND,
            key=reminding.reminder_key(occurrence),
            title=_when(occurrence, at),
            body="\n".join(lines),
            url=occurrence.get_absolute_url(),
            urgency=Urgency.NOW if attendance.alone else Urgency.CALM,
            about=attendance.greeter_id if attendance.alone else None,
            at=at,
        )


def remind_greeter(resident: Resident, greeted: int, occurrence: Occurrence, at: datetime) -> None:
    """Somebody counts on them. Nobody is named: the page does it, to who may read it."""
    with translation.override(resident.reads):
        counts_on_you = ngettext(
            "Une personne vient seule et compte sur vous à l’entrée.",
            "%(num)s personnes viennent seules et comptent sur vous à l’entrée.",
            greeted,
        ) % {"num": greeted}
        sign = selectors.sign_of(occurrence.gathering, resident.pk)
        lines = [
            _where(occurrence),
            counts_on_you,
            _("Votre signe de reconnaissance : %(sign)s.") % {"sign": sign},
            _("Si vous ne pouvez plus, dites-le sur la page : nous trouverons quelqu’un d’autre."),
        ]
        notifications.tell(
            to=resident.pk,
            kind=words.KIND,
            key=reminding.greeter_reminder_key(occurrence),
            title=_when(occurrence, at),
            body="\n".join(lines),
            url=occurrence.get_absolute_url(),
            urgency=Urgency.NOW,
            at=at,
        )


def ask_how_it_was(attendance: Attendance, occurrence: Occurrence, at: datetime) -> None:
    """To who said they would come alone, once, gently, without a mail."""
    resident = attendance.resident
    with translation.override(resident.reads):
        notifications.tell(
            to=resident.pk,
            kind=words.KIND,
            key=reminding.how_key(occurrence),
            title=_("%(what)s : comment ça s’est passé ?") % {"what": _called(occurrence)},
            body=_(
                "Vous aviez dit que vous viendriez seul·e. Si vous y étiez, vous pouvez remercier,"
                " ou dire qui vous aimeriez revoir. Si vous n’avez pas pu, ce n’est rien : il y a"
                " d’autres dates."
            ),
            url=occurrence.get_absolute_url(),
            at=at,
        )


def _when(occurrence: Occurrence, at: datetime) -> str:
    zone = occurrence.gathering.time_zone
    said = {"hour": dates.hour(occurrence.starts_at, zone), "what": _called(occurrence)}
    today, day = dates.local(at, zone).date(), dates.local(occurrence.starts_at, zone).date()
    if day == today:
        return _("Aujourd’hui à %(hour)s : %(what)s") % said
    return _("Demain à %(hour)s : %(what)s") % said


def _called(occurrence: Occurrence) -> str:
    """Not its title, for what is discreet: this becomes a mail."""
    if selectors.is_discreet(occurrence.gathering):
        return _("votre rencontre")
    return _("« %(title)s »") % {"title": occurrence.gathering.title}


def _where(occurrence: Occurrence) -> str:
    gathering = occurrence.gathering
    place = gathering.place
    parts = [place.name, place.address, gathering.where_note]
    hours = dates.hours(occurrence.starts_at, occurrence.ends_at, gathering.time_zone)
    return _("%(hours)s, à cet endroit : %(place)s.") % {
        "hours": hours,
        "place": ", ".join(part for part in parts if part),
    }


def _what_to_bring(occurrence: Occurrence) -> list[str]:
    gathering = occurrence.gathering
    said = []
    if occurrence.note:
        said.append(_("Ce jour-là : %(note)s") % {"note": occurrence.note})
    if gathering.bring:
        said.append(_("À apporter : %(things)s") % {"things": gathering.bring})
    if gathering.documents:
        said.append(_("Papiers à avoir : %(things)s") % {"things": gathering.documents})
    return said


def _who_waits(resident: Resident, occurrence: Occurrence) -> str:
    greeting = selectors.greeting_of(resident, occurrence)
    if greeting is None or not greeting.waits:
        return _("Les personnes qui animent savent que vous venez seul·e.")
    waits = _("%(name)s vous attendra à l’entrée.") % {"name": greeting.waits}
    if not greeting.sign:
        return waits
    sign = {"name": greeting.waits, "sign": greeting.sign}
    return f"{waits} " + _("Pour reconnaître %(name)s : %(sign)s.") % sign

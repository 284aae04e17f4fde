"""What a host says of one date: its day, its hours, a word for those who come."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.forms.fields import day_field, hour_field, line_field
from parvis.domains.gatherings.models import Gathering, Occurrence
from parvis.domains.gatherings.services import Hours
from parvis.domains.gatherings.vocabulary import NOTE_MAX


class DateForm(forms.Form):
    day = day_field(_("Jour"), required=True)
    starts = hour_field(_("Commence à"))
    ends = hour_field(_("Finit à"))
    note = line_field(
        _("Ce qui change ce jour-là"),
        NOTE_MAX,
        _("Par exemple : on se retrouve à l’étage. Vide s’il n’y a rien à dire."),
    )

    def hours(self) -> Hours:
        given = self.cleaned_data
        return Hours(given["day"], given["starts"], given["ends"])


class CancelForm(forms.Form):
    words = line_field(
        _("Un mot pour celles et ceux qui venaient"),
        NOTE_MAX,
        _("Pourquoi, ou quand l’on se reverra. Il est joint au message, et reste sur la page."),
    )


def date_told(occurrence: Occurrence, zone: str) -> dict[str, Any]:
    """One date as the form shows it."""
    begins, ends = (
        selectors.wall(each, zone) for each in (occurrence.starts_at, occurrence.ends_at)
    )
    return {
        "day": begins.date(),
        "starts": begins.time(),
        "ends": ends.time(),
        "note": occurrence.note,
    }


def hours_told(gathering: Gathering) -> dict[str, Any]:
    """The usual hours, for a date to add."""
    zone = gathering.time_zone
    begins = selectors.wall(gathering.starts_at, zone)
    ends = selectors.wall(selectors.span(begins, gathering.minutes, zone).ends_at, zone)
    return {"starts": begins.time(), "ends": ends.time()}

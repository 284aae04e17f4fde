"""A place at a table: asked about, or taken back."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from parvis.domains.notifications import services as notifications
from parvis.domains.people.models import Resident
from parvis.domains.rounds.models import Seat, Table
from parvis.domains.rounds.notices.words import first_time, list_url, say, seat_url, zone_of
from parvis.web import dates


def asked(seat: Seat, at: datetime) -> None:
    """To who has a place: read, then “I'm coming” or “not this time”."""
    if seat.answer_by is None:
        return
    with translation.override(seat.resident.reads):
        said = [
            _("Première fois : %(when)s.") % {"when": first_time(seat.table)},
            _("Dites en un geste si vous venez ou si vous passez cette fois, avant %(moment)s.")
            % {"moment": dates.moment(seat.answer_by, zone_of(seat.table))},
            _("Les deux vont très bien."),
        ]
        if seat.is_refill:
            said.insert(0, _("Une place s’est libérée, et elle vous irait bien."))
        say(
            seat.resident,
            key=f"table-asked:{seat.pk}",
            title=_("Une tablée vous attend"),
            body=" ".join(said),
            url=seat_url(seat),
            at=at,
        )


def unmade(table: Table, to: Resident, at: datetime) -> None:
    """To who was at a table that cannot be. The same words, whatever the reason was."""
    notifications.settle(keys_from=f"table-asked:{_seat_key(table, to)}", at=at)
    with translation.override(to.reads):
        say(
            to,
            key=f"table-unmade:{table.pk}",
            title=_("Votre tablée n’a pas pu se faire cette fois"),
            body=_(
                "Cela arrive, et vous n’y êtes pour rien. Votre nom garde sa place sur la liste, et"
                " vous passerez en premier au prochain tirage. Si vos moments libres ont changé,"
                " dites-le sur votre page."
            ),
            url=list_url(),
            at=at,
        )


def _seat_key(table: Table, to: Resident) -> str:
    found = table.seats.filter(resident=to).values_list("pk", flat=True).first()
    return str(found or "")

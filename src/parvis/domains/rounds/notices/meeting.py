"""A table that is formed, or that has to stop."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from parvis.domains.people.models import Resident
from parvis.domains.rounds.models import Seat, Table
from parvis.domains.rounds.notices.words import first_time, list_url, say, table_url


def formed(seat: Seat, at: datetime) -> None:
    """To each of those who come: when, where, and a page about the first time."""
    with translation.override(seat.resident.reads):
        hosts = _(
            "C’est vous qui l’ouvrez : venez un peu en avance, et lisez « La première fois » sur sa"
            " page."
        )
        guest = _("Sa page dit qui sera là, et comment se passe la première fois.")
        say(
            seat.resident,
            key=f"table-formed:{seat.table_id}",
            title=_("Votre tablée est formée"),
            body=_("Première fois : %(when)s.") % {"when": first_time(seat.table)}
            + " "
            + (hosts if seat.is_host else guest),
            url=table_url(seat.table),
            at=at,
        )


def stopped(table: Table, to: Resident, at: datetime) -> None:
    """To who is left at a table with too few people; or who is no longer at one that meets."""
    with translation.override(to.reads):
        say(
            to,
            key=f"table-stopped:{table.pk}",
            title=_("Votre tablée s’arrête là"),
            body=_(
                "Elle ne peut pas continuer ainsi, et vous n’y êtes pour rien. Merci d’en avoir"
                " été. Vous pouvez remettre votre nom sur la liste quand vous voulez."
            ),
            url=list_url(),
            at=at,
        )

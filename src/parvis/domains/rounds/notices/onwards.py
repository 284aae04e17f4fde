"""After three meetings, and at the end. What each of them wishes is told to nobody."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from parvis.domains.notifications.vocabulary import Urgency
from parvis.domains.people.models import Resident
from parvis.domains.rounds.models import Seat, Table
from parvis.domains.rounds.notices.words import list_url, say, table_url


def further_asked(seat: Seat, at: datetime, *, is_last: bool) -> None:
    """To who comes, and has not said yet: go on together, with others, or stop there."""
    with translation.override(seat.resident.reads):
        title = (
            _("Votre tablée s’est retrouvée pour la dernière fois. Et la suite ?")
            if is_last
            else _("Continuer par vous-mêmes ?")
        )
        say(
            seat.resident,
            key=f"table-further:{seat.pk}:{'last' if is_last else 'first'}",
            title=title,
            body=_(
                "Continuer ensemble, recommencer avec d’autres, ou vous arrêter là : dites ce qui"
                " vous va. À partir de trois, la tablée continue ; personne ne saura qui a dit"
                " quoi."
            ),
            url=table_url(seat.table),
            at=at,
        )


def goes_on(table: Table, to: Resident, at: datetime) -> None:
    """To each of those who wished it: it has no last date any more."""
    with translation.override(to.reads):
        say(
            to,
            key=f"table-goes-on:{table.pk}",
            title=_("Votre tablée continue par elle-même"),
            body=_(
                "Mêmes visages, même moment, aussi longtemps que vous voulez. Elle a maintenant son"
                " cercle, entre vous : choisissez-y ce que vous ferez la prochaine fois."
            ),
            url=table_url(table),
            at=at,
        )


def ended(seat: Seat, at: datetime) -> None:
    """To who came until the end of a table that does not go on. How many wished it is not said."""
    with translation.override(seat.resident.reads):
        say(
            seat.resident,
            key=f"table-ended:{seat.table_id}",
            title=_("Votre tablée s’arrête là"),
            body=_(
                "Merci d’en avoir été. Vous pouvez remettre votre nom sur la liste, et dire avec"
                " qui vous aimeriez être de nouveau : cela reste entre vous et nous."
            ),
            url=list_url(),
            urgency=Urgency.CALM,
            at=at,
        )

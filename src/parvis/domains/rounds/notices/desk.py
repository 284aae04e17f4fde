"""To those who coordinate a commune: tables to read over, and a list without any session."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.domains.people import selectors as people
from parvis.domains.people.vocabulary import Role
from parvis.domains.rounds.models import Round
from parvis.domains.rounds.notices.words import say


def to_read_over(round_: Round, tables: int, at: datetime) -> None:
    """The tables of the week are made: nobody else knows until they are read and published."""
    for reader in people.people_with_role(Role.COORDINATOR, round_.area):
        with translation.override(reader.reads):
            said = ngettext(
                "%(count)s tablée est prête. Relisez-la, changez ce qu’il faut, puis publiez.",
                "%(count)s tablées sont prêtes. Relisez-les, changez ce qu’il faut, puis publiez.",
                tables,
            )
            say(
                reader,
                key=f"round-prepared:{round_.pk}:{round_.version}",
                title=_("Tablées à relire : %(area)s") % {"area": round_.area.name},
                body=said % {"count": tables},
                url=reverse("rounds:round", args=[round_.pk]),
                at=at,
            )


def no_session(round_: Round, at: datetime) -> None:
    """People are on the list, and there is nowhere to meet."""
    for reader in people.people_with_role(Role.COORDINATOR, round_.area):
        with translation.override(reader.reads):
            say(
                reader,
                key=f"round-no-session:{round_.pk}",
                title=_("Des personnes attendent une tablée : %(area)s")
                % {"area": round_.area.name},
                body=_(
                    "La liste s’est fermée, et aucune séance n’est ouverte. Une salle et une heure"
                    " suffisent pour que la prochaine liste donne des tablées."
                ),
                url=reverse("rounds:sessions"),
                at=at,
            )

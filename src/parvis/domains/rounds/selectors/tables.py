"""What those asked about a table say yes to: the terms of the gathering it becomes."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from parvis.domains.gatherings.selectors import wall
from parvis.domains.gatherings.vocabulary import ABOUT_MAX, TITLE_MAX, WHERE_MAX, Photos
from parvis.domains.rounds.models import Table
from parvis.domains.rounds.selectors import words
from parvis.domains.rounds.vocabulary import SIZE_MAX
from parvis.kernel import text


def terms_of(table: Table) -> dict[str, Any]:
    """The values of ``gatherings.services.propose_gathering``, in the language in force.

    The session is what it was when its people were asked: it is not changed while they answer.
    """
    session = table.session
    starts = wall(table.first_at, session.place.area.time_zone)
    return {
        "title": title_of(table),
        "about": _about(table),
        "place": session.place,
        "where_note": text.excerpt(session.room, WHERE_MAX),
        "day": starts.date(),
        "starts": starts.time(),
        "minutes": session.minutes,
        "weeks": session.weeks,
        "capacity": SIZE_MAX,
        "guests_max": 0,
        "price_cents": 0,
        "photos": Photos.NONE,
        "children": False,
        # They chose this moment, and the coordination opens the place for it.
        "evening_ok": True,
        "opened": True,
    }


def title_of(table: Table) -> str:
    """« Tablée du jeudi »."""
    day = words.weekday_words(table.session.slot)
    return text.excerpt(_("Tablée du %(day)s") % {"day": day}, TITLE_MAX)


def meetings_past(table: Table, at: datetime) -> int:
    """How many of its dates took place."""
    if table.gathering is None:
        return 0
    return table.gathering.occurrences.filter(is_cancelled=False, ends_at__lte=at).count()


def has_met(table: Table, at: datetime) -> bool:
    return meetings_past(table, at) > 0


def _about(table: Table) -> str:
    said = [
        _("Une petite table, et les mêmes personnes chaque semaine."),
        words.activity_of(table.session),
        _(
            "Une personne de la tablée l’ouvre. Si elle ne peut plus, une autre prend le relais :"
            " rien d’autre ne change."
        ),
    ]
    return text.excerpt("\n\n".join(line for line in said if line), ABOUT_MAX)

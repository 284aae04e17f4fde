"""No table this week: said kindly, with the reason, and what would give one."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from parvis.domains.rounds.models import Unplaced
from parvis.domains.rounds.notices.words import list_url, say
from parvis.domains.rounds.selectors import reasons
from parvis.domains.rounds.vocabulary import WEEK_PASSED


def unplaced(missed: Unplaced, at: datetime) -> None:
    """To who was on the list. Facts are about them alone, see ``selectors.reasons``."""
    with translation.override(missed.resident.reads):
        said = [
            reasons.why_unplaced(missed.reason, you=True),
            reasons.remedy(missed.reason, missed.facts),
            _("Votre nom reste sur la liste, et vous passerez plus tôt au prochain tirage."),
        ]
        say(
            missed.resident,
            key=f"table-none:{missed.round_id}",
            title=_("Pas de tablée à former cette semaine")
            if missed.reason == WEEK_PASSED
            else _("Pas encore de tablée pour vous cette semaine"),
            body=" ".join(line for line in said if line),
            url=list_url(),
            at=at,
        )

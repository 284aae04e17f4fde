"""When help may be offered."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.domains.mutual_aid.models import Need
from parvis.kernel.errors import Refusal


class NeedIsOver(Refusal):
    sentence = _("Ce coup de main n’est plus demandé. Merci d’y avoir pensé !")


class NobodyToWriteTo(Refusal):
    sentence = _(
        "Personne ne reçoit de message ici pour l’instant. Appelez, ou écrivez à l’association."
    )


class AlreadyAnswered(Refusal):
    sentence = _(
        "Quelqu’un vient de lui répondre, et votre message n’est pas parti : il est toujours là."
    )


def is_open(need: Need, at: datetime) -> bool:
    """Until the end of its last day, as the town lives it."""
    return need.closed_at is None and need.until >= timezone.localdate(at)

"""Levels of asking, and the promised times."""

from typing import Final

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Level(IntegerChoices):
    """Who has been asked so far. Each lapse of the promised time asks the next level."""

    FIRST = 0, _("la personne choisie")
    OTHERS = 1, _("d’autres personnes")
    COORDINATOR = 2, _("la coordination")


class Ending(TextChoices):
    ANSWERED = "answered", _("a reçu une réponse")
    WITHDRAWN = "withdrawn", _("n’attend plus")


#: The day begins and ends here for promises “by day” (local hours).
DAY_BEGINS, DAY_ENDS = 8, 20
#: How many substitutes are asked when the promised time has passed.
ASKED_TOGETHER: Final = 2
#: For a kind that no installed domain knows any more: it still never drops.
FALLBACK_PROMISE_HOURS: Final = 24
#: Items looked at in one turn of the minute job; the rest a minute later, oldest promise first.
BATCH: Final = 500
SHOWN: Final = 100

"""How urgent a notice is, and how long it is kept."""

from typing import Final

from django.db.models import TextChoices

TITLE_MAX: Final = 200
KEPT_DAYS: Final = 90
#: A mail that could not leave for so long says nothing useful any more.
MAIL_KEPT_HOURS: Final = 24
#: A page ends: older notices are reached through what they were about.
SHOWN: Final = 100


class Urgency(TextChoices):
    #: Somebody waits for this person, or this person waits for it: mail at once, if they wish.
    NOW = "now"
    #: On the page only, until the weekly digest.
    CALM = "calm"

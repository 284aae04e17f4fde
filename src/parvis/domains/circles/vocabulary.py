"""Who sees a circle, and limits."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

PSEUDONYM_MAX = 40
#: Members named on a circle's page.
SHOWN = 60


class Visibility(TextChoices):
    PUBLIC = "public", _("ouvert à tous")
    MEMBERS = "members", _("entre membres")
    SENSITIVE = "sensitive", _("discret")
    #: Those it was made for, and nobody else knows of it.
    CLOSED = "closed", _("sur invitation")

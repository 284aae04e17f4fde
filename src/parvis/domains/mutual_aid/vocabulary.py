"""Rhythm and limits of a need."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

#: A need is answered within this many hours.
PROMISE_HOURS = 24


class Rhythm(TextChoices):
    ONCE = "once", _("une fois")
    WEEKLY = "weekly", _("chaque semaine")

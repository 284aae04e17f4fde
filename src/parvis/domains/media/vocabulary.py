"""Words and limits of images (trust.md SEC-10 and SEC-12)."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImageKind(models.TextChoices):
    PORTRAIT = "portrait", _("portrait")
    PLACE = "place", _("photo d’un lieu")
    GATHERING = "gathering", _("photo d’une rencontre")
    ORGANISATION = "organisation", _("image d’une association")
    CIRCLE = "circle", _("image d’un cercle")
    MESSAGE = "message", _("photo d’un message")
    OTHER = "other", _("autre image")


LARGEST_FILE: Final = 10_000_000
LARGEST_PICTURE: Final = 25_000_000
#: Longest side, in pixels, of what is kept; never enlarged.
SIZES: Final = (320, 960, 1600)
QUALITY: Final = 82

UPLOADS_A_DAY: Final = 30
IMAGES_KEPT: Final = 200
DAY: Final = 86_400

ALT_LENGTH: Final = 240
FOLDER: Final = "images"

#: A signed address stays the same for a minute, so that a page asked again finds its pictures in
#: the browser's cache, and lives for five at most.
TOKEN_STEP: Final = 60
TOKEN_LIFE: Final = 300
#: A file this old without its row was left by a crash or by an account that is gone.
ORPHAN_HOURS: Final = 24

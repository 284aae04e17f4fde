"""Kinds of organisations, and what somebody may do in their name."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

#: The kind of thing the search calls an organisation.
SEARCH_KIND: Final = "organisation"
NAME_MAX: Final = 120
ABOUT_MAX: Final = 2_000
SENTENCE_MAX: Final = 300
CONTACT_MAX: Final = 60
PHONE_MAX: Final = 20
INTERESTS_MAX: Final = 12
#: Entries of the directory on one page.
LISTED: Final = 60
#: Entries shown on the page of a place or of a neighbourhood.
SHOWN_NEARBY: Final = 6


class Kind(TextChoices):
    ASSOCIATION = "association", _("association")
    SERVICE = "service", _("service municipal")
    HOUSE = "neighbourhood-house", _("équipe de maison de quartier")


#: The small drawing beside each kind.
ICONS: Final = {Kind.ASSOCIATION: "association", Kind.SERVICE: "organisation", Kind.HOUSE: "home"}


class Part(TextChoices):
    #: Publishes activities, edits the page.
    HOST = "host", _("animateur·rice")
    MEMBER = "member", _("membre")

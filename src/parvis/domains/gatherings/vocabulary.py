"""States and limits."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

#: The kind of thing the search calls a gathering.
SEARCH_KIND: Final = "gathering"
#: How far ahead the dates of a weekly gathering are written down.
WEEKS_AHEAD: Final = 8
TITLE_MAX: Final = 100
ABOUT_MAX: Final = 2000
BRING_MAX: Final = 200
SIGN_MAX: Final = 140
INTERESTS_MAX: Final = 12
CAPACITY_MAX: Final = 500
PRICE_MAX_CENTS: Final = 50_000
#: Past midnight, a longer evening than this is a slip of the finger.
LONGEST_NIGHT_MINUTES: Final = 14 * 60
#: How far ahead a date may be announced.
FURTHEST_DAYS: Final = 2 * 366

#: Rows of the agenda on one page.
LISTED: Final = 60
#: Rows on the page of a place, a neighbourhood or an organisation.
SHOWN_NEARBY: Final = 8
#: Other dates of a series on the page of one of them.
OTHER_DATES: Final = 6
#: How far the links of the agenda lead, in days; further on there is nothing to read.
BROWSED_DAYS: Final = 366
#: Who comes is told at once of what changes so soon; of the rest on the page.
SOON_DAYS: Final = 7


class Status(TextChoices):
    DRAFT = "draft", _("brouillon")
    PUBLISHED = "published", _("publiée")
    CANCELLED = "cancelled", _("annulée")


class Coming(TextChoices):
    """A person's place in one occurrence."""

    GOING = "going", _("vient")
    CANCELLED = "cancelled", _("ne vient plus")


class Repeat(TextChoices):
    ONCE = "", _("une seule fois")
    WEEKLY = "FREQ=WEEKLY", _("chaque semaine")


class Moment(TextChoices):
    """When in the day: begins before noon, before six in the evening, or later."""

    MORNING = "morning", _("Le matin")
    AFTERNOON = "afternoon", _("L’après-midi")
    EVENING = "evening", _("Le soir")


#: The hour each moment begins; what begins before five belongs to the evening before.
MOMENT_HOURS: Final = {Moment.MORNING: 5, Moment.AFTERNOON: 12, Moment.EVENING: 18}

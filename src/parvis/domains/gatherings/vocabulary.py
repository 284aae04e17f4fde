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
WHERE_MAX: Final = 140
ACCESS_MAX: Final = 300
NOTE_MAX: Final = 200
WHY_MAX: Final = 60
WORDS_MAX: Final = 280
WORRY_MAX: Final = 2000
CONTACT_MAX: Final = 60
RRULE_MAX: Final = 300
FILTER_NAME_MAX: Final = 60
QUERY_MAX: Final = 500
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


class Audience(TextChoices):
    """Who may know of it."""

    PUBLIC = "public", _("tout le monde")
    CIRCLE = "circle", _("les membres du cercle")
    INVITATION = "invitation", _("les personnes invitées")


class Coming(TextChoices):
    """A person's place in one occurrence."""

    GOING = "going", _("vient")
    WAITING = "waiting", _("attend une place")
    OFFERED = "offered", _("a une place proposée")
    CANCELLED = "cancelled", _("ne vient plus")


class SignUp(TextChoices):
    """What one says yes to: each date, or the whole series (a course)."""

    EACH = "each", _("à chaque date")
    SERIES = "series", _("à toute la série")


class Photos(TextChoices):
    NONE = "none", _("pas de photos")
    ASKED = "asked", _("des photos, si chaque personne est d’accord")


class CoHosting(TextChoices):
    ASKED = "asked", _("à confirmer")
    ACCEPTED = "accepted", _("confirmé")


class Answer(TextChoices):
    """What somebody invited has said; only a yes is ever shown to others."""

    ASKED = "asked", _("n’a pas encore répondu")
    ACCEPTED = "accepted", _("a dit oui")
    DECLINED = "declined", _("ne vient pas")
    FREED = "freed", _("n’a pas répondu aux nouvelles conditions")


class Counter(TextChoices):
    OPEN = "open", _("proposé")
    TAKEN = "taken", _("retenu")
    DROPPED = "dropped", _("écarté")


class Wellbeing(TextChoices):
    WELL = "well", _("Tout va bien")
    WORRIED = "worried", _("Quelque chose m’inquiète")


class SourceKind(TextChoices):
    ICAL = "ical", _("calendrier (iCal)")
    OPENAGENDA = "openagenda", _("agenda OpenAgenda")


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

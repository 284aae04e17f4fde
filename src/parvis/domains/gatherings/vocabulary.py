"""States and limits."""

import re
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
#: Of a rule: how many periods apart, and how many dates in all.
INTERVAL_MAX: Final = 1000
COUNT_MAX: Final = 1000
#: Of one gathering: periods off, and dates no rule gives.
PAUSES_MAX: Final = 40
EXTRAS_MAX: Final = 40
#: Dates said before a gathering is published.
PREVIEWED: Final = 12
AGE_MAX: Final = 120
FILTER_NAME_MAX: Final = 60
QUERY_MAX: Final = 500
INTERESTS_MAX: Final = 12
CAPACITY_MAX: Final = 500
PRICE_MAX_CENTS: Final = 50_000
PRICE_WORDS_MAX: Final = 140
#: The words of a price that nobody says.
PRICE_UNSAID: Final = "?"
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
#: Dates written in one square of a month, or under one place of the plan; the rest is counted.
NAMED_A_DAY: Final = 3
#: Searches one person keeps.
SAVED_MOST: Final = 20
WORDS_ASKED_MAX: Final = 80
#: What a search by words may find before it says too little.
FOUND_BY_WORDS: Final = 200
#: Ages one may look for an activity for.
AGES: Final = range(121)
#: The days of the week, as a link asks for them.
WEEKDAYS: Final = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
#: A position is known this coarsely, in degrees: about a kilometre (trust.md TS-30).
COARSE_DECIMALS: Final = 2
#: How far the links of the agenda lead, in days; further on there is nothing to read.
BROWSED_DAYS: Final = 366
#: Who comes is told at once of what changes so soon; of the rest on the page.
SOON_DAYS: Final = 7
#: Who had the fewest places in so many days is offered the next one first.
FAIR_DAYS: Final = 90
#: How long an offered seat is kept, by how far its date is: from this many hours before it, so
#: many hours. Never past its beginning.
OFFER_HOURS: Final = ((48, 24), (6, 4), (0, 1))
#: Waiting lists that one turn of the job looks at.
SETTLED_AT_ONCE: Final = 200


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


class ImportProblem(TextChoices):
    """Why a reading of an agenda kept elsewhere did not go well, or not wholly."""

    ADDRESS = "address", _("l’adresse ne peut pas être lue d’ici")
    SILENT = "silent", _("le site ne répond pas")
    GONE = "gone", _("il n’y a plus d’agenda à cette adresse")
    LOCKED = "locked", _("le site demande une clé, ou refuse la nôtre")
    BUSY = "busy", _("le site demande d’attendre")
    TOO_BIG = "too_big", _("l’agenda est trop gros")
    NOT_ONE = "not_one", _("ce n’est pas un agenda")
    CUT = "cut", _("l’agenda est arrivé incomplet : rien n’a été retiré")
    EMPTY = "empty", _("l’agenda est vide : rien n’a été retiré")
    SHRUNK = "shrunk", _("plus de la moitié a disparu d’un coup : rien n’a été retiré")


class LeftOut(TextChoices):
    """Why one thing of an agenda kept elsewhere is not brought in."""

    UNTITLED = "untitled", _("sans titre")
    UNDATED = "undated", _("sans date que nous sachions lire")
    ZONE = "zone", _("dans un fuseau horaire inconnu")
    RULE = "rule", _("revient à un rythme que nous ne savons pas suivre")
    TOO_BIG = "too_big", _("trop long pour être une annonce")
    BROKEN = "broken", _("écrit d’une façon que nous ne savons pas lire")
    PRIVATE = "private", _("marqué comme privé")
    ONLINE = "online", _("seulement en ligne")
    UNPUBLISHED = "unpublished", _("pas encore publié")
    PLACE = "place", _("dans un lieu que vous avez laissé de côté")
    TWICE = "twice", _("sans doute déjà dans l’agenda")
    HIDDEN = "hidden", _("vous avez choisi de ne pas le montrer")
    TOO_MANY = "too_many", _("au-delà de ce que nous lisons en une fois")
    LATE = "late", _("pas lu à temps ; ce le sera la prochaine fois")


#: Hours between two readings of an agenda kept elsewhere; doubled with each failure, up to 48.
SOURCE_HOURS: Final = 6
SOURCE_HOURS_MAX: Final = 48
#: Of one organisation, or of one area without any.
SOURCES_MOST: Final = 20
#: Failures in a row after which who added it is told.
SOURCE_FAILURES: Final = 3
#: Runs of a source that are kept.
SOURCE_RUNS: Final = 40
#: Words of theirs that are asked about on one page.
MAPPED_MAX: Final = 40
LICENCE_MAX: Final = 80
#: How OpenAgenda numbers its agendas.
AGENDA_UID: Final = re.compile(r"[0-9]{1,20}")


class Repeat(TextChoices):
    ONCE = "", _("une seule fois")
    WEEKLY = "FREQ=WEEKLY", _("chaque semaine")


class Repetition(TextChoices):
    """How it repeats, as hosts are asked; more than these come from other calendars."""

    NEVER = "", _("une seule fois")
    DAILY = "daily", _("chaque jour")
    WEEKLY = "weekly", _("chaque semaine")
    TWO_WEEKS = "weekly-2", _("toutes les deux semaines")
    THREE_WEEKS = "weekly-3", _("toutes les trois semaines")
    FOUR_WEEKS = "weekly-4", _("toutes les quatre semaines")
    MONTH_WEEKDAY = "monthly-weekday", _("chaque mois, le même jour de la semaine")
    MONTH_DAY = "monthly-day", _("chaque mois, à la même date")
    MONTH_END = "monthly-end", _("chaque mois, le dernier jour")
    YEARLY = "yearly", _("chaque année")


#: What no choice says, kept as it is.
AS_IT_IS: Final = "as-it-is"


class AgendaView(TextChoices):
    """How the agenda is laid out, as a link asks for it."""

    DAY = "jour", _("Jour")
    WEEK = "semaine", _("Semaine")
    MONTH = "mois", _("Mois")
    LIST = "liste", _("Liste")
    MAP = "plan", _("Plan")


class Moment(TextChoices):
    """When in the day: begins before noon, before six in the evening, or later."""

    MORNING = "morning", _("Le matin")
    AFTERNOON = "afternoon", _("L’après-midi")
    EVENING = "evening", _("Le soir")


#: The hour each moment begins; what begins before five belongs to the evening before.
MOMENT_HOURS: Final = {Moment.MORNING: 5, Moment.AFTERNOON: 12, Moment.EVENING: 18}


#: How long after its end a plan stays open to who was trusted with it.
TRUSTED_HOURS: Final = 24
#: Days a link that ended is kept, to tell its owner what became of it.
LINKS_KEPT_DAYS: Final = 7
#: Links to one date, alive together.
LINKS_AT_ONCE: Final = 3
#: Mails a person may have us send, in a day, to people without an account.
CONTACT_MAILS_A_DAY: Final = 5
#: “All well?” is asked so long after the end, and answered in so long.
CHECK_IN_HOURS: Final = 2
CHECK_IN_PATIENCE_HOURS: Final = 2
#: Not answered, it leaves today's page after so long.
CHECK_IN_DAYS: Final = 3
#: Nobody is asked by night (local hours), but for those somebody waits for.
NIGHT_BEGINS, NIGHT_ENDS = 22, 8
#: A moderator answers a worry so soon, day and night.
WORRY_PROMISE_HOURS: Final = 2
#: “All well?”, worries included, and “see each other again?” are kept so long.
AFTERWARDS_KEPT_DAYS: Final = 90
#: The kind of thing the watch calls a worry.
WORRY: Final = "gatherings.worry"
#: What one may say at any gathering to be helped out of it at once; hosts know it.
DISCREET_WORDS: Final = _("Est-ce qu’Angèle est arrivée ?")

#: A gathering so small that people really met: “see each other again?” is asked, meetings counted.
FEW: Final = 12
#: How long “were you there?” and the rest is asked for of itself; the page stays.
ASKED_DAYS: Final = 7
#: How long somebody may still say who they would see again.
AGAIN_DAYS: Final = 30
#: No figure about fewer people is given, to the team either.
FEWEST: Final = 5
PHOTO_ALT_MAX: Final = 240
PHOTOS_OF_A_DATE: Final = 60

#: A first meeting is proposed in daylight: it begins and ends between these hours of the wall.
DAYTIME: Final = (9, 18)
#: A gathering by invitation repeats so many weeks at most: a promise one can hold.
WEEKS_MAX: Final = 8
#: How many people somebody invited may bring.
GUESTS_MAX: Final = 5
#: People asked to one gathering by name.
INVITED_MAX: Final = 30
#: Minutes a gathering by invitation lasts: at least, at most.
MEETING_MINUTES: Final = (15, 12 * 60)
#: New versions of the same terms, each asking everybody again: beyond, better start afresh.
VERSIONS_MAX: Final = 12
#: What somebody proposed to the same person or circle, and is still to come.
PLANS_OPEN: Final = 3
#: Who had agreed has so long to agree again to new terms, and an hour at least.
ANSWER_HOURS: Final = 48
#: And at the latest so long before it begins.
ANSWER_BEFORE_HOURS: Final = 2
#: Places, and moments, suggested for meeting.
SUGGESTED: Final = 3
#: How far ahead moments are suggested, in days.
SUGGESTED_DAYS: Final = 14
#: Shared free moments are used from so many on: one alone, put to the test, would tell.
SHARED_MOMENTS_MIN: Final = 3

#: How many people one person waits for at the door of one date.
GREETED_MAX: Final = 3
#: The attendance sheet opens so long before, and can be put right for so long after.
SHEET_OPENS_HOURS: Final = 2
SHEET_DAYS: Final = 7
#: More people than this, unannounced, are a slip of the finger.
WALK_INS_MAX: Final = 500
#: Those who come are reminded the day before at this hour; who says it later, so long before.
REMINDED_AT_HOUR: Final = 17
REMINDED_LATE_HOURS: Final = 3
#: Who came alone is asked how it was, the day after at this hour, and not much later.
ASKED_AT_HOUR: Final = 11
ASKED_STALE_DAYS: Final = 3
#: Dates of which hosts see the figures, and absences after which somebody is missed.
INSIGHT_DATES: Final = 12
MISSED_DATES: Final = 3
#: Who came so many times at least is missed; beyond so many names it is a list, not a thought.
MISSED_TIMES: Final = 2
MISSED_SHOWN: Final = 12

#: Dates of one printed programme; beyond, the sheet says how many more there are.
PRINTED: Final = 500
#: Ideas on somebody's own week on paper.
IDEAS_ON_PAPER: Final = 4
#: Dates that the screen of a hall goes through, and on one of its panes.
SHOWN_IN_HALL: Final = 40
ON_A_PANE: Final = 4
#: Documents one address may have printed in ten minutes.
PRINTS_IN_TEN_MINUTES: Final = 30

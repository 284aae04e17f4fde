"""States and limits of rounds and their tables."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

#: People at a table, the host included.
SIZE_MIN: Final = 3
SIZE_MAX: Final = 6
#: A table meets every week, so many times (Hall 2018: a tie needs hours, not an evening).
WEEKS_MIN: Final = 6
WEEKS_MAX: Final = 8
#: After so many meetings its people are asked whether they go on by themselves.
MEETINGS_BEFORE_ASKING: Final = 3
#: From the publication to the last moment to say yes; and for a place that is refilled.
ANSWER_HOURS: Final = 48
REFILL_HOURS: Final = 24
#: Nothing is asked so shortly before the first meeting: the table starts with who said yes.
QUIET_HOURS: Final = 12
#: Who is asked about a place that came free has so long to answer at least.
REFILL_LEAST_HOURS: Final = 3
#: After its last date, how long the people of a table may still say that they go on.
FURTHER_DAYS: Final = 4
#: People who met at a table in so many days do not meet again by chance (H9).
RECENT_DAYS: Final = 182
#: When the list closes each week, in the local time of the commune: Sunday, 20 h.
CLOSING_WEEKDAY: Final = 6
CLOSING_HOUR: Final = 20
#: Seconds given to the preparation of a round.
SOLVING_SECONDS: Final = 60
ACTIVITY_MAX: Final = 100
ROOM_MAX: Final = 140
MINUTES_CHOICES: Final = (10, 15, 20, 30, 45)
INTERESTS_MAX: Final = 12


class Stage(TextChoices):
    """Of one weekly round."""

    OPEN = "open", _("inscriptions ouvertes")
    CLOSED = "closed", _("en préparation")
    PREPARED = "prepared", _("à relire")
    PUBLISHED = "published", _("publié")
    SKIPPED = "skipped", _("sans tablée")


class TableState(TextChoices):
    DRAFT = "draft", _("proposée")
    ASKING = "asking", _("en attente des réponses")
    MEETING = "meeting", _("se réunit")
    CONTINUED = "continued", _("continue par elle-même")
    ENDED = "ended", _("terminée")
    UNMADE = "unmade", _("n’a pas pu se faire")


class SeatState(TextChoices):
    """Of one person's place at one table."""

    DRAFT = "draft", _("proposée")
    ASKED = "asked", _("en attente de réponse")
    COMING = "coming", _("vient")
    PASSED = "passed", _("passe cette fois")
    SILENT = "silent", _("n’a pas répondu")
    #: The table could not be made, or a block came between two of its people.
    RELEASED = "released", _("reprend sa place dans la file")
    LEFT = "left", _("a quitté la tablée")


class Further(TextChoices):
    """What somebody wishes once their table has met."""

    CONTINUE = "continue", _("continuer ensemble")
    OTHERS = "others", _("recommencer, avec d’autres")
    STOP = "stop", _("m’arrêter là")


#: Why somebody had no table: the whole week passed without any (beside the codes of matching).
WEEK_PASSED: Final = "week-passed"
#: And: the coordination set them aside by hand while reading over.
SET_ASIDE: Final = "set-aside"

"""Kinds of suggestions, and limits."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MESSAGE_MAX = 2000
#: A gathering is suggested when it happens within this many days.
HORIZON_DAYS = 10
#: A newcomer's request is answered within this many hours of day (product.md F15).
PROMISE_HOURS = 2
#: When the town has nothing of a kind for somebody, the coordination writes within this time.
GAP_PROMISE_HOURS = 24
#: After the coordination wrote about what the town lacks, it is not asked the same again so soon.
GAP_REST_DAYS = 30
#: A newcomer counts against a welcomer’s limit for this long after the answer.
ACCOMPANIED_DAYS = 30
#: What a visitor told waits in their browser while they read the mail with the code.
DRAFT_SECONDS = 2 * 3600
#: What nobody followed for so long makes room for something else, and stays away for so long.
RESTS_AFTER_DAYS, RESTED_DAYS = 7, 28
#: The path of somebody who has not come for so long waits for them as it is.
ABSENT_DAYS = 60
#: Paths looked at in one turn of the hourly job; the rest an hour later, oldest first.
PATHS_AT_ONCE = 300
#: What was shown within so many days teaches; below so many choices nothing is learned.
LEARNS_FROM_DAYS, CHOICES_MIN = 365, 50
#: How many newcomers a welcomer accompanies at a time, unless they say otherwise.
CAP_DEFAULT, CAP_MAX = 3, 20


class Kind(TextChoices):
    WELCOMER = "welcomer", _("Quelqu’un pour vous accueillir")
    PLACE = "place", _("Un lieu")
    GATHERING = "gathering", _("Une rencontre bientôt")
    CIRCLE = "circle", _("Un cercle")
    USEFUL = "useful", _("Être utile, tout simplement")


class Ending(TextChoices):
    """What became of a suggestion."""

    REFUSED = "refused", _("pas pour moi")
    #: Nobody followed it for a week, and there was something else to show.
    RESTED = "rested", _("laissée de côté")
    #: It can no longer be followed (full, past, paused) and gave way to another.
    GONE = "gone", _("n’est plus possible")

"""States and limits."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

REQUEST_MAX: Final = 500
MESSAGE_MAX: Final = 4000
REQUESTS_PER_DAY: Final = 10
#: Requests a person with whom nobody has talked yet may send in a day (trust.md TS-3).
REQUESTS_PER_DAY_NEW: Final = 3
#: A request that was declined, or left without an answer: the one who asked cannot tell which.
SILENT_REFUSALS_BEFORE_STOP: Final = 2
#: After so long without an answer one may ask once more, whatever became of the first request.
ASK_AGAIN_AFTER_DAYS: Final = 30

#: Messages shown at once; the older ones behind a link.
SHOWN: Final = 50
#: Messages given at once to a page that missed some.
CAUGHT_UP: Final = 200
#: Conversations on one page of the list.
LISTED: Final = 30
EXCERPT: Final = 110
MESSAGES_A_MINUTE: Final = 30
#: Who had the conversation before their eyes so recently is not told by a notice.
READING_MINUTES: Final = 2


class State(TextChoices):
    ASKED = "asked", _("en attente")
    OPEN = "open", _("ouverte")
    #: “Not now”: the one who asked is not told, and sees it as still waiting.
    DECLINED = "declined", _("pas maintenant")


class Purpose(TextChoices):
    """What the first message is for; the words around it follow."""

    HELLO = "hello", _("faire connaissance")
    WELCOME = "welcome", _("être accueilli·e")
    USEFUL = "useful", _("donner un coup de main")
    INTRODUCE = "introduce", _("découvrir une association")
    AFTER = "after", _("après une rencontre")


#: Ends of addresses people write without https://. Lower case: « fini.Donc » is no link.
LINK_ENDS: Final = (
    "app",
    "be",
    "biz",
    "blog",
    "chat",
    "ch",
    "club",
    "co",
    "com",
    "de",
    "dev",
    "edu",
    "es",
    "eu",
    "fr",
    "gg",
    "gouv",
    "info",
    "io",
    "it",
    "link",
    "live",
    "lu",
    "me",
    "net",
    "online",
    "org",
    "page",
    "pro",
    "re",
    "ru",
    "shop",
    "site",
    "tk",
    "to",
    "tv",
    "uk",
    "us",
    "website",
    "xyz",
)

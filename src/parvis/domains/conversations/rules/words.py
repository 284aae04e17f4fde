"""What a message may hold. A first message holds no way out of the site: no link, no number.

The other has not agreed to anything yet: what leads elsewhere waits until they have.
"""

import re
import unicodedata
from typing import Final

from django.utils.translation import gettext_lazy as _

from parvis.domains.conversations.vocabulary import LINK_ENDS, MESSAGE_MAX, REQUEST_MAX
from parvis.kernel import text
from parvis.kernel.errors import Refusal

ADDRESS: Final = re.compile(r"[^\s@<>()]+\s?@\s?[^\s@<>()]+\.[^\s@<>()]+")
LINK: Final = re.compile(
    r"[a-zA-Z][a-zA-Z0-9+.-]*://|\bwww\.|\]\(|!\[|(?<![\w@])(?:[\w-]+\.)+(?:"
    + "|".join(LINK_ENDS)
    + r")(?![\w-])"
)
#: « le 05.12.2026 14 h » is a day.
DAY: Final = re.compile(r"\b\d{1,2}[.\-]\d{1,2}[.\-](?:19|20)\d\d(?!\d)")
#: A number to call: from 0 or +, nine digits or more, grouped as people do; or nine in a row.
PHONE: Final = re.compile(r"(?<!\d)(?:(?:\+|00|\(?0)(?:[\s.()\-]{0,2}\d){8,14}|\d{9,})(?!\d)")


class NothingWritten(Refusal):
    sentence = _("Écrivez quelques mots.")
    field = "body"


class TooLong(Refusal):
    field = "body"

    def __init__(self, most: int) -> None:
        super().__init__(_("C’est un peu long : %(most)s caractères au plus.") % {"most": most})


class HoldsLink(Refusal):
    sentence = _(
        "Un premier message ne contient ni lien ni image. Vous pourrez en envoyer une fois que la"
        " personne aura accepté."
    )
    field = "body"


class HoldsAddress(Refusal):
    sentence = _(
        "Un premier message ne contient pas d’adresse e-mail. Vous pourrez la donner une fois que"
        " la personne aura accepté."
    )
    field = "body"


class HoldsPhone(Refusal):
    sentence = _(
        "Un premier message ne contient pas de numéro de téléphone. Vous pourrez le donner une fois"
        " que la personne aura accepté."
    )
    field = "body"


def checked_message(body: str, *, most: int = MESSAGE_MAX) -> str:
    """The message as it is kept.

    :raises NothingWritten: there is nothing but blanks.
    :raises TooLong: more than ``most`` characters.
    """
    cleaned = text.clean(body)
    if not cleaned:
        raise NothingWritten
    if len(cleaned) > most:
        raise TooLong(most)
    return cleaned


def checked_request(body: str) -> str:
    """A first message as it is kept: at most 500 characters, without link, address or number.

    :raises Refusal: which of these it holds.
    """
    cleaned = checked_message(body, most=REQUEST_MAX)
    # Full-width letters and digits read as the plain ones do.
    plain = DAY.sub("…", unicodedata.normalize("NFKC", cleaned))
    for pattern, refusal in ((ADDRESS, HoldsAddress), (LINK, HoldsLink), (PHONE, HoldsPhone)):
        if pattern.search(plain):
            raise refusal
    return cleaned

"""Who sees a circle, and under which name one belongs to it."""

import re

from django.utils.translation import gettext_lazy as _

from parvis.domains.circles.models import Circle
from parvis.domains.circles.vocabulary import PSEUDONYM_MAX, Visibility
from parvis.domains.people.models import Resident
from parvis.kernel import text
from parvis.kernel.errors import Refusal


class PseudonymNeeded(Refusal):
    sentence = _("Choisissez le nom sous lequel on vous connaîtra ici.")
    field = "pseudonym"


class PseudonymTellsTheName(Refusal):
    sentence = _("Choisissez un autre nom que le vôtre : ici, chacun vient sous un pseudonyme.")
    field = "pseudonym"


class PseudonymTaken(Refusal):
    sentence = _("Quelqu’un porte déjà ce nom ici. Choisissez-en un autre.")
    field = "pseudonym"


class PseudonymTooLong(Refusal):
    sentence = _("Un nom plus court, de 40 signes au plus.")
    field = "pseudonym"


def wants_pseudonym(circle: Circle) -> bool:
    return circle.visibility == Visibility.SENSITIVE


def clean_pseudonym(circle: Circle, resident: Resident, pseudonym: str) -> str:
    """The name somebody takes in a sensitive circle; empty in the others, where one is oneself.

    :raises PseudonymNeeded: none given.
    :raises PseudonymTooLong: more than 40 characters.
    :raises PseudonymTellsTheName: it holds the name other pages show, whole or one word of it.
    """
    if not wants_pseudonym(circle):
        return ""
    chosen = " ".join(text.clean(pseudonym).split())
    if not chosen:
        raise PseudonymNeeded
    if len(chosen) > PSEUDONYM_MAX:
        raise PseudonymTooLong
    if _tells(chosen, resident.name):
        raise PseudonymTellsTheName
    return chosen


def _tells(pseudonym: str, name: str) -> bool:
    """« Marie-Lou du 12 » tells of Marie Lou; « Alouette » does not tell of Al."""
    said, own = _letters(pseudonym), _letters(name)
    words = {word for word in own if len(word) > 1}
    whole = "".join(own)
    return bool(words & set(said)) or (len(whole) > 3 and whole in "".join(said))


def _letters(name: str) -> list[str]:
    """The words of a name, folded, without what stands between them."""
    return re.findall(r"[^\W_]+", text.fold(name))

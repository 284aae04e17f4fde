"""What is said of a date: seats, languages, ages, in the language of the page."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from parvis.domains.gatherings.models import Gathering, Occurrence
from parvis.domains.people.vocabulary import Language

#: Beyond this many seats the number says nothing one needs to know.
WORTH_SAYING = 5


def seats_words(occurrence: Occurrence) -> str:
    """« complet », « encore deux places »; nothing when there are plenty, or no limit."""
    if occurrence.is_full:
        return _("complet")
    left = occurrence.seats_left
    if left is None or left > WORTH_SAYING:
        return ""
    # Singular: « encore une place ». Plural: « encore deux places », the number in words.
    return ngettext("encore %(number)s place", "encore %(number)s places", left) % {
        "number": in_words(left)
    }


def in_words(count: int) -> str:
    """From one to five."""
    words = (
        pgettext("places", "une"),
        _("deux"),
        _("trois"),
        _("quatre"),
        _("cinq"),
    )
    return words[count - 1]


def ages_words(gathering: Gathering) -> str:
    """« de 6 à 12 ans », « à partir de 16 ans », nothing when all ages come."""
    least, most = gathering.age_min, gathering.age_max
    if least is not None and most is not None:
        return _("de %(least)s à %(most)s ans") % {"least": least, "most": most}
    if least is not None:
        return _("à partir de %(least)s ans") % {"least": least}
    if most is not None:
        return _("jusqu’à %(most)s ans") % {"most": most}
    return ""


def languages_words(gathering: Gathering) -> list[str]:
    return [str(label) for code, label in Language.choices if code in gathering.languages]

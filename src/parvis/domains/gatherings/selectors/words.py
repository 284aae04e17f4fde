"""What is said of a date: seats, languages, rhythm, in the language of the page."""

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from parvis.domains.gatherings.models import Gathering, Occurrence
from parvis.domains.gatherings.selectors.calendar import wall
from parvis.domains.people.vocabulary import Language

#: Beyond this many seats the number says nothing one needs to know.
WORTH_SAYING = 5


def seats_words(occurrence: Occurrence) -> str:
    """« complet », « encore deux places »; nothing when there are plenty, or no limit."""
    left = occurrence.seats_left
    if left is None or left > WORTH_SAYING:
        return ""
    if left == 0:
        return _("complet")
    # Singular: « encore une place ». Plural: « encore deux places », the number in words.
    return ngettext("encore %(number)s place", "encore %(number)s places", left) % {
        "number": _number(left)
    }


def _number(count: int) -> str:
    words = (
        pgettext("places", "une"),
        _("deux"),
        _("trois"),
        _("quatre"),
        _("cinq"),
    )
    return words[count - 1]


def rhythm_words(gathering: Gathering) -> str:
    """« chaque mardi », or nothing for what happens once."""
    if not gathering.repeats:
        return ""
    weekday = wall(gathering.starts_at, gathering.time_zone).weekday()
    return _("chaque %(weekday)s") % {"weekday": WEEKDAYS[weekday]}


def languages_words(gathering: Gathering) -> list[str]:
    return [str(label) for code, label in Language.choices if code in gathering.languages]

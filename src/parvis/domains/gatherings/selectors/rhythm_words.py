"""A rule in words: « chaque mardi », « le premier mardi du mois », in the language of the page."""

from datetime import datetime
from typing import Final

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _

from parvis.domains.gatherings.models import Gathering
from parvis.domains.gatherings.selectors.calendar import wall
from parvis.domains.gatherings.selectors.recurrence import Rule, UnreadableRule
from parvis.domains.people.vocabulary.sentences import listed

WORKING_DAYS: Final = [0, 1, 2, 3, 4]
WHOLE_WEEK: Final = [0, 1, 2, 3, 4, 5, 6]


def rhythm_words(gathering: Gathering) -> str:
    """« chaque mardi », or nothing for what happens once."""
    if not gathering.repeats:
        return ""
    return rule_words(gathering.rrule, wall(gathering.starts_at, gathering.time_zone))


def rule_words(rrule: str, first: datetime) -> str:
    """What a rule gives from that first date on; « plusieurs dates » when words would be too many.

    How long it lasts is not said: dates do.
    """
    try:
        rule = Rule.read(rrule)
    except UnreadableRule:
        return _("plusieurs dates")
    says = {"DAILY": _daily, "WEEKLY": _weekly, "MONTHLY": _monthly, "YEARLY": _yearly}[rule.freq]
    return says(rule, first) or _("plusieurs dates")


def count_words(count: int) -> str:
    """From two on: « deux », and figures from eleven on."""
    words = (
        *(_("deux"), _("trois"), _("quatre"), _("cinq"), _("six")),
        *(_("sept"), _("huit"), _("neuf"), _("dix")),
    )
    return words[count - 2] if 2 <= count < len(words) + 2 else str(count)


def nth_words(nth: int) -> str:
    """« premier », « dernier »; nothing beyond what one says."""
    words = {
        1: _("premier"),
        2: _("deuxième"),
        3: _("troisième"),
        4: _("quatrième"),
        5: _("cinquième"),
        -1: _("dernier"),
        -2: _("avant-dernier"),
    }
    return words.get(nth, "")


def _daily(rule: Rule, first: datetime) -> str:
    if rule.names() == {"BYDAY"} and rule.interval == 1:
        return _weekly(rule, first)
    if rule.names():
        return ""
    if rule.interval == 1:
        return _("chaque jour")
    return _("tous les %(number)s jours") % {"number": count_words(rule.interval)}


def _weekly(rule: Rule, first: datetime) -> str:
    if rule.names() - {"BYDAY"}:
        return ""
    days = sorted({day for _nth, day in rule.weekdays}) or [first.weekday()]
    if rule.interval == 1:
        if days == WHOLE_WEEK:
            return _("chaque jour")
        if days == WORKING_DAYS:
            return _("du lundi au vendredi")
        return _("chaque %(weekday)s") % {"weekday": listed([_weekday(day) for day in days])}
    return _("toutes les %(number)s semaines, %(days)s") % {
        "number": count_words(rule.interval),
        "days": listed([_("le %(weekday)s") % {"weekday": _weekday(day)} for day in days]),
    }


def _monthly(rule: Rule, first: datetime) -> str:
    if rule.names() == {"BYDAY"} and rule.interval == 1 and not any(n for n, _d in rule.weekdays):
        return _weekly(rule, first)
    which = _day_of_month(rule, first)
    if not which:
        return ""
    if rule.interval == 1:
        if rule.weekdays or rule.numbers("BYMONTHDAY") == (-1,):
            return _("%(day)s du mois") % {"day": which}
        return _("%(day)s de chaque mois") % {"day": which}
    number = count_words(rule.interval)
    return _("tous les %(number)s mois, %(day)s") % {"number": number, "day": which}


def _yearly(rule: Rule, first: datetime) -> str:
    months = rule.numbers("BYMONTH") or (first.month,)
    if len(months) != 1 or (rule.weekdays and not rule.numbers("BYMONTH")):
        return ""
    parts = [(name, value) for name, value in rule.parts if name != "BYMONTH"]
    which = _day_of_month(Rule(tuple(parts)), first)
    if not which:
        return ""
    month = str(MONTHS[months[0]])
    given = {"number": count_words(rule.interval), "day": which, "month": month}
    # « le premier mardi », in June; or « le 21 juin ».
    if rule.weekdays or rule.numbers("BYMONTHDAY") == (-1,):
        if rule.interval == 1:
            return _("chaque année en %(month)s, %(day)s") % given
        return _("tous les %(number)s ans en %(month)s, %(day)s") % given
    if rule.interval == 1:
        return _("chaque année, %(day)s %(month)s") % given
    return _("tous les %(number)s ans, %(day)s %(month)s") % given


def _day_of_month(rule: Rule, first: datetime) -> str:
    """« le premier mardi », « le 15 », « le dernier jour »; nothing for several sorts of days."""
    names = rule.names()
    if names in ({"BYDAY"}, {"BYDAY", "BYSETPOS"}):
        return _nth_weekday(rule)
    if names - {"BYMONTHDAY"} or len(rule.numbers("BYMONTHDAY")) > 1:
        return ""
    (day,) = rule.numbers("BYMONTHDAY") or (first.day,)
    if day == -1:
        return _("le dernier jour")
    if day < 0:
        return ""
    return _("le 1er") if day == 1 else _("le %(day)s") % {"day": day}


def _nth_weekday(rule: Rule) -> str:
    days = {day for _nth, day in rule.weekdays}
    if "BYSETPOS" in rule.names():
        nths = rule.numbers("BYSETPOS") if not any(nth for nth, _day in rule.weekdays) else ()
    else:
        nths = tuple(nth for nth, _day in rule.weekdays)
    if len(days) != 1 or not nths or not all(nth_words(nth) for nth in nths):
        return ""
    said = listed([_("le %(nth)s") % {"nth": nth_words(nth)} for nth in nths])
    return _("%(nth)s %(weekday)s") % {"nth": said, "weekday": _weekday(days.pop())}


def _weekday(day: int) -> str:
    return str(WEEKDAYS[day])

"""What we refuse of the syntax of hours, each time with a way out."""

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from parvis.domains.territory.vocabulary import HOURS_LENGTH
from parvis.kernel.errors import Refusal

#: The most days each may have.
MONTHS: Final = {
    "Jan": 31, "Feb": 29, "Mar": 31, "Apr": 30, "May": 31, "Jun": 30,
    "Jul": 31, "Aug": 31, "Sep": 30, "Oct": 31, "Nov": 30, "Dec": 31,
}  # fmt: skip
QUOTED = re.compile(r'"[^"]*"')
OPEN_END = re.compile(r"\d{2}:\d{2}\+")
SUN = re.compile(r"\b(?:sunrise|sunset|dawn|dusk)\b", re.IGNORECASE)
SCHOOL = re.compile(r"\bSH\b")
HOLIDAY_RULE = re.compile(r"^\s*PH\s+(?:off|closed)\s*$")
CLOSING = re.compile(r"\b(?:off|closed|PH)\b")
MONTH_DAY = re.compile(rf"\b({'|'.join(MONTHS)})\s+(\d{{1,2}})(?:\s*-\s*(\d{{1,2}})(?![\d:]))?")


class UnreadableHours(Refusal):
    field = "opening_hours"
    sentence = _(
        "Nous n’avons pas compris ces horaires. Écrivez-les comme dans cet exemple : "
        "Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00; PH off "
        "(Mo, Tu, We, Th, Fr, Sa, Su pour les jours ; PH off : fermé les jours fériés)."
    )


class LongHours(UnreadableHours):
    sentence = _("Ces horaires sont trop longs. Gardez l’essentiel : une ligne suffit.")


class SchoolHolidays(UnreadableHours):
    sentence = _(
        "Les vacances scolaires (SH) changent d’une zone à l’autre : "
        "écrivez plutôt les mois ou les dates, par exemple Jul-Aug off."
    )


class OpenEnd(UnreadableHours):
    sentence = _("Il manque l’heure de fermeture : écrivez par exemple 10:00-18:00.")


class SunWithoutPoint(UnreadableHours):
    sentence = _(
        "Pour ouvrir du lever au coucher du soleil, il nous faut la position du lieu : "
        "indiquez-la, ou écrivez des heures."
    )


class HolidaysFirst(UnreadableHours):
    sentence = _(
        "« PH off » est effacé par ce qui le suit : "
        "mettez-le à la fin, et le lieu sera bien fermé les jours fériés."
    )


class NoSuchDay(UnreadableHours):
    sentence = _("Une des dates n’existe pas dans le calendrier.")


def outside_quotes(expression: str) -> str:
    return QUOTED.sub("", expression)


def tidy(expression: str) -> str:
    """One line, one space between words, no rule separator left at the end."""
    return " ".join(expression.split()).rstrip(";, ")


def refuse_what_would_mislead(expression: str, *, has_point: bool) -> None:
    """Refuse what the grammar allows and would be shown as hours nobody wrote."""
    if not expression:
        raise UnreadableHours
    if len(expression) > HOURS_LENGTH:
        raise LongHours
    bare = outside_quotes(expression)
    if SCHOOL.search(bare):
        raise SchoolHolidays
    if OPEN_END.search(bare):
        raise OpenEnd
    if SUN.search(bare) and not has_point:
        raise SunWithoutPoint
    _refuse_holidays_overridden(bare.split(";"))
    for month, first, last in MONTH_DAY.findall(bare):
        if not all(1 <= int(day) <= MONTHS[month] for day in (first, last or first)):
            raise NoSuchDay


def _refuse_holidays_overridden(rules: list[str]) -> None:
    """A later rule that can open a weekday wins over « PH off », on public holidays too."""
    closed = [index for index, rule in enumerate(rules) if HOLIDAY_RULE.match(rule)]
    if closed and any(not CLOSING.search(rule) for rule in rules[closed[-1] + 1 :]):
        raise HolidaysFirst

"""What a gathering accepts: every problem at once, each with its sentence and its field."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from parvis.domains.gatherings import rules
from parvis.domains.gatherings.models import Gathering
from parvis.domains.gatherings.services.refusals import GatheringRefused
from parvis.domains.gatherings.services.timing import When, asked_when
from parvis.domains.gatherings.vocabulary import (
    AGE_MAX,
    CAPACITY_MAX,
    GUESTS_MAX,
    INTERESTS_MAX,
    PRICE_MAX_CENTS,
    SignUp,
)
from parvis.domains.organisations import selectors as organisations
from parvis.domains.people.models import Resident
from parvis.kernel import text

TAGS: Final = ("interests", "wishes", "comfort", "languages", "life")
LINES: Final = ("title", "bring", "sign")
#: Kept as they were, or as a new gathering has them, when they are not given.
OPTIONAL_LINES: Final = ("where_note", "documents", "access_note")
OPTIONAL: Final = (
    *("age_min", "age_max", "children", "photos", "guests_max", "signup"),
    *("skips_holidays", "pauses", "extras"),
)
#: What ``values`` must hold; the tags not asked for on the page may be left out.
NEEDED: Final = (
    *("title", "about", "organisation", "place", "day", "starts", "ends", "rrule", "until"),
    *("capacity", "good_alone", "greeter", "sign", "price_cents", "bring"),
)


def checked(
    given: Mapping[str, Any],
    *,
    by: Resident,
    at: datetime,
    held: Gathering | None = None,
    most_going: int = 0,
    moves: bool = True,
    not_before: date | None = None,
) -> tuple[dict[str, Any], When]:
    """The values as they are kept, and when it first takes place.

    :param held: the gathering as it is: what stays as it was is not asked about again.
    :param most_going: how many come already to one of its dates.
    :param moves: whether the first date must be ahead (not when it stays where it was).
    :param not_before: the day a last day cannot come before, when it is not the first.
    :raises GatheringRefused: with every problem there is.
    """
    problems: dict[str, str] = {}
    values = _cleaned(given, problems)
    why = rules.may_publish.why_not(by, values["organisation"], values["place"].area)
    if why is not None and not _is_still_theirs(held, values):
        problems["organisation"] = str(why)
    elif _takes_it_over(held, values, by):
        problems["organisation"] = _("Vous l’animez ensemble : elle garde son nom.")
    _check_seats(values, most_going, problems)
    if held is None or values["greeter"] != held.greeter:
        _check_greeter(values, by, problems)
    _check_audience(values, problems)
    when = asked_when(values, at, problems, held=held, moves=moves, not_before=not_before)
    values |= {"rrule": when.rhythm.rrule, "until": when.rhythm.until}
    if problems:
        raise GatheringRefused(problems)
    return values, when


def _cleaned(given: Mapping[str, Any], problems: dict[str, str]) -> dict[str, Any]:
    values = {name: given[name] for name in NEEDED}
    values |= {name: given[name] for name in (*OPTIONAL, *OPTIONAL_LINES) if name in given}
    for name in (*LINES, *(each for each in OPTIONAL_LINES if each in given)):
        values[name] = " ".join(text.clean(values[name] or "").split())
    values["about"] = text.clean(values["about"] or "")
    for name in TAGS:
        if name in given:
            values[name] = tuple(sorted(set(given[name])))
    if not any(letter.isalnum() for letter in values["title"]):
        problems["title"] = _("Donnez-lui un titre : quelques mots que l’on retient.")
    if len(values.get("interests", ())) > INTERESTS_MAX:
        problems["interests"] = _("Gardez les douze qui la décrivent le mieux.")
    if not 0 <= (values["price_cents"] or 0) <= PRICE_MAX_CENTS:
        problems["price"] = _("Ce prix n’est pas possible ici : 500 € au plus.")
    values["price_cents"] = values["price_cents"] or 0
    if not values["good_alone"]:
        values |= {"greeter": None, "sign": ""}
    return values


def _is_still_theirs(held: Gathering | None, values: dict[str, Any]) -> bool:
    """Published in the same name as before, and for the town as a whole, in the same area."""
    if held is None or held.organisation != values["organisation"]:
        return False
    return held.organisation is not None or held.place.area_id == values["place"].area_id


def _takes_it_over(held: Gathering | None, values: dict[str, Any], by: Resident) -> bool:
    """In another name than before, by somebody who only runs it with those who published it."""
    if held is None or held.organisation == values["organisation"]:
        return False
    return not rules.may_lead(by, held)


def _check_seats(values: dict[str, Any], most_going: int, problems: dict[str, str]) -> None:
    capacity = values["capacity"]
    if capacity is None:
        return
    if not 1 <= capacity <= CAPACITY_MAX:
        problems["capacity"] = _(
            "Entre 1 et %(most)s places. Laissez vide s’il n’y a pas de limite."
        ) % {"most": CAPACITY_MAX}
    elif capacity < most_going:
        problems["capacity"] = _(
            "%(count)s personnes viennent déjà à l’une des dates : gardez au moins autant de"
            " places."
        ) % {"count": most_going}


def _check_audience(values: dict[str, Any], problems: dict[str, str]) -> None:
    least, most = values.get("age_min"), values.get("age_max")
    for field, age in (("age_min", least), ("age_max", most)):
        if age is not None and not 0 <= age <= AGE_MAX:
            problems[field] = _("Écrivez un âge en années, par exemple 16.")
    if least is not None and most is not None and least > most:
        problems["age_max"] = _(
            "L’âge le plus haut vient avant le plus bas. Vérifiez l’un des deux."
        )
    if not 0 <= (values.get("guests_max") or 0) <= GUESTS_MAX:
        problems["guests_max"] = _("Entre 0 et %(most)s personnes.") % {"most": GUESTS_MAX}
    if values.get("signup") == SignUp.SERIES and not values["rrule"] and not values.get("extras"):
        values["signup"] = SignUp.EACH


def _check_greeter(values: dict[str, Any], by: Resident, problems: dict[str, str]) -> None:
    greeter, organisation = values["greeter"], values["organisation"]
    if greeter is None or greeter == by:
        return
    hosts = organisations.hosts_of(organisation) if organisation else None
    if hosts is None or not hosts.filter(pk=greeter.pk).exists():
        problems["greeter"] = _(
            "Choisissez une personne qui anime cette association, ou vous-même."
        )

"""What a gathering accepts: every problem at once, each with its sentence and its field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from parvis.domains.gatherings import rules, selectors
from parvis.domains.gatherings.models import Gathering
from parvis.domains.gatherings.selectors import Span
from parvis.domains.gatherings.services.refusals import GatheringRefused
from parvis.domains.gatherings.vocabulary import (
    CAPACITY_MAX,
    FURTHEST_DAYS,
    INTERESTS_MAX,
    LONGEST_NIGHT_MINUTES,
    PRICE_MAX_CENTS,
    Repeat,
)
from parvis.domains.organisations import selectors as organisations
from parvis.domains.people.models import Resident
from parvis.kernel import text
from parvis.web import dates

TAGS: Final = ("interests", "wishes", "comfort", "languages", "life")
LINES: Final = ("title", "bring", "sign")
#: What ``values`` must hold; the tags not asked for on the page may be left out.
NEEDED: Final = (
    *("title", "about", "organisation", "place", "day", "starts", "ends", "rrule", "until"),
    *("capacity", "good_alone", "greeter", "sign", "price_cents", "bring"),
)


@dataclass(frozen=True, slots=True)
class When:
    """The first date, and how long each lasts on the wall."""

    first: Span
    on_wall: datetime
    minutes: int
    zone: str


def checked(
    given: Mapping[str, Any],
    *,
    by: Resident,
    at: datetime,
    held: Gathering | None = None,
    most_going: int = 0,
    moves: bool = True,
) -> tuple[dict[str, Any], When]:
    """The values as they are kept, and when it first takes place.

    :param held: the gathering as it is: what stays as it was is not asked about again.
    :param most_going: how many come already to one of its dates.
    :param moves: whether the first date must be ahead (not when it stays where it was).
    :raises GatheringRefused: with every problem there is.
    """
    problems: dict[str, str] = {}
    values = _cleaned(given, problems)
    why = rules.may_publish.why_not(by, values["organisation"], values["place"].area)
    if why is not None and not _is_still_theirs(held, values):
        problems["organisation"] = str(why)
    _check_seats(values, most_going, problems)
    if held is None or values["greeter"] != held.greeter:
        _check_greeter(values, by, problems)
    when = _when(values)
    _check_when(values, when, at, moves, problems)
    if problems:
        raise GatheringRefused(problems)
    return values, when


def _cleaned(given: Mapping[str, Any], problems: dict[str, str]) -> dict[str, Any]:
    values = {name: given[name] for name in NEEDED}
    for name in LINES:
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
    if values["rrule"] != Repeat.WEEKLY:
        values["until"] = None
    if not values["good_alone"]:
        values |= {"greeter": None, "sign": ""}
    return values


def _is_still_theirs(held: Gathering | None, values: dict[str, Any]) -> bool:
    """Published in the same name as before, and for the town as a whole, in the same area."""
    if held is None or held.organisation != values["organisation"]:
        return False
    return held.organisation is not None or held.place.area_id == values["place"].area_id


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


def _check_greeter(values: dict[str, Any], by: Resident, problems: dict[str, str]) -> None:
    greeter, organisation = values["greeter"], values["organisation"]
    if greeter is None or greeter == by:
        return
    hosts = organisations.hosts_of(organisation) if organisation else None
    if hosts is None or not hosts.filter(pk=greeter.pk).exists():
        problems["greeter"] = _(
            "Choisissez une personne qui anime cette association, ou vous-même."
        )


def _when(values: dict[str, Any]) -> When:
    day: date = values["day"]
    starts: time = values["starts"]
    zone = values["place"].area.time_zone
    minutes = selectors.length(starts, values["ends"])
    on_wall = datetime.combine(day, starts)
    return When(selectors.span(on_wall, minutes, zone), on_wall, minutes, zone)


def _check_when(
    values: dict[str, Any], when: When, at: datetime, moves: bool, problems: dict[str, str]
) -> None:
    if when.minutes == 0:
        problems["ends"] = _("Elle finit à l’heure où elle commence : changez l’heure de fin.")
    elif _passes_midnight(when) and when.minutes > LONGEST_NIGHT_MINUTES:
        problems["ends"] = _(
            "De %(starts)s à %(ends)s le lendemain, cela fait %(hours)s heures. Vérifiez l’heure"
            " de fin."
        ) % {
            "starts": dates.hour(values["starts"]),
            "ends": dates.hour(values["ends"]),
            "hours": when.minutes // 60,
        }
    if moves and when.first.starts_at <= at:
        today = selectors.wall(at, when.zone).date()
        problems["day" if values["day"] < today else "starts"] = _(
            "Ce moment est déjà passé. Choisissez une date à venir."
        )
    elif when.first.starts_at > at + timedelta(days=FURTHEST_DAYS):
        problems["day"] = _("C’est très loin. Choisissez une date d’ici deux ans.")
    if values["rrule"] != Repeat.WEEKLY:
        return
    if values["until"] is not None and values["until"] < values["day"]:
        problems["until"] = _("Le dernier jour vient avant le premier. Vérifiez l’un des deux.")
    if not selectors.exists(when.on_wall, when.zone):
        problems["starts"] = _(
            "Cette nuit-là, les horloges avancent d’une heure : ce moment n’existe pas. Commencez"
            " la série la semaine suivante."
        )


def _passes_midnight(when: When) -> bool:
    ends = when.on_wall + timedelta(minutes=when.minutes)
    return ends.date() > when.on_wall.date() and ends.time() != time()


def is_moved_by_clocks(gathering: Gathering, asked: time) -> bool:
    """Whether the hour asked for does not exist that night, and was written an hour later."""
    return selectors.wall(gathering.starts_at, gathering.time_zone).time() != asked

"""What one looks for in the agenda: read from a link, and written back into one the same way.

Pages, saved searches and feeds read the same words: one link shows the same dates everywhere.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import QueryDict

from parvis.domains.gatherings.vocabulary import AGES, WEEKDAYS, WORDS_ASKED_MAX, Moment
from parvis.domains.organisations.models import Organisation
from parvis.domains.people.vocabulary import Language, interests
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Area, Place
from parvis.domains.territory.vocabulary import AccessFact
from parvis.kernel import text

DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEARS: Final = range(2000, 2200)
#: Words of the address -> fields that are only on or off.
SWITCHES: Final = {
    "gratuit": "free_of_charge",
    "seul": "good_alone",
    "places": "has_seats",
}


@dataclass(frozen=True, slots=True)
class AgendaFilters:
    """What somebody looks for; empty means anything. Every one of them must hold."""

    branch: str = ""
    area: Area | None = None
    #: Also in the areas that touch it.
    nearby: bool = False
    place: str = ""
    organisation: str = ""
    language: str = ""
    free_of_charge: bool = False
    good_alone: bool = False
    has_seats: bool = False
    access: tuple[str, ...] = ()
    moment: str = ""
    weekdays: tuple[str, ...] = ()
    age: int | None = None
    #: First and last day, both included.
    since: date | None = None
    until: date | None = None
    words: str = ""


ANYTHING: Final = AgendaFilters()


@dataclass(frozen=True, slots=True)
class AgendaChoices:
    """What there is to choose from, by slug, in the order it is shown."""

    areas: Mapping[str, Area]
    places: Mapping[str, str]
    organisations: Mapping[str, str]


def agenda_choices() -> AgendaChoices:
    """Areas, published places and published organisations, by name. Three queries."""
    hosts = Organisation.objects.filter(published=True).values_list("slug", "name")
    places = Place.objects.filter(published=True).values_list("slug", "name")
    return AgendaChoices(
        {area.slug: area for area in territory.areas_to_choose()}, _by_name(places), _by_name(hosts)
    )


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return dict(sorted(pairs, key=lambda pair: (text.fold(pair[1]), pair[0])))


def read_filters(query: QueryDict, choices: AgendaChoices | None = None) -> AgendaFilters:
    """What a link asks; what it asks wrongly, or of what is no longer there, is left out.

    :param choices: when the page needs them too; else three queries.
    """
    known = choices or agenda_choices()
    area = known.areas.get(query.get("quartier", ""))
    return AgendaFilters(
        branch=_one(query.get("interet", ""), interests.interests()),
        area=area,
        nearby=area is not None and bool(query.get("voisins")),
        place=_one(query.get("lieu", ""), known.places),
        organisation=_one(query.get("association", ""), known.organisations),
        language=_one(query.get("langue", ""), Language.values),
        access=_some(query.getlist("acces"), AccessFact.values),
        moment=_one(query.get("moment", ""), Moment.values),
        weekdays=_some(query.getlist("jours"), WEEKDAYS),
        age=_age(query.get("age", "")),
        since=read_day(query.get("du", "")),
        until=read_day(query.get("au", "")),
        words=" ".join(text.clean(query.get("q", "")).split())[:WORDS_ASKED_MAX].strip(),
        **{field: bool(query.get(name)) for name, field in SWITCHES.items()},
    )


def query_of(filters: AgendaFilters) -> dict[str, Any]:
    """How a link asks for them, in the order of the names: the same filters, the same link."""
    asked: dict[str, Any] = {
        "acces": list(filters.access),
        "age": filters.age,
        "association": filters.organisation,
        "au": filters.until,
        "du": filters.since,
        "interet": filters.branch,
        "jours": list(filters.weekdays),
        "langue": filters.language,
        "lieu": filters.place,
        "moment": filters.moment,
        "q": filters.words,
        "quartier": filters.area.slug if filters.area else "",
        "voisins": filters.nearby,
        **{name: getattr(filters, field) for name, field in SWITCHES.items()},
    }
    return {name: _written(value) for name, value in sorted(asked.items()) if _is_asked(value)}


def read_day(asked: str) -> date | None:
    """« 2026-11-24 », between the years 2000 and 2199; or None."""
    try:
        found = date.fromisoformat(asked) if DAY.fullmatch(asked) else None
    except ValueError:
        return None
    return found if found and found.year in YEARS else None


def _is_asked(value: Any) -> bool:
    return value is not None and value is not False and value not in ("", [])


def _written(value: Any) -> Any:
    if value is True:
        return "1"
    return value if isinstance(value, list) else str(value)


def _one(asked: str, known: Iterable[str]) -> str:
    return asked if asked in known else ""


def _some(asked: list[str], known: Iterable[str]) -> tuple[str, ...]:
    """In the order of those known, each once."""
    return tuple(each for each in known if each in asked)


def _age(asked: str) -> int | None:
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else None
    return number if number in AGES else None

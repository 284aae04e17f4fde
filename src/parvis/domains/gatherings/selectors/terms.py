"""Terms in words: a clear list of facts, and what changed from one version to another."""

from datetime import timedelta
from typing import Any, NamedTuple

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.domains.gatherings.models import CounterProposal, Gathering, Terms
from parvis.domains.gatherings.selectors.calendar import span, wall
from parvis.domains.gatherings.vocabulary import Photos
from parvis.web import dates

MINUTES_A_DAY = 24 * 60


class TermsFact(NamedTuple):
    """One line: its sign, what it is about, what is agreed. ``part`` is its name in the terms."""

    part: str
    icon: str
    label: str
    words: str


class Change(NamedTuple):
    """What one line said before, and says now."""

    label: str
    before: str
    after: str


def facts_of(terms: Terms, host_name: str) -> list[TermsFact]:
    """What is agreed to, line by line; the host under the name they have there."""
    return [
        TermsFact("title", "gathering", _("Quoi"), terms.title),
        TermsFact("starts_at", "agenda", _("Quand"), when_words(terms)),
        TermsFact("minutes", "clock", _("Combien de temps"), duration_words(terms.minutes)),
        TermsFact("place", "place", _("Où"), terms.place.name),
        TermsFact("capacity", "person", _("Combien"), number_words(terms)),
        TermsFact("price_cents", "info", _("Prix"), _capital(dates.price(terms.price_cents))),
        TermsFact("host", "hello", _("Qui organise"), host_name or _("Une personne")),
        TermsFact("photos", "camera", _("Photos"), photos_words(terms)),
        TermsFact("children", "child", _("Enfants"), children_words(terms)),
    ]


def changes_between(before: Terms, after: Terms, names: tuple[str, str] = ("", "")) -> list[Change]:
    """Before and after, of what differs; ``names``: the host's, then and now."""
    then = {fact.part: fact for fact in facts_of(before, names[0])}
    now = {fact.part: fact for fact in facts_of(after, names[1])}
    found = [
        Change(fact.label, then[part].words, fact.words)
        for part, fact in now.items()
        if then[part].words != fact.words
    ]
    if before.host_id != after.host_id and names[0] == names[1]:
        found.append(Change(_("Qui organise"), _("une autre personne"), now["host"].words))
    return found


def idea_words(idea: CounterProposal) -> str:
    """« samedi 28 novembre, 15 h – 16 h, Jardin des Tilleuls »."""
    zone = idea.place.area.time_zone
    when = span(wall(idea.starts_at, zone), idea.minutes, zone)
    return _("%(day)s, %(hours)s, %(place)s") % {
        "day": dates.day(when.starts_at, zone),
        "hours": dates.hours(when.starts_at, when.ends_at, zone),
        "place": idea.place.name,
    }


def when_words(terms: Terms | Gathering) -> str:
    """« samedi 28 novembre à 15 h », « chaque samedi à 15 h, 4 fois, à partir du … »."""
    zone = terms.time_zone
    if not terms.rrule:
        return _capital(dates.moment(terms.starts_at, zone))
    on_wall = wall(terms.starts_at, zone)
    if terms.until is None:
        return _("Chaque %(weekday)s à %(hour)s, à partir du %(day)s") % {
            "weekday": WEEKDAYS[on_wall.weekday()],
            "hour": dates.hour(on_wall.time()),
            "day": dates.day(terms.starts_at, zone),
        }
    count = weeks_of(terms)
    said = ngettext(
        "Chaque %(weekday)s à %(hour)s, une fois, à partir du %(day)s",
        "Chaque %(weekday)s à %(hour)s, %(count)s fois, à partir du %(day)s",
        count,
    )
    return said % {
        "weekday": WEEKDAYS[on_wall.weekday()],
        "hour": dates.hour(on_wall.time()),
        "count": count,
        "day": dates.day(terms.starts_at, zone),
    }


def weeks_of(terms: Terms | Gathering) -> int:
    """How many dates, from the first one on."""
    if not terms.rrule or terms.until is None:
        return 1
    first = wall(terms.starts_at, terms.time_zone).date()
    return max(0, (terms.until - first) // timedelta(weeks=1)) + 1


def duration_words(minutes: int) -> str:
    """« 1 h 30 », « 45 minutes »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest}
    if not rest:
        return ngettext("%(n)s heure", "%(n)s heures", hours) % {"n": hours}
    return _("%(hours)s h %(minutes)02d") % {"hours": hours, "minutes": rest}


def number_words(terms: Terms | Gathering) -> str:
    said = (
        _("Les personnes invitées")
        if terms.capacity is None
        else _("%(count)s personnes au plus") % {"count": terms.capacity}
    )
    if not terms.guests_max:
        return said
    with_others = ngettext(
        "chacun·e peut venir avec quelqu’un",
        "chacun·e peut venir avec %(most)s personnes",
        terms.guests_max,
    ) % {"most": terms.guests_max}
    return f"{said} · {with_others}"


def photos_words(terms: Terms | Gathering) -> str:
    if terms.photos == Photos.NONE:
        return _("Pas de photos")
    return _("Des photos, si chaque personne est d’accord")


def children_words(terms: Terms | Gathering) -> str:
    return _("Les enfants sont bienvenus") if terms.children else _("Entre adultes")


def values_of(terms: Terms) -> dict[str, Any]:
    """Terms as the services take them back: hours on the wall, weeks counted."""
    on_wall = wall(terms.starts_at, terms.time_zone)
    kept = ("title", "about", "where_note", "bring", "access_note", "place", "minutes", "host")
    numbers = ("capacity", "guests_max", "price_cents", "photos", "children")
    return {
        **{name: getattr(terms, name) for name in (*kept, *numbers)},
        "day": on_wall.date(),
        "starts": on_wall.time(),
        "weeks": weeks_of(terms),
    }


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]

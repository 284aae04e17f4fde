"""What a gathering by invitation accepts: every problem at once, each with its sentence."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.services.refusals import GatheringRefused
from parvis.domains.gatherings.vocabulary import (
    ABOUT_MAX,
    ACCESS_MAX,
    BRING_MAX,
    CAPACITY_MAX,
    DAYTIME,
    FURTHEST_DAYS,
    GUESTS_MAX,
    MEETING_MINUTES,
    PRICE_MAX_CENTS,
    TITLE_MAX,
    WEEKS_MAX,
    WHERE_MAX,
    Photos,
    Repeat,
)
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Place
from parvis.kernel import text

#: What one may write, and how much of it.
WRITTEN: Final = {
    "title": TITLE_MAX,
    "about": ABOUT_MAX,
    "where_note": WHERE_MAX,
    "bring": BRING_MAX,
    "access_note": ACCESS_MAX,
}


def checked(
    given: Mapping[str, Any], *, at: datetime, first: bool, going: int = 0
) -> dict[str, Any]:
    """The values as terms keep them.

    ``given``: title, place, day, starts (on the wall of the place), minutes; and if wanted about,
    where_note, weeks, capacity, guests_max, price_cents, bring, access_note, photos, children,
    host, evening_ok, opened (somebody opens the place for it, whatever its hours say).

    :param first: these people have not met yet: an evening is asked about once more.
    :param going: seats that are taken.
    :raises GatheringRefused: with every problem there is.
    """
    problems: dict[str, str] = {}
    kept: dict[str, Any] = {
        name: _line(given, name, most, problems) for name, most in WRITTEN.items()
    }
    if not any(letter.isalnum() for letter in kept["title"]):
        problems["title"] = _("Dites en quelques mots ce que vous proposez.")
    place: Place = given["place"]
    if not place.published:
        problems["place"] = _("Choisissez un lieu de la liste : un lieu ouvert à toutes et à tous.")
    kept |= {
        "place": place,
        "capacity": given.get("capacity"),
        "guests_max": given.get("guests_max") or 0,
        "price_cents": given.get("price_cents") or 0,
        "photos": given.get("photos") or Photos.NONE,
        "children": bool(given.get("children")),
        "host": given.get("host"),
    }
    _check_numbers(kept, going, problems)
    kept |= _when(given, place, problems)
    _check_moment(kept, given, at, problems)
    if first and not given.get("evening_ok") and not is_daytime(given["starts"], kept["minutes"]):
        problems["evening_ok"] = _(
            "Pour une première rencontre, la journée met plus à l’aise : il y a du monde, et il"
            " fait jour. Si vous préférez tout de même le soir, cochez cette case."
        )
    if problems:
        raise GatheringRefused(problems)
    return kept


def is_daytime(starts: time, minutes: int) -> bool:
    """Whether it begins and ends by day, on the wall."""
    begins, ends = DAYTIME
    first = starts.hour * 60 + starts.minute
    return begins * 60 <= first and first + minutes <= ends * 60


def _line(given: Mapping[str, Any], name: str, most: int, problems: dict[str, str]) -> str:
    written = text.clean(given.get(name) or "")
    cleaned = written if name == "about" else " ".join(written.split())
    if len(cleaned) > most:
        problems[name] = _("C’est un peu long : %(most)s caractères au plus.") % {"most": most}
    return cleaned


def _check_numbers(kept: dict[str, Any], going: int, problems: dict[str, str]) -> None:
    capacity = kept["capacity"]
    if capacity is not None and not 2 <= capacity <= CAPACITY_MAX:
        problems["capacity"] = _("Deux personnes au moins ; laissez vide s’il n’y a pas de limite.")
    elif capacity is not None and capacity < going:
        problems["capacity"] = _(
            "%(count)s personnes viennent déjà : gardez au moins autant de places."
        ) % {"count": going}
    if not 0 <= kept["guests_max"] <= GUESTS_MAX:
        problems["guests_max"] = _("Cinq proches au plus pour chaque personne.")
    if not 0 <= kept["price_cents"] <= PRICE_MAX_CENTS:
        problems["price"] = _("Ce prix n’est pas possible ici : 500 € au plus.")
    if kept["photos"] not in Photos.values:
        problems["photos"] = _("Choisissez l’une des réponses.")


def _when(given: Mapping[str, Any], place: Place, problems: dict[str, str]) -> dict[str, Any]:
    day: date = given["day"]
    weeks = given.get("weeks") or 1
    minutes = given["minutes"]
    shortest, longest = MEETING_MINUTES
    if not shortest <= minutes <= longest:
        problems["minutes"] = _("Entre un quart d’heure et douze heures.")
        minutes = shortest
    if not 1 <= weeks <= WEEKS_MAX:
        problems["weeks"] = _("Huit semaines au plus : vous pourrez recommencer ensuite.")
        weeks = 1
    zone = place.area.time_zone
    on_wall = datetime.combine(day, given["starts"])
    if weeks > 1 and not selectors.exists(on_wall, zone):
        problems["starts"] = _(
            "Cette nuit-là, les horloges avancent d’une heure : ce moment n’existe pas."
        )
    return {
        "time_zone": zone,
        "starts_at": selectors.instant(on_wall, zone),
        "minutes": minutes,
        "rrule": Repeat.WEEKLY.value if weeks > 1 else "",
        "until": day + timedelta(weeks=weeks - 1) if weeks > 1 else None,
    }


def _check_moment(
    kept: dict[str, Any], given: Mapping[str, Any], at: datetime, problems: dict[str, str]
) -> None:
    starts_at = kept["starts_at"]
    if starts_at <= at:
        today = selectors.wall(at, kept["time_zone"]).date()
        problems["day" if given["day"] < today else "starts"] = _(
            "Ce moment est déjà passé. Choisissez une date à venir."
        )
    elif starts_at > at + timedelta(days=FURTHEST_DAYS):
        problems["day"] = _("C’est très loin. Choisissez une date d’ici deux ans.")
    elif given.get("opened") or "place" in problems:
        return
    elif is_closed(kept["place"], starts_at, kept["minutes"]):
        problems["place"] = _(
            "Ce lieu est fermé à ce moment-là, ou il ferme avant la fin. Choisissez un autre lieu,"
            " ou une autre heure."
        )


def is_closed(place: Place, starts_at: datetime, minutes: int) -> bool:
    """Whether it is known not to be open all that time."""
    opening = territory.opening(place, starts_at)
    if not opening.is_known or not opening.is_sure:
        return False
    ends_at = starts_at + timedelta(minutes=minutes)
    return not opening.is_open or (opening.until is not None and opening.until < ends_at)

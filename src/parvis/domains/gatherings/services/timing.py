"""When a gathering is to take place, as hosts ask for it: its rule, its pauses, its added dates."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.models import Gathering
from parvis.domains.gatherings.selectors import Rhythm, Rule, Span
from parvis.domains.gatherings.services.refusals import GatheringRefused
from parvis.domains.gatherings.vocabulary import (
    EXTRAS_MAX,
    FURTHEST_DAYS,
    LONGEST_NIGHT_MINUTES,
    PAUSES_MAX,
)
from parvis.domains.territory.models import Place
from parvis.web import dates

FURTHEST = timedelta(days=FURTHEST_DAYS)


@dataclass(frozen=True, slots=True)
class When:
    """The rhythm asked for, from its first date on, and the days added to it."""

    rhythm: Rhythm
    first: Span
    extras: tuple[date, ...] | None

    @property
    def zone(self) -> str:
        return self.rhythm.zone

    @property
    def minutes(self) -> int:
        return self.rhythm.minutes

    @property
    def on_wall(self) -> datetime:
        return self.rhythm.first


def asked_when(
    values: Mapping[str, Any],
    at: datetime,
    problems: dict[str, str],
    *,
    held: Gathering | None = None,
    moves: bool = True,
    not_before: date | None = None,
) -> When:
    """What these values ask for. What is wrong is added to ``problems``, each to its field.

    :param held: the gathering as it is: pauses that are not given stay as they were.
    :param moves: whether the first date must be ahead (not when it stays where it was).
    :param not_before: the day the last one cannot come before, when it is not the first.
    """
    place: Place = values["place"]
    rrule, pauses = _rule(values, problems), _pauses(values, held, problems)
    skips = values.get("skips_holidays", held.skips_holidays if held else False)
    rhythm = Rhythm(
        first=datetime.combine(values["day"], values["starts"]),
        minutes=selectors.length(values["starts"], values["ends"]),
        zone=place.area.time_zone,
        rrule=rrule,
        until=values["until"] if rrule else None,
        pauses=pauses if rrule else (),
        holidays_of=place.area.holidays_region if rrule and skips else None,
    )
    rhythm = _from_its_first(rhythm, problems)
    first = selectors.span(rhythm.first, max(rhythm.minutes, 1), rhythm.zone)
    when = When(rhythm, first, _extras(values, at, rhythm.zone, problems))
    check_hours(values["starts"], values["ends"], rhythm.minutes, problems)
    if rhythm.rrule and not selectors.exists(rhythm.first, rhythm.zone):
        problems["starts"] = _(
            "Cette nuit-là, les horloges avancent d’une heure : ce moment n’existe pas. Commencez"
            " la série la semaine suivante."
        )
    _check_days(when, at, problems, moves=moves, not_before=not_before)
    return when


def preview(values: Mapping[str, Any], at: datetime, most: int) -> list[Span]:
    """The next dates these values would give, those added by hand with them.

    :raises GatheringRefused: each problem with its field.
    """
    problems: dict[str, str] = {}
    when = asked_when(values, at, problems, moves=False)
    if problems:
        raise GatheringRefused(problems)
    given = when.rhythm.coming(after=at, until=at + FURTHEST, most=most)
    added = [extra_span(when, day) for day in when.extras or ()]
    known = {one.starts_at for one in given}
    found = [*given, *(one for one in added if one.starts_at not in known and one.starts_at > at)]
    return sorted(found)[:most]


def extra_span(when: When, day: date) -> Span:
    """A date that no rule gives, at the hours of the others."""
    on_wall = datetime.combine(day, when.on_wall.time())
    return selectors.span(on_wall, when.minutes, when.zone)


def _rule(values: Mapping[str, Any], problems: dict[str, str]) -> str:
    written = values["rrule"] or ""
    if not written:
        return ""
    try:
        return str(Rule.read(str(written)))
    except selectors.TooDense:
        problems["rrule"] = _("Une rencontre a lieu une fois par jour au plus.")
    except selectors.UnreadableRule:
        problems["rrule"] = _("Nous ne comprenons pas ce rythme. Choisissez-en un autre.")
    return ""


def _from_its_first(rhythm: Rhythm, problems: dict[str, str]) -> Rhythm:
    """A series begins with the first date its rule gives, on the day asked for or after."""
    if not rhythm.rrule:
        return rhythm
    given = selectors.first_given(rhythm.rrule, rhythm.first)
    if given is None or given > rhythm.first + FURTHEST:
        problems.setdefault("rrule", _("Ce rythme ne donne aucune date. Choisissez-en un autre."))
        return rhythm
    return _ends_once(replace(rhythm, first=given))


def _ends_once(rhythm: Rhythm) -> Rhythm:
    """A rule ends with a day or after so many dates, whichever comes first; never both."""
    rule = Rule.read(rhythm.rrule)
    if rule.count is None or rhythm.until is None:
        return rhythm
    whole = replace(rhythm, until=None)
    if any(one.date() > rhythm.until for one in whole.walls()):
        return replace(rhythm, rrule=str(rule.with_count(None)))
    return whole


def _pauses(
    values: Mapping[str, Any], held: Gathering | None, problems: dict[str, str]
) -> tuple[tuple[date, date], ...]:
    if "pauses" not in values:
        kept = held.pauses.all() if held is not None else ()
        return tuple((one.starts_on, one.ends_on) for one in kept)
    asked = [(begins, ends) for begins, ends, _why in values["pauses"]]
    if any(ends < begins for begins, ends in asked):
        problems["pauses"] = _("Une période finit avant de commencer. Vérifiez ses deux jours.")
    if len(asked) > PAUSES_MAX:
        problems["pauses"] = _("Gardez quarante périodes au plus.")
    return tuple(sorted(asked))


def _extras(
    values: Mapping[str, Any], at: datetime, zone: str, problems: dict[str, str]
) -> tuple[date, ...] | None:
    if "extras" not in values:
        return None
    asked = tuple(sorted(set(values["extras"])))
    today = selectors.wall(at, zone).date()
    if len(asked) > EXTRAS_MAX:
        problems["extras"] = _("Gardez quarante dates ajoutées au plus.")
    elif any(day < today for day in asked):
        problems["extras"] = _("L’une des dates ajoutées est déjà passée.")
    elif any(day > (at + FURTHEST).date() for day in asked):
        problems["extras"] = _("L’une des dates ajoutées est très loin. Restez dans les deux ans.")
    return asked


def check_hours(starts: time, ends: time, minutes: int, problems: dict[str, str]) -> None:
    """An evening may end past midnight, but a slip of the finger is told."""
    if minutes == 0:
        problems["ends"] = _("Elle finit à l’heure où elle commence : changez l’heure de fin.")
    elif ends < starts and ends != time() and minutes > LONGEST_NIGHT_MINUTES:
        problems["ends"] = _(
            "De %(starts)s à %(ends)s le lendemain, cela fait %(hours)s heures. Vérifiez l’heure"
            " de fin."
        ) % {
            "starts": dates.hour(starts),
            "ends": dates.hour(ends),
            "hours": minutes // 60,
        }


def _check_days(
    when: When,
    at: datetime,
    problems: dict[str, str],
    *,
    moves: bool,
    not_before: date | None = None,
) -> None:
    rhythm = when.rhythm
    if moves and when.first.starts_at <= at:
        today = selectors.wall(at, when.zone).date()
        problems["day" if rhythm.first.date() < today else "starts"] = _(
            "Ce moment est déjà passé. Choisissez une date à venir."
        )
    elif when.first.starts_at > at + FURTHEST:
        problems["day"] = _("C’est très loin. Choisissez une date d’ici deux ans.")
    if not rhythm.rrule:
        return
    if rhythm.until is not None and rhythm.until < max(rhythm.first.date(), not_before or date.min):
        problems["until"] = _("Le dernier jour vient avant le premier. Vérifiez l’un des deux.")
    elif not problems and not any(map(rhythm.gives, islice(rhythm.walls(), 1000))):
        field = "pauses" if rhythm.pauses else "rrule"
        problems[field] = _("Avec ces pauses, aucune date ne reste. Raccourcissez-en une.")


def is_moved_by_clocks(gathering: Gathering, asked: time) -> bool:
    """Whether the hour asked for does not exist that night, and was written an hour later."""
    return selectors.wall(gathering.starts_at, gathering.time_zone).time() != asked

"""Days and hours in words, as people say them, in the language of the page.

All take aware instants and print them in the site's zone, or in the zone given.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.kernel import clock

THIN = "\u202f"
MINUTE, HOUR, DAY = 60, 3600, 86400


def local(at: dt.datetime, zone: str | None = None) -> dt.datetime:
    return at.astimezone(ZoneInfo(zone) if zone else timezone.get_current_timezone())


def _as_date(at: dt.datetime | dt.date, zone: str | None) -> dt.date:
    return local(at, zone).date() if isinstance(at, dt.datetime) else at


def _language() -> str:
    return (translation.get_language() or "fr").split("-")[0]


def day(at: dt.datetime | dt.date, zone: str | None = None, *, year: bool = False) -> str:
    """« mardi 24 novembre », « dimanche 1er mars », “Tuesday 24 November”."""
    date = _as_date(at, zone)
    words = format_date(date, "EEEE d MMMM y" if year else "EEEE d MMMM", locale=_locale())
    first = date.day == 1 and _language() == "fr"
    return words.replace(" 1 ", " 1er ") if first else words


def _locale() -> str:
    return "en_GB" if _language() == "en" else _language()


def short_day(at: dt.datetime | dt.date, zone: str | None = None) -> dict[str, str]:
    """The three lines of a date tile: weekday, number, month."""
    date = _as_date(at, zone)
    return {
        "weekday": format_date(date, "EEE", locale=_locale()),
        "number": str(date.day),
        "month": format_skeleton("MMM", dt.datetime.combine(date, dt.time()), locale=_locale()),
        "iso": date.isoformat(),
    }


def hour(at: dt.datetime | dt.time, zone: str | None = None) -> str:
    """« 9 h 30 », « 14 h »; “9.30 am”, “2 pm” in English."""
    time = local(at, zone).time() if isinstance(at, dt.datetime) else at
    if _language() == "en":
        half, shown = ("am" if time.hour < 12 else "pm"), time.hour % 12 or 12
        return f"{shown}.{time.minute:02d} {half}" if time.minute else f"{shown} {half}"
    return f"{time.hour}{THIN}h{THIN}{time.minute:02d}" if time.minute else f"{time.hour}{THIN}h"


def hours(starts: dt.datetime, ends: dt.datetime, zone: str | None = None) -> str:
    """« 9 h 30 – 11 h », « toute la journée »."""
    begins, over = local(starts, zone), local(ends, zone)
    if begins.time() == over.time() == dt.time() and over > begins:
        last = over.date() - dt.timedelta(days=1)
        if last == begins.date():
            return _("toute la journée")
        return _("toute la journée, jusqu’au %(day)s") % {"day": day(last)}
    return f"{hour(starts, zone)} – {hour(ends, zone)}"


def moment(at: dt.datetime, zone: str | None = None) -> str:
    """« mardi 24 novembre à 9 h 30 »."""
    return _("%(day)s à %(hour)s") % {"day": day(at, zone), "hour": hour(at, zone)}


def since(at: dt.datetime, now: dt.datetime | None = None) -> str:
    """How long ago, coarsely: « à l’instant », « il y a 3 heures », « il y a 2 jours »."""
    seconds = max(0, int(((now or clock.now()) - at).total_seconds()))
    if seconds < MINUTE:
        return _("à l’instant")
    if seconds < HOUR:
        n = seconds // MINUTE
        return ngettext("il y a %(n)s minute", "il y a %(n)s minutes", n) % {"n": n}
    if seconds < DAY:
        n = seconds // HOUR
        return ngettext("il y a %(n)s heure", "il y a %(n)s heures", n) % {"n": n}
    n = seconds // DAY
    return ngettext("il y a %(n)s jour", "il y a %(n)s jours", n) % {"n": n}


def price(cents: int) -> str:
    """« gratuit », « 3 € », « 2,50 € »."""
    if not cents:
        return _("gratuit")
    euros, rest = divmod(cents, 100)
    if _language() == "en":
        return f"€{euros}.{rest:02d}" if rest else f"€{euros}"
    return f"{euros},{rest:02d}\u00a0€" if rest else f"{euros}\u00a0€"


def iso(at: dt.datetime | dt.date) -> str:
    """For the ``datetime`` of a ``<time>``, to the second: HTML knows three digits more at most."""
    return at.isoformat(timespec="seconds") if isinstance(at, dt.datetime) else at.isoformat()

"""Open or closed, until when, and the week: in words a person can act on."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from parvis.domains.territory.models import Place
from parvis.domains.territory.selectors.grammar import UnreadableHours
from parvis.domains.territory.selectors.hours import (
    DAY,
    UTC,
    Interval,
    Schedule,
    State,
    schedule,
)
from parvis.domains.territory.vocabulary import NIGHT_ENDS_HOUR, OPENING_HORIZON_DAYS
from parvis.web import dates

HORIZON: Final = OPENING_HORIZON_DAYS * DAY
MIDNIGHT: Final = dt.time()


@dataclass(frozen=True, slots=True)
class Opening:
    """The state of a place at one instant.

    ``is_known`` is false when nobody gave the hours; ``is_sure`` when they are only on request.
    ``until`` is the end of the opening (None: it does not close within a year);
    ``next_opens_at`` the start of the next one (None: not within a year).
    """

    at: dt.datetime
    zone: str
    is_known: bool = True
    is_sure: bool = True
    is_open: bool = False
    until: dt.datetime | None = None
    next_opens_at: dt.datetime | None = None
    comment: str = ""

    @property
    def sentence(self) -> str:
        """« Ouvert jusqu’à 18 h 30 », in the language of the page."""
        said = self._sentence()
        return f"{said} ({self.comment})" if self.comment else said

    def _sentence(self) -> str:
        if not self.is_known:
            return _("Horaires non communiqués")
        if not self.is_sure:
            return _("Horaires à confirmer")
        if self.is_open:
            return self._until_words()
        return self._reopens_words()

    def _until_words(self) -> str:
        if self.until is None:
            return _("Ouvert en continu")
        closes, now = dates.local(self.until, self.zone), dates.local(self.at, self.zone)
        # Midnight ends a day, it does not begin the next one; so does the small hours' closing.
        is_night = closes.time() < dt.time(NIGHT_ENDS_HOUR)
        day = closes.date() - DAY if is_night else closes.date()
        words = _("minuit") if closes.time() == MIDNIGHT else dates.hour(closes, self.zone)
        away = (day - now.date()).days
        if away <= 0:
            return _("Ouvert jusqu’à %(hour)s") % {"hour": words}
        if away == 1:
            return _("Ouvert jusqu’à demain, %(hour)s") % {"hour": words}
        if away < 7:
            weekday = WEEKDAYS[day.weekday()]
            return _("Ouvert jusqu’à %(weekday)s, %(hour)s") % {"weekday": weekday, "hour": words}
        told = dates.day(day, year=away > 300)
        return _("Ouvert jusqu’au %(day)s, %(hour)s") % {"day": told, "hour": words}

    def _reopens_words(self) -> str:
        if self.next_opens_at is None:
            return _("Fermé")
        opens, now = dates.local(self.next_opens_at, self.zone), dates.local(self.at, self.zone)
        words = _("minuit") if opens.time() == MIDNIGHT else dates.hour(opens, self.zone)
        away = (opens.date() - now.date()).days
        if away == 0:
            return _("Fermé, rouvre aujourd’hui à %(hour)s") % {"hour": words}
        if away == 1:
            return _("Fermé, rouvre demain à %(hour)s") % {"hour": words}
        if away < 7:
            weekday = WEEKDAYS[opens.weekday()]
            return _("Fermé, rouvre %(weekday)s à %(hour)s") % {"weekday": weekday, "hour": words}
        told = dates.day(opens.date(), year=away > 300)
        return _("Fermé, rouvre le %(day)s à %(hour)s") % {"day": told, "hour": words}


@dataclass(frozen=True, slots=True)
class DayHours:
    """One line of the week: the openings that begin on a day."""

    day: dt.date
    zone: str
    is_today: bool
    is_holiday: bool
    is_sure: bool
    spans: tuple[tuple[dt.datetime, dt.datetime], ...]
    comment: str

    @property
    def name(self) -> str:
        return str(WEEKDAYS[self.day.weekday()])

    @property
    def words(self) -> str:
        """« 9 h – 12 h, 14 h – 18 h 30 », « Fermé », « Jour et nuit »."""
        if not self.spans:
            said = _("Fermé") if self.is_sure else _("À confirmer")
        else:
            said = ", ".join(self._span(*span) for span in self.spans)
        return f"{said} ({self.comment})" if self.comment else said

    def _span(self, opens: dt.datetime, closes: dt.datetime) -> str:
        starts, ends = dates.local(opens, self.zone), dates.local(closes, self.zone)
        if starts.time() == ends.time() == MIDNIGHT:
            return _("Jour et nuit")
        shown = [
            _("minuit") if moment.time() == MIDNIGHT else dates.hour(moment, self.zone)
            for moment in (starts, ends)
        ]
        return " – ".join(shown)


def schedule_of(place: Place) -> Schedule | None:
    """The hours of a place, or None when they are not given or can no longer be read."""
    if not place.opening_hours.strip():
        return None
    area = place.area
    try:
        return schedule(place.opening_hours, area.time_zone, area.holidays_region, place.point)
    except UnreadableHours:
        return None


def opening(place: Place, at: dt.datetime) -> Opening:
    """Whether a place is open at an instant, until when, or when it opens next."""
    zone = place.area.time_zone
    hours = schedule_of(place)
    if hours is None:
        return Opening(at, zone, is_known=False)
    coming = hours.intervals(at, at + HORIZON)
    first = next(coming)
    if first.state is State.UNSURE or _is_only_a_comment(first, at):
        return Opening(at, zone, is_sure=False, comment=first.comment)
    if first.state is State.OPEN:
        closes = first.ends_at
        for following in coming:
            if following.state is not State.OPEN:
                break
            closes = following.ends_at
        endless = closes >= at + HORIZON
        return Opening(
            at, zone, is_open=True, until=None if endless else closes, comment=first.comment
        )
    after = next((later for later in coming if later.state is State.OPEN), None)
    return Opening(
        at, zone, next_opens_at=after.starts_at if after else None, comment=first.comment
    )


def _is_only_a_comment(first: Interval, at: dt.datetime) -> bool:
    """« "sur rendez-vous" » and no hours: the library says always open, a person would not."""
    return first.state is State.OPEN and bool(first.comment) and first.ends_at >= at + HORIZON


def is_open(place: Place, at: dt.datetime) -> bool:
    return opening(place, at).is_open


def week_of(place: Place, at: dt.datetime) -> list[DayHours]:
    """The seven days that begin today, where the place is; empty when its hours are not known."""
    hours = schedule_of(place)
    if hours is None:
        return []
    today = at.astimezone(hours.zone).date()
    edges = [
        dt.datetime.combine(today + offset * DAY, dt.time(), tzinfo=hours.zone).astimezone(UTC)
        for offset in range(-1, 9)
    ]
    found = list(hours.intervals(edges[0], edges[-1]))
    only_comment = all(each.state is State.OPEN and each.comment for each in found)
    return [
        _day_hours(
            hours, found, today + offset * DAY, edges[offset + 1], edges[offset + 2],
            is_today=offset == 0, is_sure=not only_comment,
        )
        for offset in range(7)
    ]  # fmt: skip


def _day_hours(
    hours: Schedule,
    found: list[Interval],
    day: dt.date,
    begins: dt.datetime,
    ends: dt.datetime,
    *,
    is_today: bool,
    is_sure: bool,
) -> DayHours:
    here = [each for each in found if each.starts_at < ends and each.ends_at > begins]
    spans = []
    for each in here:
        if each.state is not State.OPEN or not is_sure:
            continue
        is_last_night = each.starts_at < begins and _ends_in_the_night(each, begins, hours)
        if not is_last_night:
            night = _ends_in_the_night(each, ends, hours)
            spans.append(
                (max(each.starts_at, begins), each.ends_at if night else min(each.ends_at, ends))
            )
    comments = dict.fromkeys(each.comment for each in here if each.comment)
    return DayHours(
        day=day,
        zone=hours.zone.key,
        is_today=is_today,
        is_holiday=hours.is_holiday(day),
        is_sure=is_sure and all(each.state is not State.UNSURE for each in here),
        spans=tuple(spans),
        comment=", ".join(comments),
    )


def _ends_in_the_night(each: Interval, midnight: dt.datetime, hours: Schedule) -> bool:
    """Whether an opening that passes this midnight closes before the morning."""
    if not each.starts_at < midnight < each.ends_at:
        return False
    closes = each.ends_at.astimezone(hours.zone)
    same_day = closes.date() == midnight.astimezone(hours.zone).date()
    return same_day and closes.time() < dt.time(NIGHT_ENDS_HOUR)

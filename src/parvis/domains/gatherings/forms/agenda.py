"""When, and laid out how: what a link asks of the agenda."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.selectors import read_day
from parvis.domains.gatherings.vocabulary import BROWSED_DAYS, LISTED, AgendaView

WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")
DAY_LONG, WEEK_LONG = timedelta(days=1), timedelta(days=7)
#: How many days of a day, of a week, of what is to come.
LENGTHS = {
    AgendaView.DAY: DAY_LONG,
    AgendaView.WEEK: WEEK_LONG,
    AgendaView.MAP: WEEK_LONG,
    AgendaView.LIST: timedelta(days=BROWSED_DAYS),
}


@dataclass(frozen=True, slots=True)
class Period:
    """The days of one page. ``starts`` may be within the week, when the rest of it is asked for;
    ``ends`` is the day after the last."""

    view: AgendaView
    starts: date
    ends: date
    #: How many of a long day were on the pages before.
    skip: int = 0
    #: The link asked for something that is not a date.
    was_unreadable: bool = False

    @property
    def first(self) -> date:
        """Where the whole of it begins: the Monday of a week."""
        return selectors.week_of(self.starts)[0] if self.is_weekly else self.starts

    @property
    def is_weekly(self) -> bool:
        return self.view in {AgendaView.WEEK, AgendaView.MAP}

    @classmethod
    def read(cls, query: Mapping[str, str], today: date) -> "Period":
        """What a link asks for; this week when it asks for nothing, or for nonsense.

        Links of before (``jour``, ``semaine``) still lead where they led.
        """
        asked = query.get("vue", "jour" if query.get("jour") else "semaine")
        view = AgendaView(asked) if asked in AgendaView.values else AgendaView.WEEK
        given = [query[name] for name in ("date", "jour", "semaine") if query.get(name)]
        if not given:
            return cls.of(view, today, _skip(query))
        day = read_day(given[0]) or _monday(given[0])
        if day is None:
            return cls.of(view, today, was_unreadable=True)
        found = cls.of(view, day, _skip(query))
        since = read_day(query.get("depuis", ""))
        if view is AgendaView.WEEK and since and found.starts < since < found.ends:
            return cls(view, since, found.ends)
        return found

    @classmethod
    def of(
        cls, view: AgendaView, day: date, skip: int = 0, *, was_unreadable: bool = False
    ) -> "Period":
        """The page of this kind that a day is on."""
        if view is AgendaView.MONTH:
            return cls(view, *selectors.month_of(day), was_unreadable=was_unreadable)
        weekly = view in {AgendaView.WEEK, AgendaView.MAP}
        starts = selectors.week_of(day)[0] if weekly else day
        return cls(view, starts, starts + LENGTHS[view], 0 if weekly else skip, was_unreadable)

    def query(self) -> dict[str, Any]:
        """How a link asks for it."""
        asked: dict[str, Any] = {"vue": self.view.value, "date": self.first.isoformat()}
        if self.starts != self.first:
            asked["depuis"] = self.starts.isoformat()
        if self.skip:
            asked["suite"] = self.skip
        return asked

    def before(self) -> "Period | None":
        """What is to come has nothing before it."""
        return None if self.view is AgendaView.LIST else self.of(self.view, self.first - DAY_LONG)

    def after(self) -> "Period | None":
        """What is to come goes on by itself."""
        return None if self.view is AgendaView.LIST else self.of(self.view, self.ends)

    def shown_as(self, view: AgendaView, today: date) -> "Period":
        """The same days laid out otherwise; today, if it is among them."""
        if view is self.view:
            return self
        return self.of(view, today if self.first <= today < self.ends else self.first)

    def going_on(self, day: date, skip: int) -> "Period":
        """Where the rest of a long page is."""
        if self.view is AgendaView.WEEK and not skip:
            return Period(self.view, day, self.ends)
        return self.of(AgendaView.DAY if self.is_weekly else self.view, day, skip)


def _monday(asked: str) -> date | None:
    match = WEEK.fullmatch(asked)
    try:
        found = date.fromisocalendar(int(match[1]), int(match[2]), 1) if match else None
    except ValueError:
        return None
    return read_day(found.isoformat()) if found else None


def _skip(query: Mapping[str, str]) -> int:
    """Whole pages only; anything else is the first one."""
    asked = query.get("suite", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    return number - number % LISTED

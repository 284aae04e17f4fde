"""What is asked of the agenda: a week or a day, and what one looks for. A link carries it all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.selectors import AgendaFilters
from parvis.domains.gatherings.vocabulary import LISTED, Moment
from parvis.domains.organisations import selectors as organisations
from parvis.domains.people.vocabulary import Language
from parvis.domains.territory.models import Area
from parvis.domains.territory.vocabulary import AccessFact

WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEARS = range(2000, 2200)


@dataclass(frozen=True, slots=True)
class Period:
    """A week (from ``starts``, a Monday or a day of it) or a day. ``ends`` is the day after."""

    is_day: bool
    starts: date
    ends: date
    #: How many of a long day were on the pages before.
    skip: int = 0
    #: The link asked for something that is not a date.
    was_unreadable: bool = False

    @property
    def monday(self) -> date:
        return selectors.week_of(self.starts)[0]

    @classmethod
    def read(cls, query: Mapping[str, str], today: date) -> "Period":
        """The period a link asks for; this week when it asks for none, or for nonsense."""
        if asked := query.get("jour"):
            day = _day(asked)
            if day is not None:
                return cls.of_day(day, _skip(query.get("suite", "")))
            return cls.of_week(today, was_unreadable=True)
        if asked := query.get("semaine"):
            monday = _monday(asked)
            if monday is None:
                return cls.of_week(today, was_unreadable=True)
            since = _day(query.get("depuis", ""))
            week = cls.of_week(monday)
            if since is not None and week.starts < since < week.ends:
                return cls(False, since, week.ends)
            return week
        return cls.of_week(today)

    @classmethod
    def of_day(cls, day: date, skip: int = 0) -> "Period":
        return cls(True, day, day + timedelta(days=1), skip)

    @classmethod
    def of_week(cls, day: date, *, was_unreadable: bool = False) -> "Period":
        monday, following = selectors.week_of(day)
        return cls(False, monday, following, was_unreadable=was_unreadable)

    def query(self) -> dict[str, Any]:
        """How a link asks for it."""
        if self.is_day:
            return {"jour": self.starts.isoformat(), **({"suite": self.skip} if self.skip else {})}
        since = {"depuis": self.starts.isoformat()} if self.starts != self.monday else {}
        return {"semaine": f"{self.starts:%G-W%V}", **since}

    def before(self) -> "Period":
        if self.is_day:
            return self.of_day(self.starts - timedelta(days=1))
        return self.of_week(self.monday - timedelta(days=7))

    def after(self) -> "Period":
        return self.of_day(self.ends) if self.is_day else self.of_week(self.ends)

    def going_on(self, day: date, skip: int) -> "Period":
        """Where the rest of a long page is."""
        if self.is_day or skip:
            return self.of_day(day, skip)
        return Period(False, day, self.ends)


def _day(asked: str) -> date | None:
    try:
        found = date.fromisoformat(asked) if DAY.fullmatch(asked) else None
    except ValueError:
        return None
    return found if found and found.year in YEARS else None


def _monday(asked: str) -> date | None:
    match = WEEK.fullmatch(asked)
    try:
        found = date.fromisocalendar(int(match[1]), int(match[2]), 1) if match else None
    except ValueError:
        return None
    return found if found and found.year in YEARS else None


def _skip(asked: str) -> int:
    """Whole pages only; anything else is the first one."""
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    return number - number % LISTED


class AgendaForm(forms.Form):
    """The filters of the query string. What an old link asks wrongly is left out."""

    interet = forms.ChoiceField(label=_("De quoi avez-vous envie ?"), required=False)
    quartier = forms.ChoiceField(label=_("Quartier"), required=False)
    lieu = forms.ChoiceField(label=_("Lieu"), required=False)
    langue = forms.ChoiceField(
        label=_("Langue parlée"), required=False, choices=[("", _("Toutes")), *Language.choices]
    )
    moment = forms.ChoiceField(
        label=_("Moment"), required=False, choices=[("", _("Toute la journée")), *Moment.choices]
    )
    gratuit = forms.BooleanField(label=_("Gratuit"), required=False)
    seul = forms.BooleanField(label=_("Quelqu’un m’attend si je viens seul·e"), required=False)
    acces = forms.MultipleChoiceField(
        label=_("Ce qu’il me faut"),
        required=False,
        choices=AccessFact.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, query: QueryDict, *, areas: list[Area]) -> None:
        super().__init__(query)
        self.areas = {area.slug: area for area in areas}
        asked = [("", _("Tout"))]
        self._choose("interet", [*asked, *organisations.roots_by_name()])
        self._choose("quartier", [("", _("Tous")), *((a.slug, a.name) for a in areas)])
        self._choose("lieu", [("", _("Tous")), *selectors.places_to_choose()])
        self.is_valid()

    def _choose(self, name: str, choices: Any) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, Any]:
        """What makes sense, as a query string repeats it."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return {name: "1" if value is True else value for name, value in given.items()}

    def wanted(self) -> AgendaFilters:
        given = self.cleaned_data
        return AgendaFilters(
            branch=given.get("interet", ""),
            area=self.areas.get(given.get("quartier", "")),
            place=given.get("lieu", ""),
            language=given.get("langue", ""),
            free_of_charge=given.get("gratuit", False),
            good_alone=given.get("seul", False),
            access=tuple(given.get("acces", ())),
            moment=given.get("moment", ""),
        )

    def chips(self) -> list[tuple[str, dict[str, Any]]]:
        """Each active filter: its words, and what is still asked for without it."""
        asked, found = self.asked, []
        for name, value in asked.items():
            field = self.fields[name]
            rest = {other: kept for other, kept in asked.items() if other != name}
            choices = {str(key): label for key, label in getattr(field, "choices", ())}
            if not isinstance(value, list):
                found.append((str(choices.get(value, field.label)), rest))
                continue
            for each in value:
                left = [other for other in value if other != each]
                without = {**rest, **({name: left} if left else {})}
                found.append((str(choices[each]), without))
        return found

"""The filters of the agenda as a page shows them: what there is to choose, what is chosen."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.domains.gatherings import vocabulary
from parvis.domains.gatherings.selectors import AgendaChoices, AgendaFilters, query_of
from parvis.domains.organisations import selectors as organisations
from parvis.domains.people.vocabulary import Language, interests
from parvis.domains.territory.vocabulary import AccessFact
from parvis.kernel import text
from parvis.web import dates

Choice = tuple[str, str]
#: What is still looked for once a filter is taken away, beside the words of that filter.
Chip = tuple[str, AgendaFilters]


@dataclass(frozen=True)
class FilterBox:
    choices: AgendaChoices
    filters: AgendaFilters

    @property
    def is_empty(self) -> bool:
        return not query_of(self.filters)

    @property
    def interests(self) -> list[Choice]:
        """The branches; below the one chosen, what it is made of."""
        found = []
        for slug, label in organisations.roots_by_name():
            found.append((slug, label))
            if self.filters.branch and slug == self._root:
                found += [(leaf, f"– {name}") for leaf, name in self._leaves()]
        return found

    @property
    def areas(self) -> list[Choice]:
        return [(slug, area.name) for slug, area in self.choices.areas.items()]

    @property
    def places(self) -> list[Choice]:
        return list(self.choices.places.items())

    @property
    def organisations(self) -> list[Choice]:
        return list(self.choices.organisations.items())

    @property
    def moments(self) -> list[Choice]:
        return [(code, str(label)) for code, label in vocabulary.Moment.choices]

    @property
    def weekdays(self) -> list[Choice]:
        return [(code, str(WEEKDAYS[number])) for number, code in enumerate(vocabulary.WEEKDAYS)]

    @property
    def languages(self) -> list[Choice]:
        return [(code, str(label)) for code, label in Language.choices]

    @property
    def accesses(self) -> list[Choice]:
        return [(code, str(label)) for code, label in AccessFact.choices]

    def narrower(self) -> list[Chip]:
        """What a branch is made of, to look for that alone; nothing once one of it is chosen."""
        if self.filters.branch != self._root:
            return []
        return [(name, replace(self.filters, branch=slug)) for slug, name in self._leaves()]

    def chips(self) -> list[Chip]:
        """Each filter in words, with what is still looked for without it."""
        return [*self._chips_of_when(), *self._chips_of_where(), *self._chips_of_what()]

    def _chips_of_when(self) -> Iterator[Chip]:
        held = self.filters
        if held.since:
            words = _("À partir du %(day)s") % {"day": dates.day(held.since)}
            yield words, replace(held, since=None)
        if held.until:
            words = _("Jusqu’au %(day)s") % {"day": dates.day(held.until)}
            yield words, replace(held, until=None)
        if held.moment:
            yield dict(self.moments)[held.moment], replace(held, moment="")
        for code in held.weekdays:
            left = tuple(each for each in held.weekdays if each != code)
            yield dict(self.weekdays)[code].capitalize(), replace(held, weekdays=left)

    def _chips_of_where(self) -> Iterator[Chip]:
        held = self.filters
        if held.area:
            yield held.area.name, replace(held, area=None, nearby=False)
        if held.nearby:
            yield _("Et les quartiers voisins"), replace(held, nearby=False)
        if held.place:
            yield self.choices.places[held.place], replace(held, place="")
        for code in held.access:
            left = tuple(each for each in held.access if each != code)
            yield dict(self.accesses)[code], replace(held, access=left)

    def _chips_of_what(self) -> Iterator[Chip]:
        held = self.filters
        if held.words:
            yield _("« %(words)s »") % {"words": held.words}, replace(held, words="")
        if held.branch:
            yield interests.label(held.branch, _reading()), replace(held, branch="")
        if held.organisation:
            name = self.choices.organisations[held.organisation]
            yield name, replace(held, organisation="")
        if held.language:
            yield dict(self.languages)[held.language], replace(held, language="")
        if held.age is not None:
            yield _("À %(age)s ans") % {"age": held.age}, replace(held, age=None)
        if held.free_of_charge:
            yield _("Gratuit"), replace(held, free_of_charge=False)
        if held.good_alone:
            yield _("On peut venir seul·e"), replace(held, good_alone=False)
        if held.has_seats:
            yield _("Encore des places"), replace(held, has_seats=False)

    @property
    def _root(self) -> str:
        above = interests.ancestors(self.filters.branch)
        return above[-1] if above else self.filters.branch

    def _leaves(self) -> list[Choice]:
        below = organisations.branch_of(self._root)[1:]
        named = [(slug, interests.label(slug, _reading())) for slug in below]
        return sorted(named, key=lambda pair: text.fold(pair[1]))


def _reading() -> str:
    return get_language() or "fr"

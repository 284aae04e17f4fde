"""Search over everything public, grouped by kind, each group limited to what the viewer may see."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.domains.circles import selectors as circles
from parvis.domains.gatherings import selectors as gatherings
from parvis.domains.organisations import selectors as organisations
from parvis.domains.territory import selectors as territory
from parvis.kernel import search, text

MOST = 8


@dataclass(frozen=True, slots=True)
class Found:
    title: str
    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str | Promise
    icon: str
    results: list[Found]


def find(asked: str, *, viewer: Any, at: datetime) -> list[Group]:
    """The groups that have something, best first within each. At most one query a kind."""
    hits = search.find(asked, kinds=list(KINDS), limit=60)
    groups = []
    for kind, (title, icon, load) in KINDS.items():
        ids = [UUID(str(hit.id)) for hit in hits if hit.kind == kind][:MOST]
        results = load(ids, viewer, at) if ids else []
        if results:
            groups.append(Group(title, icon, results))
    return groups


def _in_order(ids: Iterable[UUID], objects: Iterable[Any]) -> list[Any]:
    by_id = {one.pk: one for one in objects}
    return [by_id[one] for one in ids if one in by_id]


def _gatherings(ids: list[UUID], viewer: Any, at: datetime) -> list[Found]:
    return [
        Found(
            one.gathering.title,
            reverse("gatherings:occurrence", args=[one.pk]),
            one.gathering.place.name,
        )
        for one in gatherings.next_occurrences_of(ids, viewer=viewer, at=at)
    ]


def _places(ids: list[UUID], _viewer: Any, _at: datetime) -> list[Found]:
    places = territory.published_places()
    return [
        Found(one.name, reverse("territory:place", args=[one.slug]), one.area.name)
        for one in _in_order(ids, places)
    ]


def _organisations(ids: list[UUID], _viewer: Any, _at: datetime) -> list[Found]:
    found = organisations.published().filter(pk__in=ids)
    return [
        Found(one.name, reverse("organisations:organisation", args=[one.slug]), one.when_where)
        for one in _in_order(ids, found)
    ]


def _circles(ids: list[UUID], viewer: Any, _at: datetime) -> list[Found]:
    found = circles.circles_found_by(viewer, ids)
    return [
        Found(one.name, reverse("circles:circle", args=[one.slug]), text.excerpt(one.about, 140))
        for one in _in_order(ids, found)
    ]


Load = Callable[[list[UUID], Any, datetime], list[Found]]
KINDS: dict[str, tuple[str | Promise, str, Load]] = {
    "gathering": (_("Activités"), "gathering", _gatherings),
    "place": (_("Lieux"), "place", _places),
    "organisation": (_("Associations et services"), "association", _organisations),
    "circle": (_("Cercles"), "circle", _circles),
}

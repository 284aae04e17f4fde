"""Reads of organisations: the directory, one page, and who acts in their name."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from parvis.domains.organisations import rules
from parvis.domains.organisations.models import Membership, Organisation
from parvis.domains.organisations.vocabulary import LISTED, SEARCH_KIND, SHOWN_NEARBY, Part
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import Visitor
from parvis.domains.people.selectors.visibility import IN_SIGHT
from parvis.domains.people.vocabulary import interests
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Area, Place
from parvis.kernel import search, text
from parvis.kernel.errors import NotVisible

#: More than this and a search says nothing any more.
MOST_FOUND = 300


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the directory."""

    entries: list[Organisation]
    count: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Branch:
    """A root of the taxonomy of interests with what lies below: (slug, label, chosen)."""

    slug: str
    label: str
    leaves: tuple[tuple[str, str, bool], ...]

    @property
    def chosen(self) -> int:
        return sum(is_chosen for *_, is_chosen in self.leaves)


def published() -> QuerySet[Organisation]:
    """Those everybody may see, with their area and their place."""
    return (
        Organisation.objects.filter(published=True)
        .select_related("area", "place")
        .defer("area__boundary")
    )


def directory(
    *,
    words: str = "",
    kind: str | None = None,
    area: Area | None = None,
    branch: str | None = None,
    page: int = 1,
) -> Listing:
    """The directory by name, or best match first when words are looked for.

    An area includes those inside it; a branch of interests, what lies below it.
    """
    found = Organisation.objects.filter(published=True)
    if kind:
        found = found.filter(kind=kind)
    if area is not None:
        found = found.filter(area_id__in=territory.descendants_of(area))
    if branch:
        found = found.filter(in_branch(branch))
    rank: dict[UUID, int] = {}
    if words:
        hits = search.find(words, kinds=[SEARCH_KIND], limit=MOST_FOUND)
        rank = {hit.id: place for place, hit in enumerate(hits)}
        found = found.filter(pk__in=list(rank))
    names = list(found.order_by().values_list("pk", "name"))
    names.sort(key=lambda one: (rank.get(one[0], 0), text.fold(one[1]), one[0]))
    pages = max(1, -(-len(names) // LISTED))
    page = min(max(1, page), pages)
    shown = [pk for pk, _name in names[(page - 1) * LISTED : page * LISTED]]
    by_id = {one.pk: one for one in published().filter(pk__in=shown)}
    entries = [by_id[pk] for pk in shown if pk in by_id]
    return Listing(entries=entries, count=len(names), page=page, pages=pages)


def find(slug: str, viewer: Visitor | None = None) -> Organisation:
    """An organisation for its page; one that is not published, for its hosts only.

    :raises NotVisible: there is none, or not for this viewer.
    """
    organisation = (
        Organisation.objects.select_related("area__parent", "place__area")
        .defer("area__boundary", "area__parent__boundary", "place__area__boundary")
        .filter(slug=slug)
        .first()
    )
    if organisation is None:
        raise NotVisible
    if organisation.published or (viewer and rules.may_edit(viewer, organisation)):
        return organisation
    raise NotVisible


def hosts_of(organisation: Organisation) -> QuerySet[Resident]:
    """Who animates it, the longest there first. Not for a viewer: for the town’s own work."""
    return Resident.objects.filter(
        IN_SIGHT,
        organisation_memberships__organisation=organisation,
        organisation_memberships__part=Part.HOST,
    ).order_by("organisation_memberships__joined_at", "pk")


def hosted_by(resident: Visitor) -> QuerySet[Organisation]:
    """The organisations somebody animates, by name."""
    if not isinstance(resident, Resident):
        return Organisation.objects.none()
    mine = Membership.objects.filter(resident=resident, part=Part.HOST)
    return Organisation.objects.filter(pk__in=mine.values("organisation")).select_related("area")


def contact_of(organisation: Organisation, viewer: Visitor) -> Resident | None:
    """The member who answers those who write to it, if the viewer may see them and is not them."""
    if not isinstance(viewer, Resident):
        return None
    return (
        people.visible_to(viewer)
        .filter(
            organisation_memberships__organisation=organisation,
            organisation_memberships__welcomes=True,
        )
        .exclude(pk=viewer.pk)
        .order_by("organisation_memberships__joined_at", "pk")
        .first()
    )


def somebody_welcomes(organisation: Organisation) -> bool:
    """Whether a member answers those who write to it; says nothing of who."""
    welcoming = Resident.objects.filter(
        IN_SIGHT,
        organisation_memberships__organisation=organisation,
        organisation_memberships__welcomes=True,
    )
    return welcoming.exists()


def name_to_ask_for(organisation: Organisation, viewer: Visitor) -> str:
    """The first name on the page; nothing when it is that of a member hidden from the viewer."""
    name = organisation.contact_name
    if not name or not isinstance(viewer, Resident):
        return name
    members = Membership.objects.filter(organisation=organisation)
    names = dict(members.values_list("resident_id", "resident__name"))
    seen = people.visible_to(viewer).filter(pk__in=names).values_list("pk", flat=True)
    hidden = {text.fold(names[pk]) for pk in names.keys() - set(seen)}
    return "" if text.fold(name) in hidden else name


def at_place(place: Place) -> list[Organisation]:
    return list(published().filter(place=place).order_by("name")[:SHOWN_NEARBY])


def in_area(area: Area) -> list[Organisation]:
    """The first ones by name; the directory has them all."""
    inside = published().filter(area_id__in=territory.descendants_of(area))
    return list(inside.order_by("name")[:SHOWN_NEARBY])


def branch_of(slug: str) -> tuple[str, ...]:
    """An interest and all that lies below it."""
    return (slug, *(below for child in interests.children(slug) for below in branch_of(child)))


def in_branch(slug: str, column: str = "interests") -> Q:
    """What holds an interest of this branch; ``column`` is a ``TagsField``."""
    return reduce(or_, (Q(**{f"{column}__has": each}) for each in branch_of(slug)))


def roots_by_name() -> list[tuple[str, str]]:
    """The roots of the taxonomy in the language of the page, as choices."""
    reading = get_language() or "fr"
    found = [(slug, interests.label(slug, reading)) for slug in interests.children(None)]
    return sorted(found, key=lambda root: text.fold(root[1]))


def interest_branches(chosen: Iterable[str]) -> list[Branch]:
    """The whole taxonomy as branches to choose from, in the language of the page."""
    picked, reading = set(chosen), get_language() or "fr"
    return [
        Branch(
            root,
            label,
            tuple(
                (slug, interests.label(slug, reading), slug in picked) for slug in branch_of(root)
            ),
        )
        for root, label in roots_by_name()
    ]

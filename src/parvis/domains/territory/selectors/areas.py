"""The tree of areas, and which are near which."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from parvis.domains.territory.models import Area
from parvis.domains.territory.selectors.atlas import Atlas, Stamp, current, drawn_at, stamp
from parvis.domains.territory.vocabulary import (
    CLOSENESS_FAR,
    CLOSENESS_SAME,
    CLOSENESS_TOUCHING,
    AreaKind,
)
from parvis.kernel import text
from parvis.kernel.errors import NotVisible


@dataclass(frozen=True, slots=True)
class AreaNode:
    area: Area
    children: tuple["AreaNode", ...] = ()


def areas_tree() -> tuple[AreaNode, ...]:
    """Regions, their communes, their neighbourhoods; by name. One query, without boundaries."""
    areas = sorted(Area.objects.defer("boundary"), key=lambda area: text.fold(area.name))
    below: dict[UUID | None, list[Area]] = {}
    for area in areas:
        below.setdefault(area.parent_id, []).append(area)

    def node(area: Area) -> AreaNode:
        return AreaNode(area, tuple(node(child) for child in below.get(area.id, ())))

    return tuple(node(root) for root in below.get(None, ()))


def find_area(slug: str) -> Area:
    """An area with its boundary and its parent.

    :raises NotVisible: there is none.
    """
    try:
        return Area.objects.select_related("parent").get(slug=slug)
    except Area.DoesNotExist as absent:
        raise NotVisible from absent


def neighbourhoods() -> list[Area]:
    """Every neighbourhood with its commune, by name; without boundaries."""
    found = Area.objects.filter(kind=AreaKind.NEIGHBOURHOOD).select_related("parent")
    chosen = found.defer("boundary", "parent__boundary")
    return sorted(chosen, key=lambda area: (text.fold(area.name), area.slug))


def areas_inside(area: Area) -> list[Area]:
    """The areas right below this one, by name; with boundaries."""
    return sorted(area.children.all(), key=lambda each: (text.fold(each.name), each.slug))


def top_areas() -> list[Area]:
    """The communes, or the largest areas there are; by name, with boundaries."""
    found = list(Area.objects.filter(kind=AreaKind.COMMUNE)) or list(
        Area.objects.filter(parent=None)
    )
    return sorted(found, key=lambda each: (text.fold(each.name), each.slug))


def neighbours_of(area: Area) -> list[Area]:
    """The areas of the same kind whose boundary touches this one's, by name; with boundaries."""
    town = current()
    touching = [
        other for one, other in town.touching if one == area.slug and town.kinds[other] == area.kind
    ]
    found = Area.objects.filter(slug__in=touching)
    return sorted(found, key=lambda each: (text.fold(each.name), each.slug))


def closeness() -> Mapping[str, Mapping[str, float]]:
    """How near two areas are, by slug: 1.0 the same, 0.6 touching or one in the other, or 0.25."""
    return _closeness(stamp())


def descendants_of(area: Area) -> frozenset[UUID]:
    """The ids of an area and of all the areas inside it. One query."""
    below: dict[UUID | None, list[UUID]] = {}
    for child, parent in Area.objects.values_list("id", "parent_id"):
        below.setdefault(parent, []).append(child)
    found, waiting = set(), [area.id]
    while waiting:
        current = waiting.pop()
        found.add(current)
        waiting += below.get(current, [])
    return frozenset(found)


def ids_around(area: Area) -> frozenset[UUID]:
    """The ids of an area, of those of its kind that touch it, and of all inside them. One query."""
    now = stamp()
    town = drawn_at(now)
    if area.slug not in town.kinds:
        return frozenset({area.id})
    near = {area.slug} | {
        other for one, other in town.touching if one == area.slug and town.kinds[other] == area.kind
    }
    return frozenset(
        area_id
        for (area_id, _version), slug in zip(now, town.slugs, strict=True)
        if slug in near or near & _ancestors(town, slug)
    )


def areas_to_choose() -> list[Area]:
    """Neighbourhoods by name, with the communes first when there are several. One query.

    Without boundaries. A commune alone is what one sees without choosing, unless nothing is in it.
    """
    roots = areas_tree()
    nodes = list(_below(roots))
    communes = [node for node in nodes if node.area.kind == AreaKind.COMMUNE]
    quarters = [node.area for node in nodes if node.area.kind == AreaKind.NEIGHBOURHOOD]
    several = len(communes) > 1 or not quarters
    chosen = [node.area for node in communes] if several else []
    return [*chosen, *sorted(quarters, key=lambda area: (text.fold(area.name), area.slug))]


def _below(nodes: tuple[AreaNode, ...]) -> Iterator[AreaNode]:
    for node in nodes:
        yield node
        yield from _below(node.children)


@lru_cache(maxsize=2)
def _closeness(now: Stamp) -> Mapping[str, Mapping[str, float]]:
    town = drawn_at(now)
    ancestors = {slug: _ancestors(town, slug) for slug in town.slugs}

    def between(one: str, other: str) -> float:
        if one == other:
            return CLOSENESS_SAME
        inside = other in ancestors[one] or one in ancestors[other]
        if inside or (one, other) in town.touching:
            return CLOSENESS_TOUCHING
        return CLOSENESS_FAR

    return MappingProxyType(
        {
            one: MappingProxyType({other: between(one, other) for other in town.slugs})
            for one in town.slugs
        }
    )


def _ancestors(town: Atlas, slug: str) -> frozenset[str]:
    found, above = set(), town.parents[slug]
    while above is not None:
        found.add(above)
        above = town.parents[above]
    return frozenset(found)

"""Every boundary at once, ready for questions; kept until an area changes."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from parvis.domains.territory.models import Area
from parvis.domains.territory.vocabulary import TOUCHING_METRES

METRES_PER_DEGREE: Final = 111_195.0
Stamp = tuple[tuple[UUID, int], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A boundary ready for questions: in degrees, and flattened to metres around its town."""

    id: UUID
    slug: str
    kind: str
    degrees: BaseGeometry
    metres: BaseGeometry


@dataclass(frozen=True)
class Atlas:
    """Every area at one version of the territory."""

    slugs: tuple[str, ...]
    parents: Mapping[str, str | None]
    kinds: Mapping[str, str]
    shapes: Mapping[str, Shape]
    latitude: float
    touching: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def flat(self, geometry: BaseGeometry) -> BaseGeometry:
        """Metres east and north: true to a few thousandths across a town."""
        return _flatten(geometry, self.latitude)


def stamp() -> Stamp:
    """What the areas are now: changes with every area added, changed or removed."""
    return tuple(Area.objects.order_by("slug").values_list("id", "version"))


def current() -> Atlas:
    """The areas as they are now; one query when none has changed."""
    return drawn_at(stamp())


@lru_cache(maxsize=2)
def drawn_at(now: Stamp) -> Atlas:  # noqa: ARG001  (the key of the cache)
    rows = list(Area.objects.order_by("slug").select_related("parent").defer("parent__boundary"))
    drawn = {area.slug: _geometry(area.boundary) for area in rows if area.boundary}
    latitudes = [(shape.bounds[1] + shape.bounds[3]) / 2 for shape in drawn.values()]
    latitude = sum(latitudes) / len(latitudes) if latitudes else 0.0
    shapes = {}
    for area in rows:
        if (degrees := drawn.get(area.slug)) is not None:
            metres = _flatten(degrees, latitude)
            shapely.prepare(degrees)
            shapes[area.slug] = Shape(area.id, area.slug, area.kind, degrees, metres)
    return Atlas(
        slugs=tuple(area.slug for area in rows),
        parents={area.slug: area.parent.slug if area.parent else None for area in rows},
        kinds={area.slug: area.kind for area in rows},
        shapes=shapes,
        latitude=latitude,
        touching=_touching(shapes),
    )


def _geometry(boundary: dict[str, Any]) -> BaseGeometry:
    return shapely.geometry.shape(boundary)


def _flatten(geometry: BaseGeometry, latitude: float) -> BaseGeometry:
    scale = np.array([METRES_PER_DEGREE * math.cos(math.radians(latitude)), METRES_PER_DEGREE])
    return shapely.transform(geometry, lambda points: points * scale)


def _touching(shapes: Mapping[str, Shape]) -> frozenset[tuple[str, str]]:
    if not shapes:
        return frozenset()
    slugs = list(shapes)
    outlines = [shapes[slug].metres for slug in slugs]
    tree = shapely.STRtree(outlines)
    pairs = tree.query(outlines, predicate="dwithin", distance=TOUCHING_METRES).T
    return frozenset((slugs[one], slugs[other]) for one, other in pairs if one != other)

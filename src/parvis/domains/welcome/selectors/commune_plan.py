"""A plan of the commune one can point at, without a map server and without JavaScript.

The plan is an image button of a fixed size: the browser sends where it was pressed, in CSS pixels.
The point becomes a neighbourhood and a coarse cell at once, and is forgotten (trust.md TS-30).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import shapely

from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Area
from parvis.domains.territory.vocabulary import AreaKind

#: Fits a screen of 320 px with its margins.
WIDTH: Final = 272
MARGIN: Final = 6


@dataclass(frozen=True, slots=True)
class Outline:
    name: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Outlines in pixels, and how to come back from pixels to the ground."""

    height: int
    outlines: tuple[Outline, ...]
    west: float
    north: float
    scale: float
    squeeze: float

    def point_at(self, x: int, y: int) -> tuple[float, float]:
        """Latitude and longitude of a pixel."""
        longitude = (x - MARGIN) / self.scale / self.squeeze + self.west
        return self.north - (y - MARGIN) / self.scale, longitude


def drawn_neighbourhoods() -> list[Area]:
    """The neighbourhoods somebody has drawn. One query."""
    drawn = Area.objects.filter(kind=AreaKind.NEIGHBOURHOOD).exclude(boundary=None)
    return list(drawn.order_by("slug"))


def plan_of(areas: Sequence[Area]) -> Plan | None:
    """The plan of the neighbourhoods that have a boundary; None when none has."""
    shapes = [(area.name, shapely.geometry.shape(area.boundary)) for area in areas if area.boundary]
    if not shapes:
        return None
    west, south, east, north = shapely.union_all([shape for _, shape in shapes]).bounds
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * squeeze)

    def on_paper(longitude: float, latitude: float) -> tuple[float, float]:
        x = (longitude - west) * squeeze * scale + MARGIN
        return x, (north - latitude) * scale + MARGIN

    def point(xy: Sequence[float]) -> str:
        return "{:.1f},{:.1f}".format(*on_paper(xy[0], xy[1]))

    outlines = []
    for name, shape in shapes:
        parts = shape.geoms if hasattr(shape, "geoms") else [shape]
        path = " ".join(
            "M"
            + "L".join("{:.1f},{:.1f}".format(*on_paper(*xy[:2])) for xy in part.exterior.coords)
            + "Z"
            for part in parts
        )
        inside = shape.representative_point()
        outlines.append(Outline(name, path, *on_paper(inside.x, inside.y)))
    height = round((north - south) * scale + 2 * MARGIN)
    return Plan(height, tuple(outlines), west, north, scale, squeeze)


def where_is(x: int, y: int, areas: Sequence[Area]) -> tuple[Area, str] | None:
    """The neighbourhood and the coarse cell of a pixel; None outside the commune."""
    plan = plan_of(areas)
    if plan is None:
        return None
    latitude, longitude = plan.point_at(x, y)
    area = territory.area_at((latitude, longitude))
    if area is None or area.pk not in {one.pk for one in areas}:
        return None
    return area, territory.cell_of(latitude, longitude)

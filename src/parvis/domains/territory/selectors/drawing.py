"""A small plan of an area: its outline, and dots for the places in it. No tiles, no request."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import shapely
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.domains.territory.models import Area, Place

SIDE: Final = 300.0
MARGIN: Final = 12.0
#: Less than this share of the outline's half diagonal away from the middle is the middle.
CENTRAL: Final = 0.25
SIDES: Final = (
    gettext_lazy("à l’est"),
    gettext_lazy("au nord-est"),
    gettext_lazy("au nord"),
    gettext_lazy("au nord-ouest"),
    gettext_lazy("à l’ouest"),
    gettext_lazy("au sud-ouest"),
    gettext_lazy("au sud"),
    gettext_lazy("au sud-est"),
)


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG in numbers: each path is the ``d`` of an outline, ``dots`` are centres."""

    width: float
    height: float
    path: str
    around: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    words: str

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width:g} {self.height:g}"


def drawing_of(
    area: Area, places: Iterable[Place] = (), around: Iterable[Area] = ()
) -> Drawing | None:
    """The plan of an area, or None when nobody has drawn its boundary.

    ``around`` are areas drawn more lightly: those inside it or next to it; what leaves the paper is
    cut by the SVG itself. ``words`` says the same for who does not see it; with one place, on which
    side it lies.
    """
    if not area.boundary:
        return None
    outline = shapely.geometry.shape(area.boundary)
    west, south, east, north = outline.bounds
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = (SIDE - 2 * MARGIN) / max((east - west) * squeeze, north - south)

    def on_paper(longitude: float, latitude: float) -> tuple[float, float]:
        return (
            round(MARGIN + (longitude - west) * squeeze * scale, 1),
            round(MARGIN + (north - latitude) * scale, 1),
        )

    def path_of(boundary: Any) -> str:
        return _path(shapely.geometry.shape(boundary).simplify(0.6 / scale), on_paper)

    placed = [place for place in places if place.point]
    width, height = on_paper(east, south)
    return Drawing(
        width=round(width + MARGIN, 1),
        height=round(height + MARGIN, 1),
        path=path_of(area.boundary),
        around=tuple(path_of(other.boundary) for other in around if other.boundary),
        dots=tuple(on_paper(place.point[1], place.point[0]) for place in placed if place.point),
        words=_words(area, placed, outline, squeeze),
    )


def _path(outline: Any, on_paper: Any) -> str:
    rings = []
    for polygon in getattr(outline, "geoms", [outline]):
        for ring in [polygon.exterior, *polygon.interiors]:
            points = (on_paper(*point[:2]) for point in ring.coords[:-1])
            rings.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z")
    return "".join(rings)


def _words(area: Area, placed: list[Place], outline: Any, squeeze: float) -> str:
    if len(placed) != 1 or not (point := placed[0].point):
        return _("%(area)s, plan simplifié.") % {"area": area.name}
    west, south, east, north = outline.bounds
    away_east = (point[1] - outline.centroid.x) * squeeze
    away_north = point[0] - outline.centroid.y
    half = math.hypot((east - west) * squeeze, north - south) / 2
    if not outline.covers(shapely.Point(point[1], point[0])):
        return _("%(area)s, plan simplifié : le lieu est tout près.") % {"area": area.name}
    if math.hypot(away_east, away_north) < CENTRAL * half:
        side = _("au centre")
    else:
        side = str(SIDES[round(math.atan2(away_north, away_east) / (math.pi / 4)) % 8])
    return _("%(area)s, plan simplifié : le lieu est %(side)s.") % {
        "side": side,
        "area": area.name,
    }

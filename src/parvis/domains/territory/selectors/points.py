"""Which area a point or a coarse cell lies in.

A point given here is looked up and forgotten: it is neither stored nor logged (TS-30).
"""

import math
from typing import Final
from uuid import UUID

import h3
import shapely
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from parvis.domains.territory.models import Area
from parvis.domains.territory.selectors.atlas import Atlas, current
from parvis.domains.territory.vocabulary import CELL_RESOLUTION, AreaKind
from parvis.kernel.errors import Refusal

KIND_RANK: Final = {kind: rank for rank, kind in enumerate(AreaKind.values)}


class NotOnEarth(Refusal):
    sentence = _("Cette position n’existe pas. Choisissez votre quartier dans la liste.")


def area_at(point: tuple[float, float]) -> Area | None:
    """The smallest area a (latitude, longitude) lies in, its border included.

    On a shared border the smaller of the two areas wins, then the first by slug.

    :raises NotOnEarth: not a latitude and a longitude.
    """
    latitude, longitude = _checked(*point)
    here = shapely.Point(longitude, latitude)
    holding = [shape for shape in current().shapes.values() if shape.degrees.covers(here)]
    if not holding:
        return None
    smallest = min(
        holding, key=lambda shape: (shape.metres.area, -KIND_RANK[shape.kind], shape.slug)
    )
    return Area.objects.defer("boundary").get(id=smallest.id)


def cell_of(latitude: float, longitude: float) -> str:
    """The coarse cell kept in place of a person's point: at least 4 km², see ``CELL_RESOLUTION``.

    :raises NotOnEarth: not a latitude and a longitude.
    """
    return str(h3.latlng_to_cell(*_checked(latitude, longitude), CELL_RESOLUTION))


def is_cell(cell: str) -> bool:
    """Whether this is a coarse cell of ours: a finer one would say more than was promised."""
    return bool(h3.is_valid_cell(cell)) and h3.get_resolution(cell) == CELL_RESOLUTION


def area_of_cell(cell: str) -> Area | None:
    """The area most of a cell lies in: the commune first, then its neighbourhood.

    None for a cell that meets no boundary, or that is not one of ours.
    """
    if not is_cell(cell):
        return None
    town = current()
    corners = [(longitude, latitude) for latitude, longitude in h3.cell_to_boundary(cell)]
    outline = town.flat(shapely.Polygon(corners))
    below: dict[str | None, list[str]] = {}
    for slug in town.slugs:
        below.setdefault(town.parents[slug], []).append(slug)
    chosen, level = None, below.get(None, [])
    while level:
        shares = {slug: _share(town, slug, outline) for slug in level}
        best = min(level, key=lambda slug: (-shares[slug], slug))
        if shares[best] > 0:
            chosen, level = best, below.get(best, [])
        else:
            # An area nobody has drawn is walked through, never chosen.
            level = [
                child for slug in level if slug not in town.shapes for child in below.get(slug, [])
            ]
    return Area.objects.defer("boundary").get(slug=chosen) if chosen else None


def _share(town: Atlas, slug: str, outline: BaseGeometry) -> float:
    shape = town.shapes.get(slug)
    return float(shape.metres.intersection(outline).area) if shape else 0.0


def _checked(latitude: float, longitude: float) -> tuple[float, float]:
    # The refusal says nothing of the numbers: a point must not reach a log.
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        raise NotOnEarth
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise NotOnEarth
    return latitude, longitude


def centre_of_cell(cell: str) -> tuple[float, float] | None:
    """(latitude, longitude) of the middle of a coarse cell; None if it is not one of ours."""
    if not is_cell(cell):
        return None
    latitude, longitude = h3.cell_to_latlng(cell)
    return float(latitude), float(longitude)


def centres_of_areas() -> dict[UUID, tuple[float, float]]:
    """(latitude, longitude) of a point well inside each area that has a boundary. One query."""
    return {shape.id: _middle(shape.degrees) for shape in current().shapes.values()}


def _middle(outline: BaseGeometry) -> tuple[float, float]:
    point = outline.representative_point()
    return float(point.y), float(point.x)

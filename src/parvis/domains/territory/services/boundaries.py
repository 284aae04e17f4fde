"""A boundary as drawn by somebody: read, checked, or refused with what to correct."""

from collections.abc import Mapping
from typing import Any, Final

import shapely
from django.utils.translation import gettext as _
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from parvis.domains.territory.vocabulary import BOUNDARY_POINTS
from parvis.kernel.errors import Refusal

#: Boundaries of one town drawn by several hands: this share of a neighbourhood may stick out.
LENIENCY: Final = 0.02
#: Metropolitan France (west, south, east, north): tells swapped coordinates without a parent.
EARTH: Final = shapely.box(-180, -90, 180, 90)
FRANCE: Final = shapely.box(-5.6, 41.2, 9.9, 51.4)
DIGITS: Final = 6


class BadBoundary(Refusal):
    """A boundary that cannot be kept, and why."""


def boundary_of(geometry: Any) -> BaseGeometry | None:
    """A Polygon or MultiPolygon in degrees, longitude first; None for an area not drawn yet.

    :raises BadBoundary: it is something else, crosses itself, or lies nowhere.
    """
    if geometry is None:
        return None
    if not isinstance(geometry, Mapping) or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        raise BadBoundary(_("le contour doit être un polygone."))
    try:
        drawn = shapely.force_2d(shapely.geometry.shape(geometry))
    except (ShapelyError, ValueError, TypeError, IndexError, KeyError, AttributeError) as problem:
        raise BadBoundary(_("le contour ne se lit pas : il manque des points.")) from problem
    count = shapely.get_num_coordinates(drawn)
    if drawn.is_empty or count == 0:
        raise BadBoundary(_("le contour est vide."))
    if count > BOUNDARY_POINTS:
        raise BadBoundary(
            _("le contour a trop de points (%(limit)d au plus) : simplifiez-le.")
            % {"limit": BOUNDARY_POINTS}
        )
    _check_degrees(drawn)
    if not drawn.is_valid:
        raise BadBoundary(
            _("le contour se croise lui-même (%(where)s).") % {"where": _where(drawn)}
        )
    # Rounding moves no point by more than 6 cm; where it would make two sides cross, none is moved.
    rounded = shapely.transform(drawn, lambda points: points.round(DIGITS))
    return rounded if rounded.is_valid and rounded.area else drawn


def lies_inside(inner: BaseGeometry, outer: BaseGeometry) -> bool:
    """Whether an area lies in another, but for a sliver."""
    return bool(inner.difference(outer).area <= LENIENCY * inner.area)


def _check_degrees(drawn: BaseGeometry) -> None:
    swapped = shapely.transform(drawn, lambda points: points[:, ::-1])
    if not EARTH.covers(drawn):
        if EARTH.covers(swapped):
            _refuse_swapped()
        raise BadBoundary(
            _("les coordonnées ne sont pas des degrés : exportez le contour en WGS 84.")
        )
    if FRANCE.contains(swapped) and not FRANCE.intersects(drawn):
        _refuse_swapped()


def _refuse_swapped() -> None:
    raise BadBoundary(
        _("latitude et longitude sont inversées : GeoJSON écrit la longitude d’abord.")
    )


def _where(drawn: BaseGeometry) -> str:
    """Shapely says « Self-intersection[2.1 48.9] »: the point is what helps to find the place."""
    reason = shapely.is_valid_reason(drawn)
    point = reason.partition("[")[2].rstrip("]").split()
    if len(point) < 2:
        return reason
    longitude, latitude = (float(number) for number in point[:2])
    return _("vers %(latitude).5f, %(longitude).5f") % {
        "latitude": latitude,
        "longitude": longitude,
    }

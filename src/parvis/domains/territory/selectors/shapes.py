"""The outlines of the neighbourhoods for a plan drawn in the browser: GeoJSON, few points."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import shapely

from parvis.domains.territory.models import Area
from parvis.domains.territory.selectors.atlas import Atlas, Stamp, drawn_at, stamp

#: An outline is drawn on some thousand pixels: what is thinner than this share is not seen.
DETAIL: Final = 0.001
#: Five decimals of a degree are one metre.
DECIMALS: Final = 5


@dataclass(frozen=True, slots=True)
class Shapes:
    """A GeoJSON ``FeatureCollection``, and a name for this version of it."""

    version: str
    body: bytes


def shapes() -> Shapes:
    """The areas that have none inside them and a boundary. One query when none has changed."""
    return _shapes_at(stamp())


@lru_cache(maxsize=2)
def _shapes_at(now: Stamp) -> Shapes:
    town = drawn_at(now)
    parents = {parent for parent in town.parents.values() if parent}
    drawn = [slug for slug in town.slugs if slug in town.shapes and slug not in parents]
    names = dict(Area.objects.filter(slug__in=drawn).values_list("slug", "name"))
    features = [
        {"type": "Feature", "properties": {"name": names[slug]}, "geometry": geometry}
        for slug, geometry in zip(drawn, _simple(town, drawn), strict=True)
    ]
    body = json.dumps(
        {"type": "FeatureCollection", "features": features},
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    return Shapes(hashlib.sha256(body).hexdigest()[:24], body)


def _simple(town: Atlas, slugs: list[str]) -> list[dict[str, Any]]:
    """Simplified together, so that neighbours still share their border."""
    if not slugs:
        return []
    outlines = [town.shapes[slug].degrees for slug in slugs]
    west, south, east, north = shapely.total_bounds(outlines)
    tolerance = max(east - west, north - south) * DETAIL
    found = shapely.coverage_simplify(outlines, tolerance)
    return [
        _geometry(shapely.geometry.mapping(_usable(simple, whole)))
        for simple, whole in zip(found, outlines, strict=True)
    ]


def _usable(simple: Any, whole: Any) -> Any:
    """An outline that simplifying would have emptied or crossed stays as it was."""
    return simple if not simple.is_empty and simple.is_valid else whole


def _geometry(geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": geometry["type"], "coordinates": _rounded(geometry["coordinates"])}


def _rounded(part: Any) -> Any:
    if part and isinstance(part[0], float):
        return [round(number, DECIMALS) for number in part[:2]]
    return [_rounded(each) for each in part]

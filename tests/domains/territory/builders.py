"""A small invented town: four neighbourhoods in a box, two of which do not touch."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from parvis.domains.territory import services
from parvis.domains.territory.models import Area, Place

PARIS = ZoneInfo("Europe/Paris")
NOW = dt.datetime(2027, 1, 13, 9, 0, tzinfo=dt.UTC)  # a Wednesday, ten o'clock in Paris
MAIN = "Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00; PH off; Jul-Aug Mo off"


def paris(text: str) -> dt.datetime:
    """« 2027-01-13 10:00 » on the wall, as an instant in UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(dt.UTC)


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(name: str, kind: str, geometry: Any, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"name": name, "kind": kind, **properties},
        "geometry": geometry,
    }


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def town_file(**commune: Any) -> dict[str, Any]:
    def quarter(name: str, shape: dict[str, Any], **more: Any) -> dict[str, Any]:
        return feature(name, "neighbourhood", shape, parent="valmont", **more)

    return collection(
        quarter("Les Tilleuls", box(3.00, 46.00, 3.02, 46.02), aliases=["la cité"]),
        quarter("La Gare", box(3.02, 46.00, 3.04, 46.02)),
        quarter("Le Port", box(3.04, 46.00, 3.06, 46.02)),
        quarter("Les Hauts", box(3.00, 46.02, 3.06, 46.04)),
        feature("Valmont", "commune", box(3.00, 46.00, 3.06, 46.04), **commune),
    )


def make_town(**commune: Any) -> dict[str, Area]:
    services.import_areas(town_file(**commune), at=NOW)
    return {area.slug: area for area in Area.objects.all()}


def make_place(area: Area, /, **values: Any) -> Place:
    kept = {"name": "Maison de quartier", "kind": "neighbourhood-house", "published": True}
    return services.create_place(values={**kept, "area": area, **values}, at=NOW)

"""The outlines a browser draws: light, whole, and asked for once."""

import json
from typing import Any

import pytest
import shapely
from django.test import Client

from parvis.domains.territory import selectors, services
from parvis.domains.territory.models import Area

from .builders import NOW, box, collection, feature, make_town

pytestmark = pytest.mark.django_db
SHAPES = "/quartiers/formes.json"


def test_shapes_are_the_neighbourhoods_by_name(town: dict[str, Area]) -> None:
    told = json.loads(selectors.shapes().body)

    assert told["type"] == "FeatureCollection"
    names = [one["properties"] for one in told["features"]]
    assert names == [
        {"name": "La Gare"},
        {"name": "Le Port"},
        {"name": "Les Hauts"},
        {"name": "Les Tilleuls"},
    ]
    drawn = shapely.union_all([shapely.geometry.shape(one["geometry"]) for one in told["features"]])
    assert drawn.equals(shapely.box(3.00, 46.00, 3.06, 46.04))


def test_shapes_are_simplified_together(db: None) -> None:
    """A ragged border of a thousand points becomes a few dozen, the same for both who share it."""
    ragged = [[3.02 + (0.00001 if n % 2 else 0), 46 + 0.02 * n / 1000] for n in range(1001)]
    west = [[3.0, 46.0], *ragged, [3.0, 46.02], [3.0, 46.0]]
    east = [[3.04, 46.02], *reversed(ragged), [3.04, 46.0], [3.04, 46.02]]
    services.import_areas(
        collection(
            feature(
                "Ouest", "neighbourhood", {"type": "Polygon", "coordinates": [west]}, parent="v"
            ),
            feature("Est", "neighbourhood", {"type": "Polygon", "coordinates": [east]}, parent="v"),
            feature("V", "commune", box(3.0, 46.0, 3.04, 46.02)),
        ),
        at=NOW,
    )

    told = json.loads(selectors.shapes().body)

    one, other = (shapely.geometry.shape(each["geometry"]) for each in told["features"])
    assert shapely.get_num_coordinates([one, other]).max() < 100
    assert one.intersection(other).area == 0
    assert shapely.union_all([one, other]).area == pytest.approx(0.04 * 0.02, rel=0.01)
    assert len(selectors.shapes().body) < 4_000


def test_shapes_are_kept_until_an_area_changes(
    client: Client, town: dict[str, Area], django_assert_num_queries: Any
) -> None:
    first = client.get(SHAPES)
    assert first.status_code == 200
    assert first["Content-Type"] == "application/geo+json"
    assert "public" in first["Cache-Control"]
    with django_assert_num_queries(1):
        again = client.get(SHAPES, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""

    renamed = feature(
        *("Le Vieux Port", "neighbourhood", box(3.04, 46.00, 3.06, 46.02)),
        slug="le-port",
        parent="valmont",
    )
    services.import_areas(collection(renamed), at=NOW)
    changed = client.get(SHAPES, headers={"If-None-Match": first["ETag"]})

    assert changed.status_code == 200
    assert "Le Vieux Port" in changed.content.decode()


def test_town_nobody_has_drawn_has_no_shapes(client: Client) -> None:
    assert json.loads(client.get(SHAPES).content)["features"] == []


def test_area_beside_is_counted_with_what_is_inside_it() -> None:
    town = make_town()
    ids = {area.pk: slug for slug, area in town.items()}

    around = {ids[one] for one in selectors.ids_around(town["les-tilleuls"])}

    assert around == {"les-tilleuls", "la-gare", "les-hauts"}
    assert {ids[one] for one in selectors.ids_around(town["valmont"])} == set(town)


def test_areas_to_choose_are_neighbourhoods_and_communes_when_there_are_several(
    town: dict[str, Area],
) -> None:
    names = [area.name for area in selectors.areas_to_choose()]
    assert names == ["La Gare", "Le Port", "Les Hauts", "Les Tilleuls"]

    Area.objects.create(name="Aubin", slug="aubin", kind="commune", created_at=NOW, updated_at=NOW)
    assert [area.name for area in selectors.areas_to_choose()] == ["Aubin", "Valmont", *names]

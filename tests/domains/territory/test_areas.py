"""The tree of areas, points, cells, neighbours."""

import math

import h3
import pytest
import shapely
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from parvis.domains.territory import selectors, services
from parvis.domains.territory.models import Area
from parvis.domains.territory.selectors import NotOnEarth
from parvis.kernel.errors import NotVisible

from .builders import NOW, box, collection, feature, town_file


def names(areas):
    return [area.name for area in areas]


def test_areas_tree_is_ordered_by_name_in_one_query(town, django_assert_num_queries):
    with django_assert_num_queries(1):
        (root,) = selectors.areas_tree()
    assert root.area.name == "Valmont"
    quarters = names(node.area for node in root.children)
    assert quarters == ["La Gare", "Le Port", "Les Hauts", "Les Tilleuls"]
    assert all(node.children == () for node in root.children)


@pytest.mark.django_db
def test_areas_tree_of_an_empty_town_is_empty():
    assert selectors.areas_tree() == ()
    assert selectors.area_at((46.01, 3.01)) is None
    assert selectors.closeness() == {}
    assert selectors.area_of_cell(selectors.cell_of(46.01, 3.01)) is None


@pytest.mark.parametrize(
    ("point", "slug"),
    [
        ((46.010, 3.010), "les-tilleuls"),
        ((46.010, 3.030), "la-gare"),
        ((46.030, 3.050), "les-hauts"),
        ((46.050, 3.010), None),
        ((-46.010, 3.010), None),
        ((46.0, 3.0), "les-tilleuls"),  # a corner of the town
        ((46.02, 3.05), "le-port"),  # a border: smaller than Les Hauts
        ((46.01, 3.02), "la-gare"),  # a border of equals: by slug
    ],
)
def test_area_at_is_the_smallest_area_around_the_point(town, point, slug):
    found = selectors.area_at(point)
    assert (found.slug if found else None) == slug


def test_area_at_answers_the_same_whatever_the_order_of_entry(db):
    turned = town_file()
    turned["features"].reverse()
    services.import_areas(turned, at=NOW)
    assert selectors.area_at((46.01, 3.02)).slug == "la-gare"


def test_area_at_sees_a_changed_boundary_at_once(town):
    point = (46.0105, 3.0105)
    assert selectors.area_at(point).slug == "les-tilleuls"
    moved = feature("Les Tilleuls", "neighbourhood", box(3.0, 46.0, 3.01, 46.01), parent="valmont")
    services.import_areas(collection(moved), at=NOW)  # at the same instant as before
    assert selectors.area_at(point).slug == "valmont"
    Area.objects.filter(slug="les-hauts").delete()
    assert selectors.area_at((46.03, 3.05)).slug == "valmont"


@pytest.mark.parametrize(
    "point", [(91, 3), (46, 181), (math.nan, 3), (46, math.inf), (-90.01, 0), (0, -180.01)]
)
@pytest.mark.django_db
def test_a_point_that_is_nowhere_is_refused_without_repeating_it(point):
    for ask in (lambda: selectors.area_at(point), lambda: selectors.cell_of(*point)):
        with pytest.raises(NotOnEarth) as caught:
            ask()
        assert not any(character.isdigit() for character in str(caught.value))


def test_a_point_is_neither_stored_nor_logged(town, caplog):
    caplog.set_level(0)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        selectors.area_at((46.0123456, 3.0123456))
        selectors.area_of_cell(selectors.cell_of(46.0123456, 3.0123456))
    assert asked.captured_queries
    told = caplog.text + "".join(query["sql"] for query in asked.captured_queries)
    assert "0123456" not in told
    assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)


def test_neighbours_touch_and_are_of_the_same_kind(town):
    assert names(selectors.neighbours_of(town["les-tilleuls"])) == ["La Gare", "Les Hauts"]
    around = names(selectors.neighbours_of(town["les-hauts"]))
    assert around == ["La Gare", "Le Port", "Les Tilleuls"]
    assert selectors.neighbours_of(town["valmont"]) == []


@pytest.mark.parametrize(("metres", "touches"), [(0, True), (15, True), (60, False)])
def test_boundaries_drawn_a_few_metres_apart_touch(db, metres, touches):
    gap = metres / (111_195 * math.cos(math.radians(46)))
    services.import_areas(
        collection(
            feature("Ville", "commune", box(2.9, 45.9, 3.1, 46.1)),
            feature("Ouest", "neighbourhood", box(3.0, 46.0, 3.02, 46.02), parent="ville"),
            feature("Est", "neighbourhood", box(3.02 + gap, 46.0, 3.04, 46.02), parent="ville"),
        ),
        at=NOW,
    )
    ouest = Area.objects.get(slug="ouest")
    assert names(selectors.neighbours_of(ouest)) == (["Est"] if touches else [])


def test_closeness_is_symmetric_and_of_three_levels(town):
    near = selectors.closeness()
    assert near["les-tilleuls"]["les-tilleuls"] == 1.0
    assert near["les-tilleuls"]["la-gare"] == 0.6
    assert near["les-tilleuls"]["le-port"] == 0.25
    assert near["les-tilleuls"]["valmont"] == 0.6
    assert all(near[one][other] == near[other][one] for one in town for other in town)


def test_closeness_costs_one_query_once_known(town, django_assert_num_queries):
    selectors.closeness()
    with django_assert_num_queries(1):
        selectors.closeness()


def test_closeness_cannot_be_changed_by_its_reader(town):
    with pytest.raises(TypeError):
        selectors.closeness()["la-gare"]["le-port"] = 1.0


@pytest.mark.parametrize(
    "point", [(48.85, 2.35), (50.6, 3.06), (43.3, 5.4), (48.4, -4.5), (42.7, 9.4), (-21.1, 55.5)]
)
def test_a_cell_is_coarse_everywhere(point):
    cell = selectors.cell_of(*point)
    assert h3.cell_area(cell, unit="km^2") >= 4.0


def test_a_cell_tells_no_more_than_itself():
    """Two hundred points of one cell leave the same trace: nothing to tell them apart."""
    cell = selectors.cell_of(46.01, 3.01)
    latitude, longitude = h3.cell_to_latlng(cell)
    outline = shapely.Polygon([(x, y) for y, x in h3.cell_to_boundary(cell)])
    inside = [
        (latitude + north / 1000, longitude + east / 1000)
        for north in range(-10, 11)
        for east in range(-10, 11)
        if outline.contains(shapely.Point(longitude + east / 1000, latitude + north / 1000))
    ]
    assert len(inside) >= 200
    assert {selectors.cell_of(*point) for point in inside} == {cell}


def test_area_of_a_cell_is_a_neighbourhood_of_the_town_it_covers_most(town):
    cell = selectors.cell_of(46.01, 3.01)
    found = selectors.area_of_cell(cell)
    outline = shapely.Polygon([(x, y) for y, x in h3.cell_to_boundary(cell)])
    quarters = [area for area in town.values() if area.kind == "neighbourhood"]
    largest = max(
        quarters, key=lambda area: shapely.geometry.shape(area.boundary).intersection(outline).area
    )
    assert found == largest


def test_area_of_a_cell_elsewhere_or_of_another_size_is_none(town):
    assert selectors.area_of_cell(selectors.cell_of(48.85, 2.35)) is None
    assert selectors.area_of_cell(h3.latlng_to_cell(46.01, 3.01, 9)) is None
    assert selectors.area_of_cell("n’importe quoi") is None
    assert not selectors.is_cell(h3.latlng_to_cell(46.01, 3.01, 9))
    assert selectors.is_cell(selectors.cell_of(46.01, 3.01))


@pytest.mark.django_db
def test_area_of_a_cell_passes_through_an_area_nobody_drew():
    services.import_areas(
        collection(
            feature("Région", "region", None),
            feature("Ville", "commune", box(2.9, 45.9, 3.1, 46.1), parent="region"),
        ),
        at=NOW,
    )
    assert selectors.area_of_cell(selectors.cell_of(46.0, 3.0)).slug == "ville"


def test_find_area_knows_its_parent_and_refuses_the_others(town):
    assert selectors.find_area("la-gare").parent == town["valmont"]
    with pytest.raises(NotVisible):
        selectors.find_area("nulle-part")


def test_an_area_has_the_parent_its_kind_asks_for(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Area.objects.create(
            name="Seul", slug="seul", kind="neighbourhood", created_at=NOW, updated_at=NOW
        )
    region = Area.objects.create(name="R", slug="r", kind="region", created_at=NOW, updated_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Area.objects.create(
            name="R2", slug="r2", kind="region", parent=region, created_at=NOW, updated_at=NOW
        )

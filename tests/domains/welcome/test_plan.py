"""The plan of the commune: a pixel is a neighbourhood, and the point is forgotten."""

import logging
import re

import pytest
import shapely
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from parvis.domains.territory.models import Area
from parvis.domains.territory.selectors import is_cell
from parvis.domains.welcome.selectors import Told
from parvis.domains.welcome.selectors.commune_plan import (
    MARGIN,
    WIDTH,
    drawn_neighbourhoods,
    plan_of,
    where_is,
)
from parvis.kernel.models import Fact
from tests.domains.welcome.test_questions import step, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def drawn(path: str) -> shapely.Polygon:
    """The outline as the browser draws it, in pixels."""
    points = re.findall(r"(-?[\d.]+),(-?[\d.]+)", path)
    return shapely.Polygon([(float(x), float(y)) for x, y in points])


def test_plan_every_pixel_is_the_neighbourhood_drawn_there() -> None:
    areas = drawn_neighbourhoods()
    plan = plan_of(areas)
    assert plan is not None
    shapes = {one.name: drawn(one.path) for one in plan.outlines}
    seen: set[str] = set()
    for x in range(0, WIDTH, 5):
        for y in range(0, plan.height, 5):
            pixel = shapely.Point(x, y)
            # Coordinates of the drawing are rounded to a tenth of a pixel.
            if any(shape.exterior.distance(pixel) < 0.2 for shape in shapes.values()):
                continue
            found = where_is(x, y, areas)
            inside = {name for name, shape in shapes.items() if shape.contains(pixel)}
            assert ({found[0].name} if found else set()) == inside
            if found:
                assert is_cell(found[1])
                seen.add(found[0].name)
    assert seen == {one.name for one in areas}


def test_plan_names_stand_in_their_own_neighbourhood() -> None:
    areas = drawn_neighbourhoods()
    plan = plan_of(areas)
    assert plan is not None
    for outline in plan.outlines:
        found = where_is(round(outline.x), round(outline.y), areas)
        assert found is not None
        assert found[0].name == outline.name


def test_plan_corner_that_a_keyboard_presses_is_outside(client: Client) -> None:
    assert MARGIN > 0
    page = words(step(client, 1, **{"point.x": "0", "point.y": "0"}))
    assert "hors de la commune" in page


def test_plan_pressed_chooses_the_neighbourhood_and_forgets_the_point(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    areas = drawn_neighbourhoods()
    plan = plan_of(areas)
    assert plan is not None
    outline = plan.outlines[0]
    x, y = round(outline.x), round(outline.y)
    facts = Fact.objects.count()
    with caplog.at_level(logging.DEBUG):
        response = step(client, 1, **{"point.x": str(x), "point.y": str(y)})
    page = words(response)
    area = Area.objects.get(name=outline.name)

    assert f'value="{area.pk}" id="id_area' in page
    assert f"Vous avez montré ce quartier\u202f: {area.name}" in page
    latitude, longitude = plan.point_at(x, y)
    for told in (page, caplog.text):
        assert f"{latitude:.4f}" not in told
        assert f"{longitude:.4f}" not in told
    assert "point" not in caplog.text
    assert Session.objects.count() == 0
    assert Fact.objects.count() == facts


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("x", "1"),
        ("1", ""),
        ("-5", "3"),
        ("9" * 400, "1"),
        ("9999", "9999"),
        ("1e2", "1"),
        ("²", "1"),
    ],
)
def test_plan_pressed_by_no_browser_is_answered_kindly(client: Client, x: str, y: str) -> None:
    told = Told(interests=("photography",))
    response = step(client, 1, told, **{"point.x": x, "point.y": y})
    assert response.status_code == 200
    assert 'name="interests" value="photography"' in words(response)


def test_plan_is_an_image_that_reads_no_account(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        response = client.get(reverse("welcome:plan"))
    assert response["Content-Type"] == "image/svg+xml"
    assert "public" in response["Cache-Control"]
    assert not response.cookies
    assert b"<script" not in response.content

"""The small plan of an area."""

import re

import pytest

from parvis.domains.territory import selectors
from parvis.domains.territory.models import Area, Place

from .builders import box


def area(boundary):
    return Area(name="Les Tilleuls", slug="les-tilleuls", boundary=boundary)


def at(latitude, longitude):
    return Place(name="Lieu", latitude=latitude, longitude=longitude)


def test_drawing_fits_its_paper_and_keeps_the_shape():
    drawing = selectors.drawing_of(area(box(3.0, 46.0, 3.06, 46.02)))
    numbers = [float(number) for number in re.findall(r"-?\d+\.?\d*", drawing.path)]
    xs, ys = numbers[0::2], numbers[1::2]
    assert min(xs) == min(ys) == 12
    assert max(xs) == pytest.approx(drawing.width - 12)
    assert max(ys) == pytest.approx(drawing.height - 12)
    assert max(drawing.width, drawing.height) == pytest.approx(300)
    # Three times as many degrees east as north, at 46 degrees north: twice as wide as high.
    assert (max(xs) - min(xs)) / (max(ys) - min(ys)) == pytest.approx(3 * 0.6945, rel=0.01)
    assert drawing.path.startswith("M")
    assert drawing.path.endswith("Z")
    assert drawing.view_box == f"0 0 {drawing.width:g} {drawing.height:g}"


def test_drawing_puts_north_up_and_skips_places_without_a_point():
    places = [at(46.019, 3.001), at(46.001, 3.019), at(None, None)]
    drawing = selectors.drawing_of(area(box(3.0, 46.0, 3.02, 46.02)), places)
    (north_west, south_east) = drawing.dots
    assert north_west[0] < south_east[0]
    assert north_west[1] < south_east[1]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (at(46.010, 3.010), "au centre"),
        (at(46.019, 3.010), "au nord."),
        (at(46.001, 3.010), "au sud."),
        (at(46.010, 3.019), "à l’est"),
        (at(46.010, 3.001), "à l’ouest"),
        (at(46.019, 3.001), "au nord-ouest"),
        (at(46.001, 3.019), "au sud-est"),
        (at(46.030, 3.010), "tout près"),
        (at(None, None), "Les Tilleuls, plan simplifié."),
    ],
)
def test_drawing_says_the_same_in_words(place, words):
    assert words in selectors.drawing_of(area(box(3.0, 46.0, 3.02, 46.02)), [place]).words


def test_drawing_has_holes_pieces_and_neighbours():
    pieces = {
        "type": "MultiPolygon",
        "coordinates": [
            [
                *box(3.0, 46.0, 3.02, 46.02)["coordinates"],
                *box(3.005, 46.005, 3.01, 46.01)["coordinates"],
            ],
            box(3.03, 46.0, 3.04, 46.01)["coordinates"],
        ],
    }
    around = [area(box(3.04, 46.0, 3.06, 46.02)), area(None)]
    drawing = selectors.drawing_of(area(pieces), around=around)
    assert drawing.path.count("Z") == 3
    assert len(drawing.around) == 1


def test_drawing_of_an_area_nobody_drew_is_none():
    assert selectors.drawing_of(area(None)) is None

"""Where in a neighbourhood somebody might live."""

import random
from collections.abc import Callable

import shapely
from shapely.geometry import shape

from parvis.surfaces.cli.town.shapes import AreaPlan


def doors(area: AreaPlan) -> Callable[[random.Random], tuple[float, float]]:
    """A maker of points inside an area."""
    polygon = shape(area.boundary)
    shapely.prepare(polygon)
    west, south, east, north = polygon.bounds

    def door(rng: random.Random) -> tuple[float, float]:
        while True:
            x, y = rng.uniform(west, east), rng.uniform(south, north)
            if shapely.contains_xy(polygon, x, y):
                return round(y, 5), round(x, 5)

    return door

"""Reads of the territory: areas, places, hours, and a small drawing of an area."""

from parvis.domains.territory.selectors.areas import (
    AreaNode,
    areas_inside,
    areas_to_choose,
    areas_tree,
    closeness,
    descendants_of,
    find_area,
    ids_around,
    neighbourhoods,
    neighbours_of,
    top_areas,
)
from parvis.domains.territory.selectors.calendars import (
    is_region_with_holidays,
    public_holidays,
)
from parvis.domains.territory.selectors.drawing import Drawing, drawing_of
from parvis.domains.territory.selectors.grammar import UnreadableHours
from parvis.domains.territory.selectors.hours import Schedule, schedule
from parvis.domains.territory.selectors.openings import (
    DayHours,
    Opening,
    is_open,
    opening,
    week_of,
)
from parvis.domains.territory.selectors.places import (
    find_place,
    find_place_by_id,
    places_open_now,
    published_places,
)
from parvis.domains.territory.selectors.points import (
    NotOnEarth,
    area_at,
    area_of_cell,
    cell_of,
    centre_of_cell,
    centres_of_areas,
    is_cell,
)
from parvis.domains.territory.selectors.shapes import Shapes, shapes

__all__ = [
    "AreaNode",
    "DayHours",
    "Drawing",
    "NotOnEarth",
    "Opening",
    "Schedule",
    "Shapes",
    "UnreadableHours",
    "area_at",
    "area_of_cell",
    "areas_inside",
    "areas_to_choose",
    "areas_tree",
    "cell_of",
    "centre_of_cell",
    "centres_of_areas",
    "closeness",
    "descendants_of",
    "drawing_of",
    "find_area",
    "find_place",
    "find_place_by_id",
    "ids_around",
    "is_cell",
    "is_open",
    "is_region_with_holidays",
    "neighbourhoods",
    "neighbours_of",
    "opening",
    "places_open_now",
    "public_holidays",
    "published_places",
    "schedule",
    "shapes",
    "top_areas",
    "week_of",
]

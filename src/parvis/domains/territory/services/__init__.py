"""Writes of the territory."""

from parvis.domains.territory.services.areas import AreasRefused, ImportOutcome, import_areas
from parvis.domains.territory.services.boundaries import BadBoundary
from parvis.domains.territory.services.places import (
    PhotoWithoutWords,
    PlaceChangedMeanwhile,
    PlaceRefused,
    add_photo,
    create_place,
    remove_photo,
    update_place,
)

__all__ = [
    "AreasRefused",
    "BadBoundary",
    "ImportOutcome",
    "PhotoWithoutWords",
    "PlaceChangedMeanwhile",
    "PlaceRefused",
    "add_photo",
    "create_place",
    "import_areas",
    "remove_photo",
    "update_place",
]

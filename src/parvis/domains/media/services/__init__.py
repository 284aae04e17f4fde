"""Writes of images."""

from parvis.domains.media.services.images import (
    EnoughForToday,
    EnoughImages,
    TooHeavy,
    delete_image,
    delete_images_of,
    remove_orphans,
    store_image,
)
from parvis.domains.media.services.pictures import (
    ApplePhoto,
    DamagedPicture,
    NotAPicture,
    TooManyPixels,
)

__all__ = [
    "ApplePhoto",
    "DamagedPicture",
    "EnoughForToday",
    "EnoughImages",
    "NotAPicture",
    "TooHeavy",
    "TooManyPixels",
    "delete_image",
    "delete_images_of",
    "remove_orphans",
    "store_image",
]

"""Facts of the territory."""

from dataclasses import dataclass
from uuid import UUID

from parvis.kernel.events import Fact


@dataclass(frozen=True)
class PlaceChanged(Fact):
    """A place was added, edited, published or withdrawn: what is known of it elsewhere is old."""

    place_id: UUID
    published: bool


@dataclass(frozen=True)
class AreasImported(Fact):
    """A file of boundaries was taken in."""

    added: int
    changed: int

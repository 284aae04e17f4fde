"""Facts about images."""

from dataclasses import dataclass
from uuid import UUID

from parvis.kernel.events import Fact


@dataclass(frozen=True)
class ImageStored(Fact):
    image_id: UUID


@dataclass(frozen=True)
class ImageDeleted(Fact):
    image_id: UUID

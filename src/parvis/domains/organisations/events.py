"""Facts of organisations."""

from dataclasses import dataclass
from uuid import UUID

from parvis.kernel.events import Fact


@dataclass(frozen=True)
class OrganisationChanged(Fact):
    """An organisation was added, edited, published or withdrawn."""

    organisation_id: UUID
    published: bool


@dataclass(frozen=True)
class MemberAdded(Fact):
    """Somebody acts in its name from now on, or in another part than before."""

    organisation_id: UUID
    resident_id: UUID
    part: str
    welcomes: bool


@dataclass(frozen=True)
class MemberRemoved(Fact):
    organisation_id: UUID
    resident_id: UUID

"""What somebody keeps of the agenda: theirs alone."""

from uuid import UUID

from parvis.domains.gatherings.models import SavedFilters
from parvis.domains.people.models import Resident
from parvis.kernel import text
from parvis.kernel.errors import NotVisible


def saved_of(resident: Resident) -> list[SavedFilters]:
    """By name."""
    found = SavedFilters.objects.filter(resident=resident)
    return sorted(found, key=lambda one: (text.fold(one.name), one.pk))


def find_saved(resident: Resident, saved_id: UUID) -> SavedFilters:
    """:raises NotVisible: there is none, or it is somebody else's."""
    found = SavedFilters.objects.filter(resident=resident, pk=saved_id).first()
    if found is None:
        raise NotVisible
    return found

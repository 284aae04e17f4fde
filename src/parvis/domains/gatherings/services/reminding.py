"""What was said before a date is said once."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from parvis.domains.gatherings.models import Occurrence


def note_reminded(*, occurrence_id: UUID, at: datetime) -> None:
    """The day-before message went out. It never goes back in time."""
    earlier = Q(reminded_at=None) | Q(reminded_at__lt=at)
    Occurrence.objects.filter(earlier, pk=occurrence_id).update(reminded_at=at)

"""Who had no table is told once a round."""

from datetime import datetime
from uuid import UUID

from parvis.domains.rounds.models import Unplaced


def untold(*, round_id: UUID) -> list[Unplaced]:
    """Those of a round who do not know yet, with all that is said to them."""
    found = Unplaced.objects.filter(round=round_id, told_at=None).select_related("resident")
    return list(found.order_by("pk"))


def note_told(*, missed: Unplaced, at: datetime) -> None:
    """Safe to repeat: the first time counts."""
    Unplaced.objects.filter(pk=missed.pk, told_at=None).update(told_at=at)

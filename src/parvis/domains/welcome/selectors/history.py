"""What was shown, followed and refused: which paths are a week old, and what they teach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Min

from parvis.domains.people.models import Resident
from parvis.domains.welcome.models import LearnedWeights, Suggestion
from parvis.domains.welcome.vocabulary import (
    ABSENT_DAYS,
    LEARNS_FROM_DAYS,
    PATHS_AT_ONCE,
    RESTS_AFTER_DAYS,
    Ending,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One suggestion as it was shown to somebody, and what they did of it; not who."""

    parts: dict[str, float]
    followed: bool
    refused: bool


def paths_due(at: datetime) -> list[Resident]:
    """Whose path was not looked at for a week, among those who came lately. One query."""
    old = at - timedelta(days=RESTS_AFTER_DAYS)
    return list(
        Resident.objects.filter(
            is_active=True,
            erasure_asked_at=None,
            seen_on__gte=(at - timedelta(days=ABSENT_DAYS)).date(),
            suggestions__ended_at=None,
            suggestions__weighed_at__lte=old,
        )
        .annotate(oldest=Min("suggestions__weighed_at"))
        .order_by("oldest", "pk")[:PATHS_AT_ONCE]
    )


def choices_made(at: datetime) -> list[Sequence[Shown]]:
    """What each person was shown of one kind, of which something was followed or refused.

    Alone, a suggestion teaches nothing: there was nothing else to choose. One query.
    """
    rows = (
        Suggestion.objects.filter(made_at__gt=at - timedelta(days=LEARNS_FROM_DAYS))
        .exclude(parts={})
        .order_by("resident_id", "kind", "made_at", "pk")
    )
    found: list[Sequence[Shown]] = []
    for _, together in groupby(rows.iterator(), key=lambda one: (one.resident_id, one.kind)):
        shown = [
            Shown(one.parts, one.followed_at is not None, one.ending == Ending.REFUSED)
            for one in together
        ]
        if len(shown) > 1 and any(one.followed or one.refused for one in shown):
            found.append(shown)
    return found


def learned_weights() -> dict[str, float]:
    """What was learned last; empty for a town without history."""
    last = LearnedWeights.objects.order_by("-learned_at").first()
    return dict(last.weights) if last else {}

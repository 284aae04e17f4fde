"""What waits, what failed for good, and trying it again: for ``parvis doctor``."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min

from parvis.kernel import clock, ports
from parvis.kernel.models import Delivery, Job
from parvis.kernel.tasks import schedules

#: A job this late means that no worker runs.
LATE = timedelta(minutes=30)


@dataclass(frozen=True)
class Health:
    """``oldest``: since when the longest waiting delivery could have run."""

    waiting: int
    retrying: int
    running: int
    dead: int
    oldest: datetime | None
    failing_jobs: tuple[str, ...]
    late_jobs: tuple[str, ...]


@dataclass(frozen=True)
class DeadLetter:
    id: int
    fact_id: uuid.UUID
    fact: str
    listener: str
    attempts: int
    happened_at: datetime
    last_error: str


def health() -> Health:
    at = clock.now()
    state = Delivery.State
    due = Delivery.objects.filter(state=state.WAITING, run_after__lte=at)
    jobs = Job.objects.filter(name__in=schedules.known()).order_by("name")
    return Health(
        waiting=due.count(),
        retrying=Delivery.objects.filter(state=state.WAITING, run_after__gt=at).count(),
        running=Delivery.objects.filter(state=state.RUNNING).count(),
        dead=Delivery.objects.filter(state=state.DEAD).count(),
        oldest=due.aggregate(oldest=Min("run_after"))["oldest"],
        failing_jobs=tuple(jobs.exclude(last_error="").values_list("name", flat=True)),
        late_jobs=tuple(jobs.filter(next_run_at__lt=at - LATE).values_list("name", flat=True)),
    )


def dead_letters(limit: int = 50) -> list[DeadLetter]:
    """Newest first."""
    rows = Delivery.objects.filter(state=Delivery.State.DEAD).select_related("fact")
    return [
        DeadLetter(
            id=row.pk,
            fact_id=row.fact.pk,
            fact=row.fact.name,
            listener=row.listener,
            attempts=row.attempts,
            happened_at=row.fact.happened_at,
            last_error=row.last_error,
        )
        for row in rows.order_by("-id")[:limit]
    ]


def retry_dead(ids: Collection[int] | None = None) -> int:
    """Give dead deliveries (all, or these) all their attempts again, from now; says how many."""
    dead = Delivery.objects.filter(state=Delivery.State.DEAD)
    if ids is not None:
        dead = dead.filter(pk__in=list(ids))
    revived = dead.update(
        state=Delivery.State.WAITING, attempts=0, run_after=clock.now(), last_error=""
    )
    if revived:
        transaction.on_commit(lambda: ports.wake().nudge(), robust=True)
    return revived

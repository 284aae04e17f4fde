"""One delivery: claimed, run, and noted as done, as to be tried again, or as dead."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q

from parvis.kernel import clock, events, logs
from parvis.kernel.models import Delivery

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 8
#: 10 s, 40 s, 3 min, 11 min, 43 min, 2 h, 2 h: some five hours, longer than a mail server's bad
#: morning (REL-18).
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=2)
#: No pause and no lease reaches this far.
FAR = timedelta(days=1)


@dataclass(frozen=True)
class Claim:
    """The right to run one delivery until the lease ends; ``attempt`` tells it from later ones."""

    id: int
    attempt: int


class LostClaim(Exception):  # noqa: N818
    """The lease ended and somebody else has it."""


def claim() -> Claim | None:
    """Take the oldest delivery that is due, or whose worker died. Nobody else gets the same one.

    Rows that another worker is looking at are skipped where the database can (PostgreSQL);
    SQLite's transactions are IMMEDIATE, so there is never another one.
    """
    at = clock.now()
    ready = _ready(at)
    if not Delivery.objects.filter(ready).exists():
        return None  # most of the time: asked without taking SQLite's only write lock
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(skip_locked=True).filter(ready)
        for row in rows.order_by("run_after", "id")[:1]:
            if row.attempts >= MOST_ATTEMPTS:
                _note_death(row, "its worker died every time")
                row.save()
                return claim()
            row.state = Delivery.State.RUNNING
            row.attempts += 1
            row.leased_until = at + LEASE
            row.save(update_fields=["state", "attempts", "leased_until"])
            return Claim(row.pk, row.attempts)
    return None


def run(claimed: Claim, *, raising: bool = False) -> bool:
    """Run the handler; whether it went well. Never raises for what a handler does, unless asked."""
    try:
        _run_handler(claimed)
    except LostClaim:
        log.warning("delivery_lease_lost", delivery=claimed.id, attempt=claimed.attempt)
        return False
    except Exception as error:
        _note_failure(claimed, error)
        if raising:
            raise
        return False
    return True


def pause_after(attempts: int) -> timedelta:
    """How long to wait before the next attempt: four times longer each time, a fifth at random."""
    pause = min(FIRST_PAUSE * 4 ** (attempts - 1), LONGEST_PAUSE)
    return pause * random.uniform(0.8, 1.2)  # noqa: S311  # nosec


def _run_handler(claimed: Claim) -> None:
    row = Delivery.objects.select_related("fact").get(pk=claimed.id)
    listener = events.listener(row.listener)
    if listener is None:
        # Perhaps a newer version's, while this worker is being replaced: later, then dead.
        raise LookupError(row.listener)
    fact = events.restore(row.fact)
    if listener.atomic:
        with transaction.atomic():
            # Held until the end: while this worker lives nobody else can take the delivery,
            # however long it runs, and its effects and "done" are one.
            _note_done(claimed)
            listener.handler(fact)
    else:
        listener.handler(fact)
        with transaction.atomic():
            _note_done(claimed)


def _ready(at: datetime) -> Q:
    """Due, or left by a worker that died. A far future was written by a clock since set back."""
    waiting, running = Q(state=Delivery.State.WAITING), Q(state=Delivery.State.RUNNING)
    far = at + FAR
    return waiting & (Q(run_after__lte=at) | Q(run_after__gt=far)) | running & (
        Q(leased_until__lt=at) | Q(leased_until__gt=far)
    )


def _mine(claimed: Claim) -> Q:
    return Q(pk=claimed.id, state=Delivery.State.RUNNING, attempts=claimed.attempt)


def _note_done(claimed: Claim) -> None:
    done = Delivery.objects.filter(_mine(claimed)).update(
        state=Delivery.State.DONE, leased_until=None, last_error=""
    )
    if not done:
        raise LostClaim


def _note_failure(claimed: Claim, error: Exception) -> None:
    log.warning("delivery_failed", delivery=claimed.id, attempt=claimed.attempt, exc_info=error)
    with transaction.atomic():
        row = Delivery.objects.select_for_update().filter(_mine(claimed)).first()
        if row is None:
            return
        if row.attempts >= MOST_ATTEMPTS:
            _note_death(row, logs.trail(error))
        else:
            row.state = Delivery.State.WAITING
            row.run_after = clock.now() + pause_after(row.attempts)
            row.leased_until = None
            row.last_error = logs.trail(error)
        row.save()


def _note_death(row: Delivery, reason: str) -> None:
    log.error("delivery_dead", delivery=row.pk, listener=row.listener, attempts=row.attempts)
    row.state, row.leased_until = Delivery.State.DEAD, None
    row.last_error = "; ".join(filter(None, [reason, row.last_error]))[:2_000]

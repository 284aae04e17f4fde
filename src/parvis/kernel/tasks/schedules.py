"""Jobs that come back. Missed while the machine was off: caught up once, then the old rhythm."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db.models import Q

from parvis.kernel import clock, events, logs
from parvis.kernel.models import Job

log = structlog.get_logger(__name__)

#: A job whose worker died is taken up again after this long, so it must end within it.
LEASE = timedelta(minutes=15)
#: A job that failed comes back sooner than its turn.
RETRY = timedelta(minutes=5)

Work = Callable[[datetime], None]


@dataclass(frozen=True)
class Schedule:
    name: str
    interval: timedelta
    work: Work


_schedules: dict[str, Schedule] = {}


def every(*, minutes: int, name: str) -> Callable[[Work], Work]:
    """Run ``work(at)`` at this interval, first one interval after the town first sees it.

    It must be safe to repeat, and drop by itself what is too late to be of use.
    """
    if minutes < 1:
        raise events.RegistrationError(f"{name}: at most once a minute")

    def register(work: Work) -> Work:
        old = _schedules.get(name)
        if old and (old.work.__module__, old.work.__qualname__) != (
            work.__module__,
            work.__qualname__,
        ):
            raise events.RegistrationError(f"two jobs are called {name}")
        _schedules[name] = Schedule(name, timedelta(minutes=minutes), work)
        return work

    return register


def known() -> frozenset[str]:
    return frozenset(_schedules)


def run_next(*, raising: bool = False) -> bool:
    """Run the job that waits the longest, if one is due; whether one was."""
    at = clock.now()
    claimed = _claim(at)
    if claimed is None:
        return False
    schedule = _schedules[claimed.name]
    try:
        schedule.work(at)
    except Exception as error:
        log.warning("job_failed", job=schedule.name, exc_info=error)
        again = clock.now() + min(RETRY, schedule.interval)
        _finish(claimed, next_run_at=again, last_error=logs.trail(error))
        if raising:
            raise
    else:
        again = _next_turn(schedule, claimed.next_run_at, clock.now())
        _finish(claimed, next_run_at=again, last_run_at=at, last_error="")
    return True


def _claim(at: datetime) -> Job | None:
    """The job that is due for the longest time, for this worker only until its lease ends."""
    for row in _rows(at):
        if row.next_run_at > at or (row.leased_until and row.leased_until >= at):
            continue
        until = at + LEASE
        free = Q(leased_until=None) | Q(leased_until__lt=at)
        same = Job.objects.filter(free, pk=row.pk, next_run_at=row.next_run_at)
        if same.update(leased_until=until):
            row.leased_until = until
            return row
    return None


def _rows(at: datetime) -> list[Job]:
    """A row for each known job, first due first; made for those that are new."""
    rows = {row.name: row for row in Job.objects.filter(name__in=_schedules)}
    if new := [schedule for name, schedule in _schedules.items() if name not in rows]:
        Job.objects.bulk_create(
            [Job(name=each.name, next_run_at=at + each.interval) for each in new],
            ignore_conflicts=True,  # another worker starts at the same moment
        )
    for row in rows.values():
        turn = at + _schedules[row.name].interval
        if row.next_run_at > turn:  # the clock was set back, or the interval made shorter
            Job.objects.filter(pk=row.pk).update(next_run_at=turn)
            row.next_run_at = turn
    return sorted(rows.values(), key=lambda row: row.next_run_at)


def _finish(claimed: Job, **changes: Any) -> None:
    """Note the end of a run, unless its lease ended and somebody else took it up."""
    mine = Job.objects.filter(pk=claimed.pk, leased_until=claimed.leased_until)
    if not mine.update(leased_until=None, **changes):
        log.warning("job_lease_lost", job=claimed.name)


def _next_turn(schedule: Schedule, due: datetime, at: datetime) -> datetime:
    """The first turn after now in the rhythm it has: what was missed is not made up for."""
    missed = max(0, (at - due) // schedule.interval)
    return due + (missed + 1) * schedule.interval

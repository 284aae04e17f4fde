"""Reading a source when its turn comes: fetched, compared, written, noted.

Nothing is fetched inside a transaction, and each thing is written in one of its own: whatever stops
a run half-way, the next one goes on from there.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from django.db import transaction

from parvis.domains.gatherings.events import SourceFailing
from parvis.domains.gatherings.models import Imported, ImportRun, Source
from parvis.domains.gatherings.services.importing import writing
from parvis.domains.gatherings.services.importing.fetching import Get, read_source
from parvis.domains.gatherings.services.importing.planning import Plan, plan
from parvis.domains.gatherings.services.importing.reading import Budget, NotRead, Reading
from parvis.domains.gatherings.vocabulary import (
    SOURCE_FAILURES,
    SOURCE_HOURS,
    SOURCE_HOURS_MAX,
    SOURCE_RUNS,
    ImportProblem,
)
from parvis.kernel import clock, events, fetch

log = structlog.get_logger(__name__)

#: A run that dies is taken up again after this.
LEASE: Final = timedelta(minutes=15)
#: What did not fit in one run is written by the next, soon.
SOON: Final = timedelta(minutes=5)
#: Every so often the whole is read, even if nothing changed there: new dates come into sight.
WHOLE: Final = timedelta(days=5)
#: For reading; then for writing.
READ_SECONDS: Final = 25
WRITE_SECONDS: Final = 25
REFUSED_KEPT: Final = 100
MAX_AT_ONCE: Final = 8


@dataclass(slots=True)
class Done:
    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    unchanged: int = 0
    refused: list[dict[str, str]] = field(default_factory=list)
    problem: str = ""
    #: There was no time for the rest.
    is_partial: bool = False


def bring_in(
    source_id: UUID, *, at: datetime, get: Get = fetch.get, shrunk: bool = False
) -> ImportRun | None:
    """Read one source if its turn has come, and write what changed. Safe to repeat: None then.

    :param shrunk: somebody confirmed that more than half of it is really gone.
    """
    source = _claim(source_id, at)
    if source is None:
        return None
    try:
        reading = read_source(
            source, at=at, seconds=READ_SECONDS, get=get, unless_same=_may_be_same(source, at)
        )
    except NotRead as stopped:
        return _failed(source, stopped.problem, at)
    if reading is None:
        return _noted(source, Done(unchanged=_standing(source)), at)
    done = _write(source, plan(source, reading, at=at, shrunk=shrunk), at)
    return _noted(source, done, at, reading)


def due(at: datetime) -> list[UUID]:
    """Sources whose turn has come, the longest waiting first."""
    waiting = Source.objects.filter(is_active=True, dropped_at=None, next_run_at__lte=at)
    return list(waiting.order_by("next_run_at", "pk").values_list("pk", flat=True)[:MAX_AT_ONCE])


def _claim(source_id: UUID, at: datetime) -> Source | None:
    """The source, ours for a while, if it is due; nobody else takes it meanwhile."""
    mine = Source.objects.filter(
        pk=source_id, is_active=True, dropped_at=None, next_run_at__lte=at
    ).update(next_run_at=at + LEASE)
    if not mine:
        return None
    return Source.objects.select_related("area", "place__area", "organisation").get(pk=source_id)


def _may_be_same(source: Source, at: datetime) -> bool:
    """Whether an answer “nothing changed” would do: the whole was read not long ago."""
    recent = source.runs.filter(started_at__gt=at - WHOLE, is_whole=True, problem="")
    return bool(source.etag or source.last_modified) and recent.exists()


def _standing(source: Source) -> int:
    return Imported.objects.filter(source=source, withdrawn_at=None, hidden_at=None).count()


def _write(source: Source, made: Plan, at: datetime) -> Done:
    budget = Budget(WRITE_SECONDS)
    done = Done(unchanged=len(made.unchanged), problem=made.problem or "")
    done.refused = [
        {"uid": one.uid, "title": one.title, "why": one.why.value}
        for one in made.refused[:REFUSED_KEPT]
    ]
    for planned in made.known:
        if not budget.left:
            break
        is_changed = writing.change(source, planned, at=at)
        done.changed, done.unchanged = done.changed + is_changed, done.unchanged + (not is_changed)
    for row in made.gone:
        if not budget.left:
            break
        done.withdrawn += writing.withdraw(row, at=at)
    for planned in made.new:
        if not budget.left:
            break
        done.added += writing.add(source, planned, at=at)
    done.is_partial = not budget.left
    return done


def _noted(source: Source, done: Done, at: datetime, reading: Reading | None = None) -> ImportRun:
    with transaction.atomic():
        held = Source.objects.select_for_update(no_key=True).get(pk=source.pk)
        held.failures, held.last_ok_at = 0, at
        held.next_run_at = at + (SOON if done.is_partial else timedelta(hours=SOURCE_HOURS))
        if reading is not None:
            is_sure = not done.problem and not done.is_partial and reading.is_whole
            held.etag = reading.etag if is_sure else ""
            held.last_modified = reading.last_modified if is_sure else ""
        held.save(update_fields=["failures", "last_ok_at", "next_run_at", "etag", "last_modified"])
        run = ImportRun.objects.create(
            source=held,
            started_at=at,
            ended_at=clock.now(),
            added=done.added,
            changed=done.changed,
            withdrawn=done.withdrawn,
            unchanged=done.unchanged,
            refused=done.refused,
            problem=done.problem,
            is_whole=reading is not None,
        )
        _forget_old_runs(held)
    return run


def _failed(source: Source, problem: ImportProblem, at: datetime) -> ImportRun:
    """Nothing changes; the next time is later and later, and somebody is told."""
    log.info("source_not_read", source=str(source.pk), problem=problem.value)
    with transaction.atomic():
        held = Source.objects.select_for_update(no_key=True).get(pk=source.pk)
        held.failures += 1
        hours = min(SOURCE_HOURS * 2 ** min(held.failures, 10), SOURCE_HOURS_MAX)
        held.next_run_at = at + timedelta(hours=hours)
        held.save(update_fields=["failures", "next_run_at"])
        run = ImportRun.objects.create(
            source=held, started_at=at, ended_at=clock.now(), problem=problem
        )
        _forget_old_runs(held)
        if held.failures == SOURCE_FAILURES:
            events.publish(SourceFailing(source_id=held.pk, at=at), at=at)
    return run


def _forget_old_runs(source: Source) -> None:
    kept = source.runs.order_by("-started_at", "-pk").values_list("pk", flat=True)[:SOURCE_RUNS]
    source.runs.exclude(pk__in=list(kept)).delete()

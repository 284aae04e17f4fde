"""The machinery beneath: the database, its settings, and Redis. For ``parvis doctor``."""

from collections.abc import Iterator
from dataclasses import dataclass

import redis
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from parvis.kernel import clock
from parvis.kernel.models import Job

#: What a town kept in SQLite relies on: writers that wait, links that hold, writes that survive.
#: 2 is FULL: an acknowledged write survives a power cut.
PRAGMAS = {"journal_mode": "wal", "foreign_keys": "1", "synchronous": "2"}
OLDEST_POSTGRESQL = 14
ANSWER_SECONDS = 2
PROBE = "kernel.doctor_probe"


@dataclass(frozen=True)
class Trouble:
    """What is wrong, and what to do about it."""

    sentence: str


def database_troubles() -> list[Trouble]:
    """Whether the database answers, has today's shape, is set as it must be, and takes writes."""
    try:
        connection.ensure_connection()
    except DatabaseError as refused:
        return [Trouble(f"The database does not answer ({_first_line(refused)}).")]
    return [*_shape(), *_settings(), *_writes()]


def _shape() -> Iterator[Trouble]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        named = ", ".join(f"{each.app_label} {each.name}" for each, _backwards in plan[:5])
        yield Trouble(f"{len(plan)} migrations wait ({named}…). Run: parvis migrate")


def _settings() -> Iterator[Trouble]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, wanted in PRAGMAS.items():
                cursor.execute(f"PRAGMA {name}")
                found = str(cursor.fetchone()[0])
                if found != wanted:
                    yield Trouble(f"SQLite runs with {name}={found}; Parvis needs {wanted}.")
            cursor.execute("PRAGMA quick_check(1)")
            if (found := cursor.fetchone()[0]) != "ok":
                yield Trouble(f"The database file is damaged ({found}). Restore the last backup.")
        else:
            cursor.execute("SHOW server_version_num")
            version = int(cursor.fetchone()[0]) // 10_000
            if version < OLDEST_POSTGRESQL:
                yield Trouble(f"PostgreSQL {version} is too old: {OLDEST_POSTGRESQL} or newer.")


def _writes() -> Iterator[Trouble]:
    """A row written and taken back."""
    try:
        with transaction.atomic():
            Job.objects.create(name=PROBE, next_run_at=clock.now())
            transaction.set_rollback(True)
    except DatabaseError as refused:
        yield Trouble(f"The database takes no writes ({_first_line(refused)}).")


def redis_troubles() -> list[Trouble]:
    """Whether Redis answers; nothing to look at on the embedded engine."""
    if settings.PARVIS.engine == "embedded":
        return []
    client = redis.Redis.from_url(
        settings.PARVIS.redis_url.get_secret_value(),
        socket_timeout=ANSWER_SECONDS,
        socket_connect_timeout=ANSWER_SECONDS,
    )
    try:
        client.ping()
    except (redis.RedisError, OSError) as refused:
        message = (
            f"Redis does not answer ({_first_line(refused)}): pages work, but nobody is told at"
            " once, and signing in waits. Look at PARVIS_REDIS_URL, and at Redis itself."
        )
        return [Trouble(message)]
    finally:
        client.close()
    return []


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__

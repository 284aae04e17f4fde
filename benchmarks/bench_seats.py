"""A thousand people want twenty places of one date at the same moment.

``python -m benchmarks.bench_seats [--people 1000] [--seats 20] [--threads 8] [--engines scaled]``

*at once* is from the first to the last answer: all of them ask together, and are served by as many
threads as one server has for pages (embedded), or four servers (scaled); *one by one* is the same
number one after the other, alone; then everybody who came leaves at once, and the seats are offered
to those who wait. *too many* counts seats that two people hold, offers made twice, and counts that
differ from the rows: none, or the run fails.

The scaled engine starts a PostgreSQL and a Redis of its own, which must be installed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from queue import Empty, SimpleQueue
from time import perf_counter
from typing import Any

from benchmarks.table import print_table

THREADS = {"embedded": 8, "scaled": 32}
HEAD = (
    *("engine", "people", "places", "threads", "at once (s)", "people a second"),
    *("one by one (s)", "ratio", "leave and offer (s)", "too many"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--seats", type=int, default=20)
    parser.add_argument("--threads", type=int, help="default: 8 embedded, 32 scaled")
    parser.add_argument("--engines", nargs="+", default=["embedded", "scaled"])
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.measure:
        print("\t".join(measure(chosen.people, chosen.seats, chosen.threads)))
        return
    rows = []
    for engine in chosen.engines:
        with services_of(engine) as environment:
            command = [sys.executable, "-m", "benchmarks.bench_seats", "--measure"]
            command += ["--people", str(chosen.people), "--seats", str(chosen.seats)]
            command += ["--threads", str(chosen.threads or THREADS[engine])]
            done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
            rows.append([engine, *done.stdout.decode().splitlines()[-1].split("\t")])
    print_table(HEAD, rows)


@contextmanager
def services_of(engine: str) -> Iterator[dict[str, str]]:
    """The environment of a town of its own on this engine."""
    from parvis.surfaces.cli.services import postgresql, redis

    with tempfile.TemporaryDirectory(prefix="parvis-bench-") as folder:
        own = {
            **os.environ,
            "PARVIS_MODE": "test",
            "PARVIS_ENGINE": engine,
            "PARVIS_DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "parvis.config.settings",
        }
        if engine == "embedded":
            yield own
            return
        with postgresql() as database_url, redis() as redis_url:
            yield {**own, "PARVIS_DATABASE_URL": database_url, "PARVIS_REDIS_URL": redis_url}


def measure(people: int, seats: int, threads: int) -> tuple[str, ...]:
    """One row of the table.

    :raises SystemExit: when a seat is held twice, or a count is not that of its rows.
    """
    import django

    django.setup()
    from django.core.management import call_command
    from tests.factories.gatherings import NOW, an_occurrence

    from parvis.domains.gatherings import services

    call_command("migrate", verbosity=0)
    residents = a_town(people)
    first, second = (an_occurrence(capacity=seats) for _ in range(2))

    def comes(occurrence: Any) -> Sequence[Callable[[], object]]:
        return [
            lambda who=who: services.come(  # type: ignore[misc]
                occurrence_id=occurrence.pk, resident=who, alone=False, at=NOW
            )
            for who in residents
        ]

    at_once = together(comes(first), threads)
    alone = together(comes(second), 1)
    check(first, seats=seats, going=seats, offered=0, waiting=people - seats)
    later = NOW + timedelta(hours=1)
    seated = [one.resident for one in first.attendances.filter(state="going")]
    leaving = together(
        [
            lambda who=who: services.leave(  # type: ignore[misc]
                occurrence_id=first.pk, resident=who, at=later
            )
            for who in seated
        ],
        threads,
    )
    offered = min(seats, people - seats)
    check(first, seats=seats, going=0, offered=offered, waiting=people - seats - offered)
    return (
        *(str(people), str(seats), str(threads)),
        *(f"{at_once:.1f}", f"{people / at_once:.0f}", f"{alone:.1f}"),
        *(f"{alone / at_once:.2f}×", f"{leaving:.2f}", "0"),
    )


def together(calls: Sequence[Callable[[], object]], threads: int) -> float:
    """Seconds until all have been answered, by so many threads that begin together."""
    from django.db import connection

    left: SimpleQueue[Callable[[], object]] = SimpleQueue()
    for call in calls:
        left.put(call)
    errors: list[Exception] = []
    gate = threading.Barrier(threads + 1)

    def work() -> None:
        connection.ensure_connection()
        gate.wait()
        try:
            while True:
                left.get_nowait()()
        except Empty:
            pass
        except Exception as error:  # noqa: BLE001  (told below, by the thread that asked)
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for one in workers:
        one.start()
    gate.wait()
    begun = perf_counter()
    for one in workers:
        one.join()
    took = perf_counter() - begun
    if errors:
        raise SystemExit(f"{len(errors)} failed: {errors[0]!r}")
    return took


def check(occurrence: Any, *, seats: int, **expected: int) -> None:
    from parvis.domains.gatherings.events import SeatOffered
    from parvis.kernel.models import Fact

    occurrence.refresh_from_db()
    rows = Counter(occurrence.attendances.values_list("state", flat=True))
    counted = {name: getattr(occurrence, name) for name in expected}
    if counted != expected or any(rows[name] != count for name, count in expected.items()):
        raise SystemExit(f"expected {expected}, counted {counted}, found {dict(rows)}")
    if occurrence.going + occurrence.offered > seats:
        raise SystemExit("a seat is held twice")
    offers = Fact.objects.filter(name=SeatOffered.name).values_list("payload", flat=True)
    told = Counter(str(one) for one in offers)
    if told and max(told.values()) > 1:
        raise SystemExit("an offer was made twice")


def a_town(people: int) -> list[Any]:
    from parvis.domains.people.models import Resident

    return Resident.objects.bulk_create(
        Resident(name=f"Personne {number}", email=f"p{number}@example.org")
        for number in range(people)
    )


if __name__ == "__main__":
    main()

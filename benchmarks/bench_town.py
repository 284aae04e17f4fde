"""One path in a whole town: 400 and 50,000 residents, from the database to the stored suggestions.

``python -m benchmarks.bench_town [--paths 60] [--sizes 400 50000]``

*our own* is the ranking with its reasons, on a town already translated (it is kept for half a
minute); *translate* is what the first request of that half minute pays; *renew* is the whole
service, its queries and its writes; the ratio is to the smallest town.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

from benchmarks.table import print_table


def measure(residents: int, paths: int) -> list[str]:
    """Build a town in this process' own folder and measure it."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from parvis.domains.people.models import Resident
    from parvis.domains.welcome import pairing, services
    from parvis.domains.welcome.pairing.town import translate
    from parvis.kernel import clock
    from parvis.surfaces.cli import settle

    call_command("migrate", verbosity=0)
    settle.build(today=clock.today(settings.TIME_ZONE), residents=residents, encounters=False)
    now = clock.now()
    began = time.perf_counter()
    town = translate(now)
    translating = time.perf_counter() - began
    pairing.town_at(now)
    newcomers = list(Resident.objects.filter(says_newcomer=True)[:paths])
    own, whole, queries = [], [], []
    for resident in newcomers:
        began = time.perf_counter()
        path = pairing.path_for(
            pairing.seeker_of(resident, town, str(resident.pk)), town, now=now, itself=resident.pk
        )
        for suggestion in path.first():
            pairing.stored_reasons(suggestion)
        own.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as captured:
            services.renew_path(resident=resident, at=now)
        whole.append((time.perf_counter() - began) * 1000)
        queries.append(len(captured))
    return [
        f"{len(town.catalogue.things):,}",
        f"{translating * 1000:.0f}",
        f"{statistics.median(own):.2f}",
        f"{statistics.quantiles(own, n=20)[18]:.2f}",
        f"{statistics.median(whole):.1f}",
        f"{min(queries)}–{max(queries)}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paths", type=int, default=60)
    parser.add_argument("--sizes", type=int, nargs="+", default=[400, 50_000])
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print("\t".join(measure(asked.one, asked.paths)))
        return
    rows, base = [], 0.0
    for size in asked.sizes:
        with tempfile.TemporaryDirectory() as folder:
            environment = {
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "parvis.config.settings",
                "PARVIS_MODE": "demo",
                "PARVIS_DATA_DIR": folder,
            }
            printed = (
                subprocess.run(
                    [
                        sys.executable,
                        "-m",
                        "benchmarks.bench_town",
                        "--one",
                        str(size),
                        "--paths",
                        str(asked.paths),
                    ],
                    env=environment,
                    check=True,
                    stdout=subprocess.PIPE,
                    text=True,
                )
                .stdout.strip()
                .splitlines()[-1]
            )
        row = printed.split("\t")
        base = base or float(row[2])
        rows.append([f"{size:,}", *row, f"{float(row[2]) / base:.2f}"])
    print_table(
        (
            "residents",
            "things",
            "translate ms",
            "our own ms",
            "p95 ms",
            "renew ms",
            "queries",
            "ratio",
        ),
        rows,
    )


if __name__ == "__main__":
    main()

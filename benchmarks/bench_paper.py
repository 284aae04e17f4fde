"""How long the week on paper takes, beside the same page as HTML.

    python -m benchmarks.bench_paper [--times 3]

A neighbourhood house with 20, 100 and 400 dates in one week, in a database in memory; the sheet is
made as the server makes it (a process for each), A4 and A3, and nothing is kept between two. The
HTML is the twin of the page, with its reads. The poster is that of one date. CPU is what the press
used, whatever else the machine does; the ratio is that of the seconds.
"""

import argparse
import os
import resource
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.table import print_table

DATES = (20, 100, 400)
HEADINGS = ("dates", "sheet", "pages", "KB", "HTML ms", "PDF s", "CPU s", "ratio")


def seconds(work: Callable[[], Any], times: int) -> float:
    taken = []
    for _ in range(times):
        began = perf_counter()
        work()
        taken.append(perf_counter() - began)
    return median(taken)


def used() -> float:
    """Seconds of processor of the processes that ended: the press is one for each sheet."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def prepare() -> None:
    """A database of our own, and no throttle in the way."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    import structlog
    from django.db import connection
    from django.test.utils import setup_test_environment

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)


def measure(times: int) -> list[tuple[str, ...]]:
    from django.test import Client
    from tests.factories.paper import WEEK, a_house, fill, read

    from parvis.domains.gatherings.models import Gathering, Occurrence
    from parvis.web import paper

    client, house, rows = Client(), a_house(), []

    def get(address: str) -> bytes:
        paper.forget()
        from django.core.cache import cache

        cache.clear()
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.content

    def row(dates: int, name: str, html: str, pdf: str) -> tuple[str, ...]:
        get(html)
        quick, made = seconds(lambda: get(html), times), get(pdf)
        before = used()
        slow = seconds(lambda: get(pdf), times)
        cpu = (used() - before) / times
        return (
            str(dates),
            name,
            str(len(read(made).pages)),
            f"{len(made) / 1000:.0f}",
            f"{quick * 1000:.0f}",
            f"{slow:.2f}",
            f"{cpu:.2f}",
            f"{slow / quick:.0f}×",
        )

    for dates in DATES:
        Gathering.objects.all().delete()
        fill(house, dates)
        page = f"/agenda/lieux/{house.place.slug}/programme"
        for size in ("a4", "a3"):
            pdf = f"{page}.pdf?{WEEK}&format={size}"
            rows.append(row(dates, f"week {size.upper()}", f"{page}/?{WEEK}", pdf))
    one = f"/agenda/{Occurrence.objects.earliest('starts_at').pk}/affiche"
    rows.append(row(1, "poster A4", f"{one}/", f"{one}.pdf"))
    return rows


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--times", type=int, default=3)
    chosen = options.parse_args()
    prepare()
    print_table(HEADINGS, measure(chosen.times))


if __name__ == "__main__":
    main()

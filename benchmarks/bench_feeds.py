"""The agenda for other programs: 2,000 events as iCalendar, the same narrowed, and as Atom.

``python -m benchmarks.bench_feeds [--gatherings 2000] [--series 400] [--times 5]``

A database of its own, thrown away after; feeds are asked of the application in this process.
Beside each, the time another parser (icalendar) takes to read the very same bytes: what counts is
their ratio.
"""

import argparse
import os
import tempfile
import time

from benchmarks.table import print_table

ASKED = {
    "iCal, all": ("feeds:agenda_ics", ""),
    "iCal, one neighbourhood": ("feeds:agenda_ics", "?quartier=quartier-3"),
    "iCal, free, on Tuesdays": ("feeds:agenda_ics", "?gratuit=1&jours=mar"),
    "Atom, the next 100": ("feeds:agenda_atom", ""),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gatherings", type=int, default=2000)
    parser.add_argument("--series", type=int, default=400)
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            PARVIS_MODE="test",
            PARVIS_DATA_DIR=folder,
            DJANGO_SETTINGS_MODULE="parvis.config.settings",
        )
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0)
        from benchmarks.bench_agenda import settle

        settle(asked.gatherings, asked.series)
        print_table(
            ("feed", "events", "queries", "kB", "ms", "read by icalendar, ms", "ratio"),
            [measured(name, asked.times) for name in ASKED],
        )


def measured(name: str, times: int) -> tuple[str, ...]:
    """The median of so many."""
    from statistics import median

    import icalendar
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    route, query = ASKED[name]
    address, client = reverse(route) + query, Client()
    client.get(address)
    cache.clear()
    queries = 0

    def count(execute, *args):  # type: ignore[no-untyped-def]
        nonlocal queries
        queries += 1
        return execute(*args)

    with connection.execute_wrapper(count):
        body = client.get(address).content
    spent = []
    for _each in range(times):
        cache.clear()  # each is made anew
        began = time.process_time()
        client.get(address)
        spent.append(time.process_time() - began)
    events = body.count(b"BEGIN:VEVENT") + body.count(b"<entry>")
    row = (name, f"{events:,}", str(queries), f"{len(body) / 1000:,.0f}")
    ms = median(spent) * 1000
    if route != "feeds:agenda_ics":
        return (*row, f"{ms:,.0f}", "", "")
    began = time.process_time()
    icalendar.Calendar.from_ical(body)
    reading = (time.process_time() - began) * 1000
    return (*row, f"{ms:,.0f}", f"{reading:,.0f}", f"{ms / reading:.2f}")


if __name__ == "__main__":
    main()

"""A large agenda: 5,000 gatherings, 1,000 of them weekly. Pages, queries, bytes; rules expanded.

``python -m benchmarks.bench_agenda [--gatherings 5000] [--series 1000] [--times 20]``

A database of its own, thrown away after; pages are asked of the application in this process, so
that the milliseconds are those of the processor, without a network. The same rules are expanded by
us and by recurring-ical-events in the same run: what counts is their ratio.
"""

import argparse
import gzip
import os
import random
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as hour
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.table import print_table

BORN = "2026-01-01T00:00:00+00:00"
DAY = date(2026, 11, 23)
WEEKS = 8
PLACES, HOSTS = 40, 200
PAGES = {
    "day": "vue=jour&date=2026-11-24",
    "week": "vue=semaine&date=2026-11-23",
    "week, second page": "vue=semaine&date=2026-11-23&depuis=2026-11-26",
    "week, filtered": "vue=semaine&date=2026-11-23&gratuit=1&moment=morning&jours=mar&age=40",
    "week, area": "vue=semaine&date=2026-11-23&quartier=quartier-3&voisins=1&interet=music",
    "week, words": "vue=semaine&date=2026-11-23&q=poterie",
    "month": "vue=mois&date=2026-11-23",
    "list": "vue=liste&date=2026-11-23",
    "map": "vue=plan&date=2026-11-23",
}
KINDS = ("choir", "walking", "conversation", "pottery")
#: What marks a row of each kind of page.
ROWS = ("row-gathering", "month-head", "data-spot=")
WORDS = ("café", "poterie", "chorale", "marche", "jardin", "tarot", "lecture", "vélo", "cuisine")


def settle(gatherings: int, series: int) -> None:
    """A town, and its agenda: one in five repeats each week, the others are spread over a year."""
    from django.db import transaction

    from parvis.domains.gatherings import selectors
    from parvis.domains.gatherings.models import Gathering, Occurrence
    from parvis.kernel import search

    chance = random.Random(20261123)
    places, organisations = town(chance)
    made, dates = [], []
    for number in range(gatherings):
        weekly = number < series
        day = DAY - timedelta(weeks=4) if weekly else DAY - timedelta(days=60)
        day += timedelta(days=chance.randrange(7 if weekly else 365))
        at = datetime.combine(day, hour(chance.randrange(8, 21), chance.choice((0, 15, 30))))
        made.append(
            Gathering(
                title=f"{chance.choice(WORDS).capitalize()} {number}",
                about="On se retrouve autour d’une table, et la conversation commence.",
                organisation=chance.choice(organisations),
                place=chance.choice(places),
                starts_at=selectors.instant(at, "Europe/Paris"),
                minutes=chance.choice((60, 90, 120)),
                rrule="FREQ=WEEKLY" if weekly else "",
                interests=(chance.choice(KINDS),),  # type: ignore[misc]
                languages=("fr",),  # type: ignore[misc]
                price_cents=chance.choice((0, 0, 0, 300)),
                capacity=chance.choice((None, 8, 20)),
                good_alone=chance.random() < 0.5,
                greeter_name="Nadia" if chance.random() < 0.3 else "",
                status="published",
            )
        )
        until = selectors.midnight(DAY + timedelta(weeks=WEEKS))
        after = made[-1].starts_at - timedelta(seconds=1)
        dates += [
            Occurrence(
                gathering=made[-1],
                rule_at=span.rule_at,
                starts_at=span.starts_at,
                ends_at=span.ends_at,
                going=chance.randrange(6),
            )
            for span in selectors.spans_of(
                made[-1], after=after, until=max(until, after + timedelta(days=1))
            )
        ]
    with transaction.atomic():
        Gathering.objects.bulk_create(made, batch_size=500)
        Occurrence.objects.bulk_create(dates, batch_size=1000)
        search.rebuild(["gathering"])
    print(f"{len(made)} gatherings, {len(dates)} dates")


def town(chance: random.Random) -> tuple[list[Any], list[Any]]:
    from parvis.domains.organisations.models import Organisation
    from parvis.domains.territory import services
    from parvis.domains.territory.models import Area, Place

    born = datetime.fromisoformat(BORN)

    def box(column: int, row: int) -> dict[str, Any]:
        west, south = 3 + column * 0.02, 46 + row * 0.02
        ring = [(0, 0), (0.02, 0), (0.02, 0.02), (0, 0.02), (0, 0)]
        return {"type": "Polygon", "coordinates": [[[west + x, south + y] for x, y in ring]]}

    def feature(name: str, kind: str, shape: Any, **more: Any) -> dict[str, Any]:
        told = {"name": name, "kind": kind, **more}
        return {"type": "Feature", "properties": told, "geometry": shape}

    quarters = [
        feature(
            f"Quartier {number}", "neighbourhood", box(number % 3, number // 3), parent="valmont"
        )
        for number in range(9)
    ]
    whole = {
        "type": "Polygon",
        "coordinates": [[[3, 46], [3.06, 46], [3.06, 46.06], [3, 46.06], [3, 46]]],
    }
    features = [*quarters, feature("Valmont", "commune", whole)]
    services.import_areas({"type": "FeatureCollection", "features": features}, at=born)
    areas = list(Area.objects.filter(kind="neighbourhood"))
    places = Place.objects.bulk_create(
        Place(
            name=f"Maison {number}",
            slug=f"maison-{number}",
            kind="neighbourhood-house",
            area=chance.choice(areas),
            latitude=46 + chance.random() * 0.06,
            longitude=3 + chance.random() * 0.06,
            access={"step-free": chance.choice(("yes", "no"))},
            published=True,
            created_at=born,
            updated_at=born,
        )
        for number in range(PLACES)
    )
    organisations = Organisation.objects.bulk_create(
        Organisation(name=f"Association {number}", slug=f"association-{number}", kind="association")
        for number in range(HOSTS)
    )
    return places, organisations


def median(times: int, run: Callable[[], object]) -> float:
    """The processor time of one run, in milliseconds: half of them take less."""
    taken = []
    for _ in range(times):
        began = time.process_time()
        run()
        taken.append((time.process_time() - began) * 1000)
    return sorted(taken)[len(taken) // 2]


def measure_pages(times: int) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, rows = Client(), []
    for name, query in PAGES.items():
        address = f"/agenda/?{query}"
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        assert response.status_code == 200, (name, response.status_code)
        in_sql = sum(float(query["time"]) for query in captured) * 1000
        count = len(captured)
        shown = response.content.decode()
        taken = median(times, partial(client.get, address))
        rows.append(
            (
                name,
                str(max(shown.count(mark) for mark in ROWS)),
                f"{taken:.1f}",
                f"{in_sql:.0f}",
                str(count),
                f"{len(response.content) / 1000:.1f}",
                f"{len(gzip.compress(response.content, 6)) / 1000:.1f}",
            )
        )
    head = ("page", "rows", "ms (processor, median)", "ms SQL", "queries", "kB", "kB gzip")
    print_table(head, rows)


def measure_rules(series: int) -> None:
    """The same weekly rules over a year, by us and by recurring-ical-events."""
    import icalendar
    import recurring_ical_events

    from parvis.domains.gatherings import selectors
    from parvis.domains.gatherings.models import Gathering

    chosen = list(Gathering.objects.exclude(rrule="").order_by("pk")[: min(series, 100)])
    after = selectors.midnight(DAY)
    until = after + timedelta(days=365)
    began = time.process_time()
    ours = {
        one.pk: [span.starts_at for span in selectors.spans_of(one, after=after, until=until)]
        for one in chosen
    }
    by_us = time.process_time() - began
    calendars = {}
    for one in chosen:
        event = icalendar.Event()
        event.add("uid", str(one.pk))
        at = selectors.wall(one.starts_at, one.time_zone)
        zone = ZoneInfo(one.time_zone)
        event.add("dtstart", at.replace(tzinfo=zone))
        event.add("dtend", (at + timedelta(minutes=one.minutes)).replace(tzinfo=zone))
        event.add("rrule", icalendar.vRecur.from_ical(one.rrule))
        calendar = icalendar.Calendar()
        calendar.add_component(event)
        calendars[one.pk] = calendar
    began = time.process_time()
    theirs = {
        pk: sorted(each.start for each in recurring_ical_events.of(calendar).between(after, until))
        for pk, calendar in calendars.items()
    }
    by_them = time.process_time() - began
    same = sum(ours[pk] == [at for at in theirs[pk] if after < at <= until] for pk in ours)
    assert same == len(ours), f"{same} of {len(ours)} rules give the same instants"
    count = sum(map(len, ours.values()))
    print_table(
        ("rules over a year", "dates", "dates/s", "ratio"),
        [
            ("ours", str(count), f"{count / by_us:.0f}", "1"),
            (
                "recurring-ical-events",
                str(count),
                f"{count / by_them:.0f}",
                f"{by_us / by_them:.2f}",
            ),
        ],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gatherings", type=int, default=5_000)
    parser.add_argument("--series", type=int, default=1_000)
    parser.add_argument("--times", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PARVIS_MODE"] = "test"
        os.environ["PARVIS_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "parvis.config.settings"
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0)
        settle(asked.gatherings, asked.series)
        measure_pages(asked.times)
        measure_rules(asked.series)


if __name__ == "__main__":
    main()

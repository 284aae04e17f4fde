"""Time goes by for one gathering: run as a module, by journeys.

    python -m tests.support.time_passes <date> door|ended|day-after [<job>…]

All that is known of the gathering moves into the past by as much, as if so much time had gone by:
its date begins in ten minutes (``door``), ended in daylight between two hours and a day ago
(``ended``), or the day before yesterday (``day-after``). Then the jobs that are named are due, and
the town's own worker does them.
"""

import sys
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

#: “All well?” is asked two hours after the end; the rest is for the clocks of two processes.
ASKED = timedelta(hours=2, minutes=2)
#: From any hour of the day, eleven o’clock of the day after has struck by then.
DAY_AFTER = timedelta(hours=40)


def main() -> None:
    import django

    django.setup()
    from django.db import transaction

    from parvis.domains.gatherings.models import Occurrence
    from parvis.kernel import clock
    from parvis.kernel.models import Job

    occurrence_id, moment, *jobs = sys.argv[1:]
    now = clock.now()
    with transaction.atomic():
        held = Occurrence.objects.select_related("gathering").get(pk=occurrence_id)
        lasts = held.ends_at - held.starts_at
        begins = {
            "door": now + timedelta(minutes=10),
            "ended": by_day(now, lasts, held.gathering.time_zone),
            "day-after": now - DAY_AFTER - lasts,
        }[moment]
        for row, names in rows_of(held.gathering_id):
            known = {name: getattr(row, name) for name in names}
            by = held.starts_at - begins
            moved = {name: value - by for name, value in known.items() if value is not None}
            type(row).objects.filter(pk=row.pk).update(**moved)
        due = Job.objects.filter(name__in=jobs).update(next_run_at=now)
    assert due == len(jobs), f"a job of {jobs} is not known"


def by_day(now: datetime, lasts: timedelta, zone: str) -> datetime:
    """The latest nine o'clock or noon of the wall after which it would be time to ask."""
    today = now.astimezone(ZoneInfo(zone)).date()
    hours = [
        datetime.combine(today - timedelta(days=days), time(hour), ZoneInfo(zone))
        for days in (0, 1)
        for hour in (12, 9)
    ]
    return next(one for one in hours if one + lasts + ASKED <= now)


def rows_of(gathering_id: Any) -> Iterator[tuple[Any, list[str]]]:
    """The gathering, and all rows about it or about one of its dates, the earliest dates first."""
    from django.apps import apps
    from django.db.models import DateTimeField

    for model in apps.get_app_config("gatherings").get_models():
        fields = {field.name: field for field in model._meta.get_fields()}
        instants = [name for name, one in fields.items() if isinstance(one, DateTimeField)]
        mine = {"Gathering": "pk"}.get(model.__name__)
        to = mine or ("gathering" if "gathering" in fields else "occurrence__gathering")
        if mine or "gathering" in fields or "occurrence" in fields:
            yield from (
                (row, instants)
                for row in model._default_manager.filter(**{to: gathering_id}).order_by(
                    "rule_at" if "rule_at" in instants else "pk"
                )
            )


if __name__ == "__main__":
    main()

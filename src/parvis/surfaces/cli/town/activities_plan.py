"""Activities with a rhythm, pauses and exceptions: what the weeks of the town do not show."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

from parvis.surfaces.cli.town.files import read
from parvis.surfaces.cli.town.people_plan import DAYS
from parvis.surfaces.cli.town.shapes import ActivityPlan, ExceptionPlan, PausePlan

OWN_KEYS = {"week", "weekday", "start", "end", "pauses", "exceptions", "cohosts"}


def activities(today: date) -> tuple[ActivityPlan, ...]:
    monday = today - timedelta(days=today.weekday())
    return tuple(_activity(row, monday) for row in read("activities"))


def _activity(row: Mapping[str, Any], monday: date) -> ActivityPlan:
    kept = {key: value for key, value in row.items() if key not in OWN_KEYS}
    tags = {key: tuple(value) for key, value in kept.items() if isinstance(value, list)}
    return ActivityPlan(
        **(kept | tags),
        first=monday + timedelta(weeks=row["week"], days=DAYS.index(row["weekday"])),
        starts=time.fromisoformat(row["start"]),
        ends=time.fromisoformat(row["end"]),
        pauses=tuple(
            PausePlan(
                monday + timedelta(days=one["from"]), monday + timedelta(days=one["to"]), one["why"]
            )
            for one in row.get("pauses", ())
        ),
        exceptions=tuple(
            ExceptionPlan(one["kind"], one["which"], one.get("days", 0), one["note"])
            for one in row.get("exceptions", ())
        ),
        cohosts=tuple(row.get("cohosts", {}).items()),
    )

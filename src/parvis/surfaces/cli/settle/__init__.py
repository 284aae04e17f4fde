"""Storing a planned town in one go.

What residents do goes through the domains' services; a whole town at once is written in bulk, the
same rows in seconds instead of minutes. A few encounters are then played through the services, so
that the pages of the demo have something true to show.
"""

import hashlib
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction

from parvis.kernel import clock, search
from parvis.surfaces.cli import encounters as played
from parvis.surfaces.cli import town
from parvis.surfaces.cli.settle.rows import Settlement
from parvis.surfaces.cli.town import files
from parvis.surfaces.cli.town.plan import plan_town

SEED = 1
#: What is written by hand or in code, and decides what the town is.
WRITTEN = ("*.yaml", "*.geojson", "*.ics", "*.py")


def fingerprint(today: date) -> str:
    """Changes with the town's data, with the shape of the database, and with the week."""
    here = Path(town.__file__).parent
    folders = [here, Path(__file__).parent, Path(played.__file__).parent]
    found = {file for folder in folders for kind in WRITTEN for file in folder.rglob(kind)}
    found.update((here.parents[2] / "domains").glob("*/migrations/*.py"))
    digest = hashlib.sha256()
    for file in sorted(found):
        digest.update(file.read_bytes())
    monday = today - timedelta(days=today.weekday())
    return f"{digest.hexdigest()[:16]} {monday.isoformat()}"


def entries() -> list[str]:
    """First names one may enter as, with their role."""
    return [f"{row['name']} ({row['key']})" for row in files.read("cast")]


def build(*, today: date, residents: int = 400, encounters: bool = True) -> None:
    """Fill an empty database with the demo town."""
    plan = plan_town(SEED, today=today, residents=residents)
    now = clock.now()
    with transaction.atomic():
        Settlement(plan, now).store()
    search.rebuild()
    if encounters:
        played.play(plan, now)

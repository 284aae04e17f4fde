"""The town of the kill test, in a process of its own.

``killed_web.py prepare PEOPLE SEATS`` or ``killed_web.py count``: speaks JSON on its output.
The database is the one that the environment names.
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")
sys.path.insert(0, str(Path(__file__).parents[2]))

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from parvis.domains.gatherings.models import Attendance, Occurrence  # noqa: E402
from parvis.domains.gatherings.vocabulary import Coming  # noqa: E402
from parvis.kernel import clock  # noqa: E402
from parvis.kernel.models import Fact  # noqa: E402
from tests.factories.gatherings import an_occurrence  # noqa: E402
from tests.factories.people import a_resident, signed_in  # noqa: E402


def prepare(people: int, seats: int) -> dict[str, Any]:
    """A fresh town, one date with so many seats, so many people signed in."""
    call_command("migrate", verbosity=0, interactive=False)
    now = clock.now()
    day = (now + timedelta(days=3)).date()
    occurrence = an_occurrence(capacity=seats, at=now, day=day)
    residents = [a_resident() for _ in range(people)]
    cookie = settings.SESSION_COOKIE_NAME
    return {
        "occurrence": str(occurrence.pk),
        "session_cookie": cookie,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "people": {
            str(resident.pk): signed_in(resident).cookies[cookie].value for resident in residents
        },
    }


def count() -> dict[str, Any]:
    """What the database holds: who comes, the count kept, the facts, whether it is whole."""
    occurrence = Occurrence.objects.get()
    going = Attendance.objects.filter(occurrence=occurrence, state=Coming.GOING)
    waiting = Attendance.objects.filter(occurrence=occurrence, state=Coming.WAITING)
    facts = Fact.objects.filter(name="gatherings.AttendanceSaid")
    whole = True
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            whole = cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return {
        "rows": [str(each) for each in going.values_list("resident_id", flat=True)],
        "waits": [str(each) for each in waiting.values_list("resident_id", flat=True)],
        "going": occurrence.going,
        "waiting": occurrence.waiting,
        "facts": [fact.payload["resident_id"] for fact in facts],
        "whole": whole,
    }


if __name__ == "__main__":
    asked = sys.argv[1]
    numbers = [int(each) for each in sys.argv[2:]]
    print(json.dumps({"prepare": prepare, "count": count}[asked](*numbers)))

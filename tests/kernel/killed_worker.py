"""A worker for the kill tests: ``python killed_worker.py DATABASE HANG OUTSIDE``.

For each ``Rang`` one listener writes a row (a ``Job``, for want of a simpler table) and another
writes a line in the file ``OUTSIDE``, as a mail leaves the house. With ``HANG`` = ``hang`` both
stop for ever just after their effect: that is where they are killed.
"""

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from django.conf import settings

DATABASE, HANG, OUTSIDE = sys.argv[1], sys.argv[2], Path(sys.argv[3])
settings.DATABASES["default"]["NAME"] = DATABASE
django.setup()
from parvis.kernel import clock, events, tasks  # noqa: E402
from parvis.kernel.models import Job  # noqa: E402
from parvis.kernel.tasks import schedules  # noqa: E402
from tests.kernel.facts import Rang  # noqa: E402

schedules._schedules.clear()
events._listeners.clear()
events._by_fact.clear()


@events.listens(Rang, name="test.write_row")
def write_row(fact: Rang) -> None:
    Job.objects.get_or_create(name=f"effect {fact.number}", defaults={"next_run_at": clock.now()})
    say_and_hang()


@events.listens(Rang, name="test.write_line", atomic=False)
def write_line(fact: Rang) -> None:
    """Idempotent by its key, as a mail is by its Message-ID."""
    line = f"effect {fact.number}\n"
    if line not in OUTSIDE.read_text().splitlines(keepends=True):
        with OUTSIDE.open("a") as file:
            file.write(line)
    say_and_hang()


def say_and_hang() -> None:
    print("here", flush=True)
    while HANG == "hang":
        time.sleep(60)


if __name__ == "__main__":
    tasks.run_due()

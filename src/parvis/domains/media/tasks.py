"""Upkeep: files left by a crash are swept once a day."""

import datetime as dt

from parvis.domains.media import services
from parvis.kernel import tasks


@tasks.every(minutes=24 * 60, name="media.sweep_orphans")
def sweep_orphans(at: dt.datetime) -> None:
    services.remove_orphans(at=at)

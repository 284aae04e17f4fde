"""Series go on."""

from datetime import datetime, timedelta

from parvis.domains.gatherings import services
from parvis.kernel import tasks

DAY_MINUTES = 24 * 60


@tasks.every(minutes=DAY_MINUTES // 2, name="gatherings.extend_series")
def extend_series(at: datetime) -> None:
    services.extend_series(at)
    services.forget_past_words(at, since=timedelta(days=30))
    services.recount(at=at)

"""The only place that asks the machine what time it is."""

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: str | tzinfo) -> date:
    """The date on the wall of a zone (``"Europe/Paris"``), which is not always the date in UTC."""
    return now().astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone).date()

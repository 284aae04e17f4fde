"""The names of time zones, as calendars write them, made those of the IANA database."""

import re
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

UTC_NAMES: Final = frozenset(("utc", "gmt", "z", "etc/utc", "coordinated universal time"))


@cache
def _known() -> dict[str, str]:
    names = {name.casefold(): name for name in available_timezones()}
    names |= {windows.casefold(): name for windows, name in WINDOWS_TO_OLSON.items()}
    return names


def named(written: str) -> str | None:
    """Its IANA name: as it is, by its Windows name, or without what a vendor put before it."""
    asked = written.strip().strip('"').strip()
    if asked.casefold() in UTC_NAMES:
        return "UTC"
    if found := _known().get(asked.casefold()):
        return found
    parts = [part for part in re.split(r"/", asked) if part]
    for count in (3, 2):
        if found := _known().get("/".join(parts[-count:]).casefold()):
            return found
    return None

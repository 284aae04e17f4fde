"""Public holidays of a country, and those of a part of it alone."""

import datetime as dt
from functools import lru_cache
from typing import Final

import holidays

from parvis.domains.territory.vocabulary import DEFAULT_COUNTRY

#: Départements that keep the holidays of a larger region.
SAME_HOLIDAYS: Final = {"FR-67": "FR-6AE", "FR-68": "FR-6AE"}


def country_and_part(region: str) -> tuple[str, str | None]:
    country, _dash, part = SAME_HOLIDAYS.get(region, region or DEFAULT_COUNTRY).partition("-")
    return country, part or None


def is_region_with_holidays(region: str) -> bool:
    """Whether the public holidays of this ISO 3166-2 code are known."""
    country, part = country_and_part(region)
    known = holidays.list_supported_countries(include_aliases=True)
    return country in known and (part is None or part in known[country])


@lru_cache(maxsize=512)
def public_holidays(region: str, year: int) -> frozenset[dt.date]:
    """The public holidays of a country ("FR") or of one of its parts ("FR-57")."""
    country, part = country_and_part(region)
    return frozenset(holidays.country_holidays(country, subdiv=part, years=year))


@lru_cache(maxsize=512)
def regional_holidays(region: str, year: int) -> frozenset[dt.date]:
    """The days that are public holidays in this part of the country and not everywhere in it."""
    country, part = country_and_part(region)
    if part is None:
        return frozenset()
    return public_holidays(region, year) - public_holidays(country, year)

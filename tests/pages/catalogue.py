"""Every address of the site, and what each viewer gets there (trust.md SEC-4 and TS-5).

One list, which the matrix, the browsers and the validator walk. An address without a row fails, a
row without an address too. A row is read like this::

    Row("circles:join", ("circle",), get=members("→ circles:circle"), post=…)

An outcome is a status, ``LOGIN`` (sent to enter), ``→ name`` (sent to that page).
"""

from collections.abc import Iterator
from typing import Final

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from tests.pages.account_rows import ACCOUNTS, DEMO, PEOPLE
from tests.pages.agenda_rows import AGENDA
from tests.pages.feed_rows import FEEDS
from tests.pages.hosting_rows import HOSTING
from tests.pages.import_rows import IMPORTS
from tests.pages.meeting_rows import MEETINGS
from tests.pages.paper_rows import PAPER
from tests.pages.place_rows import PLACES
from tests.pages.rounds_rows import ROUNDS
from tests.pages.row import ADDRESSES, LOGIN, PROVE, Expected, Outcome, Row
from tests.pages.safety_rows import AFTERWARDS, SAFETY
from tests.pages.sheet_rows import SHEETS
from tests.pages.town_rows import (
    CIRCLES,
    CONVERSATIONS,
    GATHERINGS,
    MUTUAL_AID,
    ORGANISATIONS,
    PAGES,
    TERRITORY,
    WATCH,
    WELCOME,
)
from tests.pages.waiting_rows import WAITING

ROWS: Final = [
    *PAGES,
    *WELCOME,
    *TERRITORY,
    *ORGANISATIONS,
    *GATHERINGS,
    *HOSTING,
    *WAITING,
    *PAPER,
    *IMPORTS,
    *SHEETS,
    *AGENDA,
    *FEEDS,
    *PLACES,
    *SAFETY,
    *AFTERWARDS,
    *MEETINGS,
    *ROUNDS,
    *CIRCLES,
    *MUTUAL_AID,
    *CONVERSATIONS,
    *WATCH,
    *PEOPLE,
    *ACCOUNTS,
    *DEMO,
]


def names_of_the_site() -> set[str]:
    """Every name that the root of the addresses knows, with its namespaces."""
    return set(_names(get_resolver(ADDRESSES).url_patterns, ""))


def _names(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inside = f"{prefix}{one.namespace}:" if one.namespace else prefix
            yield from _names(one.url_patterns, inside)
        else:
            assert one.name, f"an address without a name: {one.pattern}"
            yield prefix + one.name


def pages() -> list[Row]:
    """Rows that a browser opens: pages that somebody reads."""
    return [row for row in ROWS if row.page and 200 in row.get.values()]


__all__ = ["LOGIN", "PROVE", "ROWS", "Expected", "Outcome", "Row", "names_of_the_site", "pages"]

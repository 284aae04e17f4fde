"""Gatherings for tests. Hours are those of the wall in Paris unless a place says otherwise."""

import itertools
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence
from parvis.domains.gatherings.vocabulary import Repeat
from parvis.domains.organisations.models import Organisation
from parvis.domains.people.models import Resident
from tests.factories.organisations import a_place, an_organisation
from tests.factories.people import a_resident

_numbers = itertools.count(1)
#: A Saturday in autumn, 11 o'clock in Paris.
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
#: The Tuesday after.
TUESDAY = date(2026, 11, 24)


def paris(text: str) -> datetime:
    """« 2026-11-24 09:30 » on the wall, as an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)


def values(**fields: Any) -> dict[str, Any]:
    """What ``create_gathering`` and ``edit_gathering`` take: a Tuesday morning's coffee."""
    given = {
        "title": f"Café du matin {next(_numbers)}",
        "about": "Du café et une conversation qui commence toute seule.",
        "day": TUESDAY,
        "starts": time(9, 30),
        "ends": time(11, 0),
        "rrule": Repeat.ONCE,
        "until": None,
        "capacity": None,
        "good_alone": True,
        "greeter": None,
        "sign": "",
        "price_cents": 0,
        "bring": "",
        "interests": ("conversation",),
        "languages": ("fr",),
        **fields,
    }
    if "place" not in given:
        given["place"] = a_place()
    return given


def a_gathering(
    *,
    host: Resident | None = None,
    organisation: Organisation | None = None,
    at: datetime = NOW,
    publish: bool = True,
    **fields: Any,
) -> Gathering:
    """A published gathering with its dates, by a host of an association."""
    by = host or a_resident(name="Odile")
    return services.create_gathering(
        by=by,
        organisation=organisation or an_organisation(hosts=(by,)),
        values=values(**fields),
        at=at,
        publish=publish,
    )


def an_occurrence(**fields: Any) -> Occurrence:
    """The first date of a gathering."""
    return a_gathering(**fields).occurrences.select_related("gathering").earliest("starts_at")


def comes(
    resident: Resident,
    occurrence: Occurrence,
    *,
    alone: bool = False,
    guests: int = 0,
    at: datetime = NOW,
) -> Attendance:
    return services.come(
        occurrence_id=occurrence.pk, resident=resident, alone=alone, guests=guests, at=at
    )

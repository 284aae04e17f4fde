"""Gatherings by invitation for tests: two people who write to each other, a walk on Saturday."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from parvis.domains.circles.models import Circle
from parvis.domains.conversations.models import Conversation
from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import Gathering, Invitation, Occurrence
from parvis.domains.gatherings.selectors import instant
from parvis.domains.gatherings.services.consent.checking import is_closed
from parvis.domains.people.models import Resident
from parvis.domains.territory.models import Place
from parvis.domains.territory.vocabulary import PlaceKind
from tests.factories.conversations import a_conversation
from tests.factories.gatherings import NOW
from tests.factories.organisations import a_place

#: A week after NOW: the Saturday after.
SATURDAY = date(2026, 11, 28)
SUNDAY = date(2026, 11, 29)


def meeting_values(**fields: Any) -> dict[str, Any]:
    """What ``propose_gathering`` and ``change_terms`` take: a walk on Saturday at 15 h."""
    given = {
        "title": "Une balade",
        "about": "Tranquillement, le long du canal.",
        "day": SATURDAY,
        "starts": time(15),
        "minutes": 60,
        "weeks": 1,
        **fields,
    }
    if "place" not in given:
        given["place"] = a_park()
    return given


def a_park(**fields: Any) -> Place:
    given = {"kind": PlaceKind.PARK, "opening_hours": "Mo-Su 08:00-20:00", **fields}
    return a_place(**given)


def a_place_open_on(*days: date) -> Place:
    """One of the town that is open, or may well be, in the afternoon of these days."""
    starts = [instant(datetime.combine(day, time(15)), "Europe/Paris") for day in days]
    found = Place.objects.filter(published=True).select_related("area").order_by("slug")
    return next(one for one in found if not any(is_closed(one, at, 120) for at in starts))


def a_plan(
    by: Resident,
    to: Resident | Conversation | Circle | Sequence[Resident],
    *,
    at: datetime = NOW,
    **fields: Any,
) -> Gathering:
    """Proposed by one: to the conversation with another, to a circle, to several by name."""
    asked = a_conversation(by, to, at=at) if isinstance(to, Resident) else to
    return services.propose_gathering(by=by, to=asked, values=meeting_values(**fields), at=at)


def says_yes(
    gathering: Gathering, by: Resident, *, at: datetime = NOW, version: int = 0, guests: int = 0
) -> Invitation:
    gathering.refresh_from_db()
    shown = version or gathering.terms_version
    return services.accept_terms(gathering=gathering, by=by, version=shown, guests=guests, at=at)


def changes(
    gathering: Gathering, by: Resident, *, at: datetime = NOW, version: int = 0, **fields: Any
) -> Gathering:
    gathering.refresh_from_db()
    given = meeting_values(**{"place": gathering.place, **fields})
    services.change_terms(
        gathering=gathering,
        by=by,
        version=version or gathering.terms_version,
        values=given,
        at=at,
    )
    gathering.refresh_from_db()
    return gathering


def the_date(gathering: Gathering) -> Occurrence:
    return gathering.occurrences.select_related("gathering").earliest("starts_at")


def answer_of(gathering: Gathering, resident: Resident) -> Invitation:
    return gathering.invitations.get(resident=resident)

"""Small meetings for tests, written as they would be after everybody agreed, or came."""

from datetime import datetime, timedelta
from typing import Any

from parvis.domains.gatherings.models import Attendance, Gathering, Invitation, Occurrence, Terms
from parvis.domains.gatherings.vocabulary import Answer, Audience, Coming, Photos, Status
from parvis.domains.people.models import Resident
from tests.factories.gatherings import paris
from tests.factories.organisations import a_place

#: A Wednesday afternoon, from 14 h to 16 h in Paris.
STARTS = paris("2026-11-25 14:00")
ENDS = STARTS + timedelta(hours=2)


def a_meeting(
    *people: Resident,
    audience: Audience = Audience.INVITATION,
    starts_at: datetime = STARTS,
    minutes: int = 120,
    came: bool | None = None,
    **fields: Any,
) -> Occurrence:
    """A date that these people come to; the first of them hosts it."""
    given = {
        "title": "Balade au bord de l’eau",
        "about": "Une heure de marche, doucement.",
        "host": people[0] if people and "organisation" not in fields else None,
        "photos": Photos.ASKED,
        "terms_version": 0 if audience == Audience.PUBLIC else 1,
        "status": Status.PUBLISHED,
        **fields,
    }
    if "place" not in given:
        given["place"] = a_place()
    gathering = Gathering.objects.create(
        audience=audience, starts_at=starts_at, minutes=minutes, **given
    )
    if gathering.terms_version:
        Terms.objects.create(
            gathering=gathering,
            version=gathering.terms_version,
            by=gathering.host,
            title=gathering.title,
            place=gathering.place,
            time_zone=gathering.time_zone,
            starts_at=starts_at,
            minutes=minutes,
            photos=gathering.photos,
            children=gathering.children,
        )
    occurrence = Occurrence.objects.create(
        gathering=gathering,
        rule_at=starts_at,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        going=len(people),
    )
    for one in people:
        comes_to(occurrence, one, came=came)
        if audience == Audience.INVITATION:
            Invitation.objects.create(
                gathering=gathering, resident=one, state=Answer.ACCEPTED, accepted_version=1
            )
    return occurrence


def comes_to(occurrence: Occurrence, resident: Resident, *, came: bool | None = None) -> Attendance:
    return Attendance.objects.create(
        occurrence=occurrence,
        resident=resident,
        state=Coming.GOING,
        came=came,
        came_said_at=occurrence.ends_at if came is not None else None,
    )


def seat_of(occurrence: Occurrence, resident: Resident) -> int:
    return int(Attendance.objects.get(occurrence=occurrence, resident=resident).pk)

"""A person's path as it stands: five doors, what is behind each, whether one already went in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, OuterRef, Subquery, When

from parvis.domains.circles.models import Membership as CircleMembership
from parvis.domains.gatherings.models import Attendance
from parvis.domains.gatherings.vocabulary import Coming
from parvis.domains.mutual_aid.models import Offer
from parvis.domains.people.models import Resident
from parvis.domains.welcome.models import Suggestion, Welcome
from parvis.domains.welcome.selectors.looks import LOOKS, TITLES
from parvis.domains.welcome.selectors.told import fingerprint
from parvis.domains.welcome.vocabulary import RESTED_DAYS, Ending, Kind


@dataclass(frozen=True, slots=True)
class Door:
    """One suggestion with the thing it leads to."""

    kind: Kind
    suggestion: Suggestion
    thing: Any
    #: The person has followed it: asked, comes, joined, offered.
    taken: bool


def doors_of(resident: Resident, at: datetime) -> list[Door]:
    """The doors that are still open, in the order of the path; six queries at most.

    A kind without a door has none, or one that can no longer be followed, or one chosen for what
    the person no longer says: ``renew_path`` fills it.
    """
    active = {one.kind: one for one in Suggestion.objects.filter(resident=resident, ended_at=None)}
    told, doors = fingerprint(resident), []
    for kind in Kind:
        suggestion = active.get(kind)
        if suggestion is None:
            continue
        thing = LOOKS[kind](resident, at).filter(pk=suggestion.thing_id).first()
        if thing is not None and (thing.taken or suggestion.told == told):
            doors.append(Door(kind, suggestion, thing, bool(thing.taken)))
    return doors


def ideas_for(resident: Resident, at: datetime, most: int) -> list[tuple[Kind, str]]:
    """The doors not gone through yet, in the order of the path: kind and title. One query."""
    behind = {
        kind: look(resident, at).filter(pk=OuterRef("thing_id"), taken=False)
        for kind, look in LOOKS.items()
    }
    title = Case(
        *(
            When(kind=kind, then=Subquery(things.values(TITLES[Kind(kind)])[:1]))
            for kind, things in behind.items()
        ),
        output_field=CharField(),
    )
    active = Suggestion.objects.filter(
        resident=resident, ended_at=None, told=fingerprint(resident)
    ).annotate(title=title)
    titles = dict(active.exclude(title=None).values_list("kind", "title"))
    return [(kind, titles[kind]) for kind in Kind if kind in titles][:most]


def already_of(resident: Resident, at: datetime) -> set[UUID]:
    """What needs no suggestion any more: joined, asked, offered, coming to. Four queries."""
    coming = Attendance.objects.filter(
        resident=resident, state=Coming.GOING, occurrence__starts_at__gt=at
    )
    offered = Offer.objects.filter(resident=resident, withdrawn_at=None)
    return {
        *coming.values_list("occurrence_id", flat=True),
        *CircleMembership.objects.filter(resident=resident).values_list("circle_id", flat=True),
        *offered.values_list("need_id", flat=True),
        *Welcome.objects.filter(newcomer=resident).values_list("welcomer_id", flat=True),
    }


def refused_of(resident: Resident) -> set[UUID]:
    refused = Suggestion.objects.filter(resident=resident, ending=Ending.REFUSED)
    return set(refused.values_list("thing_id", flat=True))


def rested_of(resident: Resident, at: datetime) -> set[UUID]:
    """What was left aside lately: shown again only when there is nothing else."""
    lately = at - timedelta(days=RESTED_DAYS)
    rested = Suggestion.objects.filter(resident=resident, ending=Ending.RESTED, ended_at__gt=lately)
    return set(rested.values_list("thing_id", flat=True))


def own_suggestion(resident: Resident, suggestion_id: UUID) -> Suggestion | None:
    """Somebody else's suggestion does not exist."""
    return Suggestion.objects.filter(resident=resident, pk=suggestion_id).first()

"""Organisations for tests, with the place and the neighbourhood they need."""

import itertools
from datetime import UTC, datetime
from typing import Any

from parvis.domains.organisations import services
from parvis.domains.organisations.models import Membership, Organisation
from parvis.domains.organisations.vocabulary import Kind, Part
from parvis.domains.people.models import Resident
from parvis.domains.territory.models import Area, Place
from parvis.domains.territory.vocabulary import AreaKind, PlaceKind

_numbers = itertools.count(1)
BORN = datetime(2026, 1, 1, tzinfo=UTC)


def a_town(**fields: Any) -> Area:
    number = next(_numbers)
    given = {"name": f"Commune {number}", "slug": f"commune-{number}", **fields}
    return Area.objects.create(kind=AreaKind.COMMUNE, created_at=BORN, updated_at=BORN, **given)


def a_neighbourhood(town: Area | None = None, **fields: Any) -> Area:
    number = next(_numbers)
    given = {"name": f"Quartier {number}", "slug": f"quartier-{number}", **fields}
    return Area.objects.create(
        kind=AreaKind.NEIGHBOURHOOD,
        parent=town or a_town(),
        created_at=BORN,
        updated_at=BORN,
        **given,
    )


def a_place(area: Area | None = None, **fields: Any) -> Place:
    number = next(_numbers)
    given = {
        "name": f"Maison de quartier {number}",
        "slug": f"maison-{number}",
        "kind": PlaceKind.NEIGHBOURHOOD_HOUSE,
        "published": True,
        **fields,
    }
    return Place.objects.create(
        area=area or a_neighbourhood(), created_at=BORN, updated_at=BORN, **given
    )


def an_organisation(*, hosts: tuple[Resident, ...] = (), **fields: Any) -> Organisation:
    """A published association; ``hosts`` animate it."""
    number = next(_numbers)
    given = {
        "name": f"Association {number}",
        "slug": f"association-{number}",
        "kind": Kind.ASSOCIATION,
        "about": "On se retrouve autour d’une table.",
        **fields,
    }
    organisation = Organisation.objects.create(**given)
    for host in hosts:
        a_member(organisation, host, part=Part.HOST)
    return organisation


def a_member(
    organisation: Organisation,
    resident: Resident,
    *,
    part: Part = Part.MEMBER,
    welcomes: bool = False,
) -> Membership:
    return services.add_member(
        organisation=organisation, resident=resident, part=part, welcomes=welcomes, at=BORN
    )

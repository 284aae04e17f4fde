"""Welcomers, and a small town made by hand where a test says what there is."""

import itertools
from datetime import timedelta
from typing import Any

from parvis.domains.gatherings.models import Gathering, Occurrence
from parvis.domains.gatherings.vocabulary import Status
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Role
from parvis.domains.territory.models import Area, Place
from parvis.domains.territory.vocabulary import AreaKind, PlaceKind
from parvis.domains.watch.models import Item
from parvis.domains.welcome import services
from parvis.domains.welcome.models import Suggestion, Welcomer
from parvis.domains.welcome.pairing.town import forget_town
from parvis.domains.welcome.selectors import fingerprint
from parvis.kernel import clock
from tests.factories.people import a_resident, a_role

_numbers = itertools.count(1)


def a_welcomer(*, cap: int = 3, area_of_duty: Area | None = None, **fields: Any) -> Resident:
    """Somebody who welcomes, and whom the next path may suggest."""
    limits = {name: fields.pop(name) for name in ("paused_until", "proposes") if name in fields}
    resident = a_resident(**fields)
    a_role(resident, Role.WELCOMER, area_of_duty)
    Welcomer.objects.create(resident=resident, cap=cap, **limits)
    forget_town()
    return resident


def a_quarter(name: str = "", parent: Area | None = None, **fields: Any) -> Area:
    now, number = clock.now(), next(_numbers)
    town = parent or Area.objects.filter(kind=AreaKind.COMMUNE).first()
    if town is None:
        town = Area.objects.create(
            name="Ville",
            slug=f"ville-{number}",
            kind=AreaKind.COMMUNE,
            created_at=now,
            updated_at=now,
        )
    given = {"name": name or f"Quartier {number}", "slug": f"quartier-{number}", **fields}
    return Area.objects.create(
        kind=AreaKind.NEIGHBOURHOOD, parent=town, created_at=now, updated_at=now, **given
    )


def a_place(area: Area | None = None, **fields: Any) -> Place:
    now, number = clock.now(), next(_numbers)
    given = {
        "name": f"Lieu {number}",
        "slug": f"lieu-{number}",
        "kind": PlaceKind.values[0],
        **fields,
    }
    forget_town()
    return Place.objects.create(
        area=area or a_quarter(), published=True, created_at=now, updated_at=now, **given
    )


def an_occurrence(*, in_hours: float = 48, place: Place | None = None, **fields: Any) -> Occurrence:
    """One date of a gathering that everybody may see."""
    starts = clock.now() + timedelta(hours=in_hours)
    going = fields.pop("going", 0)
    given = {
        "title": f"Rencontre {next(_numbers)}",
        "about": "On se retrouve.",
        "minutes": 90,
        "status": Status.PUBLISHED,
        **fields,
    }
    if "organisation" not in given and "host" not in given:
        given["host"] = a_resident()
    gathering = Gathering.objects.create(place=place or a_place(), starts_at=starts, **given)
    forget_town()
    return Occurrence.objects.create(
        gathering=gathering,
        rule_at=starts,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=90),
        going=going,
    )


def a_suggestion(resident: Resident, kind: str, thing: Any, **fields: Any) -> Suggestion:
    given = {"reasons": [], "told": fingerprint(resident), **fields}
    return Suggestion.objects.create(resident=resident, kind=kind, thing_id=thing.pk, **given)


def asked(newcomer: Resident, welcomer: Resident, body: str = "Bonjour, on s’écrit ?") -> Item:
    return services.ask_welcomer(
        newcomer=newcomer, welcomer_id=welcomer.pk, body=body, at=clock.now()
    )

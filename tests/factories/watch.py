"""What waits, for tests: a kind answered by welcomers within two hours of day."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Role
from parvis.domains.territory.models import Area
from parvis.domains.territory.vocabulary import AreaKind
from parvis.domains.watch import services
from parvis.domains.watch.models import Item
from parvis.domains.watch.rules import Kind
from parvis.kernel import clock, ids
from tests.factories.people import a_resident, a_role

KIND = "test.asked"


def a_kind(name: str = KIND, **changes: Any) -> Kind:
    """Registered; welcomers answer within two hours of day."""
    given: dict[str, Any] = {
        "title": "Une demande d’accueil",
        "promise_hours": 2,
        "by_day": True,
        "answer_url": lambda item: f"/repondre/{item.pk}/",
        "describe": lambda item, viewer: f"{item.waiting.name} aimerait être accueilli·e",
        "role": Role.WELCOMER,
        **changes,
    }
    kind = Kind(name=name, **given)
    services.register(kind)
    return kind


def an_area(name: str = "Valbourg", parent: Area | None = None) -> Area:
    now = clock.now()
    return Area.objects.create(
        name=name,
        slug=f"{name.lower()}-{ids.new_id().hex[-8:]}",
        kind=AreaKind.NEIGHBOURHOOD if parent else AreaKind.COMMUNE,
        parent=parent,
        created_at=now,
        updated_at=now,
    )


def a_welcomer(area: Area | None = None, **fields: Any) -> Resident:
    resident = a_resident(**fields)
    a_role(resident, Role.WELCOMER, area)
    return resident


def an_item(
    waiting: Resident,
    *,
    first: Resident | None = None,
    substitutes: Sequence[Resident] = (),
    area: Area | None = None,
    at: datetime | None = None,
    subject_id: uuid.UUID | None = None,
    kind: str = KIND,
) -> Item:
    return services.open_item(
        kind=kind,
        subject_id=subject_id or ids.new_id(),
        waiting=waiting,
        first=first.pk if first else None,
        substitutes=[each.pk for each in substitutes],
        area=area,
        at=at or clock.now(),
    )

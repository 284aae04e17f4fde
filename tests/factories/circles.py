"""Circles for tests."""

import itertools
from typing import Any

from parvis.domains.circles import services
from parvis.domains.circles.models import Circle, Membership
from parvis.domains.circles.vocabulary import Visibility
from parvis.domains.people.models import Resident
from parvis.kernel import clock

_numbers = itertools.count(1)


def a_circle(visibility: Visibility = Visibility.PUBLIC, **fields: Any) -> Circle:
    number = next(_numbers)
    given = {
        "name": f"Cercle {number}",
        "slug": f"cercle-{number}",
        "about": f"Ce que fait le cercle {number}.",
        **fields,
    }
    return Circle.objects.create(visibility=visibility, **given)


def a_member(circle: Circle, resident: Resident, pseudonym: str = "", **fields: Any) -> Membership:
    membership = services.join(
        circle=circle, resident=resident, pseudonym=pseudonym, at=clock.now()
    )
    for name, value in fields.items():
        setattr(membership, name, value)
    membership.save()
    return membership

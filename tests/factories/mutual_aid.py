"""Small ways to be useful, and the organisations that ask, for tests."""

import itertools
from datetime import timedelta
from typing import Any

from parvis.domains.mutual_aid import services
from parvis.domains.mutual_aid.models import Need, Offer
from parvis.domains.organisations.models import Membership, Organisation
from parvis.domains.organisations.vocabulary import Kind, Part
from parvis.domains.people.models import Resident
from parvis.kernel import clock

_numbers = itertools.count(1)


def a_house(*hosts: Resident, **fields: Any) -> Organisation:
    """An organisation; the first of those who animate it answers who writes to it."""
    number = next(_numbers)
    given = {
        "name": f"Maison {number}",
        "slug": f"maison-{number}",
        "kind": Kind.values[0],
        "about": "On y vient à pied.",
        **fields,
    }
    house = Organisation.objects.create(**given)
    for rank, host in enumerate(hosts):
        Membership.objects.create(
            organisation=house,
            resident=host,
            part=Part.HOST,
            welcomes=rank == 0,
            joined_at=clock.now() + timedelta(seconds=rank),
        )
    return house


def a_need(organisation: Organisation, **fields: Any) -> Need:
    number = next(_numbers)
    given = {
        "title": f"Coup de main {number}",
        "about": "Une heure, et c’est déjà beaucoup.",
        "minutes": 60,
        "until": clock.today("Europe/Paris") + timedelta(days=20),
        **fields,
    }
    return Need.objects.create(organisation=organisation, **given)


def an_offer(need: Need, by: Resident, body: str = "Bonjour, je peux aider.") -> Offer:
    return services.offer_help(need=need, by=by, body=body, at=clock.now())

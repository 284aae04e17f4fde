"""A weekly workshop of one seat: offered to the newcomer, waited for by two others."""

from datetime import timedelta
from typing import Any


def waiting_things(people: dict[str, Any]) -> dict[str, str]:
    from parvis.domains.gatherings import services
    from parvis.domains.organisations.models import Membership
    from parvis.domains.territory.models import Place
    from parvis.kernel import clock
    from tests.factories.gatherings import values

    now = clock.now()
    host = people["host"]
    organisation = Membership.objects.filter(resident=host, part="host").get().organisation
    place = Place.objects.filter(published=True).order_by("slug").first()
    gathering = services.create_gathering(
        by=host,
        organisation=organisation,
        values=values(
            title="Atelier de réparation",
            place=place,
            day=(now + timedelta(days=10)).date(),
            rrule="FREQ=WEEKLY",
            capacity=1,
            guests_max=0,
        ),
        at=now,
    )
    first = gathering.occurrences.earliest("starts_at")
    for number, who in enumerate(("helper", "newcomer", "resident", "welcomer")):
        services.come(
            occurrence_id=first.pk,
            resident=people[who],
            alone=False,
            at=now + timedelta(seconds=number),
        )
    services.leave(occurrence_id=first.pk, resident=people["helper"], at=now)
    return {"full_occurrence": str(first.pk), "full_gathering": str(gathering.pk)}

"""What the pages of those who animate need: a date called off, and something proposed to them."""

from typing import Any


def hosting_things(people: dict[str, Any]) -> dict[str, str]:
    from parvis.domains.gatherings import services
    from parvis.domains.gatherings.models import Gathering, Occurrence
    from parvis.domains.organisations.models import Membership, Organisation
    from parvis.kernel import clock

    now, host = clock.now(), people["host"]
    own = Organisation.objects.get(memberships__resident=host, memberships__part="host")
    last = Occurrence.objects.filter(
        gathering__organisation=own, gathering__status="published", starts_at__gt=now
    ).latest("starts_at")
    services.cancel_occurrence(occurrence=last, by=host, words="La salle est fermée.", at=now)
    known = [one.pk for one in people.values()]
    others = Membership.objects.filter(part="host").exclude(organisation=own)
    theirs = (
        Gathering.objects.filter(
            organisation__in=others.exclude(resident__in=known).values("organisation"),
            status="published",
        )
        .exclude(organisation__memberships__resident__in=known)
        .order_by("pk")[0]
    )
    asker = others.filter(organisation=theirs.organisation_id)[0].resident
    asked = services.ask_cohost(gathering=theirs, organisation=own, by=asker, at=now)
    return {"off_date": str(last.pk), "cohost": str(asked.pk)}

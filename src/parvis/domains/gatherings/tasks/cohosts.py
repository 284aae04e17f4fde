"""Running a gathering together: each side is told."""

from parvis.domains.gatherings import notices
from parvis.domains.gatherings.events import CoHostAccepted, CoHostAsked, CoHostEnded
from parvis.domains.gatherings.models import CoHost, Gathering
from parvis.domains.gatherings.vocabulary import CoHosting
from parvis.domains.organisations.models import Organisation
from parvis.domains.people.models import Resident
from parvis.kernel import clock, events

WITH = ("gathering__place", "gathering__organisation", "gathering__host", "organisation")


@events.listens(CoHostAsked, name="gatherings.tell_cohost_asked")
def tell_cohost_asked(fact: CoHostAsked) -> None:
    asked = _cohost(fact)
    if asked is not None and asked.state == CoHosting.ASKED:
        notices.cohost_asked(asked, clock.now())


@events.listens(CoHostAccepted, name="gatherings.tell_cohost_accepted")
def tell_cohost_accepted(fact: CoHostAccepted) -> None:
    agreed = _cohost(fact)
    if agreed is not None and agreed.state == CoHosting.ACCEPTED:
        notices.cohost_accepted(agreed.gathering, agreed.organisation, clock.now())


@events.listens(CoHostEnded, name="gatherings.tell_cohost_ended")
def tell_cohost_ended(fact: CoHostEnded) -> None:
    gathering = (
        Gathering.objects.select_related("organisation", "host")
        .filter(pk=fact.gathering_id)
        .first()
    )
    organisation = Organisation.objects.filter(pk=fact.organisation_id).first()
    if gathering is not None and organisation is not None:
        by = Resident.objects.filter(pk=fact.by_id).first()
        notices.cohost_ended(gathering, organisation, fact.at, by, clock.now())


def _cohost(fact: CoHostAsked | CoHostAccepted) -> CoHost | None:
    found = CoHost.objects.select_related(*WITH)
    return found.filter(
        gathering_id=fact.gathering_id, organisation_id=fact.organisation_id
    ).first()

"""Organisations that run a gathering together."""

from django.db.models import Prefetch, Q, QuerySet

from parvis.domains.gatherings import rules
from parvis.domains.gatherings.models import CoHost, Gathering
from parvis.domains.gatherings.vocabulary import CoHosting, Status
from parvis.domains.organisations import rules as organisations
from parvis.domains.organisations import selectors as organisation_selectors
from parvis.domains.organisations.models import Organisation
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import Visitor
from parvis.kernel.errors import NotVisible

#: Where :func:`prefetch_cohosts` keeps them on a gathering.
KEPT = "accepted_cohosts"


def _accepted() -> QuerySet[CoHost]:
    found = CoHost.objects.filter(state=CoHosting.ACCEPTED, organisation__published=True)
    return found.select_related("organisation").order_by("answered_at", "pk")


def prefetch_cohosts(prefix: str = "gathering__") -> Prefetch:
    """For a list: one query for all its gatherings, which :func:`cohosts_of` then reads."""
    return Prefetch(f"{prefix}cohosts", queryset=_accepted(), to_attr=KEPT)


def cohosts_of(gathering: Gathering) -> list[Organisation]:
    """Those that said yes, and are published, the first to say so first."""
    kept = getattr(gathering, KEPT, None)
    found = _accepted().filter(gathering=gathering) if kept is None else kept
    return [one.organisation for one in found]


def run_with(organisation: Organisation) -> Q:
    """Over occurrences: what an organisation runs, alone or with others."""
    accepted = CoHost.objects.filter(organisation=organisation, state=CoHosting.ACCEPTED)
    return Q(gathering__organisation=organisation) | Q(gathering__in=accepted.values("gathering"))


def cohosting_of(gathering: Gathering) -> list[CoHost]:
    """Everybody who was asked, for those who lead it."""
    rows = gathering.cohosts.select_related("organisation")
    return list(rows.order_by("asked_at", "pk"))


def cohosts_to_ask(gathering: Gathering) -> list[Organisation]:
    """Those one may still ask, by name."""
    known = gathering.cohosts.values("organisation")
    found = organisation_selectors.published().exclude(pk__in=known)
    own = [gathering.organisation_id] if gathering.organisation_id else []
    return list(found.exclude(pk__in=own).order_by("name"))


def cohosting_asked_of(resident: Resident) -> list[CoHost]:
    """What the organisations somebody animates are asked to run with others."""
    mine = organisation_selectors.hosted_by(resident).order_by()
    rows = CoHost.objects.filter(
        organisation__in=mine, state=CoHosting.ASKED, gathering__status=Status.PUBLISHED
    )
    return list(
        rows.select_related("gathering__organisation", "organisation").order_by("asked_at", "pk")
    )


def find_cohost(by: Visitor, cohost_id: int) -> CoHost:
    """What was asked of an organisation, for its hosts and for those who asked.

    :raises NotVisible: there is none, or it is not theirs to read.
    """
    found = (
        CoHost.objects.select_related(
            "gathering__place__area__parent", "gathering__organisation", "organisation"
        )
        .filter(pk=cohost_id, gathering__status__in=[Status.PUBLISHED, Status.CANCELLED])
        .first()
    )
    if found is None:
        raise NotVisible
    if organisations.is_host(by, found.organisation) or rules.may_lead(by, found.gathering):
        return found
    raise NotVisible

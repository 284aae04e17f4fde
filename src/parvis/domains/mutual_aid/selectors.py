"""Reads of needs."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from parvis.domains.mutual_aid.models import Need, Offer
from parvis.domains.people.models import Resident
from parvis.domains.watch.models import Item
from parvis.kernel.errors import NotVisible


def open_needs(at: datetime) -> QuerySet[Need]:
    """Needs that still want help, the soonest to end first."""
    return (
        Need.objects.filter(
            until__gte=timezone.localdate(at), closed_at=None, organisation__published=True
        )
        .select_related("organisation", "area")
        .defer("area__boundary")
        .order_by("until", "title", "pk")
    )


def needs_for(viewer: object, at: datetime) -> QuerySet[Need]:
    """The same, with ``mine`` when the viewer has offered their help."""
    if not isinstance(viewer, Resident):
        return open_needs(at)
    mine = Offer.objects.filter(need=OuterRef("pk"), resident=viewer, withdrawn_at=None)
    return open_needs(at).annotate(mine=Exists(mine))


def find_need(need_id: UUID) -> Need:
    """A need, open or not: a link that was shared says that it is over, not that it never was.

    :raises NotVisible: there is none, or its organisation is not public.
    """
    need = (
        Need.objects.filter(pk=need_id, organisation__published=True)
        .select_related("organisation__area", "area")
        .defer("organisation__area__boundary", "area__boundary")
        .first()
    )
    if need is None:
        raise NotVisible
    return need


def offer_of(viewer: object, need: Need) -> Offer | None:
    if not isinstance(viewer, Resident):
        return None
    return Offer.objects.filter(need=need, resident=viewer, withdrawn_at=None).first()


def offer_waiting(item: Item) -> Offer | None:
    """The offer behind what somebody is asked to answer, if it is one."""
    return Offer.objects.select_related("need").filter(pk=item.subject_id).first()


def offers_made(resident: Resident) -> Iterable[Offer]:
    return Offer.objects.filter(resident=resident).select_related("need").order_by("offered_at")

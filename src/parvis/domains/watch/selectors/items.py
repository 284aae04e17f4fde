"""Items, oldest first, without anybody the viewer does not see."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from parvis.domains.people import rules as people_rules
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Role
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Area
from parvis.domains.watch import rules
from parvis.domains.watch.models import Ask, Item
from parvis.domains.watch.vocabulary import Level
from parvis.kernel.errors import NotVisible


def still_waiting() -> QuerySet[Item]:
    """What waits now. Who is leaving or suspended does not wait, until they are back."""
    return Item.objects.filter(
        ended_at=None, waiting__is_active=True, waiting__erasure_asked_at=None
    )


def asked_items(resident: Resident) -> QuerySet[Item]:
    """What this resident is asked to answer, the longest wait first."""
    asked = Ask.objects.filter(
        item=OuterRef("pk"), resident=resident, asked_at__isnull=False, passed_at=None
    )
    return _shown_to(resident).filter(Exists(asked))


def waiting_count(resident: Resident) -> int:
    return asked_items(resident).order_by().count()


def items_to_watch(coordinator: Resident, area: Area | None = None) -> QuerySet[Item]:
    """All that waits where this person coordinates (only within ``area`` if given), with who was
    asked; the longest wait first. What is private, only if they were asked. Nothing for anybody
    else."""
    held = [role for role in people_rules.held_roles(coordinator) if role.kind == Role.COORDINATOR]
    if not held:
        return Item.objects.none()
    asks = Ask.objects.filter(asked_at__isnull=False, resident__in=people.visible_to(coordinator))
    asked_too = asks.filter(item=OuterRef("pk"), resident=coordinator)
    known = ~Q(kind__in=rules.private_kinds()) | Exists(asked_too)
    found = (
        _shown_to(coordinator)
        .filter(known)
        .prefetch_related(
            Prefetch(
                "asks", asks.select_related("resident").order_by("level", "rank"), to_attr="asked"
            )
        )
    )
    if all(role.area_id for role in held):
        covered = _within({role.area_id for role in held if role.area_id})
        found = found.filter(Q(area=None) | Q(area__in=covered))
    return found.filter(area__in=territory.descendants_of(area)) if area else found


def item_of(*, kind: str, subject_id: UUID) -> Item:
    """
    :raises Item.DoesNotExist: nothing was ever watched with this subject.
    """
    return Item.objects.select_related("waiting", "area").get(kind=kind, subject_id=subject_id)


def item_asked(resident: Resident, item_id: UUID) -> Item | None:
    """An item this resident may answer, ended or not; None if there is none for them."""
    item = Item.objects.select_related("waiting", "area").filter(pk=item_id).first()
    return item if item and rules.may_answer(item, resident) else None


def item_for(resident: Resident, item_id: UUID) -> Item:
    """An item this resident may answer, ended or not.

    :raises NotVisible: there is none, or not for them.
    """
    item = item_asked(resident, item_id)
    if item is None:
        raise NotVisible
    return item


def is_asked_for(*, waiting_id: UUID, resident_id: UUID, since: datetime) -> bool:
    """Whether the watch asks this person, now, to answer somebody who waits since then or later."""
    return Ask.objects.filter(
        item__waiting=waiting_id,
        item__ended_at=None,
        item__opened_at__gte=since,
        resident=resident_id,
        asked_at__isnull=False,
        passed_at=None,
    ).exists()


def asked_of_nobody() -> QuerySet[Item]:
    """Items that nobody is asked to answer now (everybody passed, left, or none was found)."""
    active = Ask.objects.filter(item=OuterRef("pk"), asked_at__isnull=False, passed_at=None)
    return still_waiting().filter(~Exists(active)).order_by("opened_at", "pk")


def unanswerable() -> QuerySet[Item]:
    """What waits for a coordination with nobody left to ask: the operator must name somebody."""
    return asked_of_nobody().filter(level=Level.COORDINATOR)


def _shown_to(viewer: Resident) -> QuerySet[Item]:
    seen = people.visible_to(viewer).values("pk")
    found = still_waiting().filter(waiting__in=seen).exclude(waiting=viewer)
    return (
        found.select_related("waiting__photo", "area")
        .defer("area__boundary")
        .order_by("opened_at", "pk")
    )


def _within(area_ids: set[UUID]) -> set[UUID]:
    covered: set[UUID] = set()
    for area in Area.objects.filter(pk__in=area_ids).defer("boundary"):
        covered |= territory.descendants_of(area)
    return covered

"""Who can be asked for an item, and who may answer it."""

from collections.abc import Iterable
from uuid import UUID

from parvis.domains.people import rules as people_rules
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Role
from parvis.domains.watch.models import Ask, Item
from parvis.domains.watch.rules.kinds import kind_named
from parvis.domains.watch.vocabulary import Level


def able_to_answer(item: Item, residents: Iterable[UUID]) -> set[UUID]:
    """Those among them who may be asked before the coordination is.

    They are in sight of the waiting one (no block either way), keep no distance from them, hold the
    duty that this kind asks for, and are not barred from it.
    """
    kind = kind_named(item.kind)
    seen = people.visible_to(item.waiting).filter(pk__in=list(residents))
    if role := kind.role:
        seen = seen.filter(pk__in=people.people_with_role(role, item.area).order_by().values("pk"))
    found = set(seen.values_list("pk", flat=True)) - {item.waiting_id, *kind.barred(item)}
    return {one for one in found if not people.keeps_distance(one, item.waiting_id)}


def coordinators(item: Item) -> list[Resident]:
    """Who coordinates the item's area, in sight of the waiting one."""
    return _holders(item, Role.COORDINATOR)


def operators(item: Item) -> list[Resident]:
    """The last resort, where nobody coordinates."""
    return _holders(item, Role.OPERATOR)


def may_answer(item: Item, resident: Resident) -> bool:
    """Who was asked (even if they said “not this time”) and still holds the duty, or coordinates
    the area (and was asked, if it is private); nobody barred, or hidden from the waiting one."""
    kind = kind_named(item.kind)
    if resident.pk == item.waiting_id or resident.pk in kind.barred(item):
        return False
    if not people.visible_to(resident).filter(pk=item.waiting_id).exists():
        return False
    coordinates = people_rules.has_role(resident, Role.COORDINATOR, item.area)
    if coordinates and not kind.private:
        return True
    ask = Ask.objects.filter(item=item, resident=resident, asked_at__isnull=False).first()
    if ask is None:
        return False
    if ask.level == Level.COORDINATOR:
        return coordinates or people_rules.has_role(resident, Role.OPERATOR)
    return kind.role is None or people_rules.has_role(resident, kind.role, item.area)


def _holders(item: Item, role: Role) -> list[Resident]:
    area = item.area if role == Role.COORDINATOR else None
    apart = {item.waiting_id, *kind_named(item.kind).barred(item)}
    holders = people.people_with_role(role, area).exclude(pk__in=apart)
    return list(people.visible_to(item.waiting, holders))

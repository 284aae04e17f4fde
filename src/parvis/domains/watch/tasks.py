"""Deferred work: who is asked is told, open pages follow, and every minute what is due goes on."""

from datetime import datetime
from uuid import UUID

from parvis.domains.notifications import services as notifications
from parvis.domains.people.events import (
    DistanceKept,
    ErasureAsked,
    ResidentBlocked,
    ResidentSuspended,
    RoleEnded,
)
from parvis.domains.watch import notices, rules, services
from parvis.domains.watch.events import (
    AnswerAsked,
    AskPassed,
    ItemAnswered,
    ItemEscalated,
    ItemWithdrawn,
)
from parvis.domains.watch.models import Ask, Item
from parvis.kernel import clock, events, realtime, tasks


@events.listens(AnswerAsked, name="watch.ask")
def ask(fact: AnswerAsked) -> None:
    asks = Ask.objects.filter(item=fact.item_id, resident=fact.resident_id, passed_at=None)
    row = asks.filter(item__ended_at=None).select_related("resident", "item__waiting").first()
    if row and rules.may_answer(row.item, row.resident):
        notices.please_answer(row.item, row.resident, fact, clock.now())
        realtime.tell(fact.resident_id, "watch")


@events.listens(AskPassed, name="watch.refresh_after_pass")
def refresh_after_pass(fact: AskPassed) -> None:
    realtime.tell(fact.resident_id, "watch")


@events.listens(ItemEscalated, name="watch.reassure")
def reassure(fact: ItemEscalated) -> None:
    item = Item.objects.select_related("waiting").filter(pk=fact.item_id, ended_at=None).first()
    if item:
        notices.others_were_asked(item, fact.level, clock.now())
        _refresh(item)


@events.listens(ItemAnswered, name="watch.settle_answered")
def settle_answered(fact: ItemAnswered) -> None:
    _settle(fact.item_id)


@events.listens(ItemWithdrawn, name="watch.settle_withdrawn")
def settle_withdrawn(fact: ItemWithdrawn) -> None:
    _settle(fact.item_id)


@events.listens(ResidentBlocked, name="watch.recheck_blocked")
def recheck_blocked(fact: ResidentBlocked) -> None:
    _recheck(fact.by_id, fact.blocked_id)


@events.listens(DistanceKept, name="watch.recheck_distance")
def recheck_distance(fact: DistanceKept) -> None:
    _recheck(fact.by_id)


@events.listens(RoleEnded, name="watch.recheck_role")
def recheck_role(fact: RoleEnded) -> None:
    _recheck(fact.resident_id)


@events.listens(ResidentSuspended, name="watch.recheck_suspended")
def recheck_suspended(fact: ResidentSuspended) -> None:
    _recheck(fact.resident_id)


@events.listens(ErasureAsked, name="watch.recheck_leaving")
def recheck_leaving(fact: ErasureAsked) -> None:
    _recheck(fact.resident_id)


@tasks.every(minutes=1, name="watch.escalate")
def escalate(at: datetime) -> None:
    services.escalate_due(at=at)


def _recheck(*residents: UUID) -> None:
    services.recheck(residents=residents, at=clock.now())


def _settle(item_id: UUID) -> None:
    item = Item.objects.filter(pk=item_id).first()
    if item:
        notifications.settle(keys_from=notices.keys_of(item), at=clock.now())
        _refresh(item)


def _refresh(item: Item) -> None:
    """The pages of everybody concerned: those asked so far, and the one who waits."""
    asked = item.asks.filter(asked_at__isnull=False).values_list("resident_id", flat=True)
    for resident_id in (*asked, item.waiting_id):
        realtime.tell(resident_id, "watch")

"""Asking people in turn. The caller holds the item's lock."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from parvis.domains.people.models import Resident
from parvis.domains.watch import rules
from parvis.domains.watch.events import AnswerAsked, AskPassed, ItemEscalated
from parvis.domains.watch.models import Ask, Item
from parvis.domains.watch.vocabulary import Level
from parvis.kernel import events


def locked(item_id: UUID) -> Item | None:
    """The item as it is now, for this transaction only; None once it ended or is gone."""
    open_items = Item.objects.select_for_update(of=("self",)).filter(ended_at=None, pk=item_id)
    return open_items.select_related("waiting", "area").first()


def active(item: Item) -> QuerySet[Ask]:
    """Who is being asked now."""
    return item.asks.filter(asked_at__isnull=False, passed_at=None)


def ask_next(item: Item, *, count: int, at: datetime) -> bool:
    """Ask the next substitutes who can be asked; whether there was one."""
    left = list(item.asks.filter(asked_at=None, passed_at=None).order_by("level", "rank", "pk"))
    able = rules.able_to_answer(item, [ask.resident_id for ask in left])
    chosen = [ask for ask in left if ask.resident_id in able][:count]
    for ask in chosen:
        ask.asked_at = at
        ask.save(update_fields=["asked_at"])
        _publish_asked(item, ask, at)
    return bool(chosen)


def keep_asking(item: Item, at: datetime) -> None:
    """Somebody passed, or can no longer answer: another is asked now."""
    if item.level == Level.COORDINATOR:
        if not active(item).exists():
            ask_coordination(item, at)
    elif not ask_next(item, count=1, at=at) and not active(item).exists():
        raise_to(item, Level.COORDINATOR, at)


def raise_to(item: Item, level: Level, at: datetime, *, count: int = 0) -> None:
    """Go on to a level, with a new promised time; to the coordination when nobody else is left."""
    item.promised_at = rules.promised_for(rules.kind_named(item.kind), area=item.area, at=at)
    if level == Level.OTHERS and not ask_next(item, count=count, at=at):
        level = Level.COORDINATOR
    item.level = level
    if level == Level.COORDINATOR:
        ask_coordination(item, at)
    item.save(update_fields=["promised_at", "level"])
    events.publish(
        ItemEscalated(
            item_id=item.pk,
            kind=item.kind,
            waiting_id=item.waiting_id,
            level=level,
            promised_at=item.promised_at,
        ),
        at=at,
    )


def ask_coordination(item: Item, at: datetime) -> bool:
    """Ask those who coordinate; when there is none left, those who run the server.

    When every coordinator said “not this time”, the operators are asked until the next reminder.
    """
    passed = set(
        item.asks.filter(level=Level.COORDINATOR, passed_at__isnull=False).values_list(
            "resident_id", flat=True
        )
    )
    for group in (rules.coordinators(item), rules.operators(item)):
        if chosen := [resident for resident in group if resident.pk not in passed]:
            for resident in chosen:
                _ask_coordinator(item, resident, at)
            return True
    return False


def remind_coordination(item: Item, at: datetime) -> None:
    """The promised time passed once more: everybody who coordinates is asked again."""
    item.asks.filter(level=Level.COORDINATOR).update(passed_at=None)
    drop_unable(item, at)
    item.promised_at = rules.promised_for(rules.kind_named(item.kind), area=item.area, at=at)
    item.save(update_fields=["promised_at"])
    ask_coordination(item, at)


def pass_over(item: Item, ask: Ask, at: datetime) -> None:
    ask.passed_at = at
    ask.save(update_fields=["passed_at"])
    events.publish(AskPassed(item_id=item.pk, resident_id=ask.resident_id), at=at)


def drop_unable(item: Item, at: datetime) -> int:
    """Pass over those asked who are blocked, gone, or without the duty by now; how many."""
    asks = list(active(item))
    able = rules.able_to_answer(item, [a.resident_id for a in asks if a.level < Level.COORDINATOR])
    able |= {one.pk for one in (*rules.coordinators(item), *rules.operators(item))}
    unable = [ask for ask in asks if ask.resident_id not in able]
    for ask in unable:
        pass_over(item, ask, at)
    return len(unable)


def _ask_coordinator(item: Item, resident: Resident, at: datetime) -> None:
    """Also somebody asked before as a welcomer: they are asked now as a coordinator."""
    ask, _ = Ask.objects.update_or_create(
        item=item,
        resident=resident,
        defaults={"level": Level.COORDINATOR, "asked_at": at, "passed_at": None},
    )
    _publish_asked(item, ask, at)


def _publish_asked(item: Item, ask: Ask, at: datetime) -> None:
    asked = AnswerAsked(
        item_id=item.pk,
        resident_id=ask.resident_id,
        level=Level(ask.level),
        promised_at=item.promised_at,
    )
    events.publish(asked, at=at)

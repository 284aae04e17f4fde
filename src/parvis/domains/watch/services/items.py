"""One item: opened, answered, passed on, withdrawn."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from parvis.domains.people.models import Resident
from parvis.domains.territory.models import Area
from parvis.domains.watch import rules
from parvis.domains.watch.events import ItemAnswered, ItemOpened, ItemWithdrawn
from parvis.domains.watch.models import Ask, Item
from parvis.domains.watch.services import asking
from parvis.domains.watch.vocabulary import Ending, Level
from parvis.kernel import events
from parvis.kernel.errors import NotVisible


@transaction.atomic
def open_item(
    *,
    kind: str,
    subject_id: UUID,
    waiting: Resident,
    first: UUID | None,
    substitutes: Sequence[UUID] = (),
    area: Area | None,
    at: datetime,
) -> Item:
    """Watch over something until somebody answers; the same ``(kind, subject_id)`` is watched once.

    ``first`` is asked now (when nobody was chosen or they cannot be asked, the first substitute who
    can), substitutes later in their order, then those who coordinate the area.
    """
    promise = rules.promised_for(rules.kind_named(kind), area=area, at=at)
    item, created = Item.objects.get_or_create(
        kind=kind,
        subject_id=subject_id,
        defaults={"waiting": waiting, "area": area, "opened_at": at, "promised_at": promise},
    )
    if not created:
        return item
    opened = ItemOpened(
        item_id=item.pk,
        kind=kind,
        subject_id=subject_id,
        waiting_id=waiting.pk,
        promised_at=promise,
    )
    events.publish(opened, by=waiting.pk, at=at)
    _line_up(item, first, substitutes)
    if not asking.ask_next(item, count=1, at=at):
        asking.raise_to(item, Level.COORDINATOR, at)
    return item


@transaction.atomic
def answered(*, item: Item, by: Resident, at: datetime) -> Item:
    """Somebody answered. The first answer counts; a second changes nothing.

    :raises NotVisible: they were not asked, and do not coordinate the area.
    """
    if not rules.may_answer(item, by):
        raise NotVisible
    if held := asking.locked(item.pk):
        held.answered_by = by
        _end(held, Ending.ANSWERED, at)
        fact = ItemAnswered(
            item_id=held.pk,
            kind=held.kind,
            subject_id=held.subject_id,
            waiting_id=held.waiting_id,
            answered_by=by.pk,
        )
        events.publish(fact, by=by.pk, at=at)
    item.refresh_from_db()
    return item


@transaction.atomic
def passed(*, item: Item, by: Resident, at: datetime) -> Item:
    """“Not this time”: the next person is asked now, and the waiting one is told nothing."""
    held = asking.locked(item.pk)
    ask = asking.active(held).filter(resident=by).first() if held else None
    if held and ask:
        asking.pass_over(held, ask, at)
        asking.keep_asking(held, at)
        item.refresh_from_db()
    return item


@transaction.atomic
def withdrawn(*, item: Item, at: datetime) -> Item:
    """What was waited for is no longer wanted."""
    if held := asking.locked(item.pk):
        _end(held, Ending.WITHDRAWN, at)
        fact = ItemWithdrawn(
            item_id=held.pk,
            kind=held.kind,
            subject_id=held.subject_id,
            waiting_id=held.waiting_id,
        )
        events.publish(fact, at=at)
    item.refresh_from_db()
    return item


def answered_if_waiting(
    *, subject_id: UUID, by: Resident, at: datetime, kind: str | None = None
) -> None:
    """What waits with this subject (of one kind, or any) is answered, if they may answer it."""
    for item in _waiting_with(subject_id, kind):
        if rules.may_answer(item, by):
            answered(item=item, by=by, at=at)


def passed_if_waiting(
    *, subject_id: UUID, by: Resident, at: datetime, kind: str | None = None
) -> None:
    for item in _waiting_with(subject_id, kind):
        passed(item=item, by=by, at=at)


def withdrawn_if_waiting(*, subject_id: UUID, at: datetime, kind: str | None = None) -> None:
    for item in _waiting_with(subject_id, kind):
        withdrawn(item=item, at=at)


def _waiting_with(subject_id: UUID, kind: str | None) -> list[Item]:
    found = Item.objects.filter(subject_id=subject_id, ended_at=None)
    if kind:
        found = found.filter(kind=kind)
    return list(found.select_related("waiting", "area"))


def _line_up(item: Item, first: UUID | None, substitutes: Sequence[UUID]) -> None:
    """Those who may be asked, each once, in their order; accounts that are gone are left out."""
    wanted = [one for one in dict.fromkeys((first, *substitutes)) if one and one != item.waiting_id]
    there = set(Resident.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    Ask.objects.bulk_create(
        Ask(
            item=item,
            resident_id=one,
            level=Level.FIRST if one == first else Level.OTHERS,
            rank=rank,
        )
        for rank, one in enumerate(wanted)
        if one in there
    )


def _end(item: Item, ending: Ending, at: datetime) -> None:
    item.ended_at, item.ending = at, ending
    item.save(update_fields=["ended_at", "ending", "answered_by"])

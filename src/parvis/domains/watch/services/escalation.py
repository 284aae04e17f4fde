"""What runs every minute, and when somebody leaves: nothing that waits is dropped."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from parvis.domains.watch import selectors
from parvis.domains.watch.models import Ask, Item
from parvis.domains.watch.services import asking
from parvis.domains.watch.vocabulary import ASKED_TOGETHER, BATCH, Level

log = structlog.get_logger(__name__)


def escalate_due(*, at: datetime) -> int:
    """Ask the next level for every item whose promised time has passed; how many moved.

    First somebody is found for the items that nobody is asked for any more. Each item is its own
    transaction: one that fails is tried again next time, and holds up no other.

    :raises Exception: the first failure, once every item had its turn.
    """
    moved, failures = 0, []
    orphans = selectors.asked_of_nobody().values_list("pk", flat=True)
    due = selectors.still_waiting().filter(promised_at__lte=at).order_by("promised_at", "pk")
    turns = [(_find_somebody, one) for one in orphans[:BATCH]]
    turns += [(_escalate, one) for one in due.values_list("pk", flat=True)[:BATCH]]
    for turn, item_id in turns:
        try:
            moved += turn(item_id, at)
        except Exception as error:  # noqa: BLE001  (others must not wait for this one)
            log.error("watch_item_stuck", item=str(item_id), error=type(error).__name__)
            failures.append(error)
    if failures:
        raise failures[0]
    return moved


def recheck(*, residents: Iterable[UUID], at: datetime) -> None:
    """Pass over, at once, those of these people who are asked and can no longer answer.

    For a block, a quiet distance, a role that ended, an account closed or gone.
    """
    wanted = list(residents)
    theirs = Ask.objects.filter(
        item=OuterRef("pk"), resident__in=wanted, asked_at__isnull=False, passed_at=None
    )
    touched = selectors.still_waiting().filter(Q(waiting__in=wanted) | Exists(theirs))
    for item_id in list(touched.values_list("pk", flat=True)):
        _pass_over_unable(item_id, at)


@transaction.atomic
def _escalate(item_id: UUID, at: datetime) -> bool:
    item = asking.locked(item_id)
    if item is None or item.promised_at > at:
        return False
    if item.level == Level.COORDINATOR:
        asking.remind_coordination(item, at)
        return True
    asking.drop_unable(item, at)
    following = Level.OTHERS if item.level == Level.FIRST else Level.COORDINATOR
    asking.raise_to(item, following, at, count=ASKED_TOGETHER)
    return True


@transaction.atomic
def _find_somebody(item_id: UUID, at: datetime) -> bool:
    item = asking.locked(item_id)
    if item is None or asking.active(item).exists():
        return False
    asking.keep_asking(item, at)
    return asking.active(item).exists()


@transaction.atomic
def _pass_over_unable(item_id: UUID, at: datetime) -> bool:
    item: Item | None = asking.locked(item_id)
    if item is None or not asking.drop_unable(item, at):
        return False
    asking.keep_asking(item, at)
    return True

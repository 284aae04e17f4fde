"""Keeping somebody away: a block hides two people from each other, distance stays unsaid."""

from datetime import datetime

from django.db import transaction

from parvis.domains.people import rules
from parvis.domains.people.events import (
    DistanceEnded,
    DistanceKept,
    ResidentBlocked,
    ResidentUnblocked,
)
from parvis.domains.people.models import Block, Distance, Resident
from parvis.kernel import events


@transaction.atomic
def block(*, by: Resident, other: Resident, at: datetime) -> None:
    """From now on neither exists for the other, anywhere. Safe to repeat; the other is never told.

    :raises rules.NotAllowed: oneself.
    """
    rules.is_somebody_else.require(by, other)
    _made, created = Block.objects.get_or_create(by=by, blocked=other, defaults={"at": at})
    if created:
        Distance.objects.filter(by=by, other=other).delete()
        events.publish(ResidentBlocked(by_id=by.id, blocked_id=other.id), by=by.id, at=at)


@transaction.atomic
def unblock(*, by: Resident, other: Resident, at: datetime) -> None:
    """Take one's own block back. Safe to repeat; a block made by the other stands."""
    deleted, _rows = Block.objects.filter(by=by, blocked=other).delete()
    if deleted:
        events.publish(ResidentUnblocked(by_id=by.id, blocked_id=other.id), by=by.id, at=at)


@transaction.atomic
def keep_distance(*, by: Resident, other: Resident, at: datetime) -> None:
    """Keep somebody at arm's length: their messages wait among the requests. Safe to repeat.

    :raises rules.NotAllowed: oneself.
    """
    rules.is_somebody_else.require(by, other)
    _kept, created = Distance.objects.get_or_create(by=by, other=other, defaults={"at": at})
    if created:
        events.publish(DistanceKept(by_id=by.id, other_id=other.id), by=by.id, at=at)


@transaction.atomic
def stop_distance(*, by: Resident, other: Resident, at: datetime) -> None:
    """Safe to repeat."""
    deleted, _rows = Distance.objects.filter(by=by, other=other).delete()
    if deleted:
        events.publish(DistanceEnded(by_id=by.id, other_id=other.id), by=by.id, at=at)

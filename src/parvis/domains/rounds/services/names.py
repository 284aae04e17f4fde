"""Putting one's name down, changing what one would like, taking it off, and thinking again."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import SLOTS, interests
from parvis.domains.rounds import rules, selectors
from parvis.domains.rounds.events import NamePutDown, NameWithdrawn
from parvis.domains.rounds.models import Again, Name, Round
from parvis.domains.rounds.vocabulary import (
    INTERESTS_MAX,
    MINUTES_CHOICES,
    SIZE_MAX,
    SIZE_MIN,
    SeatState,
)
from parvis.kernel import events


@transaction.atomic
def put_name_down(*, resident: Resident, values: Mapping[str, Any], at: datetime) -> Name:
    """Be on the list from now on, or change what one would like. Safe to repeat, in two tabs too.

    ``values``: free (moments), size_max, activities (interests), minutes_max, transit, slow_walk,
    hosts, again (ids of people met before). What is left out keeps the value it has.

    :raises rules.NoCommune: the profile says no neighbourhood, and there are several communes.
    :raises rules.AlreadyAtATable: they are asked about a table, or at one that meets.
    :raises rules.NothingFree: no free moment.
    :raises rules.UnknownChoice: a choice that is not offered; ``field`` says which.
    """
    rules.may_put_name_down.require(resident)
    # One after the other, so that two tabs make one name.
    held = Resident.objects.select_for_update(no_key=True).get(pk=resident.pk)
    if selectors.has_standing_seat(held):
        raise rules.AlreadyAtATable
    area = selectors.commune_of(held)
    if area is None:
        raise rules.NoCommune
    last = selectors.last_name_of(held)
    current = last if last is not None and last.ended_at is None else None
    kept = _checked({**selectors.offered_values(held), **values}, held)
    wanted = kept.pop("again")
    if current is None:
        name = Name(resident=held, area=area, put_down_at=at, waited=_waited(last))
    else:
        name = current
    for field, value in kept.items():
        setattr(name, field, value)
    # Who moves to another commune is on its list from now on.
    moved, name.area = name.area_id != area.pk, area
    name.save()
    _keep_again(held, wanted)
    if current is None or moved:
        _put_down(name, at)
    return name


@transaction.atomic
def withdraw_name(*, resident: Resident, at: datetime) -> None:
    """Take one's name off the list, and out of tables nobody was told of yet. Safe to repeat.

    A place somebody was asked about is answered on its own page.
    """
    name = Name.objects.filter(resident=resident, ended_at=None).first()
    if name is None:
        return
    # Rounds before names, as for who makes or publishes tables.
    pending = Round.objects.select_for_update(no_key=True).filter(
        area=name.area_id, stage__in=selectors.PENDING
    )
    rounds = list(pending.order_by("pk"))
    name = Name.objects.select_for_update(no_key=True).filter(pk=name.pk, ended_at=None).first()
    if name is None:
        return
    name.ended_at = at
    name.save(update_fields=["ended_at"])
    for one in rounds:
        drafts, _rows = one.seats.filter(resident=resident, state=SeatState.DRAFT).delete()
        one.unplaced.filter(resident=resident).delete()
        one.moves.filter(resident=resident).delete()
        if drafts:
            one.version += 1
            one.save(update_fields=["version"])
    fact = NameWithdrawn(resident_id=resident.pk, area_id=name.area_id)
    events.publish(fact, by=resident.pk, at=at)


@transaction.atomic
def restore_name(*, resident: Resident, at: datetime) -> Name:
    """Be on the list again as before, rounds waited included. Safe to repeat.

    :raises rules.NameNotDown: there was never a name, or a table came of it.
    :raises rules.AlreadyAtATable: see :func:`put_name_down`.
    """
    rules.may_put_name_down.require(resident)
    held = Resident.objects.select_for_update(no_key=True).get(pk=resident.pk)
    if selectors.has_standing_seat(held):
        raise rules.AlreadyAtATable
    name = selectors.last_name_of(held)
    if name is None:
        raise rules.NameNotDown
    if name.ended_at is None:
        return name
    if selectors.has_sat_since(held, name.put_down_at):
        raise rules.NameNotDown
    name.ended_at = None
    name.area = selectors.commune_of(held) or name.area
    name.save(update_fields=["ended_at", "area"])
    _put_down(name, at)
    return name


def _put_down(name: Name, at: datetime) -> None:
    fact = NamePutDown(resident_id=name.resident_id, area_id=name.area_id)
    events.publish(fact, by=name.resident_id, at=at)


def _waited(last: Name | None) -> int:
    """Who took their name off and comes back has waited as long as before; who sat has not."""
    if last is None or selectors.has_sat_since(last.resident, last.put_down_at):
        return 0
    return last.waited


def _checked(values: Mapping[str, Any], resident: Resident) -> dict[str, Any]:
    free = _among("free", values["free"], SLOTS)
    if not free:
        raise rules.NothingFree
    activities = _among("activities", values["activities"], interests.interests())
    if len(activities) > INTERESTS_MAX:
        raise rules.UnknownChoice(field="activities")
    size = values["size_max"]
    if size not in range(SIZE_MIN, SIZE_MAX + 1):
        raise rules.UnknownChoice(field="size_max")
    if values["minutes_max"] not in MINUTES_CHOICES:
        raise rules.UnknownChoice(field="minutes_max")
    return {
        "free": free,
        "activities": activities,
        "size_max": size,
        "minutes_max": values["minutes_max"],
        "transit": bool(values["transit"]),
        "slow_walk": bool(values["slow_walk"]),
        "hosts": bool(values["hosts"]),
        "again": _people(values["again"], resident),
    }


def _among(field: str, given: Collection[str], allowed: Collection[str]) -> tuple[str, ...]:
    chosen = {str(word) for word in given}
    if not chosen <= set(allowed):
        raise rules.UnknownChoice(field=field)
    return tuple(sorted(chosen))


def _people(given: Collection[Any], resident: Resident) -> set[UUID]:
    """Those wished for who may be: somebody hidden since is left out without a word."""
    try:
        wanted = {one if isinstance(one, UUID) else UUID(str(one)) for one in given}
    except ValueError as wrong:
        raise rules.UnknownChoice(field="again") from wrong
    if not wanted:
        return set()
    met = selectors.people_met(resident).filter(pk__in=wanted)
    return set(met.order_by().values_list("pk", flat=True))


def _keep_again(resident: Resident, wanted: set[UUID]) -> None:
    had = selectors.again_of(resident)
    Again.objects.filter(by=resident, other_id__in=had - wanted).delete()
    Again.objects.bulk_create(
        [Again(by=resident, other_id=other) for other in sorted(wanted - had)],
        ignore_conflicts=True,
    )

"""Somebody waits at the door for whoever comes alone."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.domains.gatherings import rules, selectors
from parvis.domains.gatherings.events import GreeterChanged
from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence
from parvis.domains.gatherings.selectors.greeting import Ready
from parvis.domains.gatherings.services.refusals import Over
from parvis.domains.gatherings.vocabulary import GREETED_MAX, Coming, Status
from parvis.domains.people.models import Resident
from parvis.kernel import events
from parvis.kernel.errors import NotVisible, Refusal


class NotThere(Refusal):
    sentence = _("Dites d’abord que vous venez, puis proposez d’attendre quelqu’un à l’entrée.")


@transaction.atomic
def find_greeters(*, occurrence_id: UUID, at: datetime) -> int:
    """Somebody for each who comes alone to this date; how many were found, changed, or freed.

    Who waits already goes on, as long as they can. Safe to repeat.
    """
    held = Occurrence.objects.select_for_update(no_key=True).filter(pk=occurrence_id).first()
    if held is None or held.is_over(at):
        return 0
    return _find(held, at)


@transaction.atomic
def offer_to_greet(*, occurrence_id: UUID, resident: Resident, offers: bool, at: datetime) -> None:
    """“I can wait for somebody at the door”, or “not that day”: then somebody else is found.

    Safe to repeat.

    :raises NotVisible: there is no such date, or they have nothing to do with it.
    :raises NotThere: they do not come, or come alone themselves.
    :raises Over: it has ended.
    """
    rules.may_come.require(resident)
    held = Occurrence.objects.select_for_update(no_key=True).filter(pk=occurrence_id).first()
    if held is None or held.gathering.status == Status.DRAFT:
        raise NotVisible
    if held.is_over(at):
        raise Over
    mine = Attendance.objects.filter(occurrence=held, resident=resident).first()
    is_asked = held.attendances.filter(greeter=resident).exists()
    if mine is None and not is_asked and not rules.may_hold_sheet(resident, held.gathering):
        raise NotVisible
    if offers and (mine is None or mine.state != Coming.GOING or mine.alone):
        raise NotThere
    if mine is None:
        mine = Attendance(occurrence=held, resident=resident, state=Coming.CANCELLED, said_at=at)
    if mine.greets is not offers:
        mine.greets = offers
        mine.save()
        _find(held, at)


def find_greeters_of(*, resident_id: UUID, at: datetime) -> int:
    """Somebody else, wherever this person was to wait for somebody. Safe to repeat."""
    return _each(Attendance.objects.filter(greeter=resident_id), at)


def find_greeters_between(*, one_id: UUID, other_id: UUID, at: datetime) -> int:
    """Somebody else, wherever one of two people was to wait for the other."""
    pair = Q(greeter=one_id, resident=other_id) | Q(greeter=other_id, resident=one_id)
    return _each(Attendance.objects.filter(pair), at)


def find_greeters_at(*, gathering_id: UUID, at: datetime) -> int:
    """At every date to come of a gathering that changed hands, or was called off."""
    settled = Q(greeter_at__isnull=False) | Q(alone=True, state=Coming.GOING)
    return _each(Attendance.objects.filter(settled, occurrence__gathering=gathering_id), at)


def find_missing_greeters(*, at: datetime) -> int:
    """Wherever nobody waits yet for who comes alone: there may be somebody by now."""
    alone = Attendance.objects.filter(alone=True, state=Coming.GOING, greeter=None)
    return _each(alone.filter(occurrence__is_cancelled=False), at)


def _each(found, at: datetime) -> int:  # type: ignore[no-untyped-def]
    ahead = found.filter(occurrence__ends_at__gt=at).order_by("occurrence_id")
    dates = ahead.values_list("occurrence_id", flat=True).distinct()
    return sum(find_greeters(occurrence_id=one, at=at) for one in list(dates))


def _find(held: Occurrence, at: datetime) -> int:
    gathering = Gathering.objects.select_related("circle").get(pk=held.gathering_id)
    is_on = gathering.status == Status.PUBLISHED and not held.is_cancelled
    rows = list(
        Attendance.objects.filter(occurrence=held)
        .filter(Q(alone=True, state=Coming.GOING) | Q(greeter_at__isnull=False))
        .order_by("said_at", "pk")
    )
    alone = [one for one in rows if is_on and one.alone and one.state == Coming.GOING]
    changed = [one for one in rows if one not in alone and _settle(held, one, None, None, at)]
    if alone:
        changed += _wait_for(held, gathering, alone, at)
    return len(changed)


def _wait_for(
    held: Occurrence, gathering: Gathering, alone: list[Attendance], at: datetime
) -> list[Attendance]:
    ready = selectors.greeters_ready(held, gathering)
    hidden = selectors.pairs_hidden(
        [one.resident_id for one in alone], [one.resident_id for one in ready]
    )
    load: Counter[UUID | None] = Counter()
    kept = set()
    for one in alone:
        free = _free(one, ready, hidden, load)
        if one.greeter_id in {each.resident_id for each in free}:
            load[one.greeter_id] += 1
            kept.add(one.pk)
    # A greeter without an account is nobody's row: the first of those left are theirs.
    theirs = GREETED_MAX if gathering.greeter_name and gathering.greeter_id is None else 0
    changed = []
    for one in alone:
        if one.pk in kept:
            continue
        found: UUID | None = None
        if load[None] < theirs:
            load[None] += 1
        else:
            found = _best(_free(one, ready, hidden, load), load)
            load[found] += found is not None
        if _settle(held, one, found, at, at):
            changed.append(one)
    return changed


def _free(
    one: Attendance,
    ready: list[Ready],
    hidden: set[frozenset[UUID]],
    load: "Counter[UUID | None]",
) -> list[Ready]:
    return [
        each
        for each in ready
        if each.resident_id != one.resident_id
        and load[each.resident_id] < GREETED_MAX
        and frozenset((each.resident_id, one.resident_id)) not in hidden
    ]


def _best(free: list[Ready], load: "Counter[UUID | None]") -> UUID | None:
    """Those of the nearest tier; among them who waits for the fewest, then who said they come."""
    best = min(
        free,
        key=lambda each: (each.tier, load[each.resident_id], not each.is_going, each.place),
        default=None,
    )
    return best.resident_id if best else None


def _settle(
    held: Occurrence,
    one: Attendance,
    greeter_id: UUID | None,
    settled_at: datetime | None,
    at: datetime,
) -> bool:
    """Write who waits, and say so if it is news; ``settled_at`` is empty for who needs nobody."""
    if (one.greeter_id, one.greeter_at is None) == (greeter_id, settled_at is None):
        return False
    former_id, former_at = one.greeter_id, one.greeter_at
    if settled_at and former_at:  # whatever the clock says, what comes later is later
        settled_at = max(settled_at, former_at + timedelta(microseconds=1))
    one.greeter_id, one.greeter_at = greeter_id, settled_at
    one.save(update_fields=["greeter", "greeter_at"])
    fact = GreeterChanged(
        occurrence_id=held.pk,
        gathering_id=held.gathering_id,
        resident_id=one.resident_id,
        greeter_id=greeter_id,
        former_id=former_id,
        former_at=former_at,
        at=settled_at or at,
    )
    events.publish(fact, at=at)
    return True

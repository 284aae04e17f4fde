"""Changing a gathering: its dates to come move together, and those who come are told."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from parvis.domains.gatherings import rules, selectors
from parvis.domains.gatherings.events import GatheringChanged
from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence
from parvis.domains.gatherings.services.checking import When, checked
from parvis.domains.gatherings.services.publishing import call_off, fill, locked
from parvis.domains.gatherings.services.refusals import CalledOff
from parvis.domains.gatherings.services.series import write_dates
from parvis.domains.gatherings.vocabulary import Coming, Status
from parvis.domains.people.models import Resident
from parvis.kernel import events


@transaction.atomic
def edit_gathering(
    *, gathering: Gathering, by: Resident, values: Mapping[str, Any], at: datetime
) -> Gathering:
    """Change a gathering, and move its dates to come as the next one moves.

    Past dates stay as they were. Those who come are told when the moment or the place changes.
    The same values again change nothing and tell nobody.

    :raises NotAllowed: it is not theirs.
    :raises CalledOff: it was called off.
    :raises GatheringRefused: each problem with its field.
    """
    held = locked(gathering.pk)
    rules.may_edit.require(by, held)
    if held.status == Status.CANCELLED:
        raise CalledOff
    coming = _coming(held, at)
    ahead = selectors.next_date_of(held, at)
    going = max((one.going for one in coming if not one.is_cancelled), default=0)
    asked = {"organisation": held.organisation, **values}
    kept, when = checked(
        asked,
        by=by,
        at=at,
        held=held,
        most_going=going,
        moves=_is_moved(held, ahead, asked),
    )
    changed = fill(held, kept, when, anchor=ahead)
    if changed:
        held.updated_at = at
        held.save()
    if held.status == Status.PUBLISHED:
        moved = _move(coming, ahead, when) if ahead else []
        dropped = _drop_beyond(held, coming, ahead, by, at)
        write_dates(held, at)
        told = [*(["when"] if moved else []), *(["where"] if "place" in changed else [])]
        if changed or moved or dropped:
            fact = GatheringChanged(gathering_id=held.pk, changed=(*told, *changed), at=at)
            events.publish(fact, by=by.pk, at=at)
    return held


def _coming(gathering: Gathering, at: datetime) -> list[Occurrence]:
    """Its dates to come, locked (always in the order of ids): nobody takes a seat meanwhile."""
    found = gathering.occurrences.select_for_update(no_key=True).filter(starts_at__gt=at)
    return sorted(found.order_by("pk"), key=lambda one: (one.starts_at, one.pk))


def _is_moved(held: Gathering, ahead: Occurrence | None, asked: Mapping[str, Any]) -> bool:
    """Whether the date asked for is another than the one it has: then it must be ahead."""
    if ahead is not None or held.status == Status.DRAFT:
        return True
    now = selectors.wall(held.starts_at, held.time_zone)
    return bool((asked["day"], asked["starts"]) != (now.date(), now.time()))


def _move(coming: list[Occurrence], ahead: Occurrence, when: When) -> list[Occurrence]:
    """Move every date to come as the next one moves; those that moved and stand."""
    zone = when.zone
    shift: timedelta = when.on_wall.date() - selectors.wall(ahead.rule_at, zone).date()
    moved = []
    later = when.first.starts_at > ahead.starts_at
    # From the far end of the move: no two dates of a series meet on the way.
    for one in reversed(coming) if later else coming:
        day = selectors.wall(one.rule_at, zone).date() + shift
        found = selectors.span(datetime.combine(day, when.on_wall.time()), when.minutes, zone)
        if (one.rule_at, one.ends_at) == (found.rule_at, found.ends_at):
            continue
        one.rule_at, one.starts_at, one.ends_at = found
        one.save(update_fields=["rule_at", "starts_at", "ends_at"])
        if not one.is_cancelled:
            moved.append(one)
    return moved


def _drop_beyond(
    held: Gathering, coming: list[Occurrence], ahead: Occurrence | None, by: Resident, at: datetime
) -> int:
    """Dates the rule no longer gives: called off if somebody said they come, or else removed."""
    beyond = [one for one in coming if one.pk != (ahead.pk if ahead else None)]
    if held.repeats:
        last = held.until
        zone = held.time_zone
        beyond = [one for one in beyond if last and selectors.wall(one.rule_at, zone).date() > last]
    seats = Attendance.objects.filter(occurrence=OuterRef("pk"), state=Coming.GOING)
    wanted = set(
        Occurrence.objects.filter(Exists(seats), pk__in=[one.pk for one in beyond]).values_list(
            "pk", flat=True
        )
    )
    for one in beyond:
        if one.pk not in wanted:
            one.delete()
        elif not one.is_cancelled:
            call_off(one, by, at)
    return len(beyond)

"""Changing a gathering: its dates to come move together, and those who come are told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.domains.gatherings import rules, selectors
from parvis.domains.gatherings.events import GatheringChanged
from parvis.domains.gatherings.models import Gathering, Occurrence
from parvis.domains.gatherings.selectors import Rhythm
from parvis.domains.gatherings.selectors.importing import is_imported
from parvis.domains.gatherings.services.checking import checked
from parvis.domains.gatherings.services.publishing import fill, hold_gathering
from parvis.domains.gatherings.services.refusals import CalledOff, FromElsewhere
from parvis.domains.gatherings.services.retiming import Retimed, retime
from parvis.domains.gatherings.services.series import write_dates
from parvis.domains.gatherings.services.written import set_extras, set_pauses, touch
from parvis.domains.gatherings.vocabulary import Status
from parvis.domains.people.models import Resident
from parvis.kernel import events


@transaction.atomic
def edit_gathering(
    *, gathering: Gathering, by: Resident, values: Mapping[str, Any], at: datetime
) -> Gathering:
    """Change a gathering. ``day`` is that of the next date its rule gives: when it moves, the
    dates to come move with it; those a host had moved stay where they are.

    Past dates stay as they were. Dates the rule no longer gives are called off when somebody
    comes, removed otherwise. Those who come are told when the moment or the place changes. The
    same values again change nothing and tell nobody.

    :raises NotAllowed: it is not theirs.
    :raises CalledOff: it was called off.
    :raises FromElsewhere: it was brought in: its own agenda changes it.
    :raises GatheringRefused: each problem with its field.
    """
    held = hold_gathering(gathering.pk)
    rules.may_edit.require(by, held)
    if held.status == Status.CANCELLED:
        raise CalledOff
    if is_imported(held):
        raise FromElsewhere
    before, coming = selectors.rhythm_of(held), _coming(held, at)
    anchor = selectors.anchor_of(coming, at)
    asked = {"organisation": held.organisation, **values}
    goes_on = _goes_on(held, before, anchor, asked)
    kept, when = checked(
        {**asked, **_own_start(before)} if goes_on else asked,
        by=by,
        at=at,
        held=held,
        # A date that is called off may be restored, with those who came.
        most_going=max((one.going + one.offered for one in coming), default=0),
        moves=not goes_on,
        not_before=asked["day"],
    )
    changed = fill(held, kept, when)
    if set_pauses(held, kept):
        changed.append("pauses")
    retimed = Retimed((), False)
    if held.status == Status.PUBLISHED:
        retimed = retime(coming, anchor, before, when.rhythm, at, by=by, goes_on=goes_on)
    if set_extras(held, when, by, at):
        changed.append("extras")
    if changed or retimed.moved or retimed.dropped:
        touch(held, at, *_fields(changed))
        if held.status == Status.PUBLISHED:
            _announce(held, changed, retimed, by, at)
    if held.status == Status.PUBLISHED:
        write_dates(held, at)
    return held


def _announce(
    held: Gathering, changed: list[str], retimed: Retimed, by: Resident, at: datetime
) -> None:
    told = [*(["when"] if retimed.moved else []), *(["where"] if "place" in changed else [])]
    fact = GatheringChanged(
        gathering_id=held.pk, changed=(*told, *changed), at=at, moved=retimed.moved
    )
    events.publish(fact, by=by.pk, at=at)


def _fields(changed: list[str]) -> list[str]:
    return [name for name in changed if name not in ("pauses", "extras")]


def _coming(gathering: Gathering, at: datetime) -> list[Occurrence]:
    """Its dates to come, and those whose turn by the rule is to come, locked (always in the order
    of ids): nobody takes a seat meanwhile."""
    found = gathering.occurrences.select_for_update(no_key=True).filter(selectors.ahead(at))
    return sorted(found.order_by("pk"), key=lambda one: (one.rule_at, one.pk))


def _goes_on(
    held: Gathering, before: Rhythm, anchor: Occurrence | None, asked: Mapping[str, Any]
) -> bool:
    """Whether the next date stays on its day, at its hour, by the same rule: the series then keeps
    its own first date, which says in which weeks it takes place, and how often it still does."""
    if anchor is None:
        if held.status == Status.DRAFT:
            return False
        return (asked["day"], asked["starts"]) == (before.first.date(), before.first.time())
    on_wall = selectors.wall(anchor.rule_at, before.zone)
    if (asked["day"], asked["starts"]) != (on_wall.date(), on_wall.time()):
        return False
    return selectors.same_rule(asked["rrule"] or "", selectors.remaining(before, on_wall))


def _own_start(before: Rhythm) -> dict[str, Any]:
    return {"day": before.first.date(), "starts": before.first.time(), "rrule": before.rrule}

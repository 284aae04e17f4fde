"""Writing a gathering, publishing it, calling it off."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from parvis.domains.gatherings import rules
from parvis.domains.gatherings.events import GatheringCancelled, GatheringPublished
from parvis.domains.gatherings.models import Gathering
from parvis.domains.gatherings.services.checking import TAGS, checked
from parvis.domains.gatherings.services.refusals import CalledOff, GatheringRefused, Over
from parvis.domains.gatherings.services.series import write_dates
from parvis.domains.gatherings.services.timing import When
from parvis.domains.gatherings.services.written import (
    mark_called_off,
    set_extras,
    set_pauses,
    touch,
)
from parvis.domains.gatherings.vocabulary import Status
from parvis.domains.organisations.models import Organisation
from parvis.domains.people.models import Resident
from parvis.kernel import events

#: Kept as they are given.
PLAIN = (
    *("title", "about", "bring", "sign", "capacity", "good_alone", "price_cents"),
    *("rrule", "until", "where_note", "documents", "access_note", "age_min", "age_max"),
    *("children", "photos", "guests_max", "signup", "skips_holidays"),
)


@transaction.atomic
def create_gathering(
    *,
    by: Resident,
    organisation: Organisation | None,
    values: Mapping[str, Any],
    at: datetime,
    publish: bool = True,
) -> Gathering:
    """Write a gathering, and put it in the agenda unless it is to stay a draft.

    ``values``: title, about, place, day, starts, ends (hours on the wall of the place), rrule,
    until, capacity, good_alone, greeter, sign, price_cents, bring, and tags. May be left out:
    where_note, documents, access_note, age_min, age_max, children, photos, guests_max, signup,
    skips_holidays, ``pauses`` (first day, last day, why) and ``extras`` (days no rule gives).

    :raises GatheringRefused: each problem with its field (``organisation``: not theirs).
    """
    asked = {**values, "organisation": organisation}
    kept, when = checked(asked, by=by, at=at)
    gathering = Gathering(host=by, created_at=at, updated_at=at)
    fill(gathering, kept, when)
    gathering.save()
    set_pauses(gathering, kept)
    set_extras(gathering, when, by, at)
    if publish:
        _publish(gathering, by, at)
    return gathering


@transaction.atomic
def publish_gathering(*, gathering: Gathering, by: Resident, at: datetime) -> Gathering:
    """Put a draft in the agenda. Safe to repeat.

    :raises NotAllowed: it is not theirs.
    :raises CalledOff: it was called off.
    :raises GatheringRefused: its date has passed meanwhile.
    """
    held = hold_gathering(gathering.pk)
    rules.may_edit.require(by, held)
    if held.status == Status.CANCELLED:
        raise CalledOff
    if held.status == Status.DRAFT:
        if not held.repeats and held.starts_at <= at:
            raise GatheringRefused({"day": str(Over.sentence)})
        _publish(held, by, at)
    return held


@transaction.atomic
def delete_draft(*, gathering: Gathering, by: Resident) -> bool:
    """Drop what was never published, and all that was written of it; whether there was one.

    :raises NotAllowed: it is not theirs.
    """
    held = hold_gathering(gathering.pk)
    rules.may_lead.require(by, held)
    if held.status != Status.DRAFT:
        return False
    held.delete()
    return True


@transaction.atomic
def cancel_gathering(
    *, gathering: Gathering, by: Resident, at: datetime, words: str = ""
) -> Gathering:
    """Call off a gathering with all its dates to come. Safe to repeat. Who comes is told.

    :param words: what the host adds for those who were to come; kept as the note of each date.
    :raises NotAllowed: it is not theirs.
    """
    held = hold_gathering(gathering.pk)
    rules.may_lead.require(by, held)
    if held.status == Status.CANCELLED:
        return held
    was_draft = held.status == Status.DRAFT
    held.status = Status.CANCELLED
    touch(held, at, "status")
    if was_draft:
        return held
    standing = list(
        held.occurrences.select_for_update(no_key=True)
        .filter(ends_at__gt=at, is_cancelled=False)
        .order_by("pk")
    )
    for one in standing:
        mark_called_off(one, at, words)
    fact = GatheringCancelled(
        gathering_id=held.pk, occurrence_ids=tuple(one.pk for one in standing), at=at
    )
    events.publish(fact, by=by.pk, at=at)
    return held


def release_greeter(*, organisation_id: UUID, resident_id: UUID) -> int:
    """Who leaves an organisation no longer waits at the door of what it does. Safe to repeat."""
    theirs = Gathering.objects.filter(organisation=organisation_id, greeter=resident_id)
    return theirs.update(greeter=None, greeter_name="", sign="")


def rename_greeter(*, resident_id: UUID) -> int:
    """Who changed their first name is announced under the new one. Safe to repeat."""
    resident = Resident.objects.filter(pk=resident_id).first()
    if resident is None:
        return 0
    named = Gathering.objects.filter(greeter=resident).exclude(greeter_name="")
    return named.exclude(greeter_name=resident.name).update(greeter_name=resident.name)


def hold_gathering(gathering_id: UUID) -> Gathering:
    return (
        Gathering.objects.select_for_update(no_key=True, of=("self",))
        .select_related("place__area", "organisation__area", "greeter")
        .get(pk=gathering_id)
    )


def _publish(gathering: Gathering, by: Resident, at: datetime) -> None:
    gathering.status = Status.PUBLISHED
    touch(gathering, at, "status")
    write_dates(gathering, at)
    fact = GatheringPublished(gathering_id=gathering.pk, organisation_id=gathering.organisation_id)
    events.publish(fact, by=by.pk, at=at)


def fill(gathering: Gathering, kept: Mapping[str, Any], when: When) -> list[str]:
    """Set what differs, and name it."""
    greeter = kept["greeter"]
    wanted = {name: kept[name] for name in (*PLAIN, *TAGS) if name in kept}
    wanted |= {
        "organisation": kept["organisation"],
        "place": kept["place"],
        "greeter": greeter,
        "greeter_name": greeter.name if greeter else "",
        "time_zone": when.zone,
        "minutes": when.minutes,
        "starts_at": when.first.starts_at,
    }
    if greeter is None and gathering.greeter_id is None and kept["good_alone"]:
        del wanted["greeter_name"]  # a first name without an account stays
    changed = [name for name, value in wanted.items() if getattr(gathering, name, None) != value]
    for name in changed:
        setattr(gathering, name, wanted[name])
    return changed

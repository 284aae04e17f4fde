"""What is written of a gathering beside its own row: pauses, added dates, dates called off."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.events import OccurrenceCancelled
from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence
from parvis.domains.gatherings.services.seats import LIVE
from parvis.domains.gatherings.services.timing import When, extra_span
from parvis.domains.gatherings.services.whole_series import fill_new_dates
from parvis.domains.gatherings.vocabulary import NOTE_MAX, Status
from parvis.domains.people.models import Resident
from parvis.kernel import events


def touch(gathering: Gathering, at: datetime, *fields: str) -> None:
    """Save it as changed: other calendars read ``sequence`` (RFC 5545). It must be locked."""
    gathering.sequence += 1
    gathering.updated_at = at
    gathering.save(update_fields=["sequence", "updated_at", *fields])


def set_pauses(gathering: Gathering, kept: Mapping[str, Any]) -> bool:
    """Pauses as they are asked for, when they are; whether any changed."""
    if "pauses" not in kept:
        return False
    wanted = {(begins, ends): why for begins, ends, why in kept["pauses"]}
    known = {(one.starts_on, one.ends_on): one for one in gathering.pauses.all()}
    gone = [one.pk for days, one in known.items() if days not in wanted]
    gathering.pauses.filter(pk__in=gone).delete()
    for days, why in wanted.items():
        said = " ".join(why.split())
        if days not in known:
            gathering.pauses.create(starts_on=days[0], ends_on=days[1], why=said)
        elif known[days].why != said:
            gathering.pauses.filter(pk=known[days].pk).update(why=said)
    return bool(gone) or bool(wanted.keys() - known.keys())


def set_extras(gathering: Gathering, when: When, by: Resident, at: datetime) -> list[Occurrence]:
    """Dates no rule gives, as they are asked for, when they are: those added or taken away."""
    if when.extras is None:
        return []
    zone = gathering.time_zone
    ahead = gathering.occurrences.select_for_update(no_key=True).filter(
        is_extra=True, starts_at__gt=at
    )
    known = {selectors.wall(one.starts_at, zone).date(): one for one in ahead.order_by("pk")}
    given = set(gathering.occurrences.values_list("rule_at", flat=True))
    given |= set() if gathering.repeats else {gathering.starts_at}
    added = [
        Occurrence(gathering=gathering, is_extra=True, **span._asdict())
        for day in when.extras
        if day not in known
        for span in [extra_span(when, day)]
        if span.rule_at not in given and span.starts_at > at
    ]
    Occurrence.objects.bulk_create(added)
    if gathering.status == Status.PUBLISHED:
        fill_new_dates(added, at)
    gone = [one for day, one in known.items() if day not in when.extras and not one.is_cancelled]
    drop(gone, by, at)
    return [*added, *gone]


def drop(dates: Iterable[Occurrence], by: Resident, at: datetime) -> None:
    """Dates that are no longer given: called off if somebody is concerned, or else removed."""
    found = list(dates)
    live = Attendance.objects.filter(occurrence__in=[one.pk for one in found], state__in=LIVE)
    wanted = set(live.values_list("occurrence_id", flat=True))
    for one in found:
        if one.pk not in wanted:
            one.delete()
        elif not one.is_cancelled:
            call_off(one, by, at)


def mark_called_off(held: Occurrence, at: datetime, words: str = "") -> None:
    held.is_cancelled, held.cancelled_at = True, at
    held.note = " ".join(words.split())[:NOTE_MAX] or held.note
    held.save(update_fields=["is_cancelled", "cancelled_at", "note"])


def call_off(held: Occurrence, by: Resident, at: datetime, words: str = "") -> None:
    mark_called_off(held, at, words)
    fact = OccurrenceCancelled(occurrence_id=held.pk, gathering_id=held.gathering_id, at=at)
    events.publish(fact, by=by.pk, at=at)

"""Writing what a plan says, one thing at a time, each in a transaction of its own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.events import (
    GatheringCancelled,
    GatheringChanged,
    GatheringPublished,
)
from parvis.domains.gatherings.models import Attendance, Gathering, Imported, Occurrence, Source
from parvis.domains.gatherings.services.importing.dating import Written, a_date, write_dates
from parvis.domains.gatherings.services.importing.planning import Planned
from parvis.domains.gatherings.services.seats import LIVE
from parvis.domains.gatherings.services.written import mark_called_off, touch
from parvis.domains.gatherings.vocabulary import SEARCH_KIND, Status
from parvis.kernel import events, search


@transaction.atomic
def add(source: Source, planned: Planned, *, at: datetime) -> bool:
    """Announce something of theirs; whether it was not here yet. Safe to repeat, and to race."""
    row, _is_new = Imported.objects.get_or_create(
        source=source, uid=planned.entry.uid, defaults={"fingerprint": "", "seen_at": at}
    )
    held = Imported.objects.select_for_update(no_key=True).get(pk=row.pk)
    ahead = [one for one in planned.entry.dates if one.ends_at > at]
    if held.gathering_id is not None or held.hidden_at or not ahead:
        return False
    entry = planned.entry
    first = ahead[0]
    gathering = Gathering(
        status=Status.CANCELLED if entry.cancelled else Status.PUBLISHED,
        starts_at=first.rule_at,
        created_at=at,
        updated_at=at,
        **_told(source, planned),
    )
    gathering.save()
    Occurrence.objects.bulk_create(
        a_date(gathering, one, is_extra=number > 0, at=at, off=entry.cancelled)
        for number, one in enumerate(ahead)
    )
    _keep(held, planned, gathering, at)
    if not entry.cancelled:
        fact = GatheringPublished(
            gathering_id=gathering.pk, organisation_id=gathering.organisation_id
        )
        events.publish(fact, at=at)
    return True


@transaction.atomic
def change(source: Source, planned: Planned, *, at: datetime) -> bool:
    """Change what they changed; whether anything did. Those who come are told when and where.

    What somebody called off here stays off. The same again writes nothing.
    """
    rows = Imported.objects.select_for_update(no_key=True)
    held = rows.get(source=source, uid=planned.entry.uid)
    gathering = _locked(held.gathering_id)
    if gathering is None or held.hidden_at:
        return False
    off_here = gathering.status == Status.CANCELLED and held.withdrawn_at is None
    if off_here:
        _keep(held, planned, gathering, at)
        return False
    entry = planned.entry
    if entry.cancelled:
        changed = gathering.status != Status.CANCELLED
        if changed:
            _cancel(gathering, at)
        _keep(held, planned, gathering, at)
        return changed
    told = _told(source, planned)
    # How long it lasts is read on its dates; a first date that is over does not change it.
    del told["minutes"]
    fields = [name for name, value in told.items() if getattr(gathering, name) != value]
    for name in fields:
        setattr(gathering, name, told[name])
    back = gathering.status == Status.CANCELLED
    if back:
        gathering.status = Status.PUBLISHED
        fields.append("status")
    done = write_dates(gathering, entry.dates, held, at, back=back)
    if fields or done.counts:
        touch(gathering, at, *fields)
        _announce(gathering, fields, done, at)
    _keep(held, planned, gathering, at)
    return bool(fields or done.counts or done.added)


@transaction.atomic
def withdraw(row: Imported, *, at: datetime) -> bool:
    """They took it back: called off if somebody is concerned, or else removed. Safe to repeat."""
    held = Imported.objects.select_for_update(no_key=True).get(pk=row.pk)
    gathering = _locked(held.gathering_id)
    held.withdrawn_at, held.fingerprint = held.withdrawn_at or at, ""
    held.save(update_fields=["withdrawn_at", "fingerprint"])
    return gathering is not None and take_away(gathering, at)


def take_away(gathering: Gathering, at: datetime) -> bool:
    """Call off a gathering if somebody comes, remove it if nobody ever did; whether it stood.

    Of what took place, what people lived stays. It must be locked.
    """
    # Nobody takes a seat between the look and the removal.
    list(gathering.occurrences.select_for_update(no_key=True).order_by("pk"))
    seats = Attendance.objects.filter(occurrence__gathering=gathering)
    ahead = gathering.occurrences.filter(ends_at__gt=at)
    if not seats.exists():
        search.remove(SEARCH_KIND, gathering.pk)
        gathering.delete()
        return True
    stood = gathering.status == Status.PUBLISHED and ahead.filter(is_cancelled=False).exists()
    if seats.filter(occurrence__in=ahead, state__in=LIVE).exists():
        if gathering.status != Status.CANCELLED:
            _cancel(gathering, at)
    else:
        ahead.delete()
        search.remove(SEARCH_KIND, gathering.pk)
    return stood


def _told(source: Source, planned: Planned) -> dict[str, Any]:
    """The columns of a gathering that are theirs to say."""
    entry, place = planned.entry, planned.place
    zone = place.area.time_zone
    dates = entry.dates
    minutes = 60
    if dates:
        begins, ends = (selectors.wall(at, zone) for at in (dates[0].starts_at, dates[0].ends_at))
        minutes = max(1, int((ends - begins).total_seconds() // 60))
    return {
        "title": entry.title,
        "about": entry.about,
        "place": place,
        "where_note": planned.where_note,
        "organisation": source.organisation,
        "interests": planned.interests,
        "age_min": entry.age_min,
        "age_max": entry.age_max,
        "price_cents": entry.price_cents,
        "price_words": entry.price_words,
        "access_note": entry.access_note,
        "external_url": entry.url,
        "time_zone": zone,
        "minutes": minutes,
    }


def _announce(gathering: Gathering, fields: list[str], done: Written, at: datetime) -> None:
    told = [*(["when"] if done.moved else []), *(["where"] if "place" in fields else [])]
    fact = GatheringChanged(
        gathering_id=gathering.pk, changed=(*told, *fields), at=at, moved=tuple(done.moved)
    )
    events.publish(fact, at=at)


def _cancel(gathering: Gathering, at: datetime) -> None:
    gathering.status = Status.CANCELLED
    touch(gathering, at, "status")
    standing = list(
        gathering.occurrences.select_for_update(no_key=True)
        .filter(ends_at__gt=at, is_cancelled=False)
        .order_by("pk")
    )
    for one in standing:
        mark_called_off(one, at)
    fact = GatheringCancelled(
        gathering_id=gathering.pk, occurrence_ids=tuple(one.pk for one in standing), at=at
    )
    events.publish(fact, at=at)


def _keep(held: Imported, planned: Planned, gathering: Gathering, at: datetime) -> None:
    """Note what was read, so that the same again changes nothing."""
    entry = planned.entry
    held.gathering, held.fingerprint, held.seen_at = gathering, planned.fingerprint, at
    is_off = gathering.status == Status.CANCELLED and entry.cancelled
    held.withdrawn_at = (held.withdrawn_at or at) if is_off else None
    held.called_off = [one.rule_at.isoformat() for one in entry.dates if one.cancelled]
    held.save()


def _locked(gathering_id: UUID | None) -> Gathering | None:
    if gathering_id is None:
        return None
    return (
        Gathering.objects.select_for_update(no_key=True, of=("self",))
        .select_related("place__area", "organisation")
        .filter(pk=gathering_id)
        .first()
    )

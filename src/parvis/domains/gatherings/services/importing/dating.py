"""The dates of one gathering, made those of the feed it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from parvis.domains.gatherings.events import OccurrenceCancelled, OccurrenceRestored
from parvis.domains.gatherings.models import Attendance, Gathering, Imported, Occurrence
from parvis.domains.gatherings.services.importing.matching import matched
from parvis.domains.gatherings.services.importing.reading import Date
from parvis.domains.gatherings.services.seats import LIVE
from parvis.domains.gatherings.services.whole_series import fill_new_dates
from parvis.domains.gatherings.services.written import mark_called_off
from parvis.kernel import events


@dataclass(slots=True)
class Written:
    """What became of the dates of one gathering."""

    moved: list[UUID] = field(default_factory=list)
    added: list[Occurrence] = field(default_factory=list)
    dropped: int = 0
    called_off: int = 0
    restored: int = 0
    noted: int = 0

    @property
    def counts(self) -> bool:
        """Whether other calendars must read it again; dates that come into sight are not that."""
        return bool(self.moved or self.dropped or self.called_off or self.restored or self.noted)


def write_dates(
    gathering: Gathering, dates: Iterable[Date], held: Imported, at: datetime, *, back: bool
) -> Written:
    """Make its dates those of the feed, as far as they are ahead. What is over stays."""
    known = list(gathering.occurrences.select_for_update(no_key=True).order_by("pk"))
    pairs, added, gone = matched(known, list(dates), at, gathering.time_zone)
    done = Written()
    _drop([one for one in gone if one.starts_at > at], done, at)
    for one, found in pairs:
        _change_date(one, found, held, done, at, back=back)
    has_first = any(not one.is_extra for one, _found in pairs) or any(
        not one.is_extra for one in known if one.ends_at <= at
    )
    for number, found in enumerate(added):
        made = a_date(gathering, found, is_extra=has_first or number > 0, at=at)
        made.save()
        done.added.append(made)
    standing = [one for one in done.added if not one.is_cancelled]
    fill_new_dates(standing, at)
    first = gathering.occurrences.filter(is_extra=False).order_by("rule_at").first()
    if first is not None and first.rule_at != gathering.starts_at:
        gathering.starts_at = first.rule_at
        gathering.save(update_fields=["starts_at"])
    return done


def a_date(
    gathering: Gathering, one: Date, *, is_extra: bool, at: datetime, off: bool = False
) -> Occurrence:
    is_off = off or one.cancelled
    return Occurrence(
        gathering=gathering,
        rule_at=one.rule_at,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        is_extra=is_extra,
        is_cancelled=is_off,
        cancelled_at=at if is_off else None,
        note=one.note,
    )


def _change_date(
    one: Occurrence, found: Date, held: Imported, done: Written, at: datetime, *, back: bool
) -> None:
    name = found.rule_at.isoformat()
    fields = []
    if (one.starts_at, one.ends_at) != (found.starts_at, found.ends_at):
        one.starts_at, one.ends_at, one.reminded_at = found.starts_at, found.ends_at, None
        fields += ["starts_at", "ends_at", "reminded_at"]
        if not found.cancelled and not one.is_cancelled:
            done.moved.append(one.pk)
    if one.rule_at != found.rule_at:
        one.rule_at = found.rule_at
        fields.append("rule_at")
    if found.note and one.note != found.note:
        one.note, done.noted = found.note, done.noted + 1
        fields.append("note")
    if fields:
        one.save(update_fields=fields)
    if found.cancelled and not one.is_cancelled:
        mark_called_off(one, at)
        done.called_off += 1
        _publish_off(one, at)
    elif one.is_cancelled and not found.cancelled and (back or name in held.called_off):
        one.is_cancelled, one.cancelled_at = False, None
        one.save(update_fields=["is_cancelled", "cancelled_at"])
        done.restored += 1
        fact = OccurrenceRestored(occurrence_id=one.pk, gathering_id=one.gathering_id, at=at)
        events.publish(fact, at=at)


def _drop(gone: list[Occurrence], done: Written, at: datetime) -> None:
    live = Attendance.objects.filter(occurrence__in=[one.pk for one in gone], state__in=LIVE)
    wanted = set(live.values_list("occurrence", flat=True))
    for one in gone:
        if one.pk not in wanted:
            one.delete()
            done.dropped += 1
        elif not one.is_cancelled:
            mark_called_off(one, at)
            done.dropped += 1
            _publish_off(one, at)


def _publish_off(one: Occurrence, at: datetime) -> None:
    fact = OccurrenceCancelled(occurrence_id=one.pk, gathering_id=one.gathering_id, at=at)
    events.publish(fact, at=at)

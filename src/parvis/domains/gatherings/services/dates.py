"""One date of a gathering among the others: moved, annotated, called off, restored, added."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t

from parvis.domains.gatherings import rules, selectors
from parvis.domains.gatherings.events import (
    OccurrenceAdded,
    OccurrenceMoved,
    OccurrenceRestored,
)
from parvis.domains.gatherings.models import Gathering, Occurrence
from parvis.domains.gatherings.services import waiting
from parvis.domains.gatherings.services.publishing import hold_gathering
from parvis.domains.gatherings.services.refusals import CalledOff, GatheringRefused, Over
from parvis.domains.gatherings.services.timing import FURTHEST, check_hours
from parvis.domains.gatherings.services.whole_series import fill_new_dates
from parvis.domains.gatherings.services.written import call_off, touch
from parvis.domains.gatherings.vocabulary import NOTE_MAX, Status
from parvis.domains.people.models import Resident
from parvis.kernel import events
from parvis.kernel.errors import NotVisible, Refusal


class TooManyCome(Refusal):
    """Seats were taken away while the date was off."""

    sentence = _t(
        "Plus de personnes ont leur place à cette date qu’il n’y en a maintenant. Remettez d’abord"
        " assez de places."
    )


@dataclass(frozen=True, slots=True)
class Hours:
    """A day and two hours on the wall; past midnight when the second comes before the first."""

    day: date
    starts: time
    ends: time


@transaction.atomic
def change_date(
    *, occurrence: Occurrence, by: Resident, hours: Hours, note: str = "", at: datetime
) -> Occurrence:
    """Move one date, and say what is different that day. The others stand; what the rule gave is
    kept as ``rule_at``. Who comes is told when it moves. The same again changes nothing.

    :raises NotAllowed: it is not theirs.
    :raises CalledOff: it does not take place.
    :raises Over: it has ended.
    :raises GatheringRefused: each problem with its field.
    """
    gathering, held = _locked(occurrence, by)
    if held.is_cancelled or gathering.status == Status.CANCELLED:
        raise CalledOff
    if held.is_over(at):
        raise Over
    said, before = " ".join(note.split())[:NOTE_MAX], held.starts_at
    found = _span(gathering, hours, at, held)
    if (held.starts_at, held.ends_at) == (found.starts_at, found.ends_at):
        if said != held.note:
            held.note = said
            held.save(update_fields=["note"])
            touch(gathering, at)
        return held
    held.note, held.starts_at, held.ends_at = said, found.starts_at, found.ends_at
    fields = ["note", "starts_at", "ends_at"]
    if held.is_extra or not gathering.repeats:
        held.rule_at = found.starts_at  # no rule gave it
        fields.append("rule_at")
    held.reminded_at = None
    held.save(update_fields=[*fields, "reminded_at"])
    if not gathering.repeats and not held.is_extra:
        gathering.starts_at = found.starts_at
        gathering.minutes = selectors.length(hours.starts, hours.ends)
        touch(gathering, at, "starts_at", "minutes")
    else:
        touch(gathering, at)
    waiting.settle(held, at)
    fact = OccurrenceMoved(occurrence_id=held.pk, gathering_id=gathering.pk, before=before, at=at)
    events.publish(fact, by=by.pk, at=at)
    return held


@transaction.atomic
def cancel_occurrence(
    *, occurrence: Occurrence, by: Resident, at: datetime, words: str = ""
) -> Occurrence:
    """Call one date off; the others stand. Safe to repeat. Those who come are told.

    :param words: what the host adds for them; kept as the note of that date.
    :raises NotAllowed: it is not theirs.
    :raises Over: it has ended.
    """
    gathering, held = _locked(occurrence, by)
    if held.is_cancelled:
        return held
    if held.is_over(at):
        raise Over
    call_off(held, by, at, words)
    touch(gathering, at)
    return held


@transaction.atomic
def restore_date(*, occurrence: Occurrence, by: Resident, at: datetime) -> Occurrence:
    """A date that was called off takes place after all: those who came are told, and still have
    their seats. Safe to repeat.

    :raises NotAllowed: it is not theirs.
    :raises CalledOff: the whole gathering was.
    :raises Over: it has ended.
    :raises TooManyCome: there are fewer seats now than people who have one.
    """
    gathering, held = _locked(occurrence, by)
    if gathering.status == Status.CANCELLED:
        raise CalledOff
    if held.is_over(at):
        raise Over
    if not held.is_cancelled:
        return held
    if gathering.capacity is not None and held.going > gathering.capacity:
        raise TooManyCome
    held.is_cancelled, held.cancelled_at, held.note = False, None, ""
    held.save(update_fields=["is_cancelled", "cancelled_at", "note"])
    touch(gathering, at)
    # Who said meanwhile that they come to all the dates comes to this one too.
    fill_new_dates([held], at)
    fact = OccurrenceRestored(occurrence_id=held.pk, gathering_id=gathering.pk, at=at)
    events.publish(fact, by=by.pk, at=at)
    return held


@transaction.atomic
def add_date(
    *, gathering: Gathering, by: Resident, hours: Hours, note: str = "", at: datetime
) -> Occurrence:
    """A date that no rule gives. The same again gives the one there is.

    :raises NotAllowed: it is not theirs.
    :raises CalledOff: the whole gathering was.
    :raises GatheringRefused: each problem with its field.
    """
    held = hold_gathering(gathering.pk)
    rules.may_edit.require(by, held)
    if held.status == Status.CANCELLED:
        raise CalledOff
    found = _span(held, hours, at)
    known = held.occurrences.filter(starts_at=found.starts_at, is_cancelled=False).first()
    if known is not None:
        return known
    if held.occurrences.filter(rule_at=found.rule_at).exists():
        raise GatheringRefused(
            {"day": _("Cette date est annulée ou déplacée : rétablissez-la plutôt.")}
        )
    added = Occurrence.objects.create(
        gathering=held, is_extra=True, note=" ".join(note.split())[:NOTE_MAX], **found._asdict()
    )
    touch(held, at)
    if held.status == Status.PUBLISHED:
        fill_new_dates([added], at)
        fact = OccurrenceAdded(occurrence_id=added.pk, gathering_id=held.pk, at=at)
        events.publish(fact, by=by.pk, at=at)
    return added


def _locked(occurrence: Occurrence, by: Resident) -> tuple[Gathering, Occurrence]:
    """The gathering first, then its date: as whoever changes the whole series."""
    gathering = hold_gathering(occurrence.gathering_id)
    rules.may_edit.require(by, gathering)
    held = Occurrence.objects.select_for_update(no_key=True).filter(pk=occurrence.pk).first()
    if held is None or gathering.status == Status.DRAFT:
        raise NotVisible
    held.gathering = gathering
    return gathering, held


def _span(
    gathering: Gathering, hours: Hours, at: datetime, held: Occurrence | None = None
) -> selectors.Span:
    """:raises GatheringRefused: it is past, too far, too long, or there is one at that moment."""
    problems: dict[str, str] = {}
    zone = gathering.time_zone
    minutes = selectors.length(hours.starts, hours.ends)
    on_wall = datetime.combine(hours.day, hours.starts)
    check_hours(hours.starts, hours.ends, minutes, problems)
    found = selectors.span(on_wall, max(1, minutes), zone)
    stays = held is not None and held.starts_at == found.starts_at
    if not stays and found.starts_at <= at:
        is_past = hours.day < selectors.wall(at, zone).date()
        problems["day" if is_past else "starts"] = _(
            "Ce moment est déjà passé. Choisissez une date à venir."
        )
    elif found.starts_at > at + FURTHEST:
        problems["day"] = _("C’est très loin. Choisissez une date d’ici deux ans.")
    if held is not None and not stays and _is_taken(held, found):
        problems["day"] = _("Il y a déjà une date à ce moment-là.")
    if problems:
        raise GatheringRefused(problems)
    return found


def _is_taken(held: Occurrence, found: selectors.Span) -> bool:
    others = Occurrence.objects.filter(gathering=held.gathering_id).exclude(pk=held.pk)
    if others.filter(starts_at=found.starts_at, is_cancelled=False).exists():
        return True
    follows = held.is_extra or not held.gathering.repeats
    return follows and others.filter(rule_at=found.rule_at).exists()

"""“I'm coming”, and “I no longer am”.

Each locks its occurrence, so that seats are never sold twice and ``going`` is always their count.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q

from parvis.domains.gatherings import rules
from parvis.domains.gatherings.events import AttendanceEnded, AttendanceSaid
from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence
from parvis.domains.gatherings.services.refusals import CalledOff, Full, Over
from parvis.domains.gatherings.vocabulary import Coming, Status
from parvis.domains.people.models import Resident
from parvis.kernel import events
from parvis.kernel.errors import NotVisible


@transaction.atomic
def come(*, occurrence_id: UUID, resident: Resident, alone: bool, at: datetime) -> Attendance:
    """Take a seat at one date, or say otherwise whether one comes alone. Safe to repeat.

    :raises NotVisible: there is no such date to come to.
    :raises NotAllowed: not signed in, or leaving.
    :raises CalledOff: this date does not take place.
    :raises Over: it has ended.
    :raises Full: every seat is taken (who has one keeps it).
    """
    rules.may_come.require(resident)
    held, gathering = _locked(occurrence_id)
    mine = Attendance.objects.filter(occurrence=held, resident=resident).first()
    if held.is_cancelled or gathering.status == Status.CANCELLED:
        raise CalledOff
    if held.is_over(at):
        raise Over
    if mine is not None and mine.state == Coming.GOING:
        if mine.alone != alone:
            _say(held, mine, alone=alone, at=at)
        return mine
    if gathering.capacity is not None and held.going >= gathering.capacity:
        raise Full
    if mine is None:
        mine = Attendance(occurrence=held, resident=resident)
    held.going += 1
    held.save(update_fields=["going"])
    _say(held, mine, alone=alone, at=at)
    return mine


@transaction.atomic
def leave(*, occurrence_id: UUID, resident: Resident, at: datetime) -> bool:
    """Give one's seat back; whether one had one. Safe to repeat.

    :raises NotVisible: there is no such date.
    :raises Over: it has ended: who came, came.
    """
    held, _gathering = _locked(occurrence_id, of_public_only=False)
    mine = Attendance.objects.filter(occurrence=held, resident=resident, state=Coming.GOING).first()
    if mine is None:
        return False
    if held.is_over(at):
        raise Over
    _end(held, mine, at)
    return True


def leave_all(*, resident_id: UUID, at: datetime) -> int:
    """Give back every seat to come of somebody who goes away; how many. Safe to repeat."""
    theirs = Attendance.objects.filter(
        resident_id=resident_id, state=Coming.GOING, occurrence__ends_at__gt=at
    )
    occurrences = list(theirs.order_by("occurrence_id").values_list("occurrence_id", flat=True))
    for occurrence_id in occurrences:
        with transaction.atomic():
            held, _gathering = _locked(occurrence_id, of_public_only=False)
            mine = theirs.filter(occurrence=held).first()
            if mine is not None:
                _end(held, mine, at)
    return len(occurrences)


@transaction.atomic
def forget(resident_id: UUID) -> None:
    """Before an account goes: its seats are free, and counted as such, past ones too."""
    theirs = Attendance.objects.filter(resident_id=resident_id)
    occurrences = theirs.order_by("occurrence_id").values_list("occurrence_id", flat=True)
    list(
        Occurrence.objects.select_for_update(no_key=True).filter(pk__in=occurrences).order_by("pk")
    )
    going = theirs.filter(state=Coming.GOING).values("occurrence")
    Occurrence.objects.filter(pk__in=going, going__gt=0).update(going=F("going") - 1)
    theirs.delete()
    # A greeter's first name is theirs: it goes with the account.
    Gathering.objects.filter(greeter_id=resident_id).update(greeter=None, greeter_name="", sign="")


def recount(*, at: datetime) -> int:
    """Dates to come whose count is not that of their seats: none, unless a person wrote in the
    database by hand. Puts them right; how many."""
    counted = Occurrence.objects.filter(ends_at__gt=at).annotate(
        seats=Count("attendances", filter=Q(attendances__state=Coming.GOING))
    )
    wrong = list(counted.exclude(going=F("seats")).order_by("pk").values_list("pk", flat=True))
    for occurrence_id in wrong:
        with transaction.atomic():
            held, _gathering = _locked(occurrence_id, of_public_only=False)
            held.going = held.attendances.filter(state=Coming.GOING).count()
            held.save(update_fields=["going"])
    return len(wrong)


def _locked(occurrence_id: UUID, *, of_public_only: bool = True) -> tuple[Occurrence, Gathering]:
    """The occurrence, ours until the end of the transaction, and its gathering as it is now.

    The gathering is read after the lock: whoever changes its seats holds the same lock.
    """
    locked = Occurrence.objects.select_for_update(no_key=True)
    held = locked.filter(pk=occurrence_id).first()
    if held is None:
        raise NotVisible
    gathering = Gathering.objects.select_related("organisation").get(pk=held.gathering_id)
    organisation = gathering.organisation
    withdrawn = organisation is not None and not organisation.published
    if gathering.status == Status.DRAFT or (of_public_only and withdrawn):
        raise NotVisible
    return held, gathering


def _say(held: Occurrence, mine: Attendance, *, alone: bool, at: datetime) -> None:
    mine.state, mine.alone, mine.said_at = Coming.GOING, alone, at
    mine.save()
    fact = AttendanceSaid(
        occurrence_id=held.pk,
        gathering_id=held.gathering_id,
        resident_id=mine.resident_id,
        alone=alone,
        at=at,
    )
    events.publish(fact, by=mine.resident_id, at=at)


def _end(held: Occurrence, mine: Attendance, at: datetime) -> None:
    held.going = max(0, held.going - 1)
    held.save(update_fields=["going"])
    mine.state, mine.said_at = Coming.CANCELLED, at
    mine.save(update_fields=["state", "said_at"])
    fact = AttendanceEnded(
        occurrence_id=held.pk,
        gathering_id=held.gathering_id,
        resident_id=mine.resident_id,
        at=at,
    )
    events.publish(fact, by=mine.resident_id, at=at)

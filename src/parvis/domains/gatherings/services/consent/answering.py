"""Saying yes to the terms in force; or no, which nobody is told."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from parvis.domains.gatherings import rules
from parvis.domains.gatherings.events import PlanDateEnded, PlanEnded, PlanLeft, TermsAccepted
from parvis.domains.gatherings.models import Gathering, Invitation, Occurrence
from parvis.domains.gatherings.services import seats
from parvis.domains.gatherings.services.consent.passing import pass_on
from parvis.domains.gatherings.services.consent.refusals import TermsChanged
from parvis.domains.gatherings.services.consent.seating import ahead, seat_everywhere, unseat
from parvis.domains.gatherings.services.refusals import TooManyGuests
from parvis.domains.gatherings.vocabulary import Answer, Audience, Coming, Counter, Status
from parvis.domains.people.models import Resident
from parvis.kernel import events
from parvis.kernel.errors import NotVisible


@transaction.atomic
def accept_terms(
    *, gathering: Gathering, by: Resident, version: int, guests: int = 0, at: datetime
) -> Invitation:
    """Accept the terms of a gathering as they stand now, and take one's seat at its dates to come.

    Safe to repeat; with another number of guests, that changes.

    :raises NotVisible: it is not for them.
    :raises NotAllowed: it is called off, or has begun.
    :raises TermsChanged: the terms were changed after this version was shown.
    :raises TooManyGuests: more than the terms allow.
    :raises Full: there is no room left.
    """
    held = lock(gathering.pk, by)
    rules.may_answer.require(by, held, at)
    if version != held.terms_version:
        raise TermsChanged(version, held.terms_version)
    if not 0 <= guests <= held.guests_max:
        raise TooManyGuests(held.guests_max)
    mine = invitation_of(held, by, at)
    agreed = mine.state == Answer.ACCEPTED and mine.accepted_version == version
    if agreed and mine.guests == guests:
        return mine
    seat_everywhere(held, by, guests, at)
    mine.state, mine.accepted_version, mine.guests = Answer.ACCEPTED, version, guests
    mine.answered_at, mine.answer_by = at, None
    mine.save()
    if not agreed:
        fact = TermsAccepted(gathering_id=held.pk, resident_id=by.pk, version=version, at=at)
        events.publish(fact, by=by.pk, at=at)
    return mine


@transaction.atomic
def decline_terms(*, gathering: Gathering, by: Resident, at: datetime) -> Invitation:
    """“Not for me”: no reason asked, nobody told. Safe to repeat, and to take back until it begins.

    Who had said yes to the terms in force leaves: that is told, kindly, to who counts on them; for
    two people the gathering is off. Who had said yes to earlier ones had not to these: nothing is
    told, and ``answer_by`` stays, so that what follows is what follows of no answer.

    :raises NotVisible: it is not for them.
    :raises NotAllowed: they proposed it, it is called off, or has begun.
    """
    held = lock(gathering.pk, by)
    rules.may_decline.require(by, held, at)
    mine = invitation_of(held, by, at)
    if mine.state == Answer.DECLINED:
        return mine
    leaves = mine.state == Answer.ACCEPTED
    mine.state, mine.answered_at = Answer.DECLINED, at
    mine.save(update_fields=["state", "answered_at"])
    drop_counters_of(held, by.pk, at)
    unseat(held, by.pk, at)
    if leaves:
        left(held, by.pk, at)
    return mine


@transaction.atomic
def cancel_plan(*, gathering: Gathering, by: Resident, at: datetime) -> Gathering:
    """Call off what one proposed, all its dates to come. Safe to repeat; those who come are told.

    :raises NotVisible: it is not for them.
    :raises NotAllowed: they did not propose it, or it has begun.
    """
    held = lock(gathering.pk, by)
    if held.status == Status.CANCELLED and held.host_id == by.pk:
        return held
    rules.may_cancel_plan.require(by, held, at)
    end_plan(held, by.pk, at)
    return held


@transaction.atomic
def seat_given_back(*, occurrence_id: UUID, resident_id: UUID, at: datetime) -> None:
    """Somebody gave back one seat of a gathering by invitation, or all because their account is
    going: what that means for the others. Safe to repeat.

    For two people, that date is off; without any date left they no longer come at all. When who
    proposed it goes away, so does the gathering.
    """
    found = Occurrence.objects.filter(pk=occurrence_id).values_list("gathering", flat=True).first()
    held = found and locked(found)
    if not held or held.is_public or held.status != Status.PUBLISHED:
        return
    mine = held.invitations.filter(resident=resident_id, state=Answer.ACCEPTED).first()
    if mine is None:
        return  # declined, freed: dealt with when that was said
    still = held.occurrences.filter(
        pk__in=ahead(held, at), attendances__resident=resident_id, attendances__state=Coming.GOING
    )
    if still.exists():
        if rules.is_pair(held):
            _end_date(held, occurrence_id, resident_id, at)
    elif held.host_id == resident_id and not held.is_shared:
        end_plan(held, resident_id, at)
    else:
        mine.state, mine.answered_at = Answer.DECLINED, at
        mine.save(update_fields=["state", "answered_at"])
        if held.host_id != resident_id or pass_on(held, at):
            left(held, resident_id, at)
        else:
            end_plan(held, resident_id, at)


@transaction.atomic
def part_company(*, one_id: UUID, other_id: UUID, at: datetime) -> int:
    """Two people no longer exist for each other: what is between the two of them ends, and who was
    asked by the other is free. Of what belongs to several, the other leaves. Nobody is told. How
    many. Safe to repeat."""
    theirs = (
        Gathering.objects.exclude(audience=Audience.PUBLIC)
        .filter(status=Status.PUBLISHED, occurrences__starts_at__gt=at)
        .filter(invitations__resident=one_id)
        .filter(invitations__resident=other_id)
    )
    parted = 0
    for gathering_id in theirs.order_by("pk").distinct().values_list("pk", flat=True):
        held = locked(gathering_id)
        if held is None or held.status != Status.PUBLISHED:
            continue
        if rules.is_pair(held):
            # What they had said is taken back first, so that nothing is left to be told of.
            held.invitations.update(state=Answer.DECLINED, answer_by=None, answered_at=at)
            for each in (one_id, other_id):
                unseat(held, each, at)
            end_plan(held, None, at)
            parted += 1
        elif held.is_shared:
            parted += leave_silently(held, other_id, at)
        elif held.host_id in (one_id, other_id):
            guest = other_id if held.host_id == one_id else one_id
            asked = held.invitations.filter(resident=guest).exclude(state=Answer.DECLINED)
            parted += asked.update(state=Answer.DECLINED, answer_by=None, answered_at=at)
            drop_counters_of(held, guest, at)
            unseat(held, guest, at)
    return parted


def leave_silently(held: Gathering, resident_id: UUID, at: datetime) -> bool:
    """Of what belongs to all who come, somebody no longer does: another hosts it if they did.

    Whether they came until now; the gathering must be locked.
    """
    asked = held.invitations.filter(resident=resident_id).exclude(state=Answer.DECLINED)
    came = asked.update(state=Answer.DECLINED, answer_by=None, answered_at=at)
    drop_counters_of(held, resident_id, at)
    unseat(held, resident_id, at)
    if held.host_id == resident_id and not pass_on(held, at):
        end_plan(held, None, at)
    return bool(came)


def lock(gathering_id: UUID, by: Resident) -> Gathering:
    """The gathering, ours until the end of the transaction.

    :raises NotVisible: it is not for them.
    """
    held = locked(gathering_id)
    if held is None or not rules.may_see_plan(by, held):
        raise NotVisible
    return held


def invitation_of(held: Gathering, by: Resident, at: datetime) -> Invitation:
    """Theirs; a member of the circle has one as soon as they answer."""
    mine, _new = Invitation.objects.get_or_create(
        gathering=held, resident=by, defaults={"asked_at": at}
    )
    return mine


def drop_counters_of(held: Gathering, resident_id: UUID, at: datetime) -> None:
    held.counter_proposals.filter(by=resident_id, state=Counter.OPEN).update(
        state=Counter.DROPPED, answered_at=at
    )


def left(held: Gathering, resident_id: UUID, at: datetime) -> None:
    """Who had said yes no longer comes: for two people that is the end of it."""
    if rules.is_pair(held):
        end_plan(held, resident_id, at)
    else:
        fact = PlanLeft(gathering_id=held.pk, resident_id=resident_id, at=at)
        events.publish(fact, by=resident_id, at=at)


def end_plan(held: Gathering, by_id: UUID | None, at: datetime) -> None:
    """Every date to come is off, and those who had said yes are free."""
    yes = held.invitations.filter(state=Answer.ACCEPTED) | held.invitations.filter(
        state=Answer.ASKED, answer_by__isnull=False
    )
    told = tuple(yes.exclude(resident=by_id).order_by("pk").values_list("resident", flat=True))
    held.status, held.updated_at = Status.CANCELLED, at
    held.sequence += 1
    held.save(update_fields=["status", "updated_at", "sequence"])
    held.counter_proposals.filter(state=Counter.OPEN).update(state=Counter.DROPPED, answered_at=at)
    for one in seats.lock_all(ahead(held, at)):
        one.is_cancelled, one.cancelled_at = True, at
        one.save(update_fields=["is_cancelled", "cancelled_at"])
    if by_id is not None:
        fact = PlanEnded(gathering_id=held.pk, by_id=by_id, told=told, at=at)
        events.publish(fact, by=by_id, at=at)


def _end_date(held: Gathering, occurrence_id: UUID, by_id: UUID, at: datetime) -> None:
    one = seats.lock(occurrence_id)
    if one.is_cancelled or one.starts_at <= at:
        return
    one.is_cancelled, one.cancelled_at = True, at
    one.save(update_fields=["is_cancelled", "cancelled_at"])
    yes = held.invitations.filter(state=Answer.ACCEPTED).exclude(resident=by_id)
    told = tuple(yes.order_by("pk").values_list("resident", flat=True))
    fact = PlanDateEnded(occurrence_id=one.pk, by_id=by_id, told=told, at=at)
    events.publish(fact, by=by_id, at=at)


def locked(gathering_id: UUID) -> Gathering | None:
    return (
        Gathering.objects.select_for_update(no_key=True, of=("self",))
        .select_related("place__area", "circle", "host", "conversation")
        .filter(pk=gathering_id)
        .first()
    )

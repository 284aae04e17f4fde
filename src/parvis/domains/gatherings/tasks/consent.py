"""Gatherings by invitation: who must know is told, who let the time pass is free."""

from datetime import datetime
from uuid import UUID

from parvis.domains.gatherings import notices, rules, services
from parvis.domains.gatherings.events import (
    AnswerLapsed,
    AttendanceEnded,
    CounterDropped,
    CounterProposed,
    GatheringProposed,
    PlanDateEnded,
    PlanEnded,
    PlanLeft,
    PlanPassedOn,
    TermsAccepted,
    TermsRewritten,
)
from parvis.domains.gatherings.models import CounterProposal, Gathering, Invitation, Occurrence
from parvis.domains.gatherings.vocabulary import Answer, Audience, Counter, Status
from parvis.domains.people.events import ResidentBlocked
from parvis.domains.people.models import Resident
from parvis.kernel import clock, events, tasks


@events.listens(GatheringProposed, name="gatherings.tell_proposed")
def tell_proposed(fact: GatheringProposed) -> None:
    gathering = _standing(fact.gathering_id)
    if gathering is not None and gathering.audience == Audience.INVITATION:
        notices.proposed(gathering, clock.now())


@events.listens(TermsRewritten, name="gatherings.tell_rewritten")
def tell_rewritten(fact: TermsRewritten) -> None:
    gathering = _standing(fact.gathering_id)
    if gathering is None or gathering.terms_version != fact.version:
        return  # off, or changed again since: that has its own turn
    now = clock.now()
    terms = gathering.terms.select_related("by").get(version=fact.version)
    notices.rewritten(gathering, fact.version, fact.agreed, terms.by, now)
    idea = (
        gathering.counter_proposals.filter(state=Counter.TAKEN, version=fact.version - 1)
        .select_related("by", "place__area")
        .first()
    )
    if idea is not None and terms.by is not None and idea.by_id != terms.by_id:
        notices.taken(gathering, fact.version, idea, terms.by, now)


@events.listens(TermsAccepted, name="gatherings.tell_agreed")
def tell_agreed(fact: TermsAccepted) -> None:
    gathering = _standing(fact.gathering_id)
    yes = Invitation.objects.filter(
        gathering=fact.gathering_id,
        resident=fact.resident_id,
        state=Answer.ACCEPTED,
        accepted_version=fact.version,
    )
    mine = yes.select_related("resident").first()
    if gathering is not None and mine is not None:
        notices.agreed(gathering, mine.resident, fact.version, clock.now())


@events.listens(AnswerLapsed, name="gatherings.tell_lapsed")
def tell_lapsed(fact: AnswerLapsed) -> None:
    gathering = _standing(fact.gathering_id)
    if gathering is None or gathering.terms_version != fact.version:
        return
    found = gathering.invitations.filter(resident=fact.resident_id)
    mine = found.select_related("resident").first()
    if mine is None or mine.state == Answer.ACCEPTED:
        return
    if mine.state == Answer.FREED:
        notices.freed(gathering, mine.resident, fact.version, clock.now())
    if rules.is_pair(gathering):
        notices.unanswered(gathering, mine.resident, fact.version, clock.now())


@events.listens(PlanLeft, name="gatherings.tell_left")
def tell_left(fact: PlanLeft) -> None:
    gathering = _standing(fact.gathering_id)
    resident = Resident.objects.filter(pk=fact.resident_id).first()
    if gathering is not None and resident is not None:
        notices.plan_left(gathering, resident, clock.now())


@events.listens(PlanPassedOn, name="gatherings.tell_passed_on")
def tell_passed_on(fact: PlanPassedOn) -> None:
    gathering = _standing(fact.gathering_id)
    if gathering is None or gathering.host is None or gathering.host_id != fact.to_id:
        return  # off, or somebody else's turn by now
    notices.passed_on(gathering, gathering.host, fact.version, clock.now())


@events.listens(PlanEnded, name="gatherings.tell_ended")
def tell_ended(fact: PlanEnded) -> None:
    gathering = _plans().filter(pk=fact.gathering_id).first()
    if gathering is not None:
        by = Resident.objects.filter(pk=fact.by_id).first()
        notices.plan_ended(gathering, by, fact.told, clock.now())


@events.listens(PlanDateEnded, name="gatherings.tell_date_ended")
def tell_date_ended(fact: PlanDateEnded) -> None:
    found = Occurrence.objects.select_related("gathering__circle").filter(pk=fact.occurrence_id)
    occurrence = found.first()
    if occurrence is not None:
        by = Resident.objects.filter(pk=fact.by_id).first()
        notices.date_ended(occurrence, by, fact.told, clock.now())


@events.listens(CounterProposed, name="gatherings.tell_countered")
def tell_countered(fact: CounterProposed) -> None:
    idea = _idea(fact.counter_id)
    gathering = _standing(fact.gathering_id)
    if idea is None or gathering is None or idea.state != Counter.OPEN:
        return
    idea.gathering = gathering
    for to in _who_takes(gathering, idea):
        notices.countered(idea, to, clock.now())


@events.listens(CounterDropped, name="gatherings.tell_dropped")
def tell_dropped(fact: CounterDropped) -> None:
    idea = _idea(fact.counter_id)
    gathering = _standing(fact.gathering_id)
    by = Resident.objects.filter(pk=fact.by_id).first()
    if idea is None or gathering is None or by is None:
        return
    idea.gathering = gathering
    notices.dropped(idea, by, clock.now())


@events.listens(AttendanceEnded, name="gatherings.seat_given_back")
def seat_given_back(fact: AttendanceEnded) -> None:
    services.seat_given_back(
        occurrence_id=fact.occurrence_id, resident_id=fact.resident_id, at=clock.now()
    )


@events.listens(ResidentBlocked, name="gatherings.part_company")
def part_company(fact: ResidentBlocked) -> None:
    services.part_company(one_id=fact.by_id, other_id=fact.blocked_id, at=clock.now())


@tasks.every(minutes=5, name="gatherings.free_unanswered")
def free_unanswered(at: datetime) -> None:
    services.free_unanswered(at)


def _who_takes(gathering: Gathering, idea: CounterProposal) -> list[Resident]:
    asked = Resident.objects.filter(invitations__gathering=gathering).exclude(pk=idea.by_id)
    host = [gathering.host_id] if gathering.host_id else []
    return list(asked if rules.is_pair(gathering) else asked.filter(pk__in=host))


def _standing(gathering_id: UUID) -> Gathering | None:
    return _plans().filter(pk=gathering_id, status=Status.PUBLISHED).first()


def _plans():  # type: ignore[no-untyped-def]
    found = Gathering.objects.exclude(audience=Audience.PUBLIC)
    return found.select_related("place__area", "circle", "host").defer("place__area__boundary")


def _idea(counter_id: UUID) -> CounterProposal | None:
    found = CounterProposal.objects.select_related("by", "place__area")
    return found.filter(pk=counter_id).first()

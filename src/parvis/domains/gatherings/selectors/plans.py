"""Gatherings by invitation in lists: one's own, those of two people, those of a circle."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from parvis.domains.circles import selectors as circles
from parvis.domains.circles.models import Circle
from parvis.domains.conversations.models import Conversation
from parvis.domains.gatherings import rules
from parvis.domains.gatherings.models import CounterProposal, Gathering, Invitation, Occurrence
from parvis.domains.gatherings.selectors.greeting import names_of
from parvis.domains.gatherings.selectors.terms import when_words
from parvis.domains.gatherings.vocabulary import Answer, Audience, Counter, Status
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Block, Resident
from parvis.domains.people.rules import Visitor


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One gathering by invitation in a list, with its state in words chosen by the page."""

    gathering: Gathering
    occurrence: Occurrence
    host_name: str
    is_host: bool
    #: What the viewer said; empty for a member of the circle who said nothing.
    mine: str
    #: Whether somebody else has said yes to the terms in force.
    is_agreed: bool
    #: An idea waits for the viewer's answer.
    has_idea: bool
    #: The terms changed after the viewer had said yes.
    is_asked_again: bool
    when: str


def plans_of(resident: Resident, at: datetime, most: int = 60) -> list[PlanRow]:
    """What somebody proposed or was asked to, still to come, soonest first. Four queries."""
    mine = Invitation.objects.filter(gathering=OuterRef("gathering"), resident=resident)
    found = _ahead(resident, at).filter(Exists(mine))
    return _rows(resident, found, most)


def plans_in(conversation: Conversation, viewer: Resident, at: datetime) -> list[PlanRow]:
    """Between these two, still to come, soonest first."""
    found = _ahead(viewer, at).filter(gathering__conversation=conversation)
    asked = Invitation.objects.filter(gathering=OuterRef("gathering"), resident=viewer)
    return _rows(viewer, found.filter(Exists(asked)), most=5)


def plans_of_circle(circle: Circle, viewer: Visitor, at: datetime) -> list[PlanRow]:
    """What is proposed to a circle, for its members; empty for everybody else."""
    if not isinstance(viewer, Resident) or circles.membership_of(viewer, circle) is None:
        return []
    mine = Invitation.objects.filter(gathering=OuterRef("gathering"), resident=viewer)
    for_them = Q(gathering__audience=Audience.CIRCLE) | Q(Exists(mine))
    found = _ahead(viewer, at).filter(for_them, gathering__circle=circle)
    return _rows(viewer, found, most=20)


def waiting_plans(resident: Resident, at: datetime) -> list[PlanRow]:
    """What waits for somebody's answer: a proposal, terms that changed, an idea.

    Of somebody they keep at a distance, nothing is put before their eyes.
    """
    distant = set(resident.distances_kept.values_list("other_id", flat=True))
    return [
        one
        for one in plans_of(resident, at)
        if (one.mine == Answer.ASKED or one.has_idea) and one.gathering.host_id not in distant
    ]


def may_wait_for(resident: Resident, at: datetime) -> QuerySet[Occurrence]:
    """Dates of gatherings that may wait for somebody's answer: cheap, and misses none."""
    mine = Invitation.objects.filter(gathering=OuterRef("gathering"), resident=resident)
    ideas = CounterProposal.objects.filter(
        gathering=OuterRef("gathering"),
        state=Counter.OPEN,
        version=OuterRef("gathering__terms_version"),
    ).exclude(by=resident)
    asked = Q(Exists(mine.filter(state=Answer.ASKED))) | Q(Exists(ideas))
    return _ahead(resident, at).filter(Exists(mine)).filter(asked)


def _ahead(viewer: Resident, at: datetime) -> QuerySet[Occurrence]:
    """The next date of each gathering by invitation that stands, without those a block hides."""
    blocked = Block.objects.filter(
        Q(by=viewer, blocked=OuterRef("gathering__host"))
        | Q(blocked=viewer, by=OuterRef("gathering__host"))
    )
    earlier = Occurrence.objects.filter(
        gathering=OuterRef("gathering"),
        is_cancelled=False,
        ends_at__gt=at,
        starts_at__lt=OuterRef("starts_at"),
    )
    return (
        Occurrence.objects.filter(
            ~Exists(blocked),
            ~Exists(earlier),
            gathering__status=Status.PUBLISHED,
            gathering__audience__in=[Audience.INVITATION, Audience.CIRCLE],
            is_cancelled=False,
            ends_at__gt=at,
        )
        .select_related("gathering__place__area", "gathering__circle", "gathering__host")
        .defer("gathering__place__area__boundary")
        .order_by("starts_at", "pk")
    )


def _rows(viewer: Resident, found: QuerySet[Occurrence], most: int) -> list[PlanRow]:
    shown = list(found[:most])
    gatherings = {one.gathering_id: one.gathering for one in shown}
    hidden = people.hidden_ids(viewer.pk) if shown else set()
    rows = Invitation.objects.filter(gathering__in=gatherings)
    said: dict[UUID, Invitation] = {}
    agreed: set[UUID] = set()
    members: dict[UUID, set[UUID]] = {}
    for each in rows:
        members.setdefault(each.gathering_id, set()).add(each.resident_id)
        if each.resident_id == viewer.pk:
            said[each.gathering_id] = each
        elif (
            each.state == Answer.ACCEPTED
            and each.accepted_version == gatherings[each.gathering_id].terms_version
        ):
            agreed.add(each.gathering_id)
    blocked = _blocked(viewer) if shown else set()
    ideas = set(
        CounterProposal.objects.filter(
            gathering__in=gatherings, state=Counter.OPEN, version=F("gathering__terms_version")
        )
        .exclude(by=viewer)
        .exclude(by__in=hidden)
        .values_list("gathering", flat=True)
    )
    made = []
    for one in shown:
        gathering = one.gathering
        asked = members.get(gathering.pk, set())
        is_pair = gathering.audience == Audience.INVITATION and len(asked) == rules.PAIR
        if is_pair and blocked & asked:
            continue
        mine = said.get(gathering.pk)
        is_host = gathering.host_id == viewer.pk
        made.append(
            PlanRow(
                gathering=gathering,
                occurrence=one,
                host_name=_host_name(gathering, hidden),
                is_host=is_host,
                mine=mine.state if mine else "",
                is_agreed=gathering.pk in agreed,
                has_idea=gathering.pk in ideas and (is_host or is_pair),
                is_asked_again=bool(
                    mine and mine.state == Answer.ASKED and mine.accepted_version is not None
                ),
                when=when_words(gathering),
            )
        )
    return made


def _host_name(gathering: Gathering, hidden: set[UUID]) -> str:
    if gathering.host is None or gathering.host_id in hidden:
        return ""
    return names_of(gathering, [gathering.host]).get(gathering.host.pk, "")


def _blocked(viewer: Resident) -> set[UUID]:
    pairs = Block.objects.filter(Q(by=viewer) | Q(blocked=viewer)).values_list("by", "blocked")
    return {one for pair in pairs for one in pair} - {viewer.pk}

"""Gatherings by invitation, as each of those concerned may read them.

Only a yes to the terms in force is ever shown to somebody else. No answer, a no, and a yes to
earlier terms read the same, word for word: the deadline shown is that of the version, computed, not
what is kept of each answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from parvis.domains.conversations.models import Participant
from parvis.domains.conversations.vocabulary import State
from parvis.domains.gatherings import rules
from parvis.domains.gatherings.models import (
    Attendance,
    CounterProposal,
    Gathering,
    Invitation,
    Meeting,
    Occurrence,
    Terms,
)
from parvis.domains.gatherings.selectors.agreed import unanswered
from parvis.domains.gatherings.selectors.greeting import names_of
from parvis.domains.gatherings.selectors.terms import (
    Change,
    TermsFact,
    changes_between,
    facts_of,
    idea_words,
)
from parvis.domains.gatherings.vocabulary import Answer, Audience, Coming, Counter, Status
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import Visitor
from parvis.kernel.errors import NotVisible


@dataclass(frozen=True, slots=True)
class Idea:
    """Another time or place somebody would rather have."""

    id: UUID
    by_name: str
    is_mine: bool
    words: str
    said: str
    state: Counter
    may_take: bool
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history: a version and what it changed, or an idea."""

    at: datetime
    version: int | None = None
    by_name: str = ""
    changes: tuple[Change, ...] = ()
    idea: Idea | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A gathering by invitation as one of those concerned reads it."""

    gathering: Gathering
    terms: Terms
    mine: Invitation | None
    is_host: bool
    is_pair: bool
    #: The other of two, or nobody.
    other_name: str
    facts: tuple[TermsFact, ...]
    #: Who has said yes to the terms in force, the viewer left out.
    yes: tuple[str, ...]
    #: For who proposed it: whom they asked by name, and who has not said yes (yet).
    awaited: tuple[str, ...]
    #: What changed since the terms the viewer had said yes to.
    changed: tuple[Change, ...]
    ideas: tuple[Idea, ...] = ()
    history: tuple[Step, ...] = ()
    may_answer: bool = False
    may_decline: bool = False
    may_counter: bool = False
    may_change: bool = False
    may_cancel: bool = False
    is_off: bool = False
    is_over: bool = False
    next: Occurrence | None = field(default=None)

    @property
    def has_agreed(self) -> bool:
        """To the terms in force."""
        return self.mine is not None and self.mine.state == Answer.ACCEPTED

    @property
    def has_declined(self) -> bool:
        return self.mine is not None and self.mine.state == Answer.DECLINED

    @property
    def was_freed(self) -> bool:
        return self.mine is not None and self.mine.state == Answer.FREED

    @property
    def is_agreed(self) -> bool:
        """Whether somebody else has said yes too."""
        return self.has_agreed and bool(self.yes)


def others_of(viewer: Resident, gathering: Gathering) -> list[Resident]:
    """Who else was asked by name, or said something."""
    return [one for one in invited(gathering) if one.pk != viewer.pk]


def hosts_to_choose(viewer: Resident, gathering: Gathering) -> list[tuple[str, Resident, str]]:
    """Who could host it: the viewer, and those they see who have said yes.

    Each with what stands for them in a form (in a discreet circle an id would tell who they are),
    and what they are called there.
    """
    yes = gathering.invitations.filter(
        state=Answer.ACCEPTED, accepted_version=gathering.terms_version
    )
    keys = dict(yes.values_list("resident", "pk"))
    found = people.visible_to(viewer).filter(Q(pk__in=keys) | Q(pk=viewer.pk))
    names = names_of(gathering, found.order_by("name", "pk"))
    known = {one.pk: one for one in found}
    shown = ((str(keys.get(pk, "")), known[pk], name) for pk, name in names.items())
    return sorted(shown, key=lambda one: (one[2].casefold(), one[0]))


def find_plan(viewer: Visitor, gathering_id: UUID) -> Gathering:
    """A gathering by invitation, for those it is for.

    :raises NotVisible: there is none, or not for this viewer.
    """
    found = _dressed(Gathering.objects.filter(pk=gathering_id)).first()
    if found is None or found.is_public or not rules.may_see_plan(viewer, found):
        raise NotVisible
    return found


def find_counter(viewer: Visitor, gathering_id: UUID, counter_id: UUID) -> CounterProposal:
    """:raises NotVisible: there is none, or not for this viewer."""
    gathering = find_plan(viewer, gathering_id)
    found = gathering.counter_proposals.filter(pk=counter_id).first()
    if found is None:
        raise NotVisible
    found.gathering = gathering
    return found


def invited(gathering: Gathering) -> list[Resident]:
    """Who was asked by name, or said something: who proposed it included."""
    return list(Resident.objects.filter(invitations__gathering=gathering).order_by("pk"))


def is_first_meeting(by: Resident, others: Iterable[Resident]) -> bool:
    """Whether somebody among the others has never met ``by`` at a small gathering."""
    wanted = {one.pk for one in others}
    return bool(wanted - _met(by, wanted))


def known_to(by: Resident, others: Iterable[Resident]) -> set[UUID]:
    """Those among the others they have met, or write with."""
    wanted = {one.pk for one in others}
    talks = Participant.objects.filter(resident=by, conversation__state=State.OPEN)
    writing = Participant.objects.filter(
        conversation__in=talks.values("conversation"), resident__in=wanted
    )
    return _met(by, wanted) | set(writing.values_list("resident", flat=True))


def _met(by: Resident, wanted: set[UUID]) -> set[UUID]:
    pairs = Meeting.objects.filter(
        Q(one=by, other__in=wanted) | Q(other=by, one__in=wanted)
    ).values_list("one", "other")
    return {one for pair in pairs for one in pair} - {by.pk}


def most_going(gathering: Gathering, at: datetime) -> int:
    """Seats taken at the fullest of its dates to come, as who changes the terms may know it.

    Whoever was asked again counts until the time to answer has passed, a no like no answer.
    """
    rows = Attendance.objects.filter(
        occurrence__gathering=gathering,
        occurrence__starts_at__gt=at,
        occurrence__is_cancelled=False,
        state=Coming.GOING,
    ).exclude(unanswered())
    by_date = rows.order_by().values("occurrence").annotate(n=Sum(1 + F("guests")))
    asked = gathering.invitations.exclude(state=Answer.ACCEPTED).filter(answer_by__isnull=False)
    kept = asked.aggregate(n=Sum(1 + F("guests")))["n"] or 0
    most: int = max((row["n"] for row in by_date), default=0) + kept
    return most if gathering.capacity is None else min(most, gathering.capacity)


def weeks_left(gathering: Gathering, at: datetime) -> int:
    """How many of its dates are still to come."""
    return gathering.occurrences.filter(starts_at__gt=at, is_cancelled=False).count() or 1


def plan_for(
    viewer: Resident, gathering: Gathering, at: datetime, *, seen: int | None = None
) -> Plan:
    """All that its page shows. The gathering comes from :func:`find_plan`.

    :param seen: the version the viewer had before their eyes when they said yes too late.
    """
    versions = list(gathering.terms.select_related("place__area", "host", "by"))
    terms = versions[-1]
    invitations = list(gathering.invitations.select_related("resident").order_by("asked_at", "pk"))
    names = _names(viewer, gathering, versions, invitations)
    mine = next((one for one in invitations if one.resident_id == viewer.pk), None)
    others = [one for one in invitations if one.resident_id != viewer.pk]
    is_host = gathering.host_id == viewer.pk
    is_pair = rules.is_pair(gathering)
    ideas = _ideas(viewer, gathering, names, at)
    said_yes = [one for one in others if _agrees(one, terms)]
    awaited = [one for one in others if not _agrees(one, terms)]
    return Plan(
        gathering=gathering,
        terms=terms,
        mine=mine,
        is_host=is_host,
        is_pair=is_pair,
        other_name=names.get(others[0].resident_id, "") if is_pair and others else "",
        facts=tuple(facts_of(terms, names.get(terms.host_id, ""))),
        yes=tuple(names[one.resident_id] for one in said_yes if one.resident_id in names),
        awaited=tuple(
            names[one.resident_id]
            for one in awaited
            if one.resident_id in names and (is_host or is_pair)
        )
        if gathering.audience == Audience.INVITATION
        else (),
        changed=_changed(versions, mine, seen, names),
        ideas=tuple(idea for idea in ideas if idea.state == Counter.OPEN),
        history=tuple(_history(versions, ideas, names)),
        may_answer=rules.may_answer(viewer, gathering, at),
        may_decline=rules.may_decline(viewer, gathering, at),
        may_counter=rules.may_counter(viewer, gathering, at),
        may_change=rules.may_change_terms(viewer, gathering, at),
        may_cancel=rules.may_cancel_plan(viewer, gathering, at),
        is_off=gathering.status == Status.CANCELLED,
        is_over=not gathering.occurrences.filter(ends_at__gt=at).exists(),
        next=next_of_plan(gathering, at),
    )


def next_of_plan(gathering: Gathering, at: datetime) -> Occurrence | None:
    """Its next date that stands; else the next one, else the last there was."""
    ahead = gathering.occurrences.filter(ends_at__gt=at).order_by("is_cancelled", "starts_at")
    return ahead.first() or gathering.occurrences.order_by("-starts_at").first()


def _dressed(found: QuerySet[Gathering]) -> QuerySet[Gathering]:
    return found.select_related("place__area", "circle", "host", "conversation").defer(
        "place__area__boundary"
    )


def _agrees(invitation: Invitation, terms: Terms) -> bool:
    return invitation.state == Answer.ACCEPTED and invitation.accepted_version == terms.version


def _names(
    viewer: Resident,
    gathering: Gathering,
    versions: Sequence[Terms],
    invitations: Sequence[Invitation],
) -> dict[UUID | None, str]:
    """What to call those concerned whom the viewer may see; under their pseudonym where one is."""
    concerned = {one.resident_id for one in invitations}
    concerned |= {one for each in versions for one in (each.host_id, each.by_id) if one}
    seen = people.visible_to(viewer).filter(pk__in=concerned)
    return dict(names_of(gathering, seen).items())


def _ideas(
    viewer: Resident, gathering: Gathering, names: dict[UUID | None, str], at: datetime
) -> list[Idea]:
    found = gathering.counter_proposals.select_related("place__area").order_by("said_at", "pk")
    made = []
    for one in found:
        if one.by_id != viewer.pk and one.by_id not in names:
            continue
        one.gathering = gathering
        is_open = one.state == Counter.OPEN and one.version == gathering.terms_version
        made.append(
            Idea(
                id=one.pk,
                by_name=names.get(one.by_id, ""),
                is_mine=one.by_id == viewer.pk,
                words=idea_words(one),
                said=one.words,
                state=Counter(one.state),
                may_take=is_open and rules.may_take(viewer, one, at),
                said_at=one.said_at,
            )
        )
    return made


def _changed(
    versions: Sequence[Terms],
    mine: Invitation | None,
    seen: int | None,
    names: dict[UUID | None, str],
) -> tuple[Change, ...]:
    """What the viewer had agreed to, or had just read, before and after."""
    if mine is not None and mine.state == Answer.ACCEPTED:
        return ()
    known = mine.accepted_version if mine and mine.accepted_version is not None else seen
    before = next((one for one in versions if one.version == known), None)
    if before is None or before.version == versions[-1].version:
        return ()
    return tuple(_between(before, versions[-1], names))


def _between(before: Terms, after: Terms, names: dict[UUID | None, str]) -> list[Change]:
    hosts = (names.get(before.host_id, ""), names.get(after.host_id, ""))
    return changes_between(before, after, hosts)


def _history(
    versions: Sequence[Terms], ideas: Sequence[Idea], names: dict[UUID | None, str]
) -> list[Step]:
    """From the first proposal on. An answer is never part of it."""
    steps = [Step(at=idea.said_at, idea=idea) for idea in ideas]
    before: Terms | None = None
    for one in versions:
        changes = tuple(_between(before, one, names)) if before else ()
        steps.append(Step(one.written_at, one.version, names.get(one.by_id, ""), changes))
        before = one
    return sorted(steps, key=lambda step: (step.at, step.version is None))

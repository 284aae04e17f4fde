"""Gatherings by invitation, as each of those concerned may read them.

Only a yes to the terms in force is ever shown to somebody else. No answer, a no, and a yes to
earlier terms read the same, word for word: the deadline shown is that of the version, computed, not
what is kept of each answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from parvis.domains.gatherings import rules
from parvis.domains.gatherings.models import (
    Gathering,
    Invitation,
    Occurrence,
    Terms,
)
from parvis.domains.gatherings.selectors.concerned import next_of_plan
from parvis.domains.gatherings.selectors.greeting import names_of
from parvis.domains.gatherings.selectors.terms import (
    Change,
    TermsFact,
    changes_between,
    facts_of,
    idea_words,
)
from parvis.domains.gatherings.vocabulary import Answer, Audience, Counter, Status
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident


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

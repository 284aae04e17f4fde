"""Whom a gathering by invitation concerns, and the one door to it."""

from collections.abc import Iterable
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
    Meeting,
    Occurrence,
)
from parvis.domains.gatherings.selectors.agreed import unanswered
from parvis.domains.gatherings.selectors.greeting import names_of
from parvis.domains.gatherings.vocabulary import Answer, Coming
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import Visitor
from parvis.kernel.errors import NotVisible


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


def next_of_plan(gathering: Gathering, at: datetime) -> Occurrence | None:
    """Its next date that stands; else the next one, else the last there was."""
    ahead = gathering.occurrences.filter(ends_at__gt=at).order_by("is_cancelled", "starts_at")
    return ahead.first() or gathering.occurrences.order_by("-starts_at").first()


def _dressed(found: QuerySet[Gathering]) -> QuerySet[Gathering]:
    return found.select_related("place__area", "circle", "host", "conversation").defer(
        "place__area__boundary"
    )

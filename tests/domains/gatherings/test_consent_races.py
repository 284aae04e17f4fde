"""Consent at the same moment: one version, one idea taken, no seat too many."""

from collections import Counter as Count
from datetime import time
from typing import Any

import pytest

from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import Attendance, CounterProposal
from parvis.domains.gatherings.vocabulary import Answer, Coming, Counter
from parvis.kernel.models import Fact
from tests.domains.watch.races import at_once
from tests.factories.circles import a_circle, a_member
from tests.factories.gatherings import NOW
from tests.factories.meetings import (
    SUNDAY,
    a_plan,
    answer_of,
    changes,
    meeting_values,
    says_yes,
    the_date,
)
from tests.factories.people import a_resident

pytestmark = pytest.mark.django_db(transaction=True)


def names(results: list[Any]) -> Count[str]:
    return Count(type(each).__name__ for each in results)


def test_members_of_a_circle_saying_yes_at_once_take_exactly_the_seats_there_are() -> None:
    circle = a_circle()
    members = [a_resident() for _each in range(12)]
    for one in members:
        a_member(circle, one)
    plan = a_plan(members[0], circle, capacity=5)

    results = at_once(*[lambda who=who: says_yes(plan, who) for who in members[1:]])

    assert names(results) == {"Invitation": 4, "Full": 7}
    date = the_date(plan)
    going = Attendance.objects.filter(occurrence=date, state=Coming.GOING).count()
    assert (date.going, going) == (5, 5)


def test_same_yes_many_times_at_once_is_one() -> None:
    ana, bilal = a_resident(), a_resident()
    plan = a_plan(ana, bilal)

    results = at_once(*[lambda: says_yes(plan, bilal)] * 8)

    assert names(results) == {"Invitation": 8}
    assert the_date(plan).going == 2
    assert Fact.objects.filter(name__endswith="TermsAccepted").count() == 1


def test_two_ideas_taken_at_once_make_one_version() -> None:
    ana, bilal, chloe = (a_resident() for _each in range(3))
    plan = services.propose_gathering(
        by=ana, to=[bilal, chloe], values=meeting_values(), at=NOW, vouched=True
    )
    ideas = [
        services.counter_propose(
            gathering=plan,
            by=by,
            version=1,
            day=SUNDAY,
            starts=time(hour),
            minutes=60,
            place=plan.place,
            at=NOW,
        )
        for by, hour in ((bilal, 11), (chloe, 14))
    ]

    results = at_once(
        *[lambda idea=idea: services.take_counter(counter=idea, by=ana, at=NOW) for idea in ideas]
    )

    assert names(results) == {"Terms": 1, "CounterGone": 1}
    plan.refresh_from_db()
    assert plan.terms_version == 2
    states = sorted(CounterProposal.objects.values_list("state", flat=True))
    assert states == [Counter.DROPPED, Counter.TAKEN]


def test_yes_and_change_at_once_never_leave_a_yes_to_what_was_not_read() -> None:
    ana, bilal = a_resident(), a_resident()
    plan = a_plan(ana, bilal)

    results = at_once(
        lambda: says_yes(plan, bilal, version=1),
        lambda: changes(plan, ana, version=1, minutes=90),
    )

    assert names(results)["Gathering"] == 1
    plan.refresh_from_db()
    said = answer_of(plan, bilal)
    assert plan.terms_version == 2
    assert (said.state, said.accepted_version) in {(Answer.ASKED, 1), (Answer.ASKED, None)}


def test_idea_sent_twice_at_once_is_one() -> None:
    ana, bilal = a_resident(), a_resident()
    plan = a_plan(ana, bilal)

    results = at_once(
        *[
            lambda: services.counter_propose(
                gathering=plan,
                by=bilal,
                version=1,
                day=SUNDAY,
                starts=time(11),
                minutes=60,
                place=plan.place,
                at=NOW,
            )
        ]
        * 6
    )

    assert names(results) == {"CounterProposal": 6}
    assert CounterProposal.objects.count() == 1


def test_both_leaving_and_calling_off_at_once_end_it_once() -> None:
    ana, bilal = a_resident(), a_resident()
    plan = a_plan(ana, bilal)
    says_yes(plan, bilal)

    at_once(
        lambda: services.decline_terms(gathering=plan, by=bilal, at=NOW),
        lambda: services.cancel_plan(gathering=plan, by=ana, at=NOW),
        lambda: services.part_company(one_id=ana.pk, other_id=bilal.pk, at=NOW),
    )

    plan.refresh_from_db()
    assert plan.status == "cancelled"
    assert Fact.objects.filter(name__endswith="PlanEnded").count() <= 1

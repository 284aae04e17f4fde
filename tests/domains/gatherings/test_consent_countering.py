"""Another time or place that would suit somebody better."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from parvis.domains.gatherings import rules, selectors, services
from parvis.domains.gatherings.models import CounterProposal, Gathering
from parvis.domains.gatherings.vocabulary import Answer, Counter
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import NotAllowed
from parvis.kernel.errors import NotVisible
from parvis.kernel.models import Fact
from tests.factories.gatherings import NOW, paris
from tests.factories.meetings import (
    SUNDAY,
    a_park,
    a_plan,
    answer_of,
    changes,
    meeting_values,
    says_yes,
    the_date,
)
from tests.factories.people import a_resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(ana: Resident, bilal: Resident) -> Gathering:
    return a_plan(ana, bilal)


def rather(plan: Gathering, by: Resident, **fields: Any) -> CounterProposal:
    given: dict[str, Any] = {
        "version": plan.terms_version,
        "day": SUNDAY,
        "starts": time(11),
        "minutes": 60,
        "place": plan.place,
        "words": "Le dimanche m’irait mieux.",
        **fields,
    }
    return services.counter_propose(gathering=plan, by=by, at=NOW, **given)


def test_idea_leaves_what_was_proposed_as_it_is(plan: Gathering, bilal: Resident) -> None:
    idea = rather(plan, bilal)

    plan.refresh_from_db()
    assert (idea.state, plan.terms_version) == (Counter.OPEN, 1)
    assert plan.starts_at == paris("2026-11-28 15:00")


def test_same_idea_twice_is_one_and_another_takes_its_place(
    plan: Gathering, bilal: Resident
) -> None:
    first = rather(plan, bilal)

    assert rather(plan, bilal) == first
    second = rather(plan, bilal, starts=time(16))

    first.refresh_from_db()
    assert (first.state, second.state) == (Counter.DROPPED, Counter.OPEN)
    assert Fact.objects.filter(name__endswith="CounterProposed").count() == 2


def test_idea_taken_becomes_the_terms_with_both_agreed(
    plan: Gathering, ana: Resident, bilal: Resident
) -> None:
    idea = rather(plan, bilal, place=a_park(name="Jardin des Lilas"))

    for _twice in range(2):
        services.take_counter(counter=idea, by=ana, at=NOW)

    plan.refresh_from_db()
    idea.refresh_from_db()
    assert idea.state == Counter.TAKEN
    assert (plan.terms_version, plan.place.name) == (2, "Jardin des Lilas")
    assert plan.starts_at == the_date(plan).starts_at == paris("2026-11-29 11:00")
    for one in (ana, bilal):
        assert (answer_of(plan, one).state, answer_of(plan, one).accepted_version) == (
            Answer.ACCEPTED,
            2,
        )
    assert the_date(plan).going == 2


def test_of_two_the_one_asked_may_take_the_idea_of_who_proposed(
    plan: Gathering, ana: Resident, bilal: Resident
) -> None:
    idea = rather(plan, ana)

    with pytest.raises(NotAllowed):
        services.take_counter(counter=idea, by=ana, at=NOW)
    services.take_counter(counter=idea, by=bilal, at=NOW)

    plan.refresh_from_db()
    assert plan.host == ana
    assert answer_of(plan, bilal).accepted_version == 2


def test_of_several_the_host_alone_takes_and_the_others_are_asked_again(
    ana: Resident, bilal: Resident
) -> None:
    chloe = a_resident()
    plan = services.propose_gathering(
        by=ana, to=[bilal, chloe], values=meeting_values(), at=NOW, vouched=True
    )
    says_yes(plan, chloe)
    idea = rather(plan, bilal)

    with pytest.raises(NotAllowed):
        services.take_counter(counter=idea, by=chloe, at=NOW)
    services.take_counter(counter=idea, by=ana, at=NOW)

    again = answer_of(plan, chloe)
    assert (again.state, again.accepted_version) == (Answer.ASKED, 1)
    assert answer_of(plan, bilal).state == Answer.ACCEPTED


def test_idea_answered_after_the_terms_changed_is_gone(
    plan: Gathering, ana: Resident, bilal: Resident
) -> None:
    idea = rather(plan, bilal)
    changes(plan, ana, minutes=90)

    with pytest.raises(services.CounterGone):
        services.take_counter(counter=idea, by=ana, at=NOW)
    with pytest.raises(services.TermsChanged):
        rather(plan, bilal, version=1)


def test_of_two_ideas_taken_at_once_the_second_is_gone(ana: Resident, bilal: Resident) -> None:
    chloe = a_resident()
    plan = services.propose_gathering(
        by=ana, to=[bilal, chloe], values=meeting_values(), at=NOW, vouched=True
    )
    one, other = rather(plan, bilal), rather(plan, chloe, starts=time(14))
    services.take_counter(counter=one, by=ana, at=NOW)

    with pytest.raises(services.CounterGone):
        services.take_counter(counter=other, by=ana, at=NOW)

    plan.refresh_from_db()
    assert plan.terms_version == 2


def test_idea_dropped_is_told_once_and_one_taken_back_is_not(
    plan: Gathering, ana: Resident, bilal: Resident
) -> None:
    services.drop_counter(counter=rather(plan, bilal), by=bilal, at=NOW)
    assert not Fact.objects.filter(name__endswith="CounterDropped").exists()
    idea = rather(plan, bilal)

    for _twice in range(2):
        services.drop_counter(counter=idea, by=ana, at=NOW)

    assert Fact.objects.filter(name__endswith="CounterDropped").count() == 1


def test_idea_of_a_stranger_is_refused(plan: Gathering) -> None:
    with pytest.raises(NotVisible):
        rather(plan, a_resident())


def test_idea_whose_place_is_closed_then_is_refused(plan: Gathering, bilal: Resident) -> None:
    with pytest.raises(services.GatheringRefused) as refused:
        rather(plan, bilal, starts=time(6))

    assert {"place"} <= set(refused.value.problems)


def test_idea_for_a_series_moves_what_is_left_of_it(ana: Resident, bilal: Resident) -> None:
    plan = a_plan(ana, bilal, weeks=4)
    later = paris("2026-12-06 10:00")  # two of the four are past
    idea = services.counter_propose(
        gathering=plan,
        by=bilal,
        version=1,
        day=date(2026, 12, 13),
        starts=time(11),
        minutes=60,
        place=plan.place,
        at=later,
    )

    services.take_counter(counter=idea, by=ana, at=later)

    ahead = plan.occurrences.filter(starts_at__gt=later, is_cancelled=False).order_by("starts_at")
    assert [one.starts_at for one in ahead] == [
        paris("2026-12-13 11:00"),
        paris("2026-12-20 11:00"),
    ]


def test_history_tells_proposals_and_ideas_never_answers(
    plan: Gathering, ana: Resident, bilal: Resident
) -> None:
    idea = rather(plan, bilal)
    services.decline_terms(gathering=plan, by=bilal, at=NOW + timedelta(minutes=1))
    says_yes(plan, bilal, at=NOW + timedelta(minutes=2))
    changes(plan, ana, at=NOW + timedelta(minutes=3), minutes=90)

    steps = selectors.plan_for(ana, plan, NOW + timedelta(minutes=4)).history

    assert [(step.version, step.by_name, step.idea is not None) for step in steps] == [
        (1, "Ana", False),
        (None, "", True),
        (2, "Ana", False),
    ]
    assert [one.label for one in steps[2].changes] == ["Combien de temps"]
    assert idea.words == "Le dimanche m’irait mieux."


@pytest.mark.parametrize(
    ("who", "before", "during", "after"),
    [
        ("host", True, False, False),
        ("author", False, False, False),
        ("guest", False, False, False),
        ("stranger", False, False, False),
    ],
)
def test_who_may_take_an_idea(who: str, before: bool, during: bool, after: bool) -> None:
    cast = {name: a_resident() for name in ("host", "author", "guest", "stranger")}
    plan = services.propose_gathering(
        by=cast["host"],
        to=[cast["author"], cast["guest"]],
        values=meeting_values(),
        at=NOW,
        vouched=True,
    )
    idea = rather(plan, cast["author"])
    starts = the_date(plan).starts_at
    moments = (NOW, starts + timedelta(minutes=5), starts + timedelta(hours=3))

    allowed = tuple(rules.may_take(cast[who], idea, at) for at in moments)

    assert allowed == (before, during, after)

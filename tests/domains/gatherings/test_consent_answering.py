"""Saying yes to terms, saying no, leaving, calling off."""

from datetime import timedelta

import pytest

from parvis.domains.gatherings import rules, services
from parvis.domains.gatherings.models import Attendance, Gathering
from parvis.domains.gatherings.vocabulary import Answer, Audience, Coming, Status
from parvis.domains.people.rules import NotAllowed
from parvis.kernel.errors import NotVisible
from parvis.kernel.models import Fact
from tests.factories.circles import a_circle, a_member
from tests.factories.gatherings import NOW, paris
from tests.factories.meetings import (
    a_plan,
    answer_of,
    changes,
    meeting_values,
    says_yes,
    the_date,
)
from tests.factories.people import a_block, a_resident

pytestmark = pytest.mark.django_db


def coming(gathering: Gathering) -> list[tuple[str, str, int]]:
    rows = Attendance.objects.filter(occurrence__gathering=gathering)
    return sorted(rows.values_list("resident__name", "state", "guests"))


def facts(kind: str) -> int:
    return Fact.objects.filter(name__endswith=kind).count()


def test_proposal_has_terms_that_its_author_has_accepted() -> None:
    ana, bilal = a_resident(name="Ana"), a_resident(name="Bilal")

    plan = a_plan(ana, bilal)

    assert plan.audience == Audience.INVITATION
    assert plan.status == Status.PUBLISHED
    assert plan.terms_version == 1
    terms = plan.terms.get()
    assert (terms.title, terms.starts_at, terms.host) == (
        "Une balade",
        paris("2026-11-28 15:00"),
        ana,
    )
    assert answer_of(plan, ana).accepted_version == 1
    assert answer_of(plan, bilal).state == Answer.ASKED
    assert coming(plan) == [("Ana", Coming.GOING, 0)]
    assert the_date(plan).going == 1


def test_yes_takes_a_seat_at_every_date_to_come_and_twice_is_once() -> None:
    ana, bilal = a_resident(name="Ana"), a_resident(name="Bilal")
    plan = a_plan(ana, bilal, weeks=3, guests_max=1)

    says_yes(plan, bilal, guests=1)
    says_yes(plan, bilal, guests=1)

    assert [one.going for one in plan.occurrences.all()] == [3, 3, 3]
    assert answer_of(plan, bilal).state == Answer.ACCEPTED
    assert facts("TermsAccepted") == 1
    says_yes(plan, bilal, guests=0)
    assert [one.going for one in plan.occurrences.all()] == [2, 2, 2]
    assert facts("TermsAccepted") == 1


def test_yes_to_a_version_no_longer_in_force_is_refused_and_nothing_is_accepted() -> None:
    ana, bilal = a_resident(), a_resident()
    plan = a_plan(ana, bilal)
    changes(plan, ana, minutes=90)

    with pytest.raises(services.TermsChanged) as refused:
        says_yes(plan, bilal, version=1)

    assert (refused.value.shown, refused.value.in_force) == (1, 2)
    assert answer_of(plan, bilal).state == Answer.ASKED
    assert the_date(plan).going == 1


def test_more_guests_than_agreed_are_refused() -> None:
    ana, bilal = a_resident(), a_resident()
    plan = a_plan(ana, bilal, guests_max=1)

    with pytest.raises(services.TooManyGuests):
        says_yes(plan, bilal, guests=2)


def test_circle_with_so_many_seats_takes_no_more() -> None:
    ana, bilal, chloe = a_resident(), a_resident(), a_resident()
    circle = a_circle()
    for one in (ana, bilal, chloe):
        a_member(circle, one)
    plan = a_plan(ana, circle, capacity=2)
    says_yes(plan, bilal)

    with pytest.raises(services.Full):
        says_yes(plan, chloe)

    assert the_date(plan).going == 2
    assert not plan.invitations.filter(resident=chloe).exists()


def test_no_is_kept_announces_nothing_and_can_be_taken_back() -> None:
    ana, bilal = a_resident(), a_resident()
    plan = a_plan(ana, bilal)
    before = Fact.objects.count()

    services.decline_terms(gathering=plan, by=bilal, at=NOW)
    services.decline_terms(gathering=plan, by=bilal, at=NOW)

    assert answer_of(plan, bilal).state == Answer.DECLINED
    assert Fact.objects.count() == before
    assert Gathering.objects.get(pk=plan.pk).status == Status.PUBLISHED
    says_yes(plan, bilal)
    assert the_date(plan).going == 2


def test_who_leaves_a_plan_of_two_ends_it() -> None:
    ana, bilal = a_resident(name="Ana"), a_resident(name="Bilal")
    plan = a_plan(ana, bilal)
    says_yes(plan, bilal)

    services.decline_terms(gathering=plan, by=bilal, at=NOW)

    plan.refresh_from_db()
    assert plan.status == Status.CANCELLED
    assert the_date(plan).is_cancelled
    assert the_date(plan).going == 1
    ended = Fact.objects.get(name__endswith="PlanEnded")
    assert ended.payload["told"] == [str(ana.pk)]


def test_who_leaves_a_plan_of_several_leaves_it_standing() -> None:
    ana, bilal, chloe = a_resident(), a_resident(), a_resident()
    plan = services.propose_gathering(
        by=ana, to=[bilal, chloe], values=meeting_values(), at=NOW, vouched=True
    )
    says_yes(plan, bilal)
    says_yes(plan, chloe)

    services.decline_terms(gathering=plan, by=bilal, at=NOW)

    plan.refresh_from_db()
    assert plan.status == Status.PUBLISHED
    assert the_date(plan).going == 2
    assert facts("PlanLeft") == 1


def test_host_calls_off_once_and_those_who_said_yes_are_named() -> None:
    ana, bilal, chloe = a_resident(), a_resident(), a_resident()
    plan = services.propose_gathering(
        by=ana, to=[bilal, chloe], values=meeting_values(), at=NOW, vouched=True
    )
    says_yes(plan, bilal)

    services.cancel_plan(gathering=plan, by=ana, at=NOW)
    services.cancel_plan(gathering=plan, by=ana, at=NOW)

    assert Fact.objects.get(name__endswith="PlanEnded").payload["told"] == [str(bilal.pk)]
    with pytest.raises(NotAllowed):
        says_yes(plan, chloe)


def test_seat_given_back_elsewhere_ends_a_plan_of_two() -> None:
    """From today's page, or because an account is going: the same as from its own page."""
    ana, bilal = a_resident(), a_resident()
    plan = a_plan(ana, bilal)
    says_yes(plan, bilal)
    services.leave(occurrence_id=the_date(plan).pk, resident=bilal, at=NOW)

    for _again in range(2):
        services.seat_given_back(occurrence_id=the_date(plan).pk, resident_id=bilal.pk, at=NOW)

    plan.refresh_from_db()
    assert plan.status == Status.CANCELLED
    assert facts("PlanEnded") == 1


def test_one_date_given_back_by_one_of_two_is_off_and_the_others_stand() -> None:
    ana, bilal = a_resident(), a_resident()
    plan = a_plan(ana, bilal, weeks=3)
    says_yes(plan, bilal)
    first = the_date(plan)
    services.leave(occurrence_id=first.pk, resident=bilal, at=NOW)

    services.seat_given_back(occurrence_id=first.pk, resident_id=bilal.pk, at=NOW)

    plan.refresh_from_db()
    assert plan.status == Status.PUBLISHED
    off = list(plan.occurrences.order_by("starts_at").values_list("is_cancelled", flat=True))
    assert off == [True, False, False]
    assert facts("PlanDateEnded") == 1


def test_block_between_two_ends_their_plan_without_a_word() -> None:
    ana, bilal = a_resident(), a_resident()
    plan = a_plan(ana, bilal)
    says_yes(plan, bilal)
    a_block(bilal, ana)
    before = facts("PlanEnded")

    services.part_company(one_id=bilal.pk, other_id=ana.pk, at=NOW)
    services.part_company(one_id=bilal.pk, other_id=ana.pk, at=NOW)

    plan.refresh_from_db()
    assert plan.status == Status.CANCELLED
    assert the_date(plan).going == 0
    assert facts("PlanEnded") == before
    for one in (ana, bilal):
        assert not rules.may_see_plan(one, plan)


def test_block_between_host_and_guest_frees_the_guest_alone() -> None:
    ana, bilal, chloe = a_resident(), a_resident(), a_resident()
    plan = services.propose_gathering(
        by=ana, to=[bilal, chloe], values=meeting_values(), at=NOW, vouched=True
    )
    says_yes(plan, bilal)
    says_yes(plan, chloe)
    a_block(ana, bilal)

    services.part_company(one_id=ana.pk, other_id=bilal.pk, at=NOW)

    plan.refresh_from_db()
    assert plan.status == Status.PUBLISHED
    assert the_date(plan).going == 2
    assert not rules.may_see_plan(bilal, plan)
    assert rules.may_see_plan(chloe, plan)


WHO = ("stranger", "host", "asked", "agreed", "declined", "blocked")


@pytest.mark.parametrize(
    ("who", "rule", "before", "during", "after"),
    [
        ("stranger", "may_see_plan", False, False, False),
        ("host", "may_see_plan", True, True, True),
        ("asked", "may_see_plan", True, True, True),
        ("agreed", "may_see_plan", True, True, True),
        ("declined", "may_see_plan", True, True, True),
        ("blocked", "may_see_plan", False, False, False),
        ("stranger", "may_answer", False, False, False),
        ("host", "may_answer", True, False, False),
        ("asked", "may_answer", True, False, False),
        ("agreed", "may_answer", True, False, False),
        ("declined", "may_answer", True, False, False),
        ("blocked", "may_answer", False, False, False),
        ("host", "may_decline", False, False, False),
        ("asked", "may_decline", True, False, False),
        ("stranger", "may_decline", False, False, False),
        ("host", "may_change_terms", True, False, False),
        ("asked", "may_change_terms", False, False, False),
        ("agreed", "may_change_terms", False, False, False),
        ("stranger", "may_change_terms", False, False, False),
        ("host", "may_cancel_plan", True, False, False),
        ("agreed", "may_cancel_plan", False, False, False),
        ("host", "may_counter", False, False, False),
        ("asked", "may_counter", True, False, False),
        ("declined", "may_counter", True, False, False),
        ("stranger", "may_counter", False, False, False),
    ],
)
def test_who_may_do_what_with_a_plan_of_several(
    who: str, rule: str, before: bool, during: bool, after: bool
) -> None:
    cast = {name: a_resident() for name in WHO}
    asked = [cast[name] for name in WHO if name not in ("stranger", "host")]
    plan = services.propose_gathering(
        by=cast["host"], to=asked, values=meeting_values(), at=NOW, vouched=True
    )
    says_yes(plan, cast["agreed"])
    services.decline_terms(gathering=plan, by=cast["declined"], at=NOW)
    a_block(cast["blocked"], cast["host"])
    plan.refresh_from_db()
    starts = the_date(plan).starts_at
    moments = (NOW, starts + timedelta(minutes=5), starts + timedelta(hours=3))

    allowed = tuple(
        bool(getattr(rules, rule)(cast[who], plan, *([] if rule == "may_see_plan" else [at])))
        for at in moments
    )

    assert allowed == (before, during, after)


def test_of_two_both_may_say_what_would_suit_them_better() -> None:
    ana, bilal = a_resident(), a_resident()
    plan = a_plan(ana, bilal)

    assert rules.may_counter(ana, plan, NOW)
    assert rules.may_counter(bilal, plan, NOW)


def test_circle_member_may_answer_and_who_is_none_sees_nothing() -> None:
    ana, bilal, stranger = a_resident(), a_resident(), a_resident()
    circle = a_circle()
    a_member(circle, ana)
    a_member(circle, bilal)
    plan = a_plan(ana, circle)

    assert rules.may_answer(bilal, plan, NOW)
    assert not rules.may_see_plan(stranger, plan)
    with pytest.raises(NotVisible):
        says_yes(plan, stranger)

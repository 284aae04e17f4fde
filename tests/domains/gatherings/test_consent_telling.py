"""Who is told what of gatherings by invitation."""

from datetime import time, timedelta
from typing import Any

import pytest
import time_machine

from parvis.domains.gatherings import services
from parvis.domains.gatherings.events import GatheringProposed
from parvis.domains.gatherings.models import Gathering
from parvis.domains.gatherings.tasks.consent import tell_proposed
from parvis.domains.notifications.models import Notice
from parvis.domains.notifications.vocabulary import Urgency
from parvis.domains.people import services as people
from parvis.domains.people.models import Resident
from parvis.kernel import tasks
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

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agreed(ana: Resident, bilal: Resident) -> Gathering:
    plan = a_plan(ana, bilal)
    says_yes(plan, bilal)
    heard(ana, bilal)
    return plan


def heard(*readers: Resident) -> list[list[str]]:
    """What each has been told of gatherings since last asked."""
    tasks.run_due(limit=500)
    told = []
    for reader in readers:
        mine = Notice.objects.filter(to=reader, kind="gathering").order_by("created_at", "title")
        told.append(list(mine.values_list("title", flat=True)))
        mine.delete()
    Notice.objects.all().delete()
    return told


def test_proposal_is_told_at_once_to_who_is_asked(ana: Resident, bilal: Resident) -> None:
    a_plan(ana, bilal)
    tasks.run_due(limit=500)

    notice = Notice.objects.get(to=bilal, kind="gathering")
    assert notice.title == "Ana vous propose une rencontre"
    assert notice.urgency == Urgency.NOW
    assert heard(ana) == [[]]


def test_proposal_is_told_in_the_language_of_its_reader(ana: Resident) -> None:
    ben = a_resident(name="Ben", reads="en")
    a_plan(ana, ben)
    tasks.run_due(limit=500)

    assert "Ana" in Notice.objects.get(to=ben, kind="gathering").title


def test_proposal_of_somebody_kept_at_a_distance_is_not_told(
    ana: Resident, bilal: Resident
) -> None:
    plan = a_plan(ana, bilal)
    people.keep_distance(by=bilal, other=ana, at=NOW)

    assert heard(bilal) == [[]]
    assert answer_of(plan, bilal).state == "asked"


def test_circle_is_not_told_one_by_one(ana: Resident, bilal: Resident) -> None:
    circle = a_circle()
    a_member(circle, ana)
    a_member(circle, bilal)
    a_plan(ana, circle)

    assert heard(bilal) == [[]]


def test_yes_is_told_to_who_proposed(ana: Resident, bilal: Resident) -> None:
    plan = a_plan(ana, bilal)
    heard(ana, bilal)

    says_yes(plan, bilal)

    assert heard(ana, bilal) == [["Bilal a dit oui"], []]


def test_no_is_told_to_nobody(ana: Resident, bilal: Resident) -> None:
    plan = a_plan(ana, bilal)
    heard(ana, bilal)

    services.decline_terms(gathering=plan, by=bilal, at=NOW)

    assert heard(ana, bilal) == [[], []]


def test_other_terms_are_told_to_the_others_with_the_time_to_answer(
    agreed: Gathering, ana: Resident, bilal: Resident
) -> None:
    changes(agreed, ana, starts=time(11))
    tasks.run_due(limit=500)

    notice = Notice.objects.get(to=bilal, kind="gathering")
    assert notice.title == "Ana change votre rencontre"
    assert "samedi 28 novembre à 11" in notice.body
    assert "avant lundi 23 novembre à 11" in notice.body
    assert notice.urgency == Urgency.NOW
    assert heard(ana) == [[]]


def test_words_mended_are_told_to_nobody(agreed: Gathering, ana: Resident, bilal: Resident) -> None:
    changes(agreed, ana, about="Mieux dit.")

    assert heard(ana, bilal) == [[], []]


def test_who_let_the_time_pass_is_told_kindly_and_so_is_the_other(
    agreed: Gathering, ana: Resident, bilal: Resident
) -> None:
    changes(agreed, ana, starts=time(11))
    heard(ana, bilal)

    services.free_unanswered(NOW + timedelta(days=3))

    assert heard(ana, bilal) == [
        ["Bilal n’a pas encore répondu à ce que vous avez changé"],
        ["Vous n’êtes plus engagé·e pour une rencontre qui avait changé"],
    ]


def test_who_declined_what_changed_is_told_nothing_and_the_other_the_same(
    agreed: Gathering, ana: Resident, bilal: Resident
) -> None:
    changes(agreed, ana, starts=time(11))
    services.decline_terms(gathering=agreed, by=bilal, at=NOW)
    heard(ana, bilal)

    services.free_unanswered(NOW + timedelta(days=3))

    assert heard(ana, bilal) == [["Bilal n’a pas encore répondu à ce que vous avez changé"], []]


def test_who_leaves_a_plan_of_two_is_told_of_kindly(
    agreed: Gathering, ana: Resident, bilal: Resident
) -> None:
    services.decline_terms(gathering=agreed, by=bilal, at=NOW)

    assert heard(ana, bilal) == [
        ["Bilal ne pourra finalement pas vous retrouver samedi 28 novembre"],
        [],
    ]


def test_seat_given_back_from_today_is_told_the_same(
    agreed: Gathering, ana: Resident, bilal: Resident
) -> None:
    services.leave(occurrence_id=the_date(agreed).pk, resident=bilal, at=NOW)

    assert heard(ana, bilal) == [
        ["Bilal ne pourra finalement pas vous retrouver samedi 28 novembre"],
        [],
    ]


def test_account_that_goes_ends_a_plan_without_its_name(
    agreed: Gathering, ana: Resident, bilal: Resident
) -> None:
    people.ask_erasure(resident=bilal, at=NOW)

    assert heard(ana) == [["Votre rencontre de samedi 28 novembre n’aura pas lieu"]]
    agreed.refresh_from_db()
    assert agreed.status == "cancelled"


def test_block_ends_a_plan_of_two_and_neither_hears_of_it(
    agreed: Gathering, ana: Resident, bilal: Resident
) -> None:
    people.block(by=bilal, other=ana, at=NOW)

    assert heard(ana, bilal) == [[], []]
    agreed.refresh_from_db()
    assert agreed.status == "cancelled"
    assert the_date(agreed).going == 0


def test_who_leaves_a_plan_of_several_is_told_to_its_host_alone(
    ana: Resident, bilal: Resident
) -> None:
    chloe = a_resident(name="Chloé")
    plan = services.propose_gathering(
        by=ana, to=[bilal, chloe], values=meeting_values(), at=NOW, vouched=True
    )
    says_yes(plan, bilal)
    says_yes(plan, chloe)
    heard(ana)

    services.decline_terms(gathering=plan, by=bilal, at=NOW)

    assert heard(ana, chloe) == [["Bilal ne pourra finalement pas venir"], []]


def test_host_who_calls_off_tells_those_who_had_said_yes(
    agreed: Gathering, ana: Resident, bilal: Resident
) -> None:
    services.cancel_plan(gathering=agreed, by=ana, at=NOW)

    assert heard(ana, bilal) == [
        [],
        ["Ana ne pourra finalement pas vous retrouver samedi 28 novembre"],
    ]


def test_idea_is_told_to_who_can_take_it_and_its_answer_to_its_author(
    agreed: Gathering, ana: Resident, bilal: Resident
) -> None:
    def rather(starts: time) -> Any:
        return services.counter_propose(
            gathering=agreed,
            by=bilal,
            version=1,
            day=SUNDAY,
            starts=starts,
            minutes=60,
            place=agreed.place,
            at=NOW,
        )

    idea = rather(time(11))
    assert heard(ana, bilal) == [["Bilal propose un autre moment, ou un autre lieu"], []]
    services.drop_counter(counter=idea, by=ana, at=NOW)
    assert heard(ana, bilal) == [[], ["Ana préfère garder ce qui était proposé"]]
    idea = rather(time(14))
    heard(ana, bilal)
    services.take_counter(counter=idea, by=ana, at=NOW)
    assert heard(ana, bilal) == [[], ["Ana a retenu votre idée"]]


def test_notices_come_once_however_often_their_facts_do(ana: Resident, bilal: Resident) -> None:
    plan = a_plan(ana, bilal)
    tasks.run_due(limit=500)

    tell_proposed(GatheringProposed(gathering_id=plan.pk, at=NOW))

    assert Notice.objects.filter(to=bilal, kind="gathering").count() == 1

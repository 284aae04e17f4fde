"""What somebody takes with them of what was agreed, and what stays when they go."""

import pytest

from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import CounterProposal, Invitation, Terms
from parvis.domains.people import services as people
from parvis.kernel import tasks
from tests.factories.gatherings import NOW
from tests.factories.meetings import SUNDAY, a_plan, meeting_values, says_yes, the_date
from tests.factories.people import a_resident, mentions_of

pytestmark = pytest.mark.django_db


def test_export_holds_what_one_was_asked_wrote_and_proposed_instead() -> None:
    ana, bilal = a_resident(name="Ana"), a_resident(name="Bilal")
    plan = a_plan(ana, bilal)
    says_yes(plan, bilal)
    services.counter_propose(
        gathering=plan,
        by=bilal,
        version=1,
        day=SUNDAY,
        starts=meeting_values(place=plan.place)["starts"],
        minutes=60,
        place=plan.place,
        words="Plutôt dimanche.",
        at=NOW,
    )

    hers = {one.title: one.rows for one in services.export(ana)}
    his = {one.title: one.rows for one in services.export(bilal)}

    assert [row["title"] for row in hers["Rencontres que j’ai proposées ou changées"]] == [
        "Une balade"
    ]
    assert [row["state"] for row in his["Rencontres proposées, et mes réponses"]] == ["accepted"]
    assert [row["words"] for row in his["Autres moments que j’ai proposés"]] == ["Plutôt dimanche."]
    assert his["Rencontres que j’ai proposées ou changées"] == []
    assert "Bilal" not in str(hers)


def test_each_label_of_the_export_names_a_column() -> None:
    ana, bilal = a_resident(), a_resident()
    a_plan(ana, bilal)

    for section in services.export(ana):
        for row in section.rows:
            assert set(row) == set(section.labels)


def test_erasure_leaves_nothing_of_who_goes_and_the_plan_is_off() -> None:
    ana, bilal = a_resident(name="Ana"), a_resident(name="Bilal")
    plan = a_plan(ana, bilal)
    says_yes(plan, bilal)
    services.counter_propose(
        gathering=plan,
        by=bilal,
        version=1,
        day=SUNDAY,
        starts=meeting_values(place=plan.place)["starts"],
        minutes=60,
        place=plan.place,
        words="Plutôt dimanche.",
        at=NOW,
    )
    gone = bilal.pk
    people.ask_erasure(resident=bilal, at=NOW)
    tasks.run_due(limit=500)

    people.erase(resident_id=gone, at=NOW)

    plan.refresh_from_db()
    assert plan.status == "cancelled"
    assert mentions_of(gone, "Plutôt dimanche.") == []
    assert not Invitation.objects.filter(gathering=plan).exclude(resident=ana).exists()
    assert not CounterProposal.objects.exists()
    assert the_date(plan).going == 1


def test_erasure_of_who_proposed_keeps_the_terms_of_the_other_without_a_name() -> None:
    ana, bilal = a_resident(name="Ana"), a_resident(name="Bilal")
    plan = a_plan(ana, bilal)
    says_yes(plan, bilal)
    gone = ana.pk
    people.ask_erasure(resident=ana, at=NOW)
    tasks.run_due(limit=500)

    people.erase(resident_id=gone, at=NOW)

    plan.refresh_from_db()
    assert plan.status == "cancelled"
    terms = Terms.objects.get(gathering=plan)
    assert (terms.by, terms.host) == (None, None)
    assert mentions_of(gone) == []

"""Answers, passes and the minute job at the same moment: each person is asked once."""

from datetime import UTC, datetime, timedelta

import pytest

from parvis.domains.people.vocabulary import Role
from parvis.domains.watch import services
from parvis.domains.watch.models import Item
from parvis.domains.watch.vocabulary import Level
from parvis.kernel import ids
from parvis.kernel.models import Fact
from tests.domains.watch.races import at_once
from tests.factories.people import a_resident, a_role
from tests.factories.watch import a_welcomer, an_item

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_escalated_by_several_workers_at_once_moves_one_level():
    a_role(a_resident(), Role.COORDINATOR)
    substitutes = [a_welcomer() for _ in range(6)]
    item = an_item(a_resident(), first=a_welcomer(), substitutes=substitutes, at=AT)
    due = AT + timedelta(hours=2)
    moved = at_once(*[lambda: services.escalate_due(at=due)] * 4)
    assert sorted(moved) == [0, 0, 0, 1]
    assert Item.objects.get().level == Level.OTHERS
    assert item.asks.filter(asked_at__isnull=False).count() == 3
    assert Fact.objects.filter(name="watch.AnswerAsked").count() == 3


def test_opened_by_several_requests_at_once_is_one_item():
    waiting, first, subject = a_resident(), a_welcomer(), ids.new_id()
    opened = at_once(*[lambda: an_item(waiting, first=first, subject_id=subject, at=AT)] * 4)
    assert {each.pk for each in opened} == {Item.objects.get().pk}
    assert Fact.objects.filter(name="watch.AnswerAsked").count() == 1


def test_passed_and_answered_and_escalated_at_once_asks_nobody_twice():
    first, others = a_welcomer(), [a_welcomer() for _ in range(4)]
    item = an_item(a_resident(), first=first, substitutes=others, at=AT)
    due = AT + timedelta(hours=2)
    results = at_once(
        lambda: services.passed(item=Item.objects.get(), by=first, at=due),
        lambda: services.passed(item=Item.objects.get(), by=first, at=due),
        lambda: services.escalate_due(at=due),
        lambda: services.answered(item=Item.objects.get(), by=first, at=due),
    )
    assert not [each for each in results if isinstance(each, Exception)]
    item.refresh_from_db()
    assert item.ending == "answered"
    asked = list(item.asks.filter(asked_at__isnull=False).values_list("resident", flat=True))
    assert len(asked) <= 4
    told = Fact.objects.filter(name="watch.AnswerAsked")
    assert told.count() == len({row.payload["resident_id"] for row in told})
    assert Fact.objects.filter(name="watch.ItemAnswered").count() == 1

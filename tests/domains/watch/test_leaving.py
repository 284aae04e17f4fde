"""Who is blocked, gone or without the duty is passed over at once; who waits takes it with them."""

from datetime import UTC, datetime, timedelta

import pytest

from parvis.domains.people import services as people
from parvis.domains.watch import selectors, services
from parvis.domains.watch.models import Item
from parvis.kernel import tasks
from parvis.kernel.models import Fact
from tests.domains.watch.test_items import asked
from tests.factories.people import a_resident
from tests.factories.watch import a_welcomer, an_item

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOURS = timedelta(hours=1)


@pytest.mark.parametrize("why", ["block", "blocked", "distance", "role", "suspended", "erasure"])
def test_who_can_no_longer_answer_is_passed_over_at_once(why):
    waiting, second = a_resident(), a_welcomer()
    first = a_welcomer()
    item = an_item(waiting, first=first, substitutes=[second], at=AT)
    tasks.run_due(raising=True)
    {
        "block": lambda: people.block(by=first, other=waiting, at=AT),
        "blocked": lambda: people.block(by=waiting, other=first, at=AT),
        "distance": lambda: people.keep_distance(by=first, other=waiting, at=AT),
        "role": lambda: people.end_role(role=first.roles.get(), by=first, at=AT),
        "suspended": lambda: people.suspend(resident=first, by=None, at=AT),
        "erasure": lambda: people.ask_erasure(resident=first, at=AT),
    }[why]()
    tasks.run_due(raising=True)
    assert asked(item) == [second]


def test_who_is_erased_leaves_the_item_to_the_next_within_a_minute():
    first, second = a_welcomer(), a_welcomer()
    item = an_item(a_resident(), first=first, substitutes=[second], at=AT)
    people.erase(resident_id=first.pk, at=AT)
    services.escalate_due(at=AT + timedelta(minutes=1))
    assert asked(item) == [second]


def test_a_block_between_others_changes_nothing():
    waiting, first, second = a_resident(), a_welcomer(), a_welcomer()
    item = an_item(waiting, first=first, substitutes=[second], at=AT)
    people.block(by=first, other=second, at=AT)
    people.block(by=first, other=a_resident(), at=AT)
    tasks.run_due(raising=True)
    assert asked(item) == [first]


def test_who_waits_and_leaves_is_no_longer_asked_for_until_they_are_back():
    waiting, first = a_resident(), a_welcomer()
    item = an_item(waiting, first=first, substitutes=[a_welcomer()], at=AT)
    people.ask_erasure(resident=waiting, at=AT)
    assert services.escalate_due(at=AT + 5 * HOURS) == 0
    assert selectors.waiting_count(first) == 0
    waiting.refresh_from_db()
    people.cancel_erasure(resident=waiting, at=AT)
    assert services.escalate_due(at=AT + 5 * HOURS) == 1
    assert selectors.waiting_count(first) == 1
    assert Item.objects.get() == item


def test_who_waits_and_is_erased_takes_the_item_with_them():
    waiting, first = a_resident(), a_welcomer()
    an_item(waiting, first=first, at=AT)
    tasks.run_due(raising=True)
    people.erase(resident_id=waiting.pk, at=AT)
    tasks.run_due(raising=True)
    assert not Item.objects.exists()
    assert Fact.objects.filter(name="watch.ItemWithdrawn").count() == 1
    assert not first.notices.exists()


def test_export_holds_what_was_waited_for_and_asked_without_names():
    waiting, first = a_resident(name="Amina"), a_welcomer(name="Nadia")
    an_item(waiting, first=first, at=AT)
    waited, _ = services.export(waiting)
    _, given = services.export(first)
    assert [row["opened_at"] for row in waited.rows] == [AT]
    assert [row["asked_at"] for row in given.rows] == [AT]
    assert "Amina" not in str(given.rows)
    assert "Nadia" not in str(waited.rows)

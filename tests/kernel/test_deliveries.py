"""One delivery after the other, under a clock the test holds."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from parvis.kernel import events, ids, tasks
from parvis.kernel.models import Delivery, Once
from parvis.kernel.models import Fact as Row
from parvis.kernel.tasks import deliveries

from .facts import Answered, Rang, announce

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.mark.django_db
def test_a_fact_reaches_each_of_its_listeners_once() -> None:
    heard: list[tuple[str, int]] = []
    events.listens(Rang, name="a.first")(lambda fact: heard.append(("first", fact.number)))
    events.listens(Rang, name="b.second")(lambda fact: heard.append(("second", fact.number)))
    announce(1)
    announce(2)
    assert tasks.run_due(raising=True) == 4
    assert sorted(heard) == [("first", 1), ("first", 2), ("second", 1), ("second", 2)]
    assert tasks.run_due(raising=True) == 0
    assert set(Delivery.objects.values_list("state", "leased_until")) == {("done", None)}


@pytest.mark.django_db
def test_what_a_handler_announces_is_delivered_in_the_same_go() -> None:
    heard: list[int] = []
    events.listens(Rang, name="a.answer")(lambda fact: announce_answer(fact.number))
    events.listens(Answered, name="b.hear")(lambda fact: heard.append(fact.number))
    announce(5)
    assert tasks.run_due() == 2
    assert heard == [5]


def announce_answer(number: int) -> None:
    events.publish(Answered(number))


@pytest.mark.django_db
def test_no_more_than_the_limit_is_run() -> None:
    heard: list[int] = []
    events.listens(Rang, name="a.hear")(lambda fact: heard.append(fact.number))
    for number in range(5):
        announce(number)
    assert tasks.run_due(limit=3) == 3
    assert heard == [0, 1, 2]


@pytest.mark.django_db(transaction=True)
def test_a_handler_that_fails_leaves_no_trace_but_its_failure_and_waits() -> None:
    def fail(fact: Rang) -> None:
        keep(fact)
        raise ValueError("Alice, alice@example.org")

    events.listens(Rang, name="a.fail")(fail)
    with time_machine.travel(AT, tick=False):
        announce()
        assert tasks.run_due() == 1
        assert tasks.run_due() == 0
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.leased_until) == ("waiting", 1, None)
    assert timedelta(seconds=8) <= row.run_after - AT <= timedelta(seconds=12)
    assert row.last_error.startswith("ValueError < ")
    assert "test_deliveries.py" in row.last_error
    assert "alice" not in row.last_error.lower()
    assert Once.objects.count() == 0


def keep(fact: Rang) -> None:
    key, by = ids.new_id(), ids.new_id()
    Once.objects.create(resident_id=by, action=str(fact.number), key=key, created_at=AT)


@pytest.mark.django_db(transaction=True)
def test_a_broken_transaction_does_not_take_the_note_with_it() -> None:
    def collide(fact: Rang) -> None:
        row = Row.objects.get()
        Delivery.objects.create(fact=row, listener="a.collide")

    events.listens(Rang, name="a.collide")(collide)
    announce()
    with pytest.raises(IntegrityError):
        tasks.run_due(raising=True)
    assert list(Delivery.objects.values_list("state", "attempts")) == [("waiting", 1)]


@pytest.mark.django_db
def test_a_failure_is_tried_eight_times_over_hours_then_set_aside() -> None:
    tried: list[datetime] = []

    def fail(fact: Rang) -> None:
        tried.append(deliveries.clock.now())
        raise TimeoutError

    events.listens(Rang, name="a.fail")(fail)
    with time_machine.travel(AT, tick=False) as traveller:
        announce()
        for _ in range(24 * 60):
            tasks.run_due()
            traveller.shift(timedelta(minutes=1))
    assert len(tried) == deliveries.MOST_ATTEMPTS == 8
    gaps = [later - before for before, later in itertools.pairwise(tried)]
    assert gaps[0] <= timedelta(minutes=1)
    assert gaps[-1] >= timedelta(hours=1, minutes=35)
    assert timedelta(hours=3) < tried[-1] - tried[0] < timedelta(hours=7)
    assert list(Delivery.objects.values_list("state", "attempts")) == [("dead", 8)]


def test_pauses_grow_fourfold_up_to_two_hours_and_differ() -> None:
    for attempts, seconds in enumerate((10, 40, 160, 640, 2_560, 7_200, 7_200, 7_200), start=1):
        drawn = {deliveries.pause_after(attempts) for _ in range(40)}
        assert len(drawn) > 30
        assert timedelta(seconds=seconds * 0.8) <= min(drawn)
        assert max(drawn) <= timedelta(seconds=seconds * 1.2)


@pytest.mark.django_db(transaction=True)
def test_an_outside_effect_runs_without_a_transaction_and_is_noted_after() -> None:
    seen: list[tuple[bool, str]] = []

    def send(fact: Rang) -> None:
        inside = transaction.get_connection().in_atomic_block
        seen.append((inside, Delivery.objects.get().state))

    events.listens(Rang, name="a.send", atomic=False)(send)
    announce()
    assert tasks.run_due(raising=True) == 1
    assert seen == [(False, "running")]
    assert Delivery.objects.get().state == "done"


@pytest.mark.django_db
def test_a_listener_that_is_gone_is_waited_for_then_dead() -> None:
    events.listens(Rang, name="a.hear")(lambda fact: None)
    announce()
    events._listeners.clear()
    tasks.run_due()
    row = Delivery.objects.get()
    assert (row.state, row.attempts) == ("waiting", 1)
    assert "LookupError" in row.last_error


@pytest.mark.django_db
def test_a_row_that_cannot_be_read_fails_alone() -> None:
    heard: list[int] = []
    events.listens(Rang, name="a.hear")(lambda fact: heard.append(fact.number))
    announce(1)
    Row.objects.update(payload={"numero": 1})
    announce(2)
    assert tasks.run_due() == 2
    assert heard == [2]
    assert "CodecError" in Delivery.objects.get(state="waiting").last_error


@pytest.mark.django_db
def test_looking_for_work_when_there_is_none_reads_once_and_writes_nothing(
    django_assert_num_queries: object,
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert deliveries.claim() is None

"""Workers that die or come late: the lease decides who may run a delivery."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connections

from parvis.kernel import events, tasks
from parvis.kernel.models import Delivery
from parvis.kernel.tasks import deliveries

from .facts import Rang, announce

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.mark.django_db
def test_a_delivery_left_by_a_dead_worker_is_run_again_after_its_lease() -> None:
    heard: list[int] = []
    events.listens(Rang, name="a.hear")(lambda fact: heard.append(fact.number))
    with time_machine.travel(AT, tick=False) as traveller:
        announce(3)
        assert deliveries.claim() is not None  # and its worker dies here
        traveller.shift(deliveries.LEASE)
        assert tasks.run_due() == 0
        traveller.shift(timedelta(seconds=1))
        assert tasks.run_due() == 1
    assert heard == [3]
    assert list(Delivery.objects.values_list("state", "attempts")) == [("done", 2)]


@pytest.mark.django_db
def test_a_delivery_that_kills_its_worker_every_time_is_set_aside_and_holds_nobody_up() -> None:
    heard: list[int] = []
    events.listens(Rang, name="a.hear")(lambda fact: heard.append(fact.number))
    with time_machine.travel(AT, tick=False) as traveller:
        announce(1)
        for _ in range(deliveries.MOST_ATTEMPTS):
            assert deliveries.claim() is not None
            traveller.shift(deliveries.LEASE + timedelta(seconds=1))
        announce(2)
        assert tasks.run_due() == 1
    assert heard == [2]
    dead = Delivery.objects.get(state="dead")
    assert (dead.attempts, dead.last_error) == (8, "its worker died every time")


@pytest.mark.django_db
def test_who_comes_back_after_its_lease_changes_nothing() -> None:
    heard: list[int] = []
    events.listens(Rang, name="a.hear")(lambda fact: heard.append(fact.number))
    with time_machine.travel(AT, tick=False) as traveller:
        announce(1)
        late = deliveries.claim()
        traveller.shift(deliveries.LEASE + timedelta(seconds=1))
        taken = deliveries.claim()
        assert late is not None
        assert taken is not None
        assert deliveries.run(late) is False
        assert heard == []
        assert deliveries.run(taken) is True
        assert deliveries.run(late) is False
    assert heard == [1]


@pytest.mark.django_db
def test_a_late_failure_does_not_disturb_who_took_over() -> None:
    events.listens(Rang, name="a.fail", atomic=False)(lambda fact: 1 / 0)  # type: ignore[arg-type]
    with time_machine.travel(AT, tick=False) as traveller:
        announce(1)
        late = deliveries.claim()
        traveller.shift(deliveries.LEASE + timedelta(seconds=1))
        assert deliveries.claim() is not None
        assert late is not None
        assert deliveries.run(late) is False
    assert list(Delivery.objects.values_list("state", "attempts")) == [("running", 2)]


@pytest.mark.django_db(transaction=True)
def test_a_long_handler_keeps_its_delivery_after_its_lease(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The row is locked while the handler runs: a second worker passes by, however late it is."""
    heard: list[int] = []
    others: list[int] = []
    threads: list[threading.Thread] = []

    def look_for_work() -> None:
        try:
            others.append(tasks.run_due())
        finally:
            connections.close_all()

    def linger(fact: Rang) -> None:
        heard.append(fact.number)
        if len(heard) == 1:
            threads.append(threading.Thread(target=look_for_work))
            threads[0].start()
            # PostgreSQL's worker passes at once; SQLite's waits for the lock we hold.
            threads[0].join(0.5)

    events.listens(Rang, name="a.linger")(linger)
    announce()
    monkeypatch.setattr(deliveries, "LEASE", timedelta(seconds=-1))
    assert tasks.run_due(limit=1, raising=True) == 1
    threads[0].join()
    assert heard == [1]
    assert others == [0]


@pytest.mark.django_db
def test_a_clock_set_back_does_not_make_deliveries_wait_for_the_wrong_year() -> None:
    heard: list[int] = []
    events.listens(Rang, name="a.hear")(lambda fact: heard.append(fact.number))
    with time_machine.travel(AT + timedelta(days=400), tick=False):
        announce(1)
        announce(2)
        assert deliveries.claim() is not None
    with time_machine.travel(AT, tick=False):
        assert tasks.run_due() == 2
    assert sorted(heard) == [1, 2]

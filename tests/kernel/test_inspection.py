from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from parvis.kernel import events, tasks, upkeep
from parvis.kernel.models import Delivery, Job
from parvis.kernel.models import Fact as Row
from parvis.kernel.tasks import deliveries

from .facts import Rang, announce

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def kill(number: int) -> None:
    Delivery.objects.filter(fact__payload__number=number).update(
        state="dead", attempts=8, last_error="TimeoutError"
    )


def test_a_quiet_town_is_healthy() -> None:
    assert tasks.health() == tasks.Health(0, 0, 0, 0, None, (), ())


def test_health_counts_what_waits_retries_runs_and_is_dead() -> None:
    events.listens(Rang, name="a.fail")(lambda fact: 1 / 0)  # type: ignore[arg-type]
    with time_machine.travel(AT, tick=False) as traveller:
        announce(1)
        announce(2)
        kill(2)
        tasks.run_due()
        announce(3)
        assert deliveries.claim() is not None
        announce(4)
        traveller.shift(timedelta(seconds=5))
        announce(5)
        assert tasks.health() == tasks.Health(
            waiting=2,
            retrying=1,
            running=1,
            dead=1,
            oldest=AT,
            failing_jobs=(),
            late_jobs=(),
        )


def test_health_names_jobs_that_fail_and_jobs_nobody_runs() -> None:
    tasks.every(minutes=5, name="test.fails")(lambda at: None)
    tasks.every(minutes=5, name="test.late")(lambda at: None)
    with time_machine.travel(AT, tick=False) as traveller:
        tasks.run_due()
        Job.objects.filter(name="test.fails").update(
            last_error="TimeoutError", next_run_at=AT + timedelta(hours=2)
        )
        traveller.shift(timedelta(hours=1))
        health = tasks.health()
    assert (health.failing_jobs, health.late_jobs) == (("test.fails",), ("test.late",))


def test_dead_letters_say_what_was_lost_and_come_back_to_life() -> None:
    heard: list[int] = []
    events.listens(Rang, name="a.hear")(lambda fact: heard.append(fact.number))
    for number in (1, 2, 3):
        announce(number)
        kill(number)
    letters = tasks.dead_letters()
    assert [letter.listener for letter in letters] == ["a.hear"] * 3
    assert letters[0].fact_id == Row.objects.get(payload__number=3).pk
    assert (letters[0].fact, letters[0].last_error) == ("kernel.Rang", "TimeoutError")
    assert tasks.run_due() == 0

    assert tasks.retry_dead([letters[0].id]) == 1
    assert tasks.run_due() == 1
    assert heard == [3]
    assert tasks.retry_dead() == 2
    assert tasks.retry_dead() == 0
    tasks.run_due()
    assert sorted(heard) == [1, 2, 3]
    assert set(Delivery.objects.values_list("state", "attempts")) == {("done", 1)}


def test_retrying_none_of_them_retries_none() -> None:
    events.listens(Rang, name="a.hear")(lambda fact: None)
    announce(1)
    kill(1)
    assert tasks.retry_dead([]) == 0


def test_what_was_delivered_a_month_ago_is_forgotten_but_the_fact_stays() -> None:
    events.listens(Rang, name="a.hear")(lambda fact: None)
    with time_machine.travel(AT, tick=False):
        announce(1)
        announce(2)
        tasks.run_due()
        kill(2)
    upkeep.forget_old_deliveries(AT + timedelta(days=30))
    assert Delivery.objects.count() == 2
    upkeep.forget_old_deliveries(AT + timedelta(days=30, seconds=1))
    assert [row.state for row in Delivery.objects.all()] == ["dead"]
    assert Row.objects.count() == 2

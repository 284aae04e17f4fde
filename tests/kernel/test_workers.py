"""Several workers at once, workers that die, and a worker that nothing kills."""

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection, connections
from structlog.testing import capture_logs

from parvis.kernel import clock, events, tasks
from parvis.kernel.models import Delivery, Job
from parvis.kernel.tasks import deliveries, worker
from tests.support.patience import STUCK

from .facts import Rang, announce

pytestmark = pytest.mark.django_db(transaction=True)


def eventually(holds: Callable[[], bool], seconds: float = STUCK) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.01)
    return holds()


def all_done() -> bool:
    return not Delivery.objects.exclude(state="done").exists()


def test_several_workers_share_the_work_and_do_nothing_twice() -> None:
    heard: list[tuple[str, int]] = []
    all_at_work = threading.Barrier(3)

    def hear(fact: Rang) -> None:
        name = threading.current_thread().name
        if name not in {other for other, _ in heard}:
            all_at_work.wait(STUCK)
        heard.append((name, fact.number))

    events.listens(Rang, name="a.hear", atomic=False)(hear)
    for number in range(60):
        announce(number)

    def work() -> None:
        try:
            tasks.run_due()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, name=f"worker {n}") for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(number for _, number in heard) == list(range(60))
    assert len(Counter(name for name, _ in heard)) == 3
    assert set(Delivery.objects.values_list("state", "attempts")) == {("done", 1)}


def test_workers_claiming_at_once_never_get_the_same_delivery() -> None:
    events.listens(Rang, name="a.hear")(lambda fact: None)
    for number in range(40):
        announce(number)
    claimed: list[int] = []
    barrier = threading.Barrier(4)

    def take() -> None:
        try:
            barrier.wait()
            while (claim := deliveries.claim()) is not None:
                claimed.append(claim.id)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == len(set(claimed)) == 40


def test_a_worker_hears_of_work_at_once_runs_it_and_stops_cleanly() -> None:
    heard: list[int] = []
    events.listens(Rang, name="a.hear")(lambda fact: heard.append(fact.number))
    running = tasks.Worker(poll_seconds=4 * STUCK)
    running.start()
    try:
        time.sleep(0.5)  # it has looked, and listens now
        announce(1)
        assert eventually(lambda: heard == [1])
        assert eventually(all_done)
    finally:
        started = time.monotonic()
        assert running.stop(STUCK) is True
    assert time.monotonic() - started < STUCK
    announce(2)
    time.sleep(0.3)
    assert heard == [1]


def test_a_stopped_worker_may_be_started_again_and_started_twice_is_one() -> None:
    heard: list[str] = []
    events.listens(Rang, name="a.hear")(lambda fact: heard.append(threading.current_thread().name))
    running = tasks.Worker(poll_seconds=0.05)
    running.start()
    assert running.stop(STUCK) is True
    running.start()
    running.start()
    assert [one.name for one in threading.enumerate()].count("worker") == 1
    announce(1)
    assert eventually(all_done)
    assert running.stop(STUCK) is True
    assert heard == ["worker"]


def test_stopping_lets_the_work_in_hand_end() -> None:
    begun, ended = threading.Event(), threading.Event()

    def slow(fact: Rang) -> None:
        begun.set()
        time.sleep(0.5)
        ended.set()

    events.listens(Rang, name="a.slow")(slow)
    running = tasks.Worker(poll_seconds=0.05)
    running.start()
    announce(1)
    announce(2)
    assert begun.wait(STUCK)
    assert running.stop(STUCK) is True
    assert ended.is_set()
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["done", "waiting"]


def test_a_worker_outlives_handlers_that_fail_and_goes_on_with_the_others() -> None:
    heard: list[int] = []

    def fail_on_odd(fact: Rang) -> None:
        if fact.number % 2:
            raise RuntimeError
        heard.append(fact.number)

    events.listens(Rang, name="a.fail")(fail_on_odd)
    running = tasks.Worker(poll_seconds=0.05)
    running.start()
    for number in range(6):
        announce(number)
    assert eventually(lambda: len(heard) == 3)
    assert running.stop(STUCK) is True
    assert heard == [0, 2, 4]


def test_a_worker_outlives_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[int] = []
    accidents: list[int] = []
    events.listens(Rang, name="a.hear")(lambda fact: heard.append(fact.number))
    claim = deliveries.claim

    def away_twice() -> deliveries.Claim | None:
        if len(accidents) < 2:
            accidents.append(1)
            raise OperationalError("password=secret")
        return claim()

    monkeypatch.setattr(worker.deliveries, "claim", away_twice)
    announce(1)
    running = tasks.Worker(poll_seconds=0.02)
    with capture_logs() as lines:
        running.start()
        assert eventually(lambda: heard == [1])
        running.stop()
    assert len(accidents) == 2
    assert [line["log_level"] for line in lines if line["event"] == "worker_hindered"] == [
        "error"
    ] * 2


def run_worker(how: str, outside: Path) -> "subprocess.Popen[str]":
    name = str(connection.settings_dict["NAME"])
    script = Path(__file__).with_name("killed_worker.py")
    return subprocess.Popen(
        [sys.executable, str(script), name, how, str(outside)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ},
    )


@pytest.mark.fault
@pytest.mark.parametrize("atomic", [True, False], ids=["inside", "outside"])
def test_a_worker_killed_after_the_effect_and_before_the_note_leaves_one_effect(
    atomic: bool, tmp_path: Path
) -> None:
    """REL-2: kill -9 between what it does and saying so; the next one does it again, once seen."""
    outside = tmp_path / "outside"
    outside.write_text("")
    listener = "test.write_row" if atomic else "test.write_line"
    events.listens(Rang, name=listener, atomic=atomic)(lambda fact: None)
    announce(1)

    killed = run_worker("hang", outside)
    assert killed.stdout is not None
    assert killed.stdout.readline() == "here\n"
    killed.kill()
    killed.communicate()
    rows = Job.objects.filter(name="effect 1")
    # What is in the database went with the worker; what left the house is out.
    assert (rows.count(), outside.read_text()) == (0, "" if atomic else "effect 1\n")
    assert Delivery.objects.get().state == "running"

    # Time passes: the lease ends.
    Delivery.objects.update(leased_until=clock.now() - timedelta(seconds=1))
    whole = run_worker("go", outside)
    assert whole.communicate(timeout=4 * STUCK)[0] == "here\n"
    assert whole.returncode == 0
    assert (rows.count(), outside.read_text()) == ((1, "") if atomic else (0, "effect 1\n"))
    row = Delivery.objects.get()
    assert (row.state, row.attempts) == ("done", 2)


@pytest.mark.fault
def test_two_processes_by_mistake_do_nothing_twice(tmp_path: Path) -> None:
    """REL-23: both look at the same database at the same moment."""
    outside = tmp_path / "outside"
    outside.write_text("")
    events.listens(Rang, name="test.write_row")(lambda fact: None)
    for number in range(30):
        announce(number)
    both = [run_worker("go", outside) for _ in range(2)]
    said = [process.communicate(timeout=4 * STUCK)[0].count("here") for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum(said) == 30
    assert Job.objects.filter(name__startswith="effect").count() == 30
    assert set(Delivery.objects.values_list("state", "attempts")) == {("done", 1)}

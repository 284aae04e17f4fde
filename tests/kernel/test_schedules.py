from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from parvis.kernel import tasks
from parvis.kernel.events import RegistrationError
from parvis.kernel.models import Job
from parvis.kernel.tasks import schedules

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


def noted(ran: list[datetime], minutes: int = 60, name: str = "test.hourly") -> None:
    @tasks.every(minutes=minutes, name=name)
    def note(at: datetime) -> None:
        ran.append(at)


def test_a_job_runs_first_after_one_interval_then_at_each() -> None:
    ran: list[datetime] = []
    noted(ran)
    with time_machine.travel(AT, tick=False) as traveller:
        tasks.run_due()
        assert ran == []
        for _ in range(6 * 4):
            traveller.shift(timedelta(minutes=15))
            tasks.run_due()
    assert ran == [AT + HOUR * turn for turn in range(1, 7)]


def test_a_job_missed_for_six_hours_is_caught_up_once_and_keeps_its_rhythm() -> None:
    ran: list[datetime] = []
    noted(ran)
    with time_machine.travel(AT, tick=False) as traveller:
        tasks.run_due()
        traveller.shift(timedelta(hours=6, minutes=20))
        assert tasks.run_due() == 1
        assert tasks.run_due() == 0
    assert ran == [AT + timedelta(hours=6, minutes=20)]
    job = Job.objects.get()
    assert job.next_run_at == AT + 7 * HOUR
    assert job.last_run_at == ran[0]


def test_several_jobs_run_the_longest_due_first() -> None:
    ran: list[datetime] = []
    order: list[str] = []
    noted(ran, 60)
    tasks.every(minutes=10, name="test.often")(lambda at: order.append("often"))
    tasks.every(minutes=30, name="test.half")(lambda at: order.append("half"))
    with time_machine.travel(AT, tick=False) as traveller:
        tasks.run_due()
        traveller.shift(HOUR)
        assert tasks.run_due() == 3
    assert order == ["often", "half"]
    assert ran == [AT + HOUR]


def test_a_job_that_fails_is_noted_and_tried_again_before_its_turn() -> None:
    ran: list[datetime] = []

    @tasks.every(minutes=60, name="test.fails_once")
    def fail_once(at: datetime) -> None:
        ran.append(at)
        if len(ran) == 1:
            raise RuntimeError("alice@example.org")

    with time_machine.travel(AT, tick=False) as traveller:
        tasks.run_due()
        traveller.shift(HOUR)
        tasks.run_due()
        job = Job.objects.get()
        assert job.next_run_at == AT + HOUR + schedules.RETRY
        assert job.last_error.startswith("RuntimeError < ")
        assert "alice" not in job.last_error
        assert job.last_run_at is None
        traveller.shift(schedules.RETRY)
        tasks.run_due()
    job.refresh_from_db()
    assert len(ran) == 2
    assert (job.last_error, job.leased_until) == ("", None)


def test_a_failure_is_let_out_for_tests_that_ask() -> None:
    tasks.every(minutes=1, name="test.fails")(lambda at: 1 / 0)  # type: ignore[arg-type]
    with time_machine.travel(AT, tick=False) as traveller:
        tasks.run_due(raising=True)
        traveller.shift(HOUR)
        with pytest.raises(ZeroDivisionError):
            tasks.run_due(raising=True)
    assert Job.objects.get().leased_until is None


def test_a_job_left_by_a_dead_worker_is_run_again_after_its_lease() -> None:
    ran: list[datetime] = []
    noted(ran)
    with time_machine.travel(AT, tick=False) as traveller:
        tasks.run_due()
        traveller.shift(HOUR)
        assert schedules._claim(AT + HOUR) is not None  # and its worker dies here
        assert tasks.run_due() == 0
        traveller.shift(schedules.LEASE + timedelta(seconds=1))
        assert tasks.run_due() == 1
    assert ran == [AT + HOUR + schedules.LEASE + timedelta(seconds=1)]


def test_who_ends_after_its_lease_leaves_the_turn_to_who_took_over() -> None:
    noted([])
    with time_machine.travel(AT, tick=False):
        tasks.run_due()
    first = schedules._claim(AT + HOUR)
    second = schedules._claim(AT + 2 * HOUR)
    assert first is not None
    assert second is not None
    schedules._finish(first, next_run_at=AT + 9 * HOUR)
    job = Job.objects.get()
    assert (job.next_run_at, job.leased_until) == (AT + HOUR, second.leased_until)


def test_a_turn_written_by_a_clock_set_back_since_comes_sooner() -> None:
    ran: list[datetime] = []
    noted(ran)
    with time_machine.travel(AT + timedelta(days=400), tick=False):
        tasks.run_due()
    with time_machine.travel(AT, tick=False) as traveller:
        tasks.run_due()
        traveller.shift(HOUR)
        tasks.run_due()
    assert ran == [AT + HOUR]


def test_a_job_no_longer_known_is_left_alone() -> None:
    Job.objects.create(name="gone.job", next_run_at=AT)
    assert tasks.run_due() == 0
    assert Job.objects.get().next_run_at == AT


def test_two_jobs_of_one_name_are_refused() -> None:
    noted([])
    with pytest.raises(RegistrationError, match=r"test\.hourly"):
        tasks.every(minutes=5, name="test.hourly")(lambda at: None)


def test_an_interval_is_at_least_a_minute() -> None:
    with pytest.raises(RegistrationError, match="minute"):
        tasks.every(minutes=0, name="test.always")

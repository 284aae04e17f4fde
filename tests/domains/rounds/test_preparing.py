"""Tables are made beside the pages: once, whatever dies, and never half."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from parvis.domains.people.rules import NotAllowed
from parvis.domains.rounds import pairing, rules, selectors, services
from parvis.domains.rounds.events import PreparationAsked, RoundPrepared
from parvis.domains.rounds.models import Round, Seat, Table
from parvis.domains.rounds.pairing import solving
from parvis.domains.rounds.tasks import closing as jobs
from parvis.domains.rounds.vocabulary import SeatState, Stage, TableState
from parvis.kernel import events, tasks
from parvis.kernel.models import Fact
from tests.domains.watch.races import at_once
from tests.factories.gatherings import paris
from tests.factories.rounds import (
    EVENING,
    MONDAY,
    NOW,
    a_closed_round,
    a_commune,
    a_coordinator,
    a_name,
    a_prepared_round,
    a_round,
    a_session,
    left_out,
    on_list,
    somebody,
)

pytestmark = pytest.mark.django_db
LEASE = timedelta(seconds=settings.PARVIS.solving_seconds, minutes=4)


def facts(kind: type[events.Fact]) -> list[events.Fact]:
    return [events.restore(row) for row in Fact.objects.filter(name=kind.name)]


@pytest.fixture
def simply(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The solver does without its process; how often it was asked."""
    calls: list[int] = []
    whole = pairing.solve

    def solve(drawn: pairing.Drawn, **asked: Any) -> pairing.Made:
        calls.append(asked["seed"])
        return whole(drawn, **{**asked, "simple": True})

    monkeypatch.setattr(pairing, "solve", solve)
    return calls


def program(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    """What runs in place of the solver."""
    monkeypatch.setattr(solving, "COMMAND", (sys.executable, "-c", source))


def printing(**answer: Any) -> str:
    """A program that gives this answer."""
    whole = {"groups": [], "unplaced": [], "bound": None, "advice": [], **answer}
    return f"print({json.dumps(whole)!r})"


def without(*placed: int) -> list[dict[str, Any]]:
    """The others of the nine."""
    others = set(range(9)) - set(placed)
    return [{"person": one, "reason": "no-seat", "helps": {}} for one in sorted(others)]


def a_town(people: int = 9) -> Round:
    """A session of two tables, and a list that is closed."""
    commune = a_commune()
    a_session(commune, tables=2, seats=8)
    on_list(commune, people)
    return a_closed_round(commune)


#: The database closes what stays idle in a transaction: nothing waits in one for the solver.
alone = pytest.mark.django_db(transaction=True)


@alone
def test_solver_makes_tables_in_a_process_of_its_own() -> None:
    closed = a_town()

    assert services.make_tables(round_id=closed.pk, at=EVENING)

    closed.refresh_from_db()
    assert (closed.stage, closed.prepared_at, closed.people) == (Stage.PREPARED, EVENING, 9)
    assert (closed.preparing_at, closed.attempts, closed.version) == (None, 1, 1)
    sizes = [table.seats.count() for table in Table.objects.all()]
    assert sorted(sizes) == [4, 4]
    assert set(Table.objects.values_list("state", "first_at")) == {
        (TableState.DRAFT, paris("2026-12-01 18:30"))
    }
    assert set(Seat.objects.values_list("state", flat=True)) == {SeatState.DRAFT}
    assert len(left_out(closed)) == 1
    drawn = pairing.drawn_for(closed, EVENING)
    assert closed.value == pytest.approx(
        pairing.value_of(drawn, pairing.plan_of(drawn, closed)), abs=1e-6
    )
    assert facts(RoundPrepared) == [
        RoundPrepared(closed.pk, closed.area_id, tables=2, placed=8, unplaced=1)
    ]


@alone
def test_solver_says_what_to_open_and_why_somebody_has_no_table() -> None:
    commune = a_commune()
    a_session(commune)
    on_list(commune, 3, free=["tue-evening"])
    later = on_list(commune, 4, free=["thu-evening"])
    alone = on_list(commune, 1, free=["mon-morning", "thu-evening"], minutes_max=30)
    closed = a_closed_round(commune)

    services.make_tables(round_id=closed.pk, at=EVENING)

    closed.refresh_from_db()
    assert closed.bound >= closed.value > 0
    assert {"kind": "session", "slot": "thu-evening", "placed": 5} in closed.advice
    assert left_out(closed) == dict.fromkeys([*later, *alone], "no-slot")
    facts_of = dict(closed.unplaced.values_list("resident", "facts"))
    assert facts_of[alone[0].pk] == {"slots": ["tue-evening"]}


def test_solver_stays_out_of_the_process_that_serves_pages() -> None:
    source = (
        "import sys, django; django.setup();"
        "import parvis.domains.rounds.services, parvis.domains.rounds.tasks;"
        "print([one for one in ('numba', 'highspy', 'llvmlite') if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", source],
        capture_output=True,
        text=True,
        check=True,
        env={
            "DJANGO_SETTINGS_MODULE": "parvis.config.settings",
            "PARVIS_MODE": "test",
            "PARVIS_DATA_DIR": str(settings.PARVIS.data_dir),
        },
    )

    assert done.stdout.strip() == "[]"


def test_list_that_closes_is_prepared_by_whoever_does_what_is_due(simply: list[int]) -> None:
    commune = a_commune()
    a_session(commune)
    on_list(commune, 4)
    services.open_rounds(NOW)

    jobs.close_lists(EVENING)
    tasks.run_due(raising=True)

    closed = Round.objects.get(stage=Stage.PREPARED)
    assert Seat.objects.filter(round=closed).count() == 4
    assert len(simply) == 1


def test_making_tables_again_changes_nothing(simply: list[int]) -> None:
    closed = a_town()
    services.make_tables(round_id=closed.pk, at=EVENING)
    tables = set(Table.objects.values_list("pk", flat=True))

    assert not services.make_tables(round_id=closed.pk, at=EVENING)
    jobs.make_tables(PreparationAsked(closed.pk, closed.area_id))
    jobs.make_waiting(MONDAY)

    assert set(Table.objects.values_list("pk", flat=True)) == tables
    assert len(simply) == 1
    assert len(facts(RoundPrepared)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "raise SystemExit(3)",
        "import os; os.abort()",
        "print('no JSON')",
        "print('{}')",
        # A table that is too small, people and sessions that are not there, somebody twice.
        printing(groups=[{"session": 0, "members": [0, 1]}], unplaced=without(0, 1)),
        printing(groups=[{"session": 0, "members": [0, 1, 99]}]),
        printing(groups=[{"session": 7, "members": [0, 1, 2]}]),
        printing(
            groups=[{"session": 0, "members": [0, 1, 2]}, {"session": 0, "members": [2, 3, 4]}],
            unplaced=without(0, 1, 2, 3, 4),
        ),
        printing(groups=[{"session": 0, "members": ["a", "b", "c"]}]),
    ],
)
def test_round_whose_solver_dies_stays_closed_and_is_made_without_it_in_the_end(
    source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = a_town()
    program(monkeypatch, source)

    for attempt in (1, 2):
        with pytest.raises(pairing.SolverFailed):
            services.make_tables(round_id=closed.pk, at=EVENING)
        closed.refresh_from_db()
        assert (closed.stage, closed.preparing_at) == (Stage.CLOSED, None)
        assert closed.attempts == attempt
        assert not Table.objects.exists()
    jobs.make_waiting(EVENING)

    closed.refresh_from_db()
    assert closed.stage == Stage.PREPARED
    assert Seat.objects.count() == 8
    assert len(left_out(closed)) == 1


def test_solver_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = a_town()
    monkeypatch.setattr(solving, "MARGIN_SECONDS", -0.5)
    program(monkeypatch, "import time; time.sleep(60)")

    with pytest.raises(pairing.SolverFailed):
        services.make_tables(round_id=closed.pk, at=EVENING)


def test_solver_is_given_numbers_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = a_town()
    monkeypatch.setenv("PARVIS_SECRET_KEY", "not-for-others")
    seen: dict[str, Any] = {}

    def run(*_command: Any, **asked: Any) -> Any:
        seen.update(asked)
        raise OSError

    monkeypatch.setattr(solving.subprocess, "run", run)
    with pytest.raises(pairing.SolverFailed):
        services.make_tables(round_id=closed.pk, at=EVENING)

    given = seen["input"].decode()
    for name in selectors.names_for(closed.area, closed.closes_at).select_related("resident"):
        for word in (name.resident.name, name.resident.email, str(name.resident_id)):
            assert word not in given
    assert not [name for name in seen["env"] if name.startswith(("PARVIS", "DJANGO"))]


def test_job_that_fails_says_so_and_tries_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = a_town()
    program(monkeypatch, "raise SystemExit(1)")

    jobs.make_waiting(EVENING)

    closed.refresh_from_db()
    assert (closed.stage, closed.attempts) == (Stage.CLOSED, 1)
    assert services.due_to_make(EVENING) == [closed.pk]


def test_round_of_a_worker_that_died_is_begun_anew_after_its_lease(simply: list[int]) -> None:
    closed = a_town()
    Round.objects.update(preparing_at=EVENING, attempts=1)

    before = EVENING + LEASE - timedelta(seconds=1)
    assert services.due_to_make(before) == []
    assert not services.make_tables(round_id=closed.pk, at=before)
    assert services.due_to_make(EVENING + LEASE) == [closed.pk]
    assert services.make_tables(round_id=closed.pk, at=EVENING + LEASE)


def test_preparing_again_makes_other_drafts_and_forgets_the_moves(simply: list[int]) -> None:
    commune = a_commune()
    session, coordinator = a_session(commune), a_coordinator(commune)
    people = on_list(commune, 6)
    prepared = a_prepared_round(commune, (session, people[:3]), unplaced=people[3:])
    table = Table.objects.get()
    services.move(
        round_id=prepared.pk,
        resident_id=people[3].pk,
        table_id=table.pk,
        version=1,
        by=coordinator,
        at=MONDAY,
    )

    for _twice in range(2):
        again = services.prepare(round_id=prepared.pk, by=coordinator, at=MONDAY)
        assert (again.stage, again.preparing_at) == (Stage.CLOSED, None)
    services.make_tables(round_id=prepared.pk, at=MONDAY)

    prepared.refresh_from_db()
    assert prepared.stage == Stage.PREPARED
    assert simply == [2]
    assert table.pk not in set(Table.objects.values_list("pk", flat=True))
    assert not prepared.moves.exists()


def test_preparing_is_the_business_of_who_coordinates_the_commune() -> None:
    commune = a_commune()
    closed = a_closed_round(commune)

    for who in (somebody(commune), a_coordinator(a_commune())):
        with pytest.raises(NotAllowed):
            services.prepare(round_id=closed.pk, by=who, at=MONDAY)
    services.prepare(round_id=closed.pk, by=None, at=MONDAY)
    assert facts(PreparationAsked) == [PreparationAsked(closed.pk, commune.pk)]


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.PUBLISHED, Stage.SKIPPED])
def test_preparing_is_for_a_list_that_closed_and_is_not_decided(stage: Stage) -> None:
    opened = a_round(a_commune(), stage=stage)

    with pytest.raises(rules.NotNow):
        services.prepare(round_id=opened.pk, by=None, at=MONDAY)
    assert not services.make_tables(round_id=opened.pk, at=MONDAY)


def test_preparing_again_while_it_is_prepared_waits_for_what_runs() -> None:
    closed = a_town()
    Round.objects.update(preparing_at=EVENING, attempts=1)

    again = services.prepare(round_id=closed.pk, by=None, at=EVENING)

    assert again.preparing_at == EVENING
    assert facts(PreparationAsked) == []


def meanwhile(monkeypatch: pytest.MonkeyPatch, does: Callable[[], Any]) -> None:
    """Something happens once, while the solver runs."""
    whole, todo = pairing.solve, [does]

    def solve(drawn: pairing.Drawn, **asked: Any) -> pairing.Made:
        made = whole(drawn, **asked)
        if todo:
            todo.pop()()
        return made

    monkeypatch.setattr(pairing, "solve", solve)


def test_name_taken_off_while_tables_are_made_is_at_none_of_them(
    simply: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = a_town(people=4)
    gone = selectors.names_for(closed.area, closed.closes_at)[0].resident
    meanwhile(monkeypatch, lambda: services.withdraw_name(resident=gone, at=EVENING))

    assert services.make_tables(round_id=closed.pk, at=EVENING)

    assert not Seat.objects.filter(resident=gone).exists()
    assert Seat.objects.count() == 3
    assert len(simply) == 2


def test_week_that_passes_while_tables_are_made_stays_passed(
    simply: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = a_town()
    coordinator = a_coordinator(closed.area)
    meanwhile(
        monkeypatch,
        lambda: services.skip(round_id=closed.pk, by=coordinator, at=EVENING),
    )

    services.make_tables(round_id=closed.pk, at=EVENING)

    closed.refresh_from_db()
    assert closed.stage == Stage.SKIPPED
    assert not Table.objects.exists()
    assert len(left_out(closed)) == 9
    assert len(simply) == 1


def test_round_with_no_session_is_prepared_without_any_table() -> None:
    commune = a_commune()
    people = on_list(commune, 3)
    closed = a_closed_round(commune)

    services.make_tables(round_id=closed.pk, at=EVENING)

    closed.refresh_from_db()
    assert closed.stage == Stage.PREPARED
    assert set(left_out(closed)) == set(people)


def test_round_with_one_person_is_prepared_without_any_table() -> None:
    commune = a_commune()
    a_session(commune)
    people = on_list(commune, 1)
    closed = a_closed_round(commune)

    services.make_tables(round_id=closed.pk, at=EVENING)

    assert set(left_out(closed)) == set(people)


def test_name_put_down_after_the_list_closed_is_for_the_next_round(simply: list[int]) -> None:
    closed = a_town(people=3)
    late = somebody(closed.area)
    a_name(late, at=closed.closes_at + timedelta(minutes=1))

    services.make_tables(round_id=closed.pk, at=EVENING)

    assert not Seat.objects.filter(resident=late).exists()
    assert late not in left_out(closed)


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_prepare_a_round_once(
    simply: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = a_town(people=6)
    gate = threading.Event()
    meanwhile(monkeypatch, lambda: gate.wait(1))

    results = at_once(*[lambda: services.make_tables(round_id=closed.pk, at=EVENING)] * 5)

    assert sorted(map(str, results)) == ["False"] * 4 + ["True"], results
    assert len(simply) == 1
    assert len(facts(RoundPrepared)) == 1
    assert Seat.objects.count() + len(left_out(closed)) == 6

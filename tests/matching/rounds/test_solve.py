"""The solver against the independent checker, the baselines and the clock."""

import time
from collections.abc import Callable
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.matching.rounds.compiled import compile_round
from parvis.matching.rounds.generate import commune
from parvis.matching.rounds.greedy import best_insertion, first_come
from parvis.matching.rounds.plan import Group, RoundPlan
from parvis.matching.rounds.problem import Params, RoundProblem
from parvis.matching.rounds.search.course import NEWS
from parvis.matching.rounds.search.plans import groups_of, tables_of, worth
from parvis.matching.rounds.solve import Outcome, solve
from parvis.matching.rounds.verify import Checker, verify
from tests.matching.rounds.builders import ADVERSARIAL, person, plan, problem, problems
from tests.support.patience import STUCK

few = settings(max_examples=60)


def checked(found: RoundProblem, outcome: Outcome) -> float:
    """The objective, once the checker agrees and finds no rule broken."""
    verdict = verify(found, outcome.plan)
    assert verdict.violations == ()
    assert outcome.objective == pytest.approx(verdict.objective, abs=1e-9, rel=1e-12)
    return verdict.objective


@few
@given(problems(), st.integers(0, 3))
def test_solve_breaks_no_rule_and_is_never_below_greedy(found: RoundProblem, seed: int) -> None:
    objective = checked(found, solve(found, steps=4_000, seed=seed))
    for floor in (first_come(found), best_insertion(found)):
        assert objective >= verify(found, floor).objective - 1e-9


@few
@given(problems(), st.data())
def test_solve_never_falls_below_the_plan_it_starts_from(
    found: RoundProblem, data: st.DataObject
) -> None:
    start = solve(found, steps=4_000, seed=data.draw(st.integers(0, 3))).plan
    again = solve(found, steps=1, seed=7, start=start)
    assert checked(found, again) >= verify(found, start).objective - 1e-9


@pytest.mark.parametrize("shape", ADVERSARIAL, ids=lambda shape: shape.__name__)
def test_solve_of_a_hard_shape(shape: Callable[[], RoundProblem]) -> None:
    found = shape()
    outcome = solve(found, steps=20_000, seed=1)
    floors = [verify(found, floor(found)).objective for floor in (first_come, best_insertion)]
    assert checked(found, outcome) >= max(floors) - 1e-9
    placed = outcome.plan.placed
    assert {one.person for one in outcome.plan.unplaced} == set(range(len(found))) - placed
    assert all(one.reason for one in outcome.plan.unplaced)


def test_solve_finds_the_one_table_of_minors_and_their_host() -> None:
    rows = [person(age=15), person(age=16), person(host=True, vetted=True), person(host=True)]
    found = problem([*rows, person(), person(vetted=True)], sessions=[(0, 0, 3, 1)])
    young_first = problem(
        [*(person(age=15, wait=6.0) for _ in range(2)), *rows[2:], person()],
        sessions=[(0, 0, 4, 1)],
    )
    for one in (found, young_first):
        checked(one, solve(one, steps=20_000, seed=2))
    (group,) = solve(young_first, steps=20_000, seed=2).plan.groups
    assert group.members == (0, 1, 2)


def test_solve_makes_the_best_of_a_hand_counted_table() -> None:
    """Four people of four quarters and bands: V = 4·(1 + 1)·(1 + 0.8·0.5) with w = 2, no host."""
    found = problem([person(quartier=one, band=one) for one in range(4)])
    outcome = solve(found, steps=5_000)
    assert outcome.plan.groups == (Group(0, (0, 1, 2, 3)),)
    assert checked(found, outcome) == pytest.approx(4 * 2 * (1 + 0.8 * 0.5))


def test_solve_counts_tags_beyond_the_first_sixty_four() -> None:
    """Of the people who may sit with the host, those of the rare tag are worth more."""
    tags = [(3,), (199,), (199,), (131,), (131, 199), (7,), (70,), (8,)]
    found = problem(
        [person(tags=one) for one in tags],
        sessions=[(0, 0, 3, 1)],
        tag_weight=[0.01] * 131 + [0.4] + [0.01] * 67 + [0.9],
    )
    (group,) = solve(found, steps=20_000).plan.groups
    assert group.members == (1, 2, 4)


def test_solve_with_steps_depends_on_the_seed_alone() -> None:
    found = commune(1_000, 3)
    plans = [solve(found, steps=200_000, seed=seed, workers=2).plan for seed in (5, 5, 6)]
    assert plans[0] == plans[1]
    assert plans[0] != plans[2]
    checked(found, solve(found, steps=200_000, seed=5, workers=1))


def test_solve_is_better_with_more_steps_and_well_above_greedy() -> None:
    found = commune(300, 4)
    worth = [checked(found, solve(found, steps=steps, seed=1)) for steps in (5_000, 1_500_000)]
    assert worth[0] < worth[1]
    assert worth[1] > 1.1 * verify(found, best_insertion(found)).objective


def test_solve_keeps_to_its_time_and_tells_of_it() -> None:
    found = commune(2_000, 5)
    solve(found, steps=1)
    told: list[tuple[float, float]] = []
    began = time.monotonic()
    outcome = solve(found, seconds=1.5, progress=lambda at, worth: told.append((at, worth)))
    assert 1.4 < time.monotonic() - began < STUCK
    assert told
    for before, after in pairwise(told):
        assert after[0] - before[0] >= NEWS
        assert after[1] >= before[1]
    assert told[-1][1] <= checked(found, outcome) + 1e-6


def test_solve_stops_when_asked_with_the_best_so_far() -> None:
    found = commune(2_000, 5)
    solve(found, steps=1)
    began = time.monotonic()
    outcome = solve(found, seconds=10 * STUCK, cancelled=lambda: time.monotonic() - began > 1.0)
    assert time.monotonic() - began < STUCK
    assert checked(found, outcome) > verify(found, best_insertion(found)).objective


def test_solve_asked_to_stop_at_once_gives_the_greedy_plan() -> None:
    found = commune(200, 6)
    outcome = solve(found, seconds=60, cancelled=lambda: True)
    assert checked(found, outcome) == pytest.approx(
        max(verify(found, floor(found)).objective for floor in (first_come, best_insertion))
    )


def test_solve_gives_up_the_seats_of_a_start_that_breaks_a_rule() -> None:
    found = problem(
        [person(), person(), person(avail=2), person(), person(langs=2)],
        sessions=[(0, 0, 5, 1)],
        blocks=[(0, 3)],
        params=Params(size_min=2, size_penalty=dict.fromkeys(range(2, 7), 0.0)),
    )
    start = plan(found, (0, (0, 1, 2, 3, 4)))
    assert checked(found, solve(found, steps=1, start=start)) > 0
    assert verify(found, start).violations


def test_solve_with_no_time_at_all_is_a_plan() -> None:
    found = commune(100, 7)
    outcome = solve(found, seconds=0.0)
    assert isinstance(outcome.plan, RoundPlan)
    checked(found, outcome)


def test_solve_of_few_people_is_proved_within_its_seconds() -> None:
    found = commune(40, 8)
    solve(found, seconds=1.0)
    outcome = solve(found, seconds=20.0)
    assert outcome.bound == pytest.approx(checked(found, outcome), rel=1e-6)
    assert outcome.seconds < 20.0


def test_solve_finds_the_best_plan_of_a_round_small_enough_to_list() -> None:
    """Annealing alone, against every way of filling one table of nine people."""
    found = problem(
        [person(quartier=i % 3, band=i % 4, wait=float(i), x=90.0 * i) for i in range(9)],
        sessions=[(0, 0, 6, 1)],
    )
    checker = Checker(found)
    best = max(
        checker.value(0, members)
        for size in range(3, 7)
        for members in combinations(range(9), size)
    )
    assert checked(found, solve(found, steps=100_000)) == pytest.approx(best)


def test_search_starts_again_from_tables_as_they_were() -> None:
    found = commune(150, 9)
    round_ = compile_round(found)
    groups = best_insertion(found).groups
    assert groups_of(round_, tables_of(round_, groups)) == groups
    assert worth(round_, groups) == pytest.approx(
        verify(found, RoundPlan.of(groups, 150)).objective
    )

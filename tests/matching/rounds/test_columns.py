import time

import pytest
from hypothesis import given, settings

from parvis.matching.rounds.columns import improve
from parvis.matching.rounds.generate import commune
from parvis.matching.rounds.greedy import best_insertion
from parvis.matching.rounds.plan import RoundPlan
from parvis.matching.rounds.problem import RoundProblem
from parvis.matching.rounds.verify import verify
from tests.matching.rounds.brute import best_value
from tests.matching.rounds.builders import ADVERSARIAL, problems
from tests.support.patience import STUCK


def improved(round_: RoundProblem, plan: RoundPlan, seconds: float = STUCK) -> tuple[float, float]:
    """Value by the checker, no rule broken, and the bound."""
    groups, upper = improve(round_, plan.groups, time.monotonic() + seconds, seed=3)
    verdict = verify(round_, RoundPlan.of(groups, len(round_)))
    assert verdict.violations == ()
    return verdict.objective, upper


@settings(max_examples=40)
@given(problems(most=8))
def test_improve_finds_the_best_plan_and_proves_it(round_: RoundProblem) -> None:
    value, upper = improved(round_, RoundPlan.of([], len(round_)))
    best = best_value(round_)
    assert value == pytest.approx(best, abs=1e-6)
    assert best <= upper <= best + 1e-5


@pytest.mark.parametrize("make", ADVERSARIAL)
def test_improve_solves_the_hard_shapes(make) -> None:  # type: ignore[no-untyped-def]
    round_ = make()
    value, upper = improved(round_, best_insertion(round_))
    assert upper - value < 1e-5


def test_improve_proves_sixty_people_in_seconds() -> None:
    round_ = commune(60, seed=2)
    began = time.process_time()
    value, upper = improved(round_, best_insertion(round_))
    assert upper == pytest.approx(value, rel=1e-7)
    assert time.process_time() - began < 20


def test_improve_never_gives_less_even_without_time() -> None:
    round_ = commune(150, seed=4)
    plan = best_insertion(round_)
    before = verify(round_, plan).objective
    value, upper = improved(round_, plan, seconds=0.0)
    assert before <= value <= upper


def test_improve_gets_better_with_time() -> None:
    round_ = commune(200, seed=4)
    plan = best_insertion(round_)
    value, upper = improved(round_, plan, seconds=10.0)
    assert verify(round_, plan).objective * 1.02 < value <= upper

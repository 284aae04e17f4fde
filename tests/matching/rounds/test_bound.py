import numpy as np
import pytest
from hypothesis import given, settings

from parvis.matching.rounds.bound import upper_bound
from parvis.matching.rounds.certificate import check
from parvis.matching.rounds.columns.generation import Generation
from parvis.matching.rounds.generate import commune
from parvis.matching.rounds.greedy import best_insertion, first_come
from parvis.matching.rounds.problem import RoundProblem
from parvis.matching.rounds.verify import verify
from tests.matching.rounds.brute import best_value
from tests.matching.rounds.builders import ADVERSARIAL, problems


@settings(max_examples=40)
@given(problems(most=8))
def test_upper_bound_is_never_below_the_best_plan(round_: RoundProblem) -> None:
    best = best_value(round_)
    for seconds in (0.0, 1.0):
        bound = upper_bound(round_, seconds=seconds, seed=1)
        assert bound.value >= best
        assert check(round_, bound.certificate) >= best


@pytest.mark.parametrize("make", ADVERSARIAL)
def test_upper_bound_holds_on_the_hard_shapes(make) -> None:  # type: ignore[no-untyped-def]
    round_ = make()
    bound = upper_bound(round_, seconds=1.0, seed=1)
    assert bound.value >= max(
        verify(round_, one(round_)).objective for one in (first_come, best_insertion)
    )
    assert check(round_, bound.certificate) == pytest.approx(bound.value, abs=1e-5)


def test_upper_bound_is_tight_for_hundreds_and_tells_its_progress() -> None:
    round_ = commune(300, seed=1)
    told: list[float] = []
    bound = upper_bound(round_, seconds=20.0, seed=1, progress=told.append)
    greedy = verify(round_, best_insertion(round_)).objective
    assert greedy < bound.value < 1.45 * greedy
    assert told == sorted(told, reverse=True)
    assert told[-1] == pytest.approx(bound.value)
    assert check(round_, bound.certificate) == pytest.approx(bound.value, rel=1e-6)
    assert bound.gap(greedy) == pytest.approx(1 - greedy / bound.value)


def test_upper_bound_of_thousands_starts_from_a_sample() -> None:
    round_ = commune(1500, seed=2)
    bound = upper_bound(round_, seconds=0.1, seed=1)
    greedy = verify(round_, best_insertion(round_)).objective
    assert greedy < bound.value < 1.7 * greedy


def turns_of(monkeypatch: pytest.MonkeyPatch) -> list[Generation]:
    """The turns made from now on."""
    made: list[Generation] = []
    turn = Generation.turn

    def counted(self: Generation) -> None:
        made.append(self)
        turn(self)

    monkeypatch.setattr(Generation, "turn", counted)
    return made


def test_upper_bound_stops_once_a_plan_is_proved_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    round_ = commune(60, seed=3)
    loose = upper_bound(round_, seconds=0.0, seed=1).value
    turns = turns_of(monkeypatch)
    assert upper_bound(round_, seconds=30.0, seed=1, value=loose).value == loose
    assert len(turns) == 1
    assert upper_bound(round_, seconds=30.0, seed=1, value=0.0).value < loose
    assert len(turns) > 3


def test_upper_bound_may_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = turns_of(monkeypatch)
    upper_bound(commune(300, seed=1), seconds=30.0, seed=1, cancelled=lambda: True)
    assert len(turns) == 1


def test_upper_bound_is_the_same_for_the_same_seed() -> None:
    round_ = commune(40, seed=8)
    one, two = (upper_bound(round_, seconds=20.0, seed=7) for _ in range(2))
    assert one.value == two.value
    assert np.array_equal(one.certificate.person, two.certificate.person)

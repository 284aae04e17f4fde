"""The baselines break no rule, and each does what its name says."""

import numpy as np
import pytest
from hypothesis import given, settings

from parvis.matching.rounds import town
from parvis.matching.rounds.generate import commune
from parvis.matching.rounds.greedy import best_insertion, first_come
from parvis.matching.rounds.problem import RoundProblem
from parvis.matching.rounds.town import base_at, pair_value, squares_around, town_of
from parvis.matching.rounds.verify import Checker, verify
from tests.matching.rounds.builders import (
    ADVERSARIAL,
    few_seats,
    no_common_language,
    nobody_feasible,
    one_host_for_all,
    person,
    problem,
    problems,
    star_of_blocks,
)

BASELINES = [first_come, best_insertion]


@pytest.mark.parametrize("seat", BASELINES)
@settings(max_examples=60)
@given(found=problems())
def test_greedy_breaks_no_rule(seat, found: RoundProblem) -> None:
    assert verify(found, seat(found)).violations == ()


@pytest.mark.parametrize("seat", BASELINES)
@pytest.mark.parametrize("shape", ADVERSARIAL)
def test_greedy_breaks_no_rule_of_a_hard_shape(seat, shape) -> None:
    found = shape()

    assert verify(found, seat(found)).violations == ()


@pytest.mark.parametrize("seat", BASELINES)
def test_greedy_seats_most_of_a_commune(seat) -> None:
    found = commune(600, seed=1)
    made = seat(found)

    assert verify(found, made).violations == ()
    assert len(made.placed) > 360
    assert seat(found) == made


def test_best_insertion_is_worth_more_than_first_come() -> None:
    worth = {
        seat: sum(verify(one, seat(one)).objective for one in map(_town, range(3)))
        for seat in BASELINES
    }

    assert worth[best_insertion] > 1.02 * worth[first_come]


def _town(seed: int) -> RoundProblem:
    return commune(900, seed)


@pytest.mark.parametrize("seat", BASELINES)
def test_greedy_seats_nobody_where_nobody_may_sit(seat) -> None:
    for shape in (nobody_feasible, no_common_language):
        assert seat(shape()).groups == ()


@pytest.mark.parametrize("seat", BASELINES)
@pytest.mark.parametrize("people", [40, 700])
def test_squares_change_nothing(seat, people: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking around, and looking everywhere: a plan is the same."""
    found = commune(people, seed=3)
    around = seat(found)
    for side in (30.0, 1e9):
        monkeypatch.setattr(town, "SQUARE", side)
        assert seat(found) == around


@settings(max_examples=60)
@given(found=problems())
def test_somebody_reaches_the_squares_of_the_sessions_they_may_go_to(found: RoundProblem) -> None:
    made = town_of(found)
    for who in range(len(found)):
        left, right, low, high = squares_around(made, who)
        seen: set[int] = set()
        for row in range(low, high):
            first = row * made.squares[0]
            seen.update(
                made.near[made.near_start[first + left] : made.near_start[first + right]].tolist()
            )
        may = {at for at in range(len(found.sessions)) if base_at(made, who, at) > -np.inf}
        assert may <= seen


def test_first_come_are_seated_first() -> None:
    found = problem([person() for _ in range(8)], sessions=[(0, 0, 5, 1)])

    assert [one.members for one in first_come(found).groups] == [(0, 1, 2, 3, 4)]


def test_best_insertion_sits_where_one_adds_most() -> None:
    """Two tables: each with the people of their own side, though they came mixed."""
    rows = [person(x=600.0 * (place % 2), size_max=4) for place in range(8)]
    found = problem(
        rows,
        sessions=[(0, 0, 4, 1), (1, 0, 4, 1)],
        venues=[(0.0, 0.0, 0), (600.0, 0.0, 0)],
        params={"size_penalty": dict.fromkeys(range(3, 7), 0.0)},
    )

    groups = best_insertion(found).groups

    assert [(one.session, one.members) for one in groups] == [(0, (0, 2, 4, 6)), (1, (1, 3, 5, 7))]


@pytest.mark.parametrize("seat", BASELINES)
def test_tables_fill_their_seats_and_no_more(seat) -> None:
    made = seat(few_seats())

    assert sorted(len(one.members) for one in made.groups) in ([3, 4], [6])


@pytest.mark.parametrize("seat", BASELINES)
def test_minors_sit_with_the_vetted_host(seat) -> None:
    made = seat(one_host_for_all())
    with_minors = [one for one in made.groups if any(1 <= each <= 6 for each in one.members)]

    assert all(0 in one.members for one in with_minors)
    assert made.placed


@pytest.mark.parametrize("seat", BASELINES)
def test_nobody_sits_with_somebody_blocked(seat) -> None:
    made = seat(star_of_blocks())

    assert made.placed >= {1, 2, 3}
    assert 0 not in made.placed or len(made.groups) > 1


def test_town_says_what_the_formulas_say() -> None:
    """The kernels against the checker, which shares nothing with them."""
    found = commune(120, seed=9)
    made, checker = town_of(found), Checker(found)
    for one in range(120):
        weight = checker.weight(one)
        assert made.weight[one] == pytest.approx(weight, rel=1e-14)
        assert pair_value(made, one, (one + 1) % 120) == pytest.approx(
            (weight + checker.weight((one + 1) % 120)) * checker.affinity(one, (one + 1) % 120)
        )
        for session in range(len(found.sessions)):
            base = base_at(made, one, session)
            rules = {each.rule for each in checker.broken(session, [one])} & {"H3", "H4", "H5"}
            assert (base == -np.inf) == bool(rules)
            if not rules:
                part = checker.minutes(one, session) / checker.longest[one]
                assert base == pytest.approx(weight * (1 - 0.3 * part))

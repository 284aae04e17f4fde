import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.matching.rounds.greedy import best_insertion
from parvis.matching.rounds.moves import after_move, judge
from parvis.matching.rounds.problem import RoundProblem
from parvis.matching.rounds.verify import verify
from tests.matching.rounds.builders import person, plan, problem, problems


@settings(max_examples=60, deadline=None)
@given(problems(most=12), st.data())
def test_judge_agrees_with_the_checker_of_whole_plans(
    round_: RoundProblem, data: st.DataObject
) -> None:
    before = best_insertion(round_)
    if not len(round_):
        return
    who = data.draw(st.integers(0, len(round_) - 1))
    places = [None, *range(len(before.groups))]
    to = data.draw(st.sampled_from(places))
    judgement = judge(round_, before, who, to)
    after = verify(round_, after_move(before, who, to, len(round_)))
    assert judgement.allowed == after.valid
    assert sorted((one.rule, one.people) for one in judgement.violations) == sorted(
        (one.rule, one.people) for one in after.violations
    )
    assert judgement.change == pytest.approx(after.objective - verify(round_, before).objective)


def test_judge_tells_what_a_good_move_costs() -> None:
    rows = [person() for _ in range(7)]
    round_ = problem(rows, sessions=[(0, 0, 8, 2)])
    before = plan(round_, (0, [0, 1, 2, 3]), (0, [4, 5, 6]))
    judgement = judge(round_, before, 0, 1)
    assert judgement.allowed
    assert judgement.change == pytest.approx(0.0)
    off = judge(round_, before, 0, None)
    assert off.allowed
    assert off.change == pytest.approx(-4 * 2 + 3 * 2 * (1 - 0.05))


def test_judge_names_the_table_that_falls_too_small_and_the_full_one() -> None:
    round_ = problem([person() for _ in range(7)], sessions=[(0, 0, 3, 1), (0, 0, 4, 1)])
    before = plan(round_, (0, [0, 1, 2]), (1, [3, 4, 5, 6]))
    rules = [(one.rule, one.group) for one in judge(round_, before, 0, 1).violations]
    assert rules == [("H2", 0), ("H6", None)]


def test_judge_refuses_a_block() -> None:
    round_ = problem([person() for _ in range(4)], blocks=[(2, 3)])
    judgement = judge(round_, plan(round_, (0, [0, 1, 2])), 3, 0)
    assert [one.rule for one in judgement.violations] == ["H8"]


@pytest.mark.parametrize(("who", "to"), [(9, 0), (-1, 0), (0, 1), (0, -1)])
def test_judge_knows_no_such_person_or_table(who: int, to: int) -> None:
    round_ = problem([person() for _ in range(3)])
    with pytest.raises(IndexError):
        judge(round_, plan(round_, (0, [0, 1, 2])), who, to)

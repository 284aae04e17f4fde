"""The independent checker: each hard rule broken alone, the value by hand, completeness."""

import math
from dataclasses import replace
from typing import Any

import pytest

from parvis.matching.rounds.generate import commune
from parvis.matching.rounds.plan import Group, RoundPlan, Unplaced
from parvis.matching.rounds.problem import Params, RoundProblem
from parvis.matching.rounds.verify import RULES, Checker, verify
from tests.matching.rounds.builders import person, plan, problem

FOUR = [person() for _ in range(4)]


def broken(found: RoundProblem, *groups: tuple[int, tuple[int, ...]]) -> set[str]:
    return {one.rule for one in verify(found, plan(found, *groups)).violations}


def with_one(**values: Any) -> list[dict[str, Any]]:
    """Three people of no quality, then one with these."""
    return [*FOUR[:3], person(**values)]


def young(count: int) -> list[dict[str, Any]]:
    return [person(age=16) for _ in range(count)]


GUARD = person(host=True, vetted=True)
WHOLE = (0, (0, 1, 2, 3))


@pytest.mark.parametrize(
    ("rule", "found", "group"),
    [
        ("H2", problem(FOUR), (0, (0, 1))),
        ("H2", problem(FOUR * 2, sessions=[(0, 0, 9, 1)]), (0, (0, 1, 2, 3, 4, 5, 6))),
        ("H2", problem(with_one(size_max=3)), WHOLE),
        ("H3", problem(with_one(avail=6)), WHOLE),
        ("H3", problem(FOUR, sessions=[(0, 61, 6, 1)]), WHOLE),
        ("H4", problem(with_one(x=900.0)), WHOLE),
        ("H5", problem(with_one(needs=1)), WHOLE),
        ("H5", problem(with_one(needs=3), venues=[(0, 0, 1)]), WHOLE),
        ("H6", problem(FOUR, sessions=[(0, 0, 3, 1)]), WHOLE),
        ("H6", problem(FOUR, sessions=[(0, 0, 6, 0)]), WHOLE),
        ("H7", problem(with_one(langs=6)), WHOLE),
        ("H7", problem([person(langs=one) for one in (3, 5, 6)]), (0, (0, 1, 2))),
        ("H8", problem(FOUR, blocks=[(1, 3)]), WHOLE),
        ("H9", problem(FOUR, recent=[(0, 2)]), WHOLE),
        ("H10", problem([*FOUR[:2], *young(2)]), WHOLE),
        ("H10", problem([*young(1), GUARD, GUARD]), (0, (0, 1, 2))),
        ("H10", problem(young(4)), WHOLE),
        ("H10", problem([*young(2), person(host=True)]), (0, (0, 1, 2))),
        ("H10", problem([*young(2), person(vetted=True)]), (0, (0, 1, 2))),
        ("H10", problem([*young(2), person(age=17, host=True, vetted=True)]), (0, (0, 1, 2))),
        ("H10", problem([*young(2), GUARD, person(host=True)]), WHOLE),
    ],
)
def test_each_rule_can_be_broken_alone(
    rule: str, found: RoundProblem, group: tuple[int, tuple[int, ...]]
) -> None:
    assert broken(found, group) == {rule}


@pytest.mark.parametrize(
    ("found", "group"),
    [
        (problem(FOUR), WHOLE),
        (problem(FOUR, sessions=[(0, 0, 4, 1)]), WHOLE),
        (problem(with_one(size_max=4)), WHOLE),
        (problem(with_one(avail=7)), WHOLE),
        (problem(with_one(needs=3), venues=[(0, 0, 7)]), WHOLE),
        (problem([person(langs=one) for one in (3, 6, 2)]), (0, (0, 1, 2))),
        (problem(FOUR, recent=[(0, 2)], again=[(0, 2)]), WHOLE),
        (problem(FOUR, blocks=[(0, 3)]), (0, (0, 1, 2))),
        (problem([*young(2), GUARD]), (0, (0, 1, 2))),
        (problem([*young(2), GUARD, GUARD]), WHOLE),
        (problem(young(3), params={"majority_age": 16}), (0, (0, 1, 2))),
    ],
)
def test_table_that_keeps_the_rules_is_let_be(
    found: RoundProblem, group: tuple[int, tuple[int, ...]]
) -> None:
    assert broken(found, group) == set()


def test_journey_of_just_the_longest_is_let_be() -> None:
    """1.3 × 75 × 15 ÷ 1.3 ÷ 75 minutes are not 15 in floats, and are 15 for a person."""
    for step in range(200):
        most = 5 + step / 7
        metres = most * 75.0 / 1.3
        far = problem([person(x=metres, max_minutes=most) for _ in range(3)])
        assert broken(far, (0, (0, 1, 2))) == set()
        further = problem([person(x=metres + 0.01, max_minutes=most) for _ in range(3)])
        assert broken(further, (0, (0, 1, 2))) == {"H4"}


def test_transit_shortens_a_long_way_only() -> None:
    rows = [person(x=3_000.0, transit=True, max_minutes=24.0), person(transit=True), person()]
    checker = Checker(problem(rows))

    assert checker.minutes(0, 0) == pytest.approx(8 + 1.3 * 3_000 / 250)
    assert checker.minutes(1, 0) == 0


def test_same_person_at_two_tables_breaks_the_first_rule() -> None:
    found = problem([person() for _ in range(5)], sessions=[(0, 0, 6, 1), (0, 0, 6, 1)])
    groups = (Group(0, (0, 1, 2)), Group(1, (2, 3, 4)))

    verdict = verify(found, RoundPlan(groups, ()))

    assert [(one.rule, one.people) for one in verdict.violations] == [("H1", (2,))]
    assert "p2" in verdict.violations[0].detail


def test_same_person_twice_at_a_table_breaks_the_first_rule() -> None:
    rules = broken(problem(FOUR), (0, (0, 0, 1, 2)))

    assert rules == {"H1"}


def test_session_is_counted_over_all_its_tables() -> None:
    twelve = [person() for _ in range(12)]
    groups = [(0, (0, 1, 2, 3)), (0, (4, 5, 6, 7)), (0, (8, 9, 10))]

    assert broken(problem(twelve, sessions=[(0, 0, 11, 3)]), *groups) == set()
    assert broken(problem(twelve, sessions=[(0, 0, 10, 3)]), *groups) == {"H6"}
    assert broken(problem(twelve, sessions=[(0, 0, 11, 2)]), *groups) == {"H6"}


@pytest.mark.parametrize(
    ("groups", "unplaced", "rule"),
    [
        ((Group(0, (0, 1, 2)),), (), "complete"),
        ((Group(0, (0, 1, 2, 3)),), (Unplaced(3),), "complete"),
        ((Group(0, (0, 1, 2)),), (Unplaced(3), Unplaced(3)), "complete"),
        ((Group(0, (0, 1, 2, 3)),), (Unplaced(4),), "index"),
        ((Group(0, (0, 1, 2, 3)), Group(1, ())), (), "index"),
        ((Group(0, (0, 1, 2, 3)), Group(0, (9,))), (), "index"),
        ((Group(0, (0, 1, 2, 3)), Group(-1, ())), (), "index"),
    ],
)
def test_plan_of_another_problem_is_found_out(
    groups: tuple[Group, ...], unplaced: tuple[Unplaced, ...], rule: str
) -> None:
    found = problem(FOUR, sessions=[(0, 0, 9, 2)])

    verdict = verify(found, RoundPlan(groups, unplaced))

    assert {one.rule for one in verdict.violations} == {rule}
    assert not verdict.valid


def test_value_is_the_formula_by_hand() -> None:
    rows = [
        person(x=300.0, tags=(0, 1), wait=3.0, ties=0.0, host=True, quartier=0, band=1),
        person(y=400.0, tags=(1, 2), wait=9.0, ties=2.0, quartier=1, band=1, max_minutes=20.0),
        person(tags=(0, 1, 2, 3), wait=0.0, ties=8.0, quartier=1, band=2),
    ]
    found = problem(rows, tag_weight=[0.4, 0.3, 0.9, 0.1])
    w = [1 + 3 / 6 + 1.0, 1 + 1.0 + math.exp(-2), 1 + math.exp(-8)]
    a01 = 0.5 * 0.3 + 0.3
    a02 = 0.5 * 0.7 + 0.3 + 0.2
    a12 = 0.5 * 1.0 + 0.2
    travel = [1.3 * 300 / 75 / 15, 1.3 * 400 / 75 / 20, 0.0]
    mean = [(a01 + a02) / 2, (a01 + a12) / 2, (a02 + a12) / 2]
    by_hand = sum(w[i] * (1.0 + 0.3 + 0.8 * mean[i] - 0.3 * travel[i] - 0.05) for i in range(3))

    verdict = verify(found, plan(found, (0, (0, 1, 2))))

    assert verdict.valid
    assert verdict.objective == pytest.approx(by_hand, rel=1e-12)


def test_every_constant_counts() -> None:
    """Changing any one of them changes the value, or what is allowed."""
    rows = [
        person(x=350.0, tags=(0,), transit=True, walk_speed=40.0, wait=2.0, ties=1.0),
        person(x=100.0, tags=(0,), band=1, quartier=1, host=True, vetted=True),
        *[person(x=90.0, tags=(0, 1), wait=1.0, ties=1.0, age=17) for _ in range(2)],
    ]
    group = (0, (1, 2, 3)), (0, (0,))
    seen = {}
    changed: dict[str, Any] = {
        name: getattr(Params(), name) * 1.5 + 0.1
        for name in Params.__dataclass_fields__
        if name not in {"size_min", "size_max", "majority_age", "size_penalty"}
    }
    changed |= {"size_min": 4, "size_max": 4, "majority_age": 99}
    changed["size_penalty"] = {**Params().size_penalty, 3: 0.2}
    before = _seen(problem(rows), group)
    for name, value in changed.items():
        seen[name] = _seen(problem(rows, params=replace(Params(), **{name: value})), group)
    # The largest table does not show in a group of three.
    del seen["size_max"]

    assert [name for name, one in seen.items() if one == before] == []


def _seen(found: RoundProblem, groups: Any) -> object:
    checker = Checker(found)
    verdict = checker.verify(plan(found, *groups))
    return verdict.objective, verdict.violations, checker.weight(0)


def test_value_has_no_part_for_a_host_who_is_not_there() -> None:
    host = problem([*FOUR[:3], person(host=True)])
    none = problem(FOUR)

    assert Checker(host).value(0, WHOLE[1]) - Checker(none).value(0, WHOLE[1]) == pytest.approx(
        0.3 * 4 * 2.0
    )


def test_plan_without_groups_is_worth_nothing_and_valid() -> None:
    for found in (problem(FOUR), problem([])):
        verdict = verify(found, RoundPlan.of([], len(found)))
        assert (verdict.objective, verdict.violations) == (0.0, ())


def test_violation_names_its_rule_and_its_people() -> None:
    found = problem(
        [person(id="ana"), person(id="bo"), person(id="cy"), person(id="di")], blocks=[(1, 3)]
    )

    (violation,) = verify(found, plan(found, WHOLE)).violations

    assert violation.rule in RULES
    assert (violation.group, violation.people) == (0, (1, 3))
    assert violation.detail == "bo, di: are blocked"


def test_plan_of_a_large_town_is_checked_group_by_group() -> None:
    """Everybody at random at a table: nearly everything is broken, and each is reported once."""
    found = commune(1_200, seed=2)
    sessions = len(found.sessions)
    groups = [
        Group(number % sessions, tuple(range(4 * number, 4 * number + 4))) for number in range(300)
    ]

    verdict = verify(found, RoundPlan.of(groups, len(found)))

    rules = [one.rule for one in verdict.violations]
    assert {"H2", "H3", "H4", "H5"} <= set(rules)
    keys = [(one.rule, one.group, one.people, one.detail) for one in verdict.violations]
    assert len(keys) == len(set(keys))

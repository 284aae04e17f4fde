"""The whole study on a small city: everyone is ranked, the same twice, and habits are found."""

import json
from typing import Any

import numpy as np
import pytest

from parvis.matching.evaluation import report, study
from parvis.matching.evaluation.baselines import BASELINES, Baseline
from parvis.matching.evaluation.factors import FACTORS
from parvis.matching.evaluation.parts import FAMILIES, FREE, part_of
from parvis.matching.evaluation.town import Town
from parvis.matching.wrong import WrongProblem

NAMES = [
    "random",
    "chronological",
    "popularity",
    "nearest",
    "own groups + popularity",
    "item-kNN",
    "ALS",
    "BPR",
    "Parvis",
    "Parvis, floor off",
]


def first_setting(one: Baseline) -> Baseline:
    return Baseline(one.name, one.scores, one.settings[:1])


def plan(**changed: Any) -> study.Plan:
    quick = tuple(map(first_setting, BASELINES + FACTORS))
    return study.Plan(**{"fitted": 4, "tested": 3, "seed": 2, "baselines": quick, **changed})


@pytest.fixture(scope="module")
def found(city: Town) -> dict[str, Any]:
    return report.summary(study.run(city, plan(), lambda _words: None))


def ranker(found: dict[str, Any], task: str, name: str) -> dict[str, Any]:
    return next(one for one in found["tasks"][task]["rankers"] if one["name"] == name)


def test_everyone_is_measured(found: dict[str, Any]) -> None:
    assert [len(found["fitted_weeks"]), len(found["tested_weeks"])] == [4, 3]
    assert found["fitted_weeks"][-1] < found["tested_weeks"][0]
    for task in found["tasks"].values():
        assert [one["name"] for one in task["rankers"]] == NAMES
        assert sum(task["questions_by_class"].values()) == task["questions"]
        for one in task["rankers"]:
            assert 0 <= one["ndcg"]["low"] <= one["ndcg"]["mean"] <= one["ndcg"]["high"] <= 1
            assert 0 < one["coverage"] <= 1
            assert 0 <= one["gini"] < 1
            assert one["ms_per_member"] > 0


def test_habits_are_found(found: dict[str, Any]) -> None:
    chance = ranker(found, "E", "random")["ndcg"]["high"]
    assert ranker(found, "E", "Parvis")["ndcg"]["low"] > chance
    assert ranker(found, "E", "own groups + popularity")["ndcg"]["low"] > chance
    # With every one of the city's events in most top tens, the floor has nothing to give.
    assert ranker(found, "E", "Parvis")["coverage"] == 1.0


def test_weights_of_reasons_are_not_negative(found: dict[str, Any]) -> None:
    for task in found["tasks"].values():
        assert {part_of(one["column"]) for one in task["weights"]} == set(FAMILIES)
        for column in task["weights"]:
            for by_class in column["weights"].values():
                assert column["part"] in FREE or by_class["weight"] >= 0
                assert by_class["error"] >= 0


def test_same_seed_gives_the_same_figures(city: Town, found: dict[str, Any]) -> None:
    simple = plan(baselines=BASELINES[:1], tasks=("D",))
    again = report.summary(study.run(city, simple, lambda _words: None))
    assert ranker(again, "D", "random")["ndcg"] == ranker(found, "D", "random")["ndcg"]
    assert ranker(again, "D", "Parvis")["ndcg"] == ranker(found, "D", "Parvis")["ndcg"]
    assert list(again["tasks"]) == ["D"]


def test_best_setting_is_chosen_on_the_fitted_weeks(city: Town) -> None:
    def scores(frame: Any, setting: Any, _seed: int) -> Any:
        return setting["sign"] * np.asarray(frame.times[:, frame.coming.group])

    baseline = Baseline("both ways", scores, ({"sign": -1.0}, {"sign": 1.0}))
    found = report.summary(
        study.run(city, plan(baselines=(baseline,), tasks=("E",)), lambda _words: None)
    )
    assert ranker(found, "E", "both ways")["setting"] == {"sign": 1.0}
    assert found["tasks"]["E"]["best_baseline"] == "both ways"


def test_table_and_json_tell_the_same(found: dict[str, Any]) -> None:
    printed = report.table(found)
    for task in found["tasks"].values():
        for one in task["rankers"]:
            line = next(
                row
                for row in printed.splitlines()
                if row.startswith(f"{one['name']:24}") and f"{one['ndcg']['mean']:.3f}" in row
            )
            assert f"{one['gini']:.2f}" in line
        assert f"Best baseline: {task['best_baseline']}." in printed
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_too_short_a_past_is_refused(city: Town) -> None:
    with pytest.raises(WrongProblem, match="whole weeks"):
        study.run(city, plan(tested=40), lambda _words: None)

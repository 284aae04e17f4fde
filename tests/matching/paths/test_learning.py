"""Weights learned from choices: found again where they are known, kept where little is."""

import math
from dataclasses import replace

import numpy as np
import pytest

from parvis.matching.paths.learning import DECIDED, Choice, ChoiceSets, fit, learn
from parvis.matching.paths.score import DEFAULT, Weights
from parvis.matching.wrong import WrongProblem

NAMES = tuple(DEFAULT.by_part())
NONE = dict.fromkeys(NAMES, 0.0)


def choices(truth: Weights, count: int, seed: int, *, refuse: bool = False) -> list[Choice]:
    """People who choose by the weights given, with the error the logit assumes."""
    draw = np.random.default_rng(seed)
    weights = np.array(list(truth.by_part().values()))
    made = []
    for _ in range(count):
        table = draw.random((6, len(NAMES)))
        score = table @ weights
        best = int(np.argmax(score + draw.gumbel(size=6)))
        worst = -score + draw.gumbel(size=6)
        worst[best] = -np.inf
        shown = [dict(zip(NAMES, map(float, row), strict=True)) for row in table]
        refused = frozenset({int(np.argmax(worst))} if refuse else ())
        made.append(Choice(shown, frozenset({best}), refused))
    return made


def test_no_history_keeps_the_defaults() -> None:
    learned = learn([])
    assert learned.weights == DEFAULT
    assert learned.choices == 0
    # Shown and let be, all followed, or alone: none of these says which was better.
    silent = [
        Choice([NONE, NONE]),
        Choice([NONE, NONE], frozenset({0, 1})),
        Choice([NONE], frozenset({0})),
        Choice([NONE], frozenset(), frozenset({0})),
    ]
    assert learn(silent).weights == DEFAULT


def test_known_weights_are_found_again() -> None:
    truth = replace(DEFAULT, interests=0.5, near=3.0, soon=2.0)
    learned = learn(choices(truth, 3_000, seed=1), ridge=1.0)
    for name, weight in learned.weights.by_part().items():
        if name not in DECIDED:
            assert weight == pytest.approx(getattr(truth, name), abs=4 * learned.errors[name])
            assert 0 < learned.errors[name] < 0.2


def test_refusals_teach_too() -> None:
    truth = replace(DEFAULT, near=3.0)
    made = choices(truth, 1_500, seed=2, refuse=True)
    only = [replace(one, followed=frozenset()) for one in made]
    learned = learn(made, ridge=1.0)
    assert learned.weights.near == pytest.approx(3.0, abs=4 * learned.errors["near"])
    assert (
        learned.errors["near"]
        < learn([replace(one, refused=frozenset()) for one in made], ridge=1.0).errors["near"]
    )
    assert learn(only, ridge=1.0).weights.near > 2.0
    assert learned.choices == 2 * len(made)


def test_little_history_changes_little() -> None:
    truth = replace(DEFAULT, interests=0.0, near=6.0)
    moved = [
        abs(learn(choices(truth, count, seed=3)).weights.near - DEFAULT.near)
        for count in (3, 100, 2_000)
    ]
    assert moved[0] < 0.2 < moved[1] < moved[2]
    assert moved[2] > 3


def test_what_the_town_decides_is_not_learned() -> None:
    truth = replace(DEFAULT, exposure=0.0, bridge=0.0)
    learned = learn(choices(truth, 800, seed=4), ridge=0.1)
    assert (learned.weights.exposure, learned.weights.bridge) == (DEFAULT.exposure, DEFAULT.bridge)
    assert {name for name, error in learned.errors.items() if error == 0} == DECIDED


def test_no_weight_turns_against_a_reason() -> None:
    against = [
        Choice([{**NONE, "near": 1.0}, NONE], frozenset({1})),
    ] * 200
    assert learn(against).weights.near == 0.0


def test_same_choices_give_the_same_weights_in_any_order() -> None:
    made = choices(DEFAULT, 200, seed=5)
    first, again = learn(made), learn(made)
    assert first == again
    for name, weight in learn(made[::-1]).weights.by_part().items():
        assert weight == pytest.approx(getattr(first.weights, name), abs=1e-3)


def test_fit_of_two_is_the_closed_form() -> None:
    """One column, chosen 30 times of 40: without a ridge to speak of, the log-odds."""
    chosen = np.array([[True, False]] * 30 + [[False, True]] * 10)
    parts = np.tile(np.array([[[1.0], [0.0]]], dtype=np.float32), (40, 1, 1))
    found = fit(
        ChoiceSets(parts, chosen, np.ones_like(chosen)),
        start=np.zeros(1),
        ridge=np.full(1, 1e-6),
        bounds=[(None, None)],
    )
    assert found.weights[0] == pytest.approx(math.log(3), abs=1e-3)
    assert found.errors[0] == pytest.approx(1 / math.sqrt(40 * 0.75 * 0.25), rel=1e-3)
    expected = 0.75 * math.log(0.75) + 0.25 * math.log(0.25)
    assert found.likelihood == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(
    ("choice", "path"),
    [
        (Choice([NONE], frozenset({1})), "choices[0].followed"),
        (Choice([NONE], frozenset(), frozenset({-1})), "choices[0].refused"),
        (Choice([NONE, NONE], frozenset({0}), frozenset({0})), "choices[0].refused"),
        (Choice([{"near": 1.0}]), "choices[0].shown[0]"),
        (Choice([{**NONE, "near": math.nan}]), "choices[0].shown[0].near"),
    ],
)
def test_wrong_choice_is_refused(choice: Choice, path: str) -> None:
    with pytest.raises(WrongProblem) as refused:
        learn([choice])
    assert refused.value.path == path


@pytest.mark.parametrize("ridge", [0.0, -1.0, math.inf])
def test_ridge_that_holds_nothing_is_refused(ridge: float) -> None:
    with pytest.raises(WrongProblem):
        learn([], ridge=ridge)

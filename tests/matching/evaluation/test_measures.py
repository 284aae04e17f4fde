"""Figures against their definitions, worked out by hand."""

from math import log2

import numpy as np
import pytest

from parvis.matching.evaluation import measures
from parvis.matching.evaluation.exposure import with_floor


def test_ndcg_is_its_definition() -> None:
    chosen = np.array([[2, 0, 1, *[-1] * 7], [1, 2, 0, *[-1] * 7]])
    came = np.array([[True, False, True], [True, False, False]])
    best = 1 + 1 / log2(3)
    expected = [(1 + 1 / log2(3)) / best, 1 / log2(4)]
    assert measures.ndcg(chosen, came).tolist() == pytest.approx(expected)
    assert measures.recall(chosen, came).tolist() == [1.0, 1.0]


def test_recall_counts_what_is_beyond_ten() -> None:
    came = np.ones((1, 12), dtype=bool)
    chosen = np.arange(10)[None]
    assert measures.ndcg(chosen, came).tolist() == [1.0]
    assert measures.recall(chosen, came).tolist() == pytest.approx([10 / 12])


def test_top_keeps_to_the_candidates() -> None:
    scores = np.array([[5.0, 4.0, 3.0, 2.0]])
    candidates = np.array([[False, True, False, True]])
    assert measures.top(scores, candidates, 1)[0].tolist() == [1, 3, *[-1] * 8]


def test_equals_are_drawn_by_the_seed() -> None:
    scores, candidates = np.zeros((200, 20)), np.ones((200, 20), dtype=bool)
    first = measures.top(scores, candidates, 1)
    assert np.array_equal(first, measures.top(scores, candidates, 1))
    assert not np.array_equal(first, measures.top(scores, candidates, 2))
    assert measures.exposures(first, 20).min() > 0


@pytest.mark.parametrize(
    ("counts", "expected"),
    [([3, 3, 3], 0.0), ([0, 0, 0, 8], 0.75), ([0, 0], 0.0), ([1, 3], 0.25)],
)
def test_gini_is_its_definition(counts: list[int], expected: float) -> None:
    assert measures.gini(np.array(counts)) == pytest.approx(expected)


def test_bootstrap_draws_members_and_not_questions() -> None:
    # One member with all the questions: drawn again, the mean cannot move.
    one = measures.Bootstrap(np.zeros(50, dtype=int), 1)
    values = np.linspace(0, 1, 50)
    alone = one.mean(values)
    assert (alone.low, alone.high) == pytest.approx((0.5, 0.5))
    # Each with their own: it can.
    many = measures.Bootstrap(np.arange(50), 1)
    spread = many.mean(values)
    assert spread.low < 0.45 < 0.5 < 0.55 < spread.high
    assert spread.mean == pytest.approx(0.5)


def test_ratio_is_paired() -> None:
    draws = measures.Bootstrap(np.arange(200), 1)
    theirs = np.random.default_rng(4).random(200)
    ratio = draws.ratio(1.2 * theirs, theirs)
    assert (ratio.low, ratio.mean, ratio.high) == pytest.approx((1.2, 1.2, 1.2))


def test_class_without_questions_has_no_mean() -> None:
    draws = measures.Bootstrap(np.arange(3), 1)
    assert np.isnan(draws.mean(np.ones(3), np.zeros(3, dtype=bool)).mean)


def test_floor_reaches_every_event_and_keeps_the_first_places() -> None:
    draw = np.random.default_rng(2)
    scores = draw.normal(size=(300, 120)) + np.linspace(6, 0, 120)
    candidates = draw.random((300, 120)) < 0.9
    bare = measures.top(scores, candidates, 1)
    floored = with_floor(scores, candidates, bare, explored=2, floor=0.25)
    assert measures.exposures(bare, 120).min() == 0
    owed = int(0.25 * 10 * 300 / 120)
    assert measures.exposures(floored, 120).min() >= owed
    assert np.array_equal(floored[:, :8], bare[:, :8])
    assert np.take_along_axis(candidates, floored, axis=1).all()
    assert all(len(set(row)) == 10 for row in floored.tolist())
    before, after = (measures.gini(measures.exposures(one, 120)) for one in (bare, floored))
    assert after < before


def test_floor_gives_nothing_when_all_are_seen() -> None:
    scores = np.random.default_rng(2).normal(size=(200, 12))
    candidates = np.ones((200, 12), dtype=bool)
    bare = measures.top(scores, candidates, 1)
    assert np.array_equal(with_floor(scores, candidates, bare), bare)


def test_floor_of_few_candidates_leaves_holes() -> None:
    scores, candidates = np.zeros((2, 3)), np.array([[True, True, False], [False, True, False]])
    bare = measures.top(scores, candidates, 1)
    assert np.array_equal(with_floor(scores, candidates, bare), bare)
    nobody = np.zeros((0, 3))
    assert with_floor(nobody, nobody.astype(bool), np.zeros((0, 10), dtype=int)).shape == (0, 10)

"""What is measured, on towns small enough to count by hand."""

import numpy as np
import pytest

from parvis.matching.simulation.measures import (
    MEASURES,
    assortativity,
    curves,
    gini,
    happened_by,
    measure,
    median,
)

from .worlds import WEEKS, lived


@pytest.mark.parametrize(
    ("values", "expected"),
    [([1, 1, 1, 1], 0.0), ([0, 0, 0, 1], 0.75), ([0, 1], 0.5), ([0, 0], 0.0), ([1, 3], 0.25)],
)
def test_gini(values, expected):
    assert gini(np.array(values, dtype=float)) == pytest.approx(expected)


def test_assortativity_is_one_among_equals_and_none_by_chance():
    assert assortativity(np.array([0, 1, 2]), np.array([0, 1, 2])) == pytest.approx(1.0)
    assert assortativity(np.array([0, 1]), np.array([1, 0])) == pytest.approx(-1.0)
    assert assortativity(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])) == pytest.approx(0.0)
    assert assortativity(np.array([], dtype=int), np.array([], dtype=int)) == 0.0


def test_share_it_happened_to_counts_late_arrivals_as_long_as_they_were_seen():
    """Kaplan and Meier by hand: one of four in week 1; then one of two, one having left."""
    lasted = np.array([1, 1, 2, 2])
    happened = np.array([True, False, True, False])

    assert happened_by(lasted, happened, 3).tolist() == pytest.approx([0, 0.25, 0.625, 0.625])


def test_median_is_the_length_when_half_never_get_there():
    assert median(np.array([0.0, 0.4, 0.6]), 2) == 2.0
    assert median(np.array([0.0, 0.5, 0.6]), 2) == 1.0
    assert median(np.array([0.0, 0.1, 0.2, 0.3]), 3) == 3.0


@pytest.mark.parametrize("policy", ["parvis", "popularity"])
def test_every_measure_is_there_and_within_its_bounds(policy):
    found = measure(lived(policy))

    assert list(found) == [one.name for one in MEASURES]
    for one in MEASURES:
        value = found[one.name]
        assert np.isfinite(value)
        low, high = {"%": (0, 100), "0 to 1": (0, 1), "−1 to 1": (-1, 1)}.get(one.unit, (0, 1e4))
        if not one.name.startswith("load_"):
            assert low <= value <= high, one.name


def test_curves_rise_and_the_third_meeting_comes_after_the_first():
    found = curves(lived("parvis"))

    assert all(len(values) == WEEKS + 1 for values in found.values())
    assert all((np.diff(values) >= 0).all() for values in found.values())
    assert (found["met_three_times"] <= found["met"] + 1e-9).all()
    assert found["met"][-1] > 0

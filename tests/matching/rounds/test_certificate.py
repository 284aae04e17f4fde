import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.matching.rounds.bound import upper_bound
from parvis.matching.rounds.certificate import (
    Certificate,
    check,
    count,
    read_certificate,
    write_certificate,
)
from parvis.matching.rounds.generate import commune
from parvis.matching.rounds.problem import RoundProblem
from parvis.matching.wrong import WrongProblem
from tests.matching.rounds.brute import best_value
from tests.matching.rounds.builders import problems


@settings(max_examples=60)
@given(st.data())
def test_check_of_any_prices_at_all_is_no_lower_than_the_best_plan(data: st.DataObject) -> None:
    round_ = data.draw(problems(most=8))
    price = st.sampled_from([0.0, 0.5, 1.5, 3.0])

    def column(length: int) -> np.ndarray:
        return np.array([data.draw(price) for _ in range(length)], np.float64)

    sessions = len(round_.sessions)
    certificate = Certificate(column(len(round_)), column(sessions), column(sessions))
    assert check(round_, certificate) >= best_value(round_)


def proved() -> tuple[RoundProblem, Certificate, float]:
    round_ = commune(120, seed=6)
    bound = upper_bound(round_, seconds=10.0, seed=1)
    return round_, bound.certificate, bound.value


def test_check_agrees_with_the_bound() -> None:
    round_, certificate, value = proved()
    assert check(round_, certificate) == pytest.approx(value, rel=1e-6)


def test_check_is_not_deceived_by_lower_prices() -> None:
    round_, certificate, value = proved()
    assert check(round_, replace(certificate, person=certificate.person * 0.5)) > value * 1.01
    # the price of a table is found again, from the dearest group
    none = replace(certificate, table=certificate.table * 0.0)
    assert check(round_, none) == pytest.approx(value, rel=1e-4)


def test_check_gives_a_weaker_bound_when_there_is_too_much_to_look_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    round_, certificate, value = proved()
    cheap = replace(certificate, person=certificate.person * 0.8)
    exact = check(round_, cheap)
    monkeypatch.setattr(count, "WIDE", 30)
    assert check(round_, cheap) > exact > value


@pytest.mark.parametrize(
    ("name", "fault", "path"),
    [
        ("person", lambda one: one[:-1], "certificate.person"),
        ("seat", lambda one: np.append(one, 1.0), "certificate.seat"),
        ("person", lambda one: one - 100.0, r"certificate.person\[0\]"),
        ("table", lambda one: one * np.nan, r"certificate.table\[0\]"),
        ("table", lambda one: one + np.inf, r"certificate.table\[0\]"),
        ("person", lambda one: one.tolist(), "certificate.person"),
        ("seat", lambda one: one.astype(np.int64), "certificate.seat"),
    ],
)
def test_check_refuses_what_is_no_price(name, fault, path) -> None:  # type: ignore[no-untyped-def]
    round_ = commune(30, seed=1)
    sessions = len(round_.sessions)
    good = Certificate(np.ones(30), np.ones(sessions), np.ones(sessions))
    wrong = replace(good, **{name: fault(getattr(good, name))})
    with pytest.raises(WrongProblem, match=path):
        check(round_, wrong)


@pytest.mark.parametrize("name", ["proof.json", "proof.json.gz"])
def test_certificate_is_written_and_read_back(tmp_path: Path, name: str) -> None:
    given_ = Certificate(np.array([0.5, 0.1 + 0.2]), np.array([0.0]), np.array([3.25]))
    write_certificate(tmp_path / name, given_, 4.0)
    read = read_certificate(tmp_path / name)
    for column in ("person", "seat", "table"):
        assert np.array_equal(getattr(read, column), getattr(given_, column))


@pytest.mark.parametrize(
    ("content", "path"),
    [
        ("{", "not JSON"),
        ([], "format"),
        ({"format": "parvis-round/1"}, "format"),
        ({"format": "parvis-bound/1", "person": [1], "seat": [0]}, "table"),
        ({"format": "parvis-bound/1", "person": [True], "seat": [], "table": []}, r"person\[0\]"),
        ({"format": "parvis-bound/1", "person": [1, "2"], "seat": [], "table": []}, r"person\[1\]"),
    ],
)
def test_certificate_of_another_kind_is_refused(tmp_path: Path, content: object, path: str) -> None:
    file = tmp_path / "proof.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    with pytest.raises(WrongProblem, match=path):
        read_certificate(file)

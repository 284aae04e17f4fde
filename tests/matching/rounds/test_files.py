"""Both formats: what is written is read back, the same bytes each time; damage is refused."""

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.matching.rounds import files
from parvis.matching.rounds.files import read_plan, read_problem, write_plan, write_problem
from parvis.matching.rounds.generate import commune
from parvis.matching.rounds.plan import Group, RoundPlan, Unplaced
from parvis.matching.rounds.problem import RoundProblem, WrongProblem
from tests.matching.rounds.builders import ADVERSARIAL, person, problem, problems

PLAN = RoundPlan((Group(3, (0, 4, 5)), Group(7, (1, 2, 6))), (Unplaced(3, "no-seat"), Unplaced(7)))


def same(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if hasattr(one, "__dataclass_fields__"):
        return all(same(getattr(one, name), getattr(other, name)) for name in one.__slots__)
    return bool(one == other)


@pytest.mark.parametrize("name", ["round.json", "round.json.gz"])
def test_problem_is_read_as_it_was_written(tmp_path: Path, name: str) -> None:
    for number, shape in enumerate([*ADVERSARIAL, lambda: commune(40, seed=2)]):
        written = shape()
        path = tmp_path / f"{number}-{name}"
        write_problem(path, written)
        assert same(read_problem(path), written)


@settings(max_examples=20)
@given(found=problems())
def test_any_problem_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, found: RoundProblem
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    write_problem(path, found)

    assert same(read_problem(path), found)


@pytest.mark.parametrize("name", ["plan.json", "plan.json.gz"])
def test_plan_is_read_as_it_was_written(tmp_path: Path, name: str) -> None:
    write_plan(tmp_path / name, PLAN)

    assert read_plan(tmp_path / name) == PLAN


def test_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.json.gz", "two.json.gz"):
        write_problem(tmp_path / name, commune(30, seed=5))

    assert (tmp_path / "one.json.gz").read_bytes() == (tmp_path / "two.json.gz").read_bytes()


def test_written_round_has_the_columns_that_are_promised(tmp_path: Path) -> None:
    write_problem(tmp_path / "round.json", problem([person(tags=(0, 2), host=True)]))

    read = json.loads((tmp_path / "round.json").read_text())
    assert read["format"] == "parvis-round/1"
    assert set(read["params"]) == {
        *("size_min", "size_max", "b_served", "b_host", "b_affinity", "b_travel", "size_penalty"),
        *("a_interest", "a_quartier", "a_band", "w_wait", "wait_cap", "w_ties", "ties_scale"),
        *("detour", "transit_fixed_min", "transit_speed", "majority_age"),
    }
    assert set(read["people"]) == {
        *("id", "x", "y", "quartier", "age", "band", "langs", "tags", "avail", "size_max"),
        *("host", "vetted", "needs", "walk_speed", "transit", "max_minutes", "wait", "ties"),
    }
    assert read["people"]["tags"] == [[0, 2]]
    assert read["people"]["host"] == [1]
    assert set(read["venues"]) == {"x", "y", "flags"}
    assert set(read["sessions"]) == {"venue", "slot", "seats", "tables"}


def test_written_plan_is_as_promised(tmp_path: Path) -> None:
    write_plan(tmp_path / "plan.json", PLAN)

    assert json.loads((tmp_path / "plan.json").read_text()) == {
        "format": "parvis-solution/1",
        "groups": [{"session": 3, "members": [0, 4, 5]}, {"session": 7, "members": [1, 2, 6]}],
        "unplaced": [{"person": 3, "reason": "no-seat"}, {"person": 7, "reason": ""}],
    }


def test_round_of_others_is_read(tmp_path: Path) -> None:
    """No word of the format, no pairs, some more columns, whole numbers written as floats."""
    write_problem(tmp_path / "round.json", problem([person(), person()], blocks=[(0, 1)]))
    read = json.loads((tmp_path / "round.json").read_text())
    del read["format"], read["recent"], read["again"]
    read["note"] = "made elsewhere"
    read["people"]["age"] = [40.0, 41.0]
    read["people"]["mood"] = ["good", "good"]
    (tmp_path / "other.json").write_text(json.dumps(read))

    found = read_problem(tmp_path / "other.json")

    assert found.people.age.tolist() == [40, 41]
    assert found.blocks.tolist() == [[0, 1]]
    assert found.recent.shape == (0, 2)


@pytest.mark.parametrize(
    ("content", "path", "why"),
    [
        (b"", "bad.json", "not JSON"),
        (b"{", "bad.json", "line 1"),
        (b"\xff\xfe\xfa{", "bad.json", "UTF"),
        (b"[]", "bad.json", "an object"),
        (b"[" * 200_000, "bad.json", "not JSON"),
        (b'{"people": ' + b"9" * 5_000 + b"}", "bad.json", "not JSON"),
        (b"{}", "people", "missing"),
        (b'{"format": "parvis-round/2"}', "format", "parvis-round/1"),
        (b'{"format": 7}', "format", "parvis-round/1"),
        (b'{"people": {}, "venues": {}}', "sessions", "missing"),
        (b'{"people": [], "venues": {}, "sessions": {}}', "people", "an object"),
        (b'{"people": {"id": "ab"}, "venues": {}, "sessions": {}}', "people.id", "a list"),
        (b"\x1f\x8b\x08\x00garbage", "bad.json", "damaged"),
        (gzip.compress(b'{"format": "x"}', mtime=0)[:-9], "bad.json", "damaged"),
    ],
)
def test_damaged_round_is_refused_kindly(
    tmp_path: Path, content: bytes, path: str, why: str
) -> None:
    (tmp_path / "bad.json").write_bytes(content)

    with pytest.raises(WrongProblem) as fault:
        read_problem(tmp_path / "bad.json")
    assert fault.value.path == path
    assert why in fault.value.fault


def test_not_a_number_in_a_file_is_named(tmp_path: Path) -> None:
    write_problem(tmp_path / "round.json", problem([person(x=12.5)]))
    text = (tmp_path / "round.json").read_text().replace("12.5", "NaN")
    (tmp_path / "round.json").write_text(text)

    with pytest.raises(WrongProblem, match=r"people\.x\[0\]"):
        read_problem(tmp_path / "round.json")


def test_huge_file_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST_FILE", 2**20)
    (tmp_path / "bomb.json.gz").write_bytes(gzip.compress(b" " * 2**24))

    with pytest.raises(WrongProblem, match="over 1 MB"):
        read_problem(tmp_path / "bomb.json.gz")


@pytest.mark.parametrize(
    ("content", "path"),
    [
        ({}, "format"),
        ({"format": "parvis-round/1"}, "format"),
        ({"groups": 3, "unplaced": []}, "groups"),
        ({"groups": [], "unplaced": {}}, "unplaced"),
        ({"groups": [3], "unplaced": []}, "groups[0]"),
        ({"groups": [{"session": 0}], "unplaced": []}, "groups[0].members"),
        ({"groups": [{"members": []}], "unplaced": []}, "groups[0].session"),
        ({"groups": [{"session": 0, "members": [0, -1]}], "unplaced": []}, "groups[0].members[1]"),
        ({"groups": [{"session": 0, "members": [True]}], "unplaced": []}, "groups[0].members[0]"),
        ({"groups": [], "unplaced": [{"person": "ana"}]}, "unplaced[0].person"),
        ({"groups": [], "unplaced": [{"person": 1, "reason": 3}]}, "unplaced[0].reason"),
        ({"groups": [], "unplaced": [4]}, "unplaced[0]"),
    ],
)
def test_damaged_plan_is_refused_kindly(tmp_path: Path, content: dict[str, Any], path: str) -> None:
    whole = {"format": "parvis-solution/1", **content} if len(content) == 2 else content
    (tmp_path / "bad.json").write_text(json.dumps(whole))

    with pytest.raises(WrongProblem) as fault:
        read_plan(tmp_path / "bad.json")
    assert fault.value.path == path


@settings(max_examples=40)
@given(content=st.binary(max_size=200))
def test_no_bytes_break_the_reading(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "noise.json"
    path.write_bytes(content)

    for read in (read_problem, read_plan):
        with pytest.raises(WrongProblem):
            read(path)


def test_writing_leaves_the_old_file_when_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_plan(tmp_path / "plan.json", PLAN)

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space"):
        write_plan(tmp_path / "plan.json", RoundPlan((), ()))

    assert read_plan(tmp_path / "plan.json") == PLAN
    assert [one.name for one in tmp_path.iterdir()] == ["plan.json"]


def test_plan_orders_its_groups_and_lists_the_others() -> None:
    ordered = RoundPlan.of([Group(2, (5, 3, 4)), Group(0, (9, 7, 8))], 10)

    assert ordered.groups == (Group(0, (7, 8, 9)), Group(2, (3, 4, 5)))
    assert [one.person for one in ordered.unplaced] == [0, 1, 2, 6]
    assert ordered.placed == {3, 4, 5, 7, 8, 9}

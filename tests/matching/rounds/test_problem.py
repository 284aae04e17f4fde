"""A wrong round is refused with the path of the wrong value; a right one is not."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from parvis.matching.rounds.problem import Params, RoundProblem, WrongProblem
from tests.matching.rounds.builders import ADVERSARIAL, columns, person, problem, problems

NAN, INFINITE = float("nan"), float("inf")


def refused(make: Any, path: str, why: str = "") -> None:
    with pytest.raises(WrongProblem) as fault:
        make()
    assert fault.value.path == path
    assert why in fault.value.fault


@pytest.mark.parametrize(
    ("column", "value", "path"),
    [
        ("x", NAN, "people.x[1]"),
        ("y", INFINITE, "people.y[1]"),
        ("y", 1e12, "people.y[1]"),
        ("x", "12", "people.x[1]"),
        ("x", None, "people.x[1]"),
        ("age", -1, "people.age[1]"),
        ("age", 40.5, "people.age[1]"),
        ("langs", -1, "people.langs[1]"),
        ("langs", 1 << 62, "people.langs[1]"),
        ("avail", 1 << 63, "people.avail[1]"),
        ("avail", 1 << 80, "people.avail[1]"),
        ("needs", "lift", "people.needs[1]"),
        ("size_max", 0, "people.size_max[1]"),
        ("host", 2, "people.host[1]"),
        ("vetted", -1, "people.vetted[1]"),
        ("transit", 0.5, "people.transit[1]"),
        ("walk_speed", 0, "people.walk_speed[1]"),
        ("max_minutes", -5.0, "people.max_minutes[1]"),
        ("wait", -1, "people.wait[1]"),
        ("ties", NAN, "people.ties[1]"),
        ("tags", [4], "people.tags[1]"),
        ("tags", [-1], "people.tags[1]"),
        ("tags", [0.5], "people.tags[1]"),
        ("tags", 3, "people.tags[1]"),
        ("quartier", NAN, "people.quartier[1]"),
    ],
)
def test_wrong_value_of_a_person_is_named(column: str, value: Any, path: str) -> None:
    refused(lambda: problem([person(), person(**{column: value}), person()]), path)


def test_name_given_twice_is_refused() -> None:
    rows = [person(id="ana"), person(id="bo"), person(id="ana")]

    refused(lambda: problem(rows), "people.id[2]", "already people.id[0]")


def test_name_that_is_a_number_is_read_as_text() -> None:
    assert problem([person(id=7), person(id="8")]).people.id == ("7", "8")


@pytest.mark.parametrize("missing", ["x", "tags", "id", "ties"])
def test_missing_column_is_named(missing: str) -> None:
    given_columns = columns([person()])
    del given_columns[missing]

    refused(lambda: _with(people=given_columns), f"people.{missing}", "missing")


@pytest.mark.parametrize("short", ["x", "tags", "langs", "host", "age"])
def test_column_of_another_length_is_named(short: str) -> None:
    given_columns = columns([person(), person()])
    given_columns[short].pop()

    refused(lambda: _with(people=given_columns), f"people.{short}", "1 values where 2")


def _with(**sections: Any) -> RoundProblem:
    whole: dict[str, Any] = {
        "people": columns([person()]),
        "venues": {"x": [0], "y": [0], "flags": [0]},
        "sessions": {"venue": [0], "slot": [0], "seats": [6], "tables": [1]},
        "tag_weight": [0.5],
    }
    return RoundProblem.of(**{**whole, **sections})


@pytest.mark.parametrize(
    ("session", "path"),
    [
        ((1, 0, 6, 1), "sessions.venue[1]"),
        ((-1, 0, 6, 1), "sessions.venue[1]"),
        ((0, 62, 6, 1), "sessions.slot[1]"),
        ((0, -1, 6, 1), "sessions.slot[1]"),
        ((0, 0, -6, 1), "sessions.seats[1]"),
        ((0, 0, 6, -1), "sessions.tables[1]"),
        ((0, 0, 6, 10**9), "sessions.tables[1]"),
        ((0, 0, NAN, 1), "sessions.seats[1]"),
    ],
)
def test_wrong_session_is_named(session: tuple[int, int, int, int], path: str) -> None:
    refused(lambda: problem([person()], sessions=[(0, 0, 6, 1), session]), path)


def test_wrong_venue_is_named() -> None:
    refused(lambda: problem([person()], venues=[(0.0, NAN, 0)]), "venues.y[0]")
    refused(lambda: problem([person()], venues=[(0.0, 0.0, -1)]), "venues.flags[0]")


@pytest.mark.parametrize("name", ["blocks", "recent", "again"])
@pytest.mark.parametrize(
    ("pairs", "at", "why"),
    [
        ([(0, 1), (1, 1)], "[1]", "alone"),
        ([(2, 1)], "[0]", "lesser"),
        ([(0, 1), (0, 2), (0, 1)], "[2]", "twice"),
        ([(0, 3)], "[0]", "3 people"),
        ([(-1, 2)], "[0]", "3 people"),
        ([(0, 1, 2)], "[0]", "a pair"),
        ([3], "[0]", "a pair"),
        ([(0, 1), (0, "b")], "[1]", "not a number"),
        ([(0, 1), (0, 1.5)], "[1]", "not a whole number"),
    ],
)
def test_wrong_pair_is_named_at_its_place(name: str, pairs: list[Any], at: str, why: str) -> None:
    refused(lambda: problem(_three(), **{name: pairs}), f"{name}{at}", why)


def _three() -> list[dict[str, Any]]:
    return [person(), person(), person()]


def test_pair_blocked_that_asks_to_meet_again_is_refused() -> None:
    refused(
        lambda: problem(_three(), blocks=[(0, 1), (1, 2)], again=[(0, 2), (1, 2)]),
        "again[1]",
        "also in blocks",
    )


def test_pairs_are_sorted_whatever_their_order() -> None:
    found = problem(_three(), blocks=[(1, 2), (0, 2), (0, 1)])

    assert found.blocks.tolist() == [[0, 1], [0, 2], [1, 2]]


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"size_min": 1}, "params.size_min"),
        ({"size_min": 7}, "params.size_max"),
        ({"size_max": 13}, "params.size_max"),
        ({"size_max": "6"}, "params.size_max"),
        ({"size_max": 5.5}, "params.size_max"),
        ({"size_penalty": {"3": 0.0, "4": 0.0, "5": 0.0}}, "params.size_penalty.6"),
        ({"size_penalty": {"3": 0, "4": 0, "5": NAN, "6": 0}}, "params.size_penalty.5"),
        ({"size_penalty": {"three": 0}}, "params.size_penalty.three"),
        ({"size_penalty": [0, 0]}, "params.size_penalty"),
        ({"b_host": NAN}, "params.b_host"),
        ({"b_host": -0.1}, "params.b_host"),
        ({"b_host": True}, "params.b_host"),
        ({"b_served": 10**400}, "params.b_served"),
        ({"wait_cap": 0}, "params.wait_cap"),
        ({"ties_scale": 0}, "params.ties_scale"),
        ({"transit_speed": 0}, "params.transit_speed"),
        ({"b_hosts": 0.3, "b_served": 1}, "params.b_hosts"),
        ([], "params"),
    ],
)
def test_wrong_constant_is_named(values: Any, path: str) -> None:
    refused(lambda: problem([person()], params=values), path)


def test_missing_constants_have_their_defaults() -> None:
    found = problem([person()], params={"b_host": 0.5, "size_max": 5.0})

    assert found.params == replace(Params(), b_host=0.5, size_max=5)


def test_tag_weight_is_a_number_of_0_or_more() -> None:
    refused(lambda: problem([person()], tag_weight=[0.1, -0.1]), "tag_weight[1]")
    refused(lambda: problem([person()], tag_weight=[NAN]), "tag_weight[0]")


def test_tag_said_twice_counts_once() -> None:
    people = problem([person(tags=(2, 0, 2)), person(tags=(1,))]).people

    assert people.tag_start.tolist() == [0, 2, 3]
    assert people.tag_index.tolist() == [0, 2, 1]


def test_check_reads_arrays_that_were_made_by_hand() -> None:
    found = problem(_three(), blocks=[(0, 1), (1, 2)])

    refused(replace(found, blocks=found.blocks[::-1]).check, "blocks", "not sorted")
    people = replace(found.people, x=found.people.x.astype(np.float32))
    refused(replace(found, people=people).check, "people.x", "float64")
    people = replace(found.people, tag_start=np.array([0, 0, 1, 1]))
    refused(replace(found, people=people).check, "people.tag_start")
    people = replace(found.people, host=np.zeros(3, np.int64))
    refused(replace(found, people=people).check, "people.host", "booleans")


@pytest.mark.parametrize("shape", ADVERSARIAL)
def test_hard_shapes_are_valid(shape: Any) -> None:
    shape().check()


@settings(max_examples=30)
@given(problems())
def test_drawn_problems_are_valid(found: RoundProblem) -> None:
    found.check()

"""A wrong problem is refused with the path of the wrong value."""

from dataclasses import replace
from datetime import datetime
from math import inf, nan
from typing import Any

import pytest

from parvis.matching.paths.problem import Kind, Thing, WrongProblem
from parvis.matching.paths.ranking import suggest
from parvis.matching.paths.score import Weights

from .builders import problem, seeker, thing

GOOD = thing("good")
BARE = datetime(2026, 3, 4, 18, 0)  # noqa: DTZ001 - what is refused


def refusal(one: Any, **options: Any) -> tuple[str, str]:
    with pytest.raises(WrongProblem) as refused:
        suggest(one, **options)
    assert str(refused.value) == f"{refused.value.path}: {refused.value.fault}"
    return refused.value.path, refused.value.fault


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"slots": frozenset({"mon-noon"})}, "slots"),
        ({"wishes": frozenset({"fly"})}, "wishes"),
        ({"comfort": frozenset({"sofa"})}, "comfort"),
        ({"access": frozenset({"lift"})}, "access"),
        ({"access_unknown": frozenset({"lift"})}, "access_unknown"),
        (
            {"access": frozenset({"quiet"}), "access_unknown": frozenset({"quiet"})},
            "access_unknown",
        ),
        ({"interests": {"jazz"}}, "interests"),
        ({"languages": frozenset({""})}, "languages"),
        ({"life": frozenset({3})}, "life"),
        ({"id": ""}, "id"),
        ({"id": 7}, "id"),
        ({"kind": "circle"}, "kind"),
        ({"ages": "all"}, "ages"),
        ({"area": ""}, "area"),
        ({"cell": 4}, "cell"),
        ({"title": None}, "title"),
        ({"seats_left": -1}, "seats_left"),
        ({"seats_left": nan}, "seats_left"),
        ({"seats_left": 2**31}, "seats_left"),
        ({"exposure": None}, "exposure"),
        ({"exposure": True}, "exposure"),
        ({"paused": 1}, "paused"),
        ({"size": 0}, "size"),
        ({"created_days": -3}, "created_days"),
        ({"starts_at": BARE}, "starts_at"),
        ({"starts_at": "tomorrow"}, "starts_at"),
        ({"kind": Kind.GATHERING}, "starts_at"),
        ({"kind": Kind.WELCOMER, "load": 1}, "cap"),
        ({"kind": Kind.WELCOMER, "cap": 1}, "load"),
    ],
)
def test_thing_is_refused_at_its_place(wrong: dict[str, Any], path: str) -> None:
    values = {"id": "bad", "kind": Kind.CIRCLE, **wrong}

    assert refusal(problem(GOOD, Thing(**values)))[0] == f"things[1].{path}"


def test_thing_twice_is_refused_with_both_places() -> None:
    path, fault = refusal(problem(GOOD, thing("other"), thing("good", Kind.PLACE)))

    assert (path, fault) == ("things[2].id", "'good' is already things[0]")


def test_something_else_than_a_thing_is_refused() -> None:
    things: list[Any] = [GOOD, "good"]

    assert refusal(replace(problem(), things=things)) == (
        "things[1]",
        "a Thing was expected, not str",
    )


def test_unknown_slot_is_named() -> None:
    wrong = seeker(free="mon-morning mon-noon")

    path, fault = refusal(problem(who=wrong))

    assert path == "seeker.free"
    assert fault.startswith("'mon-noon' is not one of mon-morning, ")


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"interests": frozenset({None})}, "seeker.interests"),
        ({"access": frozenset({"lift"})}, "seeker.access"),
        ({"area": ""}, "seeker.area"),
        ({"adult": None}, "seeker.adult"),
    ],
)
def test_seeker_is_refused(wrong: dict[str, Any], path: str) -> None:
    assert refusal(problem(who=seeker(**wrong)))[0] == path


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"near": {"centre": {"port": nan}}}, "near.centre.port"),
        ({"near": {"centre": {"port": 1.5}}}, "near.centre.port"),
        ({"near": {"centre": {"port": "next"}}}, "near.centre.port"),
        ({"history": {"choir": 1.5}}, "history.choir"),
        ({"history": {"choir": nan}}, "history.choir"),
        ({"refused": ["a"]}, "refused"),
        ({"already": "a"}, "already"),
        ({"hidden": {"a"}}, "hidden"),
        ({"now": BARE}, "now"),
        ({"horizon_days": 0}, "horizon_days"),
        ({"horizon_days": 2.5}, "horizon_days"),
        ({"horizon_days": 400}, "horizon_days"),
        ({"seed": 1.0}, "seed"),
    ],
)
def test_problem_is_refused(wrong: dict[str, Any], path: str) -> None:
    assert refusal(problem(GOOD, **wrong))[0] == path


@pytest.mark.parametrize("weight", [nan, inf, -0.1, True, "1"])
def test_weight_is_refused(weight: Any) -> None:
    assert refusal(problem(GOOD), weights=Weights(near=weight))[0] == "weights.near"


@pytest.mark.parametrize("k", [0, -1, 1.5, True])
def test_length_of_the_path_is_refused(k: Any) -> None:
    assert refusal(problem(GOOD), k=k)[0] == "k"

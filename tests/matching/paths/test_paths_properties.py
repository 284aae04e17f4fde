"""What holds for every problem."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from parvis.matching.paths import plan
from parvis.matching.paths.catalogue import Catalogue
from parvis.matching.paths.plan import Fact, Suggestion
from parvis.matching.paths.problem import Kind, PathProblem, Seeker, Thing
from parvis.matching.paths.ranking import suggest
from parvis.matching.paths.score import DEFAULT, EXPOSURE_FLOOR, Weights

from .builders import NOW, problem, problems, ranked, seeker, thing
from .reference import Town, parts, rank

WEIGHT = st.sampled_from((0.0, 0.1, 1.0, 2.5))
WEIGHTS = st.builds(Weights, **dict.fromkeys(DEFAULT.by_part(), WEIGHT))


def suggestions(path: plan.Path) -> Iterator[Suggestion]:
    for ranked_things in path.by_kind.values():
        yield from ranked_things


def by_id(one: PathProblem) -> dict[str, Thing]:
    assert not isinstance(one.things, Catalogue)
    return {thing.id: thing for thing in one.things}


@settings(max_examples=300)
@given(one=problems(), weights=WEIGHTS)
def test_path_is_the_reference_path(one: PathProblem, weights: Weights) -> None:
    town = Town(list(by_id(one).values()))

    path = suggest(one, k=100, weights=weights)

    assert {
        kind: [(each.thing_id, each.score) for each in of_kind]
        for kind, of_kind in path.by_kind.items()
    } == rank(one, town, weights)
    for each in suggestions(path):
        assert dict(each.parts) == parts(one, town, by_id(one)[each.thing_id])


@given(one=problems(), salt=st.integers(0, 2**32))
def test_path_does_not_depend_on_the_order_of_things(one: PathProblem, salt: int) -> None:
    assert not isinstance(one.things, Catalogue)
    shuffled = list(one.things)
    Random(salt).shuffle(shuffled)

    assert suggest(replace(one, things=shuffled)) == suggest(one)


@given(one=problems())
def test_path_from_an_indexed_catalogue_is_the_same(one: PathProblem) -> None:
    assert suggest(replace(one, things=one.catalogue())) == suggest(one)


@given(one=problems())
def test_path_never_holds_what_was_refused_joined_or_hidden(one: PathProblem) -> None:
    gone = one.refused | one.already | one.hidden

    assert gone.isdisjoint(each.thing_id for each in suggest(one, k=100).first())
    assert gone.isdisjoint(each.thing_id for each in suggestions(suggest(one, k=100)))


@given(one=problems())
def test_hidden_things_leave_no_trace_in_the_counts(one: PathProblem) -> None:
    path = suggest(one, k=100)

    for kind in Kind:
        counted = path.considered[kind] + sum(e.count for e in path.excluded if e.kind is kind)
        visible = [t for t in by_id(one).values() if t.kind is kind and t.id not in one.hidden]
        assert counted == len(visible)


@given(one=problems())
def test_welcomer_paused_or_at_their_cap_is_never_suggested(one: PathProblem) -> None:
    for each in suggest(one, k=100).by_kind[Kind.WELCOMER]:
        welcomer = by_id(one)[each.thing_id]
        assert not welcomer.paused
        assert welcomer.load is not None
        assert welcomer.cap is not None
        assert welcomer.load < welcomer.cap


@given(one=problems())
def test_need_known_to_be_unmet_is_never_relaxed(one: PathProblem) -> None:
    needs = one.seeker.access
    for each in suggestions(suggest(one, k=100)):
        it = by_id(one)[each.thing_id]
        if it.access is not None:
            assert needs <= it.access | it.access_unknown
            assert set(each.to_check) == needs & it.access_unknown
        assert bool(each.to_check) == ("access-unknown" in each.relaxed)


@given(one=problems(), weights=WEIGHTS)
def test_scores_and_parts_stay_within_their_bounds(one: PathProblem, weights: Weights) -> None:
    most = sum(weights.by_part().values())

    for each in suggestions(suggest(one, k=100, weights=weights)):
        assert all(0 <= value <= 1 for value in each.parts.values())
        assert 0 <= each.score <= most + 1e-9


def given_facts(who: Seeker) -> set[Fact]:
    return {
        *who.interests,
        *who.broader,
        *who.languages,
        *who.wishes,
        *who.comfort,
        *who.life,
        *who.free,
    }


def own_facts(one: Thing) -> set[Fact]:
    facts = (one.area, one.age_band, one.starts_at, one.created_days, one.title)
    return {fact for fact in facts if fact}


@given(one=problems())
def test_reasons_tell_only_what_was_given_and_what_the_thing_says(one: PathProblem) -> None:
    who = one.seeker
    for each in suggestions(suggest(one, k=100)):
        it = by_id(one)[each.thing_id]
        assert len(each.reasons) <= 2
        for reason in each.reasons:
            assert reason.facts
            assert each.parts[reason.part] > 0
            if reason.part in {"near", "bridge", "history", "freshness", "soon"}:
                assert set(reason.facts) <= own_facts(it) | {0}
            else:
                assert set(reason.facts) <= given_facts(who)
            if reason.part == "life":
                assert set(reason.facts) <= who.life & it.life
            if reason.code == "shared-interest":
                assert set(reason.facts) <= who.interests & it.interests


@given(one=problems())
def test_refusing_gives_a_replacement_while_there_is_one(one: PathProblem) -> None:
    before = suggest(one, k=100)
    shown = before.first()
    assume(shown)

    after = suggest(replace(one, refused=one.refused | {shown[0].thing_id}), k=100)

    kind = shown[0].kind
    assert shown[0].thing_id not in ranked(after, kind)
    rest = ranked(before, kind)[1:]
    kept_back = sum(
        each.count
        for each in before.excluded
        if each.kind is kind and each.code in {"other-time", "access-unknown"}
    )
    if rest:
        # The next one takes its place, and nothing else moves.
        assert ranked(after, kind) == rest
    else:
        assert bool(ranked(after, kind)) == bool(kept_back)
    for other in Kind:
        if other is not kind:
            assert after.by_kind[other] == before.by_kind[other]


@given(one=problems())
def test_kind_is_empty_only_when_hard_rules_leave_nothing(one: PathProblem) -> None:
    path = suggest(one)
    for kind in path.empty():
        left = [e for e in path.excluded if e.kind is kind]
        assert all(e.code not in {"other-time", "access-unknown"} for e in left)


@given(one=problems(), shown=st.integers(0, 2 * EXPOSURE_FLOOR))
def test_exposure_moves_a_score_by_no_more_than_its_weight(one: PathProblem, shown: int) -> None:
    often = [replace(each, exposure=shown) for each in by_id(one).values()]
    usual = {each.thing_id: each for each in suggestions(suggest(one, k=100))}

    for each in suggestions(suggest(replace(one, things=often), k=100)):
        moved = abs(each.score - usual[each.thing_id].score)
        assert moved <= DEFAULT.exposure
        if shown >= EXPOSURE_FLOOR:
            assert each.parts["exposure"] == 0


ROOT = Path(__file__).parents[3]
SCRIPT = """
from tests.matching.paths.test_paths_properties import crowded
print(crowded())
"""


def crowded() -> str:
    """A path with many words in every set, told in full."""
    circles = [
        thing(
            f"c{number}",
            interests=" ".join(f"i{(number * step) % 11}" for step in range(1, 5)),
            languages="fr en" if number % 3 else "fr fa",
            life="dog children" if number % 2 else "retired dog",
            slots="mon-morning tue-evening sun-afternoon",
        )
        for number in range(40)
    ]
    who = seeker(
        interests=" ".join(f"i{number}" for number in range(11)),
        languages="fr en fa",
        life="dog children retired",
        free="sun-afternoon tue-evening mon-morning",
    )
    return repr(suggest(problem(*circles, who=who, now=NOW), k=40))


def test_path_is_the_same_in_another_process() -> None:
    """Sets are walked in an order that changes from one process to the next."""
    told = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": salt},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for salt in ("1", "2", "3")
    }
    assert told == {crowded() + "\n"}

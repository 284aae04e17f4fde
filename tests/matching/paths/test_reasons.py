"""What is told, and what weighs without being told."""

from datetime import timedelta
from typing import Any

import pytest

from parvis.matching.paths.plan import Reason
from parvis.matching.paths.problem import Kind, Seeker, Thing
from parvis.matching.paths.ranking import suggest
from parvis.matching.paths.score import DEFAULT, Weights

from .builders import NOW, only, problem, seeker, thing

NOTHING = dict.fromkeys(DEFAULT.by_part(), 0.0)


def told(part: str, *things: Thing, who: Seeker) -> tuple[Reason, ...]:
    """The reasons when only one part weighs."""
    path = suggest(problem(*things, who=who), k=20, weights=Weights(**{**NOTHING, part: 1.0}))
    return next(one.reasons for one in path.by_kind[things[0].kind] if one.thing_id == things[0].id)


@pytest.mark.parametrize(
    ("part", "theirs", "mine", "code", "facts"),
    [
        ("interests", {"interests": "jazz"}, {"interests": "jazz"}, "shared-interest", ("jazz",)),
        (
            "interests",
            {"interests": "choir", "broader": "music"},
            {"interests": "jazz", "broader": "music"},
            "related-interest",
            ("music",),
        ),
        (
            "free",
            {"slots": "sun-morning tue-evening mon-evening"},
            {"free": "tue-evening sun-morning mon-evening"},
            "free-then",
            ("mon-evening", "tue-evening"),
        ),
        ("near", {"area": "port"}, {"area": "port"}, "same-neighbourhood", ("port",)),
        ("near", {"area": "port"}, {"area": "centre"}, "next-neighbourhood", ("port",)),
        (
            "wish",
            {"wishes": "learn walk talk"},
            {"wishes": "walk learn help"},
            "wish",
            ("walk", "learn"),
        ),
        ("comfort", {"size": 5}, {"comfort": "small-group"}, "comfort", ("small-group",)),
        ("life", {"life": "dog children"}, {"life": "dog student"}, "life", ("dog",)),
        ("life", {"life": "e c a d b"}, {"life": "b d a c e"}, "life", ("a", "b", "c", "d", "e")),
        (
            "bridge",
            {"interests": "jazz", "area": "port"},
            {"interests": "jazz", "area": "centre"},
            "other-neighbourhood",
            ("port",),
        ),
        (
            "bridge",
            {"interests": "jazz", "age_band": "60+"},
            {"interests": "jazz", "age_band": "18-29"},
            "other-age",
            ("60+",),
        ),
        ("freshness", {"created_days": 0}, {}, "new-here", (0,)),
    ],
)
def test_reason_of_each_part(
    part: str, theirs: dict[str, Any], mine: dict[str, Any], code: str, facts: tuple[str]
) -> None:
    assert told(part, thing("it", **theirs), who=seeker(**mine)) == (Reason(part, code, facts),)


def test_reason_of_language_leaves_out_the_one_everybody_speaks() -> None:
    it, other = thing("it", languages="fr en fa"), thing("other", languages="fr")

    assert told("language", it, other, who=seeker(languages="fr fa")) == (
        Reason("language", "shared-language", ("fa",)),
    )
    assert told("language", other, it, who=seeker(languages="fr fa")) == ()


def test_reason_of_a_gathering_is_its_start() -> None:
    start = NOW + timedelta(hours=5)

    assert told("soon", thing("it", Kind.GATHERING, starts_at=start), who=seeker()) == (
        Reason("soon", "soon", (start,)),
    )


@pytest.mark.parametrize(
    ("kind", "title", "facts"),
    [
        (Kind.CIRCLE, "Choir", ("Choir",)),
        (Kind.CIRCLE, "", ()),
        (Kind.WELCOMER, "Nadia", ()),
        (Kind.USEFUL, "Nadia", ()),
    ],
)
def test_reason_of_history_is_the_thing_and_never_a_person(
    kind: Kind, title: str, facts: tuple[str, ...]
) -> None:
    one = problem(thing("it", kind, title=title), history={"it": 0.5})
    path = suggest(one, weights=Weights(**{**NOTHING, "history": 1.0}))
    (suggestion,) = path.by_kind[kind]

    assert suggestion.score == 0.5
    expected = (Reason("history", "similar-came", facts),) if facts else ()
    assert suggestion.reasons == expected


def test_reason_names_the_rarest_interests_first_and_three_at_most() -> None:
    it = thing("it", interests="a b c d")
    others = (thing("o1", interests="a b"), thing("o2", interests="a"))

    (reason,) = told("interests", it, *others, who=seeker(interests="a b c d"))

    assert reason.facts == ("c", "d", "b")


@pytest.mark.parametrize("kind", [Kind.WELCOMER, Kind.USEFUL])
def test_reason_never_tells_the_age_of_one_person(kind: Kind) -> None:
    it = thing("it", kind, interests="jazz", age_band="60+")

    assert told("bridge", it, who=seeker(interests="jazz", age_band="18-29")) == ()


@pytest.mark.parametrize(
    ("part", "theirs", "mine"),
    [
        ("exposure", {}, {}),
        ("near", {"area": "moulin"}, {"area": "centre"}),
        ("near", {"cell": "c1"}, {"cell": "c1"}),
        ("freshness", {"created_days": 31}, {}),
    ],
)
def test_part_without_a_fact_weighs_but_is_not_told(
    part: str, theirs: dict[str, Any], mine: dict[str, Any]
) -> None:
    it = thing("it", **theirs)

    assert only(it, who=seeker(**mine)).parts[part] > 0
    assert told(part, it, who=seeker(**mine)) == ()


def test_reasons_are_the_two_heaviest() -> None:
    it = thing("it", interests="jazz", wishes="walk", life="dog", area="centre", created_days=1)
    who = seeker(interests="jazz", wishes="walk", life="dog", area="centre")

    assert [one.part for one in only(it, who=who).reasons] == ["interests", "wish"]


def test_life_is_never_told_of_somebody_who_did_not_say_it() -> None:
    it = thing("it", life="retired caregiver", interests="jazz")

    suggestion = only(it, who=seeker(interests="jazz", life="student"))

    assert [one.part for one in suggestion.reasons] == ["interests"]


def test_thing_with_nothing_in_common_has_no_reason() -> None:
    assert only(thing("it", interests="chess", area="port"), who=seeker()).reasons == ()

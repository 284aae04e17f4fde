"""Each named part, by hand."""

from datetime import timedelta
from math import log
from typing import Any

import pytest

from parvis.matching.paths.problem import Kind, Seeker, Thing
from parvis.matching.paths.ranking import suggest
from parvis.matching.paths.score import DEFAULT, Weights

from .builders import NOW, only, problem, ranked, seeker, thing

# Five tagged circles: "jazz" is in one, "walking" in four.
WALKERS = tuple(thing(f"walk{number}", interests="walking") for number in range(4))


def part(name: str, *things: Thing, who: Seeker, **values: object) -> float:
    return only(*things, who=who, **values).parts[name]


def test_interests_count_more_when_rare() -> None:
    jazz = thing("jazz", interests="jazz")
    who = seeker(interests="jazz walking")

    rare = part("interests", jazz, *WALKERS, who=who)
    common = part("interests", WALKERS[0], jazz, *WALKERS[1:], who=who)

    assert rare == pytest.approx(0.8)
    assert common == pytest.approx(0.2 + 0.6 * log(5 / 4) / log(5))


def test_interests_add_up_as_chances() -> None:
    both = thing("both", interests="jazz choir")

    value = part("interests", both, *WALKERS, who=seeker(interests="jazz choir"))

    assert value == pytest.approx(1 - 0.2 * 0.2)


@pytest.mark.parametrize(
    ("theirs", "mine", "expected"),
    [
        # The thing is about music at large, the person about jazz; and the other way round.
        ({"interests": "music"}, {"interests": "jazz", "broader": "music"}, 0.5 * 0.8),
        ({"interests": "jazz", "broader": "music"}, {"interests": "music"}, 0.5 * 0.8),
        # Jazz and choir, both music.
        (
            {"interests": "choir", "broader": "music"},
            {"interests": "jazz", "broader": "music"},
            0.3 * 0.8,
        ),
        # Jazz on both sides is not also music on both sides.
        (
            {"interests": "jazz", "broader": "music"},
            {"interests": "jazz", "broader": "music"},
            0.8,
        ),
        ({"interests": "chess"}, {"interests": "jazz", "broader": "music"}, 0.0),
    ],
)
def test_interests_under_one_parent_count_in_part(
    theirs: dict[str, Any], mine: dict[str, Any], expected: float
) -> None:
    value = part("interests", thing("it", **theirs), *WALKERS, who=seeker(**mine))

    assert value == pytest.approx(expected)


def test_interests_of_the_only_thing_there_is_still_count() -> None:
    assert part("interests", thing("it", interests="jazz"), who=seeker(interests="jazz")) == (
        pytest.approx(0.8)
    )


@pytest.mark.parametrize(
    ("slots", "free", "expected"),
    [
        ("mon-morning", "mon-morning tue-evening", 1.0),
        ("mon-morning tue-evening wed-evening thu-evening", "mon-morning sun-evening", 0.5),
        ("mon-morning tue-morning wed-morning", "mon-morning tue-morning sun-morning", 2 / 3),
        ("mon-morning", "", 0.0),
        ("", "mon-morning", 0.0),
    ],
)
def test_free_counts_the_moments_shared_three_being_enough(
    slots: str, free: str, expected: float
) -> None:
    assert part("free", thing("it", slots=slots), who=seeker(free=free)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ("centre", "centre", 1.0),
        ("centre", "port", 0.6),
        ("centre", "moulin", 0.25),
        ("centre", "hors-carte", 0.25),
        ("hors-carte", "hors-carte", 1.0),
        (None, "centre", 0.0),
        ("centre", None, 0.0),
    ],
)
def test_near_has_three_steps(mine: str | None, theirs: str | None, expected: float) -> None:
    assert part("near", thing("it", area=theirs), who=seeker(area=mine)) == expected


@pytest.mark.parametrize(("closeness", "expected"), [(0.99, 0.6), (0.61, 0.6), (0.59, 0.25)])
def test_near_tells_nothing_finer_than_a_step(closeness: float, expected: float) -> None:
    near = {"centre": {"port": closeness}}

    assert part("near", thing("it", area="port"), who=seeker(area="centre"), near=near) == expected


def test_near_uses_the_cell_only_without_a_neighbourhood() -> None:
    unplaced, placed = thing("it", cell="c1"), thing("it", cell="c1", area="moulin")

    assert part("near", unplaced, who=seeker(cell="c1", area="centre")) == 1.0
    assert part("near", placed, who=seeker(cell="c1", area="centre")) == 0.25
    assert part("near", unplaced, who=seeker(cell="c2")) == 0.0


def test_language_is_worth_what_few_things_speak() -> None:
    things = (
        thing("persian", languages="fr fa"),
        thing("english", languages="fr en"),
        thing("both", languages="fr en"),
        thing("french", languages="fr"),
        thing("silent"),
    )
    who = seeker(languages="fr fa en")
    others = {one.id: [other for other in things if other is not one] for one in things}
    values = {one.id: part("language", one, *others[one.id], who=who) for one in things}

    assert values == {"persian": 0.75, "english": 0.5, "both": 0.5, "french": 0.0, "silent": 0.0}


@pytest.mark.parametrize(
    ("theirs", "mine", "expected"),
    [
        ("walk", "walk talk learn", 1.0),
        ("walk talk help", "walk learn create", 0.5),
        ("walk talk help", "walk talk help", 1.0),
        ("help", "be-helped", 0.0),
        ("", "walk", 0.0),
    ],
)
def test_wish_is_met_by_two(theirs: str, mine: str, expected: float) -> None:
    assert part("wish", thing("it", wishes=theirs), who=seeker(wishes=mine)) == expected


@pytest.mark.parametrize(
    ("theirs", "size", "expected"),
    [
        ("small-group write-first", None, 1.0),
        ("write-first", None, 0.5),
        ("write-first", 8, 1.0),
        ("write-first", 9, 0.5),
        ("", 3, 0.5),
        ("", 2, 0.0),
    ],
)
def test_comfort_is_the_share_suited_by_what_is_said_or_by_size(
    theirs: str, size: int | None, expected: float
) -> None:
    it = thing("it", comfort=theirs, size=size)

    assert part("comfort", it, who=seeker(comfort="small-group write-first")) == expected


def test_comfort_of_two_people_is_one_to_one() -> None:
    assert part("comfort", thing("it", size=2), who=seeker(comfort="one-to-one")) == 1.0


@pytest.mark.parametrize(
    ("theirs", "mine", "expected"),
    [
        ("children", "children dog", 1.0),
        ("children dog student", "children dog", 1.0),
        ("children retired", "children dog", 0.5),
        ("children", "", 0.0),
    ],
)
def test_life_counts_situations_shared(theirs: str, mine: str, expected: float) -> None:
    assert part("life", thing("it", life=theirs), who=seeker(life=mine)) == expected


@pytest.mark.parametrize(
    ("interests", "area", "band", "expected"),
    [
        ("jazz", "port", "60+", 1.0),
        ("jazz", "port", "18-29", 0.5),
        ("jazz", "centre", "60+", 0.5),
        ("jazz", "centre", "18-29", 0.0),
        ("jazz", None, None, 0.0),
        # Difference alone is not a bridge.
        ("chess", "port", "60+", 0.0),
    ],
)
def test_bridge_rewards_difference_where_something_is_shared(
    interests: str, area: str | None, band: str | None, expected: float
) -> None:
    it = thing("it", interests=interests, area=area, age_band=band)
    who = seeker(interests="jazz", area="centre", age_band="18-29")

    assert part("bridge", it, who=who) == expected


@pytest.mark.parametrize(("days", "expected"), [(0, 1.0), (14, 0.5), (28, 0.25), (None, 0.0)])
def test_freshness_halves_every_fortnight(days: int | None, expected: float) -> None:
    assert part("freshness", thing("it", created_days=days), who=seeker()) == expected


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [(timedelta(days=1), 0.9), (timedelta(days=5), 0.5), (timedelta(days=10), 0.0)],
)
def test_soon_falls_evenly_to_the_horizon(ahead: timedelta, expected: float) -> None:
    it = thing("it", Kind.GATHERING, starts_at=NOW + ahead)

    assert part("soon", it, who=seeker()) == pytest.approx(expected)


def test_history_is_what_similar_people_did() -> None:
    known, new = thing("known"), thing("new")
    both = problem(known, new, history={"known": 0.25, "gone": 1.0})

    parts = {one.thing_id: one.parts["history"] for one in suggest(both).by_kind[Kind.CIRCLE]}

    assert parts == {"known": 0.25, "new": 0.0}


def test_soon_is_nothing_for_what_has_no_start() -> None:
    assert part("soon", thing("it"), who=seeker()) == 0.0


@pytest.mark.parametrize(
    ("shown", "least", "most"), [(0, 0.5, 1.0), (3, 0.2, 0.4), (5, 0.0, 0.0), (900, 0.0, 0.0)]
)
def test_exposure_lifts_what_is_short_of_its_floor(shown: int, least: float, most: float) -> None:
    value = part("exposure", thing("it", exposure=shown), who=seeker())

    assert least <= value <= most


def test_exposure_lifts_different_things_for_different_seeds() -> None:
    twins = [thing(f"c{number}") for number in range(6)]

    firsts = {ranked(suggest(problem(*twins, seed=seed)))[0] for seed in range(60)}

    assert firsts == {twin.id for twin in twins}


def test_exposure_cannot_overtake_a_better_match() -> None:
    shown = thing("shown", interests="jazz", exposure=900)
    never = thing("never", exposure=0)

    for seed in range(20):
        path = suggest(problem(shown, never, *WALKERS, who=seeker(interests="jazz"), seed=seed))
        assert ranked(path)[0] == "shown"


def test_score_is_the_weighted_sum_of_its_parts() -> None:
    it = thing(
        "it", interests="jazz", wishes="walk", area="port", created_days=14, exposure=2, size=4
    )
    who = seeker(interests="jazz", wishes="walk", area="centre", comfort="small-group")

    suggestion = only(it, who=who)

    expected = sum(DEFAULT.by_part()[name] * value for name, value in suggestion.parts.items())
    assert suggestion.score == pytest.approx(expected)
    assert list(suggestion.parts) == list(DEFAULT.by_part())
    assert suggestion.not_used == ("free", "language", "life", "history", "soon")


def test_weights_of_nothing_leave_the_draw_to_decide() -> None:
    nothing = Weights(**dict.fromkeys(DEFAULT.by_part(), 0.0))
    things = [thing(f"c{number}", interests="jazz") for number in range(6)]
    one = problem(*things, who=seeker(interests="jazz"))

    orders = {
        tuple(ranked(suggest(problem(*things, seed=seed), k=6, weights=nothing)))
        for seed in range(30)
    }

    assert {each.score for each in suggest(one, weights=nothing).by_kind[Kind.CIRCLE]} == {0.0}
    assert len(orders) > 20


def test_next_door_with_a_shared_interest_comes_before_the_same_street() -> None:
    same = thing("same", interests="jazz", area="centre", exposure=9)
    door = thing("door", interests="jazz", area="port", exposure=9)
    far = thing("far", interests="jazz", area="moulin", exposure=9)
    who = seeker(interests="jazz", area="centre")

    assert ranked(suggest(problem(far, same, door, who=who))) == ["door", "same", "far"]

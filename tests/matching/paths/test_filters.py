"""What is never suggested, what gives way, and what is counted."""

from datetime import timedelta

import pytest

from parvis.matching.paths.problem import Ages, Kind, Thing
from parvis.matching.paths.ranking import suggest

from .builders import NOW, excluded, problem, ranked, seeker, thing

SOON = NOW + timedelta(hours=2)


def test_refused_is_replaced_by_the_next() -> None:
    best, second = thing("best", interests="jazz"), thing("second")
    who = seeker(interests="jazz")

    assert ranked(suggest(problem(best, second, who=who))) == ["best", "second"]
    path = suggest(problem(best, second, who=who, refused=frozenset({"best"})))
    assert ranked(path) == ["second"]
    assert excluded(path) == {("circle", "refused"): 1}


def test_joined_already_is_not_suggested() -> None:
    path = suggest(problem(thing("mine"), thing("other"), already=frozenset({"mine"})))

    assert ranked(path) == ["other"]
    assert excluded(path) == {("circle", "already"): 1}


def test_hidden_leaves_no_trace() -> None:
    person = thing("blocked", Kind.WELCOMER)

    path = suggest(problem(person, hidden=frozenset({"blocked"})))

    assert path == suggest(problem())


@pytest.mark.parametrize(
    ("mine", "theirs", "shown"),
    [("fr", "fr en", True), ("fa", "fr en", False), ("", "fr", True), ("fa", "", True)],
)
def test_language_must_be_shared_when_both_say(mine: str, theirs: str, shown: bool) -> None:
    path = suggest(problem(thing("it", languages=theirs), who=seeker(languages=mine)))

    assert ranked(path) == (["it"] if shown else [])
    assert excluded(path) == ({} if shown else {("circle", "language"): 1})


@pytest.mark.parametrize(
    ("starts_at", "code"),
    [
        (NOW, "past"),
        (NOW - timedelta(days=1), "past"),
        (NOW + timedelta(microseconds=1), None),
        (NOW + timedelta(days=10), None),
        (NOW + timedelta(days=10, microseconds=1), "too-far-ahead"),
    ],
)
def test_gathering_is_ahead_and_within_the_horizon(starts_at: object, code: str | None) -> None:
    path = suggest(problem(thing("it", Kind.GATHERING, starts_at=starts_at)))

    assert ranked(path, Kind.GATHERING) == ([] if code else ["it"])
    assert excluded(path) == ({("gathering", code): 1} if code else {})


def test_horizon_is_for_gatherings_and_the_past_for_everything() -> None:
    later = thing("later", Kind.USEFUL, starts_at=NOW + timedelta(days=40))
    over = thing("over", Kind.USEFUL, starts_at=NOW - timedelta(days=1))

    assert ranked(suggest(problem(later, over)), Kind.USEFUL) == ["later"]


@pytest.mark.parametrize(("seats", "shown"), [(0, False), (1, True), (None, True)])
def test_full_is_not_suggested(seats: int | None, shown: bool) -> None:
    path = suggest(problem(thing("it", Kind.GATHERING, seats_left=seats)))

    assert bool(ranked(path, Kind.GATHERING)) is shown


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({"load": 2, "cap": 3}, True),
        ({"load": 3, "cap": 3}, False),
        ({"load": 4, "cap": 3}, False),
        ({"load": 0, "cap": 0}, False),
        ({"load": 0, "cap": 3, "paused": True}, False),
    ],
)
def test_welcomer_cap_and_pause_are_theirs(values: dict[str, object], shown: bool) -> None:
    path = suggest(problem(thing("it", Kind.WELCOMER, **values)))

    assert ranked(path, Kind.WELCOMER) == (["it"] if shown else [])
    assert excluded(path) == ({} if shown else {("welcomer", "unavailable"): 1})
    assert (Kind.WELCOMER in path.empty()) is not shown


@pytest.mark.parametrize(
    ("kind", "ages", "adult", "minor"),
    [
        (Kind.CIRCLE, Ages.ADULTS, True, False),
        (Kind.CIRCLE, Ages.ALL, True, True),
        (Kind.CIRCLE, Ages.MINORS, False, True),
        # Whatever a welcomer is open to, they meet one to one.
        (Kind.WELCOMER, Ages.ALL, True, False),
        (Kind.WELCOMER, Ages.MINORS, False, False),
    ],
)
def test_ages_meet_only_under_supervision(kind: Kind, ages: Ages, adult: bool, minor: bool) -> None:
    it = thing("it", kind, ages=ages)

    assert bool(ranked(suggest(problem(it, who=seeker(adult=True))), kind)) is adult
    assert bool(ranked(suggest(problem(it, who=seeker(adult=False))), kind)) is minor


def place(name: str, access: str | None, **values: object) -> Thing:
    return thing(name, Kind.PLACE, access=access, **values)


def shown(*things: Thing, needs: str, **values: object) -> list[tuple[str, object, object]]:
    path = suggest(problem(*things, who=seeker(access=needs, **values)))
    return [(one.thing_id, one.relaxed, one.to_check) for one in path.by_kind[Kind.PLACE]]


def test_access_known_to_be_missing_never_gives_way() -> None:
    assert shown(place("stairs", "seating"), needs="step-free") == []
    assert shown(place("nothing", ""), needs="step-free") == []


def test_access_unknown_is_shown_only_when_nothing_is_known_to_suit() -> None:
    ramp, unknown = place("ramp", "step-free quiet"), place("unknown", None)
    partly = place("partly", "step-free", access_unknown="quiet")

    assert shown(ramp, unknown, partly, needs="step-free quiet") == [("ramp", (), ())]
    assert sorted(shown(unknown, partly, needs="step-free quiet")) == [
        ("partly", ("access-unknown",), ("quiet",)),
        ("unknown", ("access-unknown",), ("step-free", "quiet")),
    ]


def test_access_is_not_asked_about_when_no_need_was_given() -> None:
    assert shown(place("unknown", None), place("stairs", ""), needs="") != []
    assert all(one[1:] == ((), ()) for one in shown(place("unknown", None), needs=""))


@pytest.mark.parametrize(
    ("kind", "need", "relaxed"),
    [
        (Kind.WELCOMER, "step-free", ()),
        (Kind.WELCOMER, "sign-language", ("access-unknown",)),
        (Kind.CIRCLE, "step-free", ()),
        (Kind.GATHERING, "step-free", ("access-unknown",)),
        (Kind.USEFUL, "step-free", ("access-unknown",)),
    ],
)
def test_access_arises_where_one_goes_in(kind: Kind, need: str, relaxed: tuple[str]) -> None:
    path = suggest(problem(thing("it", kind), who=seeker(access=need)))

    assert [one.relaxed for one in path.by_kind[kind]] == [relaxed]


def test_other_time_gives_way_before_unknown_access_and_both_last() -> None:
    late = place("late", "step-free", slots="sun-evening")
    unsure = place("unsure", None, slots="mon-morning")
    neither = place("neither", None, slots="sun-evening")
    asked = {"needs": "step-free", "free": "mon-morning"}

    assert shown(late, unsure, neither, **asked) == [("late", ("other-time",), ())]
    assert shown(unsure, neither, **asked) == [("unsure", ("access-unknown",), ("step-free",))]
    assert shown(neither, **asked) == [
        ("neither", ("other-time", "access-unknown"), ("step-free",))
    ]


def test_other_time_leaves_aside_what_says_no_time() -> None:
    always = place("always", None)

    assert shown(always, needs="", free="mon-morning") == [("always", (), ())]


def test_excluded_counts_each_thing_once_under_the_first_rule() -> None:
    things = (
        thing("kept", languages="fr", slots="mon-morning"),
        thing("twice", languages="en", seats_left=0),
        thing("foreign", languages="en"),
        thing("late", languages="fr", slots="sun-evening"),
        thing("gone", languages="en", seats_left=0, paused=True),
    )
    who = seeker(languages="fr", free="mon-morning")

    path = suggest(problem(*things, who=who, refused=frozenset({"gone"})))

    assert ranked(path) == ["kept"]
    assert path.considered[Kind.CIRCLE] == 1
    assert excluded(path) == {
        ("circle", "refused"): 1,
        ("circle", "full"): 1,
        ("circle", "language"): 1,
        ("circle", "other-time"): 1,
    }


def test_excluded_counts_once_what_breaks_both_soft_rules() -> None:
    kept = place("kept", "step-free")
    both = place("both", None, slots="sun-evening")

    path = suggest(problem(kept, both, who=seeker(access="step-free", free="mon-morning")))

    assert excluded(path) == {("place", "other-time"): 1}


def test_path_gives_at_most_k_of_each_kind_in_the_order_of_kinds() -> None:
    things = [thing(f"{kind}{number}", kind) for kind in Kind for number in range(4)]

    path = suggest(problem(*things), k=3)

    assert list(path.by_kind) == list(Kind)
    assert {kind: len(one) for kind, one in path.by_kind.items()} == dict.fromkeys(Kind, 3)
    assert path.considered == dict.fromkeys(Kind, 4)
    assert [one.kind for one in path.first()] == list(Kind)


def test_path_of_an_empty_town_is_empty_everywhere() -> None:
    path = suggest(problem())

    assert path.empty() == tuple(Kind)
    assert path.first() == ()
    assert path.excluded == ()

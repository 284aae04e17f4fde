"""Short words for small rounds, a Hypothesis strategy for valid ones, and the hard shapes."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from parvis.matching.rounds.plan import Group, RoundPlan
from parvis.matching.rounds.problem import Params, RoundProblem

Row = dict[str, Any]
SLOTS = 3
PERSON: Row = {
    "x": 0.0,
    "y": 0.0,
    "quartier": 0,
    "age": 40,
    "band": 3,
    "langs": 1,
    "tags": (),
    "avail": 1,
    "size_max": 6,
    "host": False,
    "vetted": False,
    "needs": 0,
    "walk_speed": 75.0,
    "transit": False,
    "max_minutes": 15.0,
    "wait": 0.0,
    "ties": 0.0,
}


def person(**values: Any) -> Row:
    """Somebody free in slot 0, at the origin, speaking language 1, of no quality."""
    assert set(values) <= {"id", *PERSON}
    return {**PERSON, **values}


def columns(rows: Sequence[Row]) -> dict[str, list[Any]]:
    """Rows as the columns of ``parvis-round/1``; who has no id is named by their place."""
    names = [row.get("id", f"p{place}") for place, row in enumerate(rows)]
    return {"id": names, **{name: [row[name] for row in rows] for name in PERSON}}


def problem(
    rows: Sequence[Row],
    sessions: Sequence[tuple[int, int, int, int]] = ((0, 0, 6, 1),),
    venues: Sequence[tuple[float, float, int]] = ((0.0, 0.0, 0),),
    **values: Any,
) -> RoundProblem:
    """Sessions are (venue, slot, seats, tables), venues (x, y, flags)."""
    return RoundProblem.of(
        people=columns(rows),
        venues=dict(zip(("x", "y", "flags"), _turned(venues, 3), strict=True)),
        sessions=dict(zip(("venue", "slot", "seats", "tables"), _turned(sessions, 4), strict=True)),
        **{"tag_weight": [0.4, 0.3, 0.2, 0.1], **values},
    )


def _turned(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    return [[row[place] for row in rows] for place in range(width)]


def plan(found: RoundProblem, *groups: tuple[int, Sequence[int]]) -> RoundPlan:
    """Groups are (session, members); everybody else is unplaced."""
    return RoundPlan.of([Group(session, tuple(who)) for session, who in groups], len(found))


def nobody_feasible() -> RoundProblem:
    """Twelve people, and not one who may go to the only session: too far, busy, or in need."""
    faults: list[Row] = [{"x": 9_000.0}, {"avail": 2}, {"needs": 1}, {"langs": 0}]
    return problem([person(**faults[place % 4]) for place in range(12)], sessions=[(0, 0, 12, 3)])


def one_host_for_all() -> RoundProblem:
    """Twelve people, minors among them, who need the one vetted host."""
    young = [person(age=15, band=0, wait=place) for place in range(6)]
    return problem(
        [person(host=True, vetted=True), *young, *[person(ties=place) for place in range(5)]],
        sessions=[(0, 0, 12, 3)],
    )


def star_of_blocks() -> RoundProblem:
    """The person at the centre is blocked with everybody but one."""
    rows = [person(wait=6.0, size_max=3 + place % 4) for place in range(10)]
    return problem(rows, sessions=[(0, 0, 10, 3)], blocks=[(0, other) for other in range(1, 9)])


def all_blocked() -> RoundProblem:
    """Everybody is blocked with everybody."""
    pairs = [(one, other) for one in range(8) for other in range(one + 1, 8)]
    return problem([person() for _ in range(8)], sessions=[(0, 0, 8, 2)], blocks=pairs)


def all_the_same_slot() -> RoundProblem:
    """Twelve people free at one moment only, when three sessions compete for them."""
    rows = [person(x=400.0 * (place % 3), quartier=place % 3) for place in range(12)]
    return problem(
        rows,
        sessions=[(venue, 0, 5, 1) for venue in range(3)],
        venues=[(0.0, 0.0, 0), (400.0, 0.0, 0), (800.0, 0.0, 0)],
    )


def no_sessions() -> RoundProblem:
    return problem([person() for _ in range(5)], sessions=[])


def no_seats() -> RoundProblem:
    return problem([person() for _ in range(5)], sessions=[(0, 0, 0, 2), (0, 0, 6, 0)])


def one_person() -> RoundProblem:
    return problem([person(host=True)])


def nobody() -> RoundProblem:
    return problem([])


def duplicate_positions() -> RoundProblem:
    """Everybody and both venues at the very same point: no distance tells anything."""
    rows = [person(tags=(place % 4,), band=place % 2, host=place == 0) for place in range(11)]
    return problem(
        rows, sessions=[(0, 0, 6, 2), (1, 0, 6, 1)], venues=[(0.0, 0.0, 0), (0.0, 0.0, 0)]
    )


def few_seats() -> RoundProblem:
    """Two tables and seven seats: two tables of four do not hold."""
    rows = [person(quartier=place, band=place % 3) for place in range(9)]
    return problem(rows, sessions=[(0, 0, 7, 2)])


def no_common_language() -> RoundProblem:
    """Each two of five people have a language in common, no three have."""
    pairs = list(combinations(range(5), 2))
    return problem(
        [person(langs=sum(1 << at for at, both in enumerate(pairs) if i in both)) for i in range(5)]
    )


ADVERSARIAL = (
    nobody_feasible,
    one_host_for_all,
    star_of_blocks,
    all_blocked,
    all_the_same_slot,
    no_sessions,
    no_seats,
    one_person,
    nobody,
    duplicate_positions,
    few_seats,
    no_common_language,
)


#: What keeps people apart, one thing at a time; nothing, most of the time.
TROUBLES: tuple[Row, ...] = (
    *({},) * 50,
    *({"avail": free} for free in (1, 6, 0)),
    *({"langs": spoken} for spoken in (2, 3, 6, 0)),
    *({"size_max": most} for most in (2, 3, 4, 5)),
    *({"needs": need} for need in (1, 2)),
    {"max_minutes": 5.0, "x": 300.0},
    {"max_minutes": 12.0, "x": 700.0, "transit": True},
    {"walk_speed": 40.0, "y": 450.0},
    {"x": 1_500.0, "transit": True, "max_minutes": 30.0},
    {"age": 16, "band": 0},
    {"age": 17, "band": 0},
    {"age": 17, "band": 0, "host": True, "vetted": True},
    {"host": True},
    {"host": True, "vetted": True},
    {"vetted": True},
)


@st.composite
def people(draw: st.DrawFn) -> Row:
    """Somebody of a small town, free at every moment, with one or two troubles at most."""
    plain = person(
        x=draw(st.sampled_from([0.0, 0.0, 150.0, 300.0])),
        quartier=draw(st.integers(0, 2)),
        band=draw(st.integers(1, 3)),
        langs=draw(st.sampled_from([1, 1, 3, 5])),
        tags=draw(st.lists(st.integers(0, 3), max_size=3, unique=True)),
        avail=7,
        wait=draw(st.sampled_from([0.0, 1.0, 4.0, 6.0, 8.0])),
        ties=draw(st.sampled_from([0.0, 1.0, 2.5, 8.0])),
    )
    return {**plain, **draw(st.sampled_from(TROUBLES)), **draw(st.sampled_from(TROUBLES))}


@st.composite
def problems(draw: st.DrawFn, most: int = 12) -> RoundProblem:
    """A small valid round of at most ``most`` people, at most four sessions.

    Most have a table to form, some a table of minors.
    """
    count = min(most, draw(st.sampled_from([12, 11, 10, 9, 8, 8, 7, 6, 6, 5, 4, 3, 2, 1, 0])))
    rows = [draw(people()) for _ in range(count)]
    if draw(st.integers(0, 2)) == 0:
        # A table of minors needs three people at once: chance alone hardly ever makes one.
        young = person(age=16, band=0, avail=7)
        rows[:3] = [young, young, person(host=True, vetted=True, avail=7)][:count]
    venue = st.tuples(
        st.sampled_from([0.0, 200.0, 500.0]), st.just(0.0), st.sampled_from([0, 1, 3])
    )
    venues = draw(st.lists(venue, min_size=1, max_size=3))
    session = st.tuples(
        st.integers(0, len(venues) - 1),
        st.integers(0, SLOTS - 1),
        st.sampled_from([12, 3, 4, 5, 6, 6, 7, 8, 9, 10, 2]),
        st.sampled_from([1, 1, 2, 2, 3, 3, 0]),
    )
    everyone = range(len(rows))
    pairs = [(one, other) for one in everyone for other in everyone if one < other]
    some = st.lists(st.sampled_from(pairs), max_size=4, unique=True) if pairs else st.just([])
    blocks, recent = draw(some), draw(some)
    again = [pair for pair in draw(some) if pair not in blocks]
    return problem(
        rows,
        sessions=[draw(session) for _ in range(draw(st.sampled_from([2, 1, 2, 3, 4, 0])))],
        venues=venues,
        blocks=blocks,
        recent=recent,
        again=again,
        params=draw(params()),
    )


@st.composite
def params(draw: st.DrawFn) -> Params:
    """The defaults most of the time, else other constants."""
    if draw(st.booleans()):
        return Params()
    return Params(
        size_min=draw(st.sampled_from([2, 3, 3])),
        size_max=draw(st.sampled_from([4, 5, 6])),
        b_host=draw(st.sampled_from([0.0, 0.3, 1.5])),
        b_affinity=draw(st.sampled_from([0.0, 0.8, 3.0])),
        b_travel=draw(st.sampled_from([0.0, 0.3, 2.0])),
        size_penalty={size: draw(st.sampled_from([0.0, 0.05, 0.4])) for size in range(2, 7)},
        w_ties=draw(st.sampled_from([0.0, 1.0])),
        majority_age=draw(st.sampled_from([0, 18])),
    )

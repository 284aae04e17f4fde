from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.matching.rounds import reasons
from parvis.matching.rounds.changes import Change, what_would_place
from parvis.matching.rounds.generate import commune
from parvis.matching.rounds.greedy import best_insertion
from parvis.matching.rounds.plan import Group, Unplaced
from parvis.matching.rounds.problem import RoundProblem
from parvis.matching.rounds.reasons import TableReason, table_reasons, why_unplaced
from parvis.matching.rounds.verify import Checker
from tests.matching.rounds.builders import Row, person, problem, problems

OTHERS = [person(), person(), person()]


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        (person(size_max=2), "table-size"),
        (person(avail=4), "no-moment"),
        (person(x=2_000.0), "too-far"),
        (person(needs=1), "access"),
        (person(langs=4), "no-language"),
        (person(age=15), "no-host"),
        (person(), "no-seat"),
        (person(avail=2), "no-company"),
    ],
)
def test_why_unplaced_tells_the_rule_that_leaves_nothing(who: Row, reason: str) -> None:
    round_ = problem([*OTHERS, who], sessions=[(0, 0, 3, 1), (0, 1, 6, 1)])
    if reason in {"no-language", "no-host"}:
        round_ = problem([*OTHERS, who])
    assert why_unplaced(round_, [Group(0, (0, 1, 2))]) == (Unplaced(3, reason),)


def test_why_unplaced_without_any_session() -> None:
    round_ = problem([person(), person()], sessions=[])
    assert [one.reason for one in why_unplaced(round_, [])] == ["no-session", "no-session"]
    nothing = problem([person()], sessions=[(0, 0, 2, 1), (0, 0, 6, 0)])
    assert [one.reason for one in why_unplaced(nothing, [])] == ["no-session"]


def test_why_unplaced_of_the_only_minor() -> None:
    guard = person(host=True, vetted=True)
    round_ = problem([person(age=15), guard, guard])
    assert why_unplaced(round_, [])[0] == Unplaced(0, "minors")


def test_why_unplaced_is_the_same_word_for_the_blocked_as_for_the_alone() -> None:
    rows = [person(), person(), person()]
    blocked = problem(rows, blocks=[(0, 1), (0, 2), (1, 2)])
    met = problem(rows, recent=[(0, 1), (0, 2), (1, 2)])
    alone = problem(rows)
    expected = tuple(Unplaced(one, "no-company") for one in range(3))
    assert why_unplaced(blocked, []) == why_unplaced(met, []) == why_unplaced(alone, []) == expected


@settings(max_examples=60)
@given(problems(most=10))
def test_why_unplaced_tells_of_everybody_without_a_table_and_of_no_block(
    round_: RoundProblem,
) -> None:
    groups = best_insertion(round_).groups
    told = why_unplaced(round_, groups)
    placed = {one for group in groups for one in group.members}
    assert [one.person for one in told] == [one for one in range(len(round_)) if one not in placed]
    assert {one.reason for one in told} <= set(reasons.REASONS)
    # whom they blocked or met changes no word of it
    none = np.empty((0, 2), np.int64)
    assert told == why_unplaced(replace(round_, blocks=none, recent=none, again=none), groups)


def test_why_unplaced_speaks_for_a_whole_town() -> None:
    round_ = commune(400, seed=3)
    told = Counter(one.reason for one in why_unplaced(round_, best_insertion(round_).groups))
    assert told["too-far"] > 0
    assert told["no-seat"] + told["no-company"] > 0


@pytest.mark.parametrize(
    ("who", "change"),
    [
        (person(avail=4), Change("moment", 0, 0)),
        (person(x=1_100.0), Change("minutes", 20, 0)),
        (person(x=1_100.0, transit=False), Change("transit", 1, 0)),
        (person(size_max=3), Change("size", 4, 0)),
    ],
)
def test_what_would_place_finds_the_change(who: Row, change: Change) -> None:
    round_ = problem([*OTHERS, who])
    assert change in what_would_place(round_, [Group(0, (0, 1, 2))], 3)


def test_what_would_place_proposes_a_table_with_others_who_wait() -> None:
    rows = [person(x=1_100.0), person(), person()]
    assert what_would_place(problem(rows), [], 0) == (
        Change("minutes", 20, 0),
        Change("transit", 1, 0),
    )


def test_what_would_place_promises_nothing_that_a_rule_forbids() -> None:
    rows = [*OTHERS, person(avail=4)]
    blocked = problem(rows, blocks=[(1, 3)], sessions=[(0, 0, 4, 1)])
    assert what_would_place(blocked, [Group(0, (0, 1, 2))], 3) == ()
    assert what_would_place(problem(rows), [Group(0, (0, 1, 2))], 0) == ()


@settings(max_examples=40)
@given(problems(most=9))
def test_what_would_place_is_true(round_: RoundProblem) -> None:
    groups = best_insertion(round_).groups
    columns = {
        "minutes": "max_minutes",
        "size": "size_max",
        "transit": "transit",
        "moment": "avail",
    }
    for unplaced in why_unplaced(round_, groups):
        who = unplaced.person
        for change in what_would_place(round_, groups, who):
            values = getattr(round_.people, columns[change.kind]).copy()
            values[who] = (
                values[who] | 1 << change.value if change.kind == "moment" else change.value
            )
            people = replace(round_.people, **{columns[change.kind]: values})
            after = Checker(replace(round_, people=people))
            session = change.session
            there = [group.members for group in groups if group.session == session]
            seats = round_.sessions.seats[session] - sum(len(one) for one in there)
            tables = [(*one, who) for one in there if seats]
            tables += [(*set(one) - {out}, who) for one in there for out in one]
            if len(there) < round_.sessions.tables[session] and seats >= round_.params.size_min:
                free = [one.person for one in why_unplaced(round_, groups) if one.person != who]
                tables += [(who, one, two) for one in free for two in free if one < two]
                tables += [(who, one) for one in free]
            assert any(next(after.broken(session, one), None) is None for one in tables)


def test_table_reasons_tell_what_all_share_and_what_mixes_them() -> None:
    rows = [
        person(tags=(0, 2), band=1, quartier=1, host=True, langs=3),
        person(tags=(2,), band=2, quartier=1, langs=3),
        person(tags=(0, 2), band=3, quartier=1, langs=7),
    ]
    assert table_reasons(problem(rows), Group(0, (0, 1, 2))) == (
        TableReason("shared-interest", 2),
        TableReason("shared-language", 0),
        TableReason("shared-language", 1),
        TableReason("host", 1),
        TableReason("several-ages", 3),
        TableReason("same-quarter", 1),
    )


@settings(max_examples=40)
@given(problems(most=10), st.data())
def test_table_reasons_tell_no_fact_of_one_person(
    round_: RoundProblem, data: st.DataObject
) -> None:
    for group in best_insertion(round_).groups:
        told = table_reasons(round_, group)
        assert told == table_reasons(round_, Group(group.session, group.members[::-1]))
        for reason in told:
            if reason.code == "shared-interest":
                start, index = round_.people.tag_start, round_.people.tag_index
                assert all(reason.value in index[start[i] : start[i + 1]] for i in group.members)
            if reason.code == "shared-language":
                assert all(round_.people.langs[i] >> reason.value & 1 for i in group.members)
        # nothing depends on where they live, on whom they blocked, or on what they need
        one = data.draw(st.sampled_from(group.members))
        people = replace(
            round_.people,
            x=round_.people.x + np.eye(len(round_))[one] * 300,
            needs=round_.people.needs ^ 1,
        )
        none = np.empty((0, 2), np.int64)
        assert told == table_reasons(replace(round_, people=people, blocks=none), group)

from dataclasses import replace

import numpy as np

from parvis.matching.rounds.advice import HOST, SESSION, advise, opened
from parvis.matching.rounds.generate import commune
from parvis.matching.rounds.greedy import best_insertion
from parvis.matching.rounds.plan import Group
from tests.matching.rounds.builders import no_sessions, nobody, person, problem


def test_advise_opens_a_session_where_people_wait() -> None:
    rows = [*(person() for _ in range(3)), *(person(avail=2) for _ in range(4))]
    round_ = problem(rows, sessions=[(0, 0, 3, 1)])
    best, *_ = advise(round_, [Group(0, (0, 1, 2))], seconds=2.0, seed=1)
    assert (best.kind, best.venue, best.slot, best.placed) == (SESSION, 0, 1, 4)
    assert best.value > 4


def test_advise_asks_for_a_host_when_minors_wait_for_one() -> None:
    rows = [person(age=15, band=place) for place in range(3)]
    round_ = problem(rows, sessions=[(0, 0, 6, 1)])
    best, *_ = advise(round_, [], seconds=2.0, seed=1)
    assert (best.kind, best.venue, best.slot, best.placed) == (HOST, 0, 0, 3)


def test_advise_has_nothing_to_say_when_nobody_waits_or_nothing_is_there() -> None:
    full = problem([person() for _ in range(4)])
    assert advise(full, [Group(0, (0, 1, 2, 3))], seconds=1.0, seed=1) == ()
    assert advise(nobody(), [], seconds=1.0, seed=1) == ()


def test_advise_begins_with_a_first_session() -> None:
    best, *_ = advise(no_sessions(), [], seconds=1.0, seed=1)
    assert (best.kind, best.placed) == (SESSION, 5)


def test_advise_for_a_town_places_people_and_gains() -> None:
    round_ = commune(150, seed=2)
    groups = best_insertion(round_).groups
    found = advise(round_, groups, seconds=4.0, seed=1)
    assert found
    assert [one.placed for one in found] == sorted((one.placed for one in found), reverse=True)
    assert all(one.placed >= 1 and one.value > 0 for one in found)


def test_opened_problem_is_valid() -> None:
    round_ = commune(40, seed=2)
    wider, sessions = opened(round_, [(SESSION, 0, 3), (SESSION, 1, 4)])
    wider.check()
    assert wider.sessions.slot[sessions].tolist() == [3, 4]
    place = int(round_.sessions.venue[0]), int(round_.sessions.slot[0])
    hosted, (at,) = opened(round_, [(HOST, *place)])
    hosted.check()
    assert at == 0
    assert len(hosted) == len(round_) + 1
    assert replace(hosted, people=round_.people).people.id == round_.people.id
    assert np.array_equal(hosted.sessions.seats, round_.sessions.seats)

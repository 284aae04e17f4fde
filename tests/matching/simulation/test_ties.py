"""Ties grow with time together, more among the alike, and fade."""

import numpy as np
import pytest

from parvis.matching.simulation.parameters import DEFAULT
from parvis.matching.simulation.ties import Ties

TAGS = np.array([0b11, 0b11, 0b100, 0b110], dtype=np.uint64)


def pair(one, other):
    return np.array([[one, other]])


def test_hours_count_more_among_people_who_share_interests():
    ties = Ties(DEFAULT, TAGS)

    ties.meet(np.array([[0, 1], [0, 2]]), np.array([2.0, 2.0]), week=0)

    assert ties.hours.tolist() == [2.0 * (1 + DEFAULT.shared), 2.0]
    assert ties.meetings.tolist() == [1, 1]


def test_order_of_a_pair_does_not_matter():
    ties = Ties(DEFAULT, TAGS)
    ties.meet(pair(2, 0), np.array([1.0]), week=0)

    pairs, times = ties.meet(pair(0, 2), np.array([1.0]), week=1)

    assert pairs.tolist() == [[0, 2]]
    assert times.tolist() == [2]
    assert len(ties.key) == 1


def test_third_meeting_makes_a_face_familiar():
    ties = Ties(DEFAULT, TAGS)
    familiar = []
    for week in range(3):
        ties.meet(pair(0, 2), np.array([1.0]), week)
        familiar.append(bool(ties.familiar[0]))

    assert familiar == [False, False, True]


def test_fifty_hours_make_a_casual_friend():
    ties = Ties(DEFAULT, TAGS)
    ties.meet(pair(0, 2), np.array([49.9]), week=0)
    before = ties.count(DEFAULT.casual).tolist()

    ties.meet(pair(0, 2), np.array([0.2]), week=0)

    assert before == [0, 0, 0, 0]
    assert ties.count(DEFAULT.casual).tolist() == [1, 0, 1, 0]


@pytest.mark.parametrize(("week", "faded"), [(8, False), (9, True)])
def test_hours_fade_once_out_of_touch(week, faded):
    ties = Ties(DEFAULT, TAGS)
    ties.meet(pair(0, 2), np.array([10.0]), week=0)

    ties.fade(week)

    assert ties.hours[0] == (10.0 * (1 - DEFAULT.fade) if faded else 10.0)


def test_pairs_stay_in_the_order_of_their_keys():
    ties = Ties(DEFAULT, TAGS)
    for week, one in enumerate(([2, 3], [0, 1], [1, 2], [0, 3], [0, 1])):
        ties.meet(np.array([one]), np.array([1.0]), week)

    assert (np.diff(ties.key) > 0).all()
    assert ties.meetings.tolist() == [2, 1, 1, 1]
    assert ties.last.tolist() == [4, 3, 2, 0]

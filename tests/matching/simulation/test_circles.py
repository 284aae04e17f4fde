"""Who talks with whom at a meeting."""

from collections import Counter

import numpy as np
import pytest

from parvis.matching.simulation.circles import talking_pairs
from parvis.matching.simulation.dice import Dice
from parvis.matching.simulation.parameters import DEFAULT
from parvis.matching.simulation.ties import Ties


def strangers(many=60):
    return Ties(DEFAULT, np.ones(many, dtype=np.uint64))


def talk(event, person, *, ties=None, size=5, cling=0.0, week=0):
    return talking_pairs(
        np.array(event),
        np.array(person),
        size=size,
        cling=cling,
        ties=ties or strangers(),
        dice=Dice(1),
        week=week,
    )


@pytest.mark.parametrize("many", range(1, 14))
def test_nobody_talks_with_more_than_the_size_of_a_circle(many):
    pairs, where = talk([9] * many, range(many))

    talked = Counter(pairs.ravel().tolist())
    assert all(count <= 4 for count in talked.values())
    assert (where == 9).all()
    assert len(talked) == (many if many > 1 else 0)
    assert len({tuple(sorted(pair)) for pair in pairs.tolist()}) == len(pairs)


def test_people_of_two_events_do_not_talk():
    pairs, where = talk([1] * 7 + [2] * 7, range(14))

    for (one, other), event in zip(pairs, where, strict=True):
        assert (one < 7) == (other < 7) == (event == 1)


def test_nobody_came():
    pairs, where = talk([], [])

    assert pairs.shape == (0, 2)
    assert not len(where)


def test_the_familiar_sit_together_more_often():
    ties = strangers()
    ties.remember(np.array([[0, 1]]), np.array([100.0]), 5)

    def together(cling):
        found = (
            talk([1] * 20, range(20), ties=ties, cling=cling, week=week)[0].tolist()
            for week in range(80)
        )
        return sum([0, 1] in pairs or [1, 0] in pairs for pairs in found)

    assert together(1.0) > 1.5 * together(0.0)

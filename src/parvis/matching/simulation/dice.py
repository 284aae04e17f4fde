"""Draws that depend on what they are for, not on when they are made.

Each draw is a hash of the seed, of its purpose and of whom it is about. Two policies that show the
same thing to the same person in the same week therefore get the same answer, and nothing changes
when the order of the computation does (common random numbers).
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Lots = NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_30, _27, _31, _11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)


class Purpose(IntEnum):
    """What a draw is for: draws of two purposes have nothing to do with each other.

    A number that changes is another world: new purposes get new numbers.
    """

    LOOK = 1
    DAY = 2
    ORDER = 3
    YES = 5
    QUEUE = 6
    COMES = 7
    WEEKLY = 8
    SEAT = 9
    CLING = 10
    OWN = 11
    LEAVES = 12
    REPLY = 13
    GOES_ON = 14
    WALK = 15


class Dice:
    """All the draws of one world."""

    def __init__(self, seed: int) -> None:
        self._seed = np.array([seed % 2**64], dtype=np.uint64)

    def roll(self, purpose: Purpose, *about: object) -> Floats:
        """Even draws in [0, 1), of the shape the whole numbers ``about`` have together."""
        mixed = splitmix(self._seed ^ np.uint64(int(purpose)))
        for one in about:
            mixed = splitmix(mixed ^ np.asarray(one).astype(np.uint64))
        draws: Floats = (mixed >> _11) * np.float64(2.0**-53)
        return draws


def splitmix(word: Lots) -> Lots:
    """One step of splitmix64 (Steele, Lea and Flood 2014), for arrays."""
    word = word + _STEP
    word = (word ^ (word >> _30)) * _FIRST
    word = (word ^ (word >> _27)) * _SECOND
    return word ^ (word >> _31)

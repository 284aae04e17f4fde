"""What the kernels know of a round, and what pairs of people are worth to each other.

Columns of ``facts`` (n, 6 + words of tags): ``HOST`` … ``TAGS``. ``numbers``: ``INTEREST`` ….
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parvis.matching.rounds.jit import Floats, Ints, kernel, lowest_bit, prepared

from .kernels import ADULT, MINOR, NEVER

HOST, LANGS, CAP, KIND, QUARTER, BAND, TAGS = 0, 1, 2, 3, 4, 5, 6
INTEREST, QUARTERS, BANDS, AFFINITY, HOSTED = 0, 1, 2, 3, 4


class Ground(NamedTuple):
    """The people of a ``Market`` and its constants."""

    facts: Ints
    weight: Floats
    company: Floats
    tag_weight: Floats
    apart_start: Ints
    apart: NDArray[np.int32]
    numbers: Floats
    penalty: Floats
    smallest: int


@kernel
def affinity(ground: Ground, one: int, other: int) -> float:
    """``a_ij`` of design matching.md § 2."""
    facts, numbers = ground.facts, ground.numbers
    shared = 0.0
    for word in range(facts.shape[1] - TAGS):
        common = facts[one, TAGS + word] & facts[other, TAGS + word]
        while common != 0:
            shared += ground.tag_weight[64 * word + lowest_bit(common)]
            common &= common - 1
    value = numbers[INTEREST] * min(1.0, shared)
    if facts[one, QUARTER] != facts[other, QUARTER]:
        value += numbers[QUARTERS]
    if facts[one, BAND] != facts[other, BAND]:
        value += numbers[BANDS]
    return value


@prepared
def pairs_of(ground: Ground, person: Ints) -> Floats:
    """``b_affinity·(w_i + w_j)·a_ij`` of each pair; ``NEVER`` where no table may hold both."""
    facts, weight = ground.facts, ground.weight
    count = len(person)
    table = np.full((count, count), NEVER)
    for x in range(count):
        one = person[x]
        for y in range(x):
            other = person[y]
            if facts[one, LANGS] & facts[other, LANGS] == 0:
                continue
            if facts[one, KIND] + facts[other, KIND] == ADULT + MINOR:
                continue
            value = ground.numbers[AFFINITY] * affinity(ground, one, other)
            value *= weight[one] + weight[other]
            table[x, y] = value
            table[y, x] = value
        for at in range(ground.apart_start[one], ground.apart_start[one + 1]):
            y = np.searchsorted(person, ground.apart[at])
            if y < count and person[y] == ground.apart[at]:
                table[x, y] = NEVER
                table[y, x] = NEVER
    return table

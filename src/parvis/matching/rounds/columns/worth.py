"""The value of groups whose members are known, and rows of a pool from groups and back."""

from collections.abc import Iterable

import numpy as np

from parvis.matching.rounds.jit import Floats, Ints, kernel
from parvis.matching.rounds.plan import Group
from parvis.matching.rounds.pricing import Market
from parvis.matching.rounds.pricing.ground import AFFINITY, HOST, HOSTED, Ground, affinity


@kernel
def values_into(ground: Ground, base: Floats, members: Ints, value: Floats) -> None:
    """``value`` of each row of ``members``; ``base`` (same shape) is each one's own value."""
    weight, penalty, numbers = ground.weight, ground.penalty, ground.numbers
    for row in range(len(members)):
        total, heavy, company, host, size = 0.0, 0.0, 0.0, False, 0
        for x in range(members.shape[1]):
            one = members[row, x]
            if one < 0:
                continue
            size += 1
            total += base[row, x]
            heavy += weight[one]
            host = host or ground.facts[one, HOST] == 1
            for y in range(x):
                other = members[row, y]
                if other >= 0:
                    company += (weight[one] + weight[other]) * affinity(ground, one, other)
        if host:
            total += numbers[HOSTED] * heavy
        value[row] = total - penalty[size] * heavy + numbers[AFFINITY] * company / (size - 1)


def values_of(market: Market, session: Ints, members: Ints) -> Floats:
    """V(S, s) of each row (c, largest), padded with −1; every member may come to the session."""
    value = np.zeros(len(session))
    base = np.zeros(members.shape)
    for row in range(len(session)):
        first, last = market.start[session[row]], market.start[session[row] + 1]
        there = members[row] >= 0
        place = np.searchsorted(market.person[first:last], members[row][there])
        base[row, there] = market.base[first + place]
    values_into(market.ground, base, members, value)
    return value


def rows_of(market: Market, groups: Iterable[Group]) -> tuple[Ints, Ints]:
    """Session and members of each group, members padded with −1."""
    listed = tuple(groups)
    members = np.full((len(listed), market.largest), -1, np.int64)
    for row, group in enumerate(listed):
        members[row, : len(group.members)] = group.members
    return np.array([group.session for group in listed], np.int64), members


def groups_of(session: Ints, members: Ints) -> tuple[Group, ...]:
    """The groups of some rows."""
    return tuple(
        Group(int(where), tuple(sorted(int(one) for one in row if one >= 0)))
        for where, row in zip(session, members, strict=True)
    )

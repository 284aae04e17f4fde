"""Tables without the solver, when it could not run: in turn, by priority, no hard rule broken.

Far from the best there is, and a week with tables all the same. Nothing compiled is loaded.
"""

import time
from collections.abc import Sequence

from parvis.matching.rounds.plan import Group, RoundPlan
from parvis.matching.rounds.problem import RoundProblem
from parvis.matching.rounds.verify import Checker

#: How many a table is filled up to at first; whoever is left over then joins those with room.
WANTED = 4


def simple_plan(problem: RoundProblem, *, seconds: float) -> RoundPlan:
    """Valid tables; stops opening new ones after so many seconds."""
    checker = Checker(problem)
    until = time.monotonic() + seconds
    params = problem.params
    waiting = sorted(range(len(problem)), key=lambda one: (-checker.weight(one), one))
    groups: list[Group] = []
    for session in range(len(problem.sessions)):
        seats = checker.seats[session]
        able = [one for one in waiting if _may_come(checker, session, one)]
        for _table in range(checker.tables[session]):
            most = min(WANTED, seats)
            if most < params.size_min or time.monotonic() > until:
                break
            members = _fill(checker, session, able, [], most)
            if len(members) < params.size_min:
                break
            groups.append(Group(session, tuple(members)))
            seats -= len(members)
            able = [one for one in able if one not in members]
            waiting = [one for one in waiting if one not in members]
    return RoundPlan.of(_join(checker, groups, waiting), len(problem))


def _join(checker: Checker, groups: list[Group], waiting: list[int]) -> list[Group]:
    left = list(checker.seats)
    for group in groups:
        left[group.session] -= len(group.members)
    joined = []
    for group in groups:
        most = min(checker.params.size_max, len(group.members) + left[group.session])
        able = [one for one in waiting if _may_come(checker, group.session, one)]
        members = _fill(checker, group.session, able, list(group.members), most)
        left[group.session] -= len(members) - len(group.members)
        waiting = [one for one in waiting if one not in members]
        joined.append(Group(group.session, tuple(members)))
    return joined


def _fill(
    checker: Checker, session: int, able: Sequence[int], members: list[int], most: int
) -> list[int]:
    """Those who may, one after the other. From nobody, each in turn is tried as the first."""
    starts = [[one] for one in able] if not members else [members]
    best: list[int] = []
    for start in starts:
        found = list(start)
        for one in able:
            if len(found) >= most:
                break
            if one not in found and _may_join(checker, session, [*found, one]):
                found.append(one)
        whole = len(found) >= checker.params.size_min
        if whole and not any(checker.broken(session, found)):
            if len(found) > len(best):
                best = found
            if len(best) >= most or members:
                break
    return best or members


def _may_come(checker: Checker, session: int, one: int) -> bool:
    return _may_join(checker, session, [one])


def _may_join(checker: Checker, session: int, members: Sequence[int]) -> bool:
    """Whether nothing stands against them together but that they are few."""
    few = len(members) < checker.params.size_min
    return not any(
        not (broken.rule == "H2" and few and len(members) <= min(map(_size(checker), members)))
        for broken in checker.broken(session, members)
    )


def _size(checker: Checker):  # type: ignore[no-untyped-def]
    return lambda one: checker.size_max[one]

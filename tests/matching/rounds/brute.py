"""Every group and every plan of a tiny round, by trying them all with the independent checker."""

from itertools import combinations

from parvis.matching.rounds.plan import Group
from parvis.matching.rounds.problem import RoundProblem
from parvis.matching.rounds.verify import Checker


def every_group(problem: RoundProblem) -> dict[Group, float]:
    """All groups that break no rule by themselves, with their value."""
    checker = Checker(problem)
    found = {}
    for session in range(len(problem.sessions)):
        if problem.sessions.tables[session] == 0:
            continue
        for size in range(problem.params.size_min, problem.params.size_max + 1):
            if size > problem.sessions.seats[session]:
                continue
            for members in combinations(range(len(problem)), size):
                if next(checker.broken(session, members), None) is None:
                    found[Group(session, members)] = checker.value(session, members)
    return found


def best_value(problem: RoundProblem) -> float:
    """What the best plan is worth."""
    groups = list(every_group(problem).items())
    seats = problem.sessions.seats.tolist()
    tables = problem.sessions.tables.tolist()

    def best(first: int, taken: frozenset[int]) -> float:
        most = 0.0
        for place in range(first, len(groups)):
            group, value = groups[place]
            where, size = group.session, len(group.members)
            if tables[where] < 1 or seats[where] < size or taken & set(group.members):
                continue
            tables[where] -= 1
            seats[where] -= size
            most = max(most, value + best(place + 1, taken | set(group.members)))
            tables[where] += 1
            seats[where] += size
        return most

    return best(0, frozenset())

"""What a move by hand costs, and which hard rules it breaks, on the independent checker."""

from dataclasses import dataclass, replace

from .plan import Group, RoundPlan
from .problem import RoundProblem
from .verify import Checker, Violation


@dataclass(frozen=True, slots=True)
class Judgement:
    """``violations`` that the tables concerned would have; ``change`` of the plan's value.

    The group of a violation is its place in ``plan.groups`` as they were. The change means little
    when a rule is broken.
    """

    violations: tuple[Violation, ...]
    change: float

    @property
    def allowed(self) -> bool:
        """Whether no hard rule is broken."""
        return not self.violations


def judge(
    problem: RoundProblem,
    plan: RoundPlan,
    person: int,
    to_group: int | None,
    checker: Checker | None = None,
) -> Judgement:
    """Somebody moves to the group at place ``to_group`` of the plan, or off every table (None).

    Give the ``checker`` of the problem where several moves are judged.

    :raises IndexError: there is no such person or group.
    """
    if not 0 <= person < len(problem):
        raise IndexError(f"no person {person}")
    if to_group is not None and not 0 <= to_group < len(plan.groups):
        raise IndexError(f"no group {to_group}")
    before = {
        place: group
        for place, group in enumerate(plan.groups)
        if place == to_group or person in group.members
    }
    sessions = {group.session for group in before.values()}
    beside = {
        place: group
        for place, group in enumerate(plan.groups)
        if group.session in sessions and place not in before
    }
    after = {place: _moved(group, person, place == to_group) for place, group in before.items()}
    checker = checker or Checker(problem)
    old = _verdict(checker, before | beside)
    new = _verdict(checker, {place: one for place, one in after.items() if one.members} | beside)
    # what was already broken at the tables beside is not this move's doing
    violations = tuple(one for one in new[1] if one.group is None or one.group in after)
    return Judgement(violations, new[0] - old[0])


def _moved(group: Group, person: int, arrives: bool) -> Group:
    members = tuple(one for one in group.members if one != person)
    return replace(group, members=tuple(sorted((*members, person))) if arrives else members)


def _verdict(checker: Checker, groups: dict[int, Group]) -> tuple[float, tuple[Violation, ...]]:
    places = sorted(groups)
    verdict = checker.verify(RoundPlan(tuple(groups[place] for place in places), ()))
    named = (
        replace(one, group=places[one.group]) if one.group is not None else one
        for one in verdict.violations
        if one.rule != "complete"
    )
    return verdict.objective, tuple(named)


def after_move(plan: RoundPlan, person: int, to_group: int | None, people: int) -> RoundPlan:
    """The plan once somebody moved; a table left empty is gone. ``people`` in all."""
    groups = [
        _moved(group, person, place == to_group)
        if place == to_group or person in group.members
        else group
        for place, group in enumerate(plan.groups)
    ]
    return RoundPlan.of([group for group in groups if group.members], people)

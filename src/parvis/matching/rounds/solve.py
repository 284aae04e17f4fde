"""The solver of a round: a good plan within a second, a better one with time.

Annealing over every table at once (``search``), by regions on several cores; where people are few
enough, ``columns`` takes over with exact choices and may prove that nothing better exists. It
never gives a plan worth less than the greedy baselines or than the plan it started from.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from .compiled import compile_round
from .greedy import best_insertion, first_come
from .plan import Group, RoundPlan
from .problem import RoundProblem
from .reasons import why_unplaced
from .search.course import Budget, Course, Stopped
from .search.plans import groups_of, worth

#: Seconds of a search when nothing else is said.
SECONDS: Final = 10.0
#: Up to so many people, columns take over after this share of the seconds; of the second row,
#: only where there is that much time at least.
EXACT: Final = ((150, 0.15, 0.0), (800, 0.3, 5.0))


@dataclass(frozen=True, slots=True)
class Outcome:
    """A plan, what it is worth, and what it took. ``bound``: no plan is worth more, if known."""

    plan: RoundPlan
    objective: float
    seconds: float
    steps: int
    bound: float | None = None


def solve(
    problem: RoundProblem,
    *,
    seconds: float | None = None,
    steps: int | None = None,
    seed: int = 0,
    progress: Callable[[float, float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    start: RoundPlan | None = None,
    workers: int = 2,
) -> Outcome:
    """The best plan found in ``seconds`` (10 by default), or in ``steps`` in place of them.

    With ``steps`` the plan depends on the problem, ``seed``, ``steps``, ``start`` and ``workers``
    alone. ``progress(seconds, objective)`` is called a few times a second at most; when
    ``cancelled()`` becomes true the best plan so far is given within half a second. Somebody
    whose seat in ``start`` breaks a hard rule loses it. Why each person has no table is looked for
    afterwards: a moment for thousands of people, some seconds more for tens of thousands.
    """
    budget = Budget(seconds if seconds is not None or steps is not None else SECONDS, steps)
    share = annealed(len(problem), budget.seconds)
    round_ = compile_round(problem)
    course = Course(round_, budget, seed=seed, workers=workers)
    course.progress, course.cancelled = progress, cancelled
    bound = None
    try:
        for floor in (best_insertion(problem), first_come(problem), start):
            if floor is not None:
                course.begin(floor.groups)
        course.run(share, warm=start is not None)
        groups = groups_of(round_, course.best)
        if share < 1.0 and budget.seconds is not None:
            deadline = time.monotonic() + budget.seconds - budget.seconds_spent()
            groups, bound = improve(problem, groups, deadline, seed, cancelled)
    except Stopped:
        groups = groups_of(round_, course.best)
    finally:
        course.crew.close()
    plan = RoundPlan(RoundPlan.of(groups, len(problem)).groups, why_unplaced(problem, groups))
    value = worth(round_, plan.groups)
    return Outcome(plan, value, budget.seconds_spent(), course.steps, bound)


def annealed(people: int, seconds: float | None) -> float:
    """The share of the budget for annealing; 1.0 where columns would not help, or count steps."""
    if seconds is not None:
        for most, share, least in EXACT:
            if people <= most and seconds >= least:
                return share
    return 1.0


def improve(
    problem: RoundProblem,
    groups: tuple[Group, ...],
    deadline: float,
    seed: int,
    cancelled: Callable[[], bool] | None,
) -> tuple[tuple[Group, ...], float]:
    """``columns.improve``, imported where it is needed: it brings an exact solver along."""
    from . import columns

    return columns.improve(problem, groups, deadline, seed, cancelled)

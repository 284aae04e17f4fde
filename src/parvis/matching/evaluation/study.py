"""Everybody ranked on the same weeks, in one run: the baselines at their best setting, and ours.

On the fitted weeks the weights of our score are learned and each baseline's setting is chosen
(by NDCG@10, for each task apart); on the tested weeks, later, all are measured. From one Monday
to the next everything is counted again, the weights and the settings are not.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from parvis.matching.wrong import WrongProblem

from .baselines import BASELINES, Baseline, Setting
from .exposure import with_floor
from .factors import FACTORS
from .frame import Frame
from .measures import exposures, gini, ndcg, recall, top
from .ours import Lesson, Model, learned, lesson
from .parts import columns
from .town import Floats, Ints, Town, day_of
from .weeks import FITTED_WEEKS, TASKS, TESTED_WEEKS, Task, Week, mondays, week_of

OURS: Final = "Parvis"
OURS_BARE: Final = "Parvis, floor off"
#: Settings are compared on every third of the fitted weeks: enough to tell them apart.
TUNED_EVERY: Final = 3
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run: the weeks fitted and tested, the tasks, and the seed of every draw."""

    fitted: int = FITTED_WEEKS
    tested: int = TESTED_WEEKS
    tasks: tuple[str, ...] = TASKS
    seed: int = 1
    baselines: tuple[Baseline, ...] = BASELINES + FACTORS


@dataclass(slots=True)
class Measured:
    """One ranker on one task: a value for each question (a member, a week), and for each week."""

    name: str
    setting: Setting = field(default_factory=dict)
    ndcg: list[Floats] = field(default_factory=list)
    recall: list[Floats] = field(default_factory=list)
    coverage: list[float] = field(default_factory=list)
    gini: list[float] = field(default_factory=list)
    seconds: float = 0.0
    asked: int = 0

    def add(self, chosen: Ints, task: Task) -> None:
        """Measure one week's top tens."""
        self.ndcg.append(ndcg(chosen, task.came))
        self.recall.append(recall(chosen, task.came))
        shown = exposures(chosen, task.open.shape[1])
        self.coverage.append(float((shown > 0).mean()) if len(shown) else 1.0)
        self.gini.append(gini(shown))

    def took(self, seconds: float, members: int) -> None:
        """Remember how long scoring took."""
        self.seconds += seconds
        self.asked += members


@dataclass(slots=True)
class Outcome:
    """All rankers on one task. ``members`` and ``classes`` are those of the questions."""

    task: str
    rankers: dict[str, Measured]
    model: Model
    members: list[Ints] = field(default_factory=list)
    classes: list[Ints] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Study:
    """What was run, and what came out."""

    plan: Plan
    fitted: tuple[str, ...]
    tested: tuple[str, ...]
    outcomes: dict[str, Outcome]


def run(town: Town, plan: Plan, say: Say) -> Study:
    """Run the protocol. ``say`` is told what is being done.

    :raises WrongProblem: when the town has not one week to fit on and one to test on.
    """
    every = mondays(town, plan.fitted + plan.tested)
    tested = every[-plan.tested :]
    fitted = every[: len(every) - len(tested)]
    if not fitted:
        needed = plan.tested + 2
        raise WrongProblem("events.csv", f"fewer than {needed} whole weeks, the first apart")
    models = _learn(town, fitted, plan, say)
    settings = _tune(town, fitted[1 % len(fitted) :: TUNED_EVERY], plan, say)
    outcomes = {
        name: Outcome(name, _rankers(plan, settings[name]), models[name]) for name in plan.tasks
    }
    for place, week in enumerate(_weeks(town, tested)):
        say(f"tested week {place + 1} of {len(tested)}")
        _test(week, outcomes, plan)
    return Study(plan, tuple(map(day_of, fitted)), tuple(map(day_of, tested)), outcomes)


def _weeks(town: Town, starts: Iterable[int]) -> Iterator[Week]:
    for monday in starts:
        yield week_of(town, monday)


def _learn(town: Town, fitted: Sequence[int], plan: Plan, say: Say) -> dict[str, Model]:
    lessons: dict[str, list[Lesson]] = {name: [] for name in plan.tasks}
    names: tuple[str, ...] = ()
    for place, week in enumerate(_weeks(town, fitted)):
        say(f"fitted week {place + 1} of {len(fitted)}")
        names, table = columns(Frame.of(week))
        classes = week.past.classes(week.members)
        for name in plan.tasks:
            task = week.tasks[name]
            lessons[name].append(lesson(table, task, classes[task.rows], plan.seed))
    models = {}
    for name in plan.tasks:
        say(f"weights of task {name}")
        models[name] = learned(names, lessons.pop(name))
    return models


def _tune(town: Town, starts: Sequence[int], plan: Plan, say: Say) -> dict[str, dict[str, Setting]]:
    """For each task, the best setting of each baseline."""
    kept = list(_weeks(town, starts))
    best: dict[str, dict[str, Setting]] = {name: {} for name in plan.tasks}
    for baseline in plan.baselines:
        found: dict[str, list[float]] = {name: [] for name in plan.tasks}
        if len(baseline.settings) > 1:
            say(f"settings of {baseline.name}")
        for setting in baseline.settings if len(baseline.settings) > 1 else ():
            gains: dict[str, list[Floats]] = {name: [] for name in plan.tasks}
            for week in kept:
                scores = baseline.scores(Frame.of(week), setting, plan.seed)
                for name in plan.tasks:
                    task = week.tasks[name]
                    gains[name].append(ndcg(_top(scores, task, plan.seed), task.came))
            for name, values in gains.items():
                found[name].append(float(np.concatenate(values).mean()))
        for name, means in found.items():
            best[name][baseline.name] = baseline.settings[int(np.argmax(means)) if means else 0]
    return best


def _rankers(plan: Plan, settings: dict[str, Setting]) -> dict[str, Measured]:
    names = [baseline.name for baseline in plan.baselines]
    found = {name: Measured(name, settings[name]) for name in names}
    return found | {name: Measured(name) for name in (OURS, OURS_BARE)}


def _test(week: Week, outcomes: dict[str, Outcome], plan: Plan) -> None:
    frame = Frame.of(week)
    classes = week.past.classes(week.members)
    began = time.perf_counter()
    _, table = columns(frame)
    parts_took = time.perf_counter() - began
    for outcome in outcomes.values():
        task = week.tasks[outcome.task]
        outcome.members.append(week.members[task.rows])
        outcome.classes.append(classes[task.rows])
        began = time.perf_counter()
        scores = outcome.model.scores(table, classes)
        bare = _top(scores, task, plan.seed)
        floored = with_floor(scores[task.rows], task.open, bare)
        outcome.rankers[OURS_BARE].add(bare, task)
        outcome.rankers[OURS].add(floored, task)
        for name in (OURS, OURS_BARE):
            took = time.perf_counter() - began + parts_took
            outcome.rankers[name].took(took, len(week.members))
    for baseline in plan.baselines:
        _test_baseline(week, baseline, outcomes, plan)


def _test_baseline(
    week: Week, baseline: Baseline, outcomes: dict[str, Outcome], plan: Plan
) -> None:
    """Scores are shared between tasks that chose the same setting."""
    known: list[tuple[Setting, Floats, float]] = []
    for outcome in outcomes.values():
        measured, task = outcome.rankers[baseline.name], week.tasks[outcome.task]
        same = [one for one in known if one[0] == measured.setting]
        if not same:
            began = time.perf_counter()
            # A frame of its own: what it counts is counted in its time.
            scores = baseline.scores(Frame.of(week), measured.setting, plan.seed)
            same = [(measured.setting, scores, time.perf_counter() - began)]
            known += same
        _, scores, took = same[0]
        measured.took(took, len(week.members))
        measured.add(_top(scores, task, plan.seed), task)


def _top(scores: Floats, task: Task, seed: int) -> Ints:
    return top(scores[task.rows], task.open, seed)

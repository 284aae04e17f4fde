"""A study: the same worlds under each policy, over seeds, on one or several processes."""

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from parvis.matching.wrong import WrongProblem

from .measures import curves, measure
from .parameters import DEFAULT, Parameters
from .people import Floats
from .policies import ALL, BY_NAME
from .town import live
from .world import World

CONFIDENCE: Final = 0.95
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Study:
    """What is lived: seeds 0, 1, …, so many weeks and residents, these policies."""

    seeds: int = 20
    weeks: int = 26
    residents: int = 5000
    policies: tuple[str, ...] = tuple(policy.name for policy in ALL)
    parameters: Parameters = DEFAULT

    def check(self) -> None:
        """:raises WrongProblem: at a number too small, or a policy nobody knows."""
        for name, least in (("seeds", 1), ("weeks", 1), ("residents", 100)):
            if getattr(self, name) < least:
                raise WrongProblem(name, f"at least {least} is needed")
        if not self.policies:
            raise WrongProblem("policies", "at least one is needed")
        for place, name in enumerate(self.policies):
            if name not in BY_NAME:
                known = ", ".join(BY_NAME)
                raise WrongProblem(f"policies[{place}]", f"{name!r} is not one of {known}")

    def jobs(self) -> list["Job"]:
        """One for each seed and policy, a world after the other."""
        return [
            Job(self.parameters, seed, self.weeks, self.residents, policy)
            for seed in range(self.seeds)
            for policy in self.policies
        ]


@dataclass(frozen=True, slots=True)
class Job:
    """One world under one policy."""

    parameters: Parameters
    seed: int
    weeks: int
    residents: int
    policy: str


@dataclass(frozen=True, slots=True)
class Life:
    """What came out of one job."""

    policy: str
    seed: int
    values: dict[str, float]
    curves: dict[str, tuple[float, ...]]


def run(study: Study, *, workers: int = 1, progress: Progress | None = None) -> list[Life]:
    """Live every world of the study. The result does not depend on the number of workers.

    :raises WrongProblem: at a wrong number or policy.
    """
    study.check()
    return run_jobs(study.jobs(), workers=workers, together=len(study.policies), progress=progress)


def run_jobs(
    jobs: Sequence[Job], *, workers: int, together: int, progress: Progress | None = None
) -> list[Life]:
    """The jobs in order; ``together`` of them in a row are given to one worker.

    An interruption ends the workers at once.
    """
    if workers <= 1:
        return _collect(map(live_one, jobs), len(jobs), progress)
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers, initializer=_let_the_parent_decide) as pool:
        return _collect(pool.imap(live_one, jobs, chunksize=together), len(jobs), progress)


def _collect(lives: Iterable[Life], many: int, progress: Progress | None) -> list[Life]:
    found = []
    for life in lives:
        found.append(life)
        if progress is not None:
            progress(len(found), many)
    return found


def _let_the_parent_decide() -> None:
    """Ctrl-C reaches every process of a terminal: only the one that asked answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@lru_cache(maxsize=1)
def _world(parameters: Parameters, seed: int, weeks: int, residents: int) -> World:
    return World.of(parameters, seed=seed, weeks=weeks, residents=residents)


def live_one(job: Job) -> Life:
    """One world under one policy, measured."""
    world = _world(job.parameters, job.seed, job.weeks, job.residents)
    state = live(world, BY_NAME[job.policy])
    drawn = {name: tuple(map(float, values)) for name, values in curves(state).items()}
    return Life(job.policy, job.seed, measure(state), drawn)


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over seeds with its 95 % interval (Student)."""

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float] | Floats) -> "Interval":
        """One value makes an interval of no width: nothing is known of the spread."""
        from scipy.special import stdtrit

        many = len(values)
        mean = float(np.mean(values))
        if many < 2:
            return cls(mean, mean, mean)
        wide = float(stdtrit(many - 1, (1 + CONFIDENCE) / 2) * np.std(values, ddof=1))
        half = wide / float(np.sqrt(many))
        return cls(mean, mean - half, mean + half)

    @property
    def sign(self) -> int:
        """-1 or 1 when the whole interval is on one side of 0, else 0."""
        return (self.low > 0) - (self.high < 0)


def column(lives: Sequence[Life], policy: str, name: str) -> Floats:
    """One measure of one policy, by seed."""
    return np.array([life.values[name] for life in lives if life.policy == policy])


def summary(lives: Sequence[Life], policy: str, name: str) -> Interval:
    """Mean and interval of one measure under one policy."""
    return Interval.of(column(lives, policy, name))


def difference(lives: Sequence[Life], name: str, policy: str, other: str) -> Interval:
    """``policy`` less ``other``, world by world: what changes is the policy alone."""
    return Interval.of(column(lives, policy, name) - column(lives, other, name))

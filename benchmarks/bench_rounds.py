"""What the tables of a round are worth: the solver beside two greedy ways and a plain annealing.

    python -m benchmarks.bench_rounds [--sizes 60,600,6000] [--seed 1] [--hosts 0.15]
                                      [--ours 10,60] [--annealing 60] [--bound 60]

Synthetic communes (``rounds.generate``), as many seats as people. Each row is a process of its own
that compiles on a small commune first: neither the compiling nor the making of the commune is
counted in the seconds; the memory is the highest of the whole process. Every plan is judged by the
independent checker. The gap is to the bound, which no plan can exceed. Beside the share of people
placed: among those without any tie, and among those who waited three rounds or more.
"""

import argparse
import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from time import perf_counter
from typing import Final, TypeVar

import numpy as np

from benchmarks.table import print_table
from parvis.matching.rounds.generate import commune
from parvis.matching.rounds.plan import RoundPlan
from parvis.matching.rounds.problem import RoundProblem

Result = TypeVar("Result")
#: Rounds waited: long.
LONG: Final = 3
HEAD: Final = (
    *("people", "by", "objective", "bound", "gap", "placed", "no tie", "waited 3+"),
    *("seconds", "MB"),
)


@dataclass(frozen=True)
class Town:
    """What is solved: a commune of the generator."""

    people: int
    seed: int
    hosts: float

    def problem(self) -> RoundProblem:
        return commune(self.people, self.seed, self.hosts)


@dataclass(frozen=True)
class Figures:
    """Of one way of forming tables."""

    objective: float
    placed: float
    alone: float
    waited: float
    seconds: float
    megabytes: float


def first_come(problem: RoundProblem, _seconds: float, _seed: int) -> RoundPlan:
    from parvis.matching.rounds import greedy

    return greedy.first_come(problem)


def best_insertion(problem: RoundProblem, _seconds: float, _seed: int) -> RoundPlan:
    from parvis.matching.rounds import greedy

    return greedy.best_insertion(problem)


def annealing(problem: RoundProblem, seconds: float, seed: int) -> RoundPlan:
    from benchmarks.annealing import anneal

    return anneal(problem, seconds=seconds, seed=seed)


def ours(problem: RoundProblem, seconds: float, seed: int) -> RoundPlan:
    from parvis.matching.rounds.solve import solve

    return solve(problem, seconds=seconds, seed=seed).plan


WAYS: Final[dict[str, Callable[[RoundProblem, float, int], RoundPlan]]] = {
    "first come": first_come,
    "best insertion": best_insertion,
    "annealing": annealing,
    "ours": ours,
}


def measure(way: str, town: Town, seconds: float) -> Figures:
    """One row. In a process of its own, so that its memory is its own.

    :raises SystemExit: the checker refuses the plan.
    """
    from parvis.matching.rounds.verify import verify

    WAYS[way](commune(40, town.seed), 0.2, town.seed)
    problem = town.problem()
    begun = perf_counter()
    plan = WAYS[way](problem, seconds, town.seed)
    spent = perf_counter() - begun
    memory = megabytes()
    verdict = verify(problem, plan)
    if not verdict.valid:
        raise SystemExit(f"{way}: {verdict.violations[0]}")
    people = problem.people
    placed = np.zeros(len(people), bool)
    placed[list(plan.placed)] = True
    return Figures(
        objective=verdict.objective,
        placed=share(placed, np.ones(len(people), bool)),
        alone=share(placed, people.ties == 0),
        waited=share(placed, people.wait >= LONG),
        seconds=spent,
        megabytes=memory,
    )


def bound_of(town: Town, seconds: float, value: float) -> tuple[float, float, float]:
    """A value no plan exceeds, the seconds it took, the memory."""
    from parvis.matching.rounds.bound import upper_bound

    small = commune(40, town.seed)
    upper_bound(small, seconds=0.2, seed=town.seed)
    problem = town.problem()
    begun = perf_counter()
    found = upper_bound(problem, seconds=seconds, seed=town.seed, value=value)
    return found.value, perf_counter() - begun, megabytes()


def share(placed: np.ndarray, among: np.ndarray) -> float:
    return float(placed[among].mean()) if among.any() else 0.0


def megabytes() -> float:
    """The most this process and its own have held."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    held = sum(resource.getrusage(kind).ru_maxrss for kind in kinds)
    return held / (2**20 if sys.platform == "darwin" else 2**10)


def alone(work: Callable[..., Result], *given: object) -> Result:
    """The work, in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(work, *given).result()


def rows_of(town: Town, budgets: list[tuple[str, float]], bound: float) -> list[tuple[str, ...]]:
    """The rows of one size: each way at each of its times, and the bound."""
    found = []
    for way, seconds in budgets:
        found.append((way, seconds, alone(measure, way, town, seconds)))
        print(f"{town.people} {way}: {found[-1][2].objective:.1f}", file=sys.stderr)
    most, rows = 0.0, []
    if bound > 0:
        best = max(figures.objective for _, _, figures in found)
        most, spent, memory = alone(bound_of, town, bound, best)
        figures = ("", f"{most:,.1f}", "", "", "", "", f"{spent:.1f}", f"{memory:,.0f}")
        rows.append((f"{town.people:,}", "bound", *figures))
    for way, seconds, one in found:
        name = f"{way}, {seconds:g} s" if seconds else way
        rows.append(
            (
                *(f"{town.people:,}", name, f"{one.objective:,.1f}"),
                f"{most:,.1f}" if most else "",
                f"{100 * (1 - one.objective / most):.2f} %" if most else "",
                *(f"{100 * part:.1f} %" for part in (one.placed, one.alone, one.waited)),
                *(f"{one.seconds:.1f}", f"{one.megabytes:,.0f}"),
            )
        )
    return rows


def numbers(text: str) -> list[float]:
    return [float(one) for one in text.split(",") if one]


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--sizes", type=numbers, default=[60, 600, 6000])
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--hosts", type=float, default=0.15)
    options.add_argument("--ours", type=numbers, default=[10.0], help="seconds, one or several")
    options.add_argument("--annealing", type=numbers, default=[60.0], help="seconds, as above")
    options.add_argument("--bound", type=float, default=60.0, help="seconds; 0 for none")
    chosen = options.parse_args()
    budgets = [("first come", 0.0), ("best insertion", 0.0)]
    budgets += [("annealing", seconds) for seconds in chosen.annealing]
    budgets += [("ours", seconds) for seconds in chosen.ours]
    rows = []
    for size in chosen.sizes:
        town = Town(int(size), chosen.seed, chosen.hosts)
        rows += rows_of(town, budgets, chosen.bound)
    print_table(HEAD, rows)


if __name__ == "__main__":
    main()

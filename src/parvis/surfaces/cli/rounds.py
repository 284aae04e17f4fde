"""``parvis round``: form the tables of a round kept in a file, check a plan, make a commune."""

import math
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import typer

from parvis.surfaces.cli.start import Stop

if TYPE_CHECKING:
    from parvis.matching.rounds.plan import RoundPlan
    from parvis.matching.rounds.problem import RoundProblem
    from parvis.matching.rounds.solve import Outcome

#: What the words ask cannot be done, or a file cannot be read.
WRONG = 2
ROUNDING = 1e-6


class Wrong(typer.Exit):
    """One kind line on the standard error, and the exit code 2."""

    def __init__(self, sentence: str) -> None:
        super().__init__(WRONG)
        typer.echo(sentence, err=True)


def solve(
    instance: Path | None,
    output: Path | None,
    further: Path | None = None,
    *,
    seconds: float,
    seed: int,
    bound: bool,
    certificate: Path | None,
    quiet: bool,
) -> None:
    """Form the tables and write the plan. Ctrl-C ends the search and keeps the best plan found.

    ``certificate``: where the proof of the bound goes (it asks for the bound by itself).

    :raises Wrong: the instance cannot be read, or the plan cannot be written.
    """
    if instance is None or output is None or further is not None:
        hint = " To check a plan: parvis round --verify INSTANCE SOLUTION" if further else ""
        words = "Say which round, and where its plan goes: parvis round INSTANCE -o SOLUTION."
        raise Wrong(words + hint)
    with reading(instance):
        from parvis.matching.rounds.files import read_problem, write_plan

        problem = read_problem(instance)
    check_output(output, instance)
    if certificate is not None:
        check_output(certificate, instance, output)
    with interruptible() as asked:
        found = formed(problem, asked, seconds=seconds, seed=seed, quiet=quiet)
        with writing(output):
            write_plan(output, found.plan)
        if (bound or certificate is not None) and not asked():
            from parvis.matching.rounds.bound import upper_bound
            from parvis.matching.rounds.certificate import write_certificate

            best = upper_bound(
                problem, seconds=seconds, seed=seed, value=found.objective, cancelled=asked
            )
            # Of a few dozen people the search itself may prove that its plan is the best.
            proved = best.value if found.bound is None else min(best.value, found.bound)
            say_bound(proved, found.objective)
            if certificate is not None:
                with writing(certificate):
                    write_certificate(certificate, best.certificate, best.value)


def verify(instance: Path | None, solution: Path | None, certificate: Path | None = None) -> None:
    """Say what the plan is worth and each rule it breaks; the exit code is 1 if it breaks one.

    ``certificate``: a proof of a bound, checked too.

    :raises Wrong: a file cannot be read.
    """
    if instance is None or solution is None:
        raise Wrong("Say which round and which plan: parvis round --verify INSTANCE SOLUTION")
    from parvis.matching.rounds import files
    from parvis.matching.rounds.verify import RULES
    from parvis.matching.rounds.verify import verify as check

    with reading(instance):
        problem = files.read_problem(instance)
    with reading(solution):
        plan = files.read_plan(solution)
    verdict = check(problem, plan)
    say(problem, plan, verdict.objective)
    if certificate is not None:
        from parvis.matching.rounds.certificate import check as proved
        from parvis.matching.rounds.certificate import read_certificate

        with reading(certificate):
            say_bound(proved(problem, read_certificate(certificate)), verdict.objective)
    for one in verdict.violations:
        where = "" if one.group is None else f", group {one.group}"
        typer.echo(f"{one.rule}{where}: {one.detail}")
    if not verdict.valid:
        for rule in dict.fromkeys(one.rule for one in verdict.violations):
            typer.echo(f"{rule} asks: {RULES[rule]}.")
        raise typer.Exit(1)
    typer.echo("No rule is broken.")


def generate(people: int, output: Path | None, further: Path | None = None, *, seed: int) -> None:
    """Write a synthetic commune, the same for the same size and seed.

    :raises Wrong: there is nowhere to write, or the size makes no sense.
    """
    if output is None or further is not None:
        raise Wrong("Say where the round goes: parvis round --generate 600 -o INSTANCE")
    from parvis.matching.rounds.files import write_problem
    from parvis.matching.rounds.generate import commune
    from parvis.matching.wrong import WrongProblem

    check_output(output)
    try:
        problem = commune(people, seed)
    except WrongProblem as fault:
        raise Wrong(f"--{'generate' if fault.path == 'n' else fault.path}: {fault.fault}") from None
    with writing(output):
        write_problem(output, problem)
    typer.echo(f"{people} people and {len(problem.sessions)} sessions are in {output}")


def formed(
    problem: "RoundProblem",
    asked: Callable[[], bool],
    *,
    seconds: float,
    seed: int,
    quiet: bool,
) -> "Outcome":
    """The best plan found in the time given; its figures are printed.

    :raises Stop: the checker refuses the plan, which would be a fault of ours.
    """
    from parvis.matching.rounds.ready import compile_kernels
    from parvis.matching.rounds.solve import solve as search
    from parvis.matching.rounds.verify import verify as check

    if not quiet:
        typer.echo("Getting ready; the first time takes half a minute.", err=True)
    compile_kernels()
    with telling(problem, quiet=quiet) as progress:
        found = search(problem, seconds=seconds, seed=seed, progress=progress, cancelled=asked)
    if asked():
        typer.echo("Stopped early; this is the best plan found.", err=True)
    verdict = check(problem, found.plan)
    if not verdict.valid:
        raise Stop(f"The plan is refused by its checker ({verdict.violations[0].detail}).")
    say(problem, found.plan, verdict.objective)
    typer.echo(f"seconds      {found.seconds:.1f}")
    return found


def say_bound(bound: float, objective: float) -> None:
    """What no plan can be worth more than, and how far from it this one may be."""
    # Where nobody can be seated, a proof says so up to its own rounding.
    gap = max(0.0, 1 - objective / bound) if bound > ROUNDING else 0.0
    typer.echo(f"bound        {bound:.6f}")
    typer.echo(f"gap          {100 * gap:.2f} %")


def say(problem: "RoundProblem", plan: "RoundPlan", objective: float) -> None:
    """What every plan tells of itself."""
    placed, people = len(plan.placed), len(problem)
    typer.echo(f"objective    {objective:.6f}")
    typer.echo(f"placed       {placed} of {people} ({100 * placed / max(people, 1):.1f} %)")
    typer.echo(f"tables       {len(plan.groups)}")


def check_output(output: Path, *inputs: Path) -> None:
    """Before the work, not after it.

    :raises Wrong: nothing can be written there, or it would be written over what is read.
    """
    if output.is_dir():
        raise Wrong(f"{output} is a folder; name a file in it: -o {output / 'solution.json'}")
    if not output.resolve().parent.is_dir():
        raise Wrong(f"There is no folder {output.resolve().parent} to write {output.name} in")
    if any(output.resolve() == one.resolve() for one in inputs):
        raise Wrong(f"{output} would be written twice, or over the round; give it another name")


@contextmanager
def telling(problem: "RoundProblem", *, quiet: bool) -> Iterator[Callable[[float, float], None]]:
    """How the search goes, on the standard error: one line that changes, or a line in ten seconds.

    Yields ``progress(seconds, objective)``.
    """
    live, told = sys.stderr.isatty(), [-math.inf]

    def tell(seconds: float, objective: float) -> None:
        if quiet or (not live and seconds - told[0] < 10):
            return
        told[0] = seconds
        sentence = f"{len(problem)} people, {seconds:.0f} s: {objective:.2f}"
        typer.echo(f"\r{sentence}" if live else sentence, err=True, nl=not live)

    yield tell
    if live and told[0] >= 0:
        typer.echo(err=True)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """:raises Wrong: for a file that is not there, cannot be read, or says something wrong."""
    from parvis.matching.wrong import WrongProblem

    try:
        yield
    except WrongProblem as fault:
        where = "" if fault.path == path.name else f"{fault.path}: "
        raise Wrong(f"{path}: {where}{fault.fault}") from None
    except OSError as fault:
        raise Wrong(f"{path} cannot be read: {fault.strerror or fault}") from None


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """:raises Wrong: for a file that cannot be written."""
    try:
        yield
    except OSError as fault:
        raise Wrong(f"{path} cannot be written: {fault.strerror or fault}") from None


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Whether somebody asked to stop (Ctrl-C, or a polite kill). Asking twice stops at once."""
    asked = threading.Event()
    before = {
        each: signal.getsignal(each) or signal.SIG_DFL for each in (signal.SIGINT, signal.SIGTERM)
    }

    def ask(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, before[signal.Signals(number)])
        asked.set()

    for each in before:
        signal.signal(each, ask)
    try:
        yield asked.is_set
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)

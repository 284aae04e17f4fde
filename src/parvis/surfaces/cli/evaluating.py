"""``parvis evaluate-paths``: who foresees best where people go, on a folder of a real town."""

import importlib.util
import json
import os
import sys
import time
from pathlib import Path

import typer

from parvis.matching.wrong import WrongProblem
from parvis.surfaces.cli.start import Stop

STANDARD_OUTPUT = "-"


def evaluate(*, folder: Path | None, out: str, seed: int, tasks: str, weeks: str) -> None:
    """Print the table (or JSON on the standard output), and write JSON where asked.

    :raises Stop: for options that make no study, a folder with a wrong value, a file that cannot
        be written, or a Parvis installed without what it is compared with.
    """
    if importlib.util.find_spec("implicit") is None:
        raise Stop("The comparison needs the package implicit: pip install 'parvis[studies]'")
    # One thread each: the timings are compared, and small products gain nothing from more.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from parvis.matching.evaluation import files, generate, report, study

    fitted, tested = _weeks(weeks)
    plan = study.Plan(fitted=fitted, tested=tested, tasks=_tasks(tasks), seed=seed)
    began = time.monotonic()
    try:
        if folder is None:
            _say("No folder given: a made-up city, whose figures say nothing of a real one.")
            town = generate.generate(generate.City(), seed)
        else:
            town = files.read(folder)
        found = report.summary(study.run(town, plan, _say))
    except WrongProblem as wrong:
        raise Stop(str(wrong)) from None
    _say(f"done in {time.monotonic() - began:.0f} s")
    if out != STANDARD_OUTPUT:
        typer.echo(report.table(found))
    if out:
        _write(out, json.dumps(found, indent=2, allow_nan=False))


def _weeks(text: str) -> tuple[int, int]:
    """``8,12``: weeks to fit on, then weeks to test on."""
    counts = text.split(",")
    if len(counts) != 2 or not all(one.strip().isdecimal() and int(one) for one in counts):
        raise Stop(f"Weeks to fit on and to test on, not “{text}”: --weeks 8,12")
    return int(counts[0]), int(counts[1])


def _tasks(text: str) -> tuple[str, ...]:
    from parvis.matching.evaluation.weeks import TASKS

    names = tuple(dict.fromkeys(one.strip().upper() for one in text.split(",")))
    for name in names:
        if name not in TASKS:
            raise Stop(f"The tasks are {' and '.join(TASKS)}, not “{name}”: --tasks E,D")
    return names


def _write(out: str, text: str) -> None:
    if out == STANDARD_OUTPUT:
        typer.echo(text)
        return
    try:
        Path(out).write_text(f"{text}\n", encoding="utf-8")
    except OSError as refused:
        raise Stop(f"Cannot write {out}: {refused.strerror}") from None


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)

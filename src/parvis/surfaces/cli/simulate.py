"""``parvis simulate``: what a town becomes under one way of suggesting or another."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import typer

from parvis.matching.simulation import report, sheets
from parvis.matching.simulation.policies import ALL
from parvis.matching.simulation.sensitivity import run_sensitivity
from parvis.matching.simulation.study import Life, Study, run
from parvis.matching.wrong import WrongProblem
from parvis.surfaces.cli.start import Stop

#: The sensitivity table lives each world hundreds of times: smaller and fewer.
SENSITIVITY_SEEDS, SENSITIVITY_RESIDENTS = 6, 2000
NO_PLOTS = (
    "No pictures: matplotlib is not installed. From a clone: uv sync --extra studies "
    "(elsewhere: pip install 'parvis[studies]'). The tables are written all the same."
)


def simulate(
    *,
    seeds: int,
    weeks: int,
    residents: int,
    policies: str,
    sensitivity: bool,
    workers: int,
    folder: Path | None,
    page: Path | None = None,
) -> None:
    """:raises Stop: for a number or a policy one can do nothing with, or when interrupted."""
    study = Study(seeds=seeds, weeks=weeks, residents=residents, policies=chosen(policies))
    try:
        study.check()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        if page is not None and not page.is_file():
            raise Stop(f"{page} is no page: --page takes one that exists.")
        began = time.monotonic()
        lives = run(study, workers=workers, progress=progress("worlds"))
        varied = vary(smaller(study), workers) if sensitivity else None
    except WrongProblem as wrong:
        raise Stop(f"This cannot be simulated. {wrong}") from None
    except OSError as refused:
        raise Stop(f"{folder} cannot be written: {refused.strerror}.") from None
    except KeyboardInterrupt:
        raise Stop("Stopped. Nothing was written.") from None
    text = report.report(study, lives, varied)
    if folder is not None:
        write(folder, text, lives, varied)
    if page is not None:
        fill(page, report.blocks(study, lives, varied), lives)
    if folder is None and page is None:
        typer.echo(text)
    typer.echo(f"{len(lives)} worlds in {time.monotonic() - began:.0f} s.", err=True)


def chosen(policies: str) -> tuple[str, ...]:
    """The policies named, or all of them."""
    if not policies:
        return tuple(policy.name for policy in ALL)
    return tuple(dict.fromkeys(name.strip() for name in policies.split(",") if name.strip()))


def smaller(study: Study) -> Study:
    """The same weeks, with fewer worlds and people."""
    return replace(
        study,
        seeds=min(study.seeds, SENSITIVITY_SEEDS),
        residents=min(study.residents, SENSITIVITY_RESIDENTS),
    )


def vary(study: Study, workers: int) -> report.Varied:
    """Every parameter halved and doubled."""
    tell = progress("worlds of the sensitivity")
    return report.Varied(study, run_sensitivity(study, workers=workers, progress=tell))


def progress(what: str) -> Callable[[int, int], None]:
    """A line that says how far it is, on the standard error."""

    def tell(done: int, many: int) -> None:
        typer.echo(f"\r{done}/{many} {what}", nl=done == many, err=True)

    return tell


def write(folder: Path, text: str, lives: Sequence[Life], varied: report.Varied | None) -> None:
    """The report, the tables, and the pictures if they can be drawn."""
    files = {
        "report.md": text,
        "figures.csv": sheets.figures(lives),
        "summary.csv": sheets.summaries(lives),
        "differences.csv": sheets.differences(lives),
        "curves.csv": sheets.curves(lives),
        "parameters.csv": sheets.parameters(),
    }
    if varied is not None:
        files["sensitivity.csv"] = sheets.sensitivities(varied.changes)
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    pictures = draw(folder, lives)
    typer.echo(f"{folder}: {len(files)} texts and tables, {pictures} pictures.")


def fill(page: Path, blocks: Mapping[str, str], lives: Sequence[Life]) -> None:
    """The tables of a page that exists, and the pictures beside it."""
    before = page.read_text(encoding="utf-8")
    page.write_text(report.filled(before, blocks), encoding="utf-8")
    typer.echo(f"{page}: {draw(page.parent, lives, ('.svg',))} pictures beside it.")


def draw(folder: Path, lives: Sequence[Life], suffixes: Sequence[str] = (".svg", ".png")) -> int:
    """How many pictures were drawn; none, with a sentence, when they cannot be."""
    try:
        from parvis.matching.simulation import plots

        return len(plots.draw_all(lives, folder, suffixes))
    except ImportError:
        typer.echo(NO_PLOTS, err=True)
        return 0

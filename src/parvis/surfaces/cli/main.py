"""``parvis``: one word, one aim. Django is loaded only by the words that need it."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from parvis.surfaces.cli.start import Stop, django

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Parvis: from “I know nobody here” to a first real encounter.",
)
DEMO_DATA = Path("var/demo")


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="The port to serve on.", min=1, max=65535)] = 8000,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
    data: Annotated[Path, typer.Option(help="Where the demo town is kept.")] = DEMO_DATA,
) -> None:
    """Install, fill and serve the demo town on this machine."""
    from parvis.surfaces.cli import demo as command

    command.serve_demo(port=port, open_browser=not no_open, data=data)


@app.command("test", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def run_tests(
    context: typer.Context,
    embedded: Annotated[
        bool, typer.Option("--embedded", help="Only what needs no PostgreSQL and no Redis.")
    ] = False,
) -> None:
    """Install what the tests need, and run all of them on both engines."""
    from parvis.surfaces.cli import checks

    checks.run_tests(embedded_only=embedded, rest=context.args)


@app.command()
def contracts() -> None:
    """Check the import contracts of the house."""
    from parvis.surfaces.cli import checks

    checks.run_contracts()


@app.command()
def translations(
    update: Annotated[
        bool, typer.Option("--update", help="Write new strings to the catalogues.")
    ] = False,
) -> None:
    """Check that no French or English string is missing."""
    from parvis.surfaces.cli import translations as command

    command.run(update=update)


@app.command()
def tour(
    folder: Annotated[Path, typer.Argument(help="Where the pictures go.")] = Path("docs/tour"),
) -> None:
    """Take the screenshots of the documentation, in a real browser on the demo town."""
    from parvis.surfaces.cli import tour as command

    command.take(folder)


@app.command()
def path(
    text: Annotated[str, typer.Option(help="What a newcomer says, in their own words.")],
    lang: Annotated[str, typer.Option(help="fr or en.")] = "fr",
    area: Annotated[str, typer.Option(help="The slug of a neighbourhood.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    data: Annotated[Path, typer.Option(help="The data folder of a town.")] = DEMO_DATA,
) -> None:
    """Print what is understood and the path with its reasons. Nothing is stored."""
    from parvis.surfaces.cli import path as command

    command.print_path(text=text, language=lang, area=area, as_json=as_json, data=data)


@app.command()
def simulate(
    *,
    seeds: Annotated[int, typer.Option(help="How many worlds.")] = 20,
    weeks: Annotated[int, typer.Option(help="How long each is lived.")] = 26,
    residents: Annotated[int, typer.Option(help="How many live there at the start.")] = 5000,
    policies: Annotated[str, typer.Option(help="Names, with commas between; all if empty.")] = "",
    sensitivity: Annotated[
        bool, typer.Option("--sensitivity", help="Halve and double each parameter as well.")
    ] = False,
    workers: Annotated[int, typer.Option(help="How many processes.", min=1)] = 2,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A folder for tables and pictures.")
    ] = None,
    page: Annotated[
        Path | None, typer.Option(help="A page whose tables and pictures are made anew.")
    ] = None,
) -> None:
    """Simulate a town under each policy of suggestion, and compare what becomes of it."""
    from parvis.surfaces.cli import simulate as command

    command.simulate(
        seeds=seeds,
        weeks=weeks,
        residents=residents,
        policies=policies,
        sensitivity=sensitivity,
        workers=workers,
        folder=output,
        page=page,
    )


@app.command("evaluate-paths")
def evaluate_paths(
    folder: Annotated[
        Path | None, typer.Argument(help="The four CSV files of a town; a made-up city if none.")
    ] = None,
    *,
    out: Annotated[str, typer.Option("--json", help="Write JSON there; - to print it.")] = "",
    seed: Annotated[int, typer.Option(help="The same seed, the same figures.", min=0)] = 1,
    tasks: Annotated[str, typer.Option(help="E: all events; D: discovery.")] = "E,D",
    weeks: Annotated[str, typer.Option(help="Weeks to fit on, and to test on.")] = "8,12",
) -> None:
    """Measure on a town's past how well suggestions foresee where people go."""
    from parvis.surfaces.cli import evaluating as command

    command.evaluate(folder=folder, out=out, seed=seed, tasks=tasks, weeks=weeks)


@app.command("round")
def form_round(
    *,
    instance: Annotated[Path | None, typer.Argument(help="The round, parvis-round/1.")] = None,
    solution: Annotated[Path | None, typer.Argument(help="The plan to verify.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="What is written.")] = None,
    seconds: Annotated[float, typer.Option(help="Time for the search.", min=0, max=86_400)] = 60,
    seed: Annotated[int, typer.Option(help="The same seed, the same luck.", min=0)] = 0,
    bound: Annotated[bool, typer.Option("--bound", help="Say what no plan can exceed.")] = False,
    certificate: Annotated[Path | None, typer.Option(help="The proof of the bound.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Do not tell how it goes.")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Check INSTANCE SOLUTION.")] = False,
    generate: Annotated[
        int | None, typer.Option(help="Write a synthetic commune of so many people.")
    ] = None,
) -> None:
    """Form the tables of a round kept in a file, or check a plan of it. No town is needed."""
    from parvis.surfaces.cli import rounds as command

    if verify:
        command.verify(instance, solution, certificate)
    elif generate is not None:
        command.generate(generate, output, instance, seed=seed)
    else:
        command.solve(
            *(instance, output, solution),
            seconds=seconds,
            seed=seed,
            bound=bound,
            certificate=certificate,
            quiet=quiet,
        )


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option()] = "127.0.0.1",
) -> None:
    """Serve a configured town (see docs/how-to/install-systemd.md)."""
    django()
    from parvis.surfaces.cli import serve as command

    command.serve(host=host, port=port)


@app.command()
def worker() -> None:
    """Do the deferred work of a scaled town (the embedded engine does it by itself)."""
    django()
    from parvis.surfaces.cli import serve as command

    command.work()


@app.command()
def migrate() -> None:
    """Prepare the database and the static files of a configured town."""
    django()
    from parvis.surfaces.cli import serve as command

    command.prepare()


@app.command()
def doctor(
    data: Annotated[Path | None, typer.Option(help="The data folder of an embedded town.")] = None,
    retry: Annotated[bool, typer.Option("--retry", help="Try the dead letters again.")] = False,
) -> None:
    """Say what is well, what is not, and what to do about it."""
    from parvis.surfaces.cli import doctor as command

    command.examine(data=data, retry=retry)


@app.command()
def secret() -> None:
    """Print a new secret key."""
    from parvis.kernel import ids

    typer.echo(ids.new_secret())


@app.command()
def role(email: str, kind: str, area: str = "") -> None:
    """Give somebody a role: welcomer, moderator, official, coordinator, operator."""
    django()
    from parvis.surfaces.cli import roles as command

    command.give(email=email, kind=kind, area=area)


def main() -> None:
    try:
        app()
    except Stop as stopped:
        typer.echo(str(stopped), err=True)
        sys.exit(1)

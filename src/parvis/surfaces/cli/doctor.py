"""``parvis doctor``: what is well, what to look at, what is wrong, and what to do about it."""

import os
from pathlib import Path

import typer

from parvis.surfaces.cli import folders
from parvis.surfaces.cli.start import Stop, django

SAYS_WHICH_TOWN = ("MODE", "SECRET_KEY", "ENGINE", "DATA_DIR", "DATABASE_URL", "PUBLIC_URL")


def examine(data: Path | None = None, *, retry: bool = False) -> None:
    """Examine the town of these settings, or the embedded one kept in ``data``.

    :raises Stop: something is wrong.
    """
    open_town(data)
    from django.conf import settings
    from django.utils import translation

    from parvis.surfaces.cli import examinations
    from parvis.surfaces.cli.examinations import Level

    chosen = settings.PARVIS
    typer.echo(f"Parvis: {chosen.mode}, {chosen.engine} engine, {chosen.public_url}")
    if retry:
        typer.echo(retry_dead_letters())
    with translation.override("en"):
        findings = []
        for finding in examinations.all_findings():
            findings.append(finding)
            typer.echo(f"{finding.level.value} {finding.sentence}")
    wrong = sum(finding.level is Level.WRONG for finding in findings)
    if wrong:
        raise Stop("One thing is wrong." if wrong == 1 else f"{wrong} things are wrong.")
    typer.echo("Nothing is wrong.")


def open_town(data: Path | None) -> None:
    """Load the settings: of the environment, or those of the embedded town kept in ``data``.

    :raises Stop: there is no town there, or the settings are refused.
    """
    if data is None and folders.holds_demo(folders.DEMO_DATA) and not configured():
        data = folders.DEMO_DATA
        typer.echo(f"No PARVIS_ setting in the environment: this is the demo town of {data}.")
    if data is None:
        django()
    else:
        folders.load(data)


def configured() -> bool:
    """Whether somebody meant a configured town: these say which."""
    return any(f"PARVIS_{name}" in os.environ for name in SAYS_WHICH_TOWN)


def retry_dead_letters() -> str:
    from django.db import DatabaseError

    from parvis.kernel import tasks

    try:
        revived = tasks.retry_dead()
    except DatabaseError:
        return "The dead letters cannot be read before the database is well."
    if not revived:
        return "There was no dead letter to try again."
    return f"{revived} dead letters wait again: whoever serves the town takes them up."

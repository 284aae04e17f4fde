"""``parvis test`` and ``parvis contracts``: what must be there, and what is run, in which order."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from parvis.surfaces.cli import services
from parvis.surfaces.cli.start import Stop

ROOT = Path(__file__).resolve().parents[4]
BIN = Path(sys.executable).parent
#: Two processes; the tests of one file stay together, with the town they have built. The order
#: is the tests' own: long files first.
LOADS = ("--dist", "loadfile", "--no-loadscope-reorder")
IN_PARALLEL = ("-q", "-n", "2", *LOADS, "--durations", "15")
#: Tests in a browser run apart: its event loop would forbid the others the database.
PYTEST = (str(BIN / "python"), "-m", "pytest")


def run(*command: str, **environment: str) -> None:
    """:raises Stop: when the command fails; its own output has said why."""
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False)
    if done.returncode:
        raise Stop(f"Failed: {' '.join(command)}")


def run_contracts() -> None:
    run(str(BIN / "lint-imports"))


def static_checks() -> None:
    """Style, types, contracts, security, dead code, templates, translations, the front end."""
    run(str(BIN / "ruff"), "check", ".")
    run(str(BIN / "ruff"), "format", "--check", ".")
    run_contracts()
    run(str(BIN / "mypy"))
    run(str(BIN / "bandit"), "-q", "-c", "pyproject.toml", "-r", "src", "-ll")
    run(str(BIN / "deptry"), ".")
    run(str(BIN / "vulture"))
    run(str(BIN / "parvis"), "translations")
    run(*node(), "frontend/node_modules/typescript/bin/tsc", "--noEmit", "-p", "frontend")


def node() -> tuple[str, ...]:
    """The Node that tools run with: the system's, or the one that the tests' tools brought."""
    found = shutil.which("node")
    if not found:
        raise Stop("Node is missing. On Debian or Ubuntu: apt install nodejs npm")
    return (found,)


def run_tests(*, embedded_only: bool, rest: Sequence[str]) -> None:
    """Everything, on both engines. Words after ``--`` go to pytest, which then runs alone.

    :raises Stop: for what is missing, with how to get it; or for what failed.
    """
    with services.needed(scaled=not embedded_only) as needs:
        embedded = {"PARVIS_CHROMIUM": needs.chromium, "PARVIS_ENGINE": "embedded"}
        scaled = {
            "PARVIS_CHROMIUM": needs.chromium,
            "PARVIS_ENGINE": "scaled",
            "PARVIS_DATABASE_URL": needs.database_url,
            "PARVIS_REDIS_URL": needs.redis_url,
        }
        engines = [embedded] if embedded_only else [embedded, scaled]
        if rest:
            for engine in engines:
                run(*PYTEST, *rest, **engine)
            return
        static_checks()
        failed = []
        for engine in engines:
            # Pages look the same on both: what only looks at them is not done twice.
            once = " and not once" if engine is scaled else ""
            for part in ("not journey", "journey"):
                typer.echo(f"— {engine['PARVIS_ENGINE']}: {part}")
                # A part that fails does not hide what the next ones have to say.
                try:
                    run(*PYTEST, *IN_PARALLEL, "-m", part + once, **engine)
                except Stop as stop:
                    failed.append(str(stop))
        if failed:
            raise Stop("\n".join(failed))

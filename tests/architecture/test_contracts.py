"""The import contracts are kept, and they are those that the house was drawn with."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from parvis.config.settings import base
from tests.architecture.sources import DOMAINS, HOUSE, ROOT

CONTRACTS = {
    "floors",
    "domains",
    "surfaces",
    "rooms",
    "edges",
    "private-views",
    "reads-never-write",
    "pure-matching",
    "acyclic",
}


def importlinter() -> dict:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return settings["tool"]["importlinter"]


def test_contracts_are_kept():
    """In a process of its own: the linter silences every logger of the one it runs in."""
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_contracts_are_all_there():
    assert {one["id"] for one in importlinter()["contracts"]} >= CONTRACTS


def test_contracts_have_no_exception():
    """An exception needs a decision on paper, and a line here."""
    excused = {
        one["id"]: one["ignore_imports"]
        for one in importlinter()["contracts"]
        if one.get("ignore_imports")
    }

    assert excused == {}


@pytest.mark.parametrize("domain", DOMAINS, ids=lambda one: one.name)
def test_domain_is_installed(domain):
    assert domain.name in base.DOMAINS


def test_root_has_six_rooms():
    rooms = {one.parent.name for one in HOUSE.glob("*/__init__.py")}

    assert rooms == {"config", "surfaces", "domains", "web", "kernel", "matching"}

"""The sources of the house, read once."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "src" / "parvis"
DOMAINS = sorted(one.parent for one in (HOUSE / "domains").glob("*/__init__.py"))
ROOMS = (
    "vocabulary",
    "events",
    "models",
    "rules",
    "selectors",
    "notices",
    "pairing",
    "services",
    "tasks",
    "forms",
    "views",
    "urls",
    "apps",
)


@cache
def modules() -> list[Path]:
    """Every Python module of the house; migrations are written by a tool."""
    found = [one for one in HOUSE.rglob("*.py") if "migrations" not in one.parts]
    assert len(found) > 200
    return sorted(found)


@cache
def templates() -> list[Path]:
    """Every HTML template: pages, fragments, components, mails."""
    found = [
        one
        for one in HOUSE.rglob("*.html")
        if "templates" in one.parts or "components" in one.parts
    ]
    assert len(found) > 80
    return sorted(found)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name(path: Path) -> str:
    """How a source is called in a failure, and in the names of tests."""
    return str(path.relative_to(HOUSE))


def called(call: ast.Call) -> str:
    """The dotted name of what a call calls: ``timezone.now``, ``save``."""
    parts = []
    node: ast.expr = call.func
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(node.id)
    return ".".join(reversed(parts))


def calls(path: Path) -> list[tuple[int, str]]:
    """Line and dotted name of every call of a module."""
    return [
        (node.lineno, called(node)) for node in ast.walk(tree(path)) if isinstance(node, ast.Call)
    ]

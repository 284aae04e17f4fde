"""What the rooms hold, and what they never do (design: the house)."""

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import (
    DOMAINS,
    HOUSE,
    ROOMS,
    called,
    calls,
    modules,
    name,
    text,
    tree,
)

#: A file beyond this is read with difficulty by whoever comes next.
LONGEST = 400
CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "dt.datetime.now",
    "dt.datetime.utcnow",
    "dt.date.today",
    "date.today",
    "timezone.now",
}
SIGNALS = {
    "post_save",
    "pre_save",
    "post_delete",
    "pre_delete",
    "m2m_changed",
    "post_init",
    "pre_init",
}


@pytest.mark.parametrize("domain", DOMAINS, ids=lambda one: one.name)
def test_domain_says_what_it_is_for(domain):
    said = ast.get_docstring(tree(domain / "__init__.py"))

    assert said
    assert len(said.split()) >= 6


@pytest.mark.parametrize("domain", DOMAINS, ids=lambda one: one.name)
def test_domain_has_known_rooms_only(domain):
    rooms = {one.stem for one in domain.glob("*.py")} - {"__init__"}
    rooms |= {one.parent.name for one in domain.glob("*/__init__.py")} - {"migrations"}
    folders = {one.name for one in domain.iterdir() if one.is_dir() and one.name != "__pycache__"}

    assert rooms <= set(ROOMS)
    assert folders <= {*ROOMS, "migrations", "templates", "data"}


def test_file_is_short_enough_to_be_read():
    lengths = {name(one): len(text(one).splitlines()) for one in modules()}

    assert {one: length for one, length in lengths.items() if length > LONGEST} == {}


def test_function_fits_on_a_screen():
    """Fifty lines, its docstring and the blanks aside."""
    long = {}
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                said = node.body[0] if ast.get_docstring(node) else None
                inside = (said.end_lineno or 0) - said.lineno + 1 if said else 0
                length = (node.end_lineno or node.lineno) - node.lineno + 1 - inside
                if length > 60:
                    long[f"{name(path)}:{node.lineno} {node.name}"] = length

    assert long == {}


def test_clock_is_asked_in_one_place():
    asked = [
        f"{name(path)}:{line} {call}"
        for path in modules()
        if name(path) != "kernel/clock.py"
        for line, call in calls(path)
        if call in CLOCKS
    ]

    assert asked == []


def test_local_time_is_that_of_an_instant():
    """``localdate(at)`` says the day of an instant; ``localdate()`` would ask the machine."""
    asked = [
        f"{name(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and called(node) in {"timezone.localtime", "timezone.localdate"}
        and not node.args
    ]

    assert asked == []


def test_signals_of_models_are_not_used():
    """Facts are announced by services; a saved row says nothing by itself."""
    used = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "django.db.models.signals":
                used.append(f"{name(path)}:{node.lineno}")
            elif isinstance(node, ast.Attribute) and node.attr in SIGNALS:
                used.append(f"{name(path)}:{node.lineno} {node.attr}")

    assert used == []


def test_saving_is_not_overridden():
    overridden = [
        f"{name(path)}:{method.lineno} {node.name}.{method.name}"
        for path in modules()
        if path.stem == "models" or path.parent.name == "models"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, ast.FunctionDef) and method.name in {"save", "delete"}
    ]

    assert overridden == []


def test_rows_are_locked_inside_a_transaction_only():
    """A lock outside a transaction protects nothing, and PostgreSQL refuses it."""
    loose = []
    for package in packages():
        trees = {path: tree(path) for path in package}
        guarded = {
            id(inner)
            for whole in trees.values()
            for one in ast.walk(whole)
            if is_atomic(one)
            for inner in ast.walk(one)
        }
        guarded |= inside_helpers(list(trees.values()), guarded)
        loose += [
            f"{name(path)}:{node.lineno}"
            for path, whole in trees.items()
            for node in ast.walk(whole)
            if isinstance(node, ast.Attribute)
            and node.attr == "select_for_update"
            and id(node) not in guarded
        ]

    assert loose == []


def packages() -> list[list[Path]]:
    """Modules that share helpers: those of one room."""
    rooms: dict[Path, list[Path]] = {}
    for path in modules():
        alone = path.parent.parent.name == "domains" or path.parent == HOUSE
        rooms.setdefault(path if alone else path.parent, []).append(path)
    return list(rooms.values())


def is_atomic(node: ast.AST) -> bool:
    """A function decorated with ``transaction.atomic``, or a block under it.

    What is handed to ``run_once`` runs in the transaction that keeps its key.
    """
    if isinstance(node, ast.FunctionDef):
        return any("atomic" in ast.unparse(one) for one in node.decorator_list) or any(
            isinstance(inner, ast.Call) and called(inner).endswith("run_once")
            for inner in ast.walk(node)
        )
    if isinstance(node, ast.With):
        return any("atomic" in ast.unparse(one.context_expr) for one in node.items)
    return False


def inside_helpers(trees: list[ast.Module], guarded: set[int]) -> set[int]:
    """Nodes of the functions of a room that are called inside a transaction, and only there.

    Grows until it is stable: a helper of a helper is guarded too.
    """
    nodes = [node for whole in trees for node in ast.walk(whole)]
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    uses: dict[str, list[int]] = {}
    for node in nodes:
        if isinstance(node, ast.Name):
            uses.setdefault(node.id, []).append(id(node))
        elif isinstance(node, ast.Attribute):
            uses.setdefault(node.attr, []).append(id(node))
    inside: set[int] = set()
    while True:
        known = guarded | inside
        found = {
            id(inner)
            for one in functions
            if uses.get(one.name) and all(use in known for use in uses[one.name])
            for inner in ast.walk(one)
        }
        if found <= inside:
            return inside
        inside |= found


def test_forms_are_protected_everywhere():
    exempt = [name(path) for path in modules() if "csrf_exempt" in text(path)]

    assert exempt == []


def test_raw_sql_stays_in_the_kernel():
    """Both engines read the same queries."""
    raw = [
        f"{name(path)}:{line} {call}"
        for path in modules()
        if not name(path).startswith(("kernel/", "surfaces/cli/"))
        and name(path) != "surfaces/pages/views/health.py"
        for line, call in calls(path)
        if call.split(".")[-1] in {"raw", "RawSQL", "cursor"}
    ]

    assert raw == []


def test_engine_is_asked_for_in_the_kernel_only():
    """Whoever asks which engine runs builds two programs instead of one."""
    asking = [
        name(path)
        for path in modules()
        if not name(path).startswith(("kernel/", "config/", "surfaces/cli/"))
        and ("PARVIS.engine" in text(path) or "connection.vendor" in text(path))
    ]

    assert asking == []


def test_nothing_asks_for_the_name_of_this_machine():
    """No source names a path of the machine it was written on."""
    named = [
        name(path)
        for path in [*modules(), *HOUSE.rglob("*.html"), *HOUSE.rglob("*.yaml")]
        if any(f"/{place}/" in text(path) for place in ("root", "home"))
    ]

    assert named == []

"""The `run` script on machines that lack something: a sentence, and exit code 1."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.patience import STUCK

ROOT = Path(__file__).resolve().parents[3]
TOOLS = (
    "sh",
    "dirname",
    "mktemp",
    "tail",
    "grep",
    "rm",
    "id",
    "df",
    "awk",
    "mkdir",
    "cat",
    "chmod",
)
GOOD_PYTHON = """
case "$*" in
  *version_info*) exit 0 ;;
  *) exit 1 ;;
esac
"""
OLD_PYTHON = "exit 1"


@dataclass
class Machine:
    """A folder with the script alone, and a PATH that holds only what a test puts there."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def bin(self) -> Path:
        return self.folder / "bin"

    def has(self, name: str, script: str) -> Path:
        tool = self.bin / name
        tool.unlink(missing_ok=True)
        tool.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        tool.chmod(0o755)
        return tool

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [str(self.folder / "house" / "run"), *words],
            env={"PATH": str(self.bin), "HOME": str(self.folder), **self.environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=10 * STUCK,
        )

    def refuses(self, *words: str) -> str:
        done = self.run(*words)
        assert done.returncode == 1, done.stderr
        assert done.stdout == ""
        return done.stderr.strip().splitlines()[-1]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    made.bin.mkdir()
    (tmp_path / "house").mkdir()
    shutil.copy(ROOT / "run", tmp_path / "house" / "run")
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, tool
        (made.bin / tool).symlink_to(found)
    python = made.has("python3.12", GOOD_PYTHON)
    made.environment["UV_PYTHON"] = str(python)
    return made


def test_run_refuses_an_old_python(machine: Machine) -> None:
    old = machine.has("python3.9", OLD_PYTHON)
    machine.environment["UV_PYTHON"] = str(old)

    assert machine.refuses("demo") == (
        f"Parvis needs Python 3.11 to 3.14; {old} is another version."
    )


def test_run_without_any_usable_python_says_how_to_get_one(machine: Machine) -> None:
    del machine.environment["UV_PYTHON"]
    machine.has("python3.12", OLD_PYTHON)
    machine.has("python3", OLD_PYTHON)
    script = machine.folder / "house" / "run"
    only_here = script.read_text(encoding="utf-8").replace("/usr/bin/python3", "absent-python3")
    script.write_text(only_here, encoding="utf-8")

    assert "found none" in (said := machine.refuses("demo"))
    assert "apt install python3" in said


def test_run_without_uv_nor_pip_says_what_to_install(machine: Machine) -> None:
    assert machine.refuses("demo").startswith("uv is missing and this Python can install nothing.")


def test_run_without_network_cannot_bring_uv(machine: Machine) -> None:
    failing_pip = machine.has("failing-pip", "echo 'No matching distribution found' >&2; exit 1")
    machine.has(
        "python3.12",
        f"""case "$*" in
          *version_info* | *ensurepip*) exit 0 ;;
          "-m venv .uv") mkdir -p .uv/bin; cat {failing_pip} > .uv/bin/python
            chmod +x .uv/bin/python ;;
          *) exit 1 ;;
        esac""",
    )

    assert machine.refuses("demo") == (
        "uv could not be installed: is this machine connected to the network?"
    )
    assert not (machine.folder / "house" / ".uv").exists()


@pytest.mark.parametrize(
    ("uv_says", "sentence"),
    [
        (
            "error: Failed to fetch: dns error: failed to lookup address information",
            "Parvis could not be installed: is this machine connected to the network?",
        ),
        (
            "error: Request failed after 3 retries: operation timed out",
            "Parvis could not be installed: is this machine connected to the network?",
        ),
        (
            "error: failed to write to file: No space left on device (os error 28)",
            "Parvis could not be installed: the disk is full.",
        ),
        (
            "error: The lockfile needs to be updated",
            "Parvis could not be installed. The lines above say why.",
        ),
    ],
)
def test_run_says_why_the_installation_failed(
    machine: Machine, uv_says: str, sentence: str
) -> None:
    machine.has("uv", f"echo '{uv_says}' >&2; exit 2")

    done = machine.run("demo")

    assert done.returncode == 1
    assert uv_says in done.stderr
    assert done.stderr.strip().splitlines()[-1] == sentence


def test_run_refuses_a_full_disk_before_it_installs(machine: Machine) -> None:
    machine.has("uv", "touch installed; exit 0")
    machine.has("df", "printf 'Filesystem 1024-blocks Used Available\\n/dev/x 9 9 102400\\n'")

    assert machine.refuses("demo") == (
        "Not enough room on this disk: Parvis needs some 800 MB to install, 100 MB are free."
    )
    assert not (machine.folder / "house" / "installed").exists()


def installed(machine: Machine, parvis: str) -> None:
    """uv does its work; the command it brings is a stub."""
    machine.has("uv", 'echo "$@" >> uv-words; exit 0')
    folder = machine.folder / "house" / ".venv" / "bin"
    folder.mkdir(parents=True)
    command = folder / "parvis"
    command.write_text(f"#!/bin/sh\n{parvis}\n", encoding="utf-8")
    command.chmod(0o755)


def test_run_hands_over_every_word_and_the_exit_code(machine: Machine) -> None:
    installed(machine, 'for word in "$@"; do echo "[$word]"; done; exit 7')

    done = machine.run("path", "--text", "J’aime la photo, et « marcher »", "--json")

    assert done.returncode == 7
    assert done.stdout.splitlines() == [
        "[path]", "[--text]", "[J’aime la photo, et « marcher »]", "[--json]"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("word", "group"), [("demo", "--no-dev"), ("test", "--group=dev"), ("contracts", "--group=dev")]
)
def test_run_installs_the_tools_of_the_tests_only_for_them(
    machine: Machine, word: str, group: str
) -> None:
    installed(machine, "exit 0")

    machine.run(word)

    said = (machine.folder / "house" / "uv-words").read_text(encoding="utf-8")
    assert said.startswith(f"sync --locked {group}")


def test_run_works_from_another_folder_and_without_network_once_installed(
    machine: Machine,
) -> None:
    installed(machine, "pwd")
    machine.has("uv", 'case "$*" in *--offline*) exit 0 ;; *) echo "dns error" >&2; exit 2 ;; esac')

    done = machine.run("doctor")

    assert done.returncode == 0
    assert done.stdout.strip() == str(machine.folder / "house")


# — Past the script: the demo itself


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        yield busy.getsockname()[1]


def demo(*words: str) -> "subprocess.CompletedProcess[str]":
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("PARVIS_", "DJANGO_"))}
    return subprocess.run(
        [
            *(sys.executable, "-c", "from parvis.surfaces.cli.main import main; main()"),
            *("demo", "--no-open", *words),
        ],
        env=plain,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=10 * STUCK,
    )


def test_demo_refuses_a_port_in_use_and_names_another(taken_port: int, tmp_path: Path) -> None:
    done = demo("--port", str(taken_port), "--data", str(tmp_path / "town"))

    assert done.returncode == 1
    assert done.stderr.strip() == (
        f"Port {taken_port} is in use. Try another one: --port {taken_port + 1}"
    )
    assert not (tmp_path / "town" / "parvis.sqlite3").exists()


def test_demo_refuses_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "town").write_text("not a folder", encoding="utf-8")

    done = demo("--data", str(tmp_path / "town"))

    assert done.returncode == 1
    assert str(tmp_path / "town") in done.stderr
    assert "Traceback" not in done.stderr

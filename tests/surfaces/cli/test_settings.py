"""A command that meets a bad setting says which, in a sentence, and stops with code 1."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.patience import STUCK

ROOT = Path(__file__).resolve().parents[3]
GOOD = {
    "PARVIS_SECRET_KEY": "k" * 25 + "0123456789" * 3,
    "PARVIS_PUBLIC_URL": "https://parvis.ville.example",
    "PARVIS_MAIL_URL": "smtp://courrier.ville.example:25",
}


def parvis(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("PARVIS_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-c", "from parvis.surfaces.cli.main import main; main()", *words],
        env={**plain, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=10 * STUCK,
    )


@pytest.mark.parametrize("command", ["serve", "worker", "migrate"])
@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"PARVIS_SECRET_KEY": "short"}, "PARVIS_SECRET_KEY"),
        ({"PARVIS_DEBUG": "true"}, "PARVIS_DEBUG"),
        ({"PARVIS_MAIL_URL": ""}, "PARVIS_MAIL_URL"),
        ({"PARVIS_ENGINE": "scaled"}, "PARVIS_DATABASE_URL"),
    ],
)
def test_command_refuses_an_unsafe_setting(
    command: str, changed: dict[str, str], named: str, tmp_path: Path
) -> None:
    done = parvis(command, **{**GOOD, "PARVIS_DATA_DIR": str(tmp_path), **changed})

    assert done.returncode == 1
    assert done.stderr.startswith("Parvis does not start with these settings:")
    assert named in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PARVIS_MODE", "producttion"),
        ("PARVIS_ENGINE", "mysql"),
        ("PARVIS_ERASURE_DAYS", "400"),
        ("PARVIS_LOG_LEVEL", "LOUD"),
        ("PARVIS_DEBUG", "perhaps"),
    ],
)
def test_command_names_a_setting_of_the_wrong_kind(name: str, value: str, tmp_path: Path) -> None:
    done = parvis("migrate", **{**GOOD, "PARVIS_DATA_DIR": str(tmp_path), name: value})

    assert done.returncode == 1
    assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_doctor_explains_bad_settings(tmp_path: Path) -> None:
    done = parvis("doctor", PARVIS_MODE="production", PARVIS_DATA_DIR=str(tmp_path))

    assert done.returncode == 1
    assert "PARVIS_SECRET_KEY" in done.stderr
    assert "parvis secret" in done.stderr

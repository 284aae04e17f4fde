"""The documents and the files of deployment say what is true, and lead somewhere."""

import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from parvis.config.settings.environment import Environment
from parvis.surfaces.cli.main import app
from tests.config import events_page
from tests.support.patience import STUCK

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
VARIABLES = {f"PARVIS_{name.upper()}" for name in Environment.model_fields}
COMMANDS = {(command.name or command.callback.__name__) for command in app.registered_commands}  # type: ignore[union-attr]
#: What the compose file and its proxy read, besides the settings.
COMPOSE = {"PARVIS_HOST", "PARVIS_UPSTREAM", "POSTGRES_PASSWORD"}


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


# — Documents


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_links_of_a_document_lead_somewhere(document: Path) -> None:
    broken = [
        link
        for link in LINK.findall(document.read_text(encoding="utf-8"))
        if not re.match(r"https?:|mailto:|#", link)
        and not (document.parent / link.partition("#")[0]).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_document_names_files_that_exist(document: Path) -> None:
    """A path of ours in backticks is a path of ours."""
    told = re.findall(
        r"`((?:src|docs|tests|deploy|frontend)/[\w./-]+)`", document.read_text("utf-8")
    )
    assert [path for path in told if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_document_names_commands_that_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    told = set(
        re.findall(
            r"(?:\./run|\.venv/bin/parvis|`parvis|^parvis) ([a-z]+(?:-[a-z]+)*)", text, re.MULTILINE
        )
    )
    assert told - COMMANDS == set()


def test_settings_page_holds_every_setting() -> None:
    text = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(PARVIS_\w+)`", text, re.MULTILINE))

    assert told - {"PARVIS_CHROMIUM", "PARVIS_SKIP_FRONTEND"} == VARIABLES


def test_settings_page_tells_the_defaults() -> None:
    text = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `PARVIS_(\w+)` \| ([^|]+) \|", text, re.MULTILINE))
    for name, field in Environment.model_fields.items():
        told, default = rows[name.upper()].strip(), field.default
        if isinstance(default, bool):
            assert told == f"`{str(default).lower()}`", name
        elif not isinstance(default, (int, str, Path)) or default == "":
            assert told in {"none", "empty", "none in production"}, name
        else:
            assert told == f"`{default}`", name


def test_commands_page_holds_every_command() -> None:
    text = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    table = text.partition("\n## ")[0]
    told = {row.split()[0] for row in re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)}

    assert told == COMMANDS


def test_events_page_is_that_of_the_code() -> None:
    written = events_page.PAGE.read_text(encoding="utf-8")

    assert written == events_page.page(), "run: python -m tests.config.events_page"


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    pages = {page.name for page in folder.glob("0*.md")}

    assert set(LINK.findall((folder / "README.md").read_text("utf-8"))) == pages
    for page in pages:
        text = (folder / page).read_text(encoding="utf-8")
        assert text.startswith(f"# {int(page[:4])}. ")
        for part in ("**Decision.**", "**Alternatives.**", "**What would change our mind.**"):
            assert part in text, page


def test_readmes_say_the_same_in_both_languages() -> None:
    english, french = (
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.fr.md")
    )
    for pattern in (r"^\./run .*$", r"^\| \*\*(\w+)\*\*", r"\]\((docs/[^)]+)\)"):
        assert re.findall(pattern, english, re.MULTILINE) == re.findall(
            pattern, french, re.MULTILINE
        )


def test_publiccode_has_what_is_mandatory() -> None:
    found = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))

    for key in (
        *("publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus"),
        *("softwareType", "organisation", "description", "legal", "maintenance", "localisation"),
    ):
        assert found[key], key
    assert found["organisation"]["uri"]
    assert found["legal"]["license"] == "MIT"
    assert found["maintenance"]["type"] == "community"
    assert found["maintenance"]["contacts"][0]["name"]
    assert found["localisation"]["localisationReady"] is True
    assert {"fr", "en"} <= set(found["localisation"]["availableLanguages"])
    for language in ("fr", "en"):
        told = found["description"][language]
        assert 0 < len(told["shortDescription"]) <= 150
        assert 150 <= len(told["longDescription"]) <= 10_000
        assert told["features"]


# — Deployment


def test_example_of_settings_holds_only_settings() -> None:
    text = (DEPLOY / "env.example").read_text(encoding="utf-8")
    told = re.findall(r"^#?((?:PARVIS|POSTGRES)_\w+)=", text, re.MULTILINE)

    assert set(told) - COMPOSE <= VARIABLES
    for secret in ("PARVIS_SECRET_KEY", "PARVIS_MAIL_URL", "POSTGRES_PASSWORD"):
        assert f"\n{secret}=\n" in text, "an example holds no secret"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "docker" / "compose.yaml").read_text("utf-8"))
    return found


def test_compose_has_the_parts_of_a_scaled_town(compose: dict[str, Any]) -> None:
    services = compose["services"]

    assert set(services) == {"prepare", "web", "worker", "proxy", "postgres", "redis"}
    for name in ("prepare", "web", "worker"):
        assert services[name]["environment"]["PARVIS_ENGINE"] == "scaled"
        assert set(services[name]["environment"]) <= VARIABLES
        assert services[name]["read_only"] is True
    for name in ("prepare", "worker"):
        assert services[name]["command"][1] in COMMANDS
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


def test_compose_waits_for_what_it_needs_and_for_things_that_exist(compose: dict[str, Any]) -> None:
    services, volumes = compose["services"], set(compose["volumes"])
    for service in services.values():
        for other, condition in service.get("depends_on", {}).items():
            assert other in services
            if condition["condition"] == "service_healthy" and other != "web":
                assert "healthcheck" in services[other]
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in volumes or (DEPLOY / "docker" / source).exists()
        assert set(service["networks"]) <= set(compose["networks"])
    build = services["web"]["build"]
    context = DEPLOY / "docker" / build["context"]
    assert (context / build["dockerfile"]).exists()


def test_compose_holds_no_password() -> None:
    text = (DEPLOY / "docker" / "compose.yaml").read_text(encoding="utf-8")

    assert re.findall(r"PASSWORD(?!:\?| ?: \$\{)[:=] *\S+", text) == []
    assert "//parvis:${POSTGRES_PASSWORD:?" in text


def test_dockerfile_copies_what_exists_and_does_not_run_as_root() -> None:
    text = (DEPLOY / "docker" / "Dockerfile").read_text(encoding="utf-8")
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE)
        for source in line.split()[:-1]
    ]

    assert "uv.lock" in copied
    for source in copied:
        assert (ROOT / source).exists(), source
        assert f"!{source.split('/')[0]}" in ignored, source
    last = text[text.rindex("\nFROM ") :]
    assert "\nUSER parvis\n" in last
    assert "HEALTHCHECK" in last
    assert last.index("USER parvis") < last.index("CMD ")


@pytest.mark.parametrize(
    "unit", ["parvis.service", "parvis-worker.service", "parvis-backup.service"]
)
def test_unit_is_closed_and_calls_commands_that_exist(unit: str) -> None:
    text = (DEPLOY / "systemd" / unit).read_text(encoding="utf-8")

    for line in (
        *("User=parvis", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict"),
        *("ProtectHome=yes", "PrivateTmp=yes", "PrivateDevices=yes", "SystemCallFilter=@system-"),
    ):
        assert f"\n{line}" in text, line
    for program, word in re.findall(r"^Exec\w+=/opt/parvis/(\S+) ?(\S*)", text, re.MULTILINE):
        assert word in COMMANDS if program == ".venv/bin/parvis" else (ROOT / program).exists()


# — The scripts


class Sante(BaseHTTPRequestHandler):
    answers = 200
    asked: list[tuple[str, str]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["Host"]))
        self.send_response(self.answers)
        self.end_headers()

    def log_message(self, *_args: Any) -> None: ...


@pytest.fixture
def server() -> Iterator[int]:
    Sante.asked = []
    with HTTPServer(("127.0.0.1", 0), Sante) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running.server_port
        running.shutdown()


def healthcheck(port: int) -> int:
    return subprocess.run(
        [sys.executable, DEPLOY / "docker" / "healthcheck.py"],
        env={"PORT": str(port), "PARVIS_PUBLIC_URL": "https://parvis.ville.example"},
        check=False,
        timeout=10 * STUCK,
    ).returncode


@pytest.mark.parametrize(("answers", "code"), [(200, 0), (503, 1), (301, 1)])
def test_healthcheck_asks_by_the_name_of_the_town(server: int, answers: int, code: int) -> None:
    Sante.answers = answers

    assert healthcheck(server) == code
    assert Sante.asked == [("/sante/", "parvis.ville.example")]


def test_healthcheck_of_a_server_that_is_down_is_red() -> None:
    assert healthcheck(1) == 1


def backup(data: Path, destination: Path) -> "subprocess.CompletedProcess[str]":
    plain = {k: v for k, v in os.environ.items() if not k.startswith("PARVIS_")}
    return subprocess.run(
        [DEPLOY / "backup.sh", destination],
        env={**plain, "PARVIS_DATA_DIR": str(data)},
        capture_output=True,
        text=True,
        check=False,
        timeout=10 * STUCK,
    )


def test_backup_of_a_town_in_use_holds_what_was_acknowledged(tmp_path: Path) -> None:
    data = tmp_path / "town"
    (data / "media").mkdir(parents=True)
    (data / "media" / "a.webp").write_bytes(b"picture")
    used = sqlite3.connect(data / "parvis.sqlite3", isolation_level=None)
    used.execute("PRAGMA journal_mode=WAL")
    used.execute("CREATE TABLE people (name TEXT)")
    used.execute("INSERT INTO people VALUES ('Malika')")  # still in the journal beside the file
    used.execute("BEGIN IMMEDIATE")
    used.execute("INSERT INTO people VALUES ('not committed')")

    done = backup(data, tmp_path / "copies")

    used.close()
    assert done.returncode == 0, done.stderr
    copy = Path(done.stdout.strip())
    kept = sqlite3.connect(copy / "parvis.sqlite3")
    assert kept.execute("SELECT name FROM people").fetchall() == [("Malika",)]
    kept.close()
    assert (copy / "media" / "a.webp").read_bytes() == b"picture"
    assert copy.stat().st_mode & 0o077 == 0
    checked = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=copy, check=False
    )
    assert checked.returncode == 0


def test_backup_of_nothing_is_refused(tmp_path: Path) -> None:
    done = backup(tmp_path, tmp_path / "copies")

    assert done.returncode == 1
    assert "There is no town in" in done.stderr
    assert list((tmp_path / "copies").iterdir()) == []

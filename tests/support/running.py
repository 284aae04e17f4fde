"""A real town in real processes: for journeys, page checks and faults."""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.support.patience import STUCK

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """Below those the system lends to connections: nobody takes it while a town is down."""
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("a hundred ports, and none is free")


@contextmanager
def own_database() -> Iterator[dict[str, str]]:
    """The environment of a database of its own, on the engine the tests run on."""
    if os.environ.get("PARVIS_ENGINE", "embedded") == "embedded":
        yield {"PARVIS_ENGINE": "embedded"}
        return
    server = os.environ["PARVIS_DATABASE_URL"]
    name = f"parvis_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
    try:
        url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        yield {
            "PARVIS_ENGINE": "scaled",
            "PARVIS_DATABASE_URL": url,
            "PARVIS_REDIS_URL": os.environ["PARVIS_REDIS_URL"],
        }
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type]


@dataclass
class Town:
    """A town that can be started, killed, and started again."""

    folder: Path
    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def environ(self) -> dict[str, str]:
        return {
            **{key: value for key, value in os.environ.items() if not key.startswith("PARVIS_")},
            "DJANGO_SETTINGS_MODULE": "parvis.config.settings",
            "PARVIS_MODE": "demo",
            "PARVIS_DATA_DIR": str(self.folder),
            "PARVIS_PUBLIC_URL": self.url,
            "PARVIS_LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(ROOT),
            **self.environment,
        }

    def python(self, *words: str) -> str:
        """Run a module to its end; returns what it printed."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.environ(),
            check=True,
            capture_output=True,
            text=True,
            timeout=10 * STUCK,
        )
        return done.stdout

    def start(self) -> None:
        command = [
            *(sys.executable, "-m", "uvicorn", "parvis.config.asgi:application"),
            *("--host", "127.0.0.1", "--port", str(self.port), "--no-access-log"),
            *("--timeout-graceful-shutdown", "2", "--log-level", "warning"),
        ]
        self._run(command)
        if self.environment.get("PARVIS_ENGINE") == "scaled":
            self._run([sys.executable, "-m", "tests.support.worker"])
        self.wait()

    def _run(self, command: list[str]) -> None:
        log = (self.folder / "server.log").open("ab")
        with log:
            self.processes.append(
                subprocess.Popen(command, cwd=ROOT, env=self.environ(), stdout=log, stderr=log)
            )

    def wait(self) -> None:
        deadline = time.monotonic() + 3 * STUCK
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/sante/", timeout=STUCK):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise AssertionError(f"the town did not start:\n{self.log()}")

    def log(self) -> str:
        return (self.folder / "server.log").read_text(errors="replace")[-4000:]

    def stop(self, how: int = signal.SIGTERM) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(how)
        for process in self.processes:
            try:
                process.wait(timeout=STUCK)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=STUCK)
        self.processes.clear()

    def mails_to(self, address: str) -> list[str]:
        """The texts of the mails somebody received, oldest first."""
        found = []
        files = sorted((self.folder / "mail").glob("*.log"), key=lambda one: one.stat().st_mtime)
        for file in files:
            for part in file.read_bytes().split(b"-" * 79):
                if part.strip():
                    message = message_from_bytes(part.lstrip(), policy=policy.default)
                    body = message.get_body(("plain",))
                    if str(message["To"]).lower() == address.lower() and body:
                        found.append(body.get_content())
        return found

    def code_for(self, address: str, beyond: int = 0) -> str:
        """The latest code mailed to somebody, after their first ``beyond`` mails; waits for it."""
        deadline = time.monotonic() + STUCK
        while time.monotonic() < deadline:
            for text in reversed(self.mails_to(address)[beyond:]):
                if found := re.search(r"^\s*([0-9A-Z]{3}[ -]?[0-9A-Z]{3})\s*$", text, re.MULTILINE):
                    return found[1]
            time.sleep(0.2)
        raise AssertionError(f"no code was mailed to {address}: {self.mails_to(address)}")


@contextmanager
def running_town(folder: Path) -> Iterator[Town]:
    """The demo town, built and serving."""
    with own_database() as environment:
        town = Town(folder, environment)
        town.python("-m", "tests.support.build")
        town.start()
        try:
            yield town
        finally:
            town.stop()

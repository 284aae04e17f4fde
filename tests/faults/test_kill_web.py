"""REL-1: the server is killed while two hundred people say that they come.

What was acknowledged is there, once; the seats are never exceeded; asking again gives the same.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings

from tests.support.patience import STUCK
from tests.support.running import free_port

pytestmark = pytest.mark.fault

PEOPLE, SEATS, KILLED_AFTER = 200, 120, 60
SCRIPT = Path(__file__).with_name("killed_web.py")
ROOT = Path(__file__).parents[2]
#: Where a seat leads; a refusal leads back to the page of the date.
SEATED = "/ma-semaine/"
SECRET = "0123456789abcdefghijklmnopqrstuv"


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A folder and a database of its own, on the engine that the run chose."""
    values = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "parvis.config.settings",
        "PARVIS_MODE": "test",
        "PARVIS_DATA_DIR": str(tmp_path),
        "PARVIS_LOG_LEVEL": "ERROR",
        "PYTHONPATH": str(ROOT),
    }
    if settings.PARVIS.engine == "embedded":
        yield values
        return
    address = urlsplit(settings.PARVIS.database_url.get_secret_value())
    name = f"parvis_kill_{uuid.uuid4().hex[:12]}"
    everywhere = urlunsplit(address._replace(path="/postgres"))
    with psycopg.connect(everywhere, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            own = urlunsplit(address._replace(path=f"/{name}"))
            yield {**values, "PARVIS_DATABASE_URL": own}
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Server:
    """A real server of ours on a port of this machine."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.port = free_port()
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            *(sys.executable, "-m", "uvicorn", "parvis.config.asgi:application"),
            *("--host", "127.0.0.1", "--port", str(self.port), "--log-level", "error"),
            *("--backlog", str(2 * PEOPLE)),
        ]
        self.process = subprocess.Popen(command, cwd=ROOT, env=dict(self.environment))
        deadline = time.monotonic() + 4 * STUCK
        while time.monotonic() < deadline:
            assert self.process.poll() is None, "the server did not start"
            with suppress(OSError, http.client.HTTPException):
                if self.ask("GET", "/sante/")[0] == 200:
                    return
            time.sleep(0.2)
        raise AssertionError("the server did not answer in time")

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(STUCK)

    def ask(
        self, method: str, path: str, body: str = "", headers: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        """The status and where it leads."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=4 * STUCK)) as line:
            line.request(method, path, body or None, dict(headers or {}))
            answer = line.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")


@pytest.fixture
def server(environment: dict[str, str]) -> Iterator[Server]:
    found = Server(environment)
    try:
        yield found
    finally:
        found.kill()


def script(environment: Mapping[str, str], *asked: object) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, SCRIPT, *map(str, asked)],
        cwd=ROOT,
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=10 * STUCK,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


class Crowd:
    """Everybody presses the same button at once; what each was answered, if they were."""

    def __init__(self, server: Server, town: dict[str, Any]) -> None:
        self.server, self.town = server, town
        self.answers: dict[str, tuple[int, str]] = {}
        self.changed = threading.Condition()

    def press(self, *, until: int | None = None) -> None:
        """All at once. With ``until``, the server is killed after so many answers."""
        people = self.town["people"]
        gate = threading.Barrier(len(people) + 1)
        threads = [
            threading.Thread(target=self._one, args=(gate, *each)) for each in people.items()
        ]
        for thread in threads:
            thread.start()
        gate.wait(STUCK)
        if until is not None:
            with self.changed:
                assert self.changed.wait_for(lambda: len(self.answers) >= until, 4 * STUCK)
            self.server.kill()
        for thread in threads:
            thread.join(90)

    def _one(self, gate: threading.Barrier, resident: str, session: str) -> None:
        town = self.town
        headers = {
            "Cookie": f"{town['session_cookie']}={session}; {town['csrf_cookie']}={SECRET}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        form = {"alone": "1", "next": SEATED, "csrfmiddlewaretoken": SECRET}
        gate.wait(STUCK)
        # No answer is no news: the seat may be taken or not.
        with suppress(OSError, http.client.HTTPException):
            answer = self.server.ask(
                "POST", f"/agenda/{town['occurrence']}/venir/", urlencode(form), headers
            )
            with self.changed:
                self.answers[resident] = answer
                self.changed.notify_all()

    @property
    def told(self) -> set[str]:
        """Those who were told that it is noted: they have a seat, or wait for one."""
        return {who for who, answer in self.answers.items() if answer == (303, SEATED)}


def test_killed_while_two_hundred_come_keeps_every_seat_acknowledged(
    environment: dict[str, str], server: Server
) -> None:
    town = script(environment, "prepare", PEOPLE, SEATS)
    server.start()

    first = Crowd(server, town)
    first.press(until=KILLED_AFTER)

    assert {status for status, _leads in first.answers.values()} == {303}
    assert KILLED_AFTER <= len(first.answers) < PEOPLE, "it was not killed in the middle"
    held = script(environment, "count")
    assert held["whole"]
    assert first.told <= {*held["rows"], *held["waits"]}
    assert_holds(held)

    server.start()
    again = Crowd(server, town)
    again.press()

    assert again.told == set(town["people"])
    after = script(environment, "count")
    assert after["whole"]
    assert_holds(after)
    assert set(held["rows"]) <= set(after["rows"])
    assert {*after["rows"], *after["waits"]} == set(town["people"])
    assert after["going"] == SEATS


def assert_holds(held: dict[str, Any]) -> None:
    """Nobody twice, no seat too many, every count that of its rows, a fact for each seat."""
    everybody = [*held["rows"], *held["waits"]]
    assert len(everybody) == len(set(everybody))
    assert len(held["rows"]) == held["going"] <= SEATS
    assert len(held["waits"]) == held["waiting"]
    assert sorted(held["facts"]) == sorted(held["rows"])

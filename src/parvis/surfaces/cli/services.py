"""PostgreSQL, Redis and Chromium for the tests: found, installed where it may, started, stopped."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer

from parvis.surfaces.cli.start import Stop
from parvis.web import press

START_SECONDS = 30
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True)
class Needs:
    chromium: str
    java: str
    database_url: str = ""
    redis_url: str = ""


def program(*names: str) -> str:
    """The first of these programs; PostgreSQL's lie in a folder of their version on Debian."""
    for name in names:
        if found := shutil.which(name):
            return found
        if versions := sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}")):
            return str(versions[-1])
    return ""


#: Debian package -> the programs that show it is there.
WANTED = {
    "chromium": CHROMIUM,
    "default-jre-headless": ("java",),
    "libimage-exiftool-perl": ("exiftool",),
    "npm": ("npm",),
}
SCALED = {"postgresql": ("initdb",), "redis-server": ("redis-server",)}


def missing(wanted: dict[str, tuple[str, ...]]) -> list[str]:
    """The packages to install: those whose program, or whose library (paper), is not there."""
    programs = [package for package, names in wanted.items() if not program(*names)]
    return [*programs, *press.missing_libraries()]


def install(packages: list[str]) -> None:
    """Install Debian packages where it may.

    :raises Stop: not as root, or not on Debian or Ubuntu: names what is missing, and how to get it.
    """
    listed = " ".join(packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        message = (
            f"The tests need: {listed}\nOn Debian or Ubuntu: sudo apt install {listed}\n"
            "Without PostgreSQL and Redis, `./run test --embedded` runs what needs no service."
        )
        raise Stop(message)
    typer.echo(f"Installing: {listed}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        # Chromium without a font draws nothing that can be looked at.
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, "fonts-dejavu"],
    ):
        done = subprocess.run(command, env=quiet, check=False, capture_output=True, text=True)
        if done.returncode:
            raise Stop(f"Could not install {listed}:\n{done.stderr[-800:]}")


@contextmanager
def needed(*, scaled: bool) -> Iterator[Needs]:
    """What the tests need, installed and started; stopped at the end."""
    wanted = {**WANTED, **(SCALED if scaled else {})}
    if lacking := missing(wanted):
        install(lacking)
    install_node_tools()
    with ExitStack() as stack:
        database_url = stack.enter_context(postgresql(durable=False)) if scaled else ""
        redis_url = stack.enter_context(redis()) if scaled else ""
        yield Needs(program(*CHROMIUM), program("java"), database_url, redis_url)


def install_node_tools() -> None:
    """The HTML checker and axe, from the tests' own lock file."""
    folder = Path(__file__).resolve().parents[4] / "tests" / "tools"
    lock, stamp = folder / "package-lock.json", folder / "node_modules" / ".installed-from"
    if stamp.exists() and stamp.read_bytes() == lock.read_bytes():
        return
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    done = subprocess.run(command, cwd=folder, check=False)
    if done.returncode:
        raise Stop("Could not install the tests' tools: is this machine connected to the network?")
    shutil.copyfile(lock, stamp)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def as_postgres() -> dict[str, int]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid}


@contextmanager
def postgresql(*, durable: bool = True) -> Iterator[str]:
    """A cluster of its own, on a port of its own, on this machine only.

    The tests end our processes, never the machine: theirs need not wait for the disk.
    """
    folder = Path(tempfile.mkdtemp(prefix="parvis-postgres-"))
    user = as_postgres()
    if user:
        os.chown(folder, user["user"], user["group"])
    port = free_port()
    cluster = folder / "cluster"
    options = (
        f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
        f" -c fsync={'on' if durable else 'off'} -c full_page_writes={'on' if durable else 'off'}"
        " -c max_connections=200 -c shared_buffers=128MB"
    )
    try:
        for command in (
            [program("initdb"), "-D", cluster, "-A", "trust", "-U", "parvis", "-E", "UTF8"],
            [
                *(program("pg_ctl"), "-D", cluster, "-o", options, "-l", folder / "log"),
                *("-w", "-t", str(START_SECONDS), "start"),
            ],
        ):
            done = subprocess.run(  # type: ignore[call-overload]
                list(map(str, command)),
                check=False,
                capture_output=True,
                text=True,
                cwd=folder,
                **user,
            )
            if done.returncode:
                raise Stop(f"PostgreSQL did not start:\n{done.stderr[-800:]}")
        yield f"postgresql://parvis@127.0.0.1:{port}/postgres"
    finally:
        if (cluster / "postmaster.pid").exists():
            subprocess.run(  # type: ignore[call-overload]
                [program("pg_ctl"), "-D", str(cluster), "-m", "immediate", "stop"],
                check=False,
                capture_output=True,
                cwd=folder,
                **user,
            )
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis() -> Iterator[str]:
    """A server of its own, in memory."""
    port = free_port()
    folder = tempfile.mkdtemp(prefix="parvis-redis-")
    server = subprocess.Popen(
        [
            *(program("redis-server"), "--port", str(port), "--bind", "127.0.0.1"),
            *("--save", "", "--appendonly", "no", "--dir", folder),
        ],
        stdout=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise Stop("Redis did not start.")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(timeout=10)
        shutil.rmtree(folder, ignore_errors=True)

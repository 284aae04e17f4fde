"""The demo town: one command from a fresh clone to a page in the browser."""

import errno
import os
import shutil
import sqlite3
import threading
import time
import urllib.request
import webbrowser
from pathlib import Path

import typer

from parvis.kernel import clock, ids
from parvis.surfaces.cli.start import Stop, django

NEEDED_MB = 80
STAMP = ".town"
DATABASE = "parvis.sqlite3"
#: The demo keeps its own key beside its database; a configured town has it in its environment.
KEY = "secret-key"


def holds_town(data: Path) -> bool:
    return (data / DATABASE).exists()


def holds_demo(data: Path) -> bool:
    return (data / KEY).exists()


def load(data: Path) -> None:
    """Settings of a demo town kept in ``data``: embedded, on this machine only.

    :raises Stop: the folder holds somebody's real town, or cannot be used.
    """
    data = data.resolve()
    if holds_town(data) and not holds_demo(data):
        message = (
            f"{data} holds a real town: the demo would replace it. "
            "Choose another folder: --data DIR"
        )
        raise Stop(message)
    try:
        data.mkdir(parents=True, exist_ok=True)
        key = data / KEY
        if not key.exists():
            key.write_text(ids.new_secret(), encoding="utf-8")
            key.chmod(0o600)
        secret = key.read_text(encoding="utf-8")
    except OSError as refused:
        raise Stop(disk_sentence(refused, data)) from None
    os.environ.update(PARVIS_MODE="demo", PARVIS_ENGINE="embedded", PARVIS_DATA_DIR=str(data))
    os.environ.update(PARVIS_SECRET_KEY=secret, PARVIS_LOG_LEVEL="WARNING")
    django(mail_from="Parvis <bonjour@demo.parvis.example>")


def disk_sentence(refused: OSError, data: Path) -> str:
    if refused.errno == errno.ENOSPC:
        return f"The disk is full: the demo town needs some {NEEDED_MB} MB in {data}."
    if refused.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"Parvis may not write in {data}. Choose another folder: --data DIR"
    return f"Parvis cannot use {data}: {refused.strerror}."


def refuse_full_disk(data: Path) -> None:
    free = shutil.disk_usage(data).free // 1_000_000
    if free < NEEDED_MB:
        message = (
            f"Not enough room: the demo town needs some {NEEDED_MB} MB in {data},"
            f" {free} MB are free."
        )
        raise Stop(message)


def fill(data: Path) -> None:
    """Create the town unless this folder holds one that is whole and of today's shape."""
    from django.conf import settings

    from parvis.surfaces.cli import serve, settle

    today = clock.today(settings.TIME_ZONE)
    stamp, wanted = data / STAMP, settle.fingerprint(today)
    if stamp.exists() and stamp.read_text(encoding="utf-8") != wanted:
        typer.echo("A new week, or a new version: the demo town starts again.")
        stamp.unlink()
    fresh = not stamp.exists()
    if fresh:
        refuse_full_disk(data)
        for leftover in data.glob(f"{DATABASE}*"):
            leftover.unlink()
        for folder in (settings.MEDIA_ROOT, data / "mail"):
            shutil.rmtree(folder, ignore_errors=True)
    serve.prepare()
    if fresh:
        settle.build(today=today)
        stamp.write_text(wanted, encoding="utf-8")


def serve_demo(*, port: int, open_browser: bool, data: Path) -> None:
    """:raises Stop: for a port in use, a full disk, a folder one may not write."""
    data = data.resolve()
    os.environ["PARVIS_PUBLIC_URL"] = address = f"http://localhost:{port}"
    load(data)
    from parvis.surfaces.cli import serve, settle

    serve.refuse_taken_port("127.0.0.1", port)
    from django.db.utils import OperationalError

    try:
        fill(data)
    except OSError as refused:
        raise Stop(disk_sentence(refused, data)) from None
    except (OperationalError, sqlite3.OperationalError) as refused:
        if "full" in str(refused):
            raise Stop(disk_sentence(OSError(errno.ENOSPC, "full"), data)) from None
        raise
    accounts = ", ".join(settle.entries())
    threading.Thread(target=announce, args=(address, accounts, open_browser), daemon=True).start()
    serve.serve(host="127.0.0.1", port=port)


def announce(address: str, accounts: str, open_browser: bool) -> None:
    """Say where the town is once it answers (bounded: a minute)."""
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"{address}/sante/", timeout=1):  # noqa: S310 (our own address)
                break
        except OSError:
            time.sleep(0.25)
    typer.echo(f"Parvis: {address}  ·  enter as: {accounts} ({address}/demo/)  ·  stop: Ctrl+C")
    if open_browser and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        webbrowser.open(address)

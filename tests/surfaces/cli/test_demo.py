"""The demo never touches what is not its own, and says why it stops."""

from pathlib import Path

import pytest

from parvis.surfaces.cli import demo, serve, settle
from parvis.surfaces.cli.start import Stop
from parvis.surfaces.cli.town import files
from parvis.surfaces.pages.demo_people import ENTRIES
from tests.support.running import free_port


def test_demo_leaves_a_real_town_alone(tmp_path: Path) -> None:
    town = tmp_path / demo.DATABASE
    town.write_text("a real town")
    with pytest.raises(Stop, match="holds a real town"):
        demo.load(tmp_path)
    assert town.read_text() == "a real town"
    assert [one.name for one in tmp_path.iterdir()] == [demo.DATABASE]


def test_demo_says_that_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 5_000_000}))
    with pytest.raises(Stop, match=r"Not enough room.*5 MB are free"):
        demo.refuse_full_disk(tmp_path)


def test_server_says_which_port_to_try_when_one_is_taken() -> None:
    import socket

    port = free_port()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with pytest.raises(Stop, match=f"Port {port} is in use.*--port {port + 1}"):
            serve.refuse_taken_port("127.0.0.1", port)


def test_town_starts_again_with_a_new_week() -> None:
    from datetime import date

    monday, sunday, next_monday = date(2026, 11, 16), date(2026, 11, 22), date(2026, 11, 23)
    assert settle.fingerprint(monday) == settle.fingerprint(sunday)
    assert settle.fingerprint(sunday) != settle.fingerprint(next_monday)


def test_entries_of_the_page_are_the_people_of_the_town() -> None:
    assert [address for address, _role in ENTRIES] == [row["email"] for row in files.read("cast")]

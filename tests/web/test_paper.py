"""The press: closed to the outside, one document at a time, and codes that lead back."""

import os
import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import segno
from pypdf import PdfReader

from parvis.kernel.throttle import Throttled
from parvis.web import paper, press
from tests.factories.paper import figures_of, outside, read, words_of

#: Nothing here asks which engine runs.
pytestmark = pytest.mark.once

PAGE = '<!doctype html><html lang="fr"><title>Essai</title><body><h1>Café</h1>{}</body></html>'


@pytest.fixture(autouse=True)
def empty_press() -> Iterator[None]:
    paper.forget()
    yield
    paper.forget()


def sheet(inside: str = "", **how: Any) -> paper.Sheet:
    return paper.Sheet(PAGE.format(inside), **how)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the press was asked for, each time."""
    made: list[dict[str, Any]] = []
    run = subprocess.run

    def note(*args: Any, **how: Any) -> Any:
        made.append(how)
        return run(*args, **how)

    monkeypatch.setattr(paper.subprocess, "run", note)
    return made


@pytest.mark.parametrize(
    "inside",
    [
        '<img src="{url}" alt="">',
        '<link rel="stylesheet" href="{url}">',
        '<svg viewBox="0 0 9 9"><title>x</title><image href="{url}" width="9" height="9"/></svg>',
        '<p style="background: url({url})">x</p>',
        '<object data="{url}"></object>',
    ],
)
def test_press_fetches_nothing(inside: str, tmp_path: Any) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text y="9">SECRET</text></svg>')
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        for url in (f"http://127.0.0.1:{port}/x.png", secret.as_uri(), "data:text/css,p{}"):
            try:
                made = paper.pdf(sheet(inside.format(url=url)))
            except paper.NotPrinted:
                continue
            assert "SECRET" not in words_of(made)
        with pytest.raises(TimeoutError):
            server.accept()


def test_press_refuses_what_it_would_have_to_fetch() -> None:
    with pytest.raises(paper.NotPrinted):
        paper.pdf(sheet('<img src="http://127.0.0.1:9/x.png" alt="x">'))


def test_press_gets_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARVIS_SECRET_KEY", "never to be seen")
    made = counted(monkeypatch)

    paper.pdf(sheet())

    assert set(made[0]["env"]) <= set(paper.HANDED_OVER)
    assert not [name for name in made[0]["env"] if "PARVIS" in name]
    assert made[0]["timeout"] == paper.SECONDS


def test_same_content_is_made_once_and_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = counted(monkeypatch)
    clock = [1000.0]
    monkeypatch.setattr(paper.time, "monotonic", lambda: clock[0])

    first = paper.pdf(sheet())
    assert paper.is_kept(sheet())
    assert paper.pdf(sheet()) == first
    assert len(made) == 1
    assert not paper.is_kept(sheet(size=paper.Size.A3))
    assert not paper.is_kept(sheet(fill=True))
    clock[0] += paper.KEPT_SECONDS + 1
    assert not paper.is_kept(sheet())
    paper.pdf(sheet())
    assert len(made) == 2


def test_what_is_somebodys_own_is_not_kept() -> None:
    paper.pdf(sheet(), keep=False)

    assert not paper.is_kept(sheet())


def test_documents_kept_are_few_and_light() -> None:
    kept = paper._Kept()
    for number in range(paper.KEPT_DOCUMENTS + 3):
        kept.put(str(number), b"x")
    assert kept.get("2") is None
    assert kept.get("3") == b"x"
    half = b"x" * (paper.KEPT_BYTES // 2)
    for name in ("one", "two", "three"):
        kept.put(name, half)
    assert kept.get("one") is None
    assert kept.get("two") is not None


def test_press_lets_few_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """While one is made, a few wait; who comes next is told to come back."""
    working, go_on = threading.Event(), threading.Event()

    def slow(asked: paper.Sheet) -> bytes:
        working.set()
        go_on.wait(10)
        return asked.key.encode()

    monkeypatch.setattr(paper, "_press", slow)
    made: list[bytes] = []
    crowd = [
        threading.Thread(target=lambda n=n: made.append(paper.pdf(sheet(str(n)))))
        for n in range(1 + paper.WAITING)
    ]
    for one in crowd:
        one.start()
    assert working.wait(5)
    # All the places are taken, by who prints and who waits.
    for _ in range(200):
        if not paper._asked._value:
            break
        threading.Event().wait(0.01)
    with pytest.raises(Throttled) as refused:
        paper.pdf(sheet("one too many"))
    go_on.set()
    for one in crowd:
        one.join(10)

    assert refused.value.retry_after == paper.COME_BACK
    assert len(set(made)) == 1 + paper.WAITING
    assert paper.pdf(sheet("now there is room"))


def test_press_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "SECONDS", 0.05)

    with pytest.raises(paper.NotPrinted):
        paper.pdf(sheet())
    monkeypatch.undo()
    assert paper.pdf(sheet())


def test_missing_library_is_named_by_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    assert press.missing_libraries() == ()
    monkeypatch.setitem(press.LIBRARIES, "libpango-1.0-0", ("libnowhere.so.0",))

    assert press.missing_libraries() == ("libpango-1.0-0",)
    assert paper.missing() == ("libpango-1.0-0",)
    with pytest.raises(paper.NotPrinted):
        paper.pdf(sheet())


def test_poster_fills_one_page() -> None:
    words = "<p>Un mot et un autre. </p>" * 30
    made = paper.pdf(
        paper.Sheet(PAGE.format(words).replace('lang="fr"', 'lang="fr" class="fills"'), fill=True)
    )

    assert len(read(made).pages) == 1
    assert outside(made) == []


@pytest.mark.parametrize(
    ("room", "found"), [(0.9, 0.9), (0.93, 0.9), (9.0, 1.15), (0.1, 0.75), (0.75, 0.75)]
)
def test_largest_is_found_by_halves(room: float, found: float) -> None:
    asked: list[float] = []

    def fits(one: float) -> bool:
        asked.append(one)
        return one <= room

    assert press.largest(press.SCALES, fits) == found
    assert len(asked) <= 4


def modules(drawn: str) -> list[list[bool]]:
    """The black squares of a QR code drawn by lines: « M2 2.5h7m1 0h5m… »."""
    width = int(re.search(r'viewBox="0 0 (\d+)', drawn)[1])
    grid = [[False] * width for _ in range(width)]
    path = re.search(r'stroke="#000"[^>]* d="([^"]+)"', drawn)[1]
    x = y = 0.0
    for step, numbers in re.findall(r"([Mmh])([^Mmh]+)", path):
        values = [float(one) for one in numbers.split()]
        if step == "M":
            x, y = values
        elif step == "m":
            x, y = x + values[0], y + values[1]
        else:
            for dark in range(int(values[0])):
                grid[int(y)][int(x) + dark] = True
            x += values[0]
    return grid


def test_qr_code_leads_to_the_page(settings: Any) -> None:
    settings.PARVIS = settings.PARVIS.model_copy(update={"public_url": "https://ormevault.example"})

    drawn = paper.qr("/lieux/maison-des-tilleuls/", "La page <du lieu>")

    meant = "https://ormevault.example/lieux/maison-des-tilleuls/"
    expected = segno.make(meant, error="m", boost_error=False, micro=False)
    assert modules(drawn) == [
        [bool(one) for one in row] for row in expected.matrix_iter(scale=1, border=2)
    ]
    assert "<title>La page &lt;du lieu&gt;</title>" in drawn
    assert (
        paper.short("/lieux/maison-des-tilleuls/") == "ormevault.example/lieux/maison-des-tilleuls"
    )


def test_qr_code_is_drawn_with_lines_and_described(tmp_path: Any) -> None:
    made = paper.pdf(sheet(str(paper.qr("/x/", "La page"))))

    assert figures_of(made) == ["La page"]
    assert not [image for page in read(made).pages for image in page.images]


@pytest.mark.parametrize("name", sorted(one.stem for one in paper.DRAWINGS.glob("*.svg")))
def test_drawings_carry_their_colours(name: str) -> None:
    drawn = str(paper.drawing(name, "Un <dessin>"))

    assert "<title>Un &lt;dessin&gt;</title>" in drawn
    assert set(re.findall(r'class="(\w+)"', drawn)) == {"drawn"}


@pytest.mark.parametrize(("asked", "size"), [("a3", "a3"), ("A3", "a3"), ("a4", "a4"), ("x", "a4")])
def test_size_is_one_of_two(asked: str, size: str) -> None:
    assert paper.Size.read(asked) == size


def test_press_runs_as_a_program() -> None:
    """As the server starts it: no path of ours, no word of Django."""
    done = subprocess.run(
        [paper.sys.executable, "-I", "-c", "import sys, parvis.web.press; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ["PATH"]},
    )

    assert "django" not in done.stdout.split()
    assert isinstance(read(paper.pdf(sheet())), PdfReader)

"""``parvis tour``: the pictures of the documentation, taken on a demo town of their own."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from PIL import Image

from parvis.surfaces.cli import services
from parvis.surfaces.cli.start import Stop
from parvis.surfaces.cli.tour_shots import DOMAIN, SHOTS, Shot

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

START_SECONDS = 120
#: What a browser started by root, or without a screen, needs.
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
WIDE, PHONE = {"width": 1180, "height": 860}, {"width": 390, "height": 780}
#: A longer page is cut: the tour shows, it does not prove.
TALLEST = {"wide": 1500, "phone": 1300}
COLOURS = 256
PAPER_WIDTH = 900
MARGIN = 24


def take(folder: Path) -> None:
    """Take every picture anew, and write the page that shows them.

    :raises Stop: the browser or the town does not start, or a page is not there.
    """
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise Stop("The tour needs the tools of the tests: ./run tour") from None
    chromium = os.environ.get("PARVIS_CHROMIUM") or services.program(*services.CHROMIUM)
    if not chromium:
        raise Stop("The tour needs Chromium. On Debian or Ubuntu: apt install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with town() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for shot in SHOTS:
            try:
                picture = taken(browser, shot, address)
            except Error as failed:
                raise Stop(f"{shot.name}: {str(failed).splitlines()[0]}") from None
            (folder / f"{shot.name}.png").write_bytes(picture)
            typer.echo(f"{shot.name}.png  {len(picture) // 1000} kB")
        browser.close()
    (folder / "README.md").write_text(written(), encoding="utf-8")


@contextmanager
def town() -> Iterator[str]:
    """A fresh demo town on a free port; its address. Gone afterwards."""
    port = services.free_port()
    address = f"http://localhost:{port}"
    with tempfile.TemporaryDirectory(prefix="parvis-tour-") as data:
        words = ["demo", "--no-open", "--port", str(port), "--data", data]
        start = "from parvis.surfaces.cli.main import main; main()"
        server = subprocess.Popen([sys.executable, "-c", start, *words], stdout=subprocess.DEVNULL)
        try:
            wait_for(address, server)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    """:raises Stop: the town ended, or does not answer in time."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/sante/", timeout=2):  # noqa: S310 (our own)
                return
        except OSError:
            time.sleep(0.25)
    raise Stop("The demo town did not start: try ./run demo")


def taken(browser: "Browser", shot: Shot, address: str) -> bytes:
    """One picture, in a browser window of its own.

    :raises Stop: the page is not there.
    """
    window: dict[str, Any] = {
        "base_url": address,
        "viewport": PHONE if shot.phone else WIDE,
        "color_scheme": "dark" if shot.dark else "light",
        "reduced_motion": "reduce",
        "locale": "fr-FR",
        "timezone_id": "Europe/Paris",
    }
    with browser.new_context(**window) as context:
        page = context.new_page()
        page.set_default_timeout(15_000)
        if shot.who:
            page.goto("/demo/")
            with page.expect_navigation():
                page.locator(f"form:has([value='{shot.who}@{DOMAIN}']) button").first.click()
        statuses: list[int] = []
        page.on(
            "response",
            lambda answer: (
                statuses.append(answer.status) if answer.request.is_navigation_request() else None
            ),
        )
        shot.steps(page)
        page.wait_for_load_state("networkidle")
        if statuses and statuses[-1] >= 400:
            raise Stop(f"{shot.name}: {page.url} answered {statuses[-1]}")
        if shot.paper:
            return small(printed(page))
        height = page.evaluate("document.documentElement.scrollHeight")
        width, tallest = window["viewport"]["width"], TALLEST["phone" if shot.phone else "wide"]
        page.set_viewport_size({"width": width, "height": min(height, tallest)})
        if shot.below:
            top = page.locator(shot.below).first.evaluate("one => one.offsetTop") - MARGIN
            page.evaluate("top => scrollTo(0, top)", top)
        return small(page.screenshot())


def printed(page: "Page") -> bytes:
    """The first sheet of the PDF that the page leads to.

    :raises Stop: there is none, or this machine cannot make it.
    """
    import pypdfium2

    link = page.locator("main a[href*='.pdf']").first.get_attribute("href")
    answer = page.request.get(str(link))
    if not answer.ok or "pdf" not in answer.headers["content-type"]:
        raise Stop(f"{link} is no PDF: {answer.status}")
    sheets = pypdfium2.PdfDocument(answer.body())
    sheet = sheets[0]
    picture = sheet.render(scale=PAPER_WIDTH / sheet.get_width()).to_pil()
    written = BytesIO()
    picture.save(written, "PNG")
    sheets.close()
    return written.getvalue()


def small(picture: bytes) -> bytes:
    """Drawn pages have few colours: a palette makes them a third as heavy."""
    with Image.open(BytesIO(picture)) as opened:
        plain = opened.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    written = BytesIO()
    plain.save(written, "PNG", optimize=True)
    return written.getvalue()


def written() -> str:
    """The page of the tour."""
    lines = [
        "# The tour",
        "",
        "Pages of the demo town, as a browser shows them; taken by `./run tour`.",
        "Everybody here is invented. The interface is French first; every page exists in English.",
    ]
    for shot in SHOTS:
        lines += ["", f"## {shot.caption}", "", f"![{shot.caption}]({shot.name}.png)"]
    return "\n".join([*lines, ""])

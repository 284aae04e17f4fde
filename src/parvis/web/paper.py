"""Paper: a page as a PDF, at most one at a time, and the QR codes that lead back to the screen."""

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import segno
import structlog
from django.conf import settings
from django.template.loader import get_template
from django.utils.translation import get_language
from markupsafe import Markup, escape

from parvis.kernel.throttle import Throttled
from parvis.web import press

log = structlog.get_logger(__name__)
HERE: Final = Path(__file__).parent
STYLES: Final = HERE / "styles" / "paper"
DRAWINGS: Final = HERE / "components" / "drawings"

#: How many wait while one is made: each of them holds one of the threads that serve the pages.
WAITING: Final = 2
#: A document that takes longer is given up.
SECONDS: Final = 90
#: When to come back, for who finds the press busy.
COME_BACK: Final = 15
KEPT_SECONDS: Final = 300
KEPT_DOCUMENTS: Final = 40
KEPT_BYTES: Final = 16_000_000
#: What the press gets of our environment: where fonts and libraries lie. No secret.
HANDED_OVER: Final = (
    "PATH",
    "HOME",
    "LANG",
    "XDG_CACHE_HOME",
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
    "LD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
)


class Size(StrEnum):
    A4 = "a4"
    A3 = "a3"

    @classmethod
    def read(cls, asked: str) -> "Size":
        """The size a link asks for; A4 for anything else."""
        return cls.A3 if asked.lower() == cls.A3 else cls.A4


class NotPrinted(Exception):  # noqa: N818  (what happened, as for refusals)
    """No PDF could be made of it; its HTML still prints from a browser."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What goes to the press."""

    html: str
    size: Size = Size.A4
    #: A poster: its letters grow until they fill one page.
    fill: bool = False

    @property
    def key(self) -> str:
        """The same for the same content, whoever asks."""
        return hashlib.blake2b(
            f"{self.size}\0{self.fill}\0{self.html}".encode(), digest_size=20
        ).hexdigest()


def missing() -> tuple[str, ...]:
    """The Debian packages without which no PDF is made; none when all is well."""
    return press.missing_libraries()


def render(template: str, context: Mapping[str, Any], *, on_screen: bool = False) -> str:
    """A document by itself: no session, no shell. ``on_screen``: its HTML twin, for a browser."""
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return get_template(template).render(
        {
            "LANGUAGE_CODE": language,
            "site_name": settings.PARVIS.site_name,
            "on_screen": on_screen,
            "prints_itself": not missing(),
            **context,
        }
    )


def is_kept(sheet: Sheet) -> bool:
    return _kept.get(sheet.key) is not None


def pdf(sheet: Sheet, *, keep: bool = True) -> bytes:
    """The PDF, kept five minutes for who asks for the same again unless it is somebody's own.

    :raises Throttled: others wait already.
    :raises NotPrinted: a library is missing, or the press gave up.
    """
    made = _kept.get(sheet.key)
    if made is None:
        with _turn():
            made = _kept.get(sheet.key) or _press(sheet)
        if keep:
            _kept.put(sheet.key, made)
    return made


def forget() -> None:
    """Keep nothing of what was made."""
    _kept.clear()


def address(path: str) -> str:
    """The whole address of a page, for a QR code."""
    return f"{settings.PARVIS.public_url}{path}"


def short(path: str) -> str:
    """The same as one would type it: « ormevault.example/lieux/maison »."""
    found = urlsplit(address(path))
    return f"{found.netloc}{found.path}".rstrip("/")


def qr(path: str, title: str) -> Markup:
    """A QR code as an SVG drawing; ``title`` is read by who does not see it.

    Medium correction: a corner of a poster may be torn, or wet.
    """
    code = segno.make(address(path), error="m", boost_error=False, micro=False)
    drawn = code.svg_inline(
        border=2, omitsize=True, svgclass="qr", lineclass=None, title=title, light="#fff"
    )
    return Markup(drawn)  # noqa: S704  (segno escapes the title; the rest is a path)


#: What each kind of surface of our drawings is filled with, on paper (on screen, the theme says).
INKS: Final = {
    "s": "#f5c457", "b": "#e5997a", "p": "#8dc0b0", "k": "#c0d7e2", "c": "#fffdf8",
    "e": "#e9dcc5", "h": "#efccb4", "i": "#20272c",
}  # fmt: skip


@cache
def drawing(name: str, title: str) -> Markup:
    """One of our drawings, with its colours in it: the press does not read style sheets there."""
    source = (DRAWINGS / f"{name}.svg").read_text(encoding="utf-8")
    pen = 'fill="none" stroke="#20272c" stroke-width="2.4" stroke-linecap="round"'
    for letter, ink in INKS.items():
        source = source.replace(f'class="{letter}"', f'fill="{ink}" stroke="none"')
    source = source.replace('class="t"', 'stroke="#b5a283" stroke-width="1.6"')
    said = f'<svg class="drawn" {pen} aria-hidden="true" '
    drawn = source.replace("<svg ", said, 1).replace(">", f"><title>{escape(title)}</title>", 1)
    return Markup(drawn)  # noqa: S704  (our own drawing; the title is escaped)


def _press(sheet: Sheet) -> bytes:
    if lacking := missing():
        raise NotPrinted(", ".join(lacking))
    began = time.monotonic()
    try:
        # Our own module; nothing of a request is in the command.
        done = subprocess.run(
            [sys.executable, "-I", "-m", "parvis.web.press"],
            input=json.dumps(
                {"html": sheet.html, "styles": styles(sheet.size), "fill": sheet.fill}
            ).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={name: os.environ[name] for name in HANDED_OVER if name in os.environ},
        )
    except subprocess.TimeoutExpired as slow:
        log.error("paper_too_slow", seconds=SECONDS, bytes=len(sheet.html))
        raise NotPrinted from slow
    except subprocess.CalledProcessError as failed:
        said = failed.stderr.decode(errors="replace").strip().splitlines()[-1:]
        log.error("paper_failed", code=failed.returncode, said=said)
        raise NotPrinted from failed
    log.info("paper", ms=round((time.monotonic() - began) * 1000), bytes=len(done.stdout))
    return done.stdout


@cache
def styles(size: Size) -> list[str]:
    """The style sheets of paper, in order; the last one is that of the size."""
    return [(STYLES / name).read_text(encoding="utf-8") for name in ("paper.css", f"{size}.css")]


#: One document is made at a time; so many may be asked for, with those that wait.
_free = threading.BoundedSemaphore(1)
_asked = threading.BoundedSemaphore(1 + WAITING)


@contextmanager
def _turn() -> Iterator[None]:
    """:raises Throttled: too many wait, or one's turn does not come."""
    if not _asked.acquire(blocking=False):
        raise Throttled(COME_BACK)
    try:
        if not _free.acquire(timeout=SECONDS / 2):
            raise Throttled(COME_BACK)
        try:
            yield
        finally:
            _free.release()
    finally:
        _asked.release()


class _Kept:
    """The latest documents of this process, within a number and a weight."""

    def __init__(self) -> None:
        self._documents: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._guard = threading.Lock()

    def get(self, key: str) -> bytes | None:
        with self._guard:
            until, made = self._documents.get(key, (0.0, b""))
            return made if time.monotonic() < until else None

    def put(self, key: str, made: bytes) -> None:
        now = time.monotonic()
        with self._guard:
            self._documents[key] = (now + KEPT_SECONDS, made)
            self._documents.move_to_end(key)
            while self._documents and self._is_too_much(now):
                self._documents.popitem(last=False)

    def clear(self) -> None:
        with self._guard:
            self._documents.clear()

    def _is_too_much(self, now: float) -> bool:
        oldest = next(iter(self._documents.values()))
        weight = sum(len(made) for _, made in self._documents.values())
        return oldest[0] <= now or len(self._documents) > KEPT_DOCUMENTS or weight > KEPT_BYTES


_kept = _Kept()

"""The press: HTML becomes a PDF, in a process of its own that has neither secrets nor network.

Run as ``python -m parvis.web.press``: reads one JSON object (``html``, ``styles``, ``fill``) from
the standard input, writes the PDF to the standard output. It knows nothing of Django or of the
database.
"""

import ctypes
import json
import logging
import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any, Final, NoReturn

#: Debian package -> what a program loads of it, on Linux and on macOS.
LIBRARIES: Final = {
    "libpango-1.0-0": ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    "libpangoft2-1.0-0": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    "libharfbuzz-subset0": ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
}
#: How much larger or smaller the letters of a poster may be, and the air between its parts.
SCALES: Final = (0.75, 0.8, 0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.15)
AIRS: Final = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0)
#: What one document may take of the machine.
MOST_SECONDS: Final = 120
MOST_MEMORY: Final = 1_500_000_000


def missing_libraries() -> tuple[str, ...]:
    """The Debian packages to install before anything can be printed; none when all is well."""
    return tuple(package for package, names in LIBRARIES.items() if not _loads(names))


@cache
def _loads(names: tuple[str, ...]) -> bool:
    for name in names:
        with suppress(OSError):
            ctypes.CDLL(name)
            return True
    return False


def make(html: str, styles: list[str], *, fill: bool = False) -> bytes:
    """A tagged PDF (PDF/UA-1) that embeds its fonts. What the page names elsewhere is not fetched.

    The language and the title are those of the HTML, which is ours: what people wrote in it is
    escaped already.

    :param fill: a poster: the largest letters, then the most air, with which it is one page.
    """
    from weasyprint import CSS, HTML, Document
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    options = {"font_config": fonts, "pdf_variant": "pdf/ua-1"}
    source = HTML(string=html, url_fetcher=nothing)

    def laid_out(scale: float = 1, air: float = 0) -> Document:
        last = [f":root {{ --scale: {scale}; --air: {air}rem; }}"] if fill else []
        sheets = [
            CSS(string=one, url_fetcher=nothing, font_config=fonts) for one in [*styles, *last]
        ]
        return source.render(stylesheets=sheets, **options)

    def fits(document: Document) -> bool:
        return len(document.pages) == 1

    if fill:
        scale = largest(SCALES, lambda one: fits(laid_out(one)))
        air = largest(AIRS, lambda one: fits(laid_out(scale, one)))
        document = laid_out(scale, air)
    else:
        document = laid_out()
    return bytes(document.write_pdf(**options))


def largest(choices: tuple[float, ...], fits: Callable[[float], bool]) -> float:
    """The largest of these that fits, or the first of them; what fits, all that is smaller does."""
    low, high = 0, len(choices) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if fits(choices[middle]):
            low = middle
        else:
            high = middle - 1
    return choices[low]


def nothing(url: str, **_options: Any) -> NoReturn:
    """Neither a network, nor files: a document is made of what it was given (SSRF).

    :raises FatalURLFetchingError: always; no document is better than one with a hole in it.
    """
    from weasyprint.urls import FatalURLFetchingError

    message = f"refused: {url.partition(':')[0]}"
    raise FatalURLFetchingError(message)


def sit_back() -> None:
    """Take less of the machine than the pages do, as far as the system lets us."""
    with suppress(OSError):
        os.nice(5)
    for limit, most in (
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(OSError, ValueError):
            resource.setrlimit(limit, (most, most))


def main() -> None:
    sit_back()
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    asked = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(make(asked["html"], asked["styles"], fill=asked["fill"]))


if __name__ == "__main__":
    main()

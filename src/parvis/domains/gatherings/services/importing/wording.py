"""Texts from elsewhere, made into ours: lines on one line, HTML as the few marks we know."""

import re
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

from parvis.domains.gatherings.vocabulary import ABOUT_MAX
from parvis.kernel import text

#: More than this is not read at all.
READ_MAX: Final = 20_000
URL_MAX: Final = 500
TAG: Final = re.compile(r"<(?:/?[a-zA-Z][^<>]{0,2000}|!--)[^<>]{0,2000}>")
SILENT: Final = frozenset(("script", "style", "head", "title", "template", "iframe", "object"))
BLOCKS: Final = frozenset(
    ("p", "div", "section", "article", "table", "tr", "ul", "ol", "blockquote", "figure")
) | {f"h{level}" for level in range(1, 7)}
STRONG: Final = frozenset(("b", "strong"))


def line(given: object, most: int) -> str:
    """One line, cleaned, cut between words; empty for what is no text."""
    if not isinstance(given, str):
        return ""
    return text.excerpt(" ".join(text.clean(given[:READ_MAX]).split()), most)


def words(given: object, most: int = ABOUT_MAX) -> str:
    """A text of several paragraphs; HTML becomes our Markdown, and loses what it hides."""
    if not isinstance(given, str):
        return ""
    plain = given[:READ_MAX]
    if TAG.search(plain):
        plain = _from_html(plain)
    return cut(text.clean(plain), most)


def cut(given: str, most: int) -> str:
    """Cut at the end of a word; paragraphs stay."""
    if len(given) <= most:
        return given
    kept = given[: most - 1]
    space = max(kept.rfind(" "), kept.rfind("\n"))
    return (kept[:space] if space > most // 2 else kept).rstrip(" ,;:\n") + "…"


def address(given: object) -> str:
    """A web address one may follow, or nothing."""
    if not isinstance(given, str):
        return ""
    found = given.strip()
    if len(found) > URL_MAX or re.search(r"[\s\x00-\x1f\x7f<>\"\\]", found):
        return ""
    try:
        parts = urlsplit(found)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not host or "@" in parts.netloc:
        return ""
    return found


class _Markdown(HTMLParser):
    """Keeps the words, paragraphs, list items, emphasis and the addresses of links."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in BLOCKS:
            self.parts.append("\n\n")
        elif tag in STRONG:
            self.parts.append("**")
        elif tag == "a":
            self.links.append(address(dict(attrs).get("href")))

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in BLOCKS:
            self.parts.append("\n\n")
        elif tag in STRONG:
            self.parts.append("**")
        elif tag == "a" and self.links:
            link = self.links.pop()
            if link and link not in "".join(self.parts[-3:]):
                self.parts.append(f" ({link})")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(re.sub(r"\s+", " ", data))


def _from_html(given: str) -> str:
    reader = _Markdown()
    # Line ends of a calendar's text are meant, even among tags.
    reader.feed(given.replace("\r", "").replace("\n", "<br>"))
    reader.close()
    joined = "".join(reader.parts).replace("****", "")
    return "\n".join(one.strip() for one in joined.split("\n"))

"""What is served: valid HTML, light pages, a title of their own, and no surprise in the headers.

trust.md A11Y-1 (HTML validity) and A11Y-12 (weight). One run of the Nu checker for all pages.
"""

import gzip
import json
import re
import subprocess
from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.pages.catalogue import pages
from tests.pages.served import Answer, Served, lookers
from tests.support.patience import STUCK
from tests.support.running import ROOT

pytestmark = pytest.mark.once

VNU = ROOT / "tests" / "tools" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
#: Said by the checker of what is right: a role that older readers need, a void slash in our SVG.
EXCUSED = (
    # Safari's reader drops the list from a list without bullets; the role gives it back.
    "The “list” role is unnecessary for element “ul”",
    "The “list” role is unnecessary for element “ol”",
    "Trailing slash on void elements has no effect",
)
MAIN_PAGES = {
    "pages:home",
    "gatherings:agenda",
    "gatherings:occurrence",
    "welcome:path",
    "welcome:arrive",
    "conversations:conversations",
    "conversations:thread",
    "circles:circles",
    "territory:place",
    "organisations:organisation",
    "people:account",
}
NODES, FIRST_LOAD, SCRIPT, STYLE, REQUESTS = 800, 100_000, 40_000, 20_000, 15

SEEN = [(row, viewer) for row in pages() for viewer in lookers(row)]
Bodies = Mapping[tuple[str, str], Answer]


@pytest.fixture(scope="module")
def bodies(served: Served) -> Bodies:
    """Every page of the catalogue as each viewer gets it."""
    return {
        (row.label, viewer): served.get(row.address(served.things), viewer) for row, viewer in SEEN
    }


@pytest.fixture(scope="module")
def judged(
    bodies: Bodies, served: Served, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[str]]:
    """What the checker says, by page."""
    folder = tmp_path_factory.mktemp("html")
    names: dict[str, str] = {}
    written = {f"{label} {viewer}": body.text for (label, viewer), body in bodies.items()}
    written["not found"] = served.get("/nulle-part/").text
    written["our fault"] = served.server_error
    for number, (label, text) in enumerate(written.items()):
        (folder / f"{number}.html").write_text(text, encoding="utf-8")
        names[f"{number}.html"] = label
    done = subprocess.run(
        ["java", "-Xss2m", "-jar", str(VNU), "--format", "json", "--exit-zero-always", str(folder)],
        capture_output=True,
        text=True,
        check=True,
        timeout=10 * STUCK,
    )
    found: dict[str, list[str]] = {}
    for one in json.loads(done.stderr)["messages"]:
        if not one["message"].startswith(EXCUSED):
            page = names[Path(urlsplit(one["url"]).path).name]
            extract = " ".join(one.get("extract", "").split())[:120]
            found.setdefault(f"{one['message']} — {extract}", []).append(page)
    assert len(written) > 100
    return found


def test_html_of_every_page_is_valid(judged: dict[str, list[str]]) -> None:
    said = [f"{fault} ({len(where)} pages: {where[0]})" for fault, where in judged.items()]

    assert said == []


def test_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    """The run above would say it."""
    (tmp_path / "wrong.html").write_text(
        '<!doctype html><html lang="fr"><title>Non</title><p id="a"><p id="a"><div role="lis">',
        encoding="utf-8",
    )
    done = subprocess.run(
        ["java", "-jar", str(VNU), "--format", "json", "--exit-zero-always", str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=10 * STUCK,
    )

    assert "Duplicate ID" in done.stderr


def test_every_page_answers(bodies: Bodies) -> None:
    assert {where: one.status for where, one in bodies.items() if one.status != 200} == {}


def test_titles_tell_pages_apart(bodies: Bodies) -> None:
    """A title by page, whatever the state it is in; one page may have several rows."""
    titles: dict[tuple[str, str], set[str]] = {}
    for row, viewer in SEEN:
        found = re.search(r"<title>(.*?)</title>", bodies[row.label, viewer].text, re.DOTALL)
        assert found, row.label
        assert re.search(r"\S · \S", found[1]), row.label
        page = f"{row.name} {' '.join(row.things)}"
        titles.setdefault((viewer, found[1].strip()), set()).add(page)
    shared = {title: rows for title, rows in titles.items() if len(rows) > 1}

    assert shared == {}


class Parts(HTMLParser):
    """How many elements a page has, and what it makes a browser fetch at once."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.nodes, self.files, self.inline = 0, [], []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.nodes += 1
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and given.get("type") != "application/ld+json":  # which is data
            self.files.append(given["src"])
        if tag == "link" and given.get("rel") in {"stylesheet", "manifest", "icon"}:
            self.files.append(given["href"])
        self.inline += [name for name in given if name == "style" or name.startswith("on")]


@pytest.mark.parametrize("label", sorted(MAIN_PAGES))
def test_main_page_is_light(label: str, bodies: Bodies, served: Served) -> None:
    """Elements, requests, and compressed weight without images, for a first visit."""
    heavy = []
    for viewer in [viewer for row, viewer in SEEN if row.label == label]:
        answer = bodies[label, viewer]
        parts = Parts(answer.text)
        files = sorted({one for one in parts.files if not one.endswith((".svg", ".png"))})
        weights = {one: weight(served, one) for one in files}
        script = sum(size for one, size in weights.items() if one.endswith(".js"))
        style = sum(size for one, size in weights.items() if one.endswith(".css"))
        assert script, "no script was found: the budget would watch over nothing"
        assert style
        limits = {
            "elements": (parts.nodes, NODES),
            "bytes": (len(gzip.compress(answer.body)) + sum(weights.values()), FIRST_LOAD),
            "bytes of script": (script, SCRIPT),
            "bytes of style": (style, STYLE),
            "requests": (1 + len(set(parts.files)), REQUESTS),
        }
        heavy += [
            f"{viewer}: {got} {what}, {most} at most"
            for what, (got, most) in limits.items()
            if got > most
        ]

    assert heavy == []


def weight(served: Served, address: str) -> int:
    """Bytes on the wire of a file, as a browser asks for it."""
    answer = served.get(address, **{"Accept-Encoding": "gzip"})
    assert answer.status == 200, address
    return len(answer.body)


def test_no_page_carries_a_style_or_a_handler(bodies: Bodies) -> None:
    inline = Counter(
        (label, name) for (label, _), one in bodies.items() for name in Parts(one.text).inline
    )

    assert inline == Counter()

"""Large letters, large spaces, no movement, a bar that hides nothing, and paper.

trust.md A11Y-3, A11Y-5, A11Y-6, A11Y-10.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.pages.catalogue import Row, pages
from tests.pages.looking import MOVING, OVERFLOW, Looker
from tests.pages.served import Served, lookers

pytestmark = [pytest.mark.journey, pytest.mark.once]

#: As a browser does at 200 % and 400 % on a screen of 1280 × 1024.
ZOOMS = {"200 %": ({"width": 640, "height": 512}, 2), "400 %": ({"width": 320, "height": 256}, 4)}
ROWS = [row for row in pages() if "resident" in lookers(row)]

#: WCAG 1.4.12, and letters twice as large: no word is cut, nothing scrolls sideways.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
LARGE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("html { font-size: 200% !important }");
  document.adoptedStyleSheets = [sheet];
}"""
PLAIN = "() => { document.adoptedStyleSheets = []; }"

#: Words that are cut: their box is smaller than they are, and hides what comes out.
CUT = """() => [...document.querySelectorAll("body *")].filter(node => {
  if (!node.checkVisibility()) return false;
  if (node.closest(".visually-hidden, [aria-hidden=true], svg")) return false;
  const style = getComputedStyle(node);
  const hides = ["hidden", "clip"];
  const own = [...node.childNodes].some(one => one.nodeType === 3 && one.data.trim());
  if (!own || style.clipPath !== "none" || node.clientWidth <= 1) return false;
  return (hides.includes(style.overflowX) && node.scrollWidth > node.clientWidth + 1)
    || (hides.includes(style.overflowY) && node.scrollHeight > node.clientHeight + 1);
}).slice(0, 4).map(node => `cut: ${node.outerHTML.slice(0, 140)}`)"""

#: Whether what has the focus is hidden, wholly, by something that stays in place.
HIDDEN = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const box = node.getBoundingClientRect();
  const within = (x, y) => {
    if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return false;
    const top = document.elementFromPoint(x, y);
    return !!top && (node.contains(top) || top.contains(node)
      || !!(node.labels && [...node.labels].some(label => label.contains(top))));
  };
  const points = [0.1, 0.5, 0.9].flatMap(x => [0.1, 0.5, 0.9].map(
    y => [box.x + box.width * x, box.y + box.height * y]));
  return points.some(([x, y]) => within(x, y)) ? "" : node.outerHTML.slice(0, 160);
}"""


@pytest.fixture(scope="module")
def zoomed(browser: Browser, served: Served) -> Iterator[dict[str, Looker]]:
    """A resident's window at each zoom."""
    windows = {
        name: Looker(browser, served, "resident", viewport=size, device_scale_factor=scale)
        for name, (size, scale) in ZOOMS.items()
    }
    yield windows
    for one in windows.values():
        one.close()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_page_can_be_read_with_large_letters(
    row: Row, zoomed: dict[str, Looker], served: Served
) -> None:
    found = []
    for name, looker in zoomed.items():
        looker.open(row.address(served.things))
        page = looker.page
        found += [f"{name}: {one}" for one in page.evaluate(OVERFLOW)]
        page.evaluate(SPACED)
        found += [f"{name}, spaced: {one}" for one in page.evaluate(OVERFLOW)]
        found += [f"{name}, spaced: {one}" for one in page.evaluate(CUT)]
        if name == "200 %":
            page.evaluate(LARGE)
            found += [f"letters of 200 %: {one}" for one in page.evaluate(OVERFLOW)]
            found += [f"letters of 200 %: {one}" for one in page.evaluate(CUT)]
        page.evaluate(PLAIN)
        found += page.evaluate(MOVING)

    assert found == []


MAIN = [
    "pages:home",
    "welcome:path",
    "gatherings:agenda",
    "conversations:thread",
    "circles:circles",
    "people:section moments",
]


@pytest.mark.parametrize("label", MAIN)
def test_bar_at_the_bottom_never_hides_what_has_the_focus(
    label: str, browser: Browser, served: Served
) -> None:
    looker = Looker(browser, served, "resident", viewport={"width": 360, "height": 640})
    row = next(one for one in ROWS if one.label == label)
    try:
        looker.open(row.address(served.things))
        hidden, reached = walk(looker.page)
        assert hidden == []
        assert reached > 15
    finally:
        looker.close()


def walk(page: Page, most: int = 220) -> tuple[list[str], int]:
    """Tab through the page; what was hidden, and how many stops there were."""
    hidden: list[str] = []
    for number in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate(HIDDEN)
        if found is None:
            return hidden, number
        if found:
            hidden.append(found)
    return hidden, most


def test_page_moves_only_for_who_accepts_it(browser: Browser, served: Served) -> None:
    """The other half of the check above: something does move, when movement is welcome."""
    counts = {}
    for wish in ("no-preference", "reduce"):
        looker = Looker(browser, served, "resident", reduced_motion=wish)
        try:
            looker.open("/style/")
            page = looker.page
            page.evaluate(
                """() => {
                  const arrived = document.createElement("p");
                  arrived.className = "htmx-added";
                  document.querySelector("main").append(arrived);
                }"""
            )
            counts[wish] = len(page.evaluate(MOVING))
        finally:
            looker.close()

    assert counts["reduce"] == 0
    assert counts["no-preference"] > 0


PAPER: dict[str, Callable[[Page], bool]] = {
    "the ways on": lambda page: page.locator("nav.ways").first.is_visible(),
    "buttons": lambda page: any(one.is_visible() for one in page.locator("main .button").all()),
}


@pytest.mark.parametrize(
    "label", ["pages:week", "gatherings:occurrence", "territory:place", "mfa_view_recovery_codes"]
)
def test_page_prints_without_what_one_presses(label: str, browser: Browser, served: Served) -> None:
    row = next(one for one in pages() if one.label == label)
    looker = Looker(browser, served, lookers(row)[-1], viewport={"width": 720, "height": 1000})
    try:
        looker.open(row.address(served.things))
        page = looker.page
        assert page.locator("nav.ways").first.is_visible()
        page.emulate_media(media="print")
        assert page.locator("h1").is_visible()
        assert [name for name, is_shown in PAPER.items() if is_shown(page)] == []
        assert page.evaluate(OVERFLOW) == []
        colours = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        assert colours in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
        assert len(page.pdf()) > 2_000
    finally:
        looker.close()

"""Looking at a page in a real browser: what is wrong with it, in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route

from tests.pages.served import Served
from tests.support.browser import PATIENCE

AXE = Path(__file__).resolve().parents[1] / "tools" / "node_modules" / "axe-core" / "axe.min.js"
WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 320, "height": 720}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]

RUN_AXE = """async only => {
  const found = await axe.run(document, {
    runOnly: only, resultTypes: ["violations"], preload: false, elementRef: false,
  });
  return found.violations.flatMap(one => one.nodes.slice(0, 4).map(
    node => `${one.id} (${one.help}): ${node.html.slice(0, 160)} ${(node.any[0] || node.all[0]
      || node.none[0] || {message: ""}).message.slice(0, 200)}`));
}"""

OVERFLOW = """() => {
  const most = innerWidth, root = document.documentElement;
  if (root.scrollWidth <= most) return [];
  const wide = [...document.querySelectorAll("body *")].filter(node => {
    const box = node.getBoundingClientRect();
    return box.right > most + 1 && box.width > 0
      && getComputedStyle(node).position !== "fixed";
  });
  return [`scrolls sideways: ${root.scrollWidth} > ${most}: `
    + wide.slice(-3).map(node => node.outerHTML.slice(0, 120)).join(" … ")];
}"""

#: What one can press: 44 pixels each way, 24 for a link in a sentence.
TARGETS = """() => {
  const faults = [];
  const seen = node => node.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const pressed = "a[href], button, input:not([type=hidden]), select, textarea, summary,"
    + " [role=button], [role=tab]";
  for (const node of document.querySelectorAll(pressed)) {
    if (!seen(node) || node.disabled || node.closest(".skip, [hidden], [inert]")) continue;
    let box = node.getBoundingClientRect();
    if (box.right < 0 || box.bottom < 0) continue;
    const label = node.closest("label") || (node.labels && node.labels[0]);
    const tick = node.matches("input[type=checkbox], input[type=radio]");
    if (label && tick) box = label.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) continue;
    const style = getComputedStyle(node);
    // A link stretched over its card: the card is what one presses.
    const over = getComputedStyle(node, "::after");
    if (over.content !== "none" && over.position === "absolute" && over.inset === "0px") {
      const card = node.offsetParent || node.closest(".card, .row, li, article");
      if (card) box = card.getBoundingClientRect();
    }
    const inline = node.tagName === "A" && style.display === "inline";
    const least = inline ? 24 : 44;
    const high = inline ? Math.max(box.height, parseFloat(style.lineHeight) || 0) : box.height;
    const wide = inline ? 24 : box.width;
    if (high < least - 0.6 || wide < Math.min(least, 44) - 0.6) {
      faults.push(`too small to press, ${Math.round(box.width)} × ${Math.round(high)}: `
        + node.outerHTML.slice(0, 140));
    }
  }
  return faults.slice(0, 6);
}"""

FRAME = """() => {
  const faults = [], all = name => document.querySelectorAll(name).length;
  if (all("h1") !== 1) faults.push(`${all("h1")} headings of level 1`);
  if (!["fr", "en"].includes(document.documentElement.lang)) faults.push("no language");
  if (document.title.trim().length < 5) faults.push(`an empty title: ${document.title}`);
  if (all("main") !== 1) faults.push(`${all("main")} main parts`);
  return faults;
}"""

MOVING = """() => document.getAnimations().map(one => {
  const moved = one.effect && one.effect.target;
  return `moves: ${moved ? moved.outerHTML.slice(0, 100) : ""}`;
})"""


class Looker:
    """One viewer's browser window; pages are opened in it one after the other."""

    def __init__(self, browser: Browser, served: Served, viewer: str, **options: Any) -> None:
        self.served, self.viewer = served, viewer
        settings = {
            "base_url": served.town.url,
            "viewport": WIDE,
            "locale": "fr-FR",
            "timezone_id": "Europe/Paris",
            "reduced_motion": "reduce",
            "service_workers": "block",
        }
        self.context: BrowserContext = browser.new_context(**{**settings, **options})
        self.context.set_default_timeout(PATIENCE)
        self.context.add_cookies(served.cookies(viewer))  # type: ignore[arg-type]
        self.context.add_init_script(path=AXE)
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.said.append(f"script: {error}"))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "blocked by Playwright" not in message.text:
            self.said.append(f"console: {message.text} {message.location.get('url', '')}")

    def open(self, address: str) -> int:
        self.said.clear()
        answer = self.page.goto(address)
        assert answer is not None
        return answer.status

    def open_written(self, body: str, status: int = 200) -> None:
        """A page that the server cannot be asked for."""
        self.said.clear()

        def answer(route: Route) -> None:
            route.fulfill(status=status, body=body, content_type="text/html; charset=utf-8")

        self.page.route("**/written-for-a-test/", answer)
        self.page.goto("/written-for-a-test/")
        self.page.unroute("**/written-for-a-test/")

    def close(self) -> None:
        self.context.close()

    def axe(self, *, rules: list[str] | None = None) -> list[str]:
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
        return list(self.page.evaluate(RUN_AXE, only))

    def dress(self, size: dict[str, int], **media: Any) -> None:
        self.page.set_viewport_size(size)  # type: ignore[arg-type]
        self.page.emulate_media(**{"color_scheme": "light", "forced_colors": "none", **media})
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => done()))")

    def faults(self, *, briefly: bool = False) -> list[str]:
        """Everything that is wrong with the page as it stands, at each size and in each light.

        :param briefly: on a small screen by day only, for a page that others are seen to read.
        """
        found = [*self.page.evaluate(FRAME)]
        for size, name in ((WIDE, "desktop"), (NARROW, "320 px")):
            if briefly and size == WIDE:
                continue
            self.dress(size)
            found += [f"{name}: {one}" for one in self.page.evaluate(OVERFLOW)]
            found += [f"{name}: {one}" for one in self.page.evaluate(TARGETS)]
            found += [f"{name}: {one}" for one in self.axe()]
            if briefly:
                continue
            self.dress(size, color_scheme="dark")
            found += [f"{name}, dark: {one}" for one in self.axe(rules=COLOURS)]
        self.dress(WIDE)
        return [*found, *self.said]


@contextmanager
def looking(browser: Browser, served: Served, viewer: str, **options: Any) -> Iterator[Looker]:
    looker = Looker(browser, served, viewer, **options)
    try:
        yield looker
    finally:
        looker.close()

"""At the door the network comes and goes: no tap is lost, and one sees which has not left yet."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from tests.pages.served import Served

pytestmark = [pytest.mark.journey, pytest.mark.once]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def sheet(browser: Browser, served: Served) -> Iterator[Page]:
    """The host's phone, on the sheet of a date that goes on."""
    context = browser.new_context(viewport=PHONE, locale="fr-FR", base_url=served.town.url)
    context.add_cookies(served.cookies("host"))
    page = context.new_page()
    page.goto(f"/agenda/{served.things['sheet_date']}/feuille/")
    yield page
    context.close()


def test_tap_shows_at_once_and_counts(sheet: Page) -> None:
    line = sheet.locator(".sheet-line", has_text="Théodule")

    line.get_by_role("button").click()

    expect(line.get_by_role("button", name="Est là Théodule, reprendre")).to_be_visible()
    expect(sheet.locator("#sheet-count")).to_contain_text("3 personnes sont là")
    line.get_by_role("button").click()
    expect(line.get_by_role("button", name="Est là Théodule", exact=True)).to_be_visible()
    expect(sheet.locator("#sheet-count")).to_contain_text("Personne n’est encore noté")


def test_two_quick_taps_keep_the_last_count_even_when_the_first_answer_is_late(sheet: Page) -> None:
    held: list[tuple[Route, APIResponse]] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    sheet.route("**/feuille/*/", hold_the_first)
    lines = [sheet.locator(".sheet-line", has_text=name) for name in ("Isaure", "Théodule")]

    for line in lines:
        line.get_by_role("button").click()
        expect(line).to_have_class(re.compile("is-here"))
    # Time enough for the second to be answered, had it left at once.
    sheet.wait_for_timeout(500)
    [(route, answer)] = held
    route.fulfill(response=answer)

    for line in lines:
        expect(line.get_by_role("button")).to_contain_text("reprendre")
    expect(sheet.locator("#sheet-count")).to_contain_text("4 personnes sont là")
    for line in lines:
        line.get_by_role("button").click()
        expect(line).to_have_class("sheet-line")


def test_tap_without_network_is_kept_said_and_sent_when_it_comes_back(sheet: Page) -> None:
    gone: list[str] = []

    def lose(route: Route) -> None:
        gone.append(route.request.url)
        route.abort("internetdisconnected")

    sheet.route("**/feuille/*/", lose)
    first = sheet.locator(".sheet-line", has_text="Isaure")
    other = sheet.locator(".sheet-line", has_text="Théodule")

    first.get_by_role("button").click()
    other.get_by_role("button").click()

    for line in (first, other):
        expect(line.locator(".sheet-kept")).to_be_visible()
        expect(line).to_have_class("sheet-line is-here is-kept")
    assert len(gone) == 2
    sheet.unroute("**/feuille/*/")
    sheet.evaluate("window.dispatchEvent(new Event('online'))")

    expect(sheet.locator("#sheet-count")).to_contain_text("4 personnes sont là")
    expect(sheet.locator(".sheet-kept:visible")).to_have_count(0)
    sheet.reload()
    expect(sheet.locator(".sheet-line.is-here")).to_have_count(2)
    for line in (first, other):
        line.get_by_role("button").click()
        expect(line).to_have_class("sheet-line")

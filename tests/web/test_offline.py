"""Without a network: the help numbers, and the week of the person signed in, for nobody else."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.conftest import SHELL, open_page, page_context
from tests.web.site import Site

pytestmark = [pytest.mark.journey, pytest.mark.once]


def wait_for_week(page: Page, *, kept: bool) -> None:
    """``wait_for_function`` does not wait for promises: the page itself counts what is kept."""
    count = (
        "async () => (await caches.has('parvis-week'))"
        " ? (await (await caches.open('parvis-week')).keys()).length : 0"
    )
    for _ in range(100):
        if (page.evaluate(count) == 1) is kept:
            return
        page.wait_for_timeout(50)
    assert (page.evaluate(count) == 1) is kept


def test_offline_shows_the_help_numbers_and_ones_own_week(context: BrowserContext, jinja):
    with Site(jinja) as site:
        week = SHELL + "<p>Mardi, café du matin</p>{% endblock %}"
        site.show("/pages/week/", week, **page_context(signed_in=True))
        site.show(
            "/pages/offline/", '{% extends "offline.html" %}', **page_context(signed_in=False)
        )
        page = context.new_page()
        open_page(page, site, "/home/", SHELL + "{% endblock %}", signed_in=True)
        wait_for_week(page, kept=True)

    page.goto(site.base + "/elsewhere/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vous êtes sans connexion")
    expect(page.locator("footer").get_by_role("link", name="3114")).to_be_visible()
    page.get_by_role("link", name="Ma semaine").click()

    expect(page.get_by_text("Mardi, café du matin")).to_be_visible()


def test_week_is_forgotten_when_a_visitor_opens_the_site(context: BrowserContext, site: Site):
    site.show("/pages/week/", SHELL + "{% endblock %}", **page_context(signed_in=True))
    site.show("/pages/offline/", '{% extends "offline.html" %}', **page_context(signed_in=False))
    page = context.new_page()
    open_page(page, site, "/mine/", SHELL + "{% endblock %}", signed_in=True)
    wait_for_week(page, kept=True)

    open_page(page, site, "/theirs/", SHELL + "{% endblock %}", signed_in=False)

    wait_for_week(page, kept=False)
    kept = "async () => (await Promise.all((await caches.keys()).map("
    kept += "async (name) => (await (await caches.open(name)).keys()).map((r) => r.url)))).flat()"
    assert not [url for url in page.evaluate(kept) if "/mine/" in url or "/week/" in url]


def test_week_is_forgotten_at_log_out(context: BrowserContext, site: Site):
    site.show("/pages/week/", SHELL + "{% endblock %}", **page_context(signed_in=True))
    site.show("/pages/offline/", '{% extends "offline.html" %}', **page_context(signed_in=False))
    page = context.new_page()
    out = '{% call ui.form(action="/out/", csrf=csrf_input, attrs={"data-log-out": ""}) %}'
    out += '{{ ui.button(label="Sortir") }}{% endcall %}{% endblock %}'
    open_page(page, site, "/leaving/", SHELL + out, signed_in=True)
    wait_for_week(page, kept=True)

    page.evaluate("() => document.addEventListener('submit', (e) => e.preventDefault())")
    page.get_by_role("button", name="Sortir").click()

    wait_for_week(page, kept=False)

"""“Près de moi”: what leaves the browser is known to a kilometre (trust.md TS-30)."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import SHELL, open_page
from tests.web.site import Site

pytestmark = [pytest.mark.journey, pytest.mark.once]

FORM = (
    SHELL + '<form action="/near/" method="post" data-near data-near-trouble="Choisissez." hidden>'
    '<input type="hidden" name="latitude"><input type="hidden" name="longitude">'
    '<button>Près de moi</button><p role="alert" hidden></p></form>{% endblock %}'
)
EXACT = {"latitude": 46.0087654, "longitude": -3.0112345}


def test_position_is_rounded_before_it_leaves(page: Page, site: Site):
    sent: list[str] = []
    page.on(
        "request", lambda one: sent.append(f"{one.url.removeprefix(site.base)} {one.post_data}")
    )
    page.context.grant_permissions(["geolocation"], origin=site.base)
    page.context.set_geolocation(EXACT)
    open_page(page, site, "/agenda/", FORM)

    page.get_by_role("button", name="Près de moi").click()
    page.wait_for_url("**/near/")

    assert site.posts == [("/near/", {"latitude": ["46.01"], "longitude": ["-3.01"]})]
    assert not [one for one in sent if "0087" in one or "0112" in one]
    # Not the number of the port, which may hold any figures.
    assert page.url == f"{site.base}/near/"
    stored = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "46.0" not in stored


def test_refusal_leads_to_the_list(page: Page, site: Site):
    page.context.clear_permissions()
    open_page(page, site, "/agenda/", FORM)

    page.get_by_role("button", name="Près de moi").click()

    expect(page.get_by_role("alert")).to_have_text("Choisissez.")
    assert site.posts == []


def test_button_stays_hidden_without_a_script(page: Page, site: Site):
    without = page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    plain = without.new_page()
    open_page(plain, site, "/agenda/", FORM)

    expect(plain.get_by_role("button", name="Près de moi")).to_be_hidden()
    without.close()


def test_list_that_changed_says_how_many_it_holds(page: Page, site: Site):
    open_page(
        page,
        site,
        "/agenda/",
        SHELL + '<div id="results"><p data-announce> 12 rencontres </p></div>{% endblock %}',
    )

    page.evaluate(
        """() => document.getElementById("results").dispatchEvent(
            new CustomEvent("htmx:afterSettle", {bubbles: true, detail: {}}))"""
    )

    expect(page.locator("#announcer")).to_have_text("12 rencontres")

"""axe, reflow, targets, headings, console: every page, each viewer, two sizes, light and dark.

trust.md A11Y-1, A11Y-4, A11Y-5, SEC-2: nothing is found. A page that is not in the catalogue fails
in ``test_matrix``.
"""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.cast import VISITOR
from tests.pages.catalogue import Row, pages
from tests.pages.looking import NARROW, WIDE, Looker
from tests.pages.served import Served, lookers

pytestmark = [pytest.mark.journey, pytest.mark.once]

#: The team and the hosts are in ``test_accessibility_team``: two halves, side by side.
SEEN = [
    (row, viewer) for row in pages() for viewer in lookers(row) if viewer in (VISITOR, "resident")
]
TEXT = "Je viens d’emménager aux Tilleuls. J’aime la photo et marcher, à deux ou trois."


@pytest.mark.parametrize(
    ("row", "viewer"), SEEN, ids=[f"{row.label} {viewer}" for row, viewer in SEEN]
)
def test_page_can_be_used_by_everybody(
    row: Row, viewer: str, window: Callable[[str], Looker], served: Served
) -> None:
    looker = window(viewer)

    assert looker.open(row.address(served.things)) == 200
    assert looker.faults() == []


def understood(page: Page) -> None:
    page.goto("/bienvenue/")
    page.get_by_label("Avec vos mots").fill(TEXT)
    page.get_by_role("button", name="Voir ce que vous avez compris").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("compris")


def adding(page: Page) -> None:
    understood(page)
    page.get_by_text("Ajouter quelque chose").click()


def question(number: int) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        page.goto("/bienvenue/questions/")
        for _ in range(number - 1):
            page.get_by_role("button", name="Continuer").last.click()
        expect(page.get_by_text(f"Étape {number} sur 6")).to_be_visible()

    return go


def refused(page: Page) -> None:
    page.goto("/bienvenue/passerelle/")
    page.locator("#door-place").get_by_role("button", name="Pas pour moi").click()
    expect(page.get_by_text("Voici autre chose").first).to_be_visible()


def login_code(page: Page) -> None:
    page.goto("/compte/entrer/")
    page.get_by_label(re.compile("adresse e-mail", re.IGNORECASE)).fill("personne@example.org")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("textbox", name=re.compile("code"))).to_be_visible()


def signup_code(page: Page) -> None:
    page.goto("/compte/inscription/")
    page.get_by_label(re.compile("Prénom ou pseudonyme")).fill("Camille")
    page.get_by_label(re.compile("adresse e-mail", re.IGNORECASE)).fill("camille@example.org")
    for agreement in page.get_by_role("checkbox").all():
        agreement.check()
    page.get_by_role("button", name="Recevoir mon code").click()
    expect(page.get_by_role("textbox", name=re.compile("code"))).to_be_visible()


def password_code(page: Page) -> None:
    page.goto("/compte/mot-de-passe/oublie/")
    page.get_by_label(re.compile("adresse e-mail", re.IGNORECASE)).fill("personne@example.org")
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("textbox", name=re.compile("code"))).to_be_visible()


def proof_by_code(page: Page) -> None:
    page.goto("/compte/cest-moi/")
    page.get_by_role("button", name=re.compile("Recevoir|code")).first.click()
    expect(page.get_by_role("textbox", name=re.compile("code")).first).to_be_visible()


def sent_empty(address: str) -> Callable[[Page], None]:
    """The page with its errors: what is wrong is beside the field, and in a summary."""

    def go(page: Page) -> None:
        page.goto(address)
        page.locator("main form[method=post]").first.evaluate(
            """form => {
              for (const field of form.querySelectorAll("input:not([type=hidden]), textarea")) {
                if (["checkbox", "radio"].includes(field.type)) field.checked = false;
                else if (field.type !== "file") field.value = "";
              }
              form.submit();
            }"""
        )
        page.wait_for_load_state()
        expect(page.locator("[aria-invalid=true]").first).to_be_visible()

    return go


STATES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "what was understood": ("visitor", understood),
    "adding to what was understood": ("visitor", adding),
    **{f"question {number}": ("visitor", question(number)) for number in range(1, 7)},
    "a path with a refusal": ("resident", refused),
    "code to enter": ("visitor", login_code),
    "code to join": ("visitor", signup_code),
    "code for a password": ("visitor", password_code),
    "code as a proof": ("resident", proof_by_code),
    "arriving, wrong": ("visitor", sent_empty("/bienvenue/")),
    "joining, wrong": ("visitor", sent_empty("/compte/inscription/")),
    "entering, wrong": ("visitor", sent_empty("/compte/entrer/")),
    "publishing, wrong": ("host", sent_empty("/agenda/publier/")),
    "a name, wrong": ("resident", sent_empty("/compte/profil/nom/")),
    "a photo, wrong": ("resident", sent_empty("/compte/profil/photo/")),
}


@pytest.mark.parametrize("state", STATES)
def test_page_reached_by_a_form_can_be_used_by_everybody(
    state: str, browser: Browser, served: Served
) -> None:
    viewer, go = STATES[state]
    looker = Looker(browser, served, viewer)
    try:
        go(looker.page)
        said = [one for one in looker.said if "status of 422" not in one]
        looker.said[:] = said
        assert looker.faults() == []
    finally:
        looker.close()


def not_found(looker: Looker) -> int:
    return looker.open("/nulle-part/")


def stale(looker: Looker) -> int:
    """A form without its token, as after a long wait."""
    looker.open("/bienvenue/")
    looker.page.get_by_label("Avec vos mots").fill(TEXT)
    looker.page.locator("main input[name=csrfmiddlewaretoken]").first.evaluate(
        "field => { field.value = 'x'.repeat(64); }"
    )
    with looker.page.expect_navigation() as gone:
        looker.page.locator("main form[method=post] button[type=submit]").first.click()
    return gone.value.status if gone.value else 0


def too_much(looker: Looker) -> int:
    def ask(_: int) -> int:
        return looker.served.get("/recherche/?q=photo", looker.viewer).status

    with ThreadPoolExecutor(6) as browsers:
        list(browsers.map(ask, range(70)))
    return looker.open("/recherche/?q=photo")


def broken(looker: Looker) -> int:
    looker.open_written(looker.served.server_error, status=500)
    return 500


ERRORS: dict[str, tuple[int, str, Callable[[Looker], int]]] = {
    "not found, visitor": (404, "visitor", not_found),
    "not found, resident": (404, "resident", not_found),
    "stale form": (403, "visitor", stale),
    "too much at once": (429, "neighbour", too_much),
    "our fault": (500, "visitor", broken),
}


@pytest.mark.parametrize("error", ERRORS)
def test_page_that_says_what_went_wrong_can_be_used_by_everybody(
    error: str, browser: Browser, served: Served
) -> None:
    status, viewer, go = ERRORS[error]
    looker = Looker(browser, served, viewer)
    try:
        assert go(looker) == status
        looker.said[:] = [one for one in looker.said if f"status of {status}" not in one]
        assert looker.faults() == []
    finally:
        looker.close()


FORCED = ["pages:home", "welcome:path", "conversations:thread", "people:section moments"]


@pytest.mark.parametrize("label", FORCED)
def test_page_can_be_used_in_colours_that_the_reader_forces(
    label: str, window: Callable[[str], Looker], served: Served
) -> None:
    looker = window("resident")
    row = next(one for one in pages() if one.label == label)
    looker.open(row.address(served.things))
    for size in (WIDE, NARROW):
        looker.dress(size, forced_colors="active")
        # The colours are the reader's own: their contrast is not ours to judge.
        assert [one for one in looker.axe() if not one.startswith("color-contrast")] == []
    looker.dress(WIDE)

"""The headers of every page, and what somebody writes in a field that never becomes a program.

trust.md SEC-1 and SEC-2.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.guarding import guarded, kept_from_others
from tests.pages.looking import Looker
from tests.pages.served import Served, serve
from tests.support.running import running_town

pytestmark = [pytest.mark.journey, pytest.mark.once]

#: A page of each kind of viewer, from the server itself: ``test_matrix`` reads those of every page.
SERVED = {"visitor": "/", "resident": "/bienvenue/passerelle/", "coordinator": "/coordination/"}


@pytest.mark.parametrize("viewer", SERVED)
def test_page_sends_the_headers_that_guard_it(viewer: str, served: Served) -> None:
    answer = served.get(SERVED[viewer], viewer)

    assert answer.status == 200
    guarded(answer.headers)
    if viewer != "visitor":
        kept_from_others(answer.headers)


@pytest.mark.parametrize(
    "address", ["/nulle-part/", "/compte/", "/agenda/0190a3f2-7b1e-7c55-9d0e-3f1f4b1c2d3e/"]
)
def test_answer_that_is_no_page_sends_them_too(address: str, served: Served) -> None:
    guarded(served.get(address).headers)


def test_cookies_are_kept_from_scripts_and_other_sites(served: Served) -> None:
    set_by = served.get("/compte/entrer/").headers.get_all("Set-Cookie") or []

    assert set_by
    for cookie in set_by:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


#: It would put a mark on the page that the tests look for.
HOSTILE = "<img src=x onerror=\"document.title='ran'\"><script>document.title='ran'</script>"
SHORT = "<img src=x onerror=ran()>"
RAN = "ran"


@dataclass(frozen=True)
class Field:
    """Where somebody writes, and where others (or they) read it."""

    viewer: str
    write: Callable[[Page, Served], None]
    read: str
    reader: str
    #: What is looked for on the page that reads.
    text: str = "<img src=x"


def fill(page: Page, address: str, values: dict[str, str], button: str | None = None) -> None:
    """Fill fields by their name, past what the browser itself would refuse, and send."""
    page.goto(address)
    for name, value in values.items():
        field = page.locator(f"main [name={name}]").first
        field.evaluate(
            "(field, value) => { field.removeAttribute('maxlength'); field.value = value; }", value
        )
    form = page.locator(f"main form:has([name={next(iter(values))}])").first
    form.evaluate("form => { form.noValidate = true; }")
    target = (
        form.get_by_role("button", name=re.compile(button))
        if button
        else form.locator("button[type=submit]:visible, button:not([type]):visible")
    )
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        target.first.click()
    page.wait_for_load_state("networkidle")


def simple(address: str, **values: str) -> Callable[[Page, Served], None]:
    def write(page: Page, served: Served) -> None:
        fill(page, address.format(**served.things), values)

    return write


FIELDS: dict[str, Field] = {
    "name": Field(
        "helper",
        simple("/compte/profil/nom/", name="<i>Zoé</i>"),
        "/compte/habitant/{helper_id}/",
        "neighbour",
        "<i>Zoé</i>",
    ),
    "about": Field(
        "neighbour",
        simple("/compte/profil/presentation/", about=HOSTILE),
        "/compte/habitant/{person}/",
        "resident",
    ),
    "free message": Field(
        "visitor", simple("/bienvenue/", message=f"J’aime la photo. {HOSTILE}"), "", "visitor", ""
    ),
    "message": Field(
        "resident",
        simple("/conversations/{conversation}/", body=HOSTILE),
        "/conversations/{conversation}/",
        "neighbour",
    ),
    "first message": Field(
        "newcomer",
        simple("/conversations/ecrire/{host_id}/", body=f"Bonjour {SHORT}"),
        "/conversations/",
        "host",
    ),
    "answer to a newcomer": Field(
        "coordinator",
        simple("/bienvenue/repondre/{item}/", body=HOSTILE),
        "/conversations/",
        "coordinator",
    ),
    "pseudonym": Field(
        "resident",
        simple("/cercles/{sensitive_circle}/rejoindre/", pseudonym=SHORT),
        "/cercles/{sensitive_circle}/",
        "resident",
    ),
    "offer of help": Field(
        "newcomer",
        simple("/coups-de-main/{need}/proposer/", body=f"Bonjour {SHORT}"),
        "/conversations/",
        "newcomer",
    ),
    "welcomer’s words": Field(
        "welcomer",
        simple("/bienvenue/accueillir/", proposes=SHORT, cap="3"),
        "/bienvenue/accueillir/",
        "welcomer",
        "",
    ),
    "organisation": Field(
        "host",
        simple("/associations/{organisation}/modifier/", name=SHORT, about=HOSTILE),
        "/associations/{organisation}/",
        "visitor",
    ),
    "gathering": Field(
        "host",
        simple("/agenda/rencontre/{gathering}/modifier/", title=SHORT, about=HOSTILE, bring=SHORT),
        "/agenda/{occurrence}/",
        "visitor",
    ),
    "search": Field(
        "visitor", lambda _page, _served: None, "/recherche/?q=" + SHORT, "visitor", ""
    ),
}


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A town of its own: what is written here would stay on the pages of the others."""
    with running_town(tmp_path_factory.mktemp("spoiled")) as town:
        yield serve(town)


@pytest.mark.parametrize("field", FIELDS)
def test_what_is_written_is_shown_and_never_runs(
    field: str, browser: Browser, spoiled: Served
) -> None:
    given = FIELDS[field]
    writer = Looker(browser, spoiled, given.viewer)
    reader = Looker(browser, spoiled, given.reader)
    try:
        given.write(writer.page, spoiled)
        assert writer.page.title() != RAN
        page = reader.page
        if given.read:
            assert reader.open(given.read.format(**spoiled.things)) == 200
        if given.text:
            expect(page.get_by_text(given.text).first).to_be_visible()
        page.wait_for_timeout(150)
        for one in (writer, reader):
            assert one.page.title() != RAN
            assert one.page.locator("img[src='x'], main script").count() == 0
            assert not [
                said for said in one.said if "Refused" in said or "Content Security" in said
            ]
    finally:
        writer.close()
        reader.close()


def test_program_would_have_been_noticed(browser: Browser, served: Served) -> None:
    """Without the policy and the escaping, the same words do run."""
    looker = Looker(browser, served, "visitor", bypass_csp=True)
    try:
        looker.open("/aide/")
        looker.page.evaluate(
            "html => { document.querySelector('main').innerHTML = html; }", HOSTILE
        )
        looker.page.wait_for_function("() => document.title === 'ran'")
    finally:
        looker.close()


def test_policy_stops_a_program_that_would_slip_in(browser: Browser, served: Served) -> None:
    """Were it in the page, the browser would refuse to run it."""
    looker = Looker(browser, served, "visitor")
    try:
        looker.open("/aide/")
        looker.page.evaluate(
            "html => { document.querySelector('main').innerHTML = html; }", HOSTILE
        )
        looker.page.wait_for_timeout(300)
        assert looker.page.title() != RAN
        assert [one for one in looker.said if "Content Security Policy" in one]
    finally:
        looker.close()

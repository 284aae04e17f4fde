"""What the tour shows: which page, as whom, after which steps."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

SAID = (
    "Je viens d’emménager aux Tilleuls. J’aime la photo et marcher, plutôt à deux ou trois. "
    "Je suis libre le jeudi soir."
)
DOMAIN = "demo.parvis.example"
MINE = "/agenda/les-miennes/"
TABLES = "/tablees/"
#: Seconds that the tables of a demo take to be made, at most.
PREVIEW_TRIES = 60
Steps = Callable[["Page"], None]


def open_at(path: str) -> Steps:
    def steps(page: "Page") -> None:
        page.goto(path)

    return steps


def first_link(path: str, within: str) -> Steps:
    """Open a list, then the first thing of it."""

    def steps(page: "Page") -> None:
        page.goto(path)
        page.locator(f"main a[href*='{within}']").first.click()
        page.wait_for_load_state()

    return steps


def understood(page: "Page") -> None:
    page.goto("/bienvenue/")
    page.locator("textarea").first.fill(SAID)
    page.locator("main form button[type=submit], main form button").first.click()
    page.locator("main h1, main h2").first.wait_for()
    page.wait_for_load_state("networkidle")


def of_host(title: str, tool: str) -> Steps:
    """Among the dates one hosts, the first of that title, and one of its tools."""

    def steps(page: "Page") -> None:
        page.goto("/agenda/les-miennes/")
        page.locator("li.row", has_text=title).first.get_by_role("link", name=tool).click()
        page.wait_for_load_state()

    return steps


def then(first: Steps, link: str) -> Steps:
    """A page, then the link of that name on it."""

    def steps(page: "Page") -> None:
        first(page)
        page.locator("main").get_by_role("link", name=link).first.click()
        page.wait_for_load_state()

    return steps


def closed_sheet(page: "Page") -> None:
    """The sheet of the date for which somebody said thank you."""
    page.goto("/avis/")
    page.get_by_role("link", name="vous dit merci").first.click()
    page.wait_for_url("**/apres/**")
    page.goto(page.url.replace("/apres/", "/feuille/"))


def tables_read_over(page: "Page") -> None:
    """The coordination closes the list by hand, and waits until the tables are made."""
    page.goto("/tablees/coordination/")
    page.locator("main").get_by_role("link", name="Clore").first.click()
    page.wait_for_url("**/clore/**")
    page.locator("main form button").first.click()
    page.wait_for_url("**/tablees/coordination/**")
    preview = page.locator("main").get_by_role("link", name="Publier")
    for _each in range(PREVIEW_TRIES):
        if preview.count():
            return
        page.wait_for_timeout(1000)
        page.reload()


@dataclass(frozen=True)
class Shot:
    """One picture: where, as whom, and what it shows."""

    name: str
    caption: str
    steps: Steps
    who: str = ""
    phone: bool = False
    dark: bool = False
    #: From this part of the page on (a CSS selector).
    below: str = ""
    #: The PDF that the page leads to, in place of the page.
    paper: bool = False


SHOTS = (
    Shot("home", "A visitor: this week, and one way to begin", open_at("/")),
    Shot("understood", "What was understood of three sentences: chips one may remove", understood),
    Shot("sign-up", "Signing up: an address, and no password", open_at("/compte/inscription/")),
    Shot(
        "path",
        "The path: five doors, each with its reason",
        open_at("/bienvenue/passerelle/"),
        "malika",
    ),
    Shot("agenda", "The agenda: days, not a feed", open_at("/agenda/")),
    Shot(
        "gathering",
        "A gathering: everything one wants to know before going",
        first_link("/agenda/", "/agenda/0"),
        "malika",
    ),
    Shot(
        "place",
        "A place: open now, until when, how to get there",
        first_link("/lieux/", "/lieux/"),
        "malika",
    ),
    Shot("circle", "A circle", first_link("/cercles/", "/cercles/"), "malika"),
    Shot("today", "Today, for somebody who lives here: a page that ends", open_at("/"), "serge"),
    Shot(
        "conversation",
        "A conversation, which began with a request",
        first_link("/conversations/", "/conversations/0"),
        "serge",
    ),
    Shot(
        "watch",
        "The watch: who waits for Nadia's answer, and until when",
        open_at("/veille/"),
        "nadia",
    ),
    Shot(
        "coordination",
        "The coordination: what waits, what the town lacks",
        open_at("/coordination/"),
        "solene",
    ),
    Shot(
        "profile",
        "A profile: everything but the name is optional",
        open_at("/compte/profil/"),
        "malika",
    ),
    Shot("agenda-month", "The agenda of a month", open_at("/agenda/?vue=mois"), "malika"),
    Shot("agenda-map", "On the plan, with its list beside it", open_at("/agenda/?vue=plan")),
    Shot(
        "publish",
        "Publishing: what, where, when, and how it repeats",
        open_at("/agenda/publier/"),
        "odile",
    ),
    Shot("hosting", "What one hosts, and what waits for an answer", open_at(MINE), "odile"),
    Shot(
        "series-dates",
        "The dates of a series, one by one: one is called off",
        of_host("Tenir son appareil", "Ses dates"),
        "odile",
    ),
    Shot(
        "series-rhythm",
        "A series of weekdays, without public holidays, with a pause",
        of_host("La dernière tasse", "Modifier"),
        "odile",
        below="main .field:has([name=repeat])",
    ),
    Shot(
        "cohost",
        "Another association proposes to run something together",
        then(open_at(MINE), "Lire et répondre"),
        "odile",
    ),
    Shot(
        "come-alone",
        "Coming alone: who waits at the door, and the sign to look for",
        first_link("/agenda/?vue=liste&q=lire+à+voix+haute", "/agenda/0"),
        "malika",
    ),
    Shot(
        "seat-offered",
        "The waiting list goes on: a seat is kept for you until tomorrow",
        then(open_at("/avis/"), "Une place s’est libérée"),
        "solene",
    ),
    Shot("sheet-phone", "The attendance sheet, at the door", closed_sheet, "odile", phone=True),
    Shot(
        "insight",
        "What the past dates show: what filled, who has not come back",
        then(of_host("La dernière tasse", "La dernière tasse"), "Ce que montrent"),
        "odile",
    ),
    Shot(
        "plan-terms",
        "A plan of two: its terms have changed, and both say yes again, or not",
        first_link("/agenda/projets/", "/agenda/projet/"),
        "serge",
    ),
    Shot(
        "after",
        "After a meeting: thanks, and “see each other again?”, told only if both said yes",
        then(open_at("/"), "Voir la suite"),
        "serge",
    ),
    Shot(
        "worry",
        "Something worried somebody: a moderator reads it, and answers",
        first_link("/veille/", "/inquietude/"),
        "helene",
    ),
    Shot("tables-list", "One's name on the list for a table", open_at(TABLES), "serge"),
    Shot(
        "table-asked",
        "A place at a table of five: why, where, until when; yes or not this time",
        first_link(TABLES, "/tablees/place/"),
        "malika",
    ),
    Shot(
        "table",
        "A table that met three times: do you go on by yourselves?",
        first_link(TABLES, "/tablees/0"),
        "helene",
    ),
    Shot(
        "tables-preview",
        "The coordination reads the week's tables over, moves somebody, publishes",
        tables_read_over,
        "solene",
    ),
    Shot(
        "import",
        "An agenda kept elsewhere, and how its last reading went",
        first_link("/agenda/sources/", "/agenda/sources/0"),
        "solene",
    ),
    Shot(
        "kiosk",
        "The screen of a hall: it turns by itself",
        open_at("/agenda/lieux/mq-tilleuls/ecran/"),
    ),
    Shot(
        "programme",
        "The week of a place, on paper",
        open_at("/lieux/mq-tilleuls/"),
        paper=True,
    ),
    Shot(
        "poster",
        "The poster of one activity",
        first_link("/agenda/?vue=liste&q=confitures", "/agenda/0"),
        paper=True,
    ),
    Shot("home-phone", "The same on a telephone", open_at("/"), phone=True),
    Shot(
        "path-phone",
        "The path on a telephone",
        open_at("/bienvenue/passerelle/"),
        "malika",
        phone=True,
    ),
    Shot("path-dark", "And in the dark", open_at("/bienvenue/passerelle/"), "malika", dark=True),
    Shot(
        "agenda-phone-dark",
        "The agenda, on a telephone, at night",
        open_at("/agenda/"),
        phone=True,
        dark=True,
    ),
)

"""Twenty people put their names down; tables are made, read over, answered, and one goes on."""

import json
import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.test_newcomer import a_browser, enter_as, people
from tests.support.running import Town
from tests.support.tables import at_demo

pytestmark = pytest.mark.journey
__all__ = ["people"]

DESK = {"width": 1280, "height": 800}
WEEKS = "/tablees/coordination/"


def test_town_makes_tables_and_one_goes_on_by_itself(
    browser: Browser, town: Town, people: list[BrowserContext]
) -> None:
    odile, apolline, serge = (a_browser(browser, town, people) for _ in range(3))
    solene = a_browser(browser, town, people, viewport=DESK)
    enter_as(odile, "Odile")
    put_name_down(odile)
    tables(town, "list", at_demo("odile"))

    enter_as(solene, "Solène")
    close_list(solene)
    week = read_over(solene)
    move_somebody_and_back(solene)
    publish(solene)

    enter_as(apolline, "Apolline")
    answer(apolline, "Je passe cette fois")
    expect(apolline.get_by_text("Votre nom reste sur la liste")).to_be_visible()
    answer(odile, "Je viens")
    expect(odile.get_by_text("C’est dit, vous venez.")).to_be_visible()
    everybody_answers(town, solene, week)

    tables(town, "met", at_demo("odile"))
    say_to_go_on(town, odile)

    enter_as(serge, "Serge")
    read_why_and_be_free_then(serge)
    tables(town, "next-week", at_demo("serge"))
    close_list(solene)
    read_over(solene)
    expect(solene.locator(".rounds-seats b").get_by_text("Serge", exact=True)).to_be_visible()


def tables(town: Town, *words: str) -> str:
    return town.python("-m", "tests.support.tables", *words)


def put_name_down(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="En savoir plus").click()
    page.get_by_role("link", name="Mettre mon nom sur la liste").click()
    moments = page.get_by_role("group", name="Quand êtes-vous libre").get_by_role("checkbox")
    for moment in moments.all():
        moment.set_checked(False, force=True)
    # Keyboard alone: a moment is ticked with the space bar.
    page.get_by_role("button", name="Mettre mon nom sur la liste").click()
    expect(page.get_by_role("heading", name="Il reste un point à corriger")).to_be_visible()
    for moment in ("Lundi soir", "Jeudi soir"):
        page.get_by_role("checkbox", name=moment).focus()
        page.keyboard.press("Space")
    page.get_by_label("45 minutes").check()
    page.get_by_label("J’ouvre volontiers la tablée").check()
    page.get_by_role("button", name="Mettre mon nom sur la liste").click()
    expect(page.get_by_role("heading", name="Votre nom est sur la liste")).to_be_visible()
    expect(page.get_by_text("2 moments par semaine")).to_be_visible()


def close_list(page: Page) -> None:
    link = page.get_by_role("link", name="Clore maintenant")
    for _ in range(60):
        page.goto(WEEKS)
        if link.count():
            break
        page.wait_for_timeout(1000)
    link.click()
    page.get_by_role("button", name="Clore la liste").click()
    expect(page.get_by_text("La liste est close.")).to_be_visible()


def read_over(page: Page) -> str:
    """The page asks again by itself until the tables are there."""
    heading = page.get_by_role("heading", name=re.compile("tablées?, à relire"))
    expect(heading).to_be_visible(timeout=400_000)
    found = re.search(r"[0-9a-f-]{36}", page.url)
    assert found
    return found[0]


def move_somebody_and_back(page: Page) -> None:
    expect(page.get_by_role("heading", name="2 tablées, à relire")).to_be_visible()
    expect(page.get_by_text("12 personnes ont une place.")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Déplacer")).first.click()
    moved = page.get_by_role("heading", level=1).inner_text().removeprefix("Déplacer ")
    expect(page.get_by_text("Une personne de moins aura une tablée cette semaine")).to_be_visible()
    # The other table is full: it is said, not offered.
    expect(page.get_by_role("heading", name="Ce qui ne se peut pas")).to_be_visible()
    page.get_by_label(re.compile("^Sans tablée cette semaine")).check()
    page.get_by_role("button", name="Déplacer").click()
    expect(page.get_by_text(f"C’est fait. {moved} a changé de place.")).to_be_visible()
    expect(page.get_by_text("11 personnes ont une place.")).to_be_visible()
    page.get_by_role("button", name="Annuler ce déplacement").click()
    expect(page.get_by_text("12 personnes ont une place.")).to_be_visible()


def publish(page: Page) -> None:
    page.get_by_role("link", name="Publier…").click()
    expect(page.get_by_text("On ne revient pas en arrière.")).to_be_visible()
    expect(page.locator(".facts")).to_contain_text("12 personnes")
    expect(page.locator(".facts")).to_contain_text("8 personnes")
    page.get_by_role("button", name="Publier et prévenir").click()
    expect(page.get_by_text("C’est publié.")).to_be_visible()


def answer(page: Page, says: str) -> None:
    page.goto("/")
    card = page.get_by_role("article").filter(has_text="Une tablée vous attend")
    card.get_by_role("link", name="Voir et répondre").click()
    expect(page.get_by_role("heading", name="Ce à quoi vous dites oui")).to_be_visible()
    page.get_by_role("button", name=says).click()


def everybody_answers(town: Town, page: Page, week: str) -> None:
    """The others say yes but one; who is asked in their place says yes: both tables are formed."""
    told = {}
    for _ in range(60):
        tables(town, "answers", week, at_demo("odile"), at_demo("apolline"))
        told = json.loads(tables(town, "how", week))
        if told["tables"] == ["meeting", "meeting"]:
            break
        page.wait_for_timeout(1000)
    assert told == {"replaced": 2, "passed": 2, "tables": ["meeting", "meeting"]}
    page.goto(f"{WEEKS}{week}/")
    expect(page.locator(".facts")).to_contain_text("12 personnes")
    # Who passed is counted at their table, and not named.
    expect(page.get_by_text(re.compile("personnes? ne vien(t|nent) pas")).first).to_be_visible()
    expect(page.locator(".rounds-seats").get_by_text("Apolline", exact=True)).to_have_count(0)


def say_to_go_on(town: Town, page: Page) -> None:
    card = page.get_by_role("article").filter(has_text="Votre tablée : et la suite ?")
    for _ in range(60):
        page.goto("/")
        if card.count():
            break
        page.wait_for_timeout(1000)
    card.get_by_role("link", name="Choisir la suite").click()
    expect(page.get_by_role("heading", name="Et maintenant ?")).to_be_visible()
    page.get_by_role("button", name="Continuer par nous-mêmes").click()
    expect(page.get_by_role("heading", name="Vous aimeriez continuer")).to_be_visible()
    tables(town, "go-on", at_demo("odile"))
    page.reload()
    expect(page.get_by_role("heading", name="La tablée continue par elle-même")).to_be_visible()
    expect(page.get_by_role("heading", name="La prochaine fois")).to_have_count(0)
    page.get_by_role("link", name="Aller au cercle").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tablée")


def read_why_and_be_free_then(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Pas de tablée pour vous cette semaine").click()
    card = page.get_by_role("article").filter(has_text="Vous passerez en premier")
    expect(card).to_contain_text("Pourquoi")
    expect(card).to_contain_text("moments libres")
    page.get_by_role("link", name="Changer mes réponses").click()
    page.get_by_role("checkbox", name="Mardi soir").check(force=True)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Vos réponses sont changées.")).to_be_visible()

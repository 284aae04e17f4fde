"""A newcomer comes alone to a weekly workshop that was full, with the keyboard alone."""

import re
import time

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.test_newcomer import a_browser, enter_as, people, press_on
from tests.support.patience import STUCK
from tests.support.running import Town
from tests.support.workshop import SIGN, TITLE

pytestmark = pytest.mark.journey
__all__ = ["people"]

MAIL = "malika@demo.parvis.example"


def test_newcomer_comes_alone_to_a_workshop_that_was_full(
    browser: Browser, town: Town, people: list[BrowserContext]
) -> None:
    date = town.python("-m", "tests.support.workshop").strip()
    serge, malika, odile = (a_browser(browser, town, people) for _ in range(3))
    enter_as(serge, "Serge")
    serge.goto(f"/agenda/{date}/")
    serge.get_by_role("button", name="Je viens", exact=True).click()
    expect(serge.get_by_role("heading", name="Vous venez", exact=True)).to_be_visible()

    wait_for_a_seat(malika, date)
    serge.get_by_role("button", name="Je ne viens plus").click()
    expect(serge.get_by_text("Ce sera pour une autre fois")).to_be_visible()
    take_the_seat(malika, town)
    greet(odile, date)

    town.python("-m", "tests.support.time_passes", date, "door")
    tick_at_the_door(odile, date)
    town.python(
        *("-m", "tests.support.time_passes", date, "day-after"),
        *("gatherings.follow_up", "gatherings.ask_how_it_was"),
    )
    read_how_it_was(malika)


def wait_for_a_seat(page: Page, date: str) -> None:
    page.goto("/demo/")
    press_on(page, "button", "Entrer comme Malika")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Malika")
    page.goto(f"/agenda/{date}/")
    expect(page.get_by_role("heading", name="C’est complet à cette date")).to_be_visible()
    expect(page.get_by_role("button", name="Je viens", exact=True)).to_have_count(0)
    press_on(page, "button", "M’inscrire sur la liste d’attente")
    expect(page.get_by_role("heading", name="Vous êtes sur la liste d’attente")).to_be_visible()
    press_on(page, "button", "Finalement, je viens seul·e")
    expect(page.get_by_role("button", name="Finalement, pas seul·e")).to_be_visible()
    expect(page.get_by_role("heading", name="Vous êtes sur la liste d’attente")).to_be_visible()


def take_the_seat(page: Page, town: Town) -> None:
    """By the link of the mail, which leads where the notice and today's page lead too."""
    link = link_of_mail(town, TITLE, r"/agenda/[0-9a-f-]+/place/")
    page.goto("/")
    card = page.get_by_role("article").filter(has_text="Une place s’est libérée pour vous")
    expect(card.get_by_role("heading", name=TITLE)).to_be_visible()
    page.goto("/avis/")
    expect(
        page.get_by_role("main").get_by_text("Une place s’est libérée pour vous").first
    ).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Une place s’est libérée pour vous")
    press_on(page, "button", "Oui, je viens")
    expect(page.get_by_role("heading", name="Vous venez", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Odile vous attendra à l’entrée")).to_be_visible()
    expect(page.get_by_text(f"Pour reconnaître Odile : {SIGN}.")).to_be_visible()


def link_of_mail(town: Town, words: str, path: str) -> str:
    """The latest mail to the newcomer with these words must come soon: its link of this shape."""
    deadline = time.monotonic() + STUCK
    while time.monotonic() < deadline:
        for text in reversed(town.mails_to(MAIL)):
            if words in text and (found := re.search(rf"http\S*{path}", text)):
                return found[0]
        time.sleep(0.2)
    raise AssertionError(f"no mail with {words}: {town.mails_to(MAIL)}")


def greet(page: Page, date: str) -> None:
    page.goto("/demo/")
    press_on(page, "button", "Entrer comme Odile")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Odile")
    page.goto(f"/agenda/{date}/")
    expect(page.get_by_role("heading", name="Vous attendez Malika à l’entrée")).to_be_visible()
    expect(page.get_by_text(f"Votre signe de reconnaissance : {SIGN}.")).to_be_visible()


def tick_at_the_door(page: Page, date: str) -> None:
    page.goto(f"/agenda/{date}/")
    press_on(page, "link", "Feuille de présence")
    expect(page.get_by_role("heading", level=1)).to_have_text("Qui est là ?")
    line = page.get_by_role("listitem").filter(has_text="Malika")
    expect(line).to_contain_text("vient seul·e, Odile l’attend")
    expect(page.get_by_role("status").filter(has_text="Personne n’est encore noté")).to_be_visible()
    press_on(page, "button", "Est là Malika")
    expect(page.get_by_text("Une personne est là sur une attendue.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Une personne est là sur une attendue.")).to_be_visible()
    wide = "node => node.ownerDocument.documentElement.scrollWidth - window.innerWidth"
    assert page.locator("main").evaluate(wide) <= 0, "the sheet is wider than a phone"


def read_how_it_was(page: Page) -> None:
    """Told once, in the notices alone; it leads to where one thanks who was there."""
    how = page.get_by_role("main").get_by_role("link", name=re.compile("comment ça s’est passé"))
    for _ in range(30):
        page.goto("/avis/")
        if how.count():
            break
        page.wait_for_timeout(300)
    expect(how).to_contain_text(TITLE)
    press_on(page, "link", TITLE, within="main")
    expect(page.get_by_text("Vous y étiez attendu·e.")).to_be_visible()
    press_on(page, "link", "Et après ? Merci, se revoir, photos")
    press_on(page, "button", "Merci à qui animait")
    expect(page.get_by_text("Votre merci est transmis.")).to_be_visible()

"""Two people who write to each other agree on a walk, and on the next: a third waits for news."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.test_newcomer import a_browser, enter_as, people
from tests.support.running import Town

pytestmark = pytest.mark.journey
__all__ = ["people"]

TITLE = "Une balade"
PARK = "Parc de la Sauline"
ASKED_AGAIN = "« Une balade » a changé : cela vous va encore ?"


def test_two_people_agree_on_a_walk_and_meet_again(
    browser: Browser, town: Town, people: list[BrowserContext]
) -> None:
    malika, nadia = (a_browser(browser, town, people) for _ in range(2))
    enter_as(malika, "Malika")
    enter_as(nadia, "Nadia")
    found = town.python(
        *("-m", "tests.support.talk", "nadia@demo.parvis.example", "malika@demo.parvis.example")
    )
    propose_a_walk(malika, found.strip())
    plan = malika.url
    ask_for_another_time(nadia)
    take_it(malika)
    change_the_place(malika)
    agree_again(nadia)
    malika.reload()
    expect(malika.get_by_text("Nadia et vous avez dit oui.")).to_be_visible()

    trusted = a_browser(browser, town, people, locale="en-GB")
    share_with_somebody_trusted(malika, trusted)
    date = re.search(r"[0-9a-f-]{36}", plan)
    assert date
    town.python(
        *("-m", "tests.support.time_passes", date[0], "ended"),
        *("gatherings.all_well", "gatherings.follow_up"),
    )
    say_that_all_is_well(malika, trusted)
    see_each_other_again(malika, nadia)
    propose_the_next_one(malika, nadia)


def propose_a_walk(page: Page, conversation: str) -> None:
    page.goto(conversation)
    page.get_by_role("link", name="Et si on se rencontrait ?").click()
    expect(page.get_by_text("Pour une première fois, nous proposons")).to_be_visible()
    expect(page.get_by_label("Une balade")).to_be_checked()
    moments = page.get_by_role("group", name="Quand", exact=True).get_by_role("radio")
    expect(moments.first).to_be_checked()
    # In daylight, at the place that is suggested first but for the one they go to in the end.
    for words in page.get_by_role("group", name="Quand", exact=True).locator("label").all()[:-1]:
        hour = re.search(r"(\d+)\sh", words.inner_text())
        assert hour is not None, words.inner_text()
        assert 9 <= int(hour[1]) < 18
    where = page.get_by_role("group", name="Où", exact=True).locator("label")
    where.filter(has_not_text=PARK).filter(has_text="uvert").first.click()
    page.get_by_role("button", name="Proposer", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Une balade")
    expect(page.get_by_text("Avec Nadia")).to_be_visible()
    expect(page.get_by_text("Nadia n’a pas encore répondu.")).to_be_visible()
    expect(page.get_by_role("heading", name="Avant de se rencontrer")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Avant de se rencontrer")).to_have_count(0)


def ask_for_another_time(page: Page) -> None:
    page.goto("/")
    card = page.get_by_role("article").filter(has_text="« Une balade », avec Malika ?")
    card.get_by_role("link", name="Lire et répondre").click()
    page.get_by_role("link", name="Proposer un autre moment").click()
    page.get_by_role("group", name="Quand", exact=True).get_by_role("radio").nth(2).check()
    page.get_by_label("Un mot, si vous voulez").fill("Le matin, je travaille.")
    page.get_by_role("button", name="Proposer", exact=True).click()
    expect(page.get_by_text("Votre idée")).to_be_visible()


def take_it(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Lire et répondre").first.click()
    expect(page.get_by_text("« Le matin, je travaille. »")).to_be_visible()
    page.get_by_role("button", name="Oui, plutôt ainsi").click()
    expect(page.get_by_text("C’est convenu ainsi, et vous y serez.")).to_be_visible()
    expect(page.get_by_text("Nadia et vous avez dit oui.")).to_be_visible()


def change_the_place(page: Page) -> None:
    page.get_by_role("link", name="Changer quelque chose").click()
    expect(page.get_by_text("chaque personne dira de nouveau si cela lui va")).to_be_visible()
    expect(page.get_by_label(re.compile("^Comme prévu")).first).to_be_checked()
    page.get_by_text("Choisir un autre lieu").click()
    page.get_by_label("Un autre lieu", exact=True).last.select_option(label=PARK)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Chacun·e dira si cela lui va encore.")).to_be_visible()
    expect(page.get_by_text("Nadia n’a pas encore répondu.")).to_be_visible()
    expect(page.get_by_text("Nadia et vous avez dit oui.")).to_have_count(0)


def agree_again(page: Page) -> None:
    page.goto("/")
    card = page.get_by_role("article").filter(has_text=ASKED_AGAIN)
    card.get_by_role("link", name="Lire et répondre").click()
    changed = page.locator("#changed")
    expect(changed.locator("ins")).to_contain_text(PARK)
    expect(changed.locator("del")).not_to_contain_text(PARK)
    page.get_by_role("button", name="Oui, cela me va").click()
    expect(page.get_by_text("Malika et vous avez dit oui.")).to_be_visible()


def share_with_somebody_trusted(page: Page, trusted: Page) -> None:
    page.get_by_role("link", name="Partager ma rencontre avec un proche").click()
    page.get_by_label("prénom", exact=False).first.fill("Inès")
    page.get_by_role("button", name="Faire le lien").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre lien est prêt")
    # Who is trusted has no account, and reads English.
    trusted.goto(page.locator("p.address a").inner_text())
    expect(trusted.get_by_role("heading", level=1)).to_have_text("Malika’s gathering")
    plan = trusted.locator("#plan").locator("xpath=ancestor-or-self::section")
    expect(plan).to_contain_text(PARK)
    expect(plan).to_contain_text(re.compile(r"\d\s[ap]m"))
    expect(plan).to_contain_text("one other person")
    expect(trusted.locator("main")).not_to_contain_text("Nadia")


def say_that_all_is_well(page: Page, trusted: Page) -> None:
    expect(trusted.get_by_text("All is well", exact=True)).to_have_count(0)
    card = page.get_by_role("article").filter(has_text="On attend votre réponse")
    for _ in range(20):
        page.goto("/")
        if card.filter(has_text="Tout va bien ?").count():
            break
        page.wait_for_timeout(500)
    card.filter(has_text="Tout va bien ?").get_by_role("button", name="Tout va bien").click()
    expect(page.get_by_text("Vous avez dit que tout va bien.")).to_be_visible()
    trusted.reload()
    expect(trusted.get_by_role("heading", name="All is well", exact=True)).to_be_visible()
    expect(trusted.get_by_text(re.compile("^Malika said so"))).to_be_visible()


def see_each_other_again(malika: Page, nadia: Page) -> None:
    malika.goto("/")
    card = malika.get_by_role("article").filter(has_text="Vous y étiez ?").filter(has_text=TITLE)
    card.get_by_role("button", name="Oui, j’y étais").click()
    # Nobody can be asked about who has not said that they came.
    expect(malika.get_by_role("heading", name="Dire merci")).to_be_visible()
    expect(malika.get_by_role("button", name="Oui, revoir Nadia")).to_have_count(0)
    nadia.reload()
    nadia.get_by_role("link", name=re.compile("^Et après")).click()
    nadia.get_by_role("button", name="Oui, j’y étais").click()
    expect(nadia.get_by_role("button", name="Oui, revoir Malika")).to_be_visible()
    malika.reload()
    malika.get_by_role("button", name="Oui, revoir Nadia").click()
    expect(malika.get_by_text("Vous avez dit oui.")).to_be_visible()
    nadia.reload()
    expect(nadia.get_by_text("aimerait vous revoir aussi")).to_have_count(0)
    nadia.get_by_role("button", name="Oui, revoir Malika").click()
    expect(nadia.get_by_role("heading", name="Malika aimerait vous revoir aussi")).to_be_visible()
    malika.goto("/")
    expect(malika.get_by_role("heading", name="Nadia aimerait vous revoir aussi")).to_be_visible()


def propose_the_next_one(malika: Page, nadia: Page) -> None:
    malika.get_by_role("link", name="Voir la suite").click()
    malika.get_by_role("button", name="Chaque semaine, six fois").click()
    expect(
        malika.get_by_text("C’est proposé. Chaque personne dira si cela lui va.")
    ).to_be_visible()
    expect(malika.get_by_text("Nadia n’a pas encore répondu.")).to_be_visible()
    nadia.goto("/")
    card = nadia.get_by_role("article").filter(has_text="« Une balade », avec Malika ?")
    card.get_by_role("link", name="Lire et répondre").click()
    expect(nadia.get_by_role("main")).to_contain_text(PARK)
    nadia.get_by_role("button", name="Oui, cela me va").click()
    expect(nadia.get_by_text("Malika et vous avez dit oui.")).to_be_visible()

"""From “I know nobody here” to an answer, in a real browser on a phone."""

import re
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import PHONE
from tests.support.browser import PATIENCE
from tests.support.running import Town

pytestmark = pytest.mark.journey

TEXT = (
    "Je viens d’emménager aux Tilleuls. J’aime la photo et marcher, plutôt à deux ou trois. "
    "Je suis libre le jeudi soir et le samedi."
)
ENGLISH = (
    "I have just moved to Les Tilleuls. I love photography and hiking, rather in a small group. "
    "I am free on Thursday evenings and on Saturdays."
)
ANSWER = "Bienvenue ! Un café jeudi vers 18 h, devant la maison de quartier ?"


@pytest.fixture
def people(browser: Browser, town: Town) -> Iterator[list[BrowserContext]]:
    """Browsers of different people; closed at the end."""
    opened: list[BrowserContext] = []
    yield opened
    for one in opened:
        one.close()


def a_browser(
    browser: Browser, town: Town, people: list[BrowserContext], **options: object
) -> Page:
    settings = {
        "base_url": town.url,
        "viewport": PHONE,
        "locale": "fr-FR",
        "timezone_id": "Europe/Paris",
    }
    context = browser.new_context(**{**settings, **options})  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    people.append(context)
    return context.new_page()


def an_address() -> str:
    return f"camille.{uuid.uuid4().hex[:8]}@example.org"


def sign_up(page: Page, town: Town, name: str = "Camille") -> str:
    """Fill the form that is shown, and write the code that was mailed."""
    address = an_address()
    page.get_by_label(re.compile("Prénom ou pseudonyme")).fill(name)
    page.get_by_label(re.compile("adresse e-mail", re.IGNORECASE)).fill(address)
    for agreement in page.get_by_role("checkbox").all():
        agreement.check()
    page.get_by_role("button", name="Recevoir mon code").click()
    page.get_by_role("textbox", name=re.compile("code")).fill(town.code_for(address))
    page.get_by_role("button", name="Confirmer").click()
    return address


def enter_as(page: Page, name: str) -> None:
    """By the demo's own door."""
    page.goto("/demo/")
    page.get_by_role("button", name=f"Entrer comme {name}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def take_welcomer_to(page: Page, name: str, tries: int = 12) -> None:
    """Refuse welcomers until the one who plays the other browser is suggested."""
    for _ in range(tries):
        if page.locator("#door-welcomer").get_by_role("heading", name=name).count():
            return
        before = page.locator("#door-welcomer h2").inner_text()
        page.locator("#door-welcomer").get_by_role("button", name="Pas pour moi").click()
        expect(page.locator("#door-welcomer h2")).not_to_have_text(before)
    raise AssertionError(f"{name} was never suggested")


def test_newcomer_meets_a_welcomer_who_answers(
    browser: Browser, town: Town, people: list[BrowserContext]
) -> None:
    page = a_browser(browser, town, people)
    page.goto("/")
    page.get_by_role("link", name="Je viens d’arriver").first.click()
    page.get_by_label("Avec vos mots").fill(TEXT)
    page.get_by_role("button", name="Voir ce que vous avez compris").click()

    chips = page.get_by_role("group", name="Ce que nous avons compris")
    for word in ("Photographie", "Les Tilleuls", "Un petit groupe", "le jeudi soir"):
        expect(chips.get_by_text(word, exact=True)).to_be_visible()
    page.get_by_role("button", name="Retirer le samedi matin").click()
    expect(chips.get_by_text("le samedi matin")).to_have_count(0)
    expect(chips.get_by_text("le samedi soir", exact=True)).to_be_visible()
    page.get_by_role("button", name="Voir ma passerelle").click()

    sign_up(page, town)
    expect(page.get_by_role("heading", level=1)).to_have_text("Voici par où commencer")
    doors = page.locator("article[id^=door-]")
    expect(doors).to_have_count(5)
    for door in doors.all():
        expect(door.locator(".why")).not_to_be_empty()
    known = page.locator("section").filter(has_text="Ce que nous savons de vous")
    expect(known.get_by_text("le samedi soir", exact=True)).to_be_visible()
    expect(known.get_by_text("le samedi matin", exact=True)).to_have_count(0)

    refused = page.locator("#door-circle h2").inner_text()
    page.locator("#door-circle").get_by_role("button", name="Pas pour moi").click()
    expect(page.locator("#door-circle h2")).not_to_have_text(refused)
    page.reload()
    expect(page.locator("#door-circle h2")).not_to_have_text(refused)

    title = page.locator("#door-gathering h2").inner_text()
    page.locator("#door-gathering").get_by_role("button", name="Je viens, seul·e").click()
    expect(page.locator("#door-gathering").get_by_text("Vous venez")).to_be_visible()
    expect(page.locator("#door-gathering h2")).to_have_text(title)

    take_welcomer_to(page, "Nadia")
    page.get_by_role("link", name="Lui demander de m’écrire").click()
    first_words = page.get_by_label("Votre premier message")
    expect(first_words).to_have_value(re.compile("Bonjour Nadia, je suis Camille"))
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text(re.compile("Nadia a jusqu’à|jusqu’à")).first).to_be_visible()

    welcomer = a_browser(browser, town, people)
    enter_as(welcomer, "Nadia")
    welcomer.goto("/veille/")
    row = welcomer.get_by_role("listitem").filter(has_text="Camille").first
    row.get_by_role("link", name="Répondre").click()
    expect(welcomer.get_by_text("je suis Camille").first).to_be_visible()
    answer_with(welcomer, ANSWER)

    page.goto("/")
    page.get_by_role("link", name=re.compile("Nadia")).first.click()
    expect(page.get_by_text(ANSWER)).to_be_visible()


def answer_with(page: Page, words: str) -> None:
    """The page where a request is answered: of the conversation, or of the welcome."""
    page.get_by_label("Votre réponse").fill(words)
    page.get_by_role("button", name="Envoyer la réponse").click()
    expect(page.get_by_text(words)).to_be_visible()


def test_newcomer_sees_the_answer_come_while_the_page_is_open(
    browser: Browser, town: Town, people: list[BrowserContext]
) -> None:
    """Two open pages: what one writes appears at the other's, without reloading."""
    serge = a_browser(browser, town, people)
    enter_as(serge, "Serge")
    serge.goto("/conversations/")
    serge.locator("main a[href*='/conversations/']").first.click()
    address = serge.url

    other = a_browser(browser, town, people)
    enter_as_the_other_of(other, serge, town)
    other.goto(address)
    words = f"À samedi, alors ! {uuid.uuid4().hex[:6]}"
    other.get_by_role("textbox", name=re.compile("message", re.IGNORECASE)).fill(words)
    other.get_by_role("button", name="Envoyer").click()
    expect(serge.get_by_text(words)).to_be_visible()


def enter_as_the_other_of(page: Page, serge: Page, town: Town) -> None:
    """Sign in by emailed code as the newcomer Serge talks with: an ordinary account of the town."""
    name = serge.get_by_role("heading", level=1).inner_text()
    found = town.python("-m", "tests.support.address_of", serge.url.rstrip("/").split("/")[-1])
    address = next(line for line in found.split() if not line.startswith("serge@"))
    page.goto("/compte/entrer/")
    page.get_by_label(re.compile("adresse e-mail", re.IGNORECASE)).fill(address)
    page.get_by_role("button", name=re.compile("code|Continuer", re.IGNORECASE)).first.click()
    page.get_by_role("textbox", name=re.compile("code")).fill(town.code_for(address))
    page.get_by_role("button", name=re.compile("Entrer|Confirmer")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")
    assert name


def test_newcomer_arrives_with_the_keyboard_alone(
    browser: Browser, town: Town, people: list[BrowserContext]
) -> None:
    page = a_browser(browser, town, people)
    page.goto("/")
    press_on(page, "link", "Je viens d’arriver")
    go_to(page, page.get_by_label("Avec vos mots"))
    page.keyboard.type(TEXT)
    press_on(page, "button", "Voir ce que vous avez compris")
    press_on(page, "button", "Retirer le samedi matin")
    expect(page.get_by_text("le samedi matin", exact=True)).to_have_count(0)
    press_on(page, "button", "Voir ma passerelle")
    address = an_address()
    go_to(page, page.get_by_label(re.compile("Prénom ou pseudonyme")))
    page.keyboard.type("Dominique")
    go_to(page, page.get_by_label(re.compile("adresse e-mail", re.IGNORECASE)))
    page.keyboard.type(address)
    for agreement in page.get_by_role("checkbox").all():
        go_to(page, agreement)
        page.keyboard.press("Space")
    press_on(page, "button", "Recevoir mon code")
    go_to(page, page.get_by_role("textbox", name=re.compile("code")))
    page.keyboard.type(town.code_for(address))
    page.keyboard.press("Enter")
    expect(page.locator("article[id^=door-]")).to_have_count(5)
    refused = page.locator("#door-place h2").inner_text()
    press_on(page, "button", "Pas pour moi", within="#door-place")
    expect(page.locator("#door-place h2")).not_to_have_text(refused)
    press_on(page, "button", "Je viens, seul·e", within="#door-gathering")
    expect(page.locator("#door-gathering").get_by_text("Vous venez")).to_be_visible()

    welcomer = a_browser(browser, town, people)
    enter_as(welcomer, "Nadia")
    make_room(welcomer)
    for _ in range(40):
        if page.locator("#door-welcomer").get_by_role("heading", name="Nadia").count():
            break
        before = page.locator("#door-welcomer h2").inner_text()
        press_on(page, "button", "Pas pour moi", within="#door-welcomer")
        expect(page.locator("#door-welcomer h2")).not_to_have_text(before)
    expect(page.locator("#door-welcomer").get_by_role("heading", name="Nadia")).to_be_visible()
    press_on(page, "link", "Lui demander de m’écrire")
    go_to(page, page.get_by_label("Votre premier message"))
    press_on(page, "button", "Envoyer")
    expect(page.get_by_text(re.compile("jusqu’à")).first).to_be_visible()

    welcomer.goto("/veille/")
    row = welcomer.get_by_role("listitem").filter(has_text="Dominique")
    go_to(welcomer, row.get_by_role("link", name="Répondre"))
    welcomer.keyboard.press("Enter")
    go_to(welcomer, welcomer.get_by_label("Votre réponse"))
    welcomer.keyboard.type(ANSWER)
    press_on(welcomer, "button", "Envoyer la réponse")
    expect(welcomer.get_by_text(ANSWER)).to_be_visible()

    page.goto("/conversations/")
    press_on(page, "link", "Nadia", within="main")
    expect(page.get_by_text(ANSWER)).to_be_visible()


def make_room(page: Page) -> None:
    """A welcomer raises their own limit: others were sent to her by the journeys before."""
    page.goto("/bienvenue/accueillir/")
    page.get_by_label(re.compile("Combien de personnes")).fill("20")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("C’est noté")).to_be_visible()


def go_to(page: Page, target: object, most: int = 120) -> None:
    """Press Tab until the target has the focus: it must be reachable, and its focus visible."""
    for _ in range(most):
        if target.evaluate("node => node === document.activeElement"):  # type: ignore[attr-defined]
            seen = target.evaluate(  # type: ignore[attr-defined]
                """node => {
                  const box = node.getBoundingClientRect();
                  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
                  const top = document.elementFromPoint(x, y);
                  return !!top && (node === top || node.contains(top) || top.contains(node)
                    || !!(node.labels && [...node.labels].some(label => label.contains(top))));
                }"""
            )
            assert seen, "what has the focus is hidden"
            return
        page.keyboard.press("Tab")
    raise AssertionError("never reached with the keyboard")


def press_on(page: Page, role: str, name: str, *, within: str = "body") -> None:
    target = page.locator(within).get_by_role(role, name=name).first  # type: ignore[arg-type]
    expect(target).to_be_visible()
    go_to(page, target)
    page.keyboard.press("Enter")


def test_newcomer_signs_up_without_javascript(
    browser: Browser, town: Town, people: list[BrowserContext]
) -> None:
    page = a_browser(browser, town, people, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Je viens d’arriver").first.click()
    page.get_by_label("Avec vos mots").fill(TEXT)
    page.get_by_role("button", name="Voir ce que vous avez compris").click()
    page.get_by_role("button", name="Retirer le samedi matin").click()
    expect(page.get_by_text("le samedi matin", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Voir ma passerelle").click()
    sign_up(page, town)
    expect(page.locator("article[id^=door-]")).to_have_count(5)
    refused = page.locator("#door-circle h2").inner_text()
    page.locator("#door-circle").get_by_role("button", name="Pas pour moi").click()
    expect(page.locator("#door-circle h2")).not_to_have_text(refused)
    page.locator("#door-gathering").get_by_role("button", name="Je viens, seul·e").click()
    expect(page.locator("#door-gathering").get_by_text("Vous venez")).to_be_visible()


def test_newcomer_answers_six_questions_without_javascript(
    browser: Browser, town: Town, people: list[BrowserContext]
) -> None:
    page = a_browser(browser, town, people, java_script_enabled=False)
    page.goto("/bienvenue/questions/")
    page.get_by_label("Les Tilleuls").check()
    page.get_by_role("button", name="Continuer").last.click()
    expect(page.get_by_text("Étape 2 sur 6")).to_be_visible()
    page.get_by_role("button", name="Continuer").last.click()
    page.get_by_label("Français", exact=True).check()
    page.get_by_role("button", name="Revenir").click()
    expect(page.get_by_text("Étape 2 sur 6")).to_be_visible()
    for _ in range(2):
        page.get_by_role("button", name="Continuer").last.click()
    for _ in range(2):
        page.get_by_role("button", name="Continuer").last.click()
    page.get_by_label("Un petit groupe").check()
    page.get_by_role("button", name="Voir ma passerelle").last.click()
    chips = page.get_by_role("group", name="Ce que nous avons compris")
    for word in ("Les Tilleuls", "Français", "Un petit groupe"):
        expect(chips.get_by_text(word, exact=True)).to_be_visible()


def test_newcomer_arrives_in_english(
    browser: Browser, town: Town, people: list[BrowserContext]
) -> None:
    page = a_browser(browser, town, people, locale="en-GB")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="I’ve just arrived").first.click()
    page.get_by_label("In your own words").fill(ENGLISH)
    page.get_by_role("button", name="See what you understood").click()
    chips = page.get_by_role("group", name="What we understood")
    for word in ("Photography", "Les Tilleuls", "A small group"):
        expect(chips.get_by_text(word, exact=True)).to_be_visible()
    page.get_by_role("button", name=re.compile("^Remove ")).last.click()
    page.get_by_role("button", name="See my path").click()
    address = an_address()
    page.get_by_label(re.compile("First name")).fill("Sam")
    page.get_by_label(re.compile("email address", re.IGNORECASE)).fill(address)
    for agreement in page.get_by_role("checkbox").all():
        agreement.check()
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_role("textbox", name=re.compile("code")).fill(town.code_for(address))
    page.get_by_role("button", name=re.compile("Confirm")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Here is where to start")
    expect(page.locator("article[id^=door-]")).to_have_count(5)
    whole = page.locator("main").inner_text()
    for french in ("Pourquoi", "Pas pour moi", "Vous", "votre", "Je viens"):
        assert french not in whole.replace("Les Tilleuls", ""), french

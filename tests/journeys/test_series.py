"""A host publishes a series without public holidays, moves one date, and prints what is needed."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdf
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.journeys.test_newcomer import a_browser, enter_as, people
from tests.support.running import Town

pytestmark = pytest.mark.journey
__all__ = ["people"]

TITLE = "Le chœur des escaliers"
NOTE = "Ce jour-là, on se retrouve dans le hall."
DESK = {"width": 1280, "height": 800}
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
#: Every year on the same day, all over France.
HOLIDAYS = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))


def test_host_publishes_a_series_moves_a_date_and_prints_its_sheet(
    browser: Browser, town: Town, people: list[BrowserContext], tmp_path: Path
) -> None:
    odile = a_browser(browser, town, people, viewport=DESK)
    enter_as(odile, "Odile")
    holiday = next_holiday(today() + timedelta(days=20))
    publish(odile, holiday)
    first = odile.url

    malika = a_browser(browser, town, people)
    enter_as(malika, "Malika")
    malika.goto(first)
    malika.get_by_role("button", name="Je viens", exact=True).click()
    expect(malika.get_by_role("heading", name="Vous venez", exact=True)).to_be_visible()

    moved = move_the_first_date(odile, holiday)
    read_that_it_moved(malika, first, moved)
    print_the_sheet(odile, first, tmp_path)
    download_the_poster(odile, first, tmp_path)


def today() -> date:
    return datetime.now(ZoneInfo("Europe/Paris")).date()


def next_holiday(after: date) -> date:
    ahead = (date(year, *day) for year in (after.year, after.year + 1) for day in HOLIDAYS)
    return min(one for one in ahead if one >= after)


def first_of_series(holiday: date) -> date:
    """In this week or the next ones, and on the public holiday after so many fortnights."""
    soonest = today() + timedelta(days=3)
    return soonest + timedelta(days=(holiday - soonest).days % 14)


def said(day: date) -> str:
    number = "1er" if day.day == 1 else str(day.day)
    return f"{DAYS[day.weekday()]} {number} {MONTHS[day.month - 1]} {day.year}"


def publish(page: Page, holiday: date) -> None:
    pause = holiday + timedelta(days=14)
    page.goto("/agenda/les-miennes/")
    page.get_by_role("link", name="Publier une rencontre").first.click()
    page.get_by_label("Titre").fill(TITLE)
    page.get_by_label("Ce qu’on y fait").fill("On chante dans l’escalier : il résonne bien.")
    page.get_by_label(re.compile("^Jour")).first.fill(first_of_series(holiday).isoformat())
    page.get_by_label("Commence à").fill("18:30")
    page.get_by_label("Finit à").fill("20:00")
    page.get_by_label("À quel rythme").select_option(label="toutes les deux semaines")
    coming = look_at_dates(page)
    expect(coming.first).to_contain_text(said(first_of_series(holiday)))
    # Nothing was asked about holidays yet.
    expect(coming.filter(has_text=said(holiday))).to_have_count(1)
    expect(coming.filter(has_text=said(pause))).to_have_count(1)

    page.get_by_text("Les jours sans rencontre").click()
    page.get_by_label("Pas les jours fériés").check()
    page.get_by_role("button", name="Ajouter une période").click()
    period = page.get_by_role("group", name="Période 1")
    period.get_by_label("Du").fill((pause - timedelta(days=3)).isoformat())
    period.get_by_label("Au", exact=True).fill((pause + timedelta(days=3)).isoformat())
    period.get_by_label("Pourquoi").fill("vacances")
    coming = look_at_dates(page)
    expect(coming.filter(has_text=said(pause))).to_have_count(0)
    expect(coming.filter(has_text=said(holiday))).to_have_count(0)
    expect(coming).to_have_count(12)

    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_text("C’est dans l’agenda.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def look_at_dates(page: Page) -> Locator:
    """What the preview says after its button is pressed; nothing typed is lost."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="Voir les dates").click()
    expect(page.get_by_role("heading", name="Les prochaines dates")).to_be_visible()
    expect(page.get_by_label("Titre")).to_have_value(TITLE)
    return page.locator("#next-dates li")


def move_the_first_date(page: Page, holiday: date) -> date:
    page.get_by_role("link", name="Ses dates, une par une").click()
    pauses = page.locator("section").filter(has_text="Sans rencontre")
    expect(pauses).to_contain_text("vacances")
    row = page.get_by_role("listitem").filter(has_text="Une personne vient")
    row.get_by_role("link", name="Changer").click()
    moved = date.fromisoformat(page.get_by_label(re.compile("^Jour")).input_value()) + timedelta(
        days=1
    )
    page.get_by_label(re.compile("^Jour")).fill(moved.isoformat())
    page.get_by_label("Ce qui change ce jour-là").fill(NOTE)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Celles et ceux qui venaient le savent.")).to_be_visible()
    row = page.get_by_role("listitem").filter(has_text="Déplacée du")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(NOTE)
    return moved


def read_that_it_moved(page: Page, first: str, moved: date) -> None:
    notice = page.get_by_role("main").get_by_role("link", name=re.compile("est déplacé"))
    for _ in range(30):
        page.goto("/avis/")
        if notice.count():
            break
        page.wait_for_timeout(300)
    expect(notice).to_contain_text(TITLE)
    notice.click()
    expect(page).to_have_url(first)
    expect(page.get_by_role("heading", name="Vous venez", exact=True)).to_be_visible()
    expect(page.get_by_text(NOTE)).to_be_visible()
    day = said(moved).rsplit(" ", 1)[0].capitalize()
    expect(page.get_by_role("main").get_by_text(day, exact=True).first).to_be_visible()


def print_the_sheet(page: Page, first: str, folder: Path) -> None:
    page.goto(first)
    page.get_by_role("link", name="Feuille de présence").click()
    table = page.get_by_role("table")
    expect(table).to_be_hidden()
    page.emulate_media(media="print")
    expect(table).to_be_visible()
    expect(table.get_by_role("columnheader")).to_have_text(["Prénom", "Avec", "Est là", "Notes"])
    expect(table.get_by_role("rowheader", name="Malika")).to_be_visible()
    expect(page.get_by_role("navigation", name="Navigation principale")).to_be_hidden()
    page.pdf(path=folder / "sheet.pdf", format="A4")
    sheet = text_of(folder / "sheet.pdf")
    assert TITLE in sheet
    assert "Malika" in sheet
    page.emulate_media(media="screen")


def download_the_poster(page: Page, first: str, folder: Path) -> None:
    page.goto(first)
    link = page.get_by_role("link", name="L’affiche (PDF)")
    answer = page.request.get(str(link.get_attribute("href")))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    (folder / "poster.pdf").write_bytes(answer.body())
    poster = text_of(folder / "poster.pdf")
    assert TITLE in poster
    assert "Maison de quartier des Tilleuls" in poster


def text_of(file: Path) -> str:
    """What can be selected in it, lines joined."""
    read = pypdf.PdfReader(file)
    return " ".join(" ".join(page.extract_text() for page in read.pages).split())

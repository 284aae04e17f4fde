"""The week on paper: what it says, what it keeps to itself, and whether it can be read."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import Gathering, Occurrence
from parvis.domains.gatherings.vocabulary import PRINTED
from parvis.domains.organisations.vocabulary import Part
from parvis.domains.people.models import Resident
from parvis.web import paper
from tests.factories.gatherings import NOW, TUESDAY, a_gathering, an_occurrence, comes, paris
from tests.factories.organisations import a_member, a_neighbourhood, a_place
from tests.factories.paper import (
    WEEK,
    House,
    a_house,
    figures_of,
    fill,
    outside,
    pages_of,
    read,
    roles_of,
    words_of,
)
from tests.factories.people import a_block, a_resident, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PLACE = "/agenda/lieux/maison-des-tilleuls/programme"
AREA = "/agenda/quartiers/les-tilleuls/programme"
#: Points: A4 and A3.
SIZES = {"a4": (595, 842), "a3": (842, 1191)}
DAYS = "Lundi|Mardi|Mercredi|Jeudi|Vendredi|Samedi|Dimanche"


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    paper.forget()
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def house() -> House:
    return a_house()


def a_host(house: House, name: str) -> Resident:
    host = a_resident(name=name)
    a_member(house.team, host, part=Part.HOST)
    return host


def pdf(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return answer.content


def test_week_of_a_place_says_what_one_needs_to_come(client: Client, house: House) -> None:
    coffee = a_gathering(
        host=house.odile,
        organisation=house.team,
        title="Café du matin, « l’œuf à la coque »",
        place=house.place,
        where_note="Salle du fond",
        bring="Une tasse.",
        price_cents=250,
    )
    off = a_gathering(host=house.odile, organisation=house.team, place=house.place, title="Vélo")
    services.cancel_occurrence(occurrence=off.occurrences.get(), by=house.odile, at=NOW)

    said = words_of(pdf(client, f"{PLACE}.pdf?{WEEK}"))

    assert "Maison des Tilleuls" in said
    assert "Du 23 au 29 novembre" in said
    assert "Mardi 24 novembre" in said
    assert "Ouvert : 9 h – 12 h, 14 h – 18 h 30".replace(" ", "") in re.sub(r"\s", "", said)
    assert "9\u202fh\u202f30" in said
    assert coffee.title in said
    assert "Salle du fond" in said
    assert "2,50\u00a0€ · à apporter\u202f: une tasse" in said
    assert "Vous pouvez venir seul·e\u202f: demandez Odile." in said
    assert "Demandez Odile, 02\u00a099\u00a000\u00a000\u00a012." in said
    assert "Entrée de plain-pied · Toilettes accessibles en fauteuil" in said
    assert "localhost:8000/lieux/maison-des-tilleuls" in re.sub(r"[\u200b\s]", "", said)
    assert "Annulé Vélo" in said
    assert "Je voudrais qu’on m’appelle" in said
    assert "À déposer ici\u202f: Maison des Tilleuls (12 rue des Lavandières)." in said


def test_week_of_an_area_says_where_and_whom_to_ask(client: Client, house: House) -> None:
    elsewhere = a_place(a_neighbourhood(name="Ailleurs"))
    a_gathering(title="Ailleurs", place=elsewhere)
    a_gathering(host=house.odile, organisation=house.guests, title="Jardin", place=house.place)

    said = words_of(pdf(client, f"{AREA}.pdf?{WEEK}"))

    assert "Jardin Maison des Tilleuls, 12 rue des Lavandières" in said
    assert "demandez Saïd, 06\u00a039\u00a098\u00a000\u00a034." in said
    assert "Ailleurs" not in said


def test_week_is_the_one_asked_for(client: Client, house: House) -> None:
    a_gathering(
        host=house.odile,
        organisation=house.team,
        place=house.place,
        title="Réveillon",
        day=TUESDAY + timedelta(days=35),
    )

    assert "Du 28 décembre au 3 janvier" in client.get(f"{PLACE}/?semaine=2026-W53").text
    assert "Réveillon" in client.get(f"{PLACE}/?semaine=2026-W53").text
    this_week = client.get(f"{PLACE}/").text
    assert "Du 16 au 22 novembre" in this_week
    assert "Réveillon" not in this_week
    for nonsense in ("semaine=2026-W99", "semaine=%00", "semaine=2199-W01", "format=a9"):
        assert "Du 16 au 22 novembre" in client.get(f"{PLACE}/?{nonsense}").text


def test_empty_week_is_said_kindly(client: Client, house: House) -> None:
    said = words_of(pdf(client, f"{PLACE}.pdf?{WEEK}"))

    assert "Rien d’annoncé cette semaine" in said
    assert "passez dire bonjour" in said
    assert "1 / 1" in said


@pytest.mark.parametrize("size", SIZES)
def test_sheet_can_be_read_by_ear_and_by_hand(client: Client, house: House, size: str) -> None:
    fill(house, 9)

    made = pdf(client, f"{PLACE}.pdf?{WEEK}&format={size}")
    document = read(made)
    root = document.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert document.metadata.title == "Maison des Tilleuls, Du 23 au 29 novembre · Parvis"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in document.pages} == {
        SIZES[size]
    }
    roles = roles_of(made)
    assert roles.count("H1") == 1
    assert roles.count("H3") == 9
    assert {"Table", "TR", "TH", "TD", "H2", "P"} <= set(roles)
    assert figures_of(made) == [
        "Parvis",
        "Code à photographier\u202f: la page de Maison des Tilleuls",
    ]
    assert document.outline


def test_letters_are_large_and_their_fonts_go_with_them(client: Client, house: House) -> None:
    fill(house, 3)

    for size, least in (("a4", 14), ("a3", 18)):
        made = pdf(client, f"{PLACE}.pdf?{WEEK}&format={size}")
        document = read(made)
        sizes: dict[str, float] = {}

        def note(text, _cm, matrix, _font, points, sizes=sizes):  # type: ignore[no-untyped-def]
            for word in text.split():
                sizes[word] = max(sizes.get(word, 0), abs(points * matrix[3]))

        for page in document.pages:
            page.extract_text(visitor_text=note)
            for font in page["/Resources"]["/Font"].values():
                inside = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
                assert {"/FontFile2", "/FontFile3"} & set(inside)
        assert sizes["Gratuit"] >= least - 0.1
        assert sizes["Café"] > least


def test_english_page_makes_english_paper(client: Client, house: House) -> None:
    answer = client.get(f"{PLACE}.pdf?{WEEK}", headers={"accept-language": "en"})

    assert read(answer.content).trailer["/Root"]["/Lang"] == "en"


@pytest.mark.parametrize("size", SIZES)
def test_four_hundred_gatherings_stay_on_their_pages(
    client: Client, house: House, size: str
) -> None:
    fill(house, 400)

    made = pdf(client, f"{PLACE}.pdf?{WEEK}&format={size}")
    pages = pages_of(made)

    assert outside(made) == []
    said = "".join(pages)
    assert len(set(re.findall(r"n(\d{3})\b", said))) == 400
    for number, page in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in page
        # What one brings is the last line but one of a row: it is where its title is.
        assert set(re.findall(r"n(\d{3})\b", page)) == set(re.findall(r"\bb(\d{3})\b", page))
        # A day that goes on says again which day it is.
        if re.search(r"\bb\d{3}\b", page) and number > 1:
            assert re.match(rf"(?:{DAYS}) \d+ novembre", page)


def test_sheet_is_bounded_and_says_what_it_leaves_out(client: Client, house: House) -> None:
    fill(house, PRINTED + 7)

    said = client.get(f"{PLACE}/?{WEEK}").text

    assert said.count('class="when-starts"') == PRINTED
    assert "Et 7 autres rencontres, dans l’agenda." in said


def test_paper_costs_the_same_number_of_queries_for_one_and_for_many(
    house: House, django_assert_num_queries
) -> None:
    client = signed_in(a_resident())
    fill(house, 1)
    client.get(f"{PLACE}/?{WEEK}")
    with CaptureQueriesContext(connection) as first:
        client.get(f"{PLACE}/?{WEEK}")
    fill(house, 30)
    with django_assert_num_queries(len(first)):
        client.get(f"{PLACE}/?{WEEK}")


def test_wall_reads_neither_greeters_nor_what_is_not_for_everybody(
    client: Client, house: House
) -> None:
    nadia = a_host(house, "Nadia")
    given = {"host": house.odile, "organisation": house.team, "place": house.place}
    a_gathering(**given, title="Café", greeter=nadia, sign="un foulard jaune")
    a_gathering(**given, title="Brouillon", publish=False)
    secret = a_gathering(**given, title="Entre nous")
    Gathering.objects.filter(pk=secret.pk).update(audience="invitation")
    gone = a_gathering(
        organisation=house.guests, host=house.odile, place=house.place, title="Parti"
    )
    house.guests.published = False
    house.guests.save()
    shown = Occurrence.objects.get(gathering__title="Café").pk

    for reader in (client, signed_in(a_resident(name="Serge"))):
        for address in (f"{PLACE}/?{WEEK}", f"{AREA}/?{WEEK}", f"/agenda/{shown}/affiche/"):
            said = reader.get(address).text
            assert "Café" in said
            for hidden in ("Nadia", "foulard", "Brouillon", "Entre nous", "Parti", "Saïd"):
                assert hidden not in said
    for hidden in (secret, gone):
        there = hidden.occurrences.get().pk
        assert client.get(f"/agenda/{there}/affiche/").status_code == 404
        assert client.get(f"/agenda/{there}/affiche.pdf").status_code == 404


def test_place_that_is_not_published_has_no_paper(client: Client, house: House) -> None:
    house.place.published = False
    house.place.save()

    for address in (f"{PLACE}/", f"{PLACE}.pdf", "/agenda/lieux/maison-des-tilleuls/ecran/"):
        assert client.get(address).status_code == 404


def test_contact_hidden_from_a_viewer_is_left_out(client: Client, house: House) -> None:
    fill(house, 3)
    lea = a_resident(name="Léa")
    a_block(house.odile, lea)

    assert "demandez Odile" in client.get(f"{PLACE}/?{WEEK}").text
    said = signed_in(lea).get(f"{PLACE}/?{WEEK}").text
    assert "Odile" not in said
    assert "02\u00a099\u00a000\u00a000\u00a012" in said


def test_what_people_write_is_text(client: Client, house: House) -> None:
    title = "<img src=file:///etc/passwd onerror=alert(1)> & Cie"
    one = an_occurrence(
        host=house.odile,
        organisation=house.team,
        place=house.place,
        title=title,
        bring="<b>du pain</b>",
    )

    assert "&lt;img src=file:" in client.get(f"{PLACE}/?{WEEK}").text
    for address in (f"{PLACE}.pdf?{WEEK}", f"/agenda/{one.pk}/affiche.pdf"):
        said = words_of(pdf(client, address)).replace(" ", "")
        assert title.replace(" ", "") in said
        assert "<b>dupain</b>" in said


def test_own_week_on_paper_is_ones_own(client: Client, house: House) -> None:
    malika = a_resident(name="Malika", area=house.area)
    nadia = a_host(house, "Nadia")
    given = {"host": house.odile, "organisation": house.team, "place": house.place}
    mine = an_occurrence(**given, title="Café", greeter=nadia, sign="un foulard jaune")
    comes(malika, mine, alone=True)
    services.find_greeters(occurrence_id=mine.pk, at=NOW)
    comes(a_resident(name="Inconnue"), mine)
    an_occurrence(**given, title="Jardin", day=TUESDAY + timedelta(days=1))
    full = an_occurrence(**given, title="Complet", day=TUESDAY + timedelta(days=1), capacity=1)
    comes(nadia, full)

    assert client.get("/agenda/ma-semaine-sur-papier.pdf").status_code == 302
    answer = signed_in(malika).get("/agenda/ma-semaine-sur-papier.pdf")
    said = words_of(answer.content)

    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    assert "La semaine de Malika" in said
    assert "Nadia vous attendra à l’entrée." in said
    assert "un foulard jaune" in said
    assert said.index("Café") < said.index("Près de chez vous") < said.index("Jardin")
    assert "Complet" not in said
    assert "Inconnue" not in said
    assert outside(answer.content) == []


def test_own_week_hides_who_was_blocked(house: House) -> None:
    malika, nadia = a_resident(name="Malika", area=house.area), a_host(house, "Nadia")
    mine = an_occurrence(
        host=house.odile,
        organisation=house.team,
        place=house.place,
        greeter=nadia,
        sign="un chapeau",
    )
    comes(malika, mine, alone=True)
    a_block(nadia, malika)

    said = signed_in(malika).get("/agenda/ma-semaine-sur-papier/").text

    assert mine.gathering.title in said
    assert "Nadia" not in said
    assert "chapeau" not in said


@pytest.mark.parametrize("size", SIZES)
def test_poster_is_one_sheet_however_much_there_is_to_say(
    client: Client, house: House, size: str
) -> None:
    short = an_occurrence(
        host=house.odile, organisation=house.team, place=house.place, title="Café du matin"
    )
    long = an_occurrence(
        host=house.odile,
        organisation=house.team,
        place=house.place,
        title=("Grande fête des voisines et des voisins du quartier, et de qui veut venir " * 2)[
            :100
        ],
        about="Un texte qui raconte tout. " * 70,
        bring=("Un plat, une assiette, des couverts et votre bonne humeur. " * 4)[:200],
        where_note=("La grande salle, au fond du couloir, après la bibliothèque. " * 3)[:140],
        access_note="L’ascenseur est à gauche.",
    )

    for one in (short, long):
        made = pdf(client, f"/agenda/{one.pk}/affiche.pdf?format={size}")
        assert len(read(made).pages) == 1
        assert outside(made) == []
        assert all(figures_of(made))
        said = words_of(made)
        assert "Mardi 24 novembre" in said
        assert "Vous pouvez venir seul·e\u202f: demandez Odile." in said
        assert "Bus 4, arrêt Lavandières." in said


def test_poster_names_who_greets_only_for_who_runs_it(house: House) -> None:
    nadia = a_host(house, "Nadia")
    one = an_occurrence(
        host=house.odile,
        organisation=house.team,
        place=house.place,
        greeter=nadia,
        sign="un foulard jaune",
    )
    address = f"/agenda/{one.pk}/affiche/"

    named = signed_in(house.odile).get(f"{address}?accueil=1").text
    assert "Nadia vous attend à l’entrée" in named
    assert "un foulard jaune" in named
    assert f"/agenda/{one.pk}/affiche.pdf?accueil=1" in named
    assert "Nadia" not in signed_in(house.odile).get(address).text
    assert "Nadia" not in signed_in(a_resident()).get(f"{address}?accueil=1").text


def test_poster_of_what_is_called_off_says_so(client: Client, house: House) -> None:
    one = an_occurrence(host=house.odile, organisation=house.team, place=house.place)
    services.cancel_occurrence(occurrence=one, by=house.odile, at=NOW)

    said = words_of(pdf(client, f"/agenda/{one.pk}/affiche.pdf"))

    assert "Annulé" in said
    assert "n’a pas lieu ce jour-là" in said
    assert "Vous pouvez venir" not in said


def test_pages_lead_to_their_paper(client: Client, house: House) -> None:
    one = an_occurrence(host=house.odile, organisation=house.team, place=house.place)

    assert f'href="{PLACE}.pdf"' in client.get("/lieux/maison-des-tilleuls/").text
    assert f'href="{PLACE}.pdf?format=a3"' in client.get("/lieux/maison-des-tilleuls/").text
    assert f'href="{AREA}.pdf"' in client.get("/quartiers/les-tilleuls/").text
    assert "/agenda/quartiers/les-tilleuls/ecran/" in client.get("/quartiers/les-tilleuls/").text
    assert f"/agenda/{one.pk}/affiche.pdf" in client.get(f"/agenda/{one.pk}/").text
    account = signed_in(a_resident()).get("/compte/").text
    assert 'href="/agenda/ma-semaine-sur-papier/"' in account


def test_without_the_library_the_page_prints_all_the_same(
    client: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(house, 2)
    assert "PDF, feuille A4" in client.get(f"{PLACE}/?{WEEK}").text
    monkeypatch.setattr(paper.press, "missing_libraries", lambda: ("libpango-1.0-0",))

    answer = client.get(f"{PLACE}.pdf?{WEEK}")

    assert answer.status_code == 303
    assert answer["Location"] == f"{PLACE}/?{WEEK}"
    said = client.get(answer["Location"]).text
    assert "Cette page s’imprime aussi bien" in said
    assert "PDF, feuille A4" not in said
    assert "n001" in said


@pytest.mark.parametrize(
    ("at", "week"),
    [
        ("2026-11-21 11:59", "Du 16 au 22 novembre"),
        ("2026-11-21 12:00", "Du 23 au 29 novembre"),
        ("2026-11-22 18:00", "Du 23 au 29 novembre"),
        ("2026-11-23 08:00", "Du 23 au 29 novembre"),
    ],
)
def test_week_that_ends_is_no_longer_printed(client: Client, house: House, at, week) -> None:
    with time_machine.travel(paris(at), tick=False):
        assert week in client.get(f"{PLACE}/").text

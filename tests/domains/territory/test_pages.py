"""Pages of places and neighbourhoods, as a visitor sees them."""

import re

import pytest
import time_machine
from django.urls import reverse
from markupsafe import Markup

from parvis.domains.media.models import Image
from parvis.domains.territory import services
from parvis.web import slots

from .builders import MAIN, NOW, make_place

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def wednesday_ten_o_clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def places(town):
    house = make_place(
        town["les-tilleuls"], name="Maison des Tilleuls", opening_hours=MAIN,
        about="Un **café** l’après-midi.", address="2 allée des Tilleuls", phone="01 23 45 67 89",
        email="maison@exemple.fr", website="https://exemple.fr/maison", how_to_come="Bus 4.",
        latitude=46.019, longitude=3.01, access={"step-free": "yes", "toilets": "no"},
    )  # fmt: skip
    cafe = make_place(town["le-port"], name="Café du Port", kind="cafe", opening_hours="We off")
    draft = make_place(town["le-port"], name="Bientôt", published=False)
    return {"house": house, "cafe": cafe, "draft": draft}


def text_of(response):
    html = response.content.decode()
    body = re.sub(r"<(script|style|svg|head)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split()).replace("\u202f", " ")


def listed(response):
    return re.findall(r'href="/lieux/([\w-]+)/"', response.content.decode())


def test_places_are_listed_with_their_state(client, places):
    response = client.get("/lieux/")
    assert listed(response) == ["maison-des-tilleuls", "cafe-du-port"]
    shown = text_of(response)
    assert "Ouvert jusqu’à 12 h" in shown
    assert "Fermé" in shown
    assert "2 lieux" in shown
    assert "Bientôt" not in shown


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("quartier=le-port", ["cafe-du-port"]),
        ("genre=neighbourhood-house", ["maison-des-tilleuls"]),
        ("acces=step-free", ["maison-des-tilleuls"]),
        ("acces=step-free&acces=toilets", []),
        ("ouvert=on", ["maison-des-tilleuls"]),
        ("quartier=le-port&ouvert=on", []),
        ("quartier=&genre=", ["maison-des-tilleuls", "cafe-du-port"]),
        ("quartier=nulle-part", ["maison-des-tilleuls", "cafe-du-port"]),
        ("genre=<script>alert(1)</script>", ["maison-des-tilleuls", "cafe-du-port"]),
        ("acces=step-free&acces=aile", ["maison-des-tilleuls", "cafe-du-port"]),
        ("inconnu=1&ouvert=%00", ["maison-des-tilleuls"]),
    ],
)
def test_filters_of_places_fit_in_the_link(client, places, query, expected):
    response = client.get(f"/lieux/?{query}")
    assert response.status_code == 200
    assert listed(response) == expected
    assert "<script>alert" not in response.content.decode()


def test_filters_are_kept_in_the_form(client, places):
    html = client.get("/lieux/?quartier=le-port&ouvert=on&acces=quiet").content.decode()
    assert re.search(r'<option value="le-port" selected>', html)
    assert re.search(r'name="ouvert"[^>]*checked', html)
    assert re.search(r'value="quiet"[^>]*checked', html)


def test_filters_without_a_result_say_how_to_go_on(client, places):
    response = client.get("/lieux/?quartier=les-hauts")
    assert "Aucun lieu ne réunit tout cela" in text_of(response)
    assert 'href="/lieux/"' in response.content.decode()


def test_a_town_without_places_says_so_kindly(client, town):
    assert "Les lieux arrivent bientôt" in text_of(client.get("/lieux/"))


def test_htmx_gets_the_list_alone(client, places):
    whole, part = client.get("/lieux/"), client.get("/lieux/", headers=HTMX)
    assert listed(part) == listed(whole)
    assert "<html" not in part.content.decode()
    assert len(part.content) < len(whole.content)
    assert "HX-Request" in part["Vary"]


@pytest.mark.parametrize("more", [0, 6])
def test_places_cost_the_same_whatever_their_number(
    client, places, town, more, django_assert_max_num_queries
):
    for number in range(more):
        make_place(town["la-gare"], name=f"Lieu {number}", opening_hours=MAIN)
    with django_assert_max_num_queries(4):
        assert len(listed(client.get("/lieux/"))) == 2 + more


def test_a_place_tells_what_one_needs_to_come(client, places):
    response = client.get("/lieux/maison-des-tilleuls/")
    shown, html = text_of(response), response.content.decode()
    for words in (
        "Ouvert jusqu’à 12 h", "Aujourd’hui 9 h – 12 h, 14 h – 18 h 30", "Dimanche Fermé",
        "2 allée des Tilleuls", "Bus 4.", "Entrée de plain-pied",
        "Pas de toilettes accessibles en fauteuil", "on ne sait pas encore", "au nord",
    ):  # fmt: skip
        assert words in shown, words
    assert "<strong>café</strong>" in html
    assert 'href="tel:0123456789"' in html
    assert 'href="mailto:maison@exemple.fr"' in html
    assert 'rel="noopener"' in html
    assert html.count("<h1") == 1


def test_a_place_of_which_little_is_known_says_so(client, town):
    make_place(town["la-gare"], name="Salle")
    shown = text_of(client.get("/lieux/salle/"))
    assert "Horaires non communiqués" in shown
    assert "Nous n’avons pas les horaires de ce lieu" in shown
    assert shown.count("on ne sait pas encore") == 7


def test_a_place_shows_its_public_photos_with_their_words(client, places):
    image = Image.objects.create(
        width=800, height=600, sha256="a" * 64, bytes=1, public=True, created_at=NOW
    )
    hidden = Image.objects.create(width=8, height=6, sha256="b" * 64, bytes=1, created_at=NOW)
    for each, words in ((image, "La cour sous les arbres"), (hidden, "Un visage")):
        services.add_photo(place=places["house"], image_id=each.id, alt=words, at=NOW)
    html = client.get("/lieux/maison-des-tilleuls/").content.decode()
    assert f'src="/media/{image.id}/960.webp" alt="La cour sous les arbres"' in html
    assert str(hidden.id) not in html
    assert "Un visage" not in html


@pytest.mark.parametrize("path", ["/lieux/bientot/", "/lieux/jamais/", "/quartiers/jamais/"])
def test_what_is_not_open_is_not_found(client, places, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "Bientôt" not in text_of(response)


@pytest.mark.parametrize(
    "name", ["territory:places", "territory:areas", "territory:place", "territory:area"]
)
def test_pages_are_only_read(client, places, name):
    args = {"territory:place": ["cafe-du-port"], "territory:area": ["le-port"]}.get(name)
    assert client.post(reverse(name, args=args)).status_code in {403, 405}
    assert client.head(reverse(name, args=args)).status_code == 200


def test_what_people_wrote_is_never_markup(client, town):
    hostile = "<img src=x onerror=alert(1)>"
    make_place(
        town["la-gare"], name=f"Salle {hostile}", about=hostile, address=hostile,
        how_to_come=hostile, opening_hours='Mo-Su 10:00-12:00 "<b onclick=1>"',
    )  # fmt: skip
    for path in ("/lieux/", "/lieux/salle-img-srcx-onerroralert1/", "/quartiers/la-gare/"):
        response = client.get(path)
        assert response.status_code == 200
        html = response.content.decode()
        assert "<img src=x" not in html
        assert "<b onclick" not in html


def test_pages_have_no_inline_script_or_style(client, places):
    for path in ("/lieux/", "/lieux/maison-des-tilleuls/", "/quartiers/", "/quartiers/le-port/"):
        html = client.get(path).content.decode()
        assert not re.search(r'\sstyle="|\son\w+="', html)


def test_areas_show_each_town_and_its_neighbourhoods(client, places):
    response = client.get("/quartiers/")
    shown = text_of(response)
    assert re.findall(r'href="/quartiers/([\w-]+)/"', response.content.decode()) == [
        "la-gare", "le-port", "les-hauts", "les-tilleuls",
    ]  # fmt: skip
    assert "la cité" in shown
    assert '<path class="plan-area"' in response.content.decode()


def test_areas_of_an_empty_town_say_so_kindly(client):
    assert "Les quartiers arrivent bientôt" in text_of(client.get("/quartiers/"))


def test_an_area_shows_its_places_and_its_neighbours(client, places):
    response = client.get("/quartiers/les-tilleuls/")
    assert listed(response) == ["maison-des-tilleuls"]
    html = response.content.decode()
    links = re.findall(r'href="/quartiers/([\w-]+)/"', html)
    assert links == ["valmont", "la-gare", "les-hauts"]
    assert html.count('<circle class="plan-dot"') == 1
    assert 'aria-hidden="true"' in html
    assert "Les Tilleuls, plan simplifié" in text_of(response)


def test_an_area_without_places_sends_next_door(client, town):
    response = client.get("/quartiers/les-hauts/")
    assert "Les quartiers voisins en ont peut-être" in text_of(response)
    assert "/quartiers/le-port/" in response.content.decode()


@pytest.mark.parametrize(
    ("slot", "path", "thing"),
    [
        ("place.actions", "/lieux/cafe-du-port/", "place"),
        ("place.week", "/lieux/cafe-du-port/", "place"),
        ("place.more", "/lieux/cafe-du-port/", "place"),
        ("area.week", "/quartiers/le-port/", "area"),
        ("area.more", "/quartiers/le-port/", "area"),
    ],
)
def test_screens_above_add_themselves_through_slots(client, places, monkeypatch, slot, path, thing):
    monkeypatch.setitem(slots._fillers, slot, [])
    assert "Ajouté par" not in text_of(client.get(path))

    def filler(*, request, **context):
        return Markup("<p>Ajouté par {} pour {}</p>").format(request.path, context[thing])

    slots.add(slot, filler)
    assert f"Ajouté par {path} pour" in text_of(client.get(path))

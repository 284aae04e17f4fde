"""The plan: read from the list beside it, under the content policy, with the keyboard."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import SHELL, open_page
from tests.web.site import Site

pytestmark = [pytest.mark.journey, pytest.mark.once]

HEAD = """{% block head_extra %}
<link rel="stylesheet" href="{{ asset("src/parvis/web/styles/map.css") }}">
<script type="module" src="{{ asset("src/parvis/web/ts/map.ts") }}"></script>
{% endblock %}{% block main %}"""
LIST = """<figure>
<div class="map" data-map data-shapes="/shapes.json"{{ tiles }} data-zoom-in="Agrandir"
 data-zoom-out="Réduire" data-close="Fermer" role="region" aria-label="Plan" hidden></div>
<div data-map-instead>Dessin</div><figcaption data-map-words hidden>Mots</figcaption>
</figure>
<ul id="spots">{% for name, at in spots %}
<li data-spot="{{ name }}" data-count="2"
 {%- if at %} data-latitude="{{ at }}" data-longitude="3.01"{% endif %}>
<div class="row-body">
<h3 id="h-{{ loop.index }}"><a href="/lieu/{{ loop.index }}/">{{ name }}</a></h3>
<p>2 rencontres</p>
</div></li>
{% endfor %}</ul>{% endblock %}"""
PLAN = SHELL.replace("{% block main %}", HEAD) + LIST
SPOTS = [("Maison", 46.01), ("Café", 46.03), ("Sans point", None)]
SHAPES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "<b>Les Tilleuls</b>"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[3, 46], [3.02, 46], [3.02, 46.04], [3, 46.04], [3, 46]]],
            },
        }
    ],
}


@pytest.fixture
def troubles(page: Page) -> list[str]:
    found: list[str] = []
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def show(page: Page, site: Site, tiles: str = "") -> None:
    page.route(
        "**/shapes.json",
        lambda route: route.fulfill(body=json.dumps(SHAPES), content_type="application/geo+json"),
    )
    open_page(page, site, "/agenda/", PLAN, spots=SPOTS, tiles=tiles)
    expect(page.locator(".map-name")).to_have_text("<b>Les Tilleuls</b>")


def test_plan_shows_the_places_of_the_list_and_asks_nobody(
    page: Page, site: Site, troubles: list[str]
):
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    show(page, site)

    expect(page.locator(".map-marker")).to_have_count(2)
    expect(page.locator("path.map-shape")).to_have_count(1)
    expect(page.get_by_text("Dessin")).to_be_hidden()
    expect(page.get_by_text("Mots")).to_be_visible()
    assert troubles == []
    assert [one for one in asked if not one.startswith((site.base, "data:"))] == []


def test_place_is_reached_and_left_with_the_keyboard(page: Page, site: Site, troubles: list[str]):
    show(page, site)
    pin = page.get_by_role("button", name="Maison, 2 rencontres")

    pin.focus()
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup").get_by_role("link", name="Maison")
    expect(link).to_be_focused()
    assert link.get_attribute("href") == "/lieu/1/"
    expect(page.locator(".leaflet-popup").get_by_role("button", name="Fermer")).to_be_visible()
    assert page.evaluate("() => document.querySelectorAll('#h-1').length") == 1
    page.keyboard.press("Escape")

    expect(page.locator(".leaflet-popup")).to_have_count(0)
    expect(pin).to_be_focused()
    assert troubles == []


def test_nothing_moves_for_who_asked_for_stillness(page: Page, site: Site):
    page.emulate_media(reduced_motion="reduce")
    show(page, site)

    page.get_by_role("button", name="Agrandir").click()

    assert page.evaluate("() => document.getAnimations().length") == 0
    assert page.locator(".leaflet-zoom-anim").count() == 0


def test_tiles_come_from_the_server_that_was_named(page: Page, site: Site):
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    show(page, site, tiles=' data-tiles="/static/tuiles/{z}/{x}/{y}.png"')

    page.wait_for_function("() => document.querySelector('img.leaflet-tile')")

    assert [one for one in asked if "/static/tuiles/" in one]
    assert [one for one in asked if not one.startswith((site.base, "data:"))] == []

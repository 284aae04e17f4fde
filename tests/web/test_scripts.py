"""What the scripts add, in a real browser under the product's content policy."""

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.web.conftest import SHELL, open_page
from tests.web.site import Site

pytestmark = [pytest.mark.journey, pytest.mark.once]

WRITE = (
    SHELL + '{% call ui.form(action="/send/", csrf=csrf_input, attrs=attrs) %}'
    "{{ ui.field(fresh.about, rows=2, max=400, keep=True) }}"
    '{{ ui.button(label="Envoyer", name="way", value="post") }}{% endcall %}{% endblock %}'
)


def test_style_page_breaks_no_rule_of_the_content_policy(page: Page, site: Site):
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))

    open_page(page, site, "/style/", '{% extends "style.html" %}')
    page.wait_for_function("() => document.fonts.status === 'loaded'")

    assert troubles == []


def test_dialog_takes_the_focus_and_gives_it_back(page: Page, site: Site):
    open_page(page, site, "/style/", '{% extends "style.html" %}')
    opener = page.get_by_role("link", name="Ouvrir une fenêtre")

    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_role("heading")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(opener).to_be_focused()


def test_errors_take_the_focus_and_lead_to_the_field(page: Page, site: Site):
    open_page(page, site, "/style/", '{% extends "style.html" %}')
    summary = page.locator(".form-errors")

    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Adresse e-mail").click()

    expect(page.locator("#id_faulty-email")).to_be_focused()


def test_unsent_text_comes_back_and_is_forgotten_once_sent(page: Page, site: Site):
    open_page(page, site, "/write/", WRITE, attrs={})
    box = page.get_by_label("Quelques mots sur vous")

    box.fill("Je viens d’arriver aux Tilleuls")
    page.reload()
    expect(box).to_have_value("Je viens d’arriver aux Tilleuls")
    page.get_by_role("button", name="Envoyer").click()
    page.wait_for_url("**/send/")
    page.goto(site.base + "/style/")
    page.goto(site.base + "/write/")

    expect(box).to_have_value("")
    assert site.posts[0][1]["about"] == ["Je viens d’arriver aux Tilleuls"]
    assert site.posts[0][1]["way"] == ["post"]


def test_letters_are_counted_near_the_end_only(page: Page, site: Site):
    open_page(page, site, "/write/", WRITE, attrs={})
    box, count = page.get_by_label("Quelques mots sur vous"), page.locator(".count")

    box.fill("court")
    expect(count).to_have_text("400 caractères au plus.")
    box.fill("a" * 390)
    expect(count).to_have_text("Il reste 10 caractères.")
    box.fill("a" * 403)

    expect(count).to_have_text("Il y a 3 caractères de trop.")
    assert box.evaluate("box => box.rows") > 2


def test_form_is_sent_once_however_often_it_is_pressed(page: Page, site: Site):
    def slow(_):
        time.sleep(0.4)
        return 200, "<title>Merci</title>"

    site.answers["/send/"] = slow
    open_page(page, site, "/write/", WRITE, attrs={})

    page.get_by_role("button", name="Envoyer").evaluate(
        "button => { button.click(); button.click(); button.click(); }"
    )
    page.wait_for_url("**/send/")

    assert [path for path, _ in site.posts] == ["/send/"]


def test_lost_connection_says_so_and_keeps_the_text(page: Page, site: Site):
    open_page(page, site, "/write/", WRITE, attrs={"hx-post": "/send/"})
    page.route("**/send/", lambda route: route.abort())

    page.get_by_label("Quelques mots sur vous").fill("Rien ne se perd")
    page.get_by_role("button", name="Envoyer").click()

    expect(page.locator("#flash")).to_contain_text("La connexion ne passe pas")
    expect(page.get_by_label("Quelques mots sur vous")).to_have_value("Rien ne se perd")


def test_fragment_with_errors_is_swapped_and_focused(page: Page, site: Site):
    summary = '<div id="part"><p class="form-errors" tabindex="-1" data-focus>À corriger</p></div>'
    site.answers["/send/"] = lambda _: (422, summary)
    source = SHELL + '<div id="part"><form hx-post="/send/" hx-target="#part" hx-swap="outerHTML">'
    open_page(page, site, "/part/", source + "<button>Oui</button></form></div>{% endblock %}")

    page.get_by_role("button", name="Oui").click()

    expect(page.get_by_text("À corriger")).to_be_focused()


def test_news_that_come_by_themselves_move_nobody(page: Page, site: Site):
    site.answers["/send/"] = lambda _: (200, "<h2>Du nouveau</h2>")
    source = (
        SHELL + '<button>Ici</button><div hx-post="/send/" hx-trigger="parvis:message from:body">'
    )
    open_page(page, site, "/news/", source + "</div>{% endblock %}")

    page.evaluate("() => document.body.dispatchEvent(new CustomEvent('parvis:message'))")
    expect(page.get_by_role("heading", name="Du nouveau")).to_be_visible()

    assert page.evaluate("() => document.activeElement === document.body")


def test_focus_follows_the_part_it_was_in(page: Page, site: Site):
    site.answers["/send/"] = lambda _: (200, "<h2>Une autre suggestion</h2>")
    source = SHELL + '<div id="part"><form hx-post="/send/" hx-target="#part">'
    open_page(
        page, site, "/next/", source + "<button>Pas pour moi</button></form></div>{% endblock %}"
    )

    page.get_by_role("button", name="Pas pour moi").click()

    expect(page.get_by_role("heading", name="Une autre suggestion")).to_be_focused()


def test_socket_tells_the_page_and_comes_back_after_a_loss(page: Page, site: Site):
    lines: list[WebSocketRoute] = []

    def answer(line: WebSocketRoute) -> None:
        lines.append(line)
        line.on_message(lambda _: line.send(json.dumps({"kind": "welcome", "since": None})))

    page.route_web_socket("**/ws", answer)
    page.add_init_script(
        "window.heard = []; document.addEventListener('DOMContentLoaded', () => {"
        " for (const kind of ['message', 'resumed'])"
        "  document.body.addEventListener('parvis:' + kind,"
        "   (e) => heard.push([kind, e.detail.n])) })"
    )
    open_page(page, site, "/live/", SHELL + "{% endblock %}", signed_in=True)

    page.wait_for_function("() => document.readyState === 'complete'")
    expect_count(lines, 1, page)
    lines[0].send(json.dumps({"kind": "message", "n": 7}))
    page.wait_for_function("() => heard.length === 1")
    lines[0].close(code=1013)
    page.wait_for_function("() => heard.length === 2")

    assert len(lines) == 2
    assert page.evaluate("() => heard") == [["message", 7], ["resumed", None]]


def test_socket_stays_away_once_signed_out(page: Page, site: Site):
    lines: list[WebSocketRoute] = []
    page.route_web_socket("**/ws", keep_in(lines))
    open_page(page, site, "/live/", SHELL + "{% endblock %}", signed_in=True)
    expect_count(lines, 1, page)

    lines[0].close(code=4401)
    page.wait_for_timeout(2_500)

    assert len(lines) == 1


def test_visitor_opens_no_socket(page: Page, site: Site):
    lines: list[WebSocketRoute] = []
    page.route_web_socket("**/ws", keep_in(lines))

    open_page(page, site, "/quiet/", SHELL + "{% endblock %}", signed_in=False)
    page.wait_for_timeout(500)

    assert lines == []


def keep_in(lines: list[WebSocketRoute]) -> Callable[[WebSocketRoute], None]:
    """A function of its own: the driver cannot wrap a method of a list."""

    def keep(line: WebSocketRoute) -> None:
        lines.append(line)

    return keep


def expect_count(things: list[WebSocketRoute], count: int, page: Page) -> None:
    for _ in range(50):
        if len(things) >= count:
            return
        page.wait_for_timeout(50)
    assert len(things) == count


def test_chosen_picture_is_shown_before_it_is_sent(page: Page, site: Site, tmp_path: Path):
    pixel = "R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw=="
    (tmp_path / "moi.gif").write_bytes(base64.b64decode(pixel))
    open_page(page, site, "/style/", '{% extends "style.html" %}')

    page.get_by_label("Photo (facultatif)").set_input_files(tmp_path / "moi.gif")

    expect(page.locator("#id_photo_preview")).to_be_visible()
    assert page.locator("#id_photo_preview").get_attribute("src").startswith("blob:")

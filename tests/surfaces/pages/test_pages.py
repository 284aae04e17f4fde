"""The pages that gather several domains, for a visitor and for a resident."""

import re

import pytest
import time_machine
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from parvis.domains.gatherings.models import Occurrence
from parvis.domains.people.models import Resident
from parvis.domains.territory.models import Place
from parvis.domains.welcome import services
from parvis.domains.welcome.models import Suggestion
from parvis.kernel import clock
from parvis.surfaces.pages.context import Later
from parvis.surfaces.pages.views import health
from tests.factories.conversations import a_conversation, a_message, a_request
from tests.factories.people import a_resident, signed_in
from tests.factories.town import newcomers
from tests.factories.welcome import a_welcomer, asked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]

READ = ("help", "charter", "privacy", "accessibility", "map", "style", "offline", "search", "home")


def words(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("who", ["visitor", "resident"])
@pytest.mark.parametrize("name", [*READ, "week"])
def test_page_renders(name: str, who: str, language: str) -> None:
    client = signed_in(newcomers(1)[0]) if who == "resident" else Client()
    client.cookies["parvis_language"] = language
    with translation.override(language):
        response = client.get(reverse(f"pages:{name}"))
    if name == "week" and who == "visitor":
        assert response["Location"].startswith(reverse("account_login"))
        return
    page = words(response)
    assert response.status_code == 200
    assert f'<html lang="{language}"' in page
    assert len(re.findall(r"<h1", page)) == 1
    assert re.search(r"<title>[^<]+</title>", page)
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*src=)", page)


def test_home_of_a_visitor_asks_little(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        page = words(Client().get("/"))
    assert "Je viens d’arriver" in page
    assert page.count('class="row row-gathering') == 5


def test_home_of_a_visitor_names_nobody() -> None:
    names = set(
        Occurrence.objects.exclude(gathering__greeter=None).values_list(
            "gathering__greeter_name", flat=True
        )
    )
    assert names
    shown = words(Client().get("/")).split("<main", maxsplit=1)[1]
    assert not [name for name in names if re.search(rf"\b{re.escape(name)}\b vous attend", shown)]


def test_home_of_a_resident_asks_at_most_seventeen(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """An outing where somebody waits for them (three), one of last week to speak of, ideas, a
    conversation, a request to answer."""
    me = newcomers(1)[0]
    client = signed_in(me)
    client.get(reverse("welcome:path"))
    doors = {one.kind: one for one in Suggestion.objects.filter(resident=me, ended_at=None)}
    client.post(reverse("gatherings:come", args=[doors["gathering"].thing_id]), {"alone": "1"})
    a_message(a_conversation(me, a_resident()), me)
    a_request(a_resident(), me)
    with django_assert_max_num_queries(17):
        page = words(client.get("/"))
    assert "Vous y étiez" in page
    assert "Trois idées pour vous" in page
    assert "Votre prochaine rencontre" in page


def test_home_of_a_resident_who_waits_asks_as_much_for_three_waits_as_for_one(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    me = newcomers(1)[0]
    client = signed_in(me)
    client.get("/")
    for _ in range(2):
        asked(me, a_welcomer())
        with django_assert_max_num_queries(15):
            page = words(client.get("/"))
        assert "a jusqu’à" in page


def test_home_shows_what_waits_for_a_welcomer() -> None:
    me = newcomers(1)[0]
    signed_in(me).get(reverse("welcome:path"))
    door = Suggestion.objects.get(resident=me, kind="welcomer", ended_at=None)
    services.ask_welcomer(newcomer=me, welcomer_id=door.thing_id, body="Bonjour !", at=clock.now())
    welcomer = Resident.objects.get(pk=door.thing_id)
    page = words(signed_in(welcomer).get("/"))
    assert f"{me.name} vient d’arriver et attend un mot." in page
    assert "À répondre" in page
    assert re.search(r'À répondre</span><span class="ways-count">1<', page)
    mine = words(signed_in(me).get("/"))
    assert f"{welcomer.name} a jusqu’à" in mine
    assert '<span class="ways-count">' not in mine.split("Conversations", maxsplit=1)[0]


def test_ideas_of_today_are_doors_not_gone_through() -> None:
    me = a_resident()
    client = signed_in(me)
    assert "Par où commencer" in words(client.get("/"))
    client.get(reverse("welcome:path"))
    place = Suggestion.objects.get(resident=me, kind="place", ended_at=None)
    assert Place.objects.get(pk=place.thing_id).name in words(client.get("/"))


def test_count_is_read_once_and_only_when_printed() -> None:
    read: list[int] = []
    later = Later(lambda: read.append(1) or 7)  # type: ignore[func-returns-value]
    assert not read
    assert (int(later), str(later), bool(later)) == (7, "7", True)
    assert len(read) == 1


def test_week_prints_what_one_comes_to() -> None:
    me = newcomers(1)[0]
    client = signed_in(me)
    occurrence = Occurrence.objects.filter(
        starts_at__gt=clock.now(), is_cancelled=False, gathering__capacity=None
    ).order_by("starts_at")[0]
    client.post(reverse("gatherings:come", args=[occurrence.pk]))
    page = words(client.get(reverse("pages:week")))
    assert occurrence.gathering.title in page
    part = words(client.get(reverse("pages:week"), headers={"HX-Request": "true"}))
    assert "<!doctype" not in part
    assert occurrence.gathering.title in part


def test_search_finds_each_kind() -> None:
    place = Place.objects.filter(published=True)[0]
    client = Client()
    assert place.name in words(client.get(reverse("pages:search"), {"q": place.name}))
    for q, group in (("chorale", "Associations"), ("photo", "Cercles"), ("marche", "Activités")):
        assert group in words(client.get(reverse("pages:search"), {"q": q}))
    part = words(
        client.get(reverse("pages:search"), {"q": "photo"}, headers={"HX-Request": "true"})
    )
    assert "<!doctype" not in part
    assert "Cercles" in part


@pytest.mark.parametrize(
    "q",
    ["", " ", "\x00", "🌻", "<script>alert(1)</script>", "a" * 10_000, "%", "'\";--", "NEAR(a b)"],
)
def test_search_odd_is_answered_kindly(q: str) -> None:
    response = Client().get(reverse("pages:search"), {"q": q})
    assert response.status_code == 200
    assert "<script>alert" not in words(response)


@time_machine.travel("2026-11-24T09:00:10Z", tick=False)
def test_search_is_limited() -> None:
    client = Client()
    for _ in range(60):
        client.get(reverse("pages:search"), {"q": "a"})
    assert client.get(reverse("pages:search"), {"q": "a"}).status_code == 429
    assert signed_in(a_resident()).get(reverse("pages:search"), {"q": "a"}).status_code == 200


def test_small_files_are_what_a_browser_expects() -> None:
    client = Client()
    manifest = client.get(reverse("pages:manifest")).json()
    assert manifest["start_url"] == "/"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    worker = client.get(reverse("pages:service_worker"))
    assert worker["Content-Type"].startswith("text/javascript")
    assert worker["Cache-Control"] == "no-cache"
    robots = words(client.get(reverse("pages:robots")))
    closed = re.findall(r"Disallow: (/\S+)", robots)
    for name in (
        "welcome:path",
        "people:profile",
        "watch:waiting",
        "desk:desk",
        "notifications:notices",
    ):
        assert any(reverse(name).startswith(prefix) for prefix in closed)


def test_health_tells_of_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    response = client.get(reverse("pages:health"))
    assert response.json() == {"database": True, "cache": True}
    assert response["Cache-Control"] == "no-store"

    def broken(**_fields: object) -> object:
        raise DatabaseError

    monkeypatch.setattr(health.Session.objects, "filter", broken)
    response = client.get(reverse("pages:health"))
    assert response.status_code == 503
    assert response.json()["database"] is False


def test_health_survives_a_cache_that_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_fields: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(health.cache, "set", broken)
    response = Client().get(reverse("pages:health"))
    assert response.status_code == 200
    assert response.json() == {"database": True, "cache": False}


def test_demo_door_has_no_address_outside_a_demo() -> None:
    for name in ("entries", "enter", "mailbox"):
        with pytest.raises(NoReverseMatch):
            reverse(f"demo:{name}")
    for path in ("/demo/", "/demo/entrer/", "/demo/courrier/"):
        assert Client().get(path).status_code == 404
        assert Client().post(path).status_code == 404
    assert "démonstration" not in words(Client().get("/"))

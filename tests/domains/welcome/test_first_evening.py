"""From “I know nobody here” to an answer: the whole way, with two browsers and no JavaScript."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from parvis.domains.gatherings.models import Attendance
from parvis.domains.people.models import Resident
from parvis.domains.welcome.models import Suggestion, Welcome
from parvis.kernel import tasks
from tests.factories.people import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def words(response: HttpResponse) -> str:
    return response.content.decode()


def carried(page: str) -> dict[str, list[str]]:
    """The hidden values of the first form of the page."""
    form = re.search(r'<form id="told".*?</form>', page, re.DOTALL)
    assert form is not None
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.group()):
        found.setdefault(name, []).append(value)
    return found


def sign_up(browser: Client, address: str, name: str, email: str) -> HttpResponse:
    agreed = {"adult": "on", "charter": "on", "privacy": "on"}
    form = {"name": name, "email": email, **agreed, "next": reverse("welcome:path")}
    page = browser.post(address, form, follow=True)
    assert "code" in words(page)
    code = re.search(r"\b\d{6}\b", str(mail.outbox[-1].body))
    assert code is not None
    asked = page.redirect_chain[-1][0]
    return browser.post(asked, {"code": code.group()}, follow=True)


def test_newcomer_is_answered_on_the_first_evening(client: Client) -> None:
    sentences = (
        "Je viens d’emménager aux Tilleuls et je ne connais personne. J’aime la photo et la marche,"
        " plutôt à deux ou trois. Je suis libre le jeudi soir et le samedi matin. J’ai un chat."
    )
    page = words(client.post(reverse("welcome:arrive"), {"message": sentences}))
    told = carried(page)
    assert "photography" in told["interests"]
    assert told["area"] != [""]
    removed = next(one for one in told["interests"] if one != "photography")
    page = words(
        client.post(reverse("welcome:understood"), {**told, "remove": f"interests:{removed}"})
    )
    told = carried(page)
    assert removed not in told["interests"]
    assert Session.objects.count() == 0

    signup = client.post(reverse("welcome:understood"), {**told, "go": "path"})
    page = words(sign_up(client, signup["Location"], "Ysaline", "ysaline@exemple.fr"))
    assert "Voici par où commencer" in page
    assert page.count("Pourquoi\u202f:") == 5
    me = Resident.objects.get(email="ysaline@exemple.fr")
    assert "photography" in me.interests
    assert removed not in me.interests

    doors = {one.kind: one for one in Suggestion.objects.filter(resident=me, ended_at=None)}
    client.post(reverse("welcome:refuse", args=[doors["place"].pk]))
    coming = reverse("gatherings:come", args=[doors["gathering"].thing_id])
    client.post(coming, {"alone": "1", "next": reverse("welcome:path")})
    assert Attendance.objects.get(resident=me).alone
    ask = reverse("welcome:ask", args=[doors["welcomer"].pk])
    ready = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", words(client.get(ask)), re.DOTALL)
    assert ready is not None
    assert "je suis Ysaline" in ready.group(1)
    page = words(client.post(ask, {"body": "Bonjour, pourriez-vous m’écrire ?"}, follow=True))
    assert "a jusqu’à" in page
    assert "Vous venez" in page
    tasks.run_due(limit=200)

    other = signed_in(Resident.objects.get(pk=doors["welcomer"].thing_id))
    waiting = words(other.get(reverse("watch:waiting")))
    assert "Ysaline vient d’arriver et attend un mot." in waiting
    where = re.search(r'href="(/bienvenue/repondre/[^"]+)"', waiting)
    assert where is not None
    other.post(where.group(1), {"body": "Bienvenue Ysaline ! Samedi matin, au marché ?"})
    tasks.run_due(limit=200)

    thread = Welcome.objects.get(newcomer=me).conversation.get_absolute_url()
    assert "Samedi matin, au marché" in words(client.get(thread))
    assert thread in words(client.get(reverse("conversations:conversations")))
    assert "Ysaline" not in words(other.get(reverse("watch:waiting")))

"""First contact, on its pages."""

import pytest

from parvis.domains.conversations.models import Conversation, Message
from parvis.kernel import ids
from tests.factories.conversations import a_conversation, a_request
from tests.factories.people import a_block, a_resident, signed_in

pytestmark = pytest.mark.django_db
LIST = "/conversations/"


def words(response) -> str:
    return response.content.decode()


def address(conversation, action="") -> str:
    return f"/conversations/{conversation.pk}/{action}"


def test_write_starts_with_words_ready_to_change():
    amina, nadia = a_resident(name="Amina"), a_resident(name="Nadia")
    client = signed_in(amina)
    page = words(client.get(f"/conversations/ecrire/{nadia.pk}/", {"pour": "welcome"}))
    assert "Bonjour Nadia, je m’appelle Amina et je viens d’arriver." in page
    assert 'name="pour" value="welcome"' in page
    assert client.get(f"/conversations/ecrire/{nadia.pk}/", {"pour": "x"}).status_code == 200


def test_write_twice_is_one_request():
    amina, nadia = a_resident(), a_resident()
    client = signed_in(amina)
    for _ in range(2):
        response = client.post(
            f"/conversations/ecrire/{nadia.pk}/", {"body": "Bonjour !", "pour": "useful"}
        )
        assert response.status_code == 303
        assert response["Location"] == address(Conversation.objects.get())
    assert Conversation.objects.get().purpose == "useful"
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("06 12 34 56 78", "numéro de téléphone"),
        ("www.exemple.fr", "ni lien ni image"),
        ("amina@exemple.fr", "adresse e-mail"),
        ("mot " * 200, "500 caractères au plus"),
        ("é" * 10_000, "500 caractères au plus"),
        (" ", "Écrivez quelques mots"),
    ],
)
def test_write_what_cannot_be_sent_says_why_beside_the_field(body, said):
    amina, nadia = a_resident(), a_resident()
    response = signed_in(amina).post(f"/conversations/ecrire/{nadia.pk}/", {"body": body})
    assert response.status_code == 422
    page = words(response)
    assert said in page
    assert body.strip() in page
    assert 'aria-invalid="true"' in page
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("who", ["blocked", "blocks", "oneself", "nobody"])
def test_write_to_who_is_not_there_is_not_found(who):
    amina, nadia = a_resident(), a_resident()
    if who in {"blocked", "blocks"}:
        a_block(*((nadia, amina) if who == "blocked" else (amina, nadia)))
    target = {"oneself": amina.pk, "nobody": ids.new_id()}.get(who, nadia.pk)
    client = signed_in(amina)
    assert client.get(f"/conversations/ecrire/{target}/").status_code == 404
    response = client.post(f"/conversations/ecrire/{target}/", {"body": "Bonjour"})
    assert response.status_code == 404
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("state", ["asked", "asked by them", "open"])
def test_write_to_who_one_talks_with_leads_to_the_conversation(state):
    amina, nadia = a_resident(), a_resident()
    make = {
        "asked": lambda: a_request(amina, nadia),
        "asked by them": lambda: a_request(nadia, amina),
        "open": lambda: a_conversation(nadia, amina),
    }
    conversation = make[state]()
    response = signed_in(amina).get(f"/conversations/ecrire/{nadia.pk}/")
    assert (response.status_code, response["Location"]) == (303, address(conversation))


def test_accept_and_decline_twice_are_the_same():
    amina, nadia = a_resident(), a_resident()
    conversation = a_request(amina, nadia)
    client = signed_in(nadia)
    for action, state, to in (
        ("pas-maintenant/", "declined", LIST),
        ("accepter/", "open", address(conversation)),
        ("pas-maintenant/", "open", LIST),
    ):
        for _ in range(2):
            response = client.post(address(conversation, action))
            assert (response.status_code, response["Location"]) == (303, to)
        assert Conversation.objects.get().state == state


@pytest.mark.parametrize("action", ["accepter/", "pas-maintenant/"])
def test_accept_and_decline_need_a_post(action):
    amina, nadia = a_resident(), a_resident()
    conversation = a_request(amina, nadia)
    assert signed_in(nadia).get(address(conversation, action)).status_code == 405


def test_page_of_a_person_offers_to_write():
    amina, nadia = a_resident(), a_resident()
    client = signed_in(amina)
    link = f'href="/conversations/ecrire/{nadia.pk}/"'
    assert link in words(client.get(f"/compte/habitant/{nadia.pk}/"))
    assert "/conversations/ecrire/" not in words(client.get(f"/compte/habitant/{amina.pk}/"))

"""The pages: the list, one conversation, a first message; with and without JavaScript."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.domains.conversations import selectors, services
from parvis.domains.conversations.models import Conversation, Message, Participant
from parvis.domains.conversations.views.slots import read_again
from parvis.domains.people import services as people
from parvis.kernel import clock, ids
from tests.factories.conversations import a_conversation, a_message, a_request
from tests.factories.people import a_block, a_resident, signed_in

pytestmark = pytest.mark.django_db
LIST = "/conversations/"
HTMX = {"HX-Request": "true"}


def words(response) -> str:
    return response.content.decode()


def address(conversation, action="") -> str:
    return f"/conversations/{conversation.pk}/{action}"


def message(body="Bonjour", **more):
    return {"body": body, "once": str(uuid.uuid4()), **more}


# The list


def test_list_has_requests_first_and_ends():
    amina = a_resident()
    a_request(a_resident(name="Serge"), amina)
    a_message(a_conversation(a_resident(name="Nadia"), amina), amina, "À mardi")
    page = words(signed_in(amina).get(LIST))
    order = ["Demandes", "Serge", "Nadia", "Vous\u202f: À mardi", "C’est tout"]
    assert sorted(order, key=page.index) == order


def test_list_empty_is_kind():
    assert "Pas encore de conversation" in words(signed_in(a_resident()).get(LIST))


@pytest.mark.parametrize("asked", ["0", "-1", "x", "99999999999", "²", ""])
def test_list_of_a_page_that_is_none_is_kind(asked):
    assert signed_in(a_resident()).get(LIST, {"page": asked}).status_code == 200


def test_list_has_a_second_page():
    amina = a_resident()
    for number in range(32):
        a_conversation(a_resident(name=f"Voisin·e {number:02}"), amina)
    client = signed_in(amina)
    first, second = (words(client.get(LIST, {"page": page})) for page in (1, 2))
    assert "Conversations plus anciennes" in first
    assert "Voisin·e 01" in second
    assert "Voisin·e 02" not in second
    assert "Conversations plus anciennes" not in second


def test_list_fragment_is_only_the_list():
    amina = a_resident()
    a_request(a_resident(name="Serge"), amina)
    page = words(signed_in(amina).get(LIST, headers=HTMX))
    assert "Serge" in page
    assert "<html" not in page


# One conversation


def test_thread_shows_messages_by_day_and_reads_them():
    amina, nadia = a_resident(), a_resident(name="Nadia")
    conversation = a_conversation(amina, nadia)
    a_message(conversation, nadia, "Deux *mots*\nsur deux lignes\n\n<script>alert(1)</script>")
    page = words(signed_in(amina).get(address(conversation)))
    assert "Deux <em>mots</em><br>" in page
    assert "<script>alert" not in page
    assert page.count('class="day-mark"') == 1
    assert 'role="log"' in page
    assert "data-keep" in page
    assert selectors.unread_count(amina) == 0


@pytest.mark.parametrize(
    ("state", "asker_sees", "asked_sees"),
    [
        ("asked", "Votre message est bien arrivé", "Accepter de s’écrire"),
        ("declined", "Votre message est bien arrivé", "Vous avez dit"),
        ("open", "Envoyer", "Envoyer"),
    ],
)
def test_thread_offers_what_can_be_done_now(state, asker_sees, asked_sees):
    amina, nadia = a_resident(), a_resident()
    conversation = a_request(amina, nadia)
    if state == "declined":
        services.decline(conversation=conversation, by=nadia, at=clock.now())
    if state == "open":
        services.accept(conversation=conversation, by=nadia, at=clock.now())
    offers = {"Votre message est bien arrivé", "Accepter de s’écrire", "Vous avez dit", "Envoyer"}
    for viewer, seen in ((amina, {asker_sees}), (nadia, {asked_sees})):
        page = words(signed_in(viewer).get(address(conversation)))
        expected = seen | ({"Accepter de s’écrire"} if "Vous avez dit" in seen else set())
        assert {offer for offer in offers if offer in page} == expected


@pytest.mark.parametrize("who", ["stranger", "blocked", "nobody"])
@pytest.mark.parametrize("action", ["", "accepter/", "pas-maintenant/"])
def test_thread_of_others_is_not_found(who, action):
    amina, nadia = a_resident(), a_resident()
    conversation = a_request(amina, nadia)
    viewer = {"stranger": a_resident(), "blocked": nadia, "nobody": nadia}[who]
    if who == "blocked":
        a_block(amina, nadia)
    target = f"/conversations/{ids.new_id()}/{action}" if who == "nobody" else None
    client = signed_in(viewer)
    assert client.post(target or address(conversation, action), message()).status_code == 404
    if not action:
        for query in ("", "?depuis=0", "?avant=5"):
            found = client.get((target or address(conversation)) + query, headers=HTMX)
            assert found.status_code == 404
    assert Message.objects.count() == 1
    assert Conversation.objects.get().state == "asked"


def test_thread_of_somebody_blocked_is_read_only_evidence():
    amina, nadia = a_resident(name="Amina"), a_resident()
    conversation = a_conversation(amina, nadia)
    a_message(conversation, amina, "Des mots durs")
    a_block(nadia, amina)
    client = signed_in(nadia)
    page = words(client.get(address(conversation)))
    assert "Des mots durs" in page
    assert "Vous seul·e pouvez la relire" in page
    assert 'id="writer"' not in page
    assert client.post(address(conversation), message()).status_code == 422


def test_somebody_blocked_leaves_a_link_to_what_was_said(rf):
    amina, nadia, serge = a_resident(), a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)
    request = rf.get("/")
    request.user = nadia
    a_block(nadia, amina)
    assert address(conversation) in str(read_again(request=request, residents=[amina]))
    assert read_again(request=request, residents=[serge]) is None


def test_thread_with_an_erased_account_can_be_read_again():
    amina, nadia = a_resident(name="Amina"), a_resident()
    conversation = a_conversation(amina, nadia)
    people.erase(resident_id=amina.pk, at=clock.now())
    page = words(signed_in(nadia).get(address(conversation)))
    assert "compte supprimé" in page
    assert "Amina" not in page
    assert 'id="writer"' not in page


def test_send_without_javascript_comes_back_to_the_page():
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)
    client, sent = signed_in(amina), message("À mardi")
    for _ in range(2):
        response = client.post(address(conversation), sent)
        assert response.status_code == 303
        assert response["Location"].startswith(address(conversation))
    assert [each.body for each in Message.objects.filter(seq__gt=1)] == ["À mardi"]


def test_send_with_htmx_gives_what_is_new_and_an_empty_form():
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)
    a_message(conversation, nadia, "Arrivé entre-temps")
    sent = message("À mardi", depuis="1")
    page = words(signed_in(amina).post(address(conversation), sent, headers=HTMX))
    assert "Arrivé entre-temps" in page
    assert "À mardi" in page
    assert 'hx-swap-oob="true"' in page
    assert "?depuis=3" in page
    assert sent["once"] not in page
    assert 'id="message-1"' not in page


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("body", ["   ", "a" * 4001, "\x00", "a" * 20_001])
def test_send_what_cannot_be_sent_keeps_what_was_typed(body, htmx):
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)
    sent = message(body)
    headers = HTMX if htmx else {}
    response = signed_in(amina).post(address(conversation), sent, headers=headers)
    assert response.status_code == 422
    assert Message.objects.count() == 1
    page = words(response)
    assert sent["once"] in page
    if body.strip("\x00 "):
        assert body in page
    assert ("<html" in page) is not htmx
    if htmx:
        assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#writer", "outerHTML")


def test_send_to_who_has_not_accepted_is_kindly_refused():
    amina, nadia = a_resident(), a_resident()
    conversation = a_request(amina, nadia)
    response = signed_in(amina).post(address(conversation), message("Êtes-vous là ?"))
    assert response.status_code == 422
    assert "quand la personne aura répondu" in words(response)
    assert "Êtes-vous là ?" in words(response)


def test_send_too_fast_keeps_what_was_typed():
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)
    client = signed_in(amina)
    statuses = [client.post(address(conversation), message()).status_code for _ in range(30)]
    assert set(statuses) == {303}
    response = client.post(address(conversation), message("Encore un mot"))
    assert response.status_code == 422
    assert "Encore un mot" in words(response)


def test_news_since_a_number_are_what_the_page_lacks():
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)
    for _ in range(3):
        a_message(conversation, nadia)
    client = signed_in(amina)
    page = words(client.get(address(conversation), {"depuis": "2"}, headers=HTMX))
    assert re.findall(r'id="message-(\d+)"', page) == ["3", "4"]
    assert "?depuis=4" in page
    assert "day-mark" not in page
    assert Participant.objects.get(conversation=conversation, resident=amina).read_seq == 4
    again = words(client.get(address(conversation), {"depuis": "4"}, headers=HTMX))
    assert "message-" not in again
    assert "?depuis=4" in again


@pytest.mark.parametrize("asked", ["-1", "x", "99999999999999999999", "", "²"])
def test_news_since_what_is_no_number_is_the_whole(asked):
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)
    client = signed_in(amina)
    for query in ("depuis", "avant"):
        assert client.get(address(conversation), {query: asked}, headers=HTMX).status_code == 200


def test_older_messages_are_behind_a_link_and_are_not_read_by_it():
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)
    Message.objects.bulk_create(
        Message(conversation=conversation, seq=seq, author=nadia, body=f"n° {seq}")
        for seq in range(2, 61)
    )
    Conversation.objects.update(last_seq=60)
    client = signed_in(amina)
    past = words(client.get(address(conversation), {"avant": "11"}))
    assert Participant.objects.get(conversation=conversation, resident=amina).read_seq == 0
    assert re.findall(r'id="message-(\d+)"', past) == [str(seq) for seq in range(1, 11)]
    assert "Messages plus anciens" not in past
    page = words(client.get(address(conversation)))
    assert re.findall(r'id="message-(\d+)"', page) == [str(seq) for seq in range(11, 61)]
    assert "?avant=11" in page


def test_thread_costs_the_same_for_one_message_and_for_three():
    amina, nadia = a_resident(), a_resident()
    conversation = a_conversation(amina, nadia)
    client = signed_in(amina)
    client.get(address(conversation))

    def cost(number: int) -> int:
        for _ in range(number):
            a_message(conversation, nadia)
        with CaptureQueriesContext(connection) as queries:
            client.get(address(conversation))
        return len(queries)

    assert cost(1) == cost(2)


def test_visitor_is_asked_to_sign_in(client):
    conversation = a_conversation(a_resident(), a_resident())
    for path in (LIST, address(conversation), f"/conversations/ecrire/{a_resident().pk}/"):
        assert client.get(path)["Location"].startswith("/compte/entrer/")
        assert client.post(address(conversation), message()).status_code == 302
    assert Message.objects.count() == 1

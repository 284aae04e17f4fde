"""Offering one's help: somebody answers, whoever it is."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from parvis.domains.conversations import services as conversations
from parvis.domains.conversations.models import Conversation, Message
from parvis.domains.mutual_aid import services
from parvis.domains.mutual_aid.models import Need, Offer
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Role
from parvis.domains.watch import selectors as watching
from parvis.domains.watch import services as watch
from parvis.domains.watch.models import Item
from parvis.kernel import clock, tasks
from tests.factories.conversations import a_conversation, a_message
from tests.factories.mutual_aid import a_house, a_need, an_offer
from tests.factories.people import a_block, a_resident, a_staff_member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def helper() -> Resident:
    return a_resident(name="Malika")


@pytest.fixture
def odile() -> Resident:
    return a_resident(name="Odile")


@pytest.fixture
def need(odile: Resident) -> Need:
    return a_need(a_house(odile, a_resident(name="Karim")))


def words(response: HttpResponse) -> str:
    return response.content.decode()


def at(name: str, thing: object) -> str:
    return reverse(f"mutual_aid:{name}", args=[thing.pk])  # type: ignore[attr-defined]


def item_of(offer: Offer) -> Item:
    return watching.item_of(kind=services.OFFERED, subject_id=offer.pk)


def settle() -> None:
    tasks.run_due(limit=200)


def test_offer_is_sent_watched_and_promised(helper: Resident, odile: Resident, need: Need) -> None:
    client = signed_in(helper)
    assert "Odile" in words(client.get(at("need", need)))
    assert need.title in words(client.get(at("offer", need)))

    page = words(client.post(at("offer", need), {"body": "Je peux venir mardi."}, follow=True))

    assert "Odile a jusqu’à" in page
    assert "Vous avez proposé votre aide" in page
    assert [one.item for one in watching.waiting_for(odile)] == [item_of(Offer.objects.get())]
    assert Message.objects.get().body == "Je peux venir mardi."


def test_offer_sent_twice_is_one(helper: Resident, need: Need) -> None:
    client = signed_in(helper)
    for _ in range(2):
        assert client.post(at("offer", need), {"body": "Je viens."}).status_code == 302
    assert an_offer(need, helper) == Offer.objects.get()
    assert Message.objects.count() == 1


def test_offers_for_two_needs_are_both_answered(helper: Resident, odile: Resident) -> None:
    """One person answers for both: one conversation, two things that wait."""
    house = a_house(odile)
    first, second = a_need(house), a_need(house)
    one = an_offer(first, helper, "Pour la première.")
    two = an_offer(second, helper, "Pour la seconde.")
    assert {each.item for each in watching.waiting_for(odile)} == {item_of(one), item_of(two)}
    page = words(signed_in(odile).get(at("answer", item_of(two))))
    assert "Pour la seconde." in page  # it could not be sent while the first one waits

    signed_in(odile).post(at("answer", item_of(one)), {"body": "Merci, mardi ?"})
    settle()

    # What she wrote is in the conversation of both: nothing waits that was read.
    assert item_of(one).answered_by == odile
    assert not watching.waiting_for(odile)


def test_offer_to_somebody_one_talks_with_is_a_message(
    helper: Resident, odile: Resident, need: Need
) -> None:
    talk = a_conversation(helper, odile)
    a_message(talk, odile, "Entre nous")
    offer = an_offer(need, helper, "Je peux aider à l’accueil.")
    settle()
    assert talk.messages.last().body == "Je peux aider à l’accueil."
    assert item_of(offer).ended_at is None
    coordinator = a_staff_member(Role.COORDINATOR)
    page = words(signed_in(coordinator).get(at("answer", item_of(offer))))
    assert "Je peux aider à l’accueil." in page
    assert "Entre nous" not in page
    a_message(talk, odile, "Volontiers.")
    settle()
    assert item_of(offer).answered_by == odile


def test_offer_again_after_taking_it_back_is_watched_anew(
    helper: Resident, odile: Resident, need: Need
) -> None:
    client = signed_in(helper)
    first = an_offer(need, helper)
    for _ in range(2):
        client.post(at("withdraw", need))
    assert item_of(first).ending == "withdrawn"
    assert not watching.waiting_for(odile)

    second = an_offer(need, helper, "Finalement, oui.")

    assert second != first
    assert [one.item for one in watching.waiting_for(odile)] == [item_of(second)]


def test_host_who_passes_is_replaced(helper: Resident, odile: Resident, need: Need) -> None:
    offer = an_offer(need, helper)
    conversations.decline(conversation=Conversation.objects.get(), by=odile, at=clock.now())
    settle()
    karim = Resident.objects.get(name="Karim")
    assert [one.item for one in watching.waiting_for(karim)] == [item_of(offer)]
    client = signed_in(karim)
    assert "Bonjour, je peux aider." in words(client.get(at("answer", item_of(offer))))

    for _ in range(2):
        response = client.post(at("answer", item_of(offer)), {"body": "Bienvenue mardi !"})

    offer.refresh_from_db()
    assert response["Location"] == offer.conversation.get_absolute_url()
    assert offer.words == ""
    assert item_of(offer).answered_by == karim
    seen = words(signed_in(helper).get(at("need", need)))
    assert offer.conversation.get_absolute_url() in seen
    assert Message.objects.filter(body="Bienvenue mardi !").count() == 1


def test_offer_nobody_answers_reaches_the_coordination(helper: Resident, need: Need) -> None:
    coordinator = a_staff_member(Role.COORDINATOR)
    offer = an_offer(need, helper)
    for _ in range(2):
        watch.escalate_due(at=item_of(offer).promised_at + timedelta(minutes=1))
    assert [one.item for one in watching.waiting_for(coordinator)] == [item_of(offer)]
    address = at("answer", item_of(offer))
    assert signed_in(coordinator).post(address, {"body": "Bonjour."}).status_code == 302


def test_answer_page_is_for_those_asked(helper: Resident, need: Need) -> None:
    offer = an_offer(need, helper, "Rien que pour vous.")
    for stranger in (helper, a_resident(), a_staff_member(Role.MODERATOR)):
        assert signed_in(stranger).get(at("answer", item_of(offer))).status_code == 404
    other = Item.objects.create(
        kind="welcome.asked", subject_id=need.pk, waiting=helper, promised_at=clock.now()
    )
    coordinator = signed_in(a_staff_member(Role.COORDINATOR))
    assert coordinator.get(at("answer", other)).status_code == 404


def test_answer_too_late_keeps_what_was_typed(
    helper: Resident, odile: Resident, need: Need
) -> None:
    offer = an_offer(need, helper)
    services.answer(item=item_of(offer), by=odile, body="Merci !", at=clock.now())
    coordinator = signed_in(a_staff_member(Role.COORDINATOR))
    response = coordinator.post(at("answer", item_of(offer)), {"body": "Ce que j’avais écrit."})
    assert response.status_code == 422
    assert "Ce que j’avais écrit." in words(response)


@pytest.mark.parametrize("mine", [True, False], ids=["blocks", "is-blocked"])
def test_who_answers_is_never_somebody_blocked(
    helper: Resident, odile: Resident, need: Need, mine: bool
) -> None:
    a_block(helper, odile) if mine else a_block(odile, helper)
    client = signed_in(helper)
    page = words(client.get(at("need", need)))
    assert "Odile" not in page
    assert str(odile.pk) not in page
    response = client.post(at("offer", need), {"body": "Je peux aider."})
    assert response.status_code == 422
    assert "Je peux aider." in words(response)
    assert "Odile" not in words(response)
    assert not Offer.objects.exists()


def test_who_animates_cannot_offer_to_themselves(odile: Resident) -> None:
    alone = a_need(a_house(odile))
    response = signed_in(odile).post(at("offer", alone), {"body": "Je peux aider."})
    assert response.status_code == 422


@pytest.mark.parametrize("how", ["closed", "past"])
def test_need_that_is_over_says_so_and_takes_no_offer(
    helper: Resident, need: Need, how: str
) -> None:
    if how == "closed":
        need.closed_at = clock.now()
    else:
        need.until = clock.today("Europe/Paris") - timedelta(days=1)
    need.save()
    client = signed_in(helper)
    assert "n’est plus demandé" in words(client.get(at("need", need)))
    response = client.post(at("offer", need), {"body": "Je peux aider."})
    assert response.status_code == 422
    assert "Je peux aider." in words(response)
    assert need.title not in words(client.get(reverse("mutual_aid:needs")))


def test_need_of_a_withdrawn_organisation_does_not_exist(client: Client, odile: Resident) -> None:
    need = a_need(a_house(odile, published=False))
    for name in ("need", "offer", "withdraw"):
        assert signed_in(a_resident()).get(at(name, need)).status_code == 404
    assert client.get(at("need", need)).status_code == 404


@pytest.mark.parametrize("body", ["", " \n", "\x00", "x" * 10_000, "a@b.fr"])
def test_offer_refused_keeps_what_was_typed(helper: Resident, need: Need, body: str) -> None:
    response = signed_in(helper).post(at("offer", need), {"body": body})
    assert response.status_code == 422
    assert body.replace("\x00", "").strip() in words(response)
    assert not Offer.objects.exists()


def test_needs_page_asks_as_much_for_three_as_for_one(
    helper: Resident, need: Need, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(helper)
    client.get(reverse("mutual_aid:needs"))
    with django_assert_num_queries(6):
        client.get(reverse("mutual_aid:needs"))
    for _ in range(3):
        a_need(a_house())
    with django_assert_num_queries(6):
        client.get(reverse("mutual_aid:needs"))


def test_visitor_reads_needs_and_signs_in_to_help(client: Client, need: Need) -> None:
    assert need.title in words(client.get(reverse("mutual_aid:needs")))
    page = words(client.get(at("need", need)))
    assert "Proposer mon aide" in page
    assert "Odile" not in page
    assert client.get(at("offer", need))["Location"].startswith(reverse("account_login"))


def test_export_holds_ones_own_offers(helper: Resident, need: Need) -> None:
    an_offer(need, helper, "Je viens.")
    an_offer(need, a_resident(), "Moi aussi.")
    rows = services.export(helper).rows
    assert [(row["need"], row["words"]) for row in rows] == [(need.title, "Je viens.")]


def test_english_pages_render(helper: Resident, need: Need) -> None:
    client = signed_in(helper)
    client.cookies["parvis_language"] = "en"
    with translation.override("en"):
        for where in (reverse("mutual_aid:needs"), at("need", need), at("offer", need)):
            assert client.get(where).status_code == 200

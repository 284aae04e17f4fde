"""A newcomer asks a welcomer to write: nobody waits in silence."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.urls import reverse

from parvis.domains.conversations import services as conversations
from parvis.domains.conversations.models import Conversation, Message
from parvis.domains.notifications.models import Notice
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Role
from parvis.domains.watch import selectors as watching
from parvis.domains.watch import services as watch
from parvis.domains.watch.models import Item
from parvis.domains.watch.vocabulary import Level
from parvis.domains.welcome import selectors, services
from parvis.domains.welcome.models import Suggestion, Welcome, Welcomer
from parvis.domains.welcome.vocabulary import Kind
from parvis.kernel import clock, tasks
from parvis.kernel.errors import NotVisible, Refusal
from tests.factories.conversations import a_conversation, a_message
from tests.factories.people import a_block, a_resident, a_staff_member, signed_in
from tests.factories.watch import a_kind
from tests.factories.welcome import a_quarter, a_suggestion, a_welcomer, asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer() -> Resident:
    return a_resident(name="Malika")


@pytest.fixture
def nadia() -> Resident:
    return a_welcomer(name="Nadia")


def words(response: HttpResponse) -> str:
    return response.content.decode()


def door_of(resident: Resident) -> Suggestion | None:
    return Suggestion.objects.filter(resident=resident, kind=Kind.WELCOMER, ended_at=None).first()


def load(welcomer: Resident) -> int:
    return selectors.load_of(welcomer)


def settle() -> None:
    tasks.run_due(limit=200)


def test_request_is_asked_watched_and_promised(newcomer: Resident, nadia: Resident) -> None:
    suggestion = a_suggestion(newcomer, Kind.WELCOMER, nadia)
    client = signed_in(newcomer)
    ready = words(client.get(reverse("welcome:ask", args=[suggestion.pk])))
    assert "Bonjour Nadia, je suis Malika." in ready

    response = client.post(
        reverse("welcome:ask", args=[suggestion.pk]), {"body": "Bonjour Nadia !"}, follow=True
    )

    item = Item.objects.get(kind=services.ASKED)
    assert item.waiting == newcomer
    assert [ask.resident for ask in item.asks.filter(asked_at__isnull=False)] == [nadia]
    assert "Nadia a jusqu’à" in words(response)
    assert "Vous êtes en contact" in words(response)
    assert Message.objects.get().body == "Bonjour Nadia !"
    waits = watching.waiting_for(nadia)
    assert [one.href for one in waits] == [reverse("welcome:answer", args=[item.pk])]


def test_request_is_told_to_the_welcomer_once(newcomer: Resident, nadia: Resident) -> None:
    asked(newcomer, nadia)
    settle()
    assert [one.title for one in Notice.objects.filter(to=nadia)] == [
        "Malika vient d’arriver et attend un mot."
    ]


def test_request_sent_twice_is_one(newcomer: Resident, nadia: Resident) -> None:
    first, second = asked(newcomer, nadia), asked(newcomer, nadia, "Une autre phrase")
    assert first == second
    assert Welcome.objects.count() == Message.objects.count() == Conversation.objects.count() == 1


def test_request_answered_from_the_page_of_what_waits(newcomer: Resident, nadia: Resident) -> None:
    item = asked(newcomer, nadia, "On marche jeudi ?")
    client = signed_in(nadia)
    address = reverse("welcome:answer", args=[item.pk])
    assert "On marche jeudi ?" in words(client.get(address))

    for _ in range(2):
        response = client.post(address, {"body": "Avec plaisir, jeudi à 18 h ?"})

    conversation = Conversation.objects.get()
    assert response["Location"] == conversation.get_absolute_url()
    assert [one.author for one in conversation.messages.all()] == [newcomer, nadia]
    item.refresh_from_db()
    assert item.ending == "answered"
    settle()
    seen = words(signed_in(newcomer).get(conversation.get_absolute_url()))
    assert "Avec plaisir" in seen
    welcome = Welcome.objects.get()
    assert welcome.answered_at is not None
    assert welcome.words == ""


def test_request_answered_in_the_conversation(newcomer: Resident, nadia: Resident) -> None:
    item = asked(newcomer, nadia)
    conversation = Conversation.objects.get()
    conversations.accept(conversation=conversation, by=nadia, at=clock.now())
    settle()
    item.refresh_from_db()
    assert item.ended_at is None  # a yes without a word is no answer yet

    a_message(conversation, nadia, "Bienvenue !")
    settle()

    item.refresh_from_db()
    assert item.answered_by == nadia
    assert Welcome.objects.get().answered_at is not None


def test_request_to_somebody_one_talks_with_is_a_message(
    newcomer: Resident, nadia: Resident
) -> None:
    talk = a_conversation(newcomer, nadia)
    a_message(talk, newcomer, "Un secret d’avant")
    a_message(talk, nadia, "Gardé.")
    settle()

    item = asked(newcomer, nadia, "Pourriez-vous m’accompagner ?")
    settle()

    assert talk.messages.last().body == "Pourriez-vous m’accompagner ?"
    item.refresh_from_db()
    assert item.ended_at is None
    # Whoever answers in her place reads the request, and nothing of what they told each other.
    coordinator = a_staff_member(Role.COORDINATOR)
    page = words(signed_in(coordinator).get(reverse("welcome:answer", args=[item.pk])))
    assert "Pourriez-vous m’accompagner ?" in page
    assert "secret" not in page
    a_message(talk, nadia, "Volontiers.")
    settle()
    item.refresh_from_db()
    assert item.answered_by == nadia


def test_request_while_an_earlier_one_waits_is_read_where_it_is_answered(
    newcomer: Resident, nadia: Resident
) -> None:
    conversations.ask(by=newcomer, to=nadia, body="Bonjour !", at=clock.now())
    item = asked(newcomer, nadia, "Je cherche surtout à marcher.")
    page = words(signed_in(nadia).get(reverse("welcome:answer", args=[item.pk])))
    assert "Je cherche surtout à marcher." in page
    assert Message.objects.count() == 1


def test_request_again_after_somebody_else_answered_is_watched_anew(
    newcomer: Resident, nadia: Resident
) -> None:
    """The same pair, the same conversation: what waits is another item."""
    first = asked(newcomer, nadia)
    other = a_welcomer(name="Idriss")
    watch.passed(item=first, by=nadia, at=clock.now())
    settle()
    coordinator = a_staff_member(Role.COORDINATOR)
    services.answer(item=first, by=coordinator, body="Je vous écris.", at=clock.now())
    assert not selectors.open_welcome(newcomer, nadia.pk)

    second = asked(newcomer, nadia, "Êtes-vous libre maintenant ?")

    assert second != first
    assert second.ended_at is None
    assert other.pk != nadia.pk


@pytest.mark.parametrize("how", ["not-this-time", "not-now"])
def test_welcomer_who_passes_is_replaced_without_a_sign(
    newcomer: Resident, nadia: Resident, how: str
) -> None:
    idriss = a_welcomer(name="Idriss", interests=("photography",))
    suggestion = a_suggestion(newcomer, Kind.WELCOMER, nadia)
    item = asked(newcomer, nadia, "Bonjour à vous.")
    settle()
    before = words(signed_in(newcomer).get(reverse("welcome:path")))

    if how == "not-now":
        conversations.decline(conversation=Conversation.objects.get(), by=nadia, at=clock.now())
    else:
        signed_in(nadia).post(reverse("watch:not_this_time", args=[item.pk]))
    settle()

    assert [one.item for one in watching.waiting_for(idriss)] == [item]
    assert not watching.waiting_for(nadia)
    assert load(nadia) == 0
    after = words(signed_in(newcomer).get(reverse("welcome:path")))
    assert "Vous êtes en contact" in after
    assert door_of(newcomer).thing_id == suggestion.thing_id
    doors = [page.split('id="door-welcomer"')[1].split("</article>")[0] for page in (before, after)]
    assert doors[0] == doors[1]

    services.answer(item=item, by=idriss, body="Bonjour Malika, moi c’est Idriss.", at=clock.now())
    settle()
    assert door_of(newcomer).thing_id == idriss.pk
    assert load(idriss) == 1
    page = words(signed_in(newcomer).get(reverse("welcome:path")))
    assert "Idriss" in page.split('id="door-welcomer"')[1].split("</article>")[0]


def test_request_escalates_to_another_welcomer_then_to_the_coordination(
    newcomer: Resident, nadia: Resident
) -> None:
    idriss = a_welcomer(name="Idriss")
    coordinator = a_staff_member(Role.COORDINATOR, name="Solène")
    item = asked(newcomer, nadia)
    watch.escalate_due(at=item.promised_at + timedelta(minutes=1))
    item.refresh_from_db()
    assert item.level == Level.OTHERS
    assert item in [one.item for one in watching.waiting_for(idriss)]

    watch.escalate_due(at=item.promised_at + timedelta(minutes=1))
    item.refresh_from_db()
    assert item.level == Level.COORDINATOR
    address = reverse("welcome:answer", args=[item.pk])
    assert signed_in(coordinator).post(address, {"body": "Bonjour Malika."}).status_code == 302
    settle()

    item.refresh_from_db()
    assert item.answered_by == coordinator
    assert load(nadia) == 0
    assert not watching.waiting_for(nadia)
    # Neither the one who did not answer, nor a closed door: somebody else.
    signed_in(newcomer).get(reverse("welcome:path"))
    assert door_of(newcomer).thing_id == idriss.pk


def test_answer_page_is_for_those_asked(newcomer: Resident, nadia: Resident) -> None:
    a_kind()
    item = asked(newcomer, nadia, "Rien que pour vous.")
    address = reverse("welcome:answer", args=[item.pk])
    for stranger in (newcomer, a_resident(), a_welcomer(), a_staff_member(Role.MODERATOR)):
        client = signed_in(stranger)
        assert client.get(address).status_code == 404
        assert client.post(address, {"body": "Coucou"}).status_code == 404
    a_block(newcomer, nadia)
    assert signed_in(nadia).get(address).status_code == 404


def test_answer_too_late_keeps_what_was_typed(newcomer: Resident, nadia: Resident) -> None:
    item = asked(newcomer, nadia)
    coordinator = a_staff_member(Role.COORDINATOR)
    services.answer(item=item, by=nadia, body="Bienvenue !", at=clock.now())
    client = signed_in(coordinator)
    address = reverse("welcome:answer", args=[item.pk])

    response = client.post(address, {"body": "Ce que j’avais écrit."})

    assert response.status_code == 422
    assert "Ce que j’avais écrit." in words(response)
    assert Conversation.objects.count() == 1
    assert client.get(address)["Location"] == reverse("watch:waiting")


@pytest.mark.parametrize(
    "body", ["", "  \n", "\x00", "x" * 10_000, "voir https://ex.fr", "06 12 34 56 78"]
)
def test_request_refused_keeps_what_was_typed(
    newcomer: Resident, nadia: Resident, body: str
) -> None:
    suggestion = a_suggestion(newcomer, Kind.WELCOMER, nadia)
    response = signed_in(newcomer).post(
        reverse("welcome:ask", args=[suggestion.pk]), {"body": body}
    )
    assert response.status_code == 422
    assert body.replace("\x00", "").strip() in words(response)
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    "body", ["🌻🌻🌻", "<b>Bonjour</b><script>alert(1)</script>", "Bon\x00jour"]
)
def test_request_odd_is_sent(newcomer: Resident, nadia: Resident, body: str) -> None:
    item = asked(newcomer, nadia, body.replace("\x00", ""))
    page = words(signed_in(nadia).get(reverse("welcome:answer", args=[item.pk])))
    assert "<script>alert" not in page


def test_limit_of_requests_a_day_is_told_kindly(newcomer: Resident, nadia: Resident) -> None:
    for _ in range(3):
        conversations.ask(by=newcomer, to=a_resident(), body="Bonjour !", at=clock.now())
    suggestion = a_suggestion(newcomer, Kind.WELCOMER, nadia)
    response = signed_in(newcomer).post(
        reverse("welcome:ask", args=[suggestion.pk]), {"body": "Bonjour Nadia"}
    )
    assert response.status_code == 422
    assert "Bonjour Nadia" in words(response)
    assert not Welcome.objects.exists()


@pytest.mark.parametrize("why", ["cap", "pause", "role", "distance", "elsewhere", "gone", "closed"])
def test_welcomer_who_cannot_is_neither_suggested_nor_asked(newcomer: Resident, why: str) -> None:
    area = a_quarter()
    newcomer.area = area
    newcomer.save()
    welcomer = a_welcomer(cap=1, area_of_duty=a_quarter() if why == "elsewhere" else None)
    if why == "cap":
        asked(a_resident(), welcomer)
    elif why == "pause":
        tomorrow = clock.today("Europe/Paris") + timedelta(days=1)
        Welcomer.objects.update(paused_until=tomorrow)
    elif why == "role":
        welcomer.roles.update(ended_at=clock.now())
    elif why == "distance":
        welcomer.distances_kept.create(other=newcomer)
    elif why == "gone":
        Resident.objects.filter(pk=welcomer.pk).update(erasure_asked_at=clock.now())
    elif why == "closed":
        Resident.objects.filter(pk=welcomer.pk).update(is_active=False)

    signed_in(newcomer).get(reverse("welcome:path"))
    assert door_of(newcomer) is None
    with pytest.raises(Refusal):
        asked(newcomer, welcomer)
    assert not Welcome.objects.filter(newcomer=newcomer).exists()


def test_welcomer_of_the_commune_welcomes_its_neighbourhoods(newcomer: Resident) -> None:
    area = a_quarter()
    newcomer.area = area
    newcomer.save()
    welcomer = a_welcomer(area_of_duty=area.parent)
    signed_in(newcomer).get(reverse("welcome:path"))
    assert door_of(newcomer).thing_id == welcomer.pk


def test_welcomer_at_their_limit_meanwhile_is_said_and_replaced(
    newcomer: Resident, nadia: Resident
) -> None:
    suggestion = a_suggestion(newcomer, Kind.WELCOMER, nadia)
    Welcomer.objects.filter(pk=nadia.pk).update(cap=0)
    other = a_welcomer(name="Idriss")
    client = signed_in(newcomer)
    response = client.post(reverse("welcome:ask", args=[suggestion.pk]), {"body": "Bonjour Nadia"})
    assert response.status_code == 422
    assert "vient d’atteindre sa limite" in words(response)
    assert "Bonjour Nadia" in words(response)
    client.get(reverse("welcome:path"))
    assert door_of(newcomer).thing_id == other.pk


@pytest.mark.parametrize("mine", [True, False])
def test_welcomer_blocked_does_not_exist(newcomer: Resident, nadia: Resident, mine: bool) -> None:
    suggestion = a_suggestion(newcomer, Kind.WELCOMER, nadia)
    a_block(newcomer, nadia) if mine else a_block(nadia, newcomer)
    address = reverse("welcome:ask", args=[suggestion.pk])
    assert signed_in(newcomer).get(address).status_code == 404
    assert signed_in(newcomer).post(address, {"body": "Bonjour"}).status_code == 404
    with pytest.raises(NotVisible):
        asked(newcomer, nadia)


def test_somebody_who_does_not_welcome_cannot_be_asked(newcomer: Resident) -> None:
    with pytest.raises(NotVisible):
        asked(newcomer, a_resident())


def test_newcomer_who_leaves_no_longer_counts(newcomer: Resident, nadia: Resident) -> None:
    asked(newcomer, nadia)
    assert load(nadia) == 1
    Resident.objects.filter(pk=newcomer.pk).update(erasure_asked_at=clock.now())
    assert load(nadia) == 0


def test_newcomer_counts_for_thirty_days_after_the_answer(
    newcomer: Resident, nadia: Resident
) -> None:
    now = clock.now()
    item = asked(newcomer, nadia)
    services.answer(item=item, by=nadia, body="Bienvenue !", at=now)
    assert services.end_welcomes_due(at=now + timedelta(days=29)) == 0
    assert services.end_welcomes_due(at=now + timedelta(days=31)) == 1
    assert load(nadia) == 0


def test_message_from_before_the_request_is_no_answer(newcomer: Resident, nadia: Resident) -> None:
    talk = a_conversation(newcomer, nadia)
    a_message(talk, nadia, "Bonjour à tous")  # its delivery is still to come
    item = services.ask_welcomer(
        newcomer=newcomer,
        welcomer_id=nadia.pk,
        body="Pourriez-vous m’écrire ?",
        at=clock.now() + timedelta(seconds=5),
    )
    settle()
    item.refresh_from_db()
    assert item.ended_at is None

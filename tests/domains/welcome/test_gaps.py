"""When the town has nothing of a kind: a coordinator is told, the page says who writes, when."""

from datetime import timedelta

import pytest
from django.urls import reverse

from parvis.domains.conversations.models import Conversation
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Role
from parvis.domains.watch import selectors as watching
from parvis.domains.watch import services as watch
from parvis.domains.watch.models import Item
from parvis.domains.welcome import selectors, services
from parvis.domains.welcome.models import Gap
from parvis.domains.welcome.pairing.town import forget_town, town_at
from parvis.domains.welcome.vocabulary import GAP_REST_DAYS, Kind
from parvis.kernel import clock, tasks
from tests.factories.circles import a_circle
from tests.factories.mutual_aid import a_house, a_need
from tests.factories.people import a_resident, a_staff_member, signed_in
from tests.factories.welcome import a_place, a_welcomer, an_occurrence

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer() -> Resident:
    """In a town that has everything but a circle."""
    a_welcomer()
    a_place()
    an_occurrence()
    a_need(a_house(a_resident()))
    forget_town()
    return a_resident(name="Malika")


def path_of(resident: Resident) -> str:
    return signed_in(resident).get(reverse("welcome:path")).content.decode()


def test_gap_is_told_to_the_coordination_once(newcomer: Resident) -> None:
    coordinator = a_staff_member(Role.COORDINATOR)
    for _ in range(2):
        page = path_of(newcomer)
    tasks.run_due(limit=50)

    assert "La coordination de la commune vous écrira avant" in page
    assert page.count('class="card card-suggestion"') == len(Kind) - 1
    assert Gap.objects.get().kind == Kind.CIRCLE
    waits = watching.waiting_for(coordinator)
    assert [one.item.kind for one in waits] == [services.GAP]
    answer = signed_in(coordinator).get(waits[0].href).content.decode()
    assert "Un cercle" in answer
    assert newcomer.name in answer


def test_gap_answered_is_not_asked_again_at_once(newcomer: Resident) -> None:
    coordinator = a_staff_member(Role.COORDINATOR)
    path_of(newcomer)
    item = Item.objects.get()
    address = reverse("welcome:answer", args=[item.pk])
    signed_in(coordinator).post(address, {"body": "Un cercle de marche naît bientôt."})

    page = path_of(newcomer)

    assert "La coordination vous a écrit à ce sujet" in page
    assert Item.objects.count() == Gap.objects.count() == 1
    assert Conversation.objects.get().messages.get().author == coordinator
    assert not selectors.lacks()

    later = clock.now() + timedelta(days=GAP_REST_DAYS + 1)
    services.renew_path(resident=newcomer, at=later)
    assert Gap.objects.filter(kind=Kind.CIRCLE).count() == 2


def test_gap_closes_when_the_town_has_something(newcomer: Resident) -> None:
    path_of(newcomer)
    circle = a_circle()
    forget_town()
    page = path_of(newcomer)
    assert circle.name in page
    assert Item.objects.get().ending == "withdrawn"
    assert Gap.objects.get().closed_at is not None


def test_gap_past_its_time_says_what_is_true(newcomer: Resident) -> None:
    path_of(newcomer)
    Item.objects.update(promised_at=clock.now() - timedelta(minutes=1))
    assert "La coordination a votre demande" in path_of(newcomer)
    watch.escalate_due(at=clock.now())


def test_town_with_nothing_still_answers() -> None:
    page = path_of(a_resident())
    assert page.count("La coordination de la commune vous écrira avant") == len(Kind)


def test_nobody_has_an_empty_slot_when_the_best_are_taken(newcomer: Resident) -> None:
    """More things that cannot be followed than are looked at first."""
    for _ in range(services.paths.FIRST + 2):
        a_welcomer(cap=1, interests=("photography",))
    newcomer.interests = ("photography",)
    newcomer.save()
    last = a_welcomer()
    town_at(clock.now())  # from now on the catalogue says that they are all free
    for welcomer in Resident.objects.filter(welcomer__cap=1):
        services.ask_welcomer(
            newcomer=a_resident(), welcomer_id=welcomer.pk, body="Bonjour", at=clock.now()
        )
    others = Resident.objects.filter(welcomer__cap=3).exclude(pk=last.pk)
    others.update(is_active=False)

    services.renew_path(resident=newcomer, at=clock.now())

    door = newcomer.suggestions.get(kind=Kind.WELCOMER, ended_at=None)
    assert door.thing_id == last.pk

"""A path as a person meets it in the demo town: five doors, one refused, one taken back."""

import re
import uuid
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from parvis.domains.circles import services as circles
from parvis.domains.circles.models import Circle
from parvis.domains.gatherings.models import Occurrence
from parvis.domains.people import services as people
from parvis.domains.people.models import Resident
from parvis.domains.territory.models import Place
from parvis.domains.welcome import selectors, services
from parvis.domains.welcome.models import Suggestion
from parvis.domains.welcome.selectors import Told
from parvis.domains.welcome.vocabulary import Ending, Kind
from parvis.kernel import clock
from tests.factories.people import a_block, a_resident, signed_in
from tests.factories.town import newcomers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]

KINDS = {kind.value for kind in Kind}


@pytest.fixture
def me() -> Resident:
    return newcomers(1)[0]


def path_of(resident: Resident, **headers: str) -> str:
    response = signed_in(resident).get(reverse("welcome:path"), headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def active(resident: Resident) -> dict[str, Suggestion]:
    return {one.kind: one for one in Suggestion.objects.filter(resident=resident, ended_at=None)}


def refuse(client: Client, suggestion: Suggestion, **headers: str) -> HttpResponse:
    return client.post(reverse("welcome:refuse", args=[suggestion.pk]), headers=headers)


def test_path_has_five_doors_each_with_its_reason(me: Resident) -> None:
    page = path_of(me)
    assert set(active(me)) == KINDS
    assert {f"door-{kind}" for kind in KINDS} <= set(re.findall(r'id="(door-\w+)"', page))
    assert page.count("Pourquoi\u202f:") == 5
    assert all(one.reasons for one in active(me).values())


def test_path_is_the_same_when_it_is_read_again(me: Resident) -> None:
    path_of(me)
    before = {kind: one.pk for kind, one in active(me).items()}
    path_of(me)
    assert {kind: one.pk for kind, one in active(me).items()} == before


def test_path_of_somebody_who_said_nothing_is_whole() -> None:
    path_of(a_resident())


def test_path_page_asks_the_database_little(
    me: Resident, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(me)
    client.get(reverse("welcome:path"))
    # The session, the account, its standing; the suggestions and one query a door; two counts.
    with django_assert_num_queries(11):
        client.get(reverse("welcome:path"))


def test_path_page_asks_as_little_with_fewer_doors(
    me: Resident, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(me)
    client.get(reverse("welcome:path"))
    for person in Resident.objects.exclude(pk=me.pk)[:3]:
        Suggestion.objects.create(resident=person, kind="place", thing_id=uuid.uuid4(), told="")
    with django_assert_num_queries(11):
        client.get(reverse("welcome:path"))


def test_path_in_english_renders(me: Resident) -> None:
    client = signed_in(me)
    client.cookies["parvis_language"] = "en"
    with translation.override("en"):
        response = client.get(reverse("welcome:path"))
    assert response.status_code == 200
    assert b'lang="en"' in response.content


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_door_refused_is_replaced_at_once_and_never_comes_back(me: Resident, kind: str) -> None:
    client = signed_in(me)
    client.get(reverse("welcome:path"))
    seen = set()
    for _ in range(4):
        refused = active(me)[kind]
        assert refused.thing_id not in seen
        seen.add(refused.thing_id)
        assert refuse(client, refused).status_code == 302
        assert active(me)[kind].thing_id not in seen
    assert Suggestion.objects.filter(resident=me, ending=Ending.REFUSED).count() == 4


def test_door_refused_twice_is_refused_once(me: Resident) -> None:
    client = signed_in(me)
    client.get(reverse("welcome:path"))
    refused = active(me)["circle"]
    refuse(client, refused)
    after = active(me)["circle"].pk
    refuse(client, refused)
    assert active(me)["circle"].pk == after
    assert Suggestion.objects.filter(resident=me, ending=Ending.REFUSED).count() == 1


def test_door_of_an_old_page_is_refused_all_the_same(me: Resident) -> None:
    """Another tab changed the path meanwhile: what was refused must not come back."""
    client = signed_in(me)
    client.get(reverse("welcome:path"))
    old = active(me)["place"]
    services.tell(resident=me, told=Told(interests=("chess",)), at=clock.now())
    client.get(reverse("welcome:path"))
    refuse(client, old)
    assert old.thing_id in selectors.refused_of(me)
    assert active(me)["place"].thing_id != old.thing_id


def test_refusal_is_taken_back(me: Resident) -> None:
    client = signed_in(me)
    client.get(reverse("welcome:path"))
    refused = active(me)["gathering"]
    where = refuse(client, refused)["Location"]
    assert reverse("welcome:take_back", args=[refused.pk]) in client.get(where).content.decode()

    for _ in range(2):
        client.post(reverse("welcome:take_back", args=[refused.pk]))

    assert active(me)["gathering"].thing_id == refused.thing_id
    assert active(me)["gathering"].reasons == refused.reasons
    assert not selectors.refused_of(me)
    assert "reprendre" not in client.get(where).content.decode()


def test_refusal_taken_back_leaves_what_is_followed_by_now(me: Resident) -> None:
    client = signed_in(me)
    client.get(reverse("welcome:path"))
    refused = active(me)["circle"]
    refuse(client, refused)
    joined = Circle.objects.get(pk=active(me)["circle"].thing_id)
    circles.join(circle=joined, resident=me, at=clock.now())

    client.post(reverse("welcome:take_back", args=[refused.pk]))

    assert active(me)["circle"].thing_id == joined.pk
    assert not selectors.refused_of(me)


def test_door_followed_is_not_refused_by_an_old_page(me: Resident) -> None:
    client = signed_in(me)
    client.get(reverse("welcome:path"))
    followed = active(me)["circle"]
    circle = Circle.objects.get(pk=followed.thing_id)
    circles.join(circle=circle, resident=me, at=clock.now())
    refuse(client, followed)
    assert active(me)["circle"].pk == followed.pk
    assert "Vous en faites partie" in path_of(me)


def test_fragment_after_a_refusal_is_the_doors_with_undo(me: Resident) -> None:
    client = signed_in(me)
    client.get(reverse("welcome:path"))
    refused = active(me)["place"]
    page = refuse(client, refused, **{"HX-Request": "true"}).content.decode()
    assert "<!doctype" not in page
    assert "notice-undo" in page
    assert page.count('class="card card-suggestion"') == 5
    assert reverse("welcome:take_back", args=[refused.pk]) in page


@pytest.mark.parametrize("name", ["refuse", "take_back", "ask"])
def test_suggestion_of_somebody_else_does_not_exist(me: Resident, name: str) -> None:
    path_of(me)
    theirs = active(me)["welcomer"]
    intruder = signed_in(a_resident())
    for pk in (theirs.pk, uuid.uuid4()):
        assert intruder.post(reverse(f"welcome:{name}", args=[pk])).status_code == 404
        assert intruder.get(reverse(f"welcome:{name}", args=[pk])).status_code == 404
    assert active(me)["welcomer"].pk == theirs.pk


@pytest.mark.parametrize("name", ["refuse", "take_back"])
def test_button_opened_by_its_address_leads_to_the_path(me: Resident, name: str) -> None:
    path_of(me)
    address = reverse(f"welcome:{name}", args=[active(me)["place"].pk])
    assert signed_in(me).get(address)["Location"] == reverse("welcome:path")
    assert set(active(me)) == KINDS


def test_ask_page_is_for_welcomers_only(me: Resident) -> None:
    path_of(me)
    for kind in KINDS - {"welcomer"}:
        address = reverse("welcome:ask", args=[active(me)[kind].pk])
        assert signed_in(me).get(address).status_code == 404


@pytest.mark.parametrize("mine", [True, False], ids=["blocks", "is-blocked"])
def test_path_never_leads_to_somebody_blocked(me: Resident, mine: bool) -> None:
    """The welcomer, and whoever waits at the door of a gathering; in both directions."""
    path_of(me)
    welcomer = Resident.objects.get(pk=active(me)["welcomer"].thing_id)
    greeted = Occurrence.objects.exclude(gathering__greeter=None).exclude(
        gathering__greeter=welcomer
    )
    greeter = greeted[0].gathering.greeter
    for other in (welcomer, greeter):
        a_block(me, other) if mine else a_block(other, me)

    page = path_of(me)

    assert active(me)["welcomer"].thing_id != welcomer.pk
    assert str(welcomer.pk) not in page
    hidden = set(greeted.filter(gathering__greeter=greeter).values_list("pk", flat=True))
    ranked = {
        uuid.UUID(one.thing_id)
        for one in services.paths.ranked(me, Kind.GATHERING, clock.now(), None)
    }
    assert hidden
    assert not hidden & ranked
    assert not selectors.all_possible(Kind.GATHERING, hidden, me, clock.now())


def test_path_changes_with_what_is_told(me: Resident) -> None:
    """A need of access told later must not leave a door one cannot pass."""
    path_of(me)
    before = {kind: one.pk for kind, one in active(me).items()}
    people.change_profile(resident=me, at=clock.now(), access=("step-free",))
    path_of(me)
    assert set(active(me)) == KINDS
    assert all(before[kind] != one.pk for kind, one in active(me).items())
    place = Place.objects.get(pk=active(me)["place"].thing_id)
    assert place.access.get("step-free") != "no"


def test_path_keeps_what_is_followed_when_more_is_told(me: Resident) -> None:
    path_of(me)
    followed = active(me)["circle"]
    circle = Circle.objects.get(pk=followed.thing_id)
    circles.join(circle=circle, resident=me, at=clock.now())
    people.change_profile(resident=me, at=clock.now(), wishes=("create",))
    path_of(me)
    assert active(me)["circle"].pk == followed.pk


def test_gathering_that_filled_up_gives_way(me: Resident) -> None:
    path_of(me)
    first = active(me)["gathering"]
    occurrence = Occurrence.objects.select_related("gathering").get(pk=first.thing_id)
    occurrence.gathering.capacity = occurrence.going = max(1, occurrence.going)
    occurrence.gathering.save()
    occurrence.save()
    path_of(me)
    first.refresh_from_db()
    assert first.ending == Ending.GONE
    assert active(me)["gathering"].thing_id != first.thing_id


def test_gathering_suggested_is_within_ten_days(me: Resident) -> None:
    path_of(me)
    occurrence = Occurrence.objects.get(pk=active(me)["gathering"].thing_id)
    assert clock.now() < occurrence.starts_at <= clock.now() + timedelta(days=10)


def test_life_and_access_are_shown_to_nobody_else(me: Resident) -> None:
    people.change_profile(
        resident=me, at=clock.now(), life=("job-seeker",), access=("hearing-loop",)
    )
    path_of(me)
    item = services.ask_welcomer(
        newcomer=me,
        welcomer_id=active(me)["welcomer"].thing_id,
        body="Bonjour !",
        at=clock.now(),
    )
    welcomer = Resident.objects.get(pk=active(me)["welcomer"].thing_id)
    page = signed_in(welcomer).get(reverse("welcome:answer", args=[item.pk])).content.decode()
    assert me.name in page
    for word in ("cherche un emploi", "Boucle magnétique", "job-seeker", "hearing-loop"):
        assert word not in page


def test_visitor_is_asked_to_sign_in(client: Client) -> None:
    address = reverse("welcome:path")
    assert client.get(address)["Location"].startswith(reverse("account_login"))

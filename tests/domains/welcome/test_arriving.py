"""The free message, the chips, and what waits in the browser until there is an account."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import signing
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from parvis.domains.circles.vocabulary import Visibility
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import INTERESTS_MAX, interests
from parvis.domains.territory.selectors import cell_of
from parvis.domains.welcome.forms import ToldForm, querydict_of
from parvis.domains.welcome.models import Suggestion
from parvis.domains.welcome.selectors import Told
from parvis.domains.welcome.views import draft
from parvis.domains.welcome.views.chips import chips_of, without
from parvis.kernel import clock
from tests.factories.circles import a_circle
from tests.factories.people import a_resident, signed_in
from tests.factories.welcome import a_place, a_quarter, a_welcomer, an_occurrence

pytestmark = pytest.mark.django_db

SENTENCES = (
    "Je viens d’arriver. J’aime la photo et marcher, je parle anglais, plutôt en petit groupe."
    " Je suis libre le jeudi soir. J’ai un chien et je me déplace en fauteuil."
)
WHOLE = Told(
    interests=("photography",),
    languages=("en",),
    wishes=("walk",),
    comfort=("small-group",),
    life=("dog",),
    free=("thu-evening",),
    access=("step-free",),
)


def words(response: HttpResponse) -> str:
    return response.content.decode()


def post(client: Client, told: Told, **more: str) -> HttpResponse:
    data = dict(querydict_of(told).lists())
    return client.post(reverse("welcome:understood"), {**data, **more})


def test_message_is_shown_back_as_chips(client: Client) -> None:
    page = words(client.post(reverse("welcome:arrive"), {"message": SENTENCES}))

    for removes in ("interests:photography", "comfort:small-group", "free:thu-evening"):
        assert f'value="{removes}"' in page
    assert "le jeudi soir" in page
    assert "life:dog" in page
    assert "access:step-free" in page


def test_message_stores_nothing_before_an_account(client: Client) -> None:
    client.get("/")
    answers = [
        client.post(reverse("welcome:arrive"), {"message": SENTENCES}),
        post(client, WHOLE, remove="life:dog"),
        post(client, WHOLE, go="path"),
    ]

    assert [one.status_code for one in answers] == [200, 200, 302]
    assert Session.objects.count() == 0
    assert Resident.objects.count() == 0
    assert Suggestion.objects.count() == 0


@pytest.mark.parametrize("name", ["interests", "languages", "wishes", "comfort", "life", "free"])
def test_chip_of_each_kind_is_removed(client: Client, name: str) -> None:
    value = getattr(WHOLE, name)[0]
    page = words(post(client, WHOLE, remove=f"{name}:{value}"))

    assert f'name="{name}" value="{value}"' not in page.split("<details", maxsplit=1)[0]
    others = {one for one in ("interests", "languages", "wishes", "comfort", "free") if one != name}
    for other in others:
        assert f'name="{other}" value="{getattr(WHOLE, other)[0]}"' in page


def test_chip_of_the_neighbourhood_is_removed(client: Client) -> None:
    area = a_quarter("Les Tilleuls")
    told = Told(area_id=area.pk, cell=cell_of(48.9, 4.0))
    assert "Les Tilleuls" in words(post(client, told)).split("<details", maxsplit=1)[0]

    page = words(post(client, told, remove="area:"))

    assert f'type="hidden" name="area" value="{area.pk}"' not in page
    assert told.cell not in page


@pytest.mark.parametrize(
    "forged", ["id:1", "area_id:x", "__class__:x", "interests", ":", "interests:nothing"]
)
def test_chip_forged_changes_nothing(forged: str) -> None:
    assert without(WHOLE, forged) == WHOLE


def test_words_are_added(client: Client) -> None:
    page = words(
        post(client, Told(interests=("photography", "hiking"), wishes=("learn",)), go="add")
    )

    chips = [one.removes for one in chips_of(Told(interests=("photography", "hiking")), "")]
    assert all(f'value="{one}"' in page for one in chips)
    assert 'value="wishes:learn"' in page


def test_told_form_keeps_only_known_words(client: Client) -> None:
    mine, theirs = a_quarter(), a_place().area.parent
    data = querydict_of(WHOLE)
    for name in ("interests", "languages", "wishes", "comfort", "life", "free", "access"):
        data.setlist(name, [*data.getlist(name), "<script>", "x\x00y", "", *data.getlist(name)])
    data["area"] = str(theirs.pk)  # the commune is no neighbourhood
    assert ToldForm(data).told() == WHOLE

    data["area"] = str(mine.pk)
    data["cell"] = "not a cell"
    assert ToldForm(data).told().area_id == mine.pk
    assert ToldForm(data).told().cell == ""


def test_cell_is_dropped_when_another_neighbourhood_is_chosen() -> None:
    one, other = a_quarter(), a_quarter()
    told = Told(area_id=one.pk, cell=cell_of(48.9, 4.0))
    data = querydict_of(told)
    assert ToldForm(data).told() == told

    data["area"] = str(other.pk)

    assert ToldForm(data).told() == Told(area_id=other.pk)


def test_cell_finer_than_promised_is_dropped() -> None:
    import h3

    area = a_quarter()
    data = querydict_of(Told(area_id=area.pk))
    data["cell"] = f"{area.pk}:{h3.latlng_to_cell(48.9, 4.0, 12)}"
    assert ToldForm(data).told().cell == ""


@pytest.mark.parametrize(
    ("message", "status"),
    [
        ("", 422),
        ("   \n ", 422),
        ("\x00\x00", 422),
        ("a" * 10_000, 422),
        ("🦉🌻🚲" * 30, 200),
        ("<script>alert(1)</script> J’aime la photo", 200),
        ("J’aime\x00 la photo\u202e", 200),
        ("zzz qqq www", 200),
    ],
)
def test_message_odd_is_answered_kindly(client: Client, message: str, status: int) -> None:
    response = client.post(reverse("welcome:arrive"), {"message": message})

    assert response.status_code == status
    assert "<script>alert" not in words(response)


def test_message_too_long_is_still_there(client: Client) -> None:
    long = "J’aime la photo. " * 200
    page = words(client.post(reverse("welcome:arrive"), {"message": long}))

    assert long.strip().replace("’", "&#x27;") in page or long.strip() in page
    assert "Votre texte est toujours là." in page


def test_message_field_missing_is_no_error(client: Client) -> None:
    assert client.post(reverse("welcome:arrive")).status_code == 422


@time_machine.travel("2026-11-24T09:10:00Z", tick=False)
def test_reading_is_limited(client: Client) -> None:
    for _ in range(60):
        client.post(reverse("welcome:arrive"), {"message": "J’aime la photo"})
    response = client.post(reverse("welcome:arrive"), {"message": "J’aime la photo"})

    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0


def test_chips_page_opened_by_its_address_leads_to_the_message(client: Client) -> None:
    assert client.get(reverse("welcome:understood"))["Location"] == reverse("welcome:arrive")


def test_path_asked_for_with_nothing_told_says_so(client: Client) -> None:
    response = post(client, Told(), go="path")
    assert response.status_code == 422
    assert "au moins une chose" in words(response)


def test_path_asked_for_with_too_many_interests_says_so(client: Client) -> None:
    many = tuple(list(interests.interests())[: INTERESTS_MAX + 1])
    response = post(client, Told(interests=many), go="path")
    assert response.status_code == 422
    assert f'name="interests" value="{many[-1]}"' in words(response)


def test_preview_names_nobody_and_no_circle_of_members(client: Client) -> None:
    a_welcomer(name="Nadia", interests=("photography",))
    hidden = a_circle(Visibility.MEMBERS, interests=("photography",))
    a_circle(Visibility.SENSITIVE, interests=("photography",))
    shown = an_occurrence(interests=("photography",), greeter_name="Odile")

    page = words(post(client, Told(interests=("photography",))))

    assert shown.gathering.title in page
    assert "Nadia" not in page
    assert "Odile" not in page
    assert hidden.name not in page
    assert "Cercle" not in page.split("Déjà, pour vous", maxsplit=1)[1]


def test_draft_waits_in_the_browser_and_becomes_the_profile(client: Client) -> None:
    area = a_quarter("Les Tilleuls")
    told = Told(interests=("photography",), access=("step-free",), area_id=area.pk)
    response = post(client, told, go="path")
    assert response["Location"].startswith(reverse("account_signup"))
    assert response.cookies[draft.name()]["httponly"]
    assert response.cookies[draft.name()]["samesite"] == "Lax"
    assert not response.cookies[draft.name()]["max-age"]

    resident = a_resident()
    client.force_login(resident, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(reverse("welcome:path"))
    resident.refresh_from_db()

    assert set(resident.interests) == {"photography"}
    assert set(resident.access) == {"step-free"}
    assert resident.area == area
    assert client.cookies[draft.name()].value == ""


def test_draft_is_forgotten_after_two_hours(client: Client) -> None:
    post(client, WHOLE, go="path")
    resident = a_resident()
    with time_machine.travel(clock.now() + timedelta(hours=2, minutes=1), tick=False):
        signed_in_client = client
        signed_in_client.force_login(
            resident, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        signed_in_client.get(reverse("welcome:path"))
    resident.refresh_from_db()
    assert not resident.interests


@pytest.mark.parametrize(
    ("stored", "salt"),
    [
        ({"interests": ["photography"]}, "another"),
        ([1, 2], draft.SALT),
        ({"area_id": "no-uuid"}, draft.SALT),
        ({"interests": 3}, draft.SALT),
        (None, draft.SALT),
    ],
    ids=["salt", "list", "area", "number", "nothing"],
)
def test_draft_forged_is_ignored(stored: object, salt: str) -> None:
    resident = a_resident()
    client = signed_in(resident)
    client.cookies[draft.name()] = signing.dumps(stored, salt=salt)
    assert client.get(reverse("welcome:path")).status_code == 200
    resident.refresh_from_db()
    assert not resident.interests


def test_draft_with_outdated_words_keeps_the_others() -> None:
    resident = a_resident()
    client = signed_in(resident)
    outdated = {**WHOLE.as_json(), "interests": ["gone", "photography"], "cell": "zz"}
    client.cookies[draft.name()] = signing.dumps(json.loads(json.dumps(outdated)), salt=draft.SALT)
    client.get(reverse("welcome:path"))
    resident.refresh_from_db()
    assert set(resident.interests) == {"photography"}


def test_resident_tells_more_and_keeps_what_was_told() -> None:
    resident = a_resident(interests=("hiking",))
    response = post(signed_in(resident), Told(interests=("photography",)), go="path")
    resident.refresh_from_db()
    assert response["Location"] == reverse("welcome:path")
    assert set(resident.interests) == {"hiking", "photography"}


def test_resident_with_sixty_interests_keeps_the_newest() -> None:
    some = list(interests.interests())
    resident = a_resident(interests=tuple(some[:INTERESTS_MAX]))
    told = Told(interests=tuple(some[INTERESTS_MAX : INTERESTS_MAX + 5])).merged(resident)
    assert len(told.interests) == INTERESTS_MAX
    assert set(some[INTERESTS_MAX : INTERESTS_MAX + 5]) <= set(told.interests)


def test_fragment_is_the_chips_alone(client: Client) -> None:
    data = dict(querydict_of(WHOLE).lists())
    response = client.post(
        reverse("welcome:understood"),
        {**data, "remove": "life:dog"},
        headers={"HX-Request": "true"},
    )
    page = words(response)
    assert "<!doctype" not in page
    assert 'value="free:thu-evening"' in page
    assert "HX-Request" in response["Vary"]


def test_english_pages_render(client: Client) -> None:
    client.cookies["parvis_language"] = "en"
    with translation.override("en"):
        page = client.post(reverse("welcome:arrive"), {"message": "I like photography and I walk"})
        assert page.status_code == 200
        assert 'lang="en"' in words(page)
        assert "Photography" in words(page)
        assert client.get(reverse("welcome:questions")).status_code == 200

"""The desk: for those who coordinate; what waits, never what was written."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from parvis.domains.people.vocabulary import Role
from parvis.domains.welcome.models import Gap
from tests.factories.mutual_aid import a_house, a_need, an_offer
from tests.factories.people import a_block, a_resident, a_role, a_staff_member, signed_in
from tests.factories.welcome import a_quarter, a_welcomer, asked

pytestmark = pytest.mark.django_db


def desk(client: Client, **headers: str) -> str:
    response = client.get(reverse("desk:desk"), headers=headers)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (None, 404),
        (Role.WELCOMER, 404),
        (Role.MODERATOR, 404),
        (Role.OFFICIAL, 404),
        (Role.OPERATOR, 404),
        (Role.COORDINATOR, 200),
    ],
)
def test_desk_exists_for_coordinators_only(role: Role | None, status: int) -> None:
    resident = a_resident() if role is None else a_staff_member(role)
    assert signed_in(resident).get(reverse("desk:desk")).status_code == status


def test_desk_of_a_role_that_ended_does_not_exist() -> None:
    resident = a_staff_member(Role.COORDINATOR)
    resident.roles.update(ended_at="2026-01-01T00:00:00Z")
    assert signed_in(resident).get(reverse("desk:desk")).status_code == 404


def test_desk_asks_a_visitor_to_sign_in(client: Client) -> None:
    assert client.get(reverse("desk:desk"))["Location"].startswith(reverse("account_login"))


def test_desk_shows_what_waits_and_nothing_private() -> None:
    coordinator = a_staff_member(Role.COORDINATOR)
    newcomer = a_resident(
        name="Malika", about="Mots du profil", life=("job-seeker",), access=("quiet",)
    )
    welcomer = a_welcomer(name="Nadia", proposes="Un café")
    asked(newcomer, welcomer, "Un mot très personnel")
    an_offer(a_need(a_house(a_resident())), newcomer, "Un autre mot personnel")
    Gap.objects.create(resident=newcomer, kind="circle")

    page = desk(signed_in(coordinator))

    assert "Malika vient d’arriver et attend un mot." in page
    assert "Malika propose son aide." in page
    assert "Demandé à\u202f: Nadia" in page
    assert "Un cercle" in page
    assert reverse("people:person", args=[welcomer.pk]) in page
    for private in ("mot très personnel", "mot personnel", "Mots du profil", newcomer.email):
        assert private not in page
    for private in ("job-seeker", "Endroit calme", "cherche un emploi"):
        assert private not in page


def test_desk_hides_who_is_blocked() -> None:
    coordinator, newcomer = a_staff_member(Role.COORDINATOR), a_resident(name="Malika")
    welcomer = a_welcomer(name="Nadia")
    asked(newcomer, welcomer)
    a_block(newcomer, coordinator)
    a_block(coordinator, welcomer)
    page = desk(signed_in(coordinator))
    assert "Malika" not in page
    assert "Nadia" not in page


def test_desk_of_one_neighbourhood_shows_what_waits_there() -> None:
    here, elsewhere = a_quarter(), a_quarter()
    coordinator = a_staff_member(Role.COORDINATOR, area=here)
    welcomer = a_welcomer()
    asked(a_resident(name="Malika", area=here), welcomer)
    asked(a_resident(name="Théodore", area=elsewhere), welcomer)
    page = desk(signed_in(coordinator))
    assert "Malika" in page
    assert "Théodore" not in page


def test_desk_fragment_is_what_waits_alone() -> None:
    coordinator, welcomer = a_staff_member(Role.COORDINATOR), a_welcomer(name="Nadia")
    asked(a_resident(name="Malika"), welcomer)
    part = desk(signed_in(coordinator), **{"HX-Request": "true"})
    assert "<!doctype" not in part
    assert "Malika" in part
    assert "<table" not in part


def test_desk_asks_as_much_for_three_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = signed_in(a_staff_member(Role.COORDINATOR))
    asked(a_resident(), a_welcomer(area=a_quarter()))
    desk(client)
    with django_assert_num_queries(11):
        desk(client)
    for _ in range(3):
        asked(a_resident(), a_welcomer(area=a_quarter()))
    with django_assert_num_queries(11):
        desk(client)


def test_desk_in_english_and_empty_renders() -> None:
    client = signed_in(a_staff_member(Role.COORDINATOR))
    client.cookies["parvis_language"] = "en"
    with translation.override("en"):
        assert 'lang="en"' in desk(client)


def test_desk_lists_who_welcomes_now() -> None:
    coordinator = a_staff_member(Role.COORDINATOR)
    former, current = a_welcomer(name="Ancienne"), a_welcomer(name="Actuelle")
    former.roles.update(ended_at="2026-01-01T00:00:00Z")
    a_role(current, Role.WELCOMER, a_quarter())
    page = desk(signed_in(coordinator))
    assert "Ancienne" not in page
    assert page.count(reverse("people:person", args=[current.pk])) == 1

"""Circles: who sees them, who belongs to them, under which name."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from parvis.domains.circles import selectors, services
from parvis.domains.circles.models import Membership
from parvis.domains.circles.vocabulary import PSEUDONYM_MAX, Visibility
from parvis.domains.people.models import Resident
from parvis.domains.welcome import pairing
from parvis.kernel import clock, search
from parvis.kernel.models import Fact
from tests.factories.circles import a_circle, a_member
from tests.factories.people import a_block, a_resident, signed_in

pytestmark = pytest.mark.django_db


def words(response: HttpResponse) -> str:
    return response.content.decode()


def address(name: str, circle: object) -> str:
    return reverse(f"circles:{name}", args=[circle.slug])  # type: ignore[attr-defined]


def join(resident: Resident, circle: object, **data: str) -> HttpResponse:
    return signed_in(resident).post(address("join", circle), data)


@pytest.mark.parametrize(
    ("visibility", "visitor", "resident"),
    [
        (Visibility.PUBLIC, 200, 200),
        (Visibility.MEMBERS, 404, 200),
        (Visibility.SENSITIVE, 404, 200),
    ],
)
def test_who_reads_about_a_circle(
    client: Client, visibility: Visibility, visitor: int, resident: int
) -> None:
    circle = a_circle(visibility)
    somebody = signed_in(a_resident())
    assert client.get(address("circle", circle)).status_code == visitor
    assert somebody.get(address("circle", circle)).status_code == resident
    listed = words(client.get(reverse("circles:circles")))
    assert (circle.name in listed) is (visitor == 200)
    assert circle.name in words(somebody.get(reverse("circles:circles")))


def test_circle_that_is_not_there_does_not_exist(client: Client) -> None:
    for name in ("circle", "join", "leave"):
        assert signed_in(a_resident()).get("/cercles/nulle-part/").status_code == 404
        assert signed_in(a_resident()).post(f"/cercles/nulle-part/{name}/").status_code == 404


def test_sensitive_circle_is_in_no_search_and_no_suggestion() -> None:
    circle = a_circle(Visibility.SENSITIVE, name="Après un deuil", interests=("gardening",))
    open_one = a_circle(name="Le jardin", interests=("gardening",))
    member = a_resident()
    a_member(circle, member, "Pivoine")
    search.rebuild()

    client = signed_in(member)
    assert "Après un deuil" not in words(client.get(reverse("pages:search"), {"q": "deuil"}))
    assert "Le jardin" in words(client.get(reverse("pages:search"), {"q": "jardin"}))
    assert not selectors.circles_found_by(member, [circle.pk])
    things = {one.id for one in pairing.town_at(clock.now()).catalogue.things}
    assert str(open_one.pk) in things
    assert str(circle.pk) not in things


def test_sensitive_circle_is_on_nobodys_page() -> None:
    circle = a_circle(Visibility.SENSITIVE, name="Après un deuil")
    member, viewer = a_resident(), a_resident()
    a_member(circle, member, "Pivoine")
    a_member(circle, viewer, "Rosier")
    page = words(signed_in(viewer).get(reverse("people:person", args=[member.pk])))
    assert "deuil" not in page
    assert "Pivoine" not in page


def test_sensitive_circle_leaves_no_fact() -> None:
    resident, open_one = a_resident(), a_circle()
    hidden = a_circle(Visibility.SENSITIVE)
    for circle in (open_one, hidden):
        a_member(circle, resident, "Pivoine")
        services.leave(circle=circle, resident=resident, at=clock.now())
    told = [str(row.payload) for row in Fact.objects.filter(name__startswith="circles.")]
    assert len(told) == 2
    assert all(str(open_one.pk) in one for one in told)


def test_sensitive_circle_says_how_many_to_its_members_only() -> None:
    circle = a_circle(Visibility.SENSITIVE)
    member = a_resident()
    a_member(circle, member, "Pivoine")
    outside = words(signed_in(a_resident()).get(address("circle", circle)))
    assert "1 personne" not in outside
    assert "Pivoine" not in outside
    assert "1 personne" in words(signed_in(member).get(address("circle", circle)))


def test_members_of_a_sensitive_circle_have_neither_name_nor_face() -> None:
    circle = a_circle(Visibility.SENSITIVE)
    viewer, other = a_resident(), a_resident(name="Bertrand")
    a_member(circle, viewer, "Rosier")
    a_member(circle, other, "Pivoine")
    page = words(signed_in(viewer).get(address("circle", circle)))
    assert "Pivoine" in page
    assert "Bertrand" not in page
    assert str(other.pk) not in page


@pytest.mark.parametrize("mine", [True, False], ids=["blocks", "is-blocked"])
@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.SENSITIVE])
def test_members_hide_who_is_blocked(visibility: Visibility, mine: bool) -> None:
    circle = a_circle(visibility)
    viewer, other, third = a_resident(), a_resident(name="Bertrand"), a_resident(name="Chloé")
    for resident, pseudonym in ((viewer, "Rosier"), (other, "Pivoine"), (third, "Lilas")):
        a_member(circle, resident, pseudonym)
    a_block(viewer, other) if mine else a_block(other, viewer)
    page = words(signed_in(viewer).get(address("circle", circle)))
    assert "Bertrand" not in page
    assert "Pivoine" not in page
    assert str(other.pk) not in page
    assert ("Lilas" if visibility == Visibility.SENSITIVE else "Chloé") in page


def test_members_are_named_to_members_only(client: Client) -> None:
    circle, member = a_circle(), a_resident(name="Bertrand")
    a_member(circle, member)
    for somebody in (client, signed_in(a_resident())):
        assert "Bertrand" not in words(somebody.get(address("circle", circle)))


def test_circles_page_asks_as_much_for_three_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    viewer = a_resident()
    client = signed_in(viewer)
    a_member(a_circle(), viewer)
    client.get(reverse("circles:circles"))
    with django_assert_num_queries(6):
        client.get(reverse("circles:circles"))
    for _ in range(3):
        a_member(a_circle(), viewer)
        a_circle(Visibility.SENSITIVE)
    with django_assert_num_queries(6):
        client.get(reverse("circles:circles"))


def test_circle_page_asks_as_much_for_three_members_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    viewer, circle = a_resident(), a_circle()
    client = signed_in(viewer)
    a_member(circle, viewer)
    client.get(address("circle", circle))
    with django_assert_num_queries(12):
        client.get(address("circle", circle))
    for _ in range(3):
        a_member(circle, a_resident())
    with django_assert_num_queries(12):
        client.get(address("circle", circle))


def test_joining_and_leaving_are_one_tap_and_safe_to_repeat() -> None:
    resident, circle = a_resident(), a_circle()
    for _ in range(2):
        assert join(resident, circle)["Location"] == address("circle", circle)
    assert Membership.objects.count() == 1
    client = signed_in(resident)
    for _ in range(2):
        assert client.post(address("leave", circle)).status_code == 302
    assert Membership.objects.count() == 0


def test_joining_comes_back_to_the_path_and_nowhere_else() -> None:
    path = reverse("welcome:path")
    for sent, there in (
        (path, path),
        ("https://evil.example/", None),
        ("//evil.example/", None),
        ("/\\evil.example", None),
        ("javascript:alert(1)", None),
    ):
        circle = a_circle()
        response = join(a_resident(), circle, next=sent)
        assert response["Location"] == (there or address("circle", circle))


def test_joining_opened_by_its_address_changes_nothing(client: Client) -> None:
    circle, resident = a_circle(), a_resident()
    assert signed_in(resident).get(address("join", circle))["Location"] == address("circle", circle)
    assert signed_in(resident).get(address("leave", circle)).status_code == 302
    assert client.get(address("join", circle))["Location"].startswith(reverse("account_login"))
    assert Membership.objects.count() == 0


def test_pseudonym_is_asked_before_joining() -> None:
    resident, circle = a_resident(name="Marie Lou"), a_circle(Visibility.SENSITIVE)
    assert "Sous quel nom" in words(join(resident, circle))
    assert Membership.objects.count() == 0
    join(resident, circle, pseudonym="  Pivoine\x00  bleue ")
    assert Membership.objects.get().pseudonym == "Pivoine bleue"
    join(resident, circle, pseudonym="Autre")
    assert Membership.objects.get().pseudonym == "Pivoine bleue"


@pytest.mark.parametrize(
    "told",
    [
        "",
        "   ",
        "Marie Lou",
        "marie",
        "MARIELOU",
        "Ma-rie lou",
        "Lou 51",
        "x" * (PSEUDONYM_MAX + 1),
    ],
)
def test_pseudonym_refused_is_still_there(told: str) -> None:
    resident, circle = a_resident(name="Marie Lou"), a_circle(Visibility.SENSITIVE)
    response = join(resident, circle, pseudonym=told)
    assert response.status_code == 422
    assert told.strip() in words(response)
    assert Membership.objects.count() == 0


@pytest.mark.parametrize("free", ["Alouette", "Pivoine", "🌻", "Loup", "A"])
def test_pseudonym_that_tells_nothing_is_free(free: str) -> None:
    resident, circle = a_resident(name="Al"), a_circle(Visibility.SENSITIVE)
    assert join(resident, circle, pseudonym=free).status_code == 302


def test_pseudonym_is_taken_once_in_a_circle() -> None:
    circle, elsewhere = a_circle(Visibility.SENSITIVE), a_circle(Visibility.SENSITIVE)
    assert join(a_resident(), circle, pseudonym="Pivoine").status_code == 302
    response = join(a_resident(), circle, pseudonym="PIVOINÉ")
    assert response.status_code == 422
    assert "porte déjà ce nom" in words(response)
    assert join(a_resident(), elsewhere, pseudonym="Pivoine").status_code == 302


def test_open_circle_keeps_no_pseudonym() -> None:
    join(a_resident(), a_circle(), pseudonym="Pivoine")
    assert Membership.objects.get().pseudonym == ""


def test_export_holds_ones_own_circles() -> None:
    resident = a_resident()
    a_member(a_circle(name="Le jardin"), resident)
    a_member(a_circle(Visibility.SENSITIVE, name="Après"), resident, "Pivoine")
    a_member(a_circle(name="La chorale"), a_resident())
    rows = services.export(resident).rows
    assert [(row["circle"], row["pseudonym"]) for row in rows] == [
        ("Le jardin", ""),
        ("Après", "Pivoine"),
    ]


def test_english_pages_render() -> None:
    circle, resident = a_circle(Visibility.SENSITIVE), a_resident()
    client = signed_in(resident)
    client.cookies["parvis_language"] = "en"
    with translation.override("en"):
        for where in (
            reverse("circles:circles"),
            address("circle", circle),
            address("join", circle),
        ):
            assert client.get(where).status_code == 200

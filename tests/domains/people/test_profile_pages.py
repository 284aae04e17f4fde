"""The pages of my profile: every section works, nothing typed is lost, nothing private is shown."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parvis.domains.people.forms import SECTIONS
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import interests
from parvis.domains.territory.models import Area
from parvis.kernel import clock
from tests.domains.people.test_profile import picture
from tests.factories.people import a_resident, signed_in

pytestmark = pytest.mark.django_db

SLUG = next(iter(interests.interests()))
#: What each section is sent, the field it changes, and what is kept.
FILLED: dict[str, tuple[dict[str, Any], str, Any]] = {
    "nom": ({"name": "Zoé"}, "name", "Zoé"),
    "presentation": ({"about": "<b>Bonjour</b> & 😀"}, "about", "<b>Bonjour</b> & 😀"),
    "quartier": ({"area": ""}, "area", None),
    "langues": ({"languages": ["ar", "fr"]}, "languages", ("ar", "fr")),
    "interets": ({"interests": [SLUG]}, "interests", (SLUG,)),
    "moments": ({"free": ["mon-morning"]}, "free", ("mon-morning",)),
    "envies": ({"wishes": ["walk"]}, "wishes", ("walk",)),
    "aide": ({"comfort": ["small-group"]}, "comfort", ("small-group",)),
    "acces": ({"access": ["quiet"]}, "access", ("quiet",)),
    "vie": ({"life": ["dog"]}, "life", ("dog",)),
    "age": ({"age_band": "75+"}, "age_band", "75+"),
}


def test_every_section_is_covered_here() -> None:
    assert set(FILLED) == set(SECTIONS)


@pytest.mark.parametrize("slug", FILLED)
def test_section_shows_keeps_and_shows_again(slug: str) -> None:
    data, field, kept = FILLED[slug]
    resident = a_resident()
    client = signed_in(resident)
    address = reverse("people:section", args=[slug])
    assert client.get(address).status_code == 200

    for _ in range(2):
        answer = client.post(address, data)
        assert (answer.status_code, answer["Location"]) == (302, reverse("people:profile"))

    assert getattr(Resident.objects.get(pk=resident.pk), field) == kept
    assert client.get(address).status_code == 200
    assert client.get(reverse("people:profile")).status_code == 200


@pytest.mark.parametrize("slug", [slug for slug in FILLED if slug != "nom"])
def test_section_can_be_taken_back(slug: str) -> None:
    data, field, _kept = FILLED[slug]
    resident = a_resident()
    client = signed_in(resident)
    address = reverse("people:section", args=[slug])
    client.post(address, data)

    assert client.post(address, {}).status_code == 302

    assert not getattr(Resident.objects.get(pk=resident.pk), field)


@pytest.mark.parametrize("slug", FILLED)
@pytest.mark.parametrize("wrong", ["unknown", "x" * 10_000, "😀", "<script>x</script>", "\x00"])
def test_section_never_breaks_and_never_keeps_what_it_does_not_know(slug: str, wrong: str) -> None:
    data, field, _kept = FILLED[slug]
    resident = a_resident(name="Ana")
    client = signed_in(resident)
    before = getattr(resident, field)

    answer = client.post(reverse("people:section", args=[slug]), dict.fromkeys(data, wrong))

    after = getattr(Resident.objects.get(pk=resident.pk), field)
    assert answer.status_code in {302, 422}
    if answer.status_code == 422:
        assert after == before
        page = answer.content.decode()
        assert "form-errors" in page
        assert "<script>x" not in page
        if slug in {"nom", "presentation"} and len(wrong) == 10_000:
            assert wrong in page
    else:
        assert field in {"name", "about"}


def test_unknown_section_does_not_exist() -> None:
    assert signed_in(a_resident()).get("/compte/profil/salaire/").status_code == 404


def test_neighbourhood_is_chosen_from_the_list_and_never_by_id_alone() -> None:
    now, resident = clock.now(), a_resident()
    town = Area.objects.create(
        kind="commune", name="Ville", slug="ville", created_at=now, updated_at=now
    )
    quarter = Area.objects.create(
        kind="neighbourhood", name="Nord", slug="nord", parent=town, created_at=now, updated_at=now
    )
    client = signed_in(resident)
    address = reverse("people:section", args=["quartier"])

    assert client.post(address, {"area": str(town.id)}).status_code == 422
    assert client.post(address, {"area": str(quarter.id)}).status_code == 302

    resident.refresh_from_db()
    assert (resident.area, resident.cell) == (quarter, "")
    assert "Nord" in client.get(reverse("people:profile")).content.decode()


def test_interests_search_keeps_what_is_ticked_and_stores_nothing() -> None:
    resident = a_resident()
    client = signed_in(resident)
    address = reverse("people:section", args=["interets"])

    answer = client.post(
        address, {"q": "CHORALE", "search": "1", "interests": ["choir", "walking"]}
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count('value="choir"') == 1
    assert page.index('id="matches"') < page.index('value="choir"') < page.index("<details")
    for slug in ("choir", "walking"):
        assert f'value="{slug}" id="interest-{slug}" checked' in page
    resident.refresh_from_db()
    assert resident.interests == ()
    nothing = client.post(address, {"q": "x" * 5_000, "search": "1"}).content.decode()
    assert "Rien à ce nom" in nothing


def test_profile_preview_shows_nothing_private() -> None:
    resident = a_resident(
        name="Ana", life=("caregiver",), access=("hearing-loop",), age_band="75+", about="Bonjour"
    )

    answer = signed_in(resident).get(reverse("people:profile"))

    preview = answer.context["seen"] if answer.context else None
    page = answer.content.decode()
    aside = page[page.index('class="page-aside"') :]
    assert "Bonjour" in aside
    for secret in ("Je m’occupe", "Boucle", "75 ans", resident.email):
        assert secret not in aside
    assert preview is None or resident.email not in repr(preview)


@pytest.mark.django_db(transaction=True)
def test_photo_is_kept_shown_and_removed() -> None:
    resident = a_resident()
    client = signed_in(resident)
    address = reverse("people:photo")

    assert client.post(address, {"photo": picture()}).status_code == 302
    page = client.get(address).content.decode()
    resident.refresh_from_db()
    assert f"/media/{resident.photo_id}/" in page
    assert "t=" in page
    assert client.get(f"/media/{resident.photo_id}/320.webp").status_code == 404
    for _ in range(2):
        assert client.post(address, {"remove": "1"}).status_code == 302

    assert Resident.objects.get(pk=resident.pk).photo is None


@pytest.mark.parametrize("content", [b"", b"MZ not a picture", b"<svg onload=alert(1)></svg>"])
def test_photo_that_is_none_is_refused_kindly(content: bytes) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = signed_in(a_resident())

    answer = client.post(
        reverse("people:photo"), {"photo": SimpleUploadedFile("moi.jpg", content, "image/jpeg")}
    )

    assert answer.status_code == 422
    assert "form-errors" in answer.content.decode()
    assert client.post(reverse("people:photo"), {}).status_code == 422


@pytest.mark.parametrize("name", ["people:profile", "people:photo", "people:account"])
def test_profile_pages_are_for_who_is_signed_in(client: Client, name: str) -> None:
    answer = client.get(reverse(name))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))

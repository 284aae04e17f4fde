"""Looking after a place: who may, what is kept, and what is said when it cannot be."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture

from parvis.domains.organisations.views import places
from parvis.domains.people.vocabulary import Role
from parvis.domains.territory.models import Place
from parvis.domains.territory.services import geocoding
from tests.factories.organisations import a_place, an_organisation
from tests.factories.people import a_resident, a_staff_member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return a_place()


@pytest.fixture
def host(place):
    resident = a_resident(name="Odile")
    organisation = an_organisation(hosts=(resident,))
    organisation.place = place
    organisation.save()
    return resident


def filled(place: Place, **fields: str) -> dict[str, str]:
    return {
        "name": place.name,
        "kind": place.kind,
        "area": str(place.area_id),
        "seen": place.updated_at.isoformat(),
        **fields,
    }


def a_picture(colour: str = "brown") -> SimpleUploadedFile:
    out = BytesIO()
    Picture.new("RGB", (900, 600), colour).save(out, "JPEG")
    return SimpleUploadedFile("porte.jpg", out.getvalue(), "image/jpeg")


@pytest.mark.parametrize("name", ["place_edit", "place_photos"])
def test_page_exists_for_those_who_look_after_the_place_only(name, place, host) -> None:
    address = reverse(f"organisations:{name}", args=[place.slug])
    coordinator = a_staff_member(Role.COORDINATOR, area=place.area)
    elsewhere = a_staff_member(Role.COORDINATOR, area=a_place().area)
    an_organisation(hosts=(elsewhere,))

    assert signed_in(host).get(address).status_code == 200
    assert signed_in(elsewhere).get(address).status_code == 404
    assert signed_in(a_resident()).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert signed_in(coordinator).get(address).status_code == 200


def test_host_changes_what_is_known_of_the_place(place, host) -> None:
    given = filled(
        place,
        how_to_come="Bus 3, arrêt Moulin.",
        opening_hours="Mo-Fr 09:00-12:00",
        latitude="48,5",
        longitude="2.1",
        **{"access_step-free": "yes", "access_quiet": "no"},
    )
    address = reverse("organisations:place_edit", args=[place.slug])
    answer = signed_in(host).post(address, given)
    place.refresh_from_db()

    assert (answer.status_code, answer["Location"]) == (303, place.get_absolute_url())
    assert place.point == (48.5, 2.1)
    assert place.access == {"step-free": "yes", "quiet": "no"}
    assert place.opening_hours == "Mo-Fr 09:00-12:00"


def test_what_cannot_be_kept_is_said_beside_its_field_and_nothing_is_lost(place, host) -> None:
    given = filled(place, opening_hours="quand je peux", website="x", about="Un mot gardé")
    page = signed_in(host).post(reverse("organisations:place_edit", args=[place.slug]), given)

    assert page.status_code == 422
    body = page.content.decode()
    assert "quand je peux" in body
    assert "Un mot gardé" in body
    assert "ne semble pas complète" in body
    place.refresh_from_db()
    assert place.opening_hours != "quand je peux"


def test_two_people_who_save_at_once_do_not_undo_each_other(place, host) -> None:
    client, address = signed_in(host), reverse("organisations:place_edit", args=[place.slug])
    stale = filled(place, phone="01 02 03 04 05")
    client.post(address, filled(place, about="Écrit d’abord"))
    page = client.post(address, stale)

    assert page.status_code == 422
    assert "pendant que vous" in page.content.decode()
    place.refresh_from_db()
    assert (place.about, place.phone) == ("Écrit d’abord", "")


def test_photo_is_shown_with_its_words_where_it_helps_then_taken_down(place, host) -> None:
    client = signed_in(host)
    address = reverse("organisations:place_photos", args=[place.slug])
    for shows, alt in (("", "La cour et son tilleul"), ("step-free", "La rampe, à gauche")):
        colour = "brown" if shows else "navy"
        given = {"photo": a_picture(colour), "alt": alt, "shows": shows}
        assert client.post(address, given).status_code == 303
    page = Client().get(place.get_absolute_url()).content.decode()
    assert page.index("La cour et son tilleul") < page.index("La rampe, à gauche")
    assert "<figcaption>La rampe, à gauche" in page

    photo = place.photos.get(shows="step-free")
    remove = reverse("organisations:place_photo_remove", args=[place.slug, photo.pk])
    assert client.post(remove).status_code == 303
    assert client.post(remove).status_code == 303
    assert "La rampe" not in Client().get(place.get_absolute_url()).content.decode()


def test_photo_without_words_or_that_is_none_is_refused_kindly(place, host) -> None:
    client = signed_in(host)
    address = reverse("organisations:place_photos", args=[place.slug])
    silent = client.post(address, {"photo": a_picture(), "alt": ""})
    broken = SimpleUploadedFile("x.jpg", b"<svg/>", "image/jpeg")
    wrong = client.post(address, {"photo": broken, "alt": "Une porte"})

    assert silent.status_code == wrong.status_code == 422
    assert "Décrivez la photo" in silent.content.decode()
    assert "pas une photo" in wrong.content.decode()
    assert "Une porte" in wrong.content.decode()
    assert not place.photos.exists()


def test_one_photo_of_two_places_stays_where_it_was_not_taken_down(place, host) -> None:
    other = a_place()
    second = an_organisation(hosts=(host,))
    second.place = other
    second.save()
    client = signed_in(host)
    for one in (place, other):
        address = reverse("organisations:place_photos", args=[one.slug])
        client.post(address, {"photo": a_picture(), "alt": "Le hall"})
    photo = place.photos.get()
    client.post(reverse("organisations:place_photo_remove", args=[place.slug, photo.pk]))

    assert not place.photos.exists()
    assert other.photos.exists()


def test_address_is_looked_up_when_asked_and_the_point_is_chosen(place, host, monkeypatch) -> None:
    one = geocoding.Found("8 rue du Moulin", 48.51, 2.12, 0.9, "housenumber", "V", "99999", "99999")
    monkeypatch.setattr(places.geocoding, "is_on", lambda: True)
    monkeypatch.setattr(places.geocoding, "search", lambda words, near=None: [one])
    client, address = signed_in(host), reverse("organisations:place_edit", args=[place.slug])
    page = client.post(address, filled(place, address="8 rue du Moulin", find="1"))
    assert page.status_code == 200
    assert "48.51,2.12" in page.content.decode()
    client.post(address, filled(place, address="8 rue du Moulin", point="48.51,2.12"))
    place.refresh_from_db()

    assert place.point == (48.51, 2.12)


def test_coordination_adds_a_place_where_it_coordinates() -> None:
    area, other = a_place().area, a_place().area
    solene = a_staff_member(Role.COORDINATOR, area=area)
    client, address = signed_in(solene), reverse("organisations:place_add")
    given = {"name": "Jardin du Moulin", "kind": "park", "area": str(area.pk)}

    assert area != other
    assert client.post(address, {**given, "area": str(other.pk)}).status_code == 422
    assert client.post(address, given).status_code == 303
    assert Place.objects.get(name="Jardin du Moulin").published
    assert signed_in(a_resident()).get(address).status_code == 404

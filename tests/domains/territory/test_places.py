"""What is known of places: kept clean, announced, found."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from parvis.domains.media.models import Image
from parvis.domains.territory import selectors, services
from parvis.domains.territory.models import Place
from parvis.domains.territory.services import (
    PhotoWithoutWords,
    PlaceChangedMeanwhile,
    PlaceRefused,
)
from parvis.domains.territory.vocabulary import (
    ACCESS_SENTENCES,
    PLACE_DRAWINGS,
    PLACE_ICONS,
    AccessFact,
    PlaceKind,
)
from parvis.kernel import search, tasks
from parvis.kernel.errors import NotVisible
from parvis.kernel.models import Fact

from .builders import MAIN, NOW, make_place, paris

LATER = NOW + dt.timedelta(hours=1)


def slugs(places):
    return [place.slug for place in places]


def make_image(*, public=True, digest="a"):
    return Image.objects.create(
        width=800, height=600, sha256=digest * 64, bytes=1, public=public, created_at=NOW
    )


def test_create_place_keeps_clean_values_and_announces(town):
    place = make_place(
        town["les-tilleuls"],
        name="  Maison  de quartier des\u00a0Tilleuls ",
        opening_hours=f" {MAIN} ",
        website="exemple.fr/tilleuls",
        latitude="46.01",
        longitude=3.01,
        access={"step-free": "yes", "quiet": "no", "toilets": "unknown"},
    )
    place.refresh_from_db()
    assert place.name == "Maison de quartier des Tilleuls"
    assert place.slug == "maison-de-quartier-des-tilleuls"
    assert place.opening_hours == MAIN
    assert place.website == "https://exemple.fr/tilleuls"
    assert place.point == (46.01, 3.01)
    assert place.access == {"step-free": "yes", "quiet": "no"}
    (fact,) = Fact.objects.filter(name="territory.PlaceChanged")
    assert fact.payload == {"place_id": str(place.id), "published": True}


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"name": " "}, ["name"]),
        ({"name": "!!!"}, ["name"]),
        ({"name": "\U0001f600"}, ["name"]),
        ({"name": "x" * 121}, ["name"]),
        ({"kind": "palace"}, ["kind"]),
        ({"area": None}, ["area"]),
        ({"about": "x" * 4001}, ["about"]),
        ({"latitude": 95, "longitude": 3}, ["latitude"]),
        ({"latitude": "nord", "longitude": 3}, ["latitude"]),
        ({"latitude": float("nan"), "longitude": 3}, ["latitude"]),
        ({"latitude": 46}, ["longitude"]),
        ({"longitude": 3}, ["latitude"]),
        ({"opening_hours": "lundi 9h"}, ["opening_hours"]),
        ({"opening_hours": "sunrise-sunset"}, ["opening_hours"]),
        ({"phone": "appelez-moi"}, ["phone"]),
        ({"phone": "1"}, ["phone"]),
        ({"email": "maison"}, ["email"]),
        ({"website": "javascript:alert(1)"}, ["website"]),
        ({"website": "ftp://exemple.fr"}, ["website"]),
        ({"access": {"step-free": "peut-être"}}, ["access"]),
        ({"access": {"piscine": "yes"}}, ["access"]),
        ({"name": "", "kind": "", "phone": "zut"}, ["kind", "name", "phone"]),
    ],
)
def test_create_place_refuses_each_bad_value_beside_its_field(town, values, fields):
    with pytest.raises(PlaceRefused) as caught:
        make_place(town["la-gare"], **values)
    assert sorted(caught.value.problems) == fields
    assert all(len(sentence) > 15 for sentence in caught.value.problems.values())
    assert not Place.objects.exists()


def test_create_place_asks_for_a_name_a_kind_and_an_area(db):
    with pytest.raises(PlaceRefused) as caught:
        services.create_place(values={}, at=NOW)
    assert sorted(caught.value.problems) == ["area", "kind", "name"]


def test_create_place_refuses_a_field_it_does_not_know(town):
    with pytest.raises(TypeError, match="slug"):
        make_place(town["la-gare"], slug="ici")


def test_places_of_one_name_have_different_addresses(town):
    made = [make_place(town["la-gare"], name="Café de l’Œuvre") for _ in range(3)]
    assert slugs(made) == ["cafe-de-loeuvre", "cafe-de-loeuvre-2", "cafe-de-loeuvre-3"]


def test_create_place_with_a_known_slug_updates_it(town):
    values = {"name": "Gare", "kind": "hall", "area": town["la-gare"]}
    first = services.create_place(values=values, at=NOW, slug="gare")
    again = services.create_place(values={**values, "name": "La gare"}, at=LATER, slug="gare")
    assert first.id == again.id
    assert Place.objects.get().name == "La gare"


def test_update_place_twice_changes_and_announces_once(town):
    place = make_place(town["la-gare"])
    for _ in range(2):
        values = {"name": "Chez Lise", "phone": "0123456789"}
        services.update_place(place=place, values=values, at=LATER)
    place.refresh_from_db()
    assert (place.name, place.slug, place.updated_at) == ("Chez Lise", "maison-de-quartier", LATER)
    assert Fact.objects.filter(name="territory.PlaceChanged").count() == 2  # made, then changed


def test_update_place_keeps_everything_when_one_value_is_wrong(town):
    place = make_place(town["la-gare"])
    with pytest.raises(PlaceRefused):
        services.update_place(place=place, values={"name": "Chez Lise", "kind": "?"}, at=LATER)
    assert Place.objects.get().name == "Maison de quartier"


def test_update_place_refuses_a_stale_form(town):
    place = make_place(town["la-gare"])
    services.update_place(place=place, values={"phone": "01 23 45 67 89"}, at=LATER)
    with pytest.raises(PlaceChangedMeanwhile):
        services.update_place(place=place, values={"name": "X1"}, at=LATER, seen_at=NOW)
    services.update_place(place=place, values={"name": "X2"}, at=LATER, seen_at=LATER)
    assert Place.objects.get().name == "X2"


def test_taking_the_point_away_checks_the_hours_that_need_it(town):
    park = make_place(
        town["la-gare"], kind="park", latitude=46.0, longitude=3.0, opening_hours="dawn-dusk"
    )
    with pytest.raises(PlaceRefused) as caught:
        services.update_place(place=park, values={"latitude": None, "longitude": None}, at=LATER)
    assert list(caught.value.problems) == ["opening_hours"]


def test_a_place_has_a_whole_point_or_none(town):
    place = make_place(town["la-gare"])
    for half in ({"latitude": 46.0}, {"longitude": 3.0}, {"latitude": 99.0, "longitude": 3.0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Place.objects.filter(id=place.id).update(**half)


def test_published_places_come_houses_first_then_by_name(town):
    make_place(town["la-gare"], name="Zénith", kind="hall")
    make_place(town["la-gare"], name="Éclair", kind="cafe")
    make_place(town["la-gare"], name="Arbre", kind="cafe")
    make_place(town["le-port"], name="Maison du Port")
    make_place(town["le-port"], name="Caché", published=False)
    assert slugs(selectors.published_places()) == ["maison-du-port", "arbre", "eclair", "zenith"]


def test_published_places_are_filtered(town):
    house = make_place(
        town["la-gare"], name="Maison", opening_hours=MAIN,
        access={"step-free": "yes", "quiet": "yes"},
    )  # fmt: skip
    cafe = make_place(town["le-port"], name="Café", kind="cafe", access={"step-free": "no"})
    hidden = make_place(town["le-port"], name="Caché", kind="cafe", published=False)

    def found(**asked):
        return selectors.published_places(**asked)

    assert found(area=town["le-port"]) == [cafe]
    assert found(area=town["valmont"]) == [house, cafe]
    assert found(area=town["les-hauts"]) == []
    assert found(kind=PlaceKind.CAFE) == [cafe]
    assert found(access=[AccessFact.STEP_FREE]) == [house]
    assert found(access=["step-free", "quiet"]) == [house]
    assert found(access=["step-free", "toilets"]) == []
    assert found(open_at=paris("2027-01-13 10:00")) == [house]
    assert found(open_at=paris("2027-01-17 10:00")) == []
    assert selectors.places_open_now(paris("2027-01-13 10:00")) == [house]
    assert found(among=[cafe.id, hidden.id]) == [cafe]
    assert found(among=[]) == []
    assert hidden not in found()


@pytest.mark.parametrize("count", [1, 3])
def test_published_places_cost_the_same_whatever_their_number(
    town, count, django_assert_num_queries
):
    for number in range(count):
        place = make_place(town["la-gare"], name=f"Lieu {number}", opening_hours=MAIN)
        image = make_image(digest=str(number))
        services.add_photo(place=place, image_id=image.id, alt="La façade", at=NOW)
    with django_assert_num_queries(2):
        for place in selectors.published_places(open_at=paris("2027-01-13 10:00")):
            assert [photo.image.url(320) for photo in place.photos.all()]
            assert selectors.opening(place, NOW).sentence
            assert place.area.name


def test_find_place_hides_drafts(town):
    draft = make_place(town["la-gare"], name="Bientôt", published=False)
    for ask in (
        lambda: selectors.find_place("bientot"),
        lambda: selectors.find_place_by_id(draft.id),
        lambda: selectors.find_place("jamais", with_drafts=True),
    ):
        with pytest.raises(NotVisible):
            ask()
    assert selectors.find_place("bientot", with_drafts=True) == draft
    assert selectors.find_place_by_id(draft.id, with_drafts=True) == draft


def test_photos_hang_in_order_once_with_words(town):
    place = make_place(town["la-gare"])
    first, second = make_image(digest="a"), make_image(digest="b")
    one = services.add_photo(place=place, image_id=first.id, alt="La porte", at=NOW)
    two = services.add_photo(place=place, image_id=second.id, alt="Le jardin", at=NOW)
    again = services.add_photo(place=place, image_id=first.id, alt=" La porte \n", at=LATER)
    assert (one.position, two.position, again.id) == (0, 1, one.id)
    with pytest.raises(PhotoWithoutWords):
        services.add_photo(place=place, image_id=second.id, alt=" \u200b ", at=NOW)
    for _ in range(2):
        services.remove_photo(photo=one, at=LATER)
    assert [photo.alt for photo in place.photos.all()] == ["Le jardin"]
    assert Image.objects.count() == 2


def test_a_private_image_is_never_shown_as_a_photo_of_a_place(town):
    place = make_place(town["la-gare"])
    private = make_image(public=False)
    services.add_photo(place=place, image_id=private.id, alt="Un visage", at=NOW)
    assert list(selectors.find_place(place.slug).photos.all()) == []


def test_access_is_said_honestly(town):
    place = make_place(town["la-gare"], access={"step-free": "yes", "toilets": "no"})
    said = place.access_sentences
    assert [answer.value for _, answer, _ in said] == ["yes", "no"] + ["unknown"] * 5
    assert said[0][2] == "Entrée de plain-pied"
    assert said[1][2] == "Pas de toilettes accessibles en fauteuil"
    assert all("on ne sait pas encore" in sentence for *_, sentence in said[2:])


def test_vocabulary_is_complete():
    assert set(ACCESS_SENTENCES) == set(AccessFact)
    assert set(PLACE_ICONS) == set(PLACE_DRAWINGS) == set(PlaceKind)


def found_by(words):
    return [hit.id for hit in search.find(words, kinds=["place"])]


def test_a_place_is_found_by_its_words_while_it_is_published(town):
    place = make_place(
        town["les-tilleuls"], name="Le Hangar", kind="workshop", about="On y **répare** des vélos."
    )
    assert found_by("hangar") == []
    tasks.run_due()
    for words in ("hangar", "réparer vélo", "tilleuls", "cité", "atelier"):
        assert found_by(words) == [place.id], words
    services.update_place(place=place, values={"published": False}, at=LATER)
    tasks.run_due()
    assert found_by("hangar") == []
    search.rebuild(["place"])
    assert found_by("hangar") == []


def test_the_index_is_rebuilt_from_published_places(town):
    shown = make_place(town["la-gare"], name="Le Hangar")
    make_place(town["la-gare"], name="Le Hangar secret", published=False)
    search.rebuild(["place"])
    assert found_by("hangar") == [shown.id]

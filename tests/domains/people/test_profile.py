"""What people tell of themselves: checked, kept as written, theirs to take back."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from PIL import Image as Pillow

from parvis.domains.media.models import Image
from parvis.domains.people import selectors, services, vocabulary
from parvis.domains.people.models import Resident
from parvis.domains.people.services.profile import PARTS
from parvis.domains.people.vocabulary import interests
from parvis.domains.territory.models import Area
from parvis.kernel import clock
from parvis.kernel.errors import Refusal
from parvis.kernel.models import Fact
from tests.factories.people import a_resident

pytestmark = pytest.mark.django_db

SETS = {
    "interests": list(interests.interests())[:3],
    "languages": ["fr", "ar"],
    "wishes": ["talk", "walk"],
    "comfort": ["write-first"],
    "life": ["dog", "children"],
    "access": ["quiet"],
    "free": ["mon-morning", "sun-evening"],
}


def picture(colour: str = "red") -> SimpleUploadedFile:
    kept = BytesIO()
    Pillow.new("RGB", (64, 48), colour).save(kept, "PNG")
    return SimpleUploadedFile("moi.png", kept.getvalue(), "image/png")


def test_every_part_is_covered_here() -> None:
    assert set(PARTS) == set(SETS) | {"name", "about", "age_band", "says_newcomer"}


@pytest.mark.parametrize("part", SETS)
def test_change_profile_keeps_known_words_and_refuses_others(part: str) -> None:
    resident = a_resident()

    services.change_profile(resident=resident, at=clock.now(), **{part: SETS[part]})

    resident.refresh_from_db()
    assert getattr(resident, part) == tuple(sorted(SETS[part]))
    for wrong in ("unknown", "", "mon-morning|", "é" * 10_000, "<b>"):
        with pytest.raises(services.UnknownWord) as refused:
            services.change_profile(resident=resident, at=clock.now(), **{part: [wrong]})
        assert refused.value.field == part
    resident.refresh_from_db()
    assert getattr(resident, part) == tuple(sorted(SETS[part]))


@pytest.mark.parametrize(
    "about",
    [
        "<script>alert(1)</script> & co",
        "😀🏳️‍🌈",
        "ligne\nligne",
        "l’été « là »",
        "%s {} {{ x }}",
        "مرحبا",
    ],
)
def test_change_profile_keeps_what_was_written(about: str) -> None:
    resident = a_resident()

    services.change_profile(resident=resident, at=clock.now(), about=about)

    resident.refresh_from_db()
    assert resident.about == about


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("about", "x" * 601),
        ("about", "x" * 10_000),
        ("name", ""),
        ("name", " \u200b "),
        ("name", "😀"),
        ("name", "x" * 41),
        ("name", "x" * 10_000),
        ("name", "ana@exemple.fr"),
        ("name", "https://exemple.fr"),
        ("age_band", "12-17"),
    ],
)
def test_change_profile_refuses_kindly_and_changes_nothing(part: str, wrong: str) -> None:
    resident = a_resident(name="Ana")

    with pytest.raises(Refusal) as refused:
        services.change_profile(resident=resident, at=clock.now(), wishes=["talk"], **{part: wrong})

    assert refused.value.field == part
    assert str(refused.value)
    resident.refresh_from_db()
    assert (resident.name, resident.about, resident.wishes) == ("Ana", "", ())


@pytest.mark.parametrize("name", ["Ana", "  Ana   Lu ", "<b>Ana</b>", "Zoé 🌻", "ملاك", "O’Neil"])
def test_change_profile_takes_any_name_with_a_letter(name: str) -> None:
    resident = a_resident()

    services.change_profile(resident=resident, at=clock.now(), name=name)

    assert resident.name == " ".join(name.split())


def test_change_profile_announces_which_parts_and_never_their_content() -> None:
    resident = a_resident(name="Ana")

    changed = services.change_profile(
        resident=resident, at=clock.now(), name="Ana", about="un secret", wishes=["walk"]
    )

    assert changed == ("about", "wishes")
    fact = Fact.objects.get(name="people.ProfileChanged")
    assert fact.payload == {"resident_id": str(resident.id), "parts": ["about", "wishes"]}
    assert services.change_profile(resident=resident, at=clock.now(), about="un secret") == ()
    assert Fact.objects.filter(name="people.ProfileChanged").count() == 1


def test_change_profile_refuses_too_many_interests() -> None:
    slugs = list(interests.interests())
    assert len(slugs) > vocabulary.INTERESTS_MAX

    with pytest.raises(services.TextRefused):
        services.change_profile(resident=a_resident(), at=clock.now(), interests=slugs)


def test_settle_keeps_an_area_and_a_coarse_cell_only() -> None:
    now, resident = clock.now(), a_resident()
    area = Area.objects.create(
        kind="commune", name="Ville", slug="ville", created_at=now, updated_at=now
    )
    fine = "8a1fb4662007fff"

    for wrong in ("48.85,2.35", fine, "x"):
        with pytest.raises(services.UnknownWord):
            services.settle(resident=resident, area=area, cell=wrong, at=now)
    services.settle(resident=resident, area=area, at=now)
    resident.refresh_from_db()
    assert (resident.area, resident.cell) == (area, "")

    services.settle(resident=resident, area=None, at=now)
    resident.refresh_from_db()
    assert resident.area is None


@pytest.mark.django_db(transaction=True)
def test_change_photo_deletes_the_one_before() -> None:
    resident = a_resident()
    services.change_photo(resident=resident, upload=picture("red"), at=clock.now())
    before = resident.photo
    assert before is not None

    services.change_photo(resident=resident, upload=picture("blue"), at=clock.now())

    resident.refresh_from_db()
    assert resident.photo != before
    assert list(Image.objects.all()) == [resident.photo]
    assert not default_storage.exists(before.path(320))

    services.change_photo(resident=resident, upload=picture("blue"), at=clock.now())
    assert Image.objects.count() == 1
    for _ in range(2):
        services.remove_photo(resident=resident, at=clock.now())
    assert not Image.objects.exists()
    assert Resident.objects.get(pk=resident.pk).photo is None


def test_change_photo_refuses_a_renamed_executable() -> None:
    resident = a_resident()
    upload = SimpleUploadedFile("moi.jpg", b"MZ\x90\x00" * 100, "image/jpeg")

    with pytest.raises(Refusal):
        services.change_photo(resident=resident, upload=upload, at=clock.now())

    assert Resident.objects.get(pk=resident.pk).photo is None


def test_change_mails_refuses_a_language_we_do_not_write() -> None:
    resident = a_resident()

    services.change_mails(resident=resident, reads="en", email_immediately=False)
    with pytest.raises(services.UnknownWord):
        services.change_mails(resident=resident, reads="xx", email_immediately=True)

    resident.refresh_from_db()
    assert (resident.reads, resident.email_immediately) == ("en", False)


def test_profile_for_shows_shared_interests_first_and_nothing_private() -> None:
    shared, mine, theirs = list(interests.interests())[:3]
    private: dict[str, Any] = {
        "life": ("dog",),
        "access": ("step-free",),
        "age_band": "75+",
        "free": ("mon-morning",),
    }
    viewer = a_resident(interests=(shared, mine))
    other = a_resident(
        interests=(shared, theirs), languages=("fr", "zz"), about="Bonjour", **private
    )

    with override("en"):
        seen = selectors.profile_for(viewer, other)

    assert seen.shared == (interests.label(shared, "en"),)
    assert seen.others == (interests.label(theirs, "en"),)
    assert len(seen.languages) == 1
    told = repr(seen)
    for secret in (other.email, "dog", "step-free", "75+", "mon-morning", "zz"):
        assert secret not in told

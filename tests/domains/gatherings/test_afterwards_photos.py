"""Photos of a date: seen once all those on them said yes, gone for everybody at one no."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import Attendance, Occurrence, Photo, PhotoConsent
from parvis.domains.gatherings.vocabulary import Audience, Photos
from parvis.domains.media.models import Image
from parvis.domains.notifications.models import Notice
from parvis.domains.people import services as people
from parvis.domains.people.models import Resident
from parvis.kernel import tasks
from parvis.kernel.errors import NotVisible, Refusal
from tests.factories.encounters import ENDS, a_meeting, comes_to, seat_of
from tests.factories.organisations import an_organisation
from tests.factories.people import a_block, a_resident, mentions_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(settings: Any, tmp_path: Any) -> Iterator[time_machine.Traveller]:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(ENDS, tick=False) as traveller:
        yield traveller


@pytest.fixture
def lea() -> Resident:
    return a_resident(name="Léa", email="lea@exemple.fr")


@pytest.fixture
def meeting(lea: Resident, noe: Resident, zoe: Resident) -> Occurrence:
    return a_meeting(lea, noe, zoe, came=True)


def a_picture(colour: str = "teal") -> SimpleUploadedFile:
    out = BytesIO()
    Pillow.new("RGB", (40, 30), colour).save(out, "PNG")
    return SimpleUploadedFile("photo.png", out.getvalue(), "image/png")


def add(meeting: Occurrence, by: Resident, *on_it: Resident, **values: Any) -> Photo:
    given = {
        "upload": a_picture(),
        "alt": "Quatre marcheurs au bord de l’eau",
        "seats": [seat_of(meeting, one) for one in on_it],
        "nobody": not on_it,
        "at": ENDS,
        **values,
    }
    return services.add_photo(occurrence_id=meeting.pk, by=by, **given)


def sees(meeting: Occurrence, *residents: Resident) -> list[bool]:
    pages = [signed_in(one).get(f"/agenda/{meeting.pk}/apres/") for one in residents]
    return ["Quatre marcheurs" in page.content.decode() for page in pages]


def test_photo_waits_for_the_yes_of_each_person_on_it(
    meeting: Occurrence, lea: Resident, noe: Resident, zoe: Resident
) -> None:
    photo = add(meeting, lea, noe, lea)
    tasks.run_due(limit=500)

    assert sees(meeting, lea, noe, zoe) == [True, True, False]
    assert [one.to for one in Notice.objects.all()] == [noe]

    services.answer_photo(photo_id=photo.pk, by=noe, says=True, at=ENDS)
    assert sees(meeting, lea, noe, zoe) == [True, True, True]


def test_photo_of_nobody_is_seen_at_once_by_those_who_came_only(
    meeting: Occurrence, lea: Resident, noe: Resident
) -> None:
    absent = a_resident()
    comes_to(meeting, absent, came=False)
    unsaid = a_resident()
    comes_to(meeting, unsaid)
    add(meeting, lea)

    assert sees(meeting, noe, absent, unsaid) == [True, False, False]
    assert signed_in(a_resident()).get(f"/agenda/{meeting.pk}/apres/").status_code == 404


@pytest.mark.parametrize("gone_by", ["a no", "on it later", "who added it"])
def test_photo_taken_away_is_gone_for_all_with_its_file(
    meeting: Occurrence,
    lea: Resident,
    noe: Resident,
    zoe: Resident,
    gone_by: str,
    django_capture_on_commit_callbacks: Any,
) -> None:
    photo = add(meeting, lea, noe)
    path = photo.image.path(320)
    assert default_storage.exists(path)

    with django_capture_on_commit_callbacks(execute=True):
        if gone_by == "a no":
            services.answer_photo(photo_id=photo.pk, by=noe, says=False, at=ENDS)
        else:
            services.answer_photo(photo_id=photo.pk, by=noe, says=True, at=ENDS)
            who = noe if gone_by == "on it later" else lea
            services.withdraw_photo(photo_id=photo.pk, by=who, at=ENDS)
            services.withdraw_photo(photo_id=photo.pk, by=who, at=ENDS)

    assert sees(meeting, lea, noe, zoe) == [False, False, False]
    assert not default_storage.exists(path)
    assert not Image.objects.exists()


def test_same_file_for_two_dates_stays_for_the_other(meeting: Occurrence, lea: Resident) -> None:
    other = a_meeting(lea, came=True, starts_at=meeting.starts_at - timedelta(days=1))
    photo = add(meeting, lea)
    kept = add(other, lea)
    assert photo.image == kept.image

    services.withdraw_photo(photo_id=photo.pk, by=lea, at=ENDS)

    assert Photo.objects.get() == kept


def test_host_takes_away_what_a_participant_may_not(
    lea: Resident, noe: Resident, zoe: Resident
) -> None:
    meeting = a_meeting(
        lea, noe, audience=Audience.PUBLIC, organisation=an_organisation(hosts=(zoe,)), came=True
    )
    with pytest.raises(NotVisible):
        add(meeting, lea)
    photo = add(meeting, zoe)

    with pytest.raises(NotVisible):
        services.withdraw_photo(photo_id=photo.pk, by=noe, at=ENDS)
    with pytest.raises(NotVisible):
        services.answer_photo(photo_id=photo.pk, by=noe, says=False, at=ENDS)
    services.withdraw_photo(photo_id=photo.pk, by=zoe, at=ENDS)
    assert not Photo.objects.exists()


def test_same_photo_sent_twice_is_one(meeting: Occurrence, lea: Resident, noe: Resident) -> None:
    assert add(meeting, lea, noe) == add(meeting, lea, noe)
    assert PhotoConsent.objects.count() == 1


def test_gathering_without_photos_has_none(meeting: Occurrence, lea: Resident) -> None:
    meeting.gathering.photos = Photos.NONE
    meeting.gathering.save()
    with pytest.raises(services.NoPhotos):
        add(meeting, lea)
    assert signed_in(lea).get(f"/agenda/{meeting.pk}/photos/ajouter/").status_code == 404
    assert not Image.objects.exists()


@pytest.mark.parametrize(
    ("alt", "nobody", "on_it"), [("  ", True, False), ("Un pré", False, False), ("Un", True, True)]
)
def test_photo_says_what_and_who_is_on_it(
    meeting: Occurrence, lea: Resident, noe: Resident, alt: str, nobody: bool, on_it: bool
) -> None:
    with pytest.raises(Refusal):
        add(meeting, lea, *([noe] if on_it else []), alt=alt, nobody=nobody)
    assert not Image.objects.exists()


def test_who_was_not_there_cannot_be_on_it(meeting: Occurrence, lea: Resident) -> None:
    absent = a_resident()
    comes_to(meeting, absent, came=False)
    with pytest.raises(NotVisible):
        add(meeting, lea, absent)


def test_photo_with_somebody_hidden_is_not_shown_but_may_be_taken_away(
    meeting: Occurrence, lea: Resident, noe: Resident, zoe: Resident
) -> None:
    photo = add(meeting, lea, noe)
    services.answer_photo(photo_id=photo.pk, by=noe, says=True, at=ENDS)
    a_block(zoe, noe)
    a_block(noe, lea)

    assert sees(meeting, zoe, noe) == [False, True]
    services.withdraw_photo(photo_id=photo.pk, by=noe, at=ENDS)
    assert not Photo.objects.exists()


def test_address_of_a_photo_is_signed(meeting: Occurrence, lea: Resident, noe: Resident) -> None:
    photo = add(meeting, lea)
    browser = signed_in(noe)
    page = browser.get(f"/agenda/{meeting.pk}/apres/").content.decode()
    (address,) = re.findall(r'src="(/[^"]*\?t=[^"]+)"', page)

    assert browser.get(address.replace("&amp;", "&")).status_code == 200
    assert browser.get(address.split("?")[0]).status_code == 404
    assert str(photo.image_id) in address


def test_page_adds_asks_and_answers(
    meeting: Occurrence, lea: Resident, noe: Resident, zoe: Resident
) -> None:
    form = {"image": a_picture(), "alt": "Quatre marcheurs", "on_it": [seat_of(meeting, noe)]}
    added = signed_in(lea).post(f"/agenda/{meeting.pk}/photos/ajouter/", form)
    assert added.status_code == 302
    photo = Photo.objects.get()
    browser = signed_in(noe)
    assert "êtes-vous d’accord" in browser.get("/").content.decode()

    say = f"/agenda/{meeting.pk}/photos/{photo.pk}/accord/"
    assert signed_in(zoe).post(say, {"says": "1"}).status_code == 404
    for _ in range(2):
        assert browser.post(say, {"says": "1"}).status_code == 302
    remove = f"/agenda/{meeting.pk}/photos/{photo.pk}/retirer/"
    assert signed_in(zoe).post(remove).status_code == 404
    for _ in range(2):
        assert browser.post(remove).status_code == 302
    assert not Photo.objects.exists()


def test_page_keeps_the_words_of_a_photo_refused(meeting: Occurrence, lea: Resident) -> None:
    form = {"image": SimpleUploadedFile("x.png", b"rien"), "alt": "Le pré", "nobody": "on"}
    response = signed_in(lea).post(f"/agenda/{meeting.pk}/photos/ajouter/", form)
    assert response.status_code == 422
    assert "Le pré" in response.content.decode()


@pytest.mark.parametrize("leaves", ["on it", "added it"])
def test_erasure_takes_photos_with_it(
    meeting: Occurrence, lea: Resident, noe: Resident, leaves: str
) -> None:
    add(meeting, lea, noe)
    add(meeting, lea, upload=a_picture("red"), alt="Le pré")
    leaving = noe if leaves == "on it" else lea

    people.ask_erasure(resident=leaving, at=ENDS)
    people.erase(resident_id=leaving.pk, at=ENDS)

    left = set(Photo.objects.values_list("alt", flat=True))
    assert left == ({"Le pré"} if leaves == "on it" else set())
    assert not PhotoConsent.objects.exists()


def test_erasure_leaves_nothing_of_what_followed(
    meeting: Occurrence, lea: Resident, noe: Resident
) -> None:
    services.thank(
        occurrence_id=meeting.pk, by=lea, seat=seat_of(meeting, noe), words="Merci !", at=ENDS
    )
    services.say_again(
        occurrence_id=meeting.pk, by=lea, seat=seat_of(meeting, noe), wants=True, at=ENDS
    )
    services.follow_up(at=ENDS)
    tasks.run_due(limit=500)

    people.ask_erasure(resident=lea, at=ENDS)
    tasks.run_due(limit=500)
    people.erase(resident_id=lea.pk, at=ENDS)

    assert mentions_of(lea.pk, "lea@exemple.fr") == []


def test_export_holds_their_own_words_and_no_name(
    meeting: Occurrence, lea: Resident, noe: Resident
) -> None:
    services.thank(
        occurrence_id=meeting.pk, by=lea, seat=seat_of(meeting, noe), words="Merci !", at=ENDS
    )
    services.say_again(
        occurrence_id=meeting.pk, by=noe, seat=seat_of(meeting, lea), wants=True, at=ENDS
    )
    Attendance.objects.update(came=True)

    mine = str([one.rows for one in services.export_afterwards(lea)])

    assert "Merci !" in mine
    assert "Noé" not in mine
    assert str(noe.pk) not in mine

"""Keeping and removing images."""

import datetime as dt
import os

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import IntegrityError, transaction

from parvis.domains.media import selectors, services, tasks
from parvis.domains.media.models import Image
from parvis.domains.media.services import images as room
from parvis.domains.media.vocabulary import ImageKind
from parvis.kernel.models import Fact
from parvis.kernel.tasks import schedules

from .builders import NOW, bomb, drawn, encoded, photo, upload

DAY = dt.timedelta(days=1)


def store(content=None, owner=None, **more):
    return services.store_image(
        upload=upload(photo() if content is None else content),
        owner_id=owner.pk if owner else None,
        at=NOW,
        **more,
    )


def files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.django_db
def test_store_image_writes_its_files_and_its_row(media_folder):
    image = store(encoded(drawn(1000, 500)), kind=ImageKind.PLACE, public=True, alt="  La\ncour ")
    assert files(media_folder) == [f"{image.id.hex}-{size}.webp" for size in (1600, 320, 960)]
    assert (image.width, image.height, image.alt) == (1000, 500, "La cour")
    assert image.bytes == sum(path.stat().st_size for path in media_folder.rglob("*.webp"))
    assert Image.objects.get() == image
    (fact,) = Fact.objects.filter(name="media.ImageStored")
    assert fact.payload == {"image_id": str(image.id)}


def test_store_image_twice_gives_the_same_image(owner, other, media_folder):
    first = store(owner=owner)
    assert store(owner=owner) == first
    assert len(files(media_folder)) == 1
    # Another owner, another use, another audience: another image.
    others = [
        store(owner=other),
        store(owner=owner, public=True),
        store(owner=owner, kind=ImageKind.PORTRAIT),
        store(),
    ]
    assert len({first.id, *(each.id for each in others)}) == 5
    assert store() == others[-1]


def test_store_image_sent_twice_at_once_is_kept_once(owner, monkeypatch, media_folder):
    """The second request read « not there yet » before the first had written."""
    redraw = room.redraw

    def slow(content):
        if not Image.objects.exists():
            with monkeypatch.context() as patched:
                patched.setattr(room, "redraw", redraw)
                store(owner=owner)
        return redraw(content)

    monkeypatch.setattr(room, "redraw", slow)
    image = store(owner=owner)
    assert Image.objects.get() == image
    assert files(media_folder) == [f"{image.id.hex}-320.webp"]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"\xff\xd8\xff" + b"\0" * 10_000_000, services.TooHeavy),
        (b"MZ\x90\x00" + b"\0" * 100, services.NotAPicture),
        (b"", services.NotAPicture),
        (bomb(50_000, 50_000), services.TooManyPixels),
        (encoded(drawn())[:200], services.DamagedPicture),
    ],
)
def test_store_image_refuses_kindly_and_keeps_nothing(owner, media_folder, content, refusal):
    with pytest.raises(refusal) as caught:
        store(content, owner=owner)
    assert caught.value.field == "image"
    assert len(str(caught.value)) > 30
    assert not Image.objects.exists()
    assert files(media_folder) == []


def test_store_image_does_not_believe_the_size_it_is_told(owner):
    heavy = ContentFile(b"\xff\xd8\xff" + b"\0" * 10_000_000)
    heavy.size = 12
    with pytest.raises(services.TooHeavy):
        services.store_image(upload=heavy, owner_id=owner.pk, at=NOW)


def test_store_image_takes_an_upload_already_read(owner):
    sent = upload(photo())
    sent.read()
    assert services.store_image(upload=sent, owner_id=owner.pk, at=NOW).width == 40


def test_thirty_images_a_day_then_tomorrow(owner, other):
    for seed in range(30):
        store(photo(seed), owner=owner)
    with pytest.raises(services.EnoughForToday):
        store(photo(30), owner=owner)
    assert store(photo(3), owner=owner).owner_id == owner.pk  # already there: costs nothing
    assert store(photo(30), owner=other)
    for seed in range(40):
        store(photo(seed))  # the town's own


def test_two_hundred_images_in_all(owner):
    Image.objects.bulk_create(
        Image(owner_id=owner.pk, width=1, height=1, sha256=f"{n:064}", bytes=1, created_at=NOW)
        for n in range(199)
    )
    store(photo(1), owner=owner)
    with pytest.raises(services.EnoughImages):
        store(photo(2), owner=owner)
    services.delete_image(image=Image.objects.filter(owner_id=owner.pk).first(), at=NOW)
    assert store(photo(2), owner=owner)


def test_a_row_that_cannot_be_written_leaves_no_file(owner, media_folder, monkeypatch):
    def broken(*_args, **_options):
        raise IntegrityError("no such owner")

    monkeypatch.setattr(Image, "save", broken)
    with pytest.raises(IntegrityError):
        store(owner=owner)
    assert files(media_folder) == []


def test_a_file_that_cannot_be_written_leaves_no_row(owner, media_folder, monkeypatch):
    written = []
    save = FileSystemStorage.save

    def full(self, name, content, **options):
        if written:
            raise OSError("no space left")
        written.append(name)
        return save(self, name, content, **options)

    monkeypatch.setattr(FileSystemStorage, "save", full)
    with pytest.raises(OSError, match="no space"):
        store(encoded(drawn(1000, 500)), owner=owner)
    assert written
    assert files(media_folder) == []
    assert not Image.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_delete_image_removes_files_once_committed(media_folder):
    image = store()
    with transaction.atomic():
        services.delete_image(image=image, at=NOW)
        transaction.set_rollback(True)
    assert Image.objects.get() == image
    assert len(files(media_folder)) == 1
    for _ in range(2):
        services.delete_image(image=image, at=NOW)
    assert not Image.objects.exists()
    assert files(media_folder) == []
    assert Fact.objects.filter(name="media.ImageDeleted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_delete_images_of_somebody_leaves_those_of_others(owner, other, media_folder):
    for seed in range(3):
        store(photo(seed), owner=owner)
    kept = [store(photo(1), owner=other), store(photo(1))]
    assert list(selectors.images_of(owner.pk).values_list("owner_id", flat=True)) == [owner.pk] * 3
    assert services.delete_images_of(owner_id=owner.pk, at=NOW) == 3
    assert services.delete_images_of(owner_id=owner.pk, at=NOW) == 0
    assert set(Image.objects.all()) == set(kept)
    assert files(media_folder) == sorted(f"{image.id.hex}-320.webp" for image in kept)


def age(folder, days):
    then = (NOW - days * DAY).timestamp()
    for path in folder.rglob("*"):
        os.utime(path, (then, then))


@pytest.mark.django_db
def test_orphans_are_removed_after_a_day(media_folder):
    assert services.remove_orphans(at=NOW) == 0  # nobody has sent anything yet
    kept, gone = store(photo(1)), store(encoded(drawn(1000, 500)))
    Image.objects.filter(id=gone.id).delete()
    default_storage.save("images/ab/notes.txt", ContentFile(b"x"))
    age(media_folder, days=0.5)
    assert services.remove_orphans(at=NOW) == 0
    age(media_folder, days=2)
    assert services.remove_orphans(at=NOW) == 4
    assert files(media_folder) == [f"{kept.id.hex}-320.webp"]
    assert services.remove_orphans(at=NOW) == 0


@pytest.mark.django_db
def test_orphans_are_swept_by_the_worker(media_folder):
    gone = store()
    Image.objects.filter(id=gone.id).delete()
    age(media_folder, days=2)
    assert "media.sweep_orphans" in schedules.known()
    tasks.sweep_orphans(NOW)
    assert files(media_folder) == []


@pytest.mark.parametrize(
    ("longest", "sizes", "kept"),
    [(200, (320,), [320, 320, 320]), (500, (320, 960), [320, 960, 960]),
     (1600, (320, 960, 1600), [320, 960, 1600])],
)  # fmt: skip
def test_a_size_asked_for_gives_a_size_kept(longest, sizes, kept):
    image = Image(width=longest, height=10)
    assert image.sizes == sizes
    assert [image.kept_size(size) for size in (320, 960, 1600)] == kept


def test_a_private_image_has_no_public_address():
    with pytest.raises(ValueError, match="signed"):
        Image(public=False).url()

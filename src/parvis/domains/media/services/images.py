"""Keeping and removing images."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from functools import partial
from typing import Final
from uuid import UUID

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from parvis.domains.media import events as facts
from parvis.domains.media import selectors
from parvis.domains.media.models import Image
from parvis.domains.media.services.pictures import Picture, redraw
from parvis.domains.media.vocabulary import (
    ALT_LENGTH,
    DAY,
    FOLDER,
    IMAGES_KEPT,
    LARGEST_FILE,
    ORPHAN_HOURS,
    UPLOADS_A_DAY,
    ImageKind,
)
from parvis.kernel import events, text, throttle
from parvis.kernel.errors import Refusal

log = structlog.get_logger(__name__)
HEX_ID: Final = 32


class TooHeavy(Refusal):
    field = "image"
    sentence = _("Cette image est trop lourde (plus de 10 Mo). Réduisez-la, puis réessayez.")


class EnoughForToday(Refusal):
    field = "image"
    sentence = _("Vous avez envoyé beaucoup d’images aujourd’hui. Vous pourrez reprendre demain.")


class EnoughImages(Refusal):
    field = "image"
    sentence = _(
        "Vous avez déjà 200 images ici. Retirez-en quelques-unes pour en ajouter de nouvelles."
    )


def store_image(
    *,
    upload: UploadedFile | ContentFile,  # type: ignore[type-arg]
    owner_id: UUID | None,
    at: dt.datetime,
    kind: ImageKind = ImageKind.OTHER,
    public: bool = False,
    alt: str = "",
) -> Image:
    """Take in a picture: checked, drawn again, its files written, then its row.

    The same file sent again by the same owner for the same use gives the image it already is. The
    town's own images (no owner) have no quota. Decoding may take a second: call it before opening
    a transaction, which on the embedded engine makes every other writer wait.

    :raises TooHeavy: more than 10 MB.
    :raises NotAPicture: not an image we read, whatever its name says.
    :raises TooManyPixels: more than 25 million pixels.
    :raises DamagedPicture: it cannot be decoded.
    :raises EnoughForToday: 30 uploads in a day.
    :raises EnoughImages: 200 images kept.
    """
    content = _read(upload)
    digest = hashlib.sha256(content).hexdigest()
    same = Image.objects.filter(owner_id=owner_id, kind=kind, public=public, sha256=digest)
    if known := same.first():
        return known
    if owner_id is not None:
        _check_quota(owner_id)
    picture = redraw(content)
    image = Image(
        owner_id=owner_id,
        kind=kind,
        public=public,
        alt=" ".join(text.clean(alt).split())[:ALT_LENGTH],
        width=picture.width,
        height=picture.height,
        sha256=digest,
        bytes=sum(len(file) for file in picture.files.values()),
        created_at=at,
    )
    try:
        _write(image, picture)
        with transaction.atomic():
            image.save(force_insert=True)
            events.publish(facts.ImageStored(image_id=image.id), owner_id, at=at)
    except IntegrityError:
        _remove(_paths(image))
        # The same file came twice at once; the other one is kept.
        if known := same.first():
            return known
        raise
    except BaseException:
        _remove(_paths(image))
        raise
    return image


@transaction.atomic
def delete_image(*, image: Image, at: dt.datetime, by: UUID | None = None) -> None:
    """Remove an image and, once that is certain, its files. Deleting it twice is fine."""
    paths = _paths(image)
    deleted, _per_model = Image.objects.filter(id=image.id).delete()
    if deleted:
        events.publish(facts.ImageDeleted(image_id=image.id), by, at=at)
    transaction.on_commit(partial(_remove, paths), robust=True)


@transaction.atomic
def delete_images_of(*, owner_id: UUID, at: dt.datetime) -> int:
    """Remove everything somebody sent, files included: the erasure of an account."""
    images = list(selectors.images_of(owner_id))
    for image in images:
        delete_image(image=image, at=at, by=owner_id)
    return len(images)


def remove_orphans(*, at: dt.datetime) -> int:
    """Remove files that belong to no image and are a day old; returns how many."""
    before = at - dt.timedelta(hours=ORPHAN_HOURS)
    removed = 0
    for folder in _folders():
        names = default_storage.listdir(folder)[1]
        kept = selectors.known_ids(filter(None, map(_id_of, names)))
        orphans = [
            f"{folder}/{name}"
            for name in names
            if _id_of(name) not in kept
            and default_storage.get_modified_time(f"{folder}/{name}") < before
        ]
        _remove(orphans)
        removed += len(orphans)
    if removed:
        log.info("orphan_images_removed", count=removed)
    return removed


def _read(upload: UploadedFile | ContentFile) -> bytes:  # type: ignore[type-arg]
    """The whole file, in memory; one byte more than allowed is never read."""
    if (upload.size or 0) > LARGEST_FILE:
        raise TooHeavy
    upload.seek(0)
    content = upload.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise TooHeavy
    return content if isinstance(content, bytes) else content.encode()


def _check_quota(owner_id: UUID) -> None:
    if Image.objects.filter(owner_id=owner_id).count() >= IMAGES_KEPT:
        raise EnoughImages
    if not throttle.allow("media.upload", owner_id, limit=UPLOADS_A_DAY, seconds=DAY):
        raise EnoughForToday


def _write(image: Image, picture: Picture) -> None:
    for size, content in picture.files.items():
        wanted = image.path(size)
        written = default_storage.save(wanted, ContentFile(content))
        if written != wanted:
            _remove([written])
            raise FileExistsError(wanted)


def _paths(image: Image) -> list[str]:
    return [image.path(size) for size in image.sizes]


def _remove(paths: Iterable[str]) -> None:
    for path in paths:
        default_storage.delete(path)


def _folders() -> list[str]:
    try:
        return [f"{FOLDER}/{name}" for name in sorted(default_storage.listdir(FOLDER)[0])]
    except FileNotFoundError:  # nobody has sent anything yet
        return []


def _id_of(name: str) -> UUID | None:
    try:
        return UUID(hex=name[:HEX_ID])
    except ValueError:
        return None

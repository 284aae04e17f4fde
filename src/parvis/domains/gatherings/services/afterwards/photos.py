"""Photos of a date: shown once all those on them have said yes, gone as soon as one says no."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.events import PhotoAdded
from parvis.domains.gatherings.models import Photo, PhotoConsent
from parvis.domains.gatherings.vocabulary import PHOTO_ALT_MAX, PHOTOS_OF_A_DATE
from parvis.domains.media import services as media
from parvis.domains.media.vocabulary import ImageKind
from parvis.domains.people.models import Resident
from parvis.kernel import events, text
from parvis.kernel.errors import NotVisible, Refusal


class NoPhotos(Refusal):
    sentence = _("Cette rencontre est sans photos : c’est ce qui a été convenu.")


class NoMorePhotos(Refusal):
    sentence = _("Il y a déjà soixante photos de cette date. Retirez-en pour en ajouter.")


class Undescribed(Refusal):
    field = "alt"
    sentence = _("Décrivez la photo en quelques mots, pour celles et ceux qui ne la voient pas.")


class WhoIsOnIt(Refusal):
    field = "on_it"
    sentence = _("Dites qui on reconnaît ; ou bien, que personne n’est reconnaissable.")


def add_photo(
    *,
    occurrence_id: UUID,
    by: Resident,
    upload: UploadedFile,
    alt: str,
    seats: Collection[int],
    nobody: bool,
    at: datetime,
) -> Photo:
    """Add a photo and ask those on it. Call it outside a transaction. Safe to repeat.

    Who adds it and is on it says yes by adding it.

    :param seats: who can be recognised, among those who came; or else ``nobody``.
    :raises NotVisible: it is not theirs to add, or somebody was not there.
    :raises NoPhotos: the terms say so.
    :raises Undescribed, WhoIsOnIt, NoMorePhotos: what is missing, or too much.
    :raises Refusal: the file is not a picture that can be kept (see media).
    """
    described = " ".join(text.clean(alt).split())[:PHOTO_ALT_MAX]
    after = selectors.after(by, occurrence_id, at)
    if not selectors.may_add_photo(after):
        raise NotVisible
    if not selectors.takes_photos(after.gathering):
        raise NoPhotos
    if not described:
        raise Undescribed
    if bool(seats) == nobody:
        raise WhoIsOnIt
    on_it = [one for one in selectors.on_photo(by, after) if one.seat in set(seats)]
    if len(on_it) < len(set(seats)):
        raise NotVisible
    if Photo.objects.filter(occurrence=occurrence_id).count() >= PHOTOS_OF_A_DATE:
        raise NoMorePhotos
    image = media.store_image(
        upload=upload, owner_id=by.pk, kind=ImageKind.GATHERING, public=False, at=at
    )
    photo = Photo(occurrence_id=occurrence_id, image=image, by=by, alt=described, added_at=at)
    return _keep(photo, [one.resident for one in on_it])


@transaction.atomic
def _keep(wanted: Photo, on_it: list[Resident]) -> Photo:
    by, at = wanted.by_id, wanted.added_at
    photo, created = Photo.objects.get_or_create(
        occurrence_id=wanted.occurrence_id,
        image=wanted.image,
        defaults={"by_id": by, "alt": wanted.alt, "added_at": at},
    )
    if created:
        PhotoConsent.objects.bulk_create(
            PhotoConsent(
                photo=photo,
                resident=one,
                says=True if one.pk == by else None,
                said_at=at if one.pk == by else None,
            )
            for one in on_it
        )
        fact = PhotoAdded(photo_id=photo.pk, occurrence_id=photo.occurrence_id)
        events.publish(fact, by=by, at=at)
    return photo


@transaction.atomic
def answer_photo(*, photo_id: UUID, by: Resident, says: bool, at: datetime) -> bool:
    """Somebody on it says yes; or no, and it is gone at once. Whether it is still there.

    Safe to repeat.

    :raises NotVisible: they are not on it.
    """
    photo = _locked(photo_id)
    if photo is None:
        return False
    mine = PhotoConsent.objects.filter(photo=photo, resident=by).first()
    if mine is None:
        raise NotVisible
    if not says:
        _delete(photo, by.pk, at)
        return False
    if not mine.says:
        mine.says, mine.said_at = True, at
        mine.save(update_fields=["says", "said_at"])
    return True


@transaction.atomic
def withdraw_photo(*, photo_id: UUID, by: Resident, at: datetime) -> None:
    """Take it away for everybody, file included: who added it, is on it, or runs the gathering.

    Safe to repeat.

    :raises NotVisible: they are none of these.
    """
    photo = _locked(photo_id)
    if photo is None:
        return
    if not selectors.may_withdraw(by, photo):
        raise NotVisible
    _delete(photo, by.pk, at)


def forget_photos(resident_id: UUID, at: datetime) -> None:
    """Before an account goes: photos of theirs, and those they are on, are gone for everybody."""
    theirs = Photo.objects.filter(by_id=resident_id) | Photo.objects.filter(
        consents__resident=resident_id
    )
    for photo in theirs.distinct().select_related("image"):
        _delete(photo, resident_id, at)


def _locked(photo_id: UUID) -> Photo | None:
    locked = Photo.objects.select_for_update(of=("self",))
    return locked.select_related("image", "occurrence__gathering").filter(pk=photo_id).first()


def _delete(photo: Photo, by: UUID, at: datetime) -> None:
    """The same file may have been given for another date: that one stays."""
    image = photo.image
    photo.delete()
    if not Photo.objects.filter(image=image).exists():
        media.delete_image(image=image, at=at, by=by)

"""Reading images, and addresses that open a private one for a few minutes."""

import datetime as dt
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.core import signing
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.urls import reverse

from parvis.domains.media.models import Image
from parvis.domains.media.vocabulary import SIZES, TOKEN_LIFE, TOKEN_STEP
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible

SALT: Final = "parvis.media.image"


def signed_url(image: Image, size: int = SIZES[1]) -> str:
    """An address that shows this image, in every size, to who holds it, for five minutes at most.

    Only a domain that has just checked that its reader may see the image gives one.
    """
    step = int(clock.now().timestamp()) // TOKEN_STEP * TOKEN_STEP
    expires = step + TOKEN_LIFE
    token = f"{expires}.{_signer().signature(f'{image.id}:{expires}')}"
    return reverse("media:image", args=[image.id, size], query={"t": token})


def image_for(image_id: UUID, token: str, at: dt.datetime) -> Image:
    """An image that may be shown now: public, or asked for with a token that still lives.

    :raises NotVisible: it is neither, or there is none.
    """
    image = Image.objects.filter(id=image_id).first()
    if image is None or not (image.public or _opens(image.id, token, at)):
        raise NotVisible
    return image


def images_of(owner_id: UUID) -> QuerySet[Image]:
    """What somebody sent, oldest first: for their export."""
    return Image.objects.filter(owner_id=owner_id).order_by("created_at", "id")


def file_of(image: Image, size: int) -> bytes:
    """The picture itself, WebP.

    :raises NotVisible: the file is gone from the storage.
    """
    try:
        with default_storage.open(image.path(image.kept_size(size))) as file:
            return bytes(file.read())
    except FileNotFoundError as gone:
        raise NotVisible from gone


def known_ids(wanted: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these ids that are images."""
    return frozenset(Image.objects.filter(id__in=list(wanted)).values_list("id", flat=True))


def _opens(image_id: UUID, token: str, at: dt.datetime) -> bool:
    expires, _dot, signature = token.partition(".")
    # Nothing longer than a moment can be is read as a number.
    if not (expires.isascii() and expires.isdigit() and len(expires) <= 12 and signature):
        return False
    try:
        _signer().unsign(f"{image_id}:{expires}:{signature}")
    except signing.BadSignature:
        return False
    return at.timestamp() < int(expires)


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT)

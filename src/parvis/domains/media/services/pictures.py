"""From bytes nobody vouches for to a picture with nothing else in it.

The size is read in the header before a pixel is decoded; what comes out is drawn again from pixels,
so nothing of the file that came in survives: no position, no camera, no script after the picture.
"""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import numpy as np
from django.utils.translation import gettext_lazy as _
from PIL import Image as Pillow
from PIL import ImageCms, ImageOps

from parvis.domains.media.vocabulary import LARGEST_PICTURE, QUALITY, SIZES
from parvis.kernel.errors import Refusal

#: The whole list of what is read, by the first bytes: names and declared types are not believed.
SIGNATURES: Final = (
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"\x89PNG\r\n\x1a\n", "PNG"),
    (0, b"GIF87a", "GIF"),
    (0, b"GIF89a", "GIF"),
    (8, b"WEBP", "WEBP"),
    (4, b"ftypavif", "AVIF"),
)
APPLE_PHOTOS: Final = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc")
#: What Pillow's readers raise on a damaged or hostile file.
DAMAGE: Final = (
    OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError,
    ZeroDivisionError, NotImplementedError, RuntimeError, struct.error, zlib.error,
)  # fmt: skip
TOO_LARGE: Final = (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning)
LARGEST_SIDE: Final = SIZES[-1]
STANDARD_COLOURS: Final = ImageCms.createProfile("sRGB")


class NotAPicture(Refusal):
    field = "image"
    sentence = _(
        "Ce fichier n’est pas une photo que nous savons lire. "
        "Envoyez une image JPEG, PNG, WebP, AVIF ou GIF."
    )


class ApplePhoto(NotAPicture):
    sentence = _(
        "Cette photo est au format HEIC, que nous ne savons pas lire. Sur iPhone : Réglages, "
        "Appareil photo, Formats, « Le plus compatible ». Ou envoyez une capture d’écran."
    )


class TooManyPixels(Refusal):
    field = "image"
    sentence = _(
        "Cette image est trop grande (plus de 25 millions de pixels). "
        "Réduisez-la, ou envoyez une capture d’écran."
    )


class DamagedPicture(Refusal):
    field = "image"
    sentence = _(
        "Cette image est abîmée ou incomplète. Essayez de l’enregistrer à nouveau, ou une autre."
    )


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture drawn again: WebP files by size, and the measures of the largest."""

    width: int
    height: int
    files: dict[int, bytes]


def redraw(content: bytes) -> Picture:
    """Decode, turn upright, bring to sRGB, and encode in our sizes.

    :raises NotAPicture: the first bytes are not those of a format we read.
    :raises TooManyPixels: its header announces more than 25 million pixels. Nothing was decoded.
    :raises DamagedPicture: it cannot be decoded to the end.
    """
    with _open(content) as file:
        if file.width * file.height > LARGEST_PICTURE:
            raise TooManyPixels
        try:
            # A JPEG is decoded at a fraction of its size when that is enough.
            file.draft(None, (LARGEST_SIDE, LARGEST_SIDE))  # type: ignore[arg-type]
            file.load()
            picture = _in_standard_colours(_upright(file))
        except TOO_LARGE as refusal:
            raise TooManyPixels from refusal
        except DAMAGE as damage:
            raise DamagedPicture from damage
    return _encode(picture)


def _open(content: bytes) -> Pillow.Image:
    name = _format(content)
    try:
        return Pillow.open(BytesIO(content), formats=[name])
    except TOO_LARGE as refusal:
        raise TooManyPixels from refusal
    except DAMAGE as damage:
        raise DamagedPicture from damage


def _format(content: bytes) -> str:
    for offset, signature, name in SIGNATURES:
        if content[offset : offset + len(signature)] == signature:
            if name == "WEBP" and not content.startswith(b"RIFF"):
                continue
            return name
    if content[4:12] in APPLE_PHOTOS:
        raise ApplePhoto
    raise NotAPicture


def _upright(picture: Pillow.Image) -> Pillow.Image:
    """Turned as the camera was held. A note about it that cannot be read is no note."""
    try:
        return ImageOps.exif_transpose(picture)
    except DAMAGE:
        return picture


def _in_standard_colours(picture: Pillow.Image) -> Pillow.Image:
    """RGB, or RGBA when something shows through; colours of any profile brought to sRGB."""
    profile = picture.info.get("icc_profile")
    alpha = None
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        alpha = picture.getchannel("A")
        if alpha.getextrema() == (255, 255):
            alpha = None
        picture = picture.convert("RGB")
    elif picture.mode in {"I", "F"} or picture.mode.startswith("I;16"):
        picture = _eight_bits(picture)
    elif picture.mode not in {"RGB", "L", "CMYK", "LAB"}:
        picture = picture.convert("RGB")
    clean = _matched(picture, profile) if profile else picture.convert("RGB")
    if alpha is not None:
        clean.putalpha(alpha)
    # What Pillow remembers of the file (EXIF, XMP, comments, profile) would be written again.
    clean.info = {}
    return clean


def _eight_bits(picture: Pillow.Image) -> Pillow.Image:
    """Sixteen bits of grey (scanners, astronomy): Pillow would cut them, not scale them."""
    levels = np.asarray(picture, dtype=np.float64)
    return Pillow.fromarray(np.clip(levels / 257.0, 0, 255).round().astype(np.uint8), mode=None)


def _matched(picture: Pillow.Image, profile: bytes) -> Pillow.Image:
    try:
        found = ImageCms.ImageCmsProfile(BytesIO(profile))
        matched = ImageCms.profileToProfile(picture, found, STANDARD_COLOURS, outputMode="RGB")
    except (ImageCms.PyCMSError, *DAMAGE):
        matched = None
    return matched or picture.convert("RGB")


def _encode(picture: Pillow.Image) -> Picture:
    files: dict[int, bytes] = {}
    shown = picture
    for size in SIZES:
        shown = picture.copy()
        shown.thumbnail((size, size), Pillow.Resampling.LANCZOS)
        out = BytesIO()
        shown.save(out, "WEBP", quality=QUALITY, method=4)
        files[size] = out.getvalue()
        if size >= max(picture.size):
            break
    return Picture(shown.width, shown.height, files)

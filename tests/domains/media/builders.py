"""Pictures made on the spot, honest and hostile."""

import datetime as dt
import struct
import zlib
from io import BytesIO

import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from PIL import ImageDraw

NOW = dt.datetime(2027, 1, 13, 9, 0, tzinfo=dt.UTC)


def drawn(width=400, height=300, mode="RGB"):
    """The left half red, the right half blue, so that turning and mirroring show."""
    picture = Pillow.new("RGB", (width, height), (200, 30, 30))
    ImageDraw.Draw(picture).rectangle((width // 2, 0, width, height), fill=(30, 30, 200))
    return picture.convert(mode)


def noise(width, height):
    """What does not compress."""
    levels = np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Pillow.fromarray(levels)


def encoded(picture, kind="PNG", **options):
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def upload(content, name="photo.jpg", content_type="image/jpeg"):
    return SimpleUploadedFile(name, content, content_type)


def photo(seed=0):
    """A small picture; another seed, another one."""
    return encoded(Pillow.new("RGB", (40, 30), (seed % 256, seed // 256, 90)))


def bomb(width, height):
    """A PNG of a few bytes whose header announces a whole wall of pixels."""

    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + chunk(b"IEND", b"")


def with_secrets():
    """A JPEG as a telephone writes it: where, which device, a thumbnail's worth of notes."""
    exif = Pillow.Exif()
    exif[0x010F] = "MarqueSecrete"
    exif[0x0110] = "ModeleSecret"
    exif[0x9286] = "NoteSecrete"
    exif.get_ifd(0x8769)[0xA431] = "SerieSecrete"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (46.0, 1.0, 2.0)
    gps[3], gps[4] = "E", (3.0, 4.0, 5.0)
    xmp = (
        b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>"
        b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
        b"<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/' dc:creator='AuteurSecret'/>"
        b"</rdf:RDF></x:xmpmeta>"
    )
    content = encoded(drawn(), "JPEG", exif=exif, xmp=xmp, comment=b"CommentaireSecret")
    caption = b"\x1c\x02\x50\x00\x0cLegendeIptc!\x1c\x02\x00"
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x14" + caption
    marker = b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc
    return content[:2] + marker + content[2:]

"""What comes out of a picture nobody vouches for."""

import json
import shutil
import subprocess
from io import BytesIO

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageCms

from parvis.domains.media.services import pictures
from parvis.domains.media.services.pictures import (
    ApplePhoto,
    DamagedPicture,
    NotAPicture,
    TooManyPixels,
    redraw,
)

from .builders import bomb, drawn, encoded, noise, with_secrets

RED, BLUE = (200, 30, 30), (30, 30, 200)


def shown(content, size=320):
    """The pixels of one of the sizes kept."""
    return Pillow.open(BytesIO(redraw(content).files[size]))


def close(pixel, colour, by=12):
    return all(abs(one - other) <= by for one, other in zip(pixel, colour, strict=False))


def halves(picture):
    """The colours a quarter in from the left and from the right."""
    middle = picture.height // 2
    return [picture.getpixel((picture.width * part // 4, middle)) for part in (1, 3)]


def tags(content, tmp_path):
    """What the reference reader of metadata sees in a file."""
    path = tmp_path / "file"
    path.write_bytes(content)
    tool = shutil.which("exiftool")
    assert tool, "exiftool is needed: apt-get install libimage-exiftool-perl"
    out = subprocess.run(
        [tool, "-j", "-G1", "-a", "-u", "-ee", str(path)], capture_output=True, check=True
    )
    return json.loads(out.stdout)[0]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_every_format_read_becomes_webp_with_its_colours(kind):
    picture = shown(encoded(drawn(), kind))
    assert picture.format == "WEBP"
    assert picture.size == (320, 240)
    left, right = halves(picture)
    assert close(left, RED)
    assert close(right, BLUE)


@pytest.mark.parametrize("mode", ["L", "P", "LA", "RGBA", "CMYK", "YCbCr"])
def test_every_mode_becomes_plain_colours(mode):
    kind = "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"
    source = drawn(mode=mode) if mode != "P" else drawn().quantize(8)
    picture = shown(encoded(source, kind))
    assert picture.mode == "RGB"
    expected = source.convert("RGB").resize((320, 240))
    assert all(
        close(one, other) for one, other in zip(halves(picture), halves(expected), strict=True)
    )


def test_black_and_white_without_grey_is_read():
    picture = shown(encoded(Pillow.new("1", (400, 300), 1)))
    assert halves(picture) == [(255, 255, 255)] * 2


def test_transparency_is_kept_where_there_is_some():
    source = drawn(mode="RGBA")
    source.putalpha(Pillow.linear_gradient("L").resize(source.size))
    assert shown(encoded(source)).mode == "RGBA"
    palette = drawn().quantize(8)
    palette.info["transparency"] = 0
    assert shown(encoded(palette, transparency=0)).mode == "RGBA"


def test_sixteen_bits_of_grey_are_scaled_not_cut():
    levels = np.linspace(0, 65535, 400, dtype=np.uint16)[None, :].repeat(300, axis=0)
    picture = shown(encoded(Pillow.fromarray(levels)))
    middle = [picture.getpixel((x, 120))[0] for x in (2, 80, 160, 240, 317)]
    assert middle == pytest.approx([2, 64, 128, 191, 253], abs=6)


def test_colours_of_a_profile_are_brought_to_the_standard_ones():
    """Read without its profile, pure red in Lab would come out pink."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    red_in_lab = Pillow.new("LAB", (400, 300), (136, 208, 195))  # L 53, a 80, b 67: pure red
    content = encoded(red_in_lab, "TIFF", icc_profile=lab)
    picture = pictures._in_standard_colours(Pillow.open(BytesIO(content)))
    assert picture.mode == "RGB"
    assert close(picture.getpixel((10, 10)), (255, 0, 0), by=14)


@pytest.mark.parametrize("profile", [b"", b"garbage", b"\0" * 200])
def test_a_broken_profile_is_left_out(profile):
    left, right = halves(shown(encoded(drawn(), "JPEG", icc_profile=profile)))
    assert close(left, RED)
    assert close(right, BLUE)


@pytest.mark.parametrize(
    ("orientation", "size", "left"),
    [(1, (320, 240), RED), (2, (320, 240), BLUE), (3, (320, 240), BLUE), (6, (240, 320), None),
     (8, (240, 320), None)],
)  # fmt: skip
def test_a_picture_is_turned_upright(orientation, size, left):
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    picture = shown(encoded(drawn(), "JPEG", exif=exif))
    assert picture.size == size
    top, bottom = picture.getpixel((120, 60)), picture.getpixel((120, 260 if left is None else 180))
    if left is None:
        # The camera lay on its side: the halves are above each other.
        assert close(top, RED if orientation == 6 else BLUE)
        assert close(bottom, BLUE if orientation == 6 else RED)
    else:
        assert close(halves(picture)[0], left)


def test_nothing_but_the_picture_survives(tmp_path):
    content = with_secrets()
    before = tags(content, tmp_path)
    told = json.dumps(before)
    for secret in ("GPS", "MarqueSecrete", "ModeleSecret", "SerieSecrete", "AuteurSecret",
                   "CommentaireSecret", "LegendeIptc"):  # fmt: skip
        assert secret in told, secret  # what could leak is there
    redrawn = redraw(content)
    assert sorted(redrawn.files) == [320, 960]
    for file in redrawn.files.values():
        after = tags(file, tmp_path)
        groups = {name.split(":")[0] for name in after}
        assert groups <= {"SourceFile", "ExifTool", "System", "File", "RIFF", "Composite"}, after
        assert "Secre" not in json.dumps(after)
        assert "Iptc" not in json.dumps(after)
        assert b"Secre" not in file
        for word in ("GPS", "Serial", "Make", "Model"):
            assert not any(word in name for name in after), word


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "GIF"])
def test_notes_of_other_formats_do_not_survive_either(kind, tmp_path):
    exif = Pillow.Exif()
    exif[0x010F] = "MarqueSecrete"
    notes = {"comment": b"CommentaireSecret"} if kind == "GIF" else {"exif": exif}
    content = encoded(drawn(), kind, **notes)
    assert "Secre" in json.dumps(tags(content, tmp_path))
    assert "Secre" not in json.dumps(tags(redraw(content).files[320], tmp_path))


def test_an_animation_gives_its_first_picture():
    frames = [Pillow.new("RGB", (64, 64), colour) for colour in (RED, BLUE)]
    for kind in ("GIF", "WEBP", "PNG"):
        content = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)
        picture = shown(content)
        assert getattr(picture, "n_frames", 1) == 1
        assert close(picture.convert("RGB").getpixel((32, 32)), RED)


@pytest.mark.parametrize(
    ("size", "kept", "largest"),
    [
        ((40, 30), [320], (40, 30)),
        ((320, 200), [320], (320, 200)),
        ((321, 200), [320, 960], (321, 200)),
        ((960, 960), [320, 960], (960, 960)),
        ((1200, 3000), [320, 960, 1600], (640, 1600)),
        ((2400, 1200), [320, 960, 1600], (1600, 800)),
        ((5000, 5000), [320, 960, 1600], (1600, 1600)),
        ((4000, 1), [320, 960, 1600], (1600, 1)),
    ],
)
def test_sizes_never_enlarge(size, kept, largest):
    picture = redraw(encoded(Pillow.new("RGB", size, RED), "PNG"))
    assert sorted(picture.files) == kept
    assert (picture.width, picture.height) == largest
    for side, file in picture.files.items():
        assert max(Pillow.open(BytesIO(file)).size) == min(side, max(size))


@pytest.mark.parametrize("size", [(50_000, 50_000), (5001, 5000), (12_000, 12_000), (65_000, 400)])
def test_a_wall_of_pixels_is_refused_before_it_is_decoded(size, monkeypatch):
    def never(*_args, **_options):
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", never)
    content = bomb(*size)
    assert len(content) < 1000
    with pytest.raises(TooManyPixels):
        redraw(content)


def test_a_gif_larger_inside_than_it_says_is_refused():
    content = bytearray(encoded(Pillow.new("P", (10, 10)), "GIF"))
    start = content.index(b"\x2c")
    content[start + 5 : start + 9] = b"\xff\xff\xff\xff"  # the first frame: 65,535 × 65,535
    with pytest.raises(TooManyPixels):
        redraw(bytes(content))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00" + b"\0" * 500,
        b"\x7fELF" + b"\0" * 500,
        b"<!doctype html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7\n/JS (app.alert(1))",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"II*\x00" + b"\0" * 100,
        b"BM" + b"\0" * 100,
        b"PK\x03\x04" + b"\0" * 100,
        b"RIFF\x00\x00\x00\x00WAVEfmt ",
        b"XXXX\x00\x00\x00\x00WEBPVP8 ",
        "\U0001f600".encode() * 100,
    ],
)
def test_what_is_not_a_picture_is_refused_whatever_its_name(content):
    with pytest.raises(NotAPicture):
        redraw(content)


def test_a_photo_of_another_maker_is_refused_with_a_way_out():
    with pytest.raises(ApplePhoto) as caught:
        redraw(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\0" * 100)
    assert "HEIC" in str(caught.value)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_a_truncated_picture_is_refused(kind, share):
    content = encoded(noise(300, 200), kind)
    with pytest.raises(DamagedPicture):
        redraw(content[: int(len(content) * share)])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_damage_anywhere_is_a_refusal_or_a_picture_never_a_crash(kind):
    content = encoded(noise(60, 40), kind)
    random = np.random.default_rng(7)
    refused = 0
    for _ in range(60):
        spoilt = bytearray(content)
        for place in random.integers(12, len(content), 6):
            spoilt[place] = random.integers(0, 256)
        try:
            redraw(bytes(spoilt))
        except (DamagedPicture, TooManyPixels):
            refused += 1
    assert refused < 60 or kind in {"PNG", "AVIF"}


def test_a_file_that_is_a_picture_and_a_script_comes_out_as_a_picture():
    script = b"/*GIF*/=1;alert(document.domain)//"
    picture = encoded(drawn(64, 64), "GIF")
    polyglot = picture + b"\n" + script
    for file in redraw(polyglot).files.values():
        assert file.startswith(b"RIFF")
        assert b"alert" not in file
    with pytest.raises((DamagedPicture, TooManyPixels)):
        redraw(b"GIF89a/*" + b"\x00" * 5 + b"*/=1;alert(document.domain)//")


def test_a_picture_with_a_page_behind_it_comes_out_alone():
    page = b"<script>fetch('/compte/')</script>"
    for kind in ("JPEG", "PNG", "WEBP"):
        for file in redraw(encoded(drawn(), kind) + page).files.values():
            assert b"script" not in file

"""What the browser downloads stays small, and is ours."""

import gzip
import json
import re

import pytest
from PIL import Image

from tests.web.conftest import WEB

DIST = WEB / "dist"
PUBLIC = WEB / "static" / "parvis"
DRAWINGS = sorted((WEB / "components" / "drawings").glob("*.svg"))
ICON = re.compile(r'^  "(\w+)": "([^"]+)"', re.MULTILINE)


def built(source: str) -> bytes:
    manifest = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    return (DIST / manifest[f"src/parvis/web/{source}"]["file"]).read_bytes()


def weight(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def test_styles_weigh_less_than_twelve_kilobytes():
    assert weight(built("styles/main.css")) <= 12_000


def test_scripts_weigh_less_than_thirty_kilobytes():
    assert weight(built("ts/main.ts")) + weight(built("ts/sw.ts")) <= 30_000


def test_service_worker_keeps_its_name_and_stands_alone():
    manifest = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    entry = manifest["src/parvis/web/ts/sw.ts"]

    assert entry["file"] == "sw.js"
    assert not entry.get("imports")
    assert not re.search(rb"\b(import|export)\b\s*[{\w*]", built("ts/sw.ts"))


def test_styles_are_plain_enough_for_old_browsers():
    css = built("styles/main.css").decode()

    assert "@layer" not in css
    assert "color-mix" not in css
    assert ":has(" not in css
    assert not re.search(r"[{;]\s*&", css)
    assert not re.search(r"url\((?![\"']?data:)", css)


def test_styles_name_no_class_twice_removed_from_the_templates():
    """A class in a style sheet that no template or script writes is a leftover."""
    css = "\n".join(p.read_text(encoding="utf-8") for p in sorted((WEB / "styles").glob("*.css")))
    sources = [*WEB.parent.glob("**/*.html"), *WEB.glob("ts/*.ts"), *DRAWINGS]
    written = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    classes = set(re.findall(r"\.(-?[a-z][a-z-]*[a-z])(?=[\s,:.{>+~\[)])", css))
    built_from_parts = re.compile(r"^(tone|notice|swatch|ways|htmx|leaflet)-")
    #: For the pages of the domains.
    for_pages = {
        "stack-close", "stack-wide", "grid", "prose", "numbered",
        "only-print", "no-print", "button-wide",
    }  # fmt: skip

    unknown = {
        name
        for name in classes - for_pages
        if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", written)
        and not built_from_parts.match(name)
    }
    assert unknown == set()


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_drawing_is_small_and_only_lines(path):
    source = path.read_text(encoding="utf-8")

    assert len(source) < 2_500
    assert set(re.findall(r"<(\w+)", source)) == {"svg", "path"}
    assert set(re.findall(r'class="(\w+)"', source)) <= set("sbpkcehit")
    assert "fill=" not in source
    assert source.startswith('<svg viewBox="0 0 ')


def test_there_are_enough_drawings_and_icons():
    icons = dict(ICON.findall((WEB / "components" / "icons.html").read_text(encoding="utf-8")))

    assert len(DRAWINGS) >= 10
    assert len(icons) >= 40
    assert len(set(icons.values())) == len(icons)
    assert all(re.fullmatch(r"[MmLlHhVvAaCcSsZz0-9 .,-]+", path) for path in icons.values())


@pytest.mark.parametrize("size", [192, 512])
def test_application_icon_is_square_and_may_be_masked(size):
    with Image.open(PUBLIC / f"icon-{size}.png") as icon:
        picture = icon.convert("RGB")

    assert picture.size == (size, size)
    corners = {picture.getpixel(at) for at in ((0, 0), (size - 1, 0), (0, size - 1))}
    assert corners == {picture.getpixel((size // 2, size // 12))}
    # The drawing stays within the safe circle of a maskable icon (four fifths of the width).
    margin = size // 10
    assert {picture.getpixel((x, margin)) for x in range(size)} == corners

"""Every pair of colours that meets on a page, computed in light and in dark (WCAG 2 formula)."""

import re

import pytest

from tests.web.conftest import WEB

TOKENS = (WEB / "styles" / "tokens.css").read_text(encoding="utf-8")
GROUNDS = ("page", "card", "sunk", "pine-soft", "brick-soft", "sun-soft", "sky-soft")
SOFT = ("page", "card", "pine-soft", "sun-soft")
TEXTS = (
    [("text", ground) for ground in GROUNDS]
    + [("muted", ground) for ground in GROUNDS]
    + [("action", ground) for ground in SOFT]
    + [("action-deep", ground) for ground in ("page", "card", "pine-soft")]
    + [("warm", "page"), ("warm", "card"), ("warm", "brick-soft"), ("card", "warm")]
    + [("on-action", "action"), ("on-action", "action-deep"), ("on-danger", "danger")]
)
LINES = (
    [("edge", "page"), ("edge", "card"), ("focus", "page"), ("focus", "card")]
    + [("focus", ground) for ground in GROUNDS]
    + [("warm", ground) for ground in GROUNDS]
    + [("sun-line", ground) for ground in ("page", "card", "sun-soft")]
    + [("pine-line", "page"), ("pine-line", "card"), ("pine-line", "pine-soft")]
    + [("draw-line", "draw-sun"), ("draw-line", "draw-brick"), ("draw-line", "draw-pine")]
    + [("draw-line", "draw-sky"), ("draw-line", "draw-paper"), ("draw-line", "draw-earth")]
)


def theme(name: str) -> dict[str, str]:
    light, dark = TOKENS.split("@media (prefers-color-scheme: dark)")
    colour = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{6});")
    tokens = dict(colour.findall(light))
    return tokens if name == "light" else {**tokens, **dict(colour.findall(dark))}


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_formula_on_known_pairs():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_dark_theme_redraws_every_colour():
    light = theme("light")
    _, dark = TOKENS.split("@media (prefers-color-scheme: dark)")

    assert {name for name in light if f"--{name}:" not in dark} == set()


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXTS)
def test_text_reads_at_seven_to_one(name, ink, ground):
    tokens = theme(name)

    assert contrast(tokens[ink], tokens[ground]) >= 7


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), LINES)
def test_line_that_means_something_shows_at_three_to_one(name, line, ground):
    tokens = theme(name)

    assert contrast(tokens[line], tokens[ground]) >= 3

"""The tour: its page, its weight, and what it says when it cannot be taken."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from parvis.surfaces.cli import services, tour
from parvis.surfaces.cli.start import Stop

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "tour"
HEAVIEST = 3_000_000


def test_tour_names_each_picture_once() -> None:
    names = [shot.name for shot in tour.SHOTS]

    assert len(set(names)) == len(names)


def test_tour_in_the_documents_is_whole_and_light() -> None:
    pictures = {picture.stem: picture for picture in FOLDER.glob("*.png")}

    assert set(pictures) == {shot.name for shot in tour.SHOTS}
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == tour.written()
    assert sum(picture.stat().st_size for picture in pictures.values()) <= HEAVIEST


def test_small_picture_keeps_its_size_and_weighs_less() -> None:
    drawn = Image.effect_noise((400, 300), 40).convert("RGB")
    heavy = BytesIO()
    drawn.save(heavy, "PNG")

    light = tour.small(heavy.getvalue())

    with Image.open(BytesIO(light)) as picture:
        assert picture.size == (400, 300)
    assert len(light) < len(heavy.getvalue())


def test_tour_without_a_browser_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PARVIS_CHROMIUM", raising=False)
    monkeypatch.setattr(services, "program", lambda *_names: "")

    with pytest.raises(Stop, match="apt install chromium"):
        tour.take(tmp_path / "tour")

    assert not (tmp_path / "tour").exists()

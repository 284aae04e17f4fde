"""``parvis evaluate-paths``: what it prints, writes and refuses."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from parvis.matching.evaluation import files
from parvis.matching.evaluation.generate import City, generate
from parvis.surfaces.cli.main import app
from parvis.surfaces.cli.start import Stop

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = tmp_path_factory.mktemp("city")
    files.write(at, generate(City(members=60, groups=14, weeks=8), seed=2))
    return at


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["evaluate-paths", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_folder_gives_the_table_and_the_json(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    printed = run(str(folder), "--json", str(out), "--weeks", "2,1", "--tasks", "d")
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["format"] == "parvis-paths-evaluation/1"
    assert list(found["tasks"]) == ["D"]
    names = [one["name"] for one in found["tasks"]["D"]["rankers"]]
    assert len(names) == 10
    assert all(name in printed for name in names)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--weeks", "8"], "--weeks 8,12"),
        (["--weeks", "0,4"], "--weeks 8,12"),
        (["--tasks", "E,F"], "--tasks E,D"),
        (["--weeks", "9,90"], "whole weeks"),
    ],
)
def test_wrong_words_are_refused(folder: Path, words: list[str], sentence: str) -> None:
    with pytest.raises(Stop, match=sentence):
        run(str(folder), *words)


def test_wrong_folder_is_refused_at_its_line(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with (tmp_path / "rsvps.csv").open("a", encoding="utf-8") as lines:
        lines.write("nowhere,1\n")
    with pytest.raises(Stop, match=r"rsvps\.csv:\d+: event_id: 'nowhere' is not known"):
        run(str(tmp_path))
    with pytest.raises(Stop, match="no such file"):
        run(str(tmp_path / "nothing"))

"""``parvis simulate``: tables and pictures in a folder, a sentence when something is wrong."""

import builtins

import pytest
from typer.testing import CliRunner

from parvis.matching.simulation import plots
from parvis.surfaces.cli import simulate
from parvis.surfaces.cli.main import app
from parvis.surfaces.cli.start import Stop

pytestmark = pytest.mark.once

SMALL = ("--seeds", "2", "--weeks", "2", "--residents", "150", "--workers", "1")
TABLES = {
    "report.md",
    "figures.csv",
    "summary.csv",
    "differences.csv",
    "curves.csv",
    "parameters.csv",
}


@pytest.fixture(autouse=True)
def few_pictures(monkeypatch):
    """Each picture is tested elsewhere."""
    monkeypatch.setattr(plots, "MEASURES", plots.MEASURES[:1])
    monkeypatch.setattr(plots, "CURVES", plots.CURVES[:1])


def call(*words):
    return CliRunner().invoke(app, ["simulate", *SMALL, *words])


def test_simulate_writes_tables_and_pictures(tmp_path):
    done = call("--policies", "nearest,parvis", "-o", str(tmp_path / "new"))

    assert done.exit_code == 0, done.output
    written = {path.name for path in (tmp_path / "new").iterdir()}
    assert written >= TABLES
    assert "simulation-no_tie.svg" in written
    assert "simulation-no_tie.png" in written
    lines = (tmp_path / "new" / "figures.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "policy,seed,measure,value"
    assert {line.split(",")[0] for line in lines[1:]} == {"nearest", "parvis"}


def test_simulate_without_a_folder_prints_the_report():
    done = call("--policies", "random")

    assert done.exit_code == 0
    assert "# Policy simulation" in done.stdout
    assert "worlds in" in done.stderr


def test_simulate_without_matplotlib_says_so_and_writes_the_tables(tmp_path, monkeypatch):
    real = builtins.__import__

    def refuse(name, *rest, **named):
        if name.split(".")[0] == "matplotlib":
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", refuse)
    done = call("--policies", "random", "-o", str(tmp_path))

    assert done.exit_code == 0
    assert "matplotlib is not installed" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == TABLES


def test_simulate_makes_the_tables_of_a_page_anew(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "Before <!-- said -->old<!-- /said --> <!-- sensitivity -->kept<!-- /sensitivity --> after",
        encoding="utf-8",
    )

    done = call("--policies", "random,parvis", "--page", str(page))

    text = page.read_text(encoding="utf-8")
    assert done.exit_code == 0, done.output
    assert text.startswith("Before <!-- said -->\n\n2 worlds (seeds 0 to 1), 2 weeks,")
    assert text.endswith("<!-- sensitivity -->kept<!-- /sensitivity --> after")
    assert {path.suffix for path in tmp_path.iterdir()} == {".md", ".svg"}


def test_simulate_refuses_a_page_that_is_not_there(tmp_path):
    done = call("--page", str(tmp_path / "none.md"))

    assert isinstance(done.exception, Stop)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--policies", "best"), "policies[0]: 'best' is not one of"),
        (("--seeds", "0"), "seeds: at least 1"),
        (("--residents", "5"), "residents: at least 100"),
    ],
)
def test_simulate_says_what_is_wrong(words, said):
    done = call(*words)

    assert isinstance(done.exception, Stop)
    assert said in str(done.exception)


def test_simulate_refuses_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "taken").write_text("", encoding="utf-8")

    done = call("-o", str(tmp_path / "taken"))

    assert isinstance(done.exception, Stop)


def test_simulate_can_be_interrupted(monkeypatch, tmp_path):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(simulate, "run", interrupted)
    done = call("-o", str(tmp_path))

    assert isinstance(done.exception, Stop)
    assert "Stopped" in str(done.exception)
    assert not list(tmp_path.iterdir())

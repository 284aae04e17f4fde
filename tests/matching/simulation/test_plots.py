"""Pictures: one for each measure, the same each time, readable without colour."""

import pytest

from parvis.matching.simulation import plots
from parvis.matching.simulation.measures import MEASURES, NAMED
from parvis.matching.simulation.plots import draw_all
from parvis.matching.simulation.policies import BY_NAME
from parvis.matching.simulation.study import Study, run

STUDY = Study(seeds=2, weeks=3, residents=200, policies=("nearest", "random", "parvis"))


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    lives = run(STUDY)
    return lives, draw_all(lives, folder, (".svg",))


def test_every_measure_has_its_picture(pictures):
    _, drawn = pictures

    assert {path.name for path in drawn} == {
        *(f"simulation-{one.name}.svg" for one in MEASURES),
        "simulation-curve-met.svg",
        "simulation-curve-met_three_times.svg",
    }


def test_pictures_name_every_policy_in_letters(pictures):
    _, drawn = pictures

    for path in drawn:
        text = path.read_text(encoding="utf-8")
        for policy in STUDY.policies:
            assert BY_NAME[policy].label in text, path.name
    titles = [one for one in drawn if one.name == "simulation-no_tie.svg"]
    assert NAMED["no_tie"].title in titles[0].read_text(encoding="utf-8")


def test_pictures_are_the_same_each_time(pictures, tmp_path, monkeypatch):
    lives, drawn = pictures
    monkeypatch.setattr(plots, "MEASURES", MEASURES[:1])
    before = {one.name: one.read_bytes() for one in drawn}

    again = draw_all(lives, tmp_path, (".svg",))

    assert len(again) == 3
    assert {one.name: one.read_bytes() for one in again}.items() <= before.items()

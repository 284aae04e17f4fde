"""`parvis path`: what is understood, five suggestions that lead somewhere, and nothing stored."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.urls import resolve
from django.utils import translation

from parvis.domains.people.models import Resident, Role
from parvis.domains.people.vocabulary import Role as Duty
from parvis.domains.welcome.pairing.town import forget_town
from parvis.kernel import clock
from parvis.surfaces.cli import path
from parvis.surfaces.cli.start import Stop
from tests.support.patience import STUCK

ROOT = Path(__file__).resolve().parents[3]
SAID = (
    "Je viens d’emménager aux Tilleuls. J’aime la photo et marcher, plutôt à deux ou trois. "
    "Je suis libre le jeudi soir."
)
SAID_IN_ENGLISH = "I just moved in. I love photography and walking. I am free on Thursday night."
KINDS = ["welcomer", "place", "gathering", "circle", "useful"]
UNDERSTOOD = ["interests", "languages", "wishes", "comfort", "life", "free", "area", "access"]
pytestmark = pytest.mark.usefixtures("town")


def rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_answer_has_the_shape_that_was_promised() -> None:
    found = path.answer(SAID, language="fr")

    assert list(found) == ["understood", "path"]
    assert list(found["understood"]) == UNDERSTOOD
    assert [one["kind"] for one in found["path"]] == KINDS
    for one in found["path"]:
        keys = ["kind", "id", "title", "reason", "next_step", "url"]
        assert list(one) == [*keys, *(["starts_at"] if one["kind"] == "gathering" else [])]
        assert all(isinstance(one[key], str) and one[key] for key in one)
    assert json.loads(json.dumps(found)) == found


def test_answer_says_what_the_words_say() -> None:
    understood = path.answer(SAID, language="fr")["understood"]

    assert {each["slug"] for each in understood["interests"]} == {"photography", "walking"}
    assert {each["label"] for each in understood["interests"]} >= {"Photographie"}
    assert understood["area"] == "les-tilleuls"
    assert understood["free"] == ["thu-evening"]
    assert understood["comfort"] == ["small-group"]
    assert understood["languages"] == ["fr"]
    assert understood["life"] == ["newcomer"]


def test_every_suggestion_leads_to_a_page_about_it() -> None:
    found = path.answer(SAID, language="fr")

    names = {one["kind"]: resolve(one["url"]).view_name for one in found["path"]}
    assert names == {
        "welcomer": "people:person",
        "place": "territory:place",
        "gathering": "gatherings:occurrence",
        "circle": "circles:circle",
        "useful": "mutual_aid:need",
    }


def test_gathering_begins_within_ten_days() -> None:
    found = path.answer(SAID, language="fr")

    gathering = found["path"][KINDS.index("gathering")]
    starts = datetime.fromisoformat(gathering["starts_at"])
    assert starts.tzinfo is not None
    assert 0 < (starts - clock.now()).total_seconds() < 10 * 86_400


def test_welcomer_is_somebody_who_welcomes() -> None:
    found = path.answer(SAID, language="fr")

    welcomer = Resident.objects.get(pk=found["path"][0]["id"])
    assert Role.objects.filter(resident=welcomer, kind=Duty.WELCOMER, ended_at=None).exists()
    assert welcomer.name in found["path"][0]["next_step"]


def test_english_answer_is_in_english() -> None:
    with translation.override("en"):
        found = path.answer(SAID_IN_ENGLISH, language="en")

    labels = {each["label"] for each in found["understood"]["interests"]}
    assert "Photography" in labels
    assert "Photographie" not in labels
    assert "en" in found["understood"]["languages"]
    assert found["understood"]["free"] == ["thu-evening"]


def test_area_option_counts_more_than_the_words() -> None:
    found = path.answer(SAID, language="fr", area="centre-ancien")

    assert found["understood"]["area"] == "centre-ancien"


def test_unknown_area_names_those_there_are() -> None:
    with pytest.raises(Stop, match=r"no neighbourhood “nulle-part”\. It has: .*les-tilleuls"):
        path.answer(SAID, language="fr", area="nulle-part")


def test_path_stores_nothing() -> None:
    before = rows()

    path.answer(SAID, language="fr")
    path.words(path.answer(SAID, language="fr", area="centre-ancien"))

    assert rows() == before


def test_same_words_give_the_same_path() -> None:
    first = path.answer(SAID, language="fr")
    forget_town()

    assert path.answer(SAID, language="fr") == first


@pytest.mark.parametrize(
    "text",
    [
        "J’aime la photo. " * 590,
        "🌳🐕☕",
        "<script>alert(1)</script>",
        "a\x00b",
        "\ud800".encode("utf-8", "replace").decode(),
        "zzz qqq",
    ],
)
def test_any_text_gets_a_whole_path(text: str) -> None:
    found = path.answer(text, language="fr")

    assert [one["kind"] for one in found["path"]] == KINDS
    assert all(one["reason"] for one in found["path"])


def test_words_show_everything_to_a_person() -> None:
    found = path.answer(SAID, language="fr")

    shown = path.words(found)

    for one in found["path"]:
        assert one["title"] in shown
        assert one["reason"] in shown
        assert one["next_step"] in shown
        assert one["url"] in shown
    assert "Les Tilleuls" in shown
    assert "jeudi soir" in shown
    assert "photography" not in shown


# — The command itself, in a process of its own


def command(*words: str, cwd: Path = ROOT) -> "subprocess.CompletedProcess[str]":
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("PARVIS_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-c", "from parvis.surfaces.cli.main import main; main()", *words],
        env=plain,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=10 * STUCK,
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("path") / "town"


def path_of(data: Path, *words: str) -> dict[str, Any]:
    done = command("path", "--text", SAID, "--json", "--data", str(data), *words)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.once
def test_command_builds_the_town_then_prints_only_json(data: Path) -> None:
    first = path_of(data)
    written = (data / "parvis.sqlite3").stat().st_mtime

    again = path_of(data, "--lang", "fr")

    assert [one["kind"] for one in first["path"]] == KINDS
    assert again == first
    assert (data / "parvis.sqlite3").stat().st_mtime == written


@pytest.mark.once
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--text", ""), "Say something of the newcomer"),
        (("--text", "  \n\t "), "Say something of the newcomer"),
        (("--text", SAID, "--lang", "de"), "Parvis reads fr and en"),
    ],
)
def test_command_refuses_with_a_sentence(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    done = command("path", *words, "--data", str(tmp_path / "none"))

    assert done.returncode == 1
    assert says in done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "none").exists()


@pytest.mark.once
def test_command_refuses_an_area_of_another_town(data: Path) -> None:
    done = command("path", "--text", SAID, "--area", "montmartre", "--data", str(data))

    assert done.returncode == 1
    assert done.stdout == ""
    assert "no neighbourhood “montmartre”" in done.stderr


@pytest.mark.once
def test_command_leaves_a_configured_town_untouched(data: Path, tmp_path: Path) -> None:
    """A town that is not the demo's: its database is read, and nothing else happens there."""
    path_of(data)
    town = tmp_path / "configured"
    town.mkdir()
    content = (data / "parvis.sqlite3").read_bytes()
    (town / "parvis.sqlite3").write_bytes(content)

    path_of(town)
    path_of(town)

    assert (town / "parvis.sqlite3").read_bytes() == content
    assert not (town / "secret-key").exists()

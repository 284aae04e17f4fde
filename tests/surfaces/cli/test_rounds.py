"""`parvis round`: a file goes in, a plan comes out; what is wrong is one kind line and a 2."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from parvis.matching.rounds.files import read_plan, read_problem, write_plan, write_problem
from parvis.matching.rounds.generate import commune
from parvis.matching.rounds.greedy import best_insertion
from parvis.matching.rounds.plan import Group, RoundPlan
from parvis.matching.rounds.problem import RoundProblem
from parvis.matching.rounds.verify import verify
from parvis.surfaces.cli.main import app
from tests.matching.rounds.builders import (
    no_sessions,
    nobody,
    nobody_feasible,
    one_person,
    person,
    problem,
)
from tests.support.patience import STUCK

pytestmark = pytest.mark.once


def run(*words: object) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    result = CliRunner().invoke(app, ["round", *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    write_problem(tmp_path / "town.json.gz", commune(40, seed=3))
    return tmp_path / "town.json.gz"


def figures(said: str) -> dict[str, str]:
    lines = [line.split(maxsplit=1) for line in said.splitlines() if line[:1].islower()]
    return {line[0]: line[1] for line in lines if len(line) == 2}


def test_round_writes_a_plan_that_keeps_every_rule(instance: Path, tmp_path: Path) -> None:
    code, said, _ = run(instance, "-o", tmp_path / "plan.json", "--seconds", 0.5, "--quiet")

    found, plan = read_problem(instance), read_plan(tmp_path / "plan.json")
    verdict = verify(found, plan)
    told = figures(said)
    assert code == 0
    assert verdict.violations == ()
    assert float(told["objective"]) == pytest.approx(verdict.objective, abs=1e-6)
    assert told["placed"].startswith(f"{len(plan.placed)} of 40 (")
    assert told["tables"] == str(len(plan.groups))
    assert float(told["seconds"]) >= 0
    assert verdict.objective >= verify(found, best_insertion(found)).objective - 1e-9


def test_bound_is_not_below_the_plan_and_its_proof_is_checked(
    instance: Path, tmp_path: Path
) -> None:
    plan, proof = tmp_path / "plan.json", tmp_path / "proof.json"
    code, said, _ = run(
        *(instance, "-o", plan, "--seconds", 0.5, "--bound", "--certificate", proof, "--quiet")
    )
    told = figures(said)
    again, checked, _ = run("--verify", instance, plan, "--certificate", proof)
    proved = figures(checked)

    assert (code, again) == (0, 0)
    assert float(told["bound"]) >= float(told["objective"]) - 1e-6
    assert told["gap"].endswith("%")
    assert float(told["objective"]) - 1e-6 <= float(proved["bound"])
    assert float(proved["bound"]) <= 1.02 * float(told["bound"])


@pytest.mark.parametrize("found", [commune(60, seed=1), nobody_feasible()])
def test_best_plan_of_few_people_is_said_to_be_the_best(
    found: RoundProblem, tmp_path: Path
) -> None:
    write_problem(tmp_path / "few.json", found)

    code, said, _ = run(
        *(tmp_path / "few.json", "-o", tmp_path / "plan.json", "--seconds", 30, "--bound"),
        "--quiet",
    )

    assert code == 0
    assert figures(said)["gap"] == "0.00 %"


def test_verify_says_what_a_good_plan_is_worth(instance: Path, tmp_path: Path) -> None:
    found = read_problem(instance)
    plan = best_insertion(found)
    write_plan(tmp_path / "plan.json", plan)

    code, said, _ = run("--verify", instance, tmp_path / "plan.json")

    assert code == 0
    assert float(figures(said)["objective"]) == pytest.approx(
        verify(found, plan).objective, abs=1e-6
    )
    assert "No rule is broken." in said


def test_verify_names_each_rule_that_is_broken(tmp_path: Path) -> None:
    rows = [person(id=name) for name in ("ana", "bo", "cy", "di", "eli")]
    found = problem(rows, sessions=[(0, 0, 3, 1)], blocks=[(0, 1)])
    write_problem(tmp_path / "town.json", found)
    write_plan(tmp_path / "plan.json", RoundPlan((Group(0, (0, 1, 2, 3)),), ()))

    code, said, _ = run("--verify", tmp_path / "town.json", tmp_path / "plan.json")

    assert code == 1
    assert "H8, group 0: ana, bo: are blocked" in said
    assert "H6: session 0: 4 seats are used, there are 3" in said
    assert "complete: eli: is nowhere in the plan" in said
    assert "H8 asks: no two people of a table are blocked." in said


@pytest.mark.parametrize("shape", [nobody, one_person, no_sessions, nobody_feasible])
def test_round_without_any_table_is_a_plan_all_the_same(shape, tmp_path: Path) -> None:
    write_problem(tmp_path / "town.json", shape())

    code, said, _ = run(tmp_path / "town.json", "-o", tmp_path / "plan.json", "--seconds", 0)

    assert code == 0
    assert float(figures(said)["objective"]) == 0
    assert read_plan(tmp_path / "plan.json").groups == ()
    assert run("--verify", tmp_path / "town.json", tmp_path / "plan.json")[0] == 0


def test_generate_writes_the_commune_of_its_seed(tmp_path: Path) -> None:
    for name, seed in (("one", 5), ("same", 5), ("other", 6)):
        assert run("--generate", 30, "--seed", seed, "-o", tmp_path / name)[0] == 0

    one, same, other = ((tmp_path / name).read_bytes() for name in ("one", "same", "other"))
    assert one == same != other
    assert len(read_problem(tmp_path / "one")) == 30


def test_wrong_value_is_one_kind_line(instance: Path, tmp_path: Path) -> None:
    write_problem(tmp_path / "town.json", read_problem(instance))
    written = json.loads((tmp_path / "town.json").read_text())
    written["people"]["langs"][3] = -1
    (tmp_path / "town.json").write_text(json.dumps(written))

    code, said, wrong = run(tmp_path / "town.json", "-o", tmp_path / "plan.json")

    assert (code, said) == (2, "")
    assert wrong == f"{tmp_path / 'town.json'}: people.langs[3]: -1 is no bit mask\n"
    assert not (tmp_path / "plan.json").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "INSTANCE -o SOLUTION"),
        (["town.json.gz"], "INSTANCE -o SOLUTION"),
        (["town.json.gz", "plan.json"], "--verify INSTANCE SOLUTION"),
        (["nowhere.json", "-o", "plan.json"], "nowhere.json cannot be read"),
        (["town.json.gz", "-o", "nowhere/plan.json"], "no folder"),
        (["town.json.gz", "-o", "."], "is a folder"),
        (["town.json.gz", "-o", "town.json.gz"], "another name"),
        ([".", "-o", "plan.json"], "cannot be read"),
        (["damaged.json.gz", "-o", "plan.json"], "damaged"),
        (["--verify", "town.json.gz"], "--verify INSTANCE SOLUTION"),
        (["--verify", "town.json.gz", "nowhere.json"], "nowhere.json cannot be read"),
        (["--verify", "town.json.gz", "town.json.gz"], "format: 'parvis-round/1' is not"),
        (["--verify", "town.json.gz", "plan.json", "--certificate", "town.json.gz"], "plan.json"),
        (["town.json.gz", "-o", "p.json", "--certificate", "p.json"], "another name"),
        (["--generate", "30"], "-o INSTANCE"),
        (["--generate", "-3", "-o", "new.json"], "--generate: -3"),
        (["--generate", "30", "-o", "nowhere/new.json"], "no folder"),
    ],
)
def test_words_one_can_do_nothing_with_are_one_kind_line(
    instance: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], says: str
) -> None:
    monkeypatch.chdir(instance.parent)
    (instance.parent / "damaged.json.gz").write_bytes(instance.read_bytes()[:200])
    before = sorted(instance.parent.iterdir())

    code, said, wrong = run(*words)

    assert (code, said) == (2, "")
    assert says in wrong
    assert wrong.count("\n") == 1
    assert sorted(instance.parent.iterdir()) == before


def test_interruption_keeps_the_best_plan_found(instance: Path, tmp_path: Path) -> None:
    """Ctrl-C in a process of its own, as soon as it tells how it goes."""
    command = [sys.executable, "-c", "from parvis.surfaces.cli.main import main; main()", "round"]
    words = [str(instance), "-o", str(tmp_path / "plan.json"), "--seconds", "600"]
    with subprocess.Popen(
        [*command, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as running:
        assert running.stderr is not None
        assert "Getting ready" in running.stderr.readline()
        assert "40 people" in running.stderr.readline()
        running.send_signal(signal.SIGINT)
        said, wrong = running.communicate(timeout=4 * STUCK)

    assert running.returncode == 0
    assert "Stopped early" in wrong
    assert float(figures(said)["objective"]) > 0
    assert verify(read_problem(instance), read_plan(tmp_path / "plan.json")).valid

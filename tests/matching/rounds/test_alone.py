"""A round in a process of its own: what it is given counts from the moment kernels are ready."""

import gc
import subprocess
import sys
from typing import Any

from numba.core.dispatcher import Dispatcher

from parvis.matching.rounds import alone
from parvis.matching.rounds.generate import commune
from parvis.matching.rounds.pricing import Prices
from parvis.matching.rounds.ready import compile_kernels
from tests.support.patience import STUCK

from .builders import columns, person

#: Run apart: in this process other tests have had kernels compiled.
COMPILED = (
    "from tests.matching.rounds import test_alone; print(test_alone.kernels_left_to_compile())"
)


def kernels_left_to_compile() -> int:
    """How many more a real round asks for, after ``compile_kernels``."""
    compile_kernels()
    before = _compiled()
    for people in (30, 300):
        problem = commune(people, 1)
        outcome = alone.solve(problem, seconds=2.0, seed=1, workers=2)
        proof = alone._bound(problem, outcome, 4.0, 1)
        certificate = proof.certificate
        prices = Prices(certificate.person, certificate.seat, certificate.table)
        alone.advise(problem, outcome.plan.groups, seconds=1.0, seed=1, prices=prices)
        list(alone._left(problem, outcome.plan.groups, 1.0))
    return _compiled() - before


def _compiled() -> int:
    return sum(len(one.signatures) for one in gc.get_objects() if isinstance(one, Dispatcher))


def test_everything_is_compiled_before_any_second_counts() -> None:
    done = subprocess.run(
        [sys.executable, "-c", COMPILED],
        capture_output=True,
        check=True,
        text=True,
        timeout=10 * STUCK,
    )
    assert done.stdout.split() == ["0"]


def test_few_people_get_the_best_tables_and_its_proof() -> None:
    """Seven people in two seconds: everybody sits, and no plan is worth more."""
    rows: list[dict[str, Any]] = [person(avail=1 if place < 3 else 3) for place in range(7)]
    asked = {
        "problem": {
            "people": columns(rows),
            "venues": {"x": [0.0, 500.0], "y": [0.0, 0.0], "flags": [0, 0]},
            "sessions": {"venue": [0, 1], "slot": [0, 1], "seats": [6, 10], "tables": [1, 2]},
            "tag_weight": [0.4, 0.3, 0.2, 0.1],
        },
        "seconds": 2.0,
        "seed": 1,
    }
    answer = alone.answer(asked)
    assert sum(len(one["members"]) for one in answer["groups"]) == 7
    assert answer["unplaced"] == []
    found = alone.solve(alone.RoundProblem.of(**asked["problem"]), seconds=2.0, seed=1)
    assert abs(answer["bound"] - found.objective) < 1e-3

"""A round solved in a process of its own: numbers in, numbers out.

Run as ``python -m parvis.matching.rounds.alone``: reads one JSON object from the standard input
(``problem``: the columns of ``RoundProblem.of``; ``seconds``; ``seed``), writes one to the standard
output (``groups``, ``unplaced``, ``bound``: a number or nothing, ``advice``). It opens neither file
nor network, and what it compiles stays out of the process that asked.
"""

import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final, TypeVar

from .advice import Advice, advise
from .bound import Bound, upper_bound
from .changes import Changes
from .plan import Group
from .pricing import Prices
from .problem import RoundProblem
from .ready import compile_kernels
from .reasons import why_unplaced
from .solve import Outcome, solve

#: Cores at most: the pages need one too.
MOST_CORES: Final = 2
#: The seconds that were asked, shared: the tables come first.
TABLES, BOUND, HELP, ADVICE = 0.6, 0.15, 0.1, 0.15
#: Beyond so many people one turn of the bound alone takes longer than all there is.
MOST_EXPLAINED: Final = 5_000

T = TypeVar("T")


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """The groups for what was asked, everybody else with why, and what to open next time.

    :raises WrongProblem: with the path of the first wrong value.
    """
    problem = RoundProblem.of(**asked["problem"])
    seconds, seed = asked["seconds"], asked["seed"]
    _spared(compile_kernels)
    outcome = solve(
        problem,
        seconds=TABLES * seconds,
        seed=seed,
        workers=min(MOST_CORES, os.cpu_count() or 1),
    )
    groups = outcome.plan.groups
    proof: Bound | None = None
    advice: tuple[Advice, ...] = ()
    if len(problem) <= MOST_EXPLAINED:
        proof = _spared(lambda: _bound(problem, outcome, seconds, seed))
    if proof is not None:
        prices = Prices(proof.certificate.person, proof.certificate.seat, proof.certificate.table)
        found = _spared(
            lambda: advise(problem, groups, seconds=ADVICE * seconds, seed=seed, prices=prices)
        )
        advice = found or ()
    proved = [outcome.bound, None if proof is None else proof.value]
    return {
        "groups": [{"session": one.session, "members": list(one.members)} for one in groups],
        "unplaced": list(_left(problem, groups, HELP * seconds)),
        "bound": min((one for one in proved if one is not None), default=None),
        "advice": [{"kind": one.kind, "slot": one.slot, "placed": one.placed} for one in advice],
    }


def _bound(problem: RoundProblem, outcome: Outcome, seconds: float, seed: int) -> Bound:
    return upper_bound(problem, seconds=BOUND * seconds, seed=seed, value=outcome.objective)


def _spared(look: Callable[[], T]) -> T | None:
    """What is good to know and can fail does not cost the tables: its trace goes to the errors."""
    try:
        return look()
    except Exception:  # noqa: BLE001
        traceback.print_exc()
        return None


def _left(
    problem: RoundProblem, groups: tuple[Group, ...], seconds: float
) -> Iterator[dict[str, Any]]:
    """Each person without a table; what would help is looked for within these seconds."""
    until = time.monotonic() + seconds
    changes = Changes(problem, groups)
    for one in why_unplaced(problem, groups):
        tried = changes.of(one.person) if time.monotonic() < until else ()
        helps = {change.kind: change.value for change in tried}
        yield {"person": one.person, "reason": one.reason, "helps": helps}


def main() -> None:
    with suppress(OSError):
        os.nice(5)
    json.dump(answer(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()

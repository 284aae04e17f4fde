"""The solver, in a process of its own: neither the pages nor the worker load what it needs.

It gets numbers on its standard input and answers with numbers: no name, no secret, no network.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import structlog
from django.conf import settings

from parvis.domains.people.vocabulary import SLOTS
from parvis.domains.rounds.pairing import missing
from parvis.domains.rounds.pairing.plan import Made, MadeTable, MadeUnplaced, Reason
from parvis.domains.rounds.pairing.problem import Drawn
from parvis.domains.rounds.pairing.simple import simple_plan
from parvis.domains.rounds.pairing.telling import reasons_of_table
from parvis.domains.rounds.vocabulary import SIZE_MIN
from parvis.matching import rounds
from parvis.matching.rounds.plan import Group, RoundPlan
from parvis.matching.rounds.reasons import why_unplaced
from parvis.matching.rounds.verify import verify

log = structlog.get_logger(__name__)

#: Starting, compiling the first time, explaining, looking for what to open.
MARGIN_SECONDS: Final = 150.0
#: What it gets of our environment: where libraries and compiled code lie. No secret.
HANDED_OVER: Final = (
    "PATH",
    "HOME",
    "LANG",
    "XDG_CACHE_HOME",
    "LD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
    "NUMBA_CACHE_DIR",
    "NUMBA_NUM_THREADS",
    "PYTHONDONTWRITEBYTECODE",
)
#: Who has no table: the code of why, and the changes that would help.
Left = dict[int, tuple[str, dict[str, int]]]
COMMAND: Final = (sys.executable, "-m", "parvis.matching.rounds.alone")


class SolverFailed(Exception):  # noqa: N818  (what happened, as for refusals)
    """Its process died, took too long, or what it gave breaks a rule."""


def solve(drawn: Drawn, *, seconds: float, seed: int, simple: bool = False) -> Made:
    """The tables of a round. Whatever made them, they are checked before anybody relies on them.

    :param simple: without the solver.
    :raises SolverFailed: see there; nothing was written anywhere.
    """
    if simple or not any(room.tables for room in drawn.rooms) or len(drawn.names) < SIZE_MIN:
        return _simply(drawn, seconds)
    return _made(drawn, _asked(drawn, seconds, seed))


def _asked(drawn: Drawn, seconds: float, seed: int) -> dict[str, Any]:
    asked = {"problem": drawn.columns, "seconds": seconds, "seed": seed}
    try:
        done = subprocess.run(  # noqa: S603
            COMMAND,
            input=json.dumps(asked).encode(),
            capture_output=True,
            env=_environment(),
            timeout=seconds + MARGIN_SECONDS,
            check=True,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except subprocess.CalledProcessError as died:
        log.error("solver_died", status=died.returncode, words=_last_words(died))
        raise SolverFailed(f"status {died.returncode}") from died
    except (subprocess.TimeoutExpired, OSError, ValueError) as failed:
        log.error("solver_failed", kind=type(failed).__name__)
        raise SolverFailed(type(failed).__name__) from failed
    return answer


def _environment() -> dict[str, str]:
    handed = {name: os.environ[name] for name in HANDED_OVER if name in os.environ}
    if not os.access(Path(rounds.__file__).parent, os.W_OK):
        # Installed where nothing may be written: what is compiled is kept with our own data.
        kept = settings.PARVIS.data_dir.resolve() / "compiled"
        handed.setdefault("NUMBA_CACHE_DIR", str(kept))
    return handed


def _last_words(died: subprocess.CalledProcessError) -> str:
    """Names of functions and numbers of ours: nothing of anybody."""
    return bytes(died.stderr or b"")[-2_000:].decode(errors="replace")


def _made(drawn: Drawn, answer: dict[str, Any]) -> Made:
    try:
        groups = [Group(one["session"], tuple(one["members"])) for one in answer["groups"]]
        left = {one["person"]: (one["reason"], one["helps"]) for one in answer["unplaced"]}
        known = all(
            0 <= one.session < len(drawn.rooms)
            and all(0 <= person < len(drawn.names) for person in one.members)
            for one in groups
        )
        plan = RoundPlan.of(groups, len(drawn.names))
        if not known or left.keys() != {one.person for one in plan.unplaced}:
            log.error("solver_lost_count")
            raise SolverFailed("somebody is nowhere, or nobody")
        return _told(drawn, plan, left, answer["bound"], _advice(answer["advice"]))
    except (KeyError, TypeError, IndexError, AttributeError) as unread:
        log.error("solver_answer_unread", kind=type(unread).__name__)
        raise SolverFailed("its answer could not be read") from unread


def _advice(found: list[dict[str, Any]]) -> list[Reason]:
    """What to open next time, the best first; a moment goes by its word, and is said once."""
    told: dict[tuple[str, str], Reason] = {}
    for one in found:
        kind, slot = one["kind"], SLOTS[one["slot"]]
        told.setdefault((kind, slot), {"kind": kind, "slot": slot, "placed": one["placed"]})
    return list(told.values())


def _simply(drawn: Drawn, seconds: float) -> Made:
    plan = simple_plan(drawn.problem, seconds=seconds)
    left: Left = {one.person: (one.reason, {}) for one in why_unplaced(drawn.problem, plan.groups)}
    return _told(drawn, plan, left, None, [])


def _told(
    drawn: Drawn, plan: RoundPlan, left: Left, bound: float | None, advice: list[Reason]
) -> Made:
    """The plan, checked, with what is said of each table and to each person without one."""
    verdict = verify(drawn.problem, plan)
    if verdict.violations:
        log.error("solver_broke_a_rule", rules=sorted({one.rule for one in verdict.violations}))
        raise SolverFailed("a hard rule is broken")
    return Made(
        tables=tuple(
            MadeTable(one.session, one.members, reasons_of_table(drawn, one.session, one.members))
            for one in plan.groups
        ),
        unplaced=tuple(
            MadeUnplaced(person, *missing.why_unplaced(*why)) for person, why in left.items()
        ),
        value=verdict.objective,
        bound=bound,
        advice=advice,
    )

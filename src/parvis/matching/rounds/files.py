"""Reading and writing ``parvis-round/1`` and ``parvis-solution/1``, as JSON or gzipped JSON.

The same problem gives the same bytes. What cannot be read is refused with the place of the fault.
"""

import gzip
import json
import os
import zlib
from pathlib import Path
from typing import Any, Final

import numpy as np

from parvis.matching.wrong import WrongProblem

from .parts import Params
from .plan import Group, RoundPlan, Unplaced
from .problem import RoundProblem

ROUND: Final = "parvis-round/1"
SOLUTION: Final = "parvis-solution/1"
#: Unpacked: a round of 100,000 people is below 60 MB. Beyond it a file is a mistake or an attack.
LARGEST_FILE: Final = 512 * 1024 * 1024
_SECTIONS: Final = ("people", "venues", "sessions")


def read_problem(path: Path) -> RoundProblem:
    """:raises WrongProblem: with the file's name, or the path of the first wrong value.
    :raises OSError: the file cannot be opened.
    """
    given = _load(path)
    if given.get("format", ROUND) != ROUND:
        raise WrongProblem("format", f"{given['format']!r} is not {ROUND!r}")
    for name in _SECTIONS:
        if name not in given:
            raise WrongProblem(name, "this section is missing")
    return RoundProblem.of(
        people=given["people"],
        venues=given["venues"],
        sessions=given["sessions"],
        tag_weight=given.get("tag_weight", ()),
        blocks=given.get("blocks", ()),
        recent=given.get("recent", ()),
        again=given.get("again", ()),
        params=given.get("params"),
    )


def write_problem(path: Path, problem: RoundProblem) -> None:
    """Gzipped when the name ends in ``.gz``. The file is there whole, or not at all."""
    people = problem.people
    index = people.tag_index.tolist()
    start = people.tag_start.tolist()
    columns: dict[str, Any] = {"id": list(people.id)}
    for name in ("x", "y", "quartier", "age", "band", "langs"):
        columns[name] = getattr(people, name).tolist()
    columns["tags"] = [index[start[i] : start[i + 1]] for i in range(len(people))]
    columns["avail"] = people.avail.tolist()
    columns["size_max"] = people.size_max.tolist()
    for name in ("host", "vetted"):
        columns[name] = getattr(people, name).astype(np.int64).tolist()
    columns["needs"] = people.needs.tolist()
    columns["walk_speed"] = people.walk_speed.tolist()
    columns["transit"] = people.transit.astype(np.int64).tolist()
    for name in ("max_minutes", "wait", "ties"):
        columns[name] = getattr(people, name).tolist()
    venues, sessions = problem.venues, problem.sessions
    written = {
        "format": ROUND,
        "params": _params(problem.params),
        "people": columns,
        "venues": {name: getattr(venues, name).tolist() for name in ("x", "y", "flags")},
        "sessions": {
            name: getattr(sessions, name).tolist() for name in ("venue", "slot", "seats", "tables")
        },
        "tag_weight": problem.tag_weight.tolist(),
        "blocks": problem.blocks.tolist(),
        "recent": problem.recent.tolist(),
        "again": problem.again.tolist(),
    }
    _store(path, written)


def _params(params: Params) -> dict[str, Any]:
    values = {name: getattr(params, name) for name in Params.__dataclass_fields__}
    values["size_penalty"] = {
        str(size): penalty for size, penalty in sorted(params.size_penalty.items())
    }
    return values


def read_plan(path: Path) -> RoundPlan:
    """The plan as it is written: whether it fits a problem is for ``verify`` to say.

    :raises WrongProblem: with the file's name, or the path of the first wrong value.
    :raises OSError: the file cannot be opened.
    """
    given = _load(path)
    if given.get("format") != SOLUTION:
        raise WrongProblem("format", f"{given.get('format')!r} is not {SOLUTION!r}")
    groups = tuple(_group(f"groups[{at}]", one) for at, one in enumerate(_listed("groups", given)))
    unplaced = tuple(
        _unplaced(f"unplaced[{at}]", one) for at, one in enumerate(_listed("unplaced", given))
    )
    return RoundPlan(groups, unplaced)


def write_plan(path: Path, plan: RoundPlan) -> None:
    """Gzipped when the name ends in ``.gz``. The file is there whole, or not at all."""
    written = {
        "format": SOLUTION,
        "groups": [{"session": one.session, "members": list(one.members)} for one in plan.groups],
        "unplaced": [{"person": one.person, "reason": one.reason} for one in plan.unplaced],
    }
    _store(path, written)


def _group(path: str, one: object) -> Group:
    if not isinstance(one, dict):
        raise WrongProblem(path, "an object was expected")
    members = one.get("members")
    if not isinstance(members, list):
        raise WrongProblem(f"{path}.members", "a list was expected")
    for at, member in enumerate(members):
        _check_index(f"{path}.members[{at}]", member)
    return Group(_check_index(f"{path}.session", one.get("session")), tuple(members))


def _unplaced(path: str, one: object) -> Unplaced:
    if not isinstance(one, dict):
        raise WrongProblem(path, "an object was expected")
    reason = one.get("reason", "")
    if not isinstance(reason, str):
        raise WrongProblem(f"{path}.reason", f"{reason!r} is not a code")
    return Unplaced(_check_index(f"{path}.person", one.get("person")), reason)


def _check_index(path: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 53:
        raise WrongProblem(path, f"{value!r} is no index")
    return value


def _listed(name: str, given: dict[str, Any]) -> list[Any]:
    found = given.get(name)
    if not isinstance(found, list):
        raise WrongProblem(name, "a list was expected")
    return found


def _load(path: Path) -> dict[str, Any]:
    """Gzipped or not: the first two bytes tell, whatever the name."""
    with path.open("rb") as plain:
        packed = plain.read(2) == b"\x1f\x8b"
        plain.seek(0)
        try:
            content = (gzip.GzipFile(fileobj=plain) if packed else plain).read(LARGEST_FILE + 1)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise WrongProblem(path.name, "the file is damaged: it does not unpack") from None
    if len(content) > LARGEST_FILE:
        raise WrongProblem(path.name, f"the file is over {LARGEST_FILE // 2**20} MB")
    try:
        given = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise WrongProblem(path.name, "the file is not text in UTF-8") from None
    except json.JSONDecodeError as fault:
        where = f"line {fault.lineno}, column {fault.colno}"
        raise WrongProblem(path.name, f"the file is not JSON ({fault.msg}: {where})") from None
    except (RecursionError, ValueError):
        raise WrongProblem(path.name, "the file is not JSON one can read") from None
    if not isinstance(given, dict):
        raise WrongProblem(path.name, "an object was expected")
    return given


def _store(path: Path, written: dict[str, Any]) -> None:
    content = json.dumps(written, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    packed = content.encode() + b"\n"
    if path.name.endswith(".gz"):
        packed = gzip.compress(packed, compresslevel=6, mtime=0)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(packed)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise

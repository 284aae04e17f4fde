"""A wrong round is refused with the path of the wrong value, before any figure is made of it."""

import math
from dataclasses import fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from parvis.matching.wrong import WrongProblem

from .parts import Flags, Floats, Integers, Params, People, Sessions, Venues

#: Bits of a mask (languages, slots, needs), so that a signed 64-bit number holds it.
MASK_BITS: Final = 62
#: A table of more is a party; the solvers hold a table in this many places.
LARGEST_TABLE: Final = 12
#: Beyond it a number means nothing here, and sums would lose their last digits.
LARGEST: Final = 1e9
#: Seats or tables of one session.
LARGEST_SESSION: Final = 1_000_000

_POSITIVE_PARAMS = ("wait_cap", "ties_scale", "detour", "transit_speed")
_WHOLE_PARAMS = ("size_min", "size_max", "majority_age")
_MASKS = ("langs", "avail", "needs")


def check_params(params: Params) -> None:
    """:raises WrongProblem: at the first wrong constant, named ``params.b_host``."""
    for each in fields(params):
        value = getattr(params, each.name)
        path = f"params.{each.name}"
        if each.name == "size_penalty":
            continue
        if each.name in _WHOLE_PARAMS and (isinstance(value, bool) or not isinstance(value, int)):
            raise WrongProblem(path, f"{value!r} is not a whole number")
        check_number(path, value, above=0.0 if each.name in _POSITIVE_PARAMS else None)
    if params.size_min < 2:
        raise WrongProblem("params.size_min", f"{params.size_min}: a table begins at two people")
    if params.size_max < params.size_min:
        raise WrongProblem("params.size_max", f"{params.size_max} is below size_min")
    if params.size_max > LARGEST_TABLE:
        raise WrongProblem("params.size_max", f"{params.size_max} is above {LARGEST_TABLE}")
    for size in range(params.size_min, params.size_max + 1):
        if size not in params.size_penalty:
            raise WrongProblem(f"params.size_penalty.{size}", "this size has no penalty")
    for key, penalty in params.size_penalty.items():
        check_number(f"params.size_penalty.{key}", penalty, least=-LARGEST)


def check_number(
    path: str, value: object, *, least: float = 0.0, above: float | None = None
) -> None:
    """:raises WrongProblem: not a finite number of at least ``least``, more than ``above``."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongProblem(path, f"{value!r} is not a number")
    if isinstance(value, float) and not math.isfinite(value):
        raise WrongProblem(path, f"{value} is not a finite number")
    if value < least or (above is not None and value <= above):
        floor = f"{least:g} or more" if above is None else f"more than {above:g}"
        raise WrongProblem(path, f"{value} where {floor} was expected")
    if value > LARGEST:
        raise WrongProblem(path, f"{value} is too large")


def check_people(people: People, tags: int) -> None:
    """:raises WrongProblem: at the first wrong value, named ``people.langs[3]``."""
    n = len(people)
    for each in fields(people):
        if each.name not in {"id", "tag_start", "tag_index"}:
            _check_length(f"people.{each.name}", getattr(people, each.name), n)
    _check_names(people.id)
    for name in _MASKS:
        check_mask(f"people.{name}", getattr(people, name))
    for name in ("x", "y"):
        check_floats(f"people.{name}", getattr(people, name), least=-LARGEST)
    for name in ("wait", "ties"):
        check_floats(f"people.{name}", getattr(people, name))
    for name in ("walk_speed", "max_minutes"):
        values = getattr(people, name)
        check_floats(f"people.{name}", values)
        _refuse(f"people.{name}", values, values <= 0, "is not more than 0")
    _check_whole("people.age", people.age, most=int(LARGEST))
    _check_whole("people.size_max", people.size_max, least=1, most=int(LARGEST))
    for name in ("host", "vetted", "transit"):
        _check_flags(f"people.{name}", getattr(people, name))
    for name in ("quartier", "band"):
        _check_integers(f"people.{name}", getattr(people, name))
    _check_tags(people, tags)


def _check_names(names: tuple[str, ...]) -> None:
    seen: dict[str, int] = {}
    for index, one in enumerate(names):
        if not isinstance(one, str) or not one:
            raise WrongProblem(f"people.id[{index}]", f"{one!r} is not a name")
        if one in seen:
            raise WrongProblem(f"people.id[{index}]", f"{one!r} is already people.id[{seen[one]}]")
        seen[one] = index


def _check_tags(people: People, tags: int) -> None:
    n, start, index = len(people), people.tag_start, people.tag_index
    _check_length("people.tag_start", start, n + 1)
    _check_integers("people.tag_start", start)
    _check_integers("people.tag_index", index)
    if start[0] != 0 or start[-1] != len(index) or (np.diff(start) < 0).any():
        raise WrongProblem("people.tag_start", "the rows do not follow one another")
    owner = np.repeat(np.arange(n), np.diff(start))
    wrong = np.flatnonzero((index < 0) | (index >= tags))
    if len(wrong):
        at = int(wrong[0])
        raise WrongProblem(
            f"people.tags[{owner[at]}]", f"{index[at]} is no tag: tag_weight has {tags}"
        )
    unordered = np.flatnonzero((owner[1:] == owner[:-1]) & (index[1:] <= index[:-1]))
    if len(unordered):
        raise WrongProblem(f"people.tags[{owner[unordered[0]]}]", "the tags do not rise")


def check_venues(venues: Venues) -> None:
    """:raises WrongProblem: at the first wrong value, named ``venues.x[3]``."""
    for name in ("y", "flags"):
        _check_length(f"venues.{name}", getattr(venues, name), len(venues))
    for name in ("x", "y"):
        check_floats(f"venues.{name}", getattr(venues, name), least=-LARGEST)
    check_mask("venues.flags", venues.flags)


def check_sessions(sessions: Sessions, venues: int) -> None:
    """:raises WrongProblem: at the first wrong value, named ``sessions.seats[3]``."""
    for name in ("slot", "seats", "tables"):
        _check_length(f"sessions.{name}", getattr(sessions, name), len(sessions))
    _check_integers("sessions.venue", sessions.venue)
    outside = (sessions.venue < 0) | (sessions.venue >= venues)
    _refuse("sessions.venue", sessions.venue, outside, f"is no venue: there are {venues}")
    _check_whole("sessions.slot", sessions.slot, most=MASK_BITS - 1)
    _check_whole("sessions.seats", sessions.seats, most=LARGEST_SESSION)
    _check_whole("sessions.tables", sessions.tables, most=LARGEST_SESSION)


def check_pairs(path: str, pairs: Integers, people: int) -> None:
    """Each pair once, ``i < j``, both somebody. The order of the list does not matter here.

    :raises WrongProblem: at the first wrong pair, named ``blocks[3]``.
    """
    _check_integers(path, pairs)
    if pairs.ndim != 2 or pairs.shape[1] != 2:
        raise WrongProblem(path, "pairs [i, j] were expected")
    low, high = pairs[:, 0], pairs[:, 1]
    for fault, why in (
        (np.any((pairs < 0) | (pairs >= people), axis=1), f"there are {people} people"),
        (low == high, "nobody makes a pair alone"),
        (low > high, "the lesser index comes first"),
    ):
        _refuse_pair(path, pairs, fault, why)
    key = low * max(people, 1) + high
    order = np.argsort(key, kind="stable")
    again = np.zeros(len(key), bool)
    again[order[1:]] = key[order[1:]] == key[order[:-1]]
    _refuse_pair(path, pairs, again, "this pair is there twice")


def check_wishes(blocks: Integers, again: Integers, people: int) -> None:
    """:raises WrongProblem: a pair is blocked and asked to meet again."""
    base = max(people, 1)
    both = np.isin(again[:, 0] * base + again[:, 1], blocks[:, 0] * base + blocks[:, 1])
    _refuse_pair("again", again, both, "this pair is also in blocks")


def check_floats(path: str, values: Floats, *, least: float = 0.0) -> None:
    """:raises WrongProblem: a value is no finite number, below ``least`` or beyond all sense."""
    if not isinstance(values, np.ndarray) or values.dtype != np.float64 or values.ndim != 1:
        raise WrongProblem(path, "a column of float64 was expected")
    _refuse(path, values, ~np.isfinite(values), "is not a finite number")
    _refuse(path, values, values < least, f"is below {least:g}")
    _refuse(path, values, values > LARGEST, "is too large")


def check_mask(path: str, values: Integers) -> None:
    """:raises WrongProblem: a mask has a bit beyond the 62nd."""
    _check_integers(path, values)
    _refuse(path, values, values < 0, "is no bit mask")
    _refuse(path, values, values >= 1 << MASK_BITS, f"has more than {MASK_BITS} bits")


def _check_whole(path: str, values: Integers, *, least: int = 0, most: int) -> None:
    _check_integers(path, values)
    _refuse(path, values, values < least, f"is below {least}")
    _refuse(path, values, values > most, f"is above {most}")


def _check_integers(path: str, values: Integers) -> None:
    if not isinstance(values, np.ndarray) or values.dtype != np.int64:
        raise WrongProblem(path, "an array of int64 was expected")


def _check_flags(path: str, values: Flags) -> None:
    if not isinstance(values, np.ndarray) or values.dtype != np.bool_:
        raise WrongProblem(path, "a column of booleans was expected")


def _check_length(path: str, values: NDArray[Any], expected: int) -> None:
    if not isinstance(values, np.ndarray) or values.ndim != 1:
        raise WrongProblem(path, "a column was expected")
    if len(values) != expected:
        raise WrongProblem(path, f"{len(values)} values where {expected} were expected")


def _refuse(path: str, values: NDArray[Any], fault: Flags, why: str) -> None:
    wrong = np.flatnonzero(fault)
    if len(wrong):
        raise WrongProblem(f"{path}[{wrong[0]}]", f"{values[wrong[0]]} {why}")


def _refuse_pair(path: str, pairs: Integers, fault: Flags, why: str) -> None:
    wrong = np.flatnonzero(fault)
    if len(wrong):
        first, second = pairs[wrong[0]].tolist()
        raise WrongProblem(f"{path}[{wrong[0]}]", f"[{first}, {second}]: {why}")

"""Plain lists, as a file or a caller has them, become the arrays of a problem.

Every refusal names the place of the value in what was given (``people.tags[3][1]``).
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from parvis.matching.wrong import WrongProblem

from .check import check_pairs
from .parts import Flags, Floats, Integers, Params, People, Sessions, Venues

Raw = Any
_FLOATS: Final = ("x", "y", "walk_speed", "max_minutes", "wait", "ties")
_FLAGS: Final = ("host", "vetted", "transit")
_INTEGERS: Final = ("quartier", "age", "band", "langs", "avail", "size_max", "needs")
_SESSION: Final = ("venue", "slot", "seats", "tables")
#: Above it a float no longer holds every whole number.
_EXACT: Final = 1 << 53


def params_of(raw: Raw) -> Params:
    """The constants; one that is missing has its default, unless an unknown one is there.

    :raises WrongProblem: a constant is missing while another is unknown: a slip of the pen.
    """
    if raw is None:
        return Params()
    if isinstance(raw, Params):
        return raw
    given = _mapping("params", raw)
    known = [each.name for each in fields(Params)]
    unknown = sorted(set(given) - set(known))
    missing = [name for name in known if name not in given]
    if unknown and missing:
        raise WrongProblem(f"params.{unknown[0]}", f"no such constant, and {missing[0]} is missing")
    values: dict[str, Any] = {name: given[name] for name in known if name in given}
    if "size_penalty" in values:
        values["size_penalty"] = _penalties(values["size_penalty"])
    for each in fields(Params):
        value = values.get(each.name)
        if type(each.default) is int and type(value) is float:
            values[each.name] = int(value) if value.is_integer() else value
        elif type(each.default) is float:
            values[each.name] = _real(values.get(each.name, each.default))
    return Params(**values)


def _real(value: Raw) -> Raw:
    """A whole number as a float, where that loses nothing; the rest is for the check."""
    return float(value) if type(value) is int and abs(value) < _EXACT else value


def _penalties(raw: Raw) -> dict[int, float]:
    penalties: dict[int, float] = {}
    for key, value in _mapping("params.size_penalty", raw).items():
        if not str(key).isdecimal() or len(str(key)) > 3 or int(key) in penalties:
            raise WrongProblem(f"params.size_penalty.{key}", "this is not the size of a table")
        penalties[int(key)] = _real(value)
    return dict(sorted(penalties.items()))


def people_of(raw: Raw) -> People:
    """:raises WrongProblem: a column is missing, of another length, or holds another kind."""
    given = _mapping("people", raw)
    names = tuple(
        str(one) if isinstance(one, int | np.integer) and not isinstance(one, bool) else one
        for one in _column("people", given, "id")
    )
    start, index = tags_of("people.tags", _column("people", given, "tags"), len(names))
    columns: dict[str, Any] = {}
    for name in _FLOATS:
        columns[name] = floats_of(f"people.{name}", _column("people", given, name))
    for name in _INTEGERS:
        columns[name] = integers_of(f"people.{name}", _column("people", given, name))
    for name in _FLAGS:
        columns[name] = flags_of(f"people.{name}", _column("people", given, name))
    return People(id=names, tag_start=start, tag_index=index, **columns)


def venues_of(raw: Raw) -> Venues:
    """:raises WrongProblem: as ``people_of``."""
    given = _mapping("venues", raw)
    return Venues(
        x=floats_of("venues.x", _column("venues", given, "x")),
        y=floats_of("venues.y", _column("venues", given, "y")),
        flags=integers_of("venues.flags", _column("venues", given, "flags")),
    )


def sessions_of(raw: Raw) -> Sessions:
    """:raises WrongProblem: as ``people_of``."""
    given = _mapping("sessions", raw)
    return Sessions(
        **{
            name: integers_of(f"sessions.{name}", _column("sessions", given, name))
            for name in _SESSION
        }
    )


def pairs_of(path: str, raw: Raw, people: int) -> Integers:
    """Pairs checked in the order given, then sorted: shape (k, 2).

    :raises WrongProblem: at the first wrong pair.
    """
    if raw is None or len(_sequence(path, raw)) == 0:
        return np.zeros((0, 2), np.int64)
    for at, pair in enumerate(raw):
        if not isinstance(pair, Sequence | np.ndarray) or isinstance(pair, str) or len(pair) != 2:
            raise WrongProblem(f"{path}[{at}]", "a pair [i, j] was expected")
    flat = integers_of(path, list(itertools.chain.from_iterable(raw)), width=2)
    pairs = flat.reshape(-1, 2)
    check_pairs(path, pairs, people)
    return np.ascontiguousarray(pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))])


def tags_of(path: str, raw: Raw, people: int) -> tuple[Integers, Integers]:
    """Rows of tags as compressed rows, each rising, a tag said twice counted once.

    :raises WrongProblem: a row is no list of whole numbers, or there are not ``people`` of them.
    """
    if len(raw) != people:
        raise WrongProblem(path, f"{len(raw)} values where {people} were expected")
    for at, row in enumerate(raw):
        if isinstance(row, str) or not isinstance(row, Sequence | np.ndarray):
            raise WrongProblem(f"{path}[{at}]", "a list of tags was expected")
        for tag in row:
            if isinstance(tag, bool) or not isinstance(tag, int | np.integer):
                raise WrongProblem(f"{path}[{at}]", f"{tag!r} is not a whole number")
            if not 0 <= tag < _EXACT:
                raise WrongProblem(f"{path}[{at}]", f"{tag} is no tag")
    rows = [sorted(set(row)) for row in raw]
    start = np.zeros(people + 1, np.int64)
    np.cumsum([len(row) for row in rows], out=start[1:])
    index = np.fromiter(itertools.chain.from_iterable(rows), np.int64, count=int(start[-1]))
    return start, index


def floats_of(path: str, raw: Raw) -> Floats:
    """:raises WrongProblem: a value is not a number."""
    values = _numbers(path, raw, 1)
    return np.ascontiguousarray(values, dtype=np.float64)


def integers_of(path: str, raw: Raw, *, width: int = 1) -> Integers:
    """:raises WrongProblem: a value is not a whole number that 64 bits hold."""
    values = _numbers(path, raw, width)
    if values.dtype.kind == "f":
        wrong = np.flatnonzero(~(np.abs(values) < _EXACT) | (values != np.floor(values)))
        if len(wrong):
            at = int(wrong[0])
            raise WrongProblem(f"{path}[{at // width}]", f"{values[at]} is not a whole number")
    elif values.dtype.kind == "u":
        wrong = np.flatnonzero(values > np.iinfo(np.int64).max)
        if len(wrong):
            raise WrongProblem(f"{path}[{wrong[0] // width}]", f"{values[wrong[0]]} is too large")
    return np.ascontiguousarray(values, dtype=np.int64)


def flags_of(path: str, raw: Raw) -> Flags:
    """:raises WrongProblem: a value is neither 0 nor 1."""
    values = _numbers(path, raw, 1)
    wrong = np.flatnonzero((values != 0) & (values != 1))
    if len(wrong):
        raise WrongProblem(f"{path}[{wrong[0]}]", f"{values[wrong[0]]} is neither 0 nor 1")
    return np.ascontiguousarray(values, dtype=np.bool_)


def _numbers(path: str, raw: Raw, width: int) -> NDArray[Any]:
    given = _sequence(path, raw)
    try:
        values = np.asarray(given)
    except (ValueError, OverflowError):
        values = np.empty(0, object)
    if len(given) == 0:
        return np.zeros(0)
    if values.ndim == 1 and values.dtype.kind in "biuf" and len(values) == len(given):
        return values
    for at, one in enumerate(given):
        number = isinstance(one, int | float | np.number) and not isinstance(one, bool)
        if not number:
            raise WrongProblem(f"{path}[{at // width}]", f"{one!r} is not a number")
        if isinstance(one, int) and abs(one) >= 1 << 63:
            raise WrongProblem(f"{path}[{at // width}]", "this number is too large")
    raise WrongProblem(path, "these numbers do not go together")


def _mapping(path: str, raw: Raw) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise WrongProblem(path, f"an object was expected, not {_kind(raw)}")
    return raw


def _column(path: str, given: Mapping[str, Any], name: str) -> Any:
    if name not in given:
        raise WrongProblem(f"{path}.{name}", "this column is missing")
    return _sequence(f"{path}.{name}", given[name])


def _sequence(path: str, raw: Raw) -> Any:
    if isinstance(raw, str | bytes) or not isinstance(raw, Sequence | np.ndarray):
        raise WrongProblem(path, f"a list was expected, not {_kind(raw)}")
    return raw


def _kind(raw: Raw) -> str:
    return "nothing" if raw is None else type(raw).__name__

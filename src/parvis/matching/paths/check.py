"""A wrong problem is refused with the path of the wrong value, before any figure is made of it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from parvis.matching.wrong import WrongProblem

from .things import Counts, Seeker, Thing
from .vocabulary import ACCESS, COMFORTS, SLOTS, WISHES, Ages, Kind

CLOSED: dict[str, tuple[str, ...]] = {
    "wishes": WISHES,
    "comfort": COMFORTS,
    "slots": SLOTS,
    "free": SLOTS,
    "access": ACCESS,
    "access_unknown": ACCESS,
}
_OPEN = ("interests", "broader", "languages", "life")
_SEEKER_WORDS = (*_OPEN, "wishes", "comfort", "free", "access")
_THING_WORDS = (*_OPEN, "wishes", "comfort", "slots", "access_unknown")
_COUNTS = ("seats_left", "load", "cap", "exposure")


def check_things(things: Sequence[Thing]) -> None:
    """:raises WrongProblem: at the first wrong value, named ``things[3].slots``."""
    seen: dict[str, int] = {}
    for index, thing in enumerate(things):
        path = f"things[{index}]"
        if not isinstance(thing, Thing):
            raise WrongProblem(path, f"a Thing was expected, not {type(thing).__name__}")
        _check_id(f"{path}.id", thing.id)
        if thing.id in seen:
            raise WrongProblem(f"{path}.id", f"{thing.id!r} is already things[{seen[thing.id]}]")
        seen[thing.id] = index
        _check_thing(path, thing)


def _check_thing(path: str, thing: Thing) -> None:
    _check_member(f"{path}.kind", thing.kind, Kind)
    _check_member(f"{path}.ages", thing.ages, Ages)
    for name in _THING_WORDS:
        check_words(f"{path}.{name}", getattr(thing, name), CLOSED.get(name))
    if thing.access is not None:
        check_words(f"{path}.access", thing.access, ACCESS)
        if both := thing.access & thing.access_unknown:
            raise WrongProblem(f"{path}.access_unknown", f"{min(both)!r} is also provided")
    for name in ("area", "cell", "age_band"):
        _check_optional_text(f"{path}.{name}", getattr(thing, name))
    if not isinstance(thing.title, str):
        raise WrongProblem(f"{path}.title", f"{thing.title!r} is not a text")
    check_counts(path, thing.kind, thing)
    _check_whole(f"{path}.size", thing.size, least=1, optional=True)
    _check_whole(f"{path}.created_days", thing.created_days, optional=True)
    if thing.starts_at is not None:
        check_instant(f"{path}.starts_at", thing.starts_at)
    elif thing.kind is Kind.GATHERING:
        raise WrongProblem(f"{path}.starts_at", "a gathering has a start")


def check_counts(path: str, kind: Kind, counts: Thing | Counts) -> None:
    """:raises WrongProblem: at a count that is not a whole number from 0, or is missing."""
    for name in _COUNTS:
        _check_whole(f"{path}.{name}", getattr(counts, name), optional=name != "exposure")
    if not isinstance(counts.paused, bool):
        raise WrongProblem(f"{path}.paused", f"{counts.paused!r} is neither True nor False")
    if kind is Kind.WELCOMER:
        for name in ("load", "cap"):
            if getattr(counts, name) is None:
                raise WrongProblem(f"{path}.{name}", "a welcomer is protected by a load and a cap")


def check_seeker(seeker: Seeker) -> None:
    """:raises WrongProblem: at the first wrong value, named ``seeker.free``."""
    _check_id("seeker.id", seeker.id)
    for name in _SEEKER_WORDS:
        check_words(f"seeker.{name}", getattr(seeker, name), CLOSED.get(name))
    for name in ("area", "cell", "age_band"):
        _check_optional_text(f"seeker.{name}", getattr(seeker, name))
    if not isinstance(seeker.adult, bool):
        raise WrongProblem("seeker.adult", f"{seeker.adult!r} is neither True nor False")


def check_near(near: Mapping[str, Mapping[str, float]]) -> None:
    """:raises WrongProblem: at a closeness outside 0 to 1, named ``near.centre.port``."""
    for here, row in near.items():
        for there, closeness in row.items():
            check_number(f"near.{here}.{there}", closeness, least=0.0, most=1.0)


def check_history(history: Mapping[str, float]) -> None:
    """:raises WrongProblem: at a value outside 0 to 1, named ``history.choir``."""
    for thing_id, value in history.items():
        check_number(f"history.{thing_id}", value, least=0.0, most=1.0)


def check_words(path: str, words: object, vocabulary: Iterable[str] | None = None) -> None:
    """:raises WrongProblem: when it is not a frozen set of words (of the vocabulary, if given)."""
    # A plain string is iterable too: "jazz" would pass for the interests j, a and z.
    if not isinstance(words, frozenset):
        raise WrongProblem(path, f"a frozenset was expected, not {type(words).__name__}")
    for word in words:
        if not isinstance(word, str) or not word:
            raise WrongProblem(path, f"{word!r} is not a word")
    if vocabulary is not None and (unknown := words.difference(vocabulary)):
        raise WrongProblem(path, f"{min(unknown)!r} is not one of {', '.join(vocabulary)}")


def check_instant(path: str, instant: object) -> None:
    """:raises WrongProblem: when it is not a datetime with its offset."""
    if not isinstance(instant, datetime):
        raise WrongProblem(path, f"{instant!r} is not an instant")
    if instant.utcoffset() is None:
        raise WrongProblem(path, "an instant needs its offset from UTC")


def check_number(path: str, number: object, *, least: float, most: float = math.inf) -> None:
    """:raises WrongProblem: when it is not a finite number within the two bounds."""
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise WrongProblem(path, f"{number!r} is not a number")
    if not math.isfinite(number) or not least <= number <= most:
        raise WrongProblem(path, f"{number!r} is not between {least} and {most}")


def check_whole(path: str, number: object, *, least: int = 0) -> None:
    """:raises WrongProblem: when it is not a whole number from ``least``."""
    _check_whole(path, number, least=least)


# A count is kept in 32 bits' worth of room so that no later sum of them can overflow.
_MOST = 2**31 - 1


def _check_whole(path: str, number: Any, *, least: int = 0, optional: bool = False) -> None:
    if number is None and optional:
        return
    if isinstance(number, bool) or not isinstance(number, int):
        raise WrongProblem(path, f"{number!r} is not a whole number")
    if not least <= number <= _MOST:
        raise WrongProblem(path, f"{number!r} is not between {least} and {_MOST}")


def _check_member(path: str, value: object, vocabulary: type[StrEnum]) -> None:
    if not isinstance(value, vocabulary):
        raise WrongProblem(path, f"{value!r} is not one of {', '.join(vocabulary)}")


def _check_id(path: str, value: object) -> None:
    if not isinstance(value, str) or not value:
        raise WrongProblem(path, f"{value!r} is not an identifier")


def _check_optional_text(path: str, value: object) -> None:
    if value is not None and (not isinstance(value, str) or not value):
        raise WrongProblem(path, f"{value!r} is not a name")

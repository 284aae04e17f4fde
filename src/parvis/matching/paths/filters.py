"""Who is not suggested what, before anything is scored."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .catalogue import KINDS, NO_START, Catalogue, Flags, microseconds
from .problem import PathProblem
from .vocabulary import ACCESS, SLOTS, Kind, mask

OTHER_TIME: Final = "other-time"
ACCESS_UNKNOWN: Final = "access-unknown"
HARD: Final = (
    "refused",
    "already",
    "age",
    "past",
    "too-far-ahead",
    "full",
    "unavailable",
    "language",
    "access",
)
# What gives way when a kind would be empty, in this order: one may make time for something, and
# reads when it is; arriving before steps one was not told about is worse. Both only at the end.
RELAXATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (),
    (OTHER_TIME,),
    (ACCESS_UNKNOWN,),
    (OTHER_TIME, ACCESS_UNKNOWN),
)


@dataclass(frozen=True, eq=False, slots=True)
class Sieve:
    """``hidden`` rows do not exist; ``out`` gives the first rule of ``HARD`` broken, or -1."""

    hidden: Flags
    out: NDArray[np.int8]
    soft: dict[str, Flags]

    @property
    def passed(self) -> Flags:
        """The rows no hard rule stops."""
        return ~self.hidden & (self.out < 0)

    def tier(self, among: Flags) -> tuple[Flags, tuple[str, ...]]:
        """The strictest of the relaxations that leaves something, and its name.

        In every tier but the first all things break exactly what is named, because the stricter
        tiers before it were empty.
        """
        allowed = among
        given: tuple[str, ...] = ()
        for given in RELAXATIONS:
            allowed = among.copy()
            for name, broken in self.soft.items():
                if name not in given:
                    allowed &= ~broken
            if allowed.any():
                break
        return allowed, given if allowed.any() else ()


def sieve(problem: PathProblem, catalogue: Catalogue) -> Sieve:
    """Apply every rule of ``HARD`` in order, and say which soft rules each thing breaks."""
    size = len(catalogue.things)
    out = np.full(size, -1, dtype=np.int8)
    broken = {
        "refused": _rows(catalogue, problem.refused),
        "already": _rows(catalogue, problem.already),
        "age": _wrong_age(problem, catalogue),
        **_wrong_date(problem, catalogue),
        "full": catalogue.seats_left == 0,
        "unavailable": _unavailable(catalogue),
        "language": _no_common_language(problem, catalogue),
    }
    needs = mask(problem.seeker.access, ACCESS)
    unmet = needs & ~catalogue.access
    broken["access"] = (unmet & ~catalogue.access_unknown) != 0
    for code, name in enumerate(HARD):
        out[broken[name] & (out < 0)] = code
    free = mask(problem.seeker.free, SLOTS)
    elsewhen = (catalogue.slots != 0) & ((catalogue.slots & free) == 0)
    return Sieve(
        hidden=_rows(catalogue, problem.hidden),
        out=out,
        soft={
            OTHER_TIME: elsewhen if free else np.zeros(size, dtype=np.bool_),
            ACCESS_UNKNOWN: (unmet & catalogue.access_unknown) != 0,
        },
    )


def _rows(catalogue: Catalogue, ids: frozenset[str]) -> Flags:
    flags = np.zeros(len(catalogue.things), dtype=np.bool_)
    flags[[catalogue.rows[one] for one in ids if one in catalogue.rows]] = True
    return flags


def _wrong_age(problem: PathProblem, catalogue: Catalogue) -> Flags:
    """Adults among adults; minors only in what an organisation supervises, never one to one."""
    if problem.seeker.adult:
        return catalogue.youth
    alone: Flags = catalogue.kind == KINDS.index(Kind.WELCOMER)
    return ~catalogue.supervised | alone


def _wrong_date(problem: PathProblem, catalogue: Catalogue) -> dict[str, Flags]:
    """Started already (any kind), or a gathering after the horizon; the last instant counts."""
    now = microseconds(problem.now)
    last = now + timedelta(days=problem.horizon_days) // timedelta(microseconds=1)
    gathering = catalogue.kind == KINDS.index(Kind.GATHERING)
    return {
        "past": (catalogue.starts != NO_START) & (catalogue.starts <= now),
        "too-far-ahead": gathering & (catalogue.starts > last),
    }


def _unavailable(catalogue: Catalogue) -> Flags:
    """On pause, or a welcomer at their cap. One code for both: which one is theirs to tell."""
    welcomer: Flags = catalogue.kind == KINDS.index(Kind.WELCOMER)
    full: Flags = catalogue.load >= catalogue.cap
    return catalogue.paused | (welcomer & full)


def _no_common_language(problem: PathProblem, catalogue: Catalogue) -> Flags:
    if not problem.seeker.languages:
        return np.zeros(len(catalogue.things), dtype=np.bool_)
    alien = catalogue.speaks.copy()
    for language in problem.seeker.languages:
        if language in catalogue.languages:
            alien[catalogue.languages[language]] = False
    return alien

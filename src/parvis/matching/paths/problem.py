"""The problem of one path: who looks, at what, and when.

Also the one door to everything a caller needs to write it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from parvis.matching.wrong import WrongProblem

from .catalogue import Catalogue
from .check import (
    check_history,
    check_instant,
    check_near,
    check_seeker,
    check_whole,
    check_words,
)
from .things import Counts, Seeker, Thing
from .vocabulary import ACCESS, COMFORTS, SLOTS, WISHES, Ages, Kind

__all__ = [
    "ACCESS",
    "COMFORTS",
    "SLOTS",
    "WISHES",
    "Ages",
    "Catalogue",
    "Counts",
    "Kind",
    "PathProblem",
    "Seeker",
    "Thing",
    "WrongProblem",
]

LONGEST_HORIZON_DAYS: Final = 366


@dataclass(frozen=True, slots=True)
class PathProblem:
    """One seeker before everything the town has.

    ``refused`` was answered "not for me"; ``already`` is what the person has joined, will go to
    or published; ``hidden`` is what a block hides, either way round. The three never come out,
    and ``hidden`` leaves no trace at all, not even in a count.

    ``near`` gives the closeness of neighbourhoods, only ever used as three steps (the same, next
    to it, elsewhere), so that no ranking can tell more than the neighbourhood does. A pair that
    is missing is "the same" or "elsewhere".

    ``history`` is what people with similar outings did (``History.values``), by thing, in [0, 1];
    a thing that is missing is 0.

    ``now`` carries its offset. ``seed`` decides between equals and who gets the lift of the
    seldom shown: a caller derives it from the person and the week, so that a page reloaded is
    the same page.
    """

    seeker: Seeker
    things: Sequence[Thing] | Catalogue
    now: datetime
    seed: int
    refused: frozenset[str] = frozenset()
    already: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    near: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    history: Mapping[str, float] = field(default_factory=dict)
    horizon_days: int = 10

    def catalogue(self) -> Catalogue:
        """The things indexed: as given when they came indexed, else indexed here.

        :raises WrongProblem: as ``Catalogue.of``.
        """
        return self.things if isinstance(self.things, Catalogue) else Catalogue.of(self.things)

    def check(self) -> None:
        """Everything but the things, which the catalogue checks.

        :raises WrongProblem: at the first wrong value.
        """
        check_seeker(self.seeker)
        for name in ("refused", "already", "hidden"):
            check_words(name, getattr(self, name))
        check_near(self.near)
        check_history(self.history)
        check_instant("now", self.now)
        check_whole("horizon_days", self.horizon_days, least=1)
        if self.horizon_days > LONGEST_HORIZON_DAYS:
            raise WrongProblem("horizon_days", f"{self.horizon_days} days is over a year")
        if isinstance(self.seed, bool) or not isinstance(self.seed, int):
            raise WrongProblem("seed", f"{self.seed!r} is not a whole number")

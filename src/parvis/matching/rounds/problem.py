"""The problem of one round: who put their name down, where tables may meet, and who with whom.

Also the one door to everything a caller needs to write it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parvis.matching.wrong import WrongProblem

from . import raw
from .check import (
    check_floats,
    check_pairs,
    check_params,
    check_people,
    check_sessions,
    check_venues,
    check_wishes,
)
from .parts import Flags, Floats, Integers, Params, People, Sessions, Venues

__all__ = [
    "Flags",
    "Floats",
    "Integers",
    "Params",
    "People",
    "RoundProblem",
    "Sessions",
    "Venues",
    "WrongProblem",
]


@dataclass(frozen=True, slots=True, eq=False)
class RoundProblem:
    """One round, whole. Nothing else is needed to form its tables: no clock, no database.

    ``tag_weight`` in [0, …[ has one weight per tag. ``blocks`` never share a table, either way;
    ``recent`` met lately and do not share one by chance; ``again`` asked to, both, and are exempt
    from ``recent``. The three are arrays of shape (k, 2), ``i < j``, sorted, each pair once.
    """

    params: Params
    people: People
    venues: Venues
    sessions: Sessions
    tag_weight: Floats
    blocks: Integers
    recent: Integers
    again: Integers

    @classmethod
    def of(
        cls,
        *,
        people: Mapping[str, Any],
        venues: Mapping[str, Any],
        sessions: Mapping[str, Any],
        tag_weight: Sequence[float] | Floats = (),
        blocks: Sequence[Sequence[int]] | Integers = (),
        recent: Sequence[Sequence[int]] | Integers = (),
        again: Sequence[Sequence[int]] | Integers = (),
        params: Params | Mapping[str, Any] | None = None,
    ) -> "RoundProblem":
        """From plain columns, named as in ``parvis-round/1`` (``tags`` is a list of lists).

        :raises WrongProblem: with the path of the first wrong value, in what was given.
        """
        folk = raw.people_of(people)
        problem = cls(
            params=raw.params_of(params),
            people=folk,
            venues=raw.venues_of(venues),
            sessions=raw.sessions_of(sessions),
            tag_weight=raw.floats_of("tag_weight", tag_weight),
            blocks=raw.pairs_of("blocks", blocks, len(folk)),
            recent=raw.pairs_of("recent", recent, len(folk)),
            again=raw.pairs_of("again", again, len(folk)),
        )
        problem.check()
        return problem

    def __len__(self) -> int:
        return len(self.people)

    def check(self) -> None:
        """Everything a solver relies on.

        :raises WrongProblem: with the path of the first wrong value.
        """
        check_params(self.params)
        check_floats("tag_weight", self.tag_weight)
        check_people(self.people, len(self.tag_weight))
        check_venues(self.venues)
        check_sessions(self.sessions, len(self.venues))
        for name in ("blocks", "recent", "again"):
            pairs = getattr(self, name)
            check_pairs(name, pairs, len(self))
            key = pairs[:, 0] * max(len(self), 1) + pairs[:, 1]
            if (key[1:] < key[:-1]).any():
                raise WrongProblem(name, "the pairs are not sorted")
        check_wishes(self.blocks, self.again, len(self))

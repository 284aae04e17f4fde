"""What comes out: a path, its reasons, and what was left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from .vocabulary import Kind

Fact = str | int | datetime


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence to be: ``code`` chooses the words, ``facts`` fill them.

    Facts are only what the person gave and what the thing says of itself (slugs, moments,
    neighbourhoods, an instant), so the sentence can never tell anything about anybody else.
    """

    part: str
    code: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing for one person.

    ``parts`` holds every named part in [0, 1] before weighting; ``score`` is their weighted sum.
    ``reasons`` are at most two and may be none: the thing is then simply open to everybody.
    ``relaxed`` names what had to give so that the slot is not empty: ``other-time`` (outside the
    moments the person gave), ``access-unknown`` (``to_check`` lists the needs nobody has checked;
    the person must be told so). A need known to be unmet is never relaxed.
    """

    thing_id: str
    kind: Kind
    score: float
    parts: Mapping[str, float]
    reasons: tuple[Reason, ...]
    relaxed: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()

    @property
    def not_used(self) -> tuple[str, ...]:
        """The parts that counted for nothing here, for "what was not used"."""
        return tuple(name for name, value in self.parts.items() if value == 0)


@dataclass(frozen=True, slots=True)
class Excluded:
    """How many things of a kind were left out, and for what.

    Things hidden by a block are in no count: a count would tell that somebody blocked.
    """

    kind: Kind
    code: str
    count: int


@dataclass(frozen=True, slots=True)
class Path:
    """The suggestions of each kind, best first; a kind the town has nothing for is empty."""

    by_kind: Mapping[Kind, tuple[Suggestion, ...]]
    considered: Mapping[Kind, int]
    excluded: tuple[Excluded, ...] = ()

    def first(self) -> tuple[Suggestion, ...]:
        """The path as it is shown: the best of each kind that has one."""
        return tuple(ranked[0] for ranked in self.by_kind.values() if ranked)

    def empty(self) -> tuple[Kind, ...]:
        """The kinds a coordinator must be told about."""
        return tuple(kind for kind, ranked in self.by_kind.items() if not ranked)

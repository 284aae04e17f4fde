"""What was read of an agenda kept elsewhere, whatever the way it was written there."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from parvis.domains.gatherings.vocabulary import PRICE_UNSAID, ImportProblem, LeftOut

#: What is read around now; the rest is past, or too far to say anything of.
BEFORE: Final = timedelta(days=1)
AHEAD: Final = timedelta(days=365)
DATES_MAX: Final = 200
EVENTS_MAX: Final = 2000
FEED_BYTES: Final = 5_000_000
UID_MAX: Final = 255


class NotRead(Exception):  # noqa: N818
    """Nothing could be read at all: nothing is changed, and the next time is later."""

    def __init__(self, problem: ImportProblem) -> None:
        self.problem = problem
        super().__init__(problem.value)


@dataclass(frozen=True, slots=True)
class Date:
    """One date, in UTC. ``rule_at`` names it for good: it stays when the date moves."""

    rule_at: datetime
    starts_at: datetime
    ends_at: datetime
    cancelled: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of theirs, cleaned: lines are lines, texts are our Markdown."""

    uid: str
    title: str
    about: str
    dates: tuple[Date, ...]
    #: Where, in their words: the name first.
    where: str = ""
    #: (latitude, longitude) of where, when they say it.
    point: tuple[float, float] | None = None
    categories: tuple[str, ...] = ()
    url: str = ""
    cancelled: bool = False
    age_min: int | None = None
    age_max: int | None = None
    price_cents: int = 0
    #: What it costs in words; the mark of it when nobody says.
    price_words: str = PRICE_UNSAID
    access_note: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Something of theirs that is not brought in, and why."""

    uid: str
    title: str
    why: LeftOut


@dataclass(slots=True)
class Reading:
    entries: list[Entry] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    #: Ids they say they took back.
    removed: set[str] = field(default_factory=set)
    #: Everything they announce was read: what is not here any more was taken back.
    is_whole: bool = True
    #: Why it is not, or what is odd.
    problem: ImportProblem | None = None
    etag: str = ""
    last_modified: str = ""

    @property
    def present(self) -> set[str]:
        """Every id they still announce, brought in or not."""
        return {one.uid for one in self.entries} | {one.uid for one in self.refused}


class Budget:
    """Seconds that may be spent reading, on a clock that only goes forward."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    @property
    def left(self) -> float:
        return max(0.0, self._ends - time.monotonic())

"""The course of a search: how hot, for how long, and the best seen on the way."""

import time
from collections.abc import Callable, Iterable
from typing import Final

from parvis.matching.rounds.plan import Group

from .layout import WEIGHT, Compiled
from .plans import tables_of
from .regions import Crew
from .tables import Tables, no_tables, total

#: Heat at the beginning and at the end, in shares of what a person at a table is worth.
HOT: Final = 0.09
WARM: Final = 0.05
COLD: Final = 0.02
#: The quick plan takes this share of the budget, and no longer than so many seconds.
QUICK: Final = 0.05
QUICK_SECONDS: Final = 0.5
#: From this share of the budget on, the search only climbs.
CLIMB: Final = 0.98
#: Turns of a whole search at least; seconds and steps of one at most, so that it can be stopped.
TURNS: Final = 150
TURN_SECONDS: Final = 0.2
TURN_STEPS: Final = 400_000
#: Seconds between two calls of ``progress``.
NEWS: Final = 0.3


class Stopped(Exception):  # noqa: N818 - no error: somebody asked
    """The search was asked to stop."""


class Budget:
    """What a search may spend: seconds since it was made, or steps."""

    def __init__(self, seconds: float | None, steps: int | None) -> None:
        self.seconds, self.steps = seconds, steps
        self._began = time.monotonic()

    def seconds_spent(self) -> float:
        return time.monotonic() - self._began

    def spent(self, steps: int) -> float:
        """The share of the budget that is gone after so many steps; 1.0: all of it."""
        shares = [1.0] if self.seconds is None and self.steps is None else []
        if self.seconds is not None:
            shares.append(self.seconds_spent() / self.seconds if self.seconds > 0 else 1.0)
        if self.steps is not None:
            shares.append(steps / self.steps if self.steps > 0 else 1.0)
        return max(shares)

    def quick(self) -> float:
        """The share for the quick plan."""
        if self.seconds is None:
            return QUICK
        return QUICK * min(1.0, QUICK_SECONDS / max(QUICK * self.seconds, 1e-9))


class Course:
    """One search: ``begin`` from known plans, ``run``, then read ``best``."""

    def __init__(self, round_: Compiled, budget: Budget, *, seed: int, workers: int) -> None:
        self.round, self.budget = round_, budget
        self.crew = Crew(round_, seed, workers)
        self.tables = no_tables(round_)
        self.best, self.worth, self.steps = self.tables, 0.0, 0
        self.progress: Callable[[float, float], None] | None = None
        self.cancelled: Callable[[], bool] | None = None
        self._rate, self._told = 100_000.0, -NEWS

    def begin(self, groups: Iterable[Group]) -> None:
        """Starts from ``groups``, and keeps them if nothing better was known."""
        self.tables = tables_of(self.round, groups)
        self.keep()

    def run(self, share: float = 1.0, *, warm: bool) -> None:
        """That share of the budget, or nothing where nobody may go anywhere.

        ``warm``: what it begins from is worth keeping.

        :raises Stopped: when asked to.
        """
        if not len(self.round.proposed):
            return
        placed = int((self.best.where >= 0).sum())
        person = self.worth / placed if placed else float(self.round.body[:, WEIGHT].mean())
        if not warm:
            self.cool(share * self.budget.quick(), HOT * person, COLD * person)
        self.cool(share * CLIMB, (WARM if warm else HOT) * person, COLD * person)
        self.tables = copied(self.best)
        self.cool(share, 0.0, 0.0)

    def cool(self, until: float, hot: float, cold: float) -> None:
        """Turns of the crew from ``hot`` down to ``cold`` until so much of the budget is gone."""
        begin = self.budget.spent(self.steps)
        while (now := self.budget.spent(self.steps)) < until:
            if self.cancelled is not None and self.cancelled():
                raise Stopped
            done = (now - begin) / (until - begin)
            heat = hot * (cold / hot) ** done if hot > 0 else 0.0
            steps, before = self.turn_steps(), time.monotonic()
            self.crew.turn(self.tables, steps, heat)
            self.steps += steps
            self._rate = steps / max(time.monotonic() - before, 1e-4)
            self.keep()

    def turn_steps(self) -> int:
        """How many steps the next turn takes; by the budget alone when it counts steps."""
        if self.budget.seconds is None:
            return min(max(1, (self.budget.steps or 0) // TURNS), TURN_STEPS)
        seconds = min(TURN_SECONDS, self.budget.seconds / TURNS)
        return int(min(max(1_000.0, self._rate * seconds), 20.0 * TURN_STEPS))

    def keep(self) -> None:
        """Remembers the tables if they are the best so far, and tells of it."""
        worth = total(self.tables)
        if worth > self.worth:
            self.best, self.worth = copied(self.tables), worth
        spent = self.budget.seconds_spent()
        if self.progress is not None and spent - self._told >= NEWS:
            self._told = spent
            self.progress(spent, self.worth)


def copied(tables: Tables) -> Tables:
    """The same tables, elsewhere."""
    seated, sums, where, used = tables
    return Tables(seated.copy(), sums.copy(), where.copy(), used.copy())

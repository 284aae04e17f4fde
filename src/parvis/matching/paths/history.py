"""What the history of similar people says: those who came here also came there.

Kept in whole numbers and changed one fact at a time: whatever the order in which facts came, and
whatever was taken back, the counts are those of the facts that stand.

Popularity by itself is worth nothing here: a likeness between two things is divided by how many
come to each. A thing without history is worth 0 and loses nothing else. A likeness that rests on
fewer than three people is not told: it would tell of them.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

#: People who must have come to both things before the two are alike.
ENOUGH: Final = 3
#: Added to the denominator: what two things share must outgrow chance before it weighs.
SHRINK: Final = 5.0
#: Who came again counts twice: coming back says more than coming once. More times say no more.
CAME_BACK: Final = 2

Outing = tuple[str, str, datetime]


class History:
    """Who came to what, and from it how alike two things are.

    A thing is named by what lasts: a series, a circle, a place; not one date. One fact costs as
    many steps as the person has things.
    """

    def __init__(self, outings: Iterable[Outing] = ()) -> None:
        self._days: dict[str, dict[str, set[datetime]]] = {}
        self._strength: dict[str, int] = {}
        self._shared: dict[str, dict[str, tuple[int, int]]] = {}
        for person, thing, when in outings:
            self.came(person, thing, when)

    def came(self, person: str, thing: str, when: datetime) -> None:
        """Learn that somebody came. The same fact twice is one fact."""
        days = self._days.setdefault(person, {}).setdefault(thing, set())
        before = _bond(days)
        days.add(when)
        self._change(person, thing, before, _bond(days))

    def took_back(self, person: str, thing: str, when: datetime) -> None:
        """Forget one outing; one that is not known changes nothing."""
        days = self._days.get(person, {}).get(thing)
        if days is None or when not in days:
            return
        before = _bond(days)
        days.remove(when)
        self._change(person, thing, before, _bond(days))
        self._tidy(person, thing)

    def forget(self, person: str) -> None:
        """Forget everything about somebody."""
        for thing in list(self._days.get(person, {})):
            for when in list(self._days[person][thing]):
                self.took_back(person, thing, when)

    def forget_before(self, when: datetime) -> None:
        """Forget what is older: tastes change, and so do towns."""
        old = [
            (person, thing, day)
            for person, things in self._days.items()
            for thing, days in things.items()
            for day in days
            if day < when
        ]
        for outing in old:
            self.took_back(*outing)

    def likeness(self, one: str, other: str) -> float:
        """Cosine of two things over the people who came, shrunk, in [0, 1).

        ``Σ_p b_p1 · b_p2 / (√(Σ b_p1² · Σ b_p2²) + 5)``, ``b`` being 1 for who came once and 2
        for who came back (Sarwar and others 2001); 0 below three people.
        """
        product, people = self._shared.get(one, {}).get(other, (0, 0))
        if people < ENOUGH:
            return 0.0
        norms = math.sqrt(self._strength[one] * self._strength[other])
        return product / (norms + SHRINK)

    def values(self, person: str) -> Mapping[str, float]:
        """For each thing the person has not been to and that is worth something: (0, 1).

        ``1 − Π (1 − likeness)`` over the person's things: each is one more chance.
        """
        mine = self._days.get(person, {})
        missed: dict[str, float] = {}
        for known in sorted(mine):
            for thing in self._shared.get(known, {}):
                if thing not in mine:
                    missed[thing] = missed.get(thing, 1.0) * (1 - self.likeness(known, thing))
        return {thing: 1 - miss for thing, miss in missed.items() if miss < 1}

    def _change(self, person: str, thing: str, before: int, after: int) -> None:
        """The person's bond with a thing went from ``before`` to ``after``."""
        if before == after:
            return
        self._strength[thing] = self._strength.get(thing, 0) + after**2 - before**2
        if not self._strength[thing]:
            del self._strength[thing]
        heads = (after > 0) - (before > 0)
        for other, days in self._days[person].items():
            if other != thing and days:
                self._share(thing, other, (after - before) * _bond(days), heads)

    def _share(self, one: str, other: str, product: int, heads: int) -> None:
        known, people = self._shared.get(one, {}).get(other, (0, 0))
        total = (known + product, people + heads)
        for here, there in ((one, other), (other, one)):
            row = self._shared.setdefault(here, {})
            if total[1]:
                row[there] = total
            else:
                row.pop(there, None)
                if not row:
                    del self._shared[here]

    def _tidy(self, person: str, thing: str) -> None:
        if not self._days[person][thing]:
            del self._days[person][thing]
        if not self._days[person]:
            del self._days[person]


def _bond(days: set[datetime]) -> int:
    return min(len(days), CAME_BACK)

"""Who came to what in the last year: what people with similar outings did."""

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from parvis.domains.circles import selectors as circles
from parvis.domains.gatherings import selectors as gatherings
from parvis.domains.welcome.vocabulary import LEARNS_FROM_DAYS
from parvis.matching.paths.history import History

#: How long it serves: an outing of this morning may wait until this evening to count.
KEPT_HOURS = 6


class _Kept:
    """One history a process; concurrent requests wait for the one that reads it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.read_at: datetime | None = None
        self.history = History()

    def at(self, now: datetime) -> History:
        with self.lock:
            if self.read_at is None or abs(now - self.read_at) >= timedelta(hours=KEPT_HOURS):
                self.history, self.read_at = read(now), now
            return self.history

    def forget(self) -> None:
        with self.lock:
            self.read_at = None


_kept = _Kept()
history_at = _kept.at
#: For tests, and when somebody goes: nothing is said of them any more.
forget_history = _kept.forget


def read(now: datetime) -> History:
    """The outings of the last year to what everybody may see; two queries.

    Never a gathering by invitation, nor a circle that is not public: what they have in common
    must not be told, not even by an order.
    """
    since = now - timedelta(days=LEARNS_FROM_DAYS)
    history = History()
    for resident, gathering, place, at in gatherings.outings(since, now):
        history.came(str(resident), str(gathering), at)
        history.came(str(resident), str(place), at)
    for resident, circle, at in circles.public_memberships(since):
        history.came(str(resident), str(circle), at)
    return history


def values_of(resident: UUID, lasting: Mapping[str, str], now: datetime) -> dict[str, float]:
    """What each thing is worth to somebody for this; ``lasting``: the series of each date."""
    values = history_at(now).values(str(resident))
    dates = {thing: values[series] for thing, series in lasting.items() if series in values}
    return {**values, **dates}

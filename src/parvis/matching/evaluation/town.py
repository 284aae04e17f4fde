"""A town's event-going as columns: who lives where, which groups meet when, who came."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

HOUR: Final = 3_600
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY
NOBODY: Final = -1
#: 1970 began on a Thursday: the Monday before it, in seconds.
FIRST_MONDAY: Final = -3 * DAY


@dataclass(frozen=True, eq=False, slots=True)
class Town:
    """Everything that is known, over the whole period.

    ``lat``, ``lon`` (degrees, NaN when not given) are of members; ``category`` and ``organiser``
    (a member, or ``NOBODY``) of groups; ``group`` and ``time`` of events, which are in the order
    of time; ``came_event`` and ``came_member`` are the sign-ups, one for each pair, in the order
    of events then members. Times are local, in seconds since 1970-01-01 00:00 local.
    """

    lat: Floats
    lon: Floats
    category: Ints
    organiser: Ints
    group: Ints
    time: Ints
    came_event: Ints
    came_member: Ints

    @classmethod
    def of(
        cls,
        *,
        places: tuple[Floats, Floats],
        groups: tuple[Ints, Ints],
        events: tuple[Ints, Ints],
        came: tuple[Ints, Ints],
    ) -> "Town":
        """Put events in the order of time, and keep each sign-up once.

        ``places`` are (lat, lon), ``groups`` (category, organiser), ``events`` (group, time),
        ``came`` (event, member) as places in the columns given.
        """
        group, time = events
        order = np.lexsort((np.arange(len(time)), group, time))
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        pairs = np.unique(np.stack([rank[came[0]], came[1]], axis=1), axis=0)
        return cls(*places, *groups, group[order], time[order], pairs[:, 0], pairs[:, 1])

    @property
    def members(self) -> int:
        """How many people are known."""
        return len(self.lat)

    @property
    def groups(self) -> int:
        """How many groups are known."""
        return len(self.category)


def monday_before(time: int) -> int:
    """Midnight of the Monday of that instant's week."""
    return (time - FIRST_MONDAY) // WEEK * WEEK + FIRST_MONDAY


def seconds(local: datetime) -> int:
    """Local wall-clock seconds since 1970: an offset, if there is one, is left aside."""
    return int(local.replace(tzinfo=UTC).timestamp())


def day_of(time: int) -> str:
    """The date of an instant, as 2017-10-23."""
    return datetime.fromtimestamp(time, tz=UTC).date().isoformat()


def weekday(time: Ints) -> Ints:
    """0 for Monday to 6 for Sunday."""
    return (time - FIRST_MONDAY) // DAY % 7


def hour(time: Ints) -> Ints:
    """The hour of the day, 0 to 23."""
    return time // HOUR % 24

"""The parts of a round: its constants, its people, its venues and its sessions.

Everything is a column: one array per fact, the same index for the same person.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


def _size_penalty() -> dict[int, float]:
    return {3: 0.05, 4: 0.0, 5: 0.05, 6: 0.15}


@dataclass(frozen=True, slots=True)
class Params:
    """Every constant of the value of a table and of the hard rules.

    Tables have ``size_min`` to ``size_max`` people. The value of a group of size *g* at a session::

        Σ w_i · (b_served + b_host·[a host is there] + b_affinity · mean of a_ij over the others
                 − b_travel · minutes_i / max_minutes_i − size_penalty[g])

        w_i  = 1 + w_wait · min(wait_i, wait_cap) / wait_cap + w_ties · exp(−ties_i / ties_scale)
        a_ij = a_interest · min(1, Σ weight of shared tags) + a_quartier · [different quarter]
               + a_band · [different age band]

    Minutes are ``detour · metres / walk_speed``; with transit, the lesser of that and
    ``transit_fixed_min + detour · metres / transit_speed`` (metres per minute). Below
    ``majority_age`` one is a minor.
    """

    size_min: int = 3
    size_max: int = 6
    b_served: float = 1.0
    b_host: float = 0.3
    b_affinity: float = 0.8
    b_travel: float = 0.3
    size_penalty: dict[int, float] = field(default_factory=_size_penalty)
    a_interest: float = 0.5
    a_quartier: float = 0.3
    a_band: float = 0.2
    w_wait: float = 1.0
    wait_cap: float = 6.0
    w_ties: float = 1.0
    ties_scale: float = 1.0
    detour: float = 1.3
    transit_fixed_min: float = 8.0
    transit_speed: float = 250.0
    majority_age: int = 18

    def minutes(self, metres: Floats, walk_speed: Floats, transit: Flags | bool) -> Floats:
        """How long so many metres take, on foot or by whatever is shorter; the checker has its own.

        Scalars and arrays of one shape alike.
        """
        walk = self.detour * metres / walk_speed
        ride = self.transit_fixed_min + self.detour * metres / self.transit_speed
        return np.where(transit, np.minimum(walk, ride), walk)


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Those who put their name down: ``n`` people, one value of each column for each.

    ``x``, ``y`` in metres; ``walk_speed`` in metres per minute; ``max_minutes`` of travel;
    ``langs``, ``avail`` (over slots) and ``needs`` (access) are bit masks of at most 62 bits;
    ``size_max`` is the largest table one likes; ``wait`` counts rounds waited, ``ties`` current
    ties. The tags of person *i* are ``tag_index[tag_start[i]:tag_start[i + 1]]``, rising.
    """

    id: tuple[str, ...]
    x: Floats
    y: Floats
    quartier: Integers
    age: Integers
    band: Integers
    langs: Integers
    tag_start: Integers
    tag_index: Integers
    avail: Integers
    size_max: Integers
    host: Flags
    vetted: Flags
    needs: Integers
    walk_speed: Floats
    transit: Flags
    max_minutes: Floats
    wait: Floats
    ties: Floats

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, slots=True, eq=False)
class Venues:
    """Where tables meet: ``x``, ``y`` in metres, ``flags`` the bit mask of needs they meet."""

    x: Floats
    y: Floats
    flags: Integers

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, slots=True, eq=False)
class Sessions:
    """A venue at a slot (a bit of ``avail``), with so many seats around so many tables."""

    venue: Integers
    slot: Integers
    seats: Integers
    tables: Integers

    def __len__(self) -> int:
        return len(self.venue)

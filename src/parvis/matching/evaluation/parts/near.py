"""From the member's home to where a group's people live: nothing else is known of places."""

from typing import Final

import numpy as np
from scipy import sparse

from parvis.matching.evaluation.frame import KM_PER_DEGREE, Frame, by_group_median, decay
from parvis.matching.evaluation.town import NOBODY, Floats, Ints

#: Kilometres after which nearness is worth a third.
REACH: Final = 8.0
#: The side of a cell, in degrees: about five kilometres.
CELL: Final = 0.05
#: How many sign-ups a cell needs before its own say outweighs the town's.
TRUST: Final = 20.0
#: What "around" means, in kilometres.
AROUND: Final = (2.0, 6.0)
#: How many neighbours it takes.
MANY: Final = 30.0


def near(frame: Frame) -> dict[str, Floats]:
    """Nearness in itself, against how far its people come, and by what one's cell goes to."""
    lat, lon = _places(frame)
    away = frame.kilometres(lat, lon)
    known = ~np.isnan(away)
    away[~known] = np.median(away[known]) if known.any() else 0.0
    spread = _spread(frame, lat, lon)
    found = {
        "near": -np.log1p(away),
        "within_reach": np.exp(-away / REACH),
        "for_its_people": -np.log1p(away / (spread + 3)),
        "my_cell": _cell(frame),
        **_neighbours(frame),
    }
    return {name: values[:, frame.coming.group] for name, values in found.items()}


def _places(frame: Frame) -> tuple[Floats, Floats]:
    """The median home of who came; of a group nobody came to yet, its organiser's."""
    lat, lon = by_group_median(frame, frame.town.lat), by_group_median(frame, frame.town.lon)
    first = np.isnan(lat) & (frame.town.organiser != NOBODY)
    leader = frame.town.organiser[first]
    lat[first], lon[first] = frame.town.lat[leader], frame.town.lon[leader]
    return lat, lon


def _spread(frame: Frame, lat: Floats, lon: Floats) -> Floats:
    """The mean distance, in kilometres, of a group's people to its place (10 when not known)."""
    everyone = np.arange(frame.town.members)
    who, group = everyone[frame.town.came_member], frame.past.came_group
    shrink = np.cos(np.radians(np.nanmedian(lat))) if (~np.isnan(lat)).any() else 1.0
    north = frame.town.lat[who] - lat[group]
    east = (frame.town.lon[who] - lon[group]) * shrink
    away = np.nan_to_num(np.hypot(north, east) * KM_PER_DEGREE, nan=10.0)
    count = np.bincount(group, minlength=frame.town.groups)
    total = np.bincount(group, weights=away, minlength=frame.town.groups)
    return np.where(count > 0, total / np.maximum(count, 1), 10.0)


def _neighbours(frame: Frame) -> dict[str, Floats]:
    """How much more than the town the people living around go to each group, in logs.

    Around: a Gaussian of two and of six kilometres; all who came, and those who came new.
    """
    town = frame.town
    homes, home = _homes(frame)
    asked, row = np.unique(home[frame.members], return_inverse=True)
    placed = asked >= 0
    member, group = town.came_member, frame.past.came_group
    faded = decay(frame.age, 365.0)
    first = np.zeros(len(member))
    first[np.unique(member * town.groups + group, return_index=True)[1]] = 1
    found = {}
    for who, weights in (("all", faded), ("new", faded * first)):
        shape = (len(homes), town.groups)
        goers = np.zeros(shape)
        known = home[member] >= 0
        # One who comes often is still one neighbour.
        pairs, place = np.unique(np.stack([member, group])[:, known], axis=1, return_inverse=True)
        each = np.minimum(np.bincount(place.reshape(-1), weights=weights[known]), 1.0)
        np.add.at(goers, (home[pairs[0]], pairs[1]), each)
        base = goers.sum(axis=0) + 0.5
        base /= base.sum()
        for kilometres in AROUND:
            near_by = _around(homes[asked[placed]], homes, kilometres) @ goers
            total = near_by.sum(axis=1, keepdims=True)
            more = np.zeros((len(asked), town.groups))
            more[placed] = np.log((near_by + MANY * base) / (total + MANY) / base)
            found[f"{who}_within_{kilometres:.0f}"] = more[row]
    return found


def _homes(frame: Frame) -> tuple[Floats, Ints]:
    """The distinct homes (rows of kilometres north and east), and each member's; -1 if unknown."""
    known = ~np.isnan(frame.town.lat)
    degrees = np.stack([frame.town.lat[known], frame.town.lon[known]], axis=1).round(2)
    homes, place = np.unique(degrees, axis=0, return_inverse=True)
    home = np.full(frame.town.members, -1, dtype=np.int64)
    home[known] = place.reshape(-1)
    shrink = np.cos(np.radians(np.median(homes[:, 0]))) if len(homes) else 1.0
    middle = np.median(homes, axis=0) if len(homes) else 0.0
    return (homes - middle) * np.array([1.0, shrink]) * KM_PER_DEGREE, home


def _around(here: Floats, there: Floats, kilometres: float) -> Floats:
    square = (here**2).sum(axis=1)[:, None] + (there**2).sum(axis=1) - 2 * here @ there.T
    return np.asarray(np.exp(-square / (2 * kilometres**2)), dtype=float)


def _cell(frame: Frame) -> Floats:
    """The log of how much more than the town the member's cell goes to each group."""
    cell = _cells(frame)
    pairs = np.unique(np.stack([frame.town.came_member, frame.past.came_group]), axis=1)
    shape = (int(cell.max(initial=0)) + 1, frame.town.groups)
    ones = np.ones(pairs.shape[1])
    goers = sparse.csr_matrix((ones, (cell[pairs[0]], pairs[1])), shape=shape).toarray()
    base = goers.sum(axis=0) / max(goers.sum(), 1.0)
    of_cell = goers.sum(axis=1, keepdims=True)
    more = np.log((goers + TRUST * base) / (of_cell + TRUST) / (base + 1e-6) + 1e-3)
    return np.asarray(more[cell[frame.members]], dtype=float)


def _cells(frame: Frame) -> Ints:
    """The cell of each member; those without a position share one."""
    degrees = np.stack([frame.town.lat, frame.town.lon], axis=1)
    square = np.nan_to_num(np.round(degrees / CELL), nan=-9999.0)
    return np.unique(square, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)

"""The order of the lists: what each policy puts first, among what one can go to."""

from dataclasses import dataclass

import numpy as np

from .dice import Dice, Purpose
from .offers import Offers
from .people import Flags, Floats, Ints
from .policies import Ranking

DAYS = 7


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """People who look at their suggestions on a day of a week, before things of one kind.

    ``way`` is in minutes (people × things); ``ahead`` the days until each thing next happens;
    ``attended`` how many go to it; ``ids`` tell the things apart in draws.
    """

    week: int
    who: Ints
    way: Floats
    ahead: Floats
    attended: Ints | Floats
    ids: Ints


def days_ahead(offers: Offers, rows: Ints, week: int, day: int) -> Floats:
    """Days from the end of ``day`` to the next meeting; weekly things come back every week."""
    at = offers.day[rows] + (offers.slot[rows] % 3 + 1) / 4.0
    weekly = (at - day - 1) % DAYS
    return np.where(offers.week[rows] < 0, weekly, at - day - 1 + DAYS * (offers.week[rows] - week))


def order(ranking: Ranking, look: Look, dice: Dice) -> Floats:
    """A value for each person and thing, the greatest being suggested first.

    Equals are settled by lot, for each person apart.
    """
    lot = dice.roll(Purpose.ORDER, look.week, look.who[:, None], look.ids)
    if ranking == "chronological":
        return -look.ahead + 1e-6 * lot
    if ranking == "popularity":
        return look.attended + 1e-6 * lot
    if ranking == "nearest":
        return -look.way + 1e-6 * lot
    return lot


def best(value: Floats, possible: Flags, many: Ints) -> tuple[Ints, Ints]:
    """The ``many[i]`` best possible things of each person, as rows and columns."""
    most = min(int(many.max(initial=0)), value.shape[1])
    if not most:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    ranked = np.argsort(np.where(possible, -value, np.inf), axis=1, kind="stable")[:, :most]
    kept = np.take_along_axis(possible, ranked, axis=1) & (np.arange(most) < many[:, None])
    row, place = np.nonzero(kept)
    return row, ranked[row, place]

"""The made-up city has what rankers look for, and is the same twice."""

import numpy as np

from parvis.matching.evaluation.generate import City, generate
from parvis.matching.evaluation.town import Town
from parvis.matching.evaluation.weeks import CLASSES, mondays, week_of

from .conftest import SMALL


def test_same_seed_gives_the_same_city(city: Town) -> None:
    again, other = generate(SMALL, seed=3), generate(SMALL, seed=4)
    assert np.array_equal(again.came_member, city.came_member)
    assert not np.array_equal(other.came_member, city.came_member)


def test_city_has_newcomers_habits_and_weeks(city: Town) -> None:
    week = week_of(city, mondays(city, 4)[0])
    seen = np.bincount(week.past.classes(week.members), minlength=len(CLASSES))
    assert seen.min() > 0
    assert len(mondays(city, 99)) == SMALL.weeks - 1
    # Who came once is likelier to come than anybody.
    known = week.past.been(week.members)[:, week.coming.group]
    came = week.tasks["E"].came
    assert came[known].mean() > 3 * came[~known].mean()


def test_city_is_as_large_as_asked() -> None:
    town = generate(City(members=40, groups=5, weeks=6), seed=1)
    assert (town.members, town.groups) == (40, 5)

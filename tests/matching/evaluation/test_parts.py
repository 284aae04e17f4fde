"""The parts at their edges, and what a few of them are worth in a town of a handful."""

from dataclasses import replace

import numpy as np

from parvis.matching.evaluation.baselines import BASELINES
from parvis.matching.evaluation.factors import FACTORS
from parvis.matching.evaluation.frame import Frame
from parvis.matching.evaluation.parts import columns
from parvis.matching.evaluation.town import Floats, Town
from parvis.matching.evaluation.weeks import mondays, week_of

from .test_weeks import LITTLE, town, when


def part(of: Town, name: str, monday: str = "2017-10-09 00:00") -> Floats:
    """(member, event) of one column."""
    names, values = columns(Frame.of(week_of(of, when(monday))))
    return values[:, :, names.index(name)].astype(float)


def test_parts_of_a_town_without_past_or_positions_are_finite(city: Town) -> None:
    nowhere = np.full(city.members, np.nan)
    lost = replace(city, lat=nowhere, lon=nowhere)
    first = mondays(city, 99)[0] - 7 * 86_400
    for of, monday in ((city, first), (lost, mondays(city, 2)[0]), (lost, first)):
        frame = Frame.of(week_of(of, monday))
        assert frame.shape[0] > 0
        assert np.isfinite(columns(frame)[1]).all()
        for baseline in BASELINES + FACTORS:
            scores = baseline.scores(frame, baseline.settings[0], 1)
            assert scores.shape == frame.shape
            assert not np.isnan(scores).any()


def test_own_groups_are_counted() -> None:
    # Members 0, 1 and 2 are asked; 0 was at group 0, 1 at groups 0 and 1, 2 nowhere.
    assert part(LITTLE, "own.ever").tolist() == [[1, 0, 0], [1, 1, 0], [0, 0, 0]]
    assert part(LITTLE, "own.not_missed").tolist() == [[1, 0, 0], [1, 1, 0], [0, 0, 0]]
    assert (part(LITTLE, "own.rate") > 0).tolist() == (part(LITTLE, "own.ever") > 0).tolist()


def test_missed_meetings_wear_a_habit_off() -> None:
    events = [(0, "2017-10-02 19:00", (0, 1)), (0, "2017-10-04 19:00", (1,))]
    of = town(*events, (0, "2017-10-10 19:00", (0, 1)))
    rate = part(of, "own.rate")
    assert rate[1, 0] > rate[0, 0] > 0
    missed = part(of, "own.not_missed")
    assert missed[1, 0] == 1 > missed[0, 0] > 0


def test_series_is_the_same_moment_of_the_same_group() -> None:
    of = town(
        (0, "2017-10-03 19:00", (0,)),
        (0, "2017-10-04 19:00", (1,)),
        (0, "2017-10-10 19:00", (0, 1)),
        (0, "2017-10-11 19:00", (1,)),
    )
    times = part(of, "series.times")
    assert (times > 0).tolist() == [[True, False], [False, True]]


def test_alike_says_nothing_of_ones_own_groups() -> None:
    both = tuple(range(1, 7))
    of = town(
        (0, "2017-10-03 19:00", (0, *both)),
        (1, "2017-10-04 19:00", both),
        (2, "2017-10-05 19:00", (7,)),
        *((group, "2017-10-10 19:00", (0,)) for group in (0, 1, 2)),
        members=8,
    )
    (own, shared, other) = part(of, "alike.cosine")[0]
    assert shared > other
    assert own == 0


def test_people_met_are_expected_where_they_go() -> None:
    of = town(
        (0, "2017-10-03 19:00", (0, 1)),
        (1, "2017-10-04 19:00", (1,)),
        (2, "2017-10-05 19:00", (3,)),
        *((group, "2017-10-10 19:00", (0,)) for group in (1, 2)),
    )
    met, stranger = part(of, "met.people")[0]
    assert met > 0
    assert stranger == 0


def test_newcomers_are_told_from_first_timers() -> None:
    of = town(
        (0, "2017-10-03 19:00", (0, 1, 2)),
        (1, "2017-10-04 19:00", (0, 1, 3)),
        *((group, "2017-10-10 19:00", (0,)) for group in (0, 1)),
    )
    assert part(of, "event.people_last")[0].tolist() == np.log1p([3, 3]).astype("f4").tolist()
    assert part(of, "event.new_last")[0].tolist() == np.log1p([3, 3]).astype("f4").tolist()
    assert part(of, "event.newcomers_last")[0].tolist() == np.log1p([3, 1]).astype("f4").tolist()


def test_near_is_where_a_groups_people_live() -> None:
    of = town(
        (0, "2017-10-03 19:00", (1,)),
        (1, "2017-10-04 19:00", (2,)),
        *((group, "2017-10-10 19:00", (0,)) for group in (0, 1)),
    )
    of = replace(of, lat=np.array([47.2, 47.21, 47.6, 47.2]))
    close, far = part(of, "near.near")[0]
    assert close > far
    reach = part(of, "near.within_reach")[0]
    assert 0 < reach[1] < reach[0] < 1

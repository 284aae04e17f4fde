"""The protocol: what is visible on a Monday, who is asked, about what."""

from dataclasses import replace
from datetime import datetime

import numpy as np

from parvis.matching.evaluation.baselines import BASELINES
from parvis.matching.evaluation.factors import FACTORS
from parvis.matching.evaluation.frame import Frame, after_in
from parvis.matching.evaluation.parts import columns
from parvis.matching.evaluation.town import WEEK, Town, day_of, hour, monday_before, weekday
from parvis.matching.evaluation.town import seconds as at
from parvis.matching.evaluation.weeks import Past, Week, mondays, week_of


def when(text: str) -> int:
    return at(datetime.fromisoformat(text))


def town(*events: tuple[int, str, tuple[int, ...]], members: int = 4, groups: int = 3) -> Town:
    """Events as (group, time, who came)."""
    came = [(place, who) for place, (_, _, people) in enumerate(events) for who in people]
    return Town.of(
        places=(np.full(members, 47.2), np.full(members, -1.5)),
        groups=(np.arange(groups), np.full(groups, -1)),
        events=(
            np.array([group for group, _, _ in events]),
            np.array([when(text) for _, text, _ in events]),
        ),
        came=(np.array([e for e, _ in came]), np.array([m for _, m in came])),
    )


LITTLE = town(
    (0, "2017-10-03 19:00", (0, 1)),
    (1, "2017-10-08 23:59", (1,)),
    (0, "2017-10-09 00:00", (0, 2)),
    (1, "2017-10-10 19:00", (0, 1)),
    (2, "2017-10-15 23:59", (1,)),
    (2, "2017-10-16 00:00", (3,)),
)


def test_monday_begins_the_week() -> None:
    monday = when("2017-10-09 00:00")
    assert monday_before(when("2017-10-15 23:59")) == monday
    assert monday_before(monday) == monday
    assert weekday(np.array([monday])).tolist() == [0]
    assert hour(np.array([when("2017-10-11 19:30")])).tolist() == [19]
    assert day_of(monday) == "2017-10-09"


def test_only_whole_weeks_are_asked_about() -> None:
    # The last event is on the first minute of a week that is not over.
    assert [day_of(one) for one in mondays(LITTLE, 5)] == ["2017-10-09"]


def test_week_splits_past_and_coming() -> None:
    week = week_of(LITTLE, when("2017-10-09 00:00"))
    assert len(week.past.town.time) == 2
    assert week.past.outings.tolist() == [1, 2, 0, 0]
    assert week.coming.group.tolist() == [0, 1, 2]
    assert week.members.tolist() == [0, 1, 2]
    assert week.past.classes(week.members).tolist() == [1, 1, 0]


def test_tasks_ask_those_who_go() -> None:
    week = week_of(LITTLE, when("2017-10-09 00:00"))
    everything, discovery = week.tasks["E"], week.tasks["D"]
    assert everything.rows.tolist() == [0, 1, 2]
    assert everything.came.astype(int).tolist() == [[1, 1, 0], [0, 1, 1], [1, 0, 0]]
    # Member 0 knows group 0 only; member 1 knows 0 and 1; member 2 knows none.
    assert discovery.rows.tolist() == [0, 1, 2]
    assert discovery.open.astype(int).tolist() == [[0, 1, 1], [0, 0, 1], [1, 1, 1]]
    assert discovery.came.astype(int).tolist() == [[0, 1, 0], [0, 0, 1], [1, 0, 0]]


def test_who_only_goes_where_they_have_been_is_not_asked_to_discover() -> None:
    week = week_of(
        town((0, "2017-10-03 19:00", (0,)), (0, "2017-10-10 19:00", (0,))), when("2017-10-09 00:00")
    )
    assert week.tasks["E"].rows.tolist() == [0]
    assert week.tasks["D"].rows.tolist() == []


def test_five_outings_make_a_regular() -> None:
    events = tuple((0, f"2017-10-0{day} 19:00", (0, 1) if day < 6 else (1,)) for day in range(2, 7))
    past = Past.before(town(*events), when("2017-10-09 00:00"))
    assert past.classes(np.array([0, 1, 2])).tolist() == [1, 2, 0]


def test_later_meetings_are_counted_by_key() -> None:
    assert after_in(np.array([5, 7, 5, 5, 7])).tolist() == [2, 1, 1, 0, 0]
    assert after_in(np.array([], dtype=np.int64)).tolist() == []


def seen(week: Week) -> tuple[tuple[str, ...], np.ndarray]:
    return columns(Frame.of(week))


def future_changed(city: Town, monday: int, seed: int) -> Town:
    """Everything after the Monday but the week's announcements: other people, later events gone."""
    draw = np.random.default_rng(seed)
    behind = int(np.searchsorted(city.time, monday))
    announced = int(np.searchsorted(city.time, monday + WEEK))
    kept = city.came_event < behind
    events = draw.integers(behind, announced, size=400)
    members = draw.integers(city.members, size=400)
    return Town.of(
        places=(city.lat, city.lon),
        groups=(city.category, city.organiser),
        events=(city.group[:announced], city.time[:announced]),
        came=(
            np.concatenate([city.came_event[kept], events]),
            np.concatenate([city.came_member[kept], members]),
        ),
    )


def test_nothing_after_monday_changes_a_part(city: Town) -> None:
    monday = mondays(city, 4)[0]
    week = week_of(city, monday)
    names, values = seen(week)
    assert np.isfinite(values).all()
    # There is something to leak, and it is different.
    other = future_changed(city, monday, seed=5)
    shuffled = week_of(other, monday)
    assert set(week.members.tolist()) != set(shuffled.members.tolist())
    asked = replace(shuffled, members=week.members)
    assert seen(asked)[0] == names
    np.testing.assert_allclose(seen(asked)[1], values, rtol=0, atol=1e-6)
    for baseline in BASELINES + FACTORS[:1]:
        scores = (baseline.scores(Frame.of(one), baseline.settings[-1], 1) for one in (week, asked))
        np.testing.assert_allclose(*scores, rtol=0, atol=1e-9)
    # While what happened before the Monday does matter.
    earlier = replace(week, past=Past.before(city, monday - WEEK))
    assert not np.allclose(seen(earlier)[1], values, rtol=0, atol=1e-2)

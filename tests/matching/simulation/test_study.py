"""Studies: the same bytes for the same seed, and what changes when a parameter does."""

from dataclasses import replace

import pytest

from parvis.matching.simulation import sheets
from parvis.matching.simulation.measures import NAMED
from parvis.matching.simulation.parameters import DEFAULT
from parvis.matching.simulation.policies import PARVIS
from parvis.matching.simulation.report import Varied, filled, report, survivors
from parvis.matching.simulation.sensitivity import CLAIMS, Verdict, judge, verdict
from parvis.matching.simulation.study import Interval, Life, Study, column, difference, run, summary
from parvis.matching.wrong import WrongProblem

SMALL = Study(seeds=2, weeks=5, residents=300, policies=("nearest", "parvis"))


@pytest.fixture(scope="module")
def lives():
    return run(SMALL)


def written(lives):
    return "".join(
        sheet(lives)
        for sheet in (sheets.figures, sheets.summaries, sheets.differences, sheets.curves)
    )


def test_same_seed_gives_the_same_bytes(lives):
    assert written(run(SMALL)) == written(lives)


def test_the_number_of_workers_changes_nothing():
    study = replace(SMALL, weeks=3, policies=("nearest", "parvis-no-rounds"))

    assert written(run(study, workers=2)) == written(run(study))


def test_seeds_differ(lives):
    assert len(set(column(lives, "nearest", "outings"))) == SMALL.seeds


def test_progress_counts_every_world():
    told = []

    run(
        Study(seeds=1, weeks=1, residents=100),
        progress=lambda done, many: told.append((done, many)),
    )

    assert told == [(place + 1, 9) for place in range(9)]


@pytest.mark.parametrize(
    ("study", "path"),
    [
        (Study(seeds=0), "seeds"),
        (Study(weeks=0), "weeks"),
        (Study(residents=99), "residents"),
        (Study(policies=()), "policies"),
        (Study(policies=("nearest", "best")), "policies[1]"),
    ],
)
def test_a_wrong_study_is_refused_with_where(study, path):
    with pytest.raises(WrongProblem) as refused:
        run(study)

    assert refused.value.path == path


def test_interval_is_that_of_student():
    """By hand: mean 2, deviation 1, t(2; 0.975) = 4.30265 over the root of three."""
    found = Interval.of([1.0, 2.0, 3.0])

    assert found.mean == 2.0
    assert found.high - found.mean == pytest.approx(4.30265 / 3**0.5, rel=1e-5)
    assert found.sign == 0
    assert Interval.of([5.0]) == Interval(5.0, 5.0, 5.0)


def test_differences_are_taken_world_by_world():
    lives = [
        Life(policy, seed, {"outings": 10.0 * seed + extra}, {})
        for seed in range(4)
        for policy, extra in (("nearest", 0.0), ("parvis", 2.0))
    ]

    assert difference(lives, "outings", "parvis", "nearest") == Interval(2.0, 2.0, 2.0)
    assert summary(lives, "parvis", "outings").low < 2.0


def changed(name, factor, measure, policy="nearest"):
    study = Study(
        seeds=2,
        weeks=8,
        residents=600,
        policies=(policy,),
        parameters=DEFAULT.scaled(name, factor),
    )
    return summary(run(study), policy, measure).mean


@pytest.mark.parametrize(
    ("name", "measure"),
    [("look_most", "met_soon"), ("comes_weekly", "outings"), ("reply", "met_soon")],
)
def test_halving_a_cause_lowers_its_effect(name, measure):
    assert changed(name, 0.5, measure) < changed(name, 1.0, measure)


def test_halving_the_hours_of_a_friend_makes_more_friends():
    assert changed("casual", 0.5, "no_friend") < changed("casual", 1.0, "no_friend")


def test_halving_the_replies_leaves_more_without_an_answer():
    assert changed("reply", 0.5, "never_answered") > changed("reply", 1.0, "never_answered")


def test_report_tells_every_measure_and_every_parameter(lives):
    text = report(SMALL, lives)

    for one in NAMED.values():
        assert one.title in text
    assert f"`{next(iter(DEFAULT.__slots__))}`" in text
    assert "nearest first" in text


def told(ours, theirs):
    """Six worlds where every claim has these values under Parvis and under the lists."""
    names = ("chronological", "popularity", "nearest", "random", PARVIS.name)
    return [
        Life(
            name,
            seed,
            {
                claim: (ours if name == PARVIS.name else theirs) * NAMED[claim].better
                + 0.01 * (seed % 3) * (name == PARVIS.name)
                for claim in CLAIMS
            },
            {},
        )
        for seed in range(6)
        for name in names
    ]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"), [(2.0, 1.0, Verdict.HOLDS), (1.0, 2.0, Verdict.TURNS)]
)
def test_claims_are_judged_whichever_way_is_better(ours, theirs, expected):
    found = judge("ties", 2.0, DEFAULT.scaled("ties", 2.0), told(ours, theirs))

    assert set(found.verdicts.values()) == {expected}
    assert found.value == 8.0


def test_a_gain_that_could_be_chance_only_leans():
    assert verdict(Interval(1.0, -0.5, 2.5)) is Verdict.LEANS
    assert verdict(Interval(1.0, 0.5, 1.5)) is Verdict.HOLDS
    assert verdict(Interval(-0.1, -0.5, 0.3)) is Verdict.TURNS


def test_sensitivity_sheet_has_a_line_for_each_claim():
    change = judge("ties", 2.0, DEFAULT.scaled("ties", 2.0), told(2.0, 1.0))

    lines = sheets.sensitivities([change]).splitlines()

    assert len(lines) == 1 + len(CLAIMS)
    assert lines[1].startswith("ties,2,8,no_tie,holds,")


def test_report_sums_up_what_survives(lives):
    judged = told(2.0, 1.0)
    changes = [
        judge("", 1.0, DEFAULT, judged),
        judge("ties", 0.5, DEFAULT.scaled("ties", 0.5), judged),
        judge("ties", 2.0, DEFAULT.scaled("ties", 2.0), told(1.0, 2.0)),
    ]

    text = report(SMALL, lives, Varied(SMALL, changes))

    assert set(survivors(changes).values()) == {(1, 0, 1)}
    assert "| `ties` ½ 2× | ✓ ✗ |" in text
    assert "| fewer without a tie | 1 | 0 | 1 |" in text


def test_a_page_keeps_what_is_between_its_blocks():
    page = "A <!-- one -->x<!-- /one --> B <!-- two -->y C"

    assert filled(page, {"one": "1", "two": "2", "three": "3"}) == (
        "A <!-- one -->\n\n1\n\n<!-- /one --> B <!-- two -->y C"
    )

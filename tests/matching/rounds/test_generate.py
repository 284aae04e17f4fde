"""Synthetic communes: seeded, valid, and of the shape they promise."""

import numpy as np
import pytest

from parvis.matching.rounds.files import write_problem
from parvis.matching.rounds.generate import SLOTS, TAGS, commune
from parvis.matching.rounds.problem import WrongProblem


def test_same_seed_gives_the_same_commune(tmp_path):
    for name, seed in (("one", 3), ("same", 3), ("other", 4)):
        write_problem(tmp_path / name, commune(200, seed))

    one, same, other = ((tmp_path / name).read_bytes() for name in ("one", "same", "other"))
    assert one == same
    assert one != other


@pytest.mark.parametrize("n", [0, 1, 2, 3, 25, 400])
def test_commune_of_any_size_is_valid(n):
    for seed in range(4):
        found = commune(n, seed)
        found.check()
        assert len(found) == n


def test_commune_has_a_seat_for_everybody_and_few_more():
    seats = commune(2_000, seed=1).sessions.seats.sum()

    assert 2_000 <= seats < 2_015


def test_commune_has_the_shape_it_promises():
    found = commune(6_000, seed=1)
    people = found.people

    assert people.host.mean() == pytest.approx(0.15, abs=0.015)
    assert not (people.vetted & ~people.host).any()
    assert not (people.vetted & (people.age < 18)).any()
    tags = np.diff(people.tag_start)
    assert (tags.min(), tags.max()) == (2, 6)
    share = np.bincount(people.tag_index, minlength=TAGS) / len(people)
    assert share[0] > 5 * share[TAGS - 1] > 0
    assert found.tag_weight[0] < found.tag_weight[TAGS - 1]
    assert people.avail.max() < 1 << SLOTS
    assert 0.01 < (people.age < 18).mean() < 0.08
    assert len(found.blocks) > 60
    assert len(found.recent) > 1_000
    assert len(found.again) > 60


def test_quarters_have_their_own_mix_of_ages():
    people = commune(6_000, seed=1).people

    means = [people.age[people.quartier == quarter].mean() for quarter in range(15)]
    assert max(means) - min(means) > 8


def test_retired_people_are_free_by_day_and_others_in_the_evening():
    people = commune(6_000, seed=1).people
    mornings = sum(1 << 3 * day for day in range(7))
    evenings = sum(1 << 3 * day + 2 for day in range(7))

    def free(moments, old):
        chosen = people.avail[(people.age >= 68) == old]
        return np.mean([(one & moments).bit_count() for one in chosen.tolist()])

    assert free(mornings, old=True) > 2 * free(mornings, old=False)
    assert free(evenings, old=False) > 2 * free(evenings, old=True)


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"n": -1}, "n"),
        ({"n": 10**9}, "n"),
        ({"hosts": 1.5}, "hosts"),
        ({"hosts": float("nan")}, "hosts"),
        ({"seed": -1}, "seed"),
    ],
)
def test_size_one_can_do_nothing_with_is_refused(values, path):
    with pytest.raises(WrongProblem) as fault:
        commune(**{"n": 10, "seed": 1, **values})
    assert fault.value.path == path


def test_hosts_may_be_none_or_everybody():
    assert not commune(50, seed=1, hosts=0).people.host.any()
    assert commune(50, seed=1, hosts=1).people.host.all()

"""How somebody says yes: the same whoever suggests it."""

import inspect

import numpy as np

from parvis.matching.simulation import choice
from parvis.matching.simulation.choice import chance, fit
from parvis.matching.simulation.parameters import DEFAULT


def likely(**changed):
    given = {"fits": 0.5, "way": 0.5, "shy": 0.4, "around": 20, "company": 0.0, **changed}
    return float(chance(DEFAULT, **{name: np.array(value) for name, value in given.items()}))


def test_fit_way_crowd_and_company_count_as_told():
    assert likely(fits=1.0) > likely() > likely(fits=0.0)
    assert likely(way=0.0) > likely() > likely(way=1.0)
    assert likely(around=5) > likely()
    assert likely(company=1.0) > likely()
    assert likely(shy=0.0) > likely() > likely(shy=1.0)


def test_company_matters_more_to_the_shy():
    def odds(probability):
        return np.log(probability / (1 - probability))

    shy = odds(likely(shy=1.0, company=1.0)) - odds(likely(shy=1.0))
    bold = odds(likely(shy=0.0, company=1.0)) - odds(likely(shy=0.0))

    assert shy > bold
    assert abs(bold - DEFAULT.yes_company) < 1e-9


def test_a_crowd_does_not_keep_away_who_is_not_shy():
    assert likely(shy=0.0, around=2) == likely(shy=0.0, around=200)


def test_fit_is_the_share_of_what_a_thing_is_about():
    mine = np.array([0b111, 0b001, 0b000], dtype=np.uint64)

    assert fit(mine, np.array([0b011], dtype=np.uint64)).tolist() == [1.0, 0.5, 0.0]


def test_acceptance_does_not_know_the_policy():
    assert "polic" not in inspect.getsource(choice).lower().replace("whoever suggested", "")
    assert "policy" not in inspect.signature(chance).parameters

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.matching.rounds.generate import commune
from parvis.matching.rounds.pricing import Prices, ask, market_of
from parvis.matching.rounds.pricing.market import Market
from parvis.matching.rounds.problem import RoundProblem
from tests.matching.rounds.brute import every_group
from tests.matching.rounds.builders import person, problem, problems

ALL = 10_000


def prices_drawn(draw: st.DrawFn, round_: RoundProblem) -> Prices:
    some = st.sampled_from([0.0, 0.0, 0.4, 1.1, 2.5, 4.0])
    return Prices(
        np.array([draw(some) for _ in range(len(round_))]),
        np.array([draw(st.sampled_from([0.0, 0.3])) for _ in range(len(round_.sessions))]),
        np.zeros(len(round_.sessions)),
    )


def reduced_values(
    round_: RoundProblem, prices: Prices
) -> dict[tuple[int, tuple[int, ...]], float]:
    """By trying every group. A session's seats are not looked at by pricing: all are there."""
    return {
        (one.session, one.members): value
        - prices.person[list(one.members)].sum()
        - prices.seat[one.session] * len(one.members)
        for one, value in every_group(round_).items()
    }


@settings(max_examples=60)
@given(st.data())
def test_ask_finds_every_group_worth_more_than_asked(data: st.DataObject) -> None:
    round_ = data.draw(problems(most=8))
    prices = prices_drawn(data.draw, round_)
    least = data.draw(st.sampled_from([-3.0, 0.0, 2.0]))
    market = market_of(round_)
    asked = ask(market, prices, least=np.full(market.sessions, least), keep=ALL)
    expected = {
        key: value for key, value in reduced_values(round_, prices).items() if value > least
    }
    rows = zip(asked.session, asked.members, asked.reduced, strict=True)
    found = {
        (int(where), tuple(sorted(int(one) for one in row if one >= 0))): value
        for where, row, value in rows
    }
    seats = round_.sessions.seats
    inside = {key: value for key, value in found.items() if len(key[1]) <= seats[key[0]]}
    inside = {key: value for key, value in inside.items() if round_.sessions.tables[key[0]]}
    assert len(found) == len(asked.session)
    sure = {key for key, value in expected.items() if value > least + 1e-9}
    assert (
        sure
        <= inside.keys()
        <= expected.keys() | {k for k in inside if abs(inside[k] - least) < 1e-9}
    )
    for key, value in expected.items():
        if key in inside:
            assert inside[key] == pytest.approx(value, abs=1e-9)
        assert value <= asked.upper[key[0]]


@settings(max_examples=40)
@given(st.data())
def test_ask_gives_a_bound_that_holds_however_little_it_may_walk(data: st.DataObject) -> None:
    round_ = data.draw(problems(most=8))
    prices = prices_drawn(data.draw, round_)
    market = market_of(round_)
    least = np.full(market.sessions, -5.0)
    asked = ask(market, prices, least=least, keep=1, limit=data.draw(st.integers(0, 6)))
    for (session, _), value in reduced_values(round_, prices).items():
        assert value <= asked.upper[session]


def town() -> tuple[Market, Prices]:
    market = market_of(commune(200, seed=5))
    rng = np.random.default_rng(2)
    person = market.weight * rng.uniform(0.6, 1.2, len(market))
    return market, Prices(person, np.zeros(market.sessions), np.zeros(market.sessions))


def test_ask_keeps_the_best_of_all() -> None:
    market, prices = town()
    least = np.zeros(market.sessions)
    everything = ask(market, prices, least=least, keep=ALL)
    best = ask(market, prices, least=least, keep=5)
    for session in range(market.sessions):
        some = np.sort(best.reduced[best.session == session])
        every = np.sort(everything.reduced[everything.session == session])
        assert some == pytest.approx(every[-5:] if len(every) else every)
    assert best.upper == pytest.approx(everything.upper)


def test_ask_answers_the_same_with_two_threads_and_for_some_sessions() -> None:
    market, prices = town()
    least = np.zeros(market.sessions)
    one = ask(market, prices, least=least, keep=3)
    two = ask(market, prices, least=least, keep=3, threads=2)
    assert (one.members == two.members).all()
    assert (one.upper == two.upper).all()
    some = np.arange(0, market.sessions, 2)
    half = ask(market, prices, least=least[some], keep=3, sessions=some)
    assert (half.upper == one.upper[some]).all()


def test_ask_bounds_those_it_does_not_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    market, prices = town()
    least = np.zeros(market.sessions)
    exact = ask(market, prices, least=least, keep=1)
    monkeypatch.setattr("parvis.matching.rounds.pricing.asking.WIDEST", 8)
    narrow = ask(market, prices, least=least, keep=1)
    assert (narrow.upper >= exact.upper).all()
    assert (narrow.upper > exact.upper).any()


def test_market_has_nobody_who_may_not_come() -> None:
    rows = [person(), person(x=2_000.0), person(avail=2), person(needs=1), person(x=1_300.0)]
    market = market_of(problem([*rows, person(x=1_300.0, transit=True)], sessions=[(0, 0, 6, 2)]))
    assert market.person.tolist() == [0, 5]
    assert market.tables.tolist() == [2]

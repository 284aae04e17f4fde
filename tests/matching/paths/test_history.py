"""What similar people did: its formula, its privacy, and facts that come and go one by one."""

import math
import time
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.matching.paths.history import History, Outing

START = datetime(2026, 1, 5, 19, 0, tzinfo=UTC)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def both(people: int, *things: str, first: int = 0) -> list[Outing]:
    return [(f"p{first + n}", thing, day(0)) for n in range(people) for thing in things]


def test_who_came_here_came_there() -> None:
    history = History(
        [*both(4, "choir", "walk"), *both(2, "choir", first=4), ("me", "walk", day(1))]
    )
    # Four came to both, once each; six to the choir, five to the walk.
    likeness = 4 / (math.sqrt(6 * 5) + 5)
    assert history.values("me") == {"choir": pytest.approx(likeness)}


def test_coming_back_counts_twice() -> None:
    once, again = both(4, "choir", "walk"), [(f"p{n}", "choir", day(7)) for n in range(4)]
    more = [(f"p{n}", "choir", day(14)) for n in range(4)]
    assert History(once + again).likeness("choir", "walk") == 8 / (math.sqrt(16 * 4) + 5)
    assert History(once + again + more).likeness("choir", "walk") == 8 / (math.sqrt(16 * 4) + 5)


@pytest.mark.parametrize(("people", "told"), [(2, False), (3, True)])
def test_likeness_of_few_is_not_told(people: int, told: bool) -> None:
    history = History([*both(people, "choir", "walk"), ("me", "walk", day(1))])
    assert ("choir" in history.values("me")) is told


def test_own_things_and_strangers_have_no_value() -> None:
    history = History(both(5, "choir", "walk"))
    assert history.values("p0") == {}
    assert history.values("nobody") == {}


def test_popularity_alone_is_worth_nothing() -> None:
    """A thing everybody goes to is no likelier than chance for those who go anywhere else."""
    crowd = both(300, "fair")
    circle = [*both(10, "chess", "go"), ("me", "chess", day(1))]
    few = both(10, "fair", first=0)
    values = History([*crowd, *circle, *few]).values("me")
    assert values["go"] > 3 * values["fair"]
    # And of somebody without history, it says nothing.
    assert History(crowd).values("newcomer") == {}


def test_each_shared_thing_is_one_more_chance() -> None:
    outings = [*both(4, "choir", "walk"), *both(4, "choir", "chess", first=4)]
    history = History([*outings, ("me", "walk", day(1)), ("me", "chess", day(2))])
    one, other = history.likeness("walk", "choir"), history.likeness("chess", "choir")
    assert history.values("me")["choir"] == pytest.approx(1 - (1 - one) * (1 - other))


FACTS = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.sampled_from(["choir", "walk", "chess", "garden"]),
        st.integers(0, 3).map(day),
    ),
    max_size=40,
)


@settings(max_examples=60)
@given(facts=FACTS, gone=FACTS, seed=st.integers(0, 99), forgotten=st.sampled_from("abz"))
def test_changed_history_is_that_of_the_facts_that_stand(
    facts: list[Outing], gone: list[Outing], seed: int, forgotten: str
) -> None:
    shuffled = [*facts, *gone]
    Random(seed).shuffle(shuffled)
    history = History(shuffled)
    for outing in gone:
        history.took_back(*outing)
    history.forget(forgotten)
    history.forget_before(day(1))
    stands = [one for one in facts if one not in gone and one[0] != forgotten and one[2] >= day(1)]
    fresh = History(stands)
    for person in "abcdef":
        values = history.values(person)
        assert values == fresh.values(person)
        assert all(0 < value < 1 for value in values.values())
    assert vars(history) == vars(fresh)


def test_one_fact_takes_milliseconds() -> None:
    random = Random(1)
    outings = [
        (f"p{random.randrange(2_000)}", f"t{int(random.paretovariate(0.6)) % 400}", day(n % 200))
        for n in range(20_000)
    ]
    history = History(outings)
    began = time.process_time()
    for n in range(200):
        history.came(f"p{n}", "new", day(n))
    assert (time.process_time() - began) / 200 < 0.002

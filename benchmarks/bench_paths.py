"""How long one path takes, beside the same path computed one thing after another.

    python -m benchmarks.bench_paths [--seed 1] [--paths 200] [--everyone]

Two generated towns: the size of the demo (400 residents) and 50,000 residents with 5,000 things.
Residents and things have Zipf-skewed interests, free moments by life situation, and a share of
welcomers at their cap, full gatherings and things whose access nobody has checked. The plain
scorer is the one the tests hold the fast one to; its paths are compared here too. One thing that
changes in the catalogue is measured beside indexing it all again; with ``--everyone``, a new path
for each resident, in two processes. This is the matching alone: no database, no page.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing import get_context
from random import Random
from statistics import median, quantiles
from time import perf_counter

from tests.matching.paths.reference import Town, rank

from parvis.matching.paths.changes import changed
from parvis.matching.paths.problem import (
    ACCESS,
    COMFORTS,
    SLOTS,
    WISHES,
    Catalogue,
    Kind,
    PathProblem,
    Seeker,
    Thing,
)
from parvis.matching.paths.ranking import suggest
from parvis.matching.paths.score import DEFAULT

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BROADER = tuple(f"theme-{number:02}" for number in range(20))
INTERESTS = {f"interest-{number:03}": BROADER[number % 20] for number in range(180)}
ZIPF = [1 / place for place in range(1, len(INTERESTS) + 1)]
LANGUAGES = ("fr", "en", "ar", "pt", "es", "tr", "uk", "fa")
SPOKEN = (60, 30, 8, 6, 6, 3, 2, 1)
BANDS = ("18-29", "30-44", "45-59", "60-74", "75+")
LIFE = ("children", "dog", "student", "retired", "newcomer", "job-seeker", "caregiver")
SHARES = {Kind.WELCOMER: 10, Kind.PLACE: 3, Kind.GATHERING: 55, Kind.CIRCLE: 12, Kind.USEFUL: 20}
LIMIT_MS = 20
LIMIT_EVERYONE_S = 60
PROCESSES = 2


@dataclass(frozen=True)
class Size:
    """How much a generated town has."""

    residents: int
    things: int
    areas: int


Near = dict[str, dict[str, float]]
#: What the processes that refresh everybody share with the one they come from.
SHARED: dict[str, tuple[Sequence[Seeker], Catalogue, Near]] = {}
SIZES = (Size(residents=400, things=240, areas=7), Size(residents=50_000, things=5_000, areas=40))


def make_seeker(number: int, size: Size, chance: Random) -> Seeker:
    interests = _interests(chance, 1, 6)
    life = frozenset(chance.sample(LIFE, chance.randint(0, 2)))
    by_day = SLOTS[1::3] if "retired" in life else SLOTS[2::3]
    return Seeker(
        id=f"r{number}",
        interests=interests,
        broader=frozenset(INTERESTS[one] for one in interests),
        languages=_languages(chance),
        wishes=_few(chance, WISHES, 3),
        comfort=_few(chance, COMFORTS, 2),
        life=life,
        free=frozenset(chance.sample(by_day, chance.randint(1, 5))) | _few(chance, SLOTS[-6:], 3),
        area=f"area-{chance.randrange(size.areas)}",
        access=frozenset(chance.sample(ACCESS, 1)) if chance.random() < 0.1 else frozenset(),
        age_band=chance.choice(BANDS),
    )


def make_thing(number: int, size: Size, chance: Random) -> Thing:
    kind = chance.choices(tuple(SHARES), weights=tuple(SHARES.values()))[0]
    interests = _interests(chance, 1, 4)
    gathering, welcomer = kind is Kind.GATHERING, kind is Kind.WELCOMER
    busy = {Kind.PLACE: 14, Kind.WELCOMER: 5}.get(kind, 1)
    start = NOW + timedelta(minutes=15 * chance.randint(-100, 2_700)) if gathering else None
    return Thing(
        id=f"{kind}-{number}",
        kind=kind,
        interests=interests,
        broader=frozenset(INTERESTS[one] for one in interests),
        languages=_languages(chance),
        wishes=_few(chance, WISHES, 2),
        comfort=_few(chance, COMFORTS, 2),
        life=_few(chance, LIFE, 2),
        slots=frozenset(chance.sample(SLOTS, busy)),
        starts_at=start,
        area=f"area-{chance.randrange(size.areas)}",
        access=None if chance.random() < 0.3 else frozenset(chance.sample(ACCESS, 5)),
        age_band=chance.choice(BANDS) if welcomer else None,
        seats_left=chance.randint(0, 20) if gathering else None,
        load=chance.randint(0, 4) if welcomer else None,
        cap=4 if welcomer else None,
        paused=welcomer and chance.random() < 0.1,
        size=chance.randint(3, 40) if gathering or kind is Kind.CIRCLE else None,
        exposure=chance.randint(0, 12),
        created_days=chance.randint(0, 400),
    )


def make_near(size: Size) -> Near:
    """Neighbourhoods on a ring: each is next to two others."""
    ring = range(size.areas)
    return {
        f"area-{here}": {
            f"area-{(here + step) % size.areas}": 0.6 if step else 1.0 for step in (-1, 0, 1)
        }
        for here in ring
    }


def measure(size: Size, seed: int, paths: int, *, everyone: bool) -> tuple[str, ...]:
    """One row of the table.

    :raises SystemExit: when the plain scorer and the fast one disagree on a path.
    """
    chance = Random(seed)
    residents = [make_seeker(number, size, chance) for number in range(size.residents)]
    things = [make_thing(number, size, chance) for number in range(size.things)]
    asking = chance.sample(residents, paths)
    near = make_near(size)
    building = [_milliseconds(partial(Catalogue.of, things)) for _ in range(5)]
    catalogue = Catalogue.of(things)
    problems = [
        PathProblem(seeker=who, things=catalogue, now=NOW, seed=number, near=near)
        for number, who in enumerate(asking)
    ]
    suggest(problems[0])
    fast = [_milliseconds(partial(suggest, one)) for one in problems]
    plain = _plain(problems, things)
    changing = [
        _milliseconds(partial(changed, catalogue, [replace(one, id=f"other-{one.id}")], [one.id]))
        for one in chance.sample(things, 20)
    ]
    whole = f"{_everyone(residents, catalogue, near):.0f}" if everyone else "–"
    filled = sum(len(suggest(one).first()) for one in problems) / len(problems)
    return (
        f"{size.residents:,}",
        f"{size.things:,}",
        f"{median(building):.1f}",
        f"{median(changing):.1f}",
        f"{median(fast):.2f}",
        f"{quantiles(fast, n=20)[-1]:.2f}",
        f"{median(plain):.1f}",
        f"{median(plain) / median(fast):.0f}×",
        f"{filled:.2f}",
        whole,
    )


def _everyone(residents: Sequence[Seeker], catalogue: Catalogue, near: Near) -> float:
    """Seconds for the first of each kind for everybody; the processes share what they read."""
    SHARED["town"] = (residents, catalogue, near)
    begun = perf_counter()
    with get_context("fork").Pool(PROCESSES) as pool:
        done = sum(pool.imap_unordered(_some, range(0, len(residents), 500)))
    assert done == len(residents)
    return perf_counter() - begun


def _some(first: int) -> int:
    residents, catalogue, near = SHARED["town"]
    few = residents[first : first + 500]
    for number, who in enumerate(few):
        suggest(PathProblem(seeker=who, things=catalogue, now=NOW, seed=number, near=near), k=1)
    return len(few)


def _plain(problems: Sequence[PathProblem], things: Sequence[Thing]) -> list[float]:
    town = Town(things)
    assert town.rarity
    assert town.worth
    times = []
    for one in problems:
        begun = perf_counter()
        expected = rank(replace(one, things=things), town, DEFAULT)
        times.append((perf_counter() - begun) * 1_000)
        path = suggest(one)
        for kind, ranked in path.by_kind.items():
            if [(each.thing_id, each.score) for each in ranked] != expected[kind][: len(ranked)]:
                raise SystemExit(f"{one.seeker.id}: the two scorers disagree on {kind}")
    return times


def _milliseconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return (perf_counter() - begun) * 1_000


def _interests(chance: Random, least: int, most: int) -> frozenset[str]:
    return frozenset(chance.choices(tuple(INTERESTS), ZIPF, k=chance.randint(least, most)))


def _languages(chance: Random) -> frozenset[str]:
    return frozenset(chance.choices(LANGUAGES, SPOKEN, k=chance.randint(1, 3)))


def _few(chance: Random, words: Sequence[str], most: int) -> frozenset[str]:
    return frozenset(chance.sample(words, chance.randint(0, most)))


HEADINGS = (
    "residents",
    "things",
    "index ms",
    "one change ms",
    "path ms (median)",
    "path ms (p95)",
    "plain ms",
    "ratio",
    "kinds filled",
    "everyone s",
)


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--paths", type=int, default=200)
    options.add_argument("--everyone", action="store_true")
    chosen = options.parse_args()
    print(f"| {' | '.join(HEADINGS)} |")
    print(f"|{' ---: |' * len(HEADINGS)}")
    for size in SIZES:
        print(
            f"| {' | '.join(measure(size, chosen.seed, chosen.paths, everyone=chosen.everyone))} |"
        )
    print(f"\nAim at 50,000 residents: under {LIMIT_MS} ms for one path of our own time,")
    print(f"under {LIMIT_EVERYONE_S} s for everybody's.")


if __name__ == "__main__":
    main()

"""Short words for small problems, and Hypothesis strategies for large ones."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from parvis.matching.paths.plan import Path, Suggestion
from parvis.matching.paths.problem import (
    ACCESS,
    COMFORTS,
    SLOTS,
    WISHES,
    Ages,
    Kind,
    PathProblem,
    Seeker,
    Thing,
)
from parvis.matching.paths.ranking import suggest

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NEAR = {
    "centre": {"centre": 1.0, "port": 0.6, "moulin": 0.25},
    "port": {"centre": 0.6, "port": 1.0, "moulin": 0.6},
    "moulin": {"centre": 0.25, "port": 0.6, "moulin": 1.0},
}
_SETS = {"interests", "broader", "languages", "wishes", "comfort", "life", "slots", "free"}


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _sets(values: dict[str, Any]) -> dict[str, Any]:
    named = _SETS | {"access", "access_unknown"}
    return {
        name: words(value) if name in named and isinstance(value, str) else value
        for name, value in values.items()
    }


def thing(name: str, kind: Kind = Kind.CIRCLE, **values: Any) -> Thing:
    """A thing with the least its kind requires; sets are written as one text."""
    if kind is Kind.WELCOMER:
        values = {"load": 0, "cap": 3, **values}
    if kind is Kind.GATHERING:
        values = {"starts_at": NOW + timedelta(days=1), **values}
    return Thing(id=name, kind=kind, **_sets(values))


def seeker(**values: Any) -> Seeker:
    return Seeker(id="seeker", **_sets(values))


def problem(*things: Thing, who: Seeker | None = None, **values: Any) -> PathProblem:
    return PathProblem(
        seeker=who or seeker(), things=things, **{"now": NOW, "seed": 7, "near": NEAR, **values}
    )


def ranked(path: Path, kind: Kind = Kind.CIRCLE) -> list[str]:
    return [suggestion.thing_id for suggestion in path.by_kind[kind]]


def only(*things: Thing, who: Seeker, **values: Any) -> Suggestion:
    """The suggestion of the first thing, the others being there for the frequencies."""
    path = suggest(problem(*things, who=who, **values), k=len(things))
    return next(
        suggestion
        for suggestion in path.by_kind[things[0].kind]
        if suggestion.thing_id == things[0].id
    )


def excluded(path: Path) -> dict[tuple[str, str], int]:
    return {(str(one.kind), one.code): one.count for one in path.excluded}


INTERESTS = ("jazz", "choir", "pottery", "walking", "chess", "gardening")
PARENTS = ("music", "crafts", "outdoors", "gardening")
LANGUAGES = ("fr", "en", "fa")
LIFE = ("children", "dog", "student", "retired", "newcomer")
AREAS = ("centre", "port", "moulin", "hors-carte")
BANDS = ("18-29", "30-59", "60+")
CHANCES = st.sampled_from((0.0, 0.125, 1 / 3, 1.0))


def some(vocabulary: tuple[str, ...], most: int = 3) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(vocabulary), max_size=most)


def _maybe(vocabulary: tuple[str, ...]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(vocabulary)


seekers = st.builds(
    Seeker,
    id=st.just("seeker"),
    interests=some(INTERESTS),
    broader=some(PARENTS),
    languages=some(LANGUAGES, 2),
    wishes=some(WISHES),
    comfort=some(COMFORTS),
    life=some(LIFE),
    free=some(SLOTS[:6]),
    area=_maybe(AREAS),
    cell=_maybe(("c1", "c2")),
    access=some(ACCESS[:3], 2),
    age_band=_maybe(BANDS),
    adult=st.sampled_from((True, True, True, False)),
)


def _any_thing(name: str, chance: Random) -> Thing:
    """A thing with every field drawn, the wrong sides of every rule included."""

    def few(vocabulary: tuple[str, ...], most: int = 3) -> frozenset[str]:
        return frozenset(chance.sample(vocabulary, chance.randint(0, most)))

    kind = chance.choice(tuple(Kind))
    welcomer, dated = kind is Kind.WELCOMER, kind is Kind.GATHERING or chance.random() < 0.2
    access = chance.choice((None, few(ACCESS[:3]), frozenset(ACCESS)))
    return Thing(
        id=name,
        kind=kind,
        interests=few(INTERESTS),
        broader=few(PARENTS),
        languages=few(LANGUAGES, 2),
        wishes=few(WISHES),
        comfort=few(COMFORTS),
        life=few(LIFE),
        slots=few(SLOTS[:6], 5),
        starts_at=NOW + timedelta(minutes=chance.randint(-3000, 19000)) if dated else None,
        area=chance.choice((None, *AREAS)),
        cell=chance.choice((None, "c1", "c2")),
        access=access,
        access_unknown=few(ACCESS[:3], 1) - (access or frozenset()),
        age_band=chance.choice((None, *BANDS)),
        ages=chance.choice((Ages.ADULTS, Ages.ALL, Ages.ALL, Ages.MINORS)),
        seats_left=chance.choice((None, 0, 1, 3)),
        load=chance.randint(0, 3) if welcomer else None,
        cap=chance.randint(0, 4) if welcomer else None,
        paused=chance.random() < 0.2,
        size=chance.choice((None, 1, 2, 3, 8, 9, 40)),
        exposure=chance.randint(0, 8),
        created_days=chance.choice((None, 0, 7, 30, 31, 400)),
        title=chance.choice(("", f"Title of {name}")),
    )


# Drawing whole things in Hypothesis is a hundred times slower than choosing among these.
POOL = tuple(_any_thing(f"t{number:03}", Random(number)) for number in range(600))


@st.composite
def problems(draw: st.DrawFn) -> PathProblem:
    things = draw(st.lists(st.sampled_from(POOL), max_size=25, unique_by=lambda one: one.id))
    ids = tuple(one.id for one in things) or ("nothing",)
    return PathProblem(
        seeker=draw(seekers),
        things=things,
        now=NOW,
        seed=draw(st.integers(-(2**65), 2**65)),
        refused=draw(some((*ids, "gone"), 2)),
        already=draw(some(ids, 1)),
        hidden=draw(some(ids, 2)),
        near=NEAR,
        horizon_days=draw(st.sampled_from((1, 10))),
        history=draw(st.dictionaries(st.sampled_from((*ids, "gone")), CHANCES, max_size=4)),
    )

"""Everything a town can suggest, indexed once so that one path touches only arrays."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from .check import check_counts, check_things
from .things import Counts, Thing
from .vocabulary import ACCESS, COMFORTS, SLOTS, WISHES, Ages, Kind, mask

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Lots = NDArray[np.uint64]
Postings = Mapping[str, Ints]
Column = TypeVar("Column", bound=NDArray[Any])

KINDS: Final = tuple(Kind)
UNKNOWN: Final = -1
NO_START: Final = -(2**62)
LARGEST_SMALL_GROUP: Final = 8
FRESHNESS_HALF_LIFE_DAYS: Final = 14
COMMON_SHARE: Final = 0.2
RARE_SHARE: Final = 0.8

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EVERY_NEED: Final = frozenset(ACCESS)
# What still has to be asked when nobody has looked: nobody needs a ramp to reach a person.
_TO_ASK: Final = {Kind.WELCOMER: frozenset({"sign-language"}), Kind.CIRCLE: frozenset[str]()}


@dataclass(frozen=True, eq=False, slots=True)
class Catalogue:
    """Things in the order of their ids, and read-only columns beside them.

    Immutable, so a caller may keep it between two paths; ``refreshed`` gives the same catalogue
    with today's seats, caps and exposure without indexing again. A value a thing did not state
    is ``UNKNOWN`` in an integer column (``NO_START`` in ``starts``) and no bit in a mask.
    """

    things: tuple[Thing, ...]
    rows: Mapping[str, int]
    kind: Ints
    youth: Flags
    supervised: Flags
    lots: Lots
    interests: Postings
    broader: Postings
    rarity: Mapping[str, float]
    languages: Postings
    language_worth: Mapping[str, float]
    speaks: Flags
    life: Postings
    life_count: Ints
    slots: Ints
    wishes: Ints
    comfort: Ints
    access: Ints
    access_unknown: Ints
    starts: Ints
    area: Ints
    areas: tuple[str, ...]
    cell: Ints
    cells: tuple[str, ...]
    age_band: Ints
    age_bands: tuple[str, ...]
    freshness: Floats
    seats_left: Ints
    load: Ints
    cap: Ints
    paused: Flags
    exposure: Ints

    @classmethod
    def of(cls, things: Sequence[Thing]) -> "Catalogue":
        """Index the things, in whatever order they come.

        :raises WrongProblem: naming the first wrong value by its place in ``things``.
        """
        check_things(things)
        kept = tuple(sorted(things, key=lambda thing: thing.id))
        interests = _postings(thing.interests for thing in kept)
        broader = _postings(thing.broader for thing in kept)
        languages = _postings(thing.languages for thing in kept)
        areas, area = _codes([thing.area for thing in kept])
        cells, cell = _codes([thing.cell for thing in kept])
        bands, age_band = _codes([thing.age_band for thing in kept])
        return cls(
            things=kept,
            rows={thing.id: row for row, thing in enumerate(kept)},
            kind=_ints(KINDS.index(thing.kind) for thing in kept),
            youth=_flags(thing.ages is Ages.MINORS for thing in kept),
            supervised=_flags(thing.ages is not Ages.ADULTS for thing in kept),
            lots=_frozen(np.array([_lot(thing.id) for thing in kept], dtype=np.uint64)),
            interests=interests,
            broader=broader,
            rarity=_rarity(kept),
            languages=languages,
            language_worth=language_worth(languages, sum(bool(t.languages) for t in kept)),
            speaks=_flags(bool(thing.languages) for thing in kept),
            life=_postings(thing.life for thing in kept),
            life_count=_ints(len(thing.life) for thing in kept),
            slots=_ints(mask(thing.slots, SLOTS) for thing in kept),
            wishes=_ints(mask(thing.wishes, WISHES) for thing in kept),
            comfort=_ints(mask(suited_comfort(thing), COMFORTS) for thing in kept),
            access=_ints(mask(provided_access(thing), ACCESS) for thing in kept),
            access_unknown=_ints(mask(unknown_access(thing), ACCESS) for thing in kept),
            starts=_ints(
                NO_START if thing.starts_at is None else microseconds(thing.starts_at)
                for thing in kept
            ),
            area=area,
            areas=areas,
            cell=cell,
            cells=cells,
            age_band=age_band,
            age_bands=bands,
            freshness=_frozen(np.array([_freshness(t.created_days) for t in kept], dtype=float)),
            seats_left=_optional(thing.seats_left for thing in kept),
            load=_optional(thing.load for thing in kept),
            cap=_optional(thing.cap for thing in kept),
            paused=_flags(thing.paused for thing in kept),
            exposure=_ints(thing.exposure for thing in kept),
        )

    def refreshed(self, counts: Mapping[str, Counts]) -> "Catalogue":
        """The same catalogue with these things' counts; the indexes are shared, not rebuilt.

        Ids that are not in the catalogue are ignored: a new thing waits for the next indexing.
        ``things`` keep the values they were built with.

        :raises WrongProblem: at a count that is not a whole number from 0, or at a welcomer
            who would lose their load or cap.
        """
        columns = {
            name: getattr(self, name).copy()
            for name in ("seats_left", "load", "cap", "paused", "exposure")
        }
        for thing_id, count in counts.items():
            row = self.rows.get(thing_id)
            if row is None:
                continue
            check_counts(f"counts[{thing_id}]", self.things[row].kind, count)
            for name, column in columns.items():
                value = getattr(count, name)
                column[row] = UNKNOWN if value is None else value
        return replace(self, **{name: _frozen(column) for name, column in columns.items()})


def suited_comfort(thing: Thing) -> frozenset[str]:
    """What the thing says it suits, and what its size says for it.

    Up to eight people is a small group (Circle of Friends and Groups 4 Health work with eight).
    """
    if thing.size is None or thing.size > LARGEST_SMALL_GROUP:
        return thing.comfort
    return thing.comfort | {"one-to-one" if thing.size <= 2 else "small-group"}


def provided_access(thing: Thing) -> frozenset[str]:
    """The needs known to be met, those that do not arise for this kind included."""
    if thing.access is None:
        return _EVERY_NEED - unknown_access(thing)
    return thing.access


def unknown_access(thing: Thing) -> frozenset[str]:
    """The needs somebody still has to ask about."""
    if thing.access is None:
        return _TO_ASK.get(thing.kind, _EVERY_NEED) | thing.access_unknown
    return thing.access_unknown


def microseconds(instant: datetime) -> int:
    """Whole microseconds since 1970: exact, where a float of seconds is not."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def rarity_of(frequency: int, total: int) -> float:
    """How telling it is to share something that ``frequency`` of ``total`` things have.

    Inverse document frequency (Spärck Jones 1972) scaled to [0.2, 0.8]:
    ``0.2 + 0.6 · ln(total / frequency) / ln(total)``. What everything has still counts a little;
    a single rare interest leaves room for a second one.
    """
    if total <= 1:
        return RARE_SHARE
    scale = math.log(total / frequency) / math.log(total)
    return COMMON_SHARE + (RARE_SHARE - COMMON_SHARE) * scale


def _rarity(things: Sequence[Thing]) -> dict[str, float]:
    frequencies: dict[str, int] = {}
    for thing in things:
        for term in thing.interests | thing.broader:
            frequencies[term] = frequencies.get(term, 0) + 1
    total = sum(bool(thing.interests or thing.broader) for thing in things)
    return {term: rarity_of(frequency, total) for term, frequency in frequencies.items()}


def language_worth(languages: Postings, speaking: int) -> dict[str, float]:
    """1 for a language almost nothing speaks, 0 for the one everything speaks."""
    return {language: 1 - len(rows) / speaking for language, rows in languages.items()}


def _freshness(created_days: int | None) -> float:
    """Halves every fortnight; 0 when the age is not known."""
    return 0.0 if created_days is None else 0.5 ** (created_days / FRESHNESS_HALF_LIFE_DAYS)


def _lot(thing_id: str) -> int:
    return int.from_bytes(blake2b(thing_id.encode(), digest_size=8).digest())


def _postings(words: Iterable[frozenset[str]]) -> dict[str, Ints]:
    rows: dict[str, list[int]] = {}
    for row, stated in enumerate(words):
        for word in stated:
            rows.setdefault(word, []).append(row)
    return {word: _ints(found) for word, found in rows.items()}


def _codes(values: Sequence[str | None]) -> tuple[tuple[str, ...], Ints]:
    """The distinct names, sorted, and the place of each value among them."""
    names = tuple(sorted({value for value in values if value is not None}))
    places = {name: place for place, name in enumerate(names)}
    return names, _ints(UNKNOWN if value is None else places[value] for value in values)


def _optional(values: Iterable[int | None]) -> Ints:
    return _ints(UNKNOWN if value is None else value for value in values)


def _ints(values: Iterable[int]) -> Ints:
    return _frozen(np.fromiter(values, dtype=np.int64))


def _flags(values: Iterable[bool]) -> Flags:
    return _frozen(np.fromiter(values, dtype=np.bool_))


def _frozen(column: Column) -> Column:
    column.setflags(write=False)
    return column

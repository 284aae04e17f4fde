"""A few facts change, and the catalogue follows in milliseconds: nothing is indexed again.

``changed(catalogue, put, drop)`` is ``Catalogue.of`` of the things that result, column for column.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from .catalogue import UNKNOWN, Catalogue, Column, Ints, Postings, language_worth, rarity_of
from .things import Thing

#: Columns that are put together as they are: one value a thing, whatever the others are.
_PLAIN: Final = (
    *("kind", "youth", "supervised", "lots", "speaks", "life_count", "slots", "wishes", "comfort"),
    *("access", "access_unknown", "starts", "freshness"),
    *("seats_left", "load", "cap", "paused", "exposure"),
)
_POSTINGS: Final = ("interests", "broader", "languages", "life")
#: Columns of codes, and the names the codes stand for.
_CODED: Final = {"area": "areas", "cell": "cells", "age_band": "age_bands"}


def changed(
    catalogue: Catalogue, put: Sequence[Thing] = (), drop: Collection[str] = ()
) -> Catalogue:
    """The catalogue with the things of ``put`` in it, and without those of ``drop``.

    A thing of ``put`` takes the place of the one with its id. Ids of ``drop`` that are unknown
    are ignored; one that is also in ``put`` stays. Today's counts of the others are kept.

    :raises WrongProblem: at the first wrong value of ``put``, as ``Catalogue.of``.
    """
    new = Catalogue.of(put)
    gone = np.array(
        sorted(catalogue.rows[one] for one in {*drop, *new.rows} if one in catalogue.rows),
        dtype=np.int64,
    )
    splice = _Splice(catalogue, new, gone)
    values: dict[str, Any] = {"things": splice.things, "rows": splice.rows}
    for name in _PLAIN:
        values[name] = splice.column(getattr(catalogue, name), getattr(new, name))
    for name in _POSTINGS:
        values[name] = splice.postings(getattr(catalogue, name), getattr(new, name))
    for name, names in _CODED.items():
        values[names], values[name] = splice.codes(
            (getattr(catalogue, names), getattr(catalogue, name)),
            (getattr(new, names), getattr(new, name)),
        )
    values["rarity"] = _rarity(values["interests"], values["broader"], splice.things)
    values["language_worth"] = language_worth(values["languages"], int(values["speaks"].sum()))
    return Catalogue(**values)


class _Splice:
    """Where each row of the old catalogue and of the new things comes to stand, by their ids."""

    def __init__(self, old: Catalogue, new: Catalogue, gone: Ints) -> None:
        self.gone = gone
        out = set(gone.tolist())
        left = [one for row, one in enumerate(old.things) if row not in out]
        ids = [one.id for one in left]
        self.before = np.array([bisect_left(ids, one.id) for one in new.things], dtype=np.int64)
        self.things: tuple[Thing, ...] = tuple(sorted([*left, *new.things], key=_id))
        self.rows = {one.id: row for row, one in enumerate(self.things)}
        kept = np.ones(len(old.things), dtype=np.bool_)
        kept[gone] = False
        #: The new row of each old one, or -1; and of each new thing.
        self.old_rows = np.full(len(old.things), UNKNOWN, dtype=np.int64)
        place = np.arange(len(left))
        self.old_rows[kept] = place + np.searchsorted(self.before, place, side="right")
        self.new_rows = self.before + np.arange(len(new.things))

    def column(self, old: Column, new: Column) -> Column:
        joined = np.insert(np.delete(old, self.gone), self.before, new)
        joined.setflags(write=False)
        return joined  # type: ignore[return-value]

    def postings(self, old: Postings, new: Postings) -> dict[str, Ints]:
        found: dict[str, Ints] = {}
        for word in {*old, *new}:
            rows = self.old_rows[old[word]] if word in old else self.new_rows[:0]
            rows = rows[rows >= 0]
            if word in new:
                rows = np.sort(np.concatenate([rows, self.new_rows[new[word]]]))
            if len(rows):
                rows.setflags(write=False)
                found[word] = rows
        return found

    def codes(
        self, old: tuple[tuple[str, ...], Ints], new: tuple[tuple[str, ...], Ints]
    ) -> tuple[tuple[str, ...], Ints]:
        used = set(np.delete(old[1], self.gone).tolist()) - {UNKNOWN}
        names = tuple(sorted({*(old[0][code] for code in used), *new[0]}))
        places = {name: place for place, name in enumerate(names)}

        def recoded(known: Iterable[str], codes: Ints) -> Ints:
            # The last place answers for UNKNOWN, which is the index -1.
            return np.array([*(places.get(one, UNKNOWN) for one in known), UNKNOWN])[codes]

        return names, self.column(recoded(*old), recoded(*new))


def _id(thing: Thing) -> str:
    return thing.id


def _rarity(interests: Postings, broader: Postings, things: Sequence[Thing]) -> Mapping[str, float]:
    total = sum(1 for thing in things if thing.interests or thing.broader)
    found: dict[str, float] = {}
    for term in {*interests, *broader}:
        if term in interests and term in broader:
            frequency = len(np.union1d(interests[term], broader[term]))
        else:
            frequency = len(interests[term] if term in interests else broader[term])
        found[term] = rarity_of(frequency, total)
    return found

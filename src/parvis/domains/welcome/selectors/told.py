"""What a person told: the same words for a visitor's draft and for a profile."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import INTERESTS_MAX

#: The parts that are sets of words.
SETS = ("interests", "languages", "wishes", "comfort", "life", "free", "access")


@dataclass(frozen=True, slots=True)
class Told:
    """Sets of words, a neighbourhood and a coarse cell. Nothing else of what was said is kept."""

    interests: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    comfort: tuple[str, ...] = ()
    life: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    area_id: UUID | None = None
    cell: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.area_id and not any(getattr(self, name) for name in SETS)

    def without(self, name: str, value: str) -> "Told":
        """The same without one word (or without the neighbourhood)."""
        if name == "area":
            return replace(self, area_id=None, cell="")
        kept: dict[str, Any] = {name: tuple(one for one in getattr(self, name) if one != value)}
        return replace(self, **kept)

    def merged(self, resident: Resident) -> "Told":
        """What a person told now, over what their profile says already.

        Of too many interests, those told now are kept. The cell goes with the neighbourhood.
        """
        sets: dict[str, Any] = {
            name: _together(getattr(self, name), getattr(resident, name)) for name in SETS
        }
        sets["interests"] = sets["interests"][:INTERESTS_MAX]
        where = self if self.area_id else resident
        return replace(self, **sets, area_id=where.area_id, cell=where.cell)

    def as_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = {name: list(getattr(self, name)) for name in SETS}
        return {**plain, "area_id": str(self.area_id) if self.area_id else "", "cell": self.cell}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Told":
        return cls(
            **{name: tuple(stored.get(name, ())) for name in SETS},
            area_id=UUID(stored["area_id"]) if stored.get("area_id") else None,
            cell=stored.get("cell", ""),
        )


def told_of(resident: Resident) -> Told:
    """What somebody's profile says."""
    return Told().merged(resident)


def fingerprint(resident: Resident) -> str:
    """Changes with whatever a path is made from, and with nothing else."""
    told = {name: sorted(getattr(resident, name)) for name in SETS}
    whole = json.dumps([told, str(resident.area_id)], sort_keys=True)
    return hashlib.blake2b(whole.encode(), digest_size=8).hexdigest()


def _together(*sets: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for words in sets for word in words))

"""The bilingual tree of interests, read once from ``data/interests.yaml``.

A resident keeps slugs; labels and words may change without touching what people chose.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

_SOURCE = Path(__file__).parent.parent / "data" / "interests.yaml"


@dataclass(frozen=True, slots=True)
class Interest:
    """One node: its labels, its parent, and the words people use for it."""

    slug: str
    fr: str
    en: str
    parent: str | None
    words_fr: tuple[str, ...]
    words_en: tuple[str, ...]

    @property
    def synonyms(self) -> tuple[str, ...]:
        """Every way of naming it that is plain text (no pattern), for a search box."""
        words = (*self.words_fr, *self.words_en)
        return tuple(word.lstrip("=") for word in words if "|" not in word and "..." not in word)

    def label(self, lang: str) -> str:
        return self.en if lang.startswith("en") else self.fr


@cache
def interests() -> Mapping[str, Interest]:
    """Every interest by slug; a parent always comes before its children.

    :raises ValueError: the data file names a slug twice, or an unknown parent.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    rows: list[dict[str, Any]] = yaml.load(_SOURCE.read_text("utf-8"), loader)  # noqa: S506
    found: dict[str, Interest] = {}
    for row in rows:
        parent = row.get("parent")
        if row["slug"] in found or (parent is not None and parent not in found):
            raise ValueError(f"interests.yaml: {row['slug']} is doubled or comes before its parent")
        found[row["slug"]] = Interest(
            slug=row["slug"],
            fr=row["fr"],
            en=row["en"],
            parent=parent,
            words_fr=tuple(row["words_fr"]),
            words_en=tuple(row["words_en"]),
        )
    return MappingProxyType(found)


def label(slug: str, lang: str = "fr") -> str:
    """The name people read; an unknown slug (a retired interest) reads as itself."""
    interest = interests().get(slug)
    return interest.label(lang) if interest else slug


def ancestors(slug: str) -> tuple[str, ...]:
    """From its parent to its root; empty for a root or an unknown slug."""
    found: list[str] = []
    node = interests().get(slug)
    while node is not None and node.parent is not None:
        found.append(node.parent)
        node = interests()[node.parent]
    return tuple(found)


@cache
def _children() -> Mapping[str | None, tuple[str, ...]]:
    found: dict[str | None, list[str]] = {}
    for interest in interests().values():
        found.setdefault(interest.parent, []).append(interest.slug)
    return MappingProxyType({parent: tuple(slugs) for parent, slugs in found.items()})


def children(slug: str | None) -> tuple[str, ...]:
    """The interests right below; those of ``None`` are the roots. In the file's order."""
    return _children().get(slug, ())

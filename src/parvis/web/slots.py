"""Slots: how a screen above adds itself to a page below without being imported by it.

A domain fills a slot in its ``apps.py``; the page asks for it by name and prints what it gets.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

Filler = Callable[..., Markup | str | None]
_fillers: dict[str, list[tuple[int, str, Filler]]] = defaultdict(list)


def add(slot: str, filler: Filler, *, order: int = 50) -> None:
    """Print ``filler(**context)`` in this slot; the lower order comes first. Safe to repeat."""
    name = f"{filler.__module__}.{filler.__qualname__}"
    if all(known != name for _, known, _ in _fillers[slot]):
        _fillers[slot].append((order, name, filler))
        _fillers[slot].sort(key=lambda entry: entry[:2])


def fill(slot: str, **context: Any) -> list[Markup]:
    """What the fillers of this slot have to show; those with nothing to say are left out."""
    shown = (filler(**context) for _, _, filler in _fillers.get(slot, ()))
    return [Markup(piece) for piece in shown if piece]  # noqa: S704  (pieces are rendered templates)

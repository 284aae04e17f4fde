"""From a planned row to a stored one."""

from collections.abc import Iterable
from typing import Any

BATCH = 500


def fields(plan: Any, *, only: Iterable[str] = (), but: Iterable[str] = ()) -> dict[str, Any]:
    """The fields of a planned row that are stored under the same name."""
    names = list(only) or [name for name in plan.__slots__ if name not in set(but)]
    return {name: getattr(plan, name) for name in names}

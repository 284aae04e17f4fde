"""A column for a small set of words, filtered the same way on both engines."""

from collections.abc import Iterable
from typing import Any

from django.db import models

EDGE = "|"


def packed(words: Iterable[str]) -> str:
    """``|a|b|``, sorted: the same set is always the same text."""
    chosen = sorted(set(words))
    return f"{EDGE}{EDGE.join(chosen)}{EDGE}" if chosen else ""


class TagsField(models.TextField):  # type: ignore[type-arg]
    """A set of short words (slugs, codes) in one text column; in Python a sorted tuple.

    Filter with ``.filter(interests__has="walking")``. A word never holds ``|``, ``%`` or ``_``.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", tuple)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_: object) -> tuple[str, ...]:
        return self.to_python(value)

    def to_python(self, value: Any) -> tuple[str, ...]:
        if not value:
            return ()
        if isinstance(value, str):
            return tuple(word for word in value.split(EDGE) if word)
        return tuple(sorted(set(value)))

    def get_prep_value(self, value: Any) -> str:
        return packed(self.to_python(value))

    def value_to_string(self, obj: models.Model) -> str:
        return packed(self.to_python(self.value_from_object(obj)))


@TagsField.register_lookup
class Has(models.Lookup):  # type: ignore[type-arg]
    """Whether one word is in the set."""

    lookup_name = "has"

    def get_prep_lookup(self) -> str:
        return f"%{EDGE}{self.rhs}{EDGE}%"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        column, values = self.process_lhs(compiler, connection)
        return f"{column} LIKE %s", (*values, self.rhs)

"""Facts to JSON and back, strict both ways: what is not declared is refused, never guessed.

Understood: str, int, bool, uuid.UUID, aware datetime (kept in UTC), date, Enum (by value), tuples
of these, and ``X | None``. No float: money is in cents, places are in cells.
"""

import types
import typing
import uuid
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any

Plain = str | int | bool | list[Any] | None


class CodecError(TypeError):
    """A value, or a stored row, that does not say what its fact declares."""


def encode(thing: Any) -> dict[str, Plain]:
    """The JSON object of a dataclass of plain values.

    :raises CodecError: a value is not of its declared type, or the type is not a plain one.
    """
    declared = _declared(type(thing))  # type: ignore[arg-type]  # a class can be hashed
    return {name: _encode(kind, getattr(thing, name), name) for name, kind in declared.items()}


def decode(cls: type[Any], payload: Any) -> Any:
    """The dataclass again. A field added since takes its default; one removed since is an error.

    :raises CodecError: a key is unknown or missing, or a value is not of its declared type.
    """
    declared = _declared(cls)  # type: ignore[arg-type]  # a class can be hashed
    if not isinstance(payload, dict):
        raise CodecError(f"{cls.__qualname__}: not an object")
    if unknown := payload.keys() - declared.keys():
        raise CodecError(f"{cls.__qualname__}: unknown {', '.join(sorted(unknown))}")
    optional = {
        field.name
        for field in fields(cls)
        if field.default is not MISSING or field.default_factory is not MISSING
    }
    if missing := declared.keys() - payload.keys() - optional:
        raise CodecError(f"{cls.__qualname__}: missing {', '.join(sorted(missing))}")
    return cls(**{name: _decode(declared[name], value, name) for name, value in payload.items()})


@cache
def _declared(cls: type[Any]) -> dict[str, Any]:
    """The type of every field, once it is known that each can be kept."""
    if not is_dataclass(cls) or "__dataclass_fields__" not in vars(cls):
        raise CodecError(f"{cls.__qualname__}: write @dataclass(frozen=True) above it")
    hints = typing.get_type_hints(cls)
    declared = {field.name: hints[field.name] for field in fields(cls)}
    for name, kind in declared.items():
        _check_kind(kind, f"{cls.__qualname__}.{name}")
    return declared


def _check_kind(kind: Any, where: str) -> None:
    if parts := _parts(kind):
        for part in parts:
            _check_kind(part, where)
    elif isinstance(kind, type) and issubclass(kind, Enum):
        kinds = {type(member.value) for member in kind}
        if len(kinds) != 1 or not kinds <= _PLAIN.keys():
            raise CodecError(f"{where}: {kind.__qualname__} is not made of one plain type")
    elif kind not in _PLAIN:
        raise CodecError(f"{where}: {kind} is not a plain value")


def _parts(kind: Any) -> tuple[Any, ...]:
    """What a tuple or an optional is made of; nothing for any other type."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return tuple(part for part in arguments if part is not Ellipsis)
    if _is_union(origin) and len(arguments) == 2 and type(None) in arguments:
        return tuple(part for part in arguments if part is not type(None))
    return ()


def _is_union(origin: Any) -> bool:
    return origin is typing.Union or origin is types.UnionType


def _encode(kind: Any, value: Any, where: str) -> Plain:
    if parts := _parts(kind):
        if _is_union(typing.get_origin(kind)):
            return None if value is None else _encode(parts[0], value, where)
        if not isinstance(value, tuple):
            raise CodecError(f"{where}: not a tuple")
        kinds = _member_kinds(kind, len(value), where)
        return [_encode(part, each, where) for part, each in zip(kinds, value, strict=True)]
    if issubclass(kind, Enum):
        if not isinstance(value, kind):
            raise CodecError(f"{where}: not a {kind.__qualname__}")
        return _encode(_value_kind(kind), value.value, where)
    if type(value) is not kind:
        raise CodecError(f"{where}: {type(value).__qualname__} in place of {kind.__qualname__}")
    return _PLAIN[kind][0](value, where)


def _decode(kind: Any, value: Any, where: str) -> Any:
    if parts := _parts(kind):
        if _is_union(typing.get_origin(kind)):
            return None if value is None else _decode(parts[0], value, where)
        if not isinstance(value, list):
            raise CodecError(f"{where}: not a list")
        kinds = _member_kinds(kind, len(value), where)
        return tuple(_decode(part, each, where) for part, each in zip(kinds, value, strict=True))
    try:
        if issubclass(kind, Enum):
            return kind(_decode(_value_kind(kind), value, where))
        return _PLAIN[kind][1](value, where)
    except CodecError:
        raise
    except ValueError as error:
        raise CodecError(f"{where}: not a {kind.__qualname__}") from error


def _member_kinds(kind: Any, length: int, where: str) -> tuple[Any, ...]:
    arguments = typing.get_args(kind)
    if arguments[-1:] == (Ellipsis,):
        return (arguments[0],) * length
    if len(arguments) != length:
        raise CodecError(f"{where}: {length} values in place of {len(arguments)}")
    return arguments


def _value_kind(kind: type[Enum]) -> type[Any]:
    return type(next(iter(kind)).value)


def _text(value: str, where: str) -> str:
    """PostgreSQL keeps neither NUL nor half a surrogate pair: refused on both engines."""
    if "\0" in value or (not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value)):
        raise CodecError(f"{where}: holds a character that cannot be kept")
    return value


def _instant(value: datetime, where: str) -> str:
    if value.tzinfo is None:
        raise CodecError(f"{where}: an instant without a zone")
    return value.astimezone(UTC).isoformat()


def _read_instant(value: str, where: str) -> datetime:
    read = datetime.fromisoformat(_exactly(str)(value, where))
    if read.tzinfo is None:
        raise CodecError(f"{where}: an instant without a zone")
    return read.astimezone(UTC)


def _exactly(kind: type[Any]) -> Callable[[Any, str], Any]:
    """``True`` is no number and ``1`` is no truth value."""

    def check(value: Any, where: str) -> Any:
        if type(value) is not kind:
            raise CodecError(f"{where}: {type(value).__qualname__} in place of {kind.__qualname__}")
        return value

    return check


def _from_text(read: Callable[[str], Any]) -> Callable[[Any, str], Any]:
    return lambda value, where: read(_exactly(str)(value, where))


#: For each plain type: how it is written, how it is read.
_PLAIN: dict[type[Any], tuple[Callable[[Any, str], Plain], Callable[[Any, str], Any]]] = {
    str: (_text, _exactly(str)),
    int: (_exactly(int), _exactly(int)),
    bool: (_exactly(bool), _exactly(bool)),
    uuid.UUID: (lambda value, _: str(value), _from_text(uuid.UUID)),
    datetime: (_instant, _read_instant),
    date: (lambda value, _: value.isoformat(), _from_text(date.fromisoformat)),
}

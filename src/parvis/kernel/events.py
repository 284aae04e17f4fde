"""Facts go up: a domain announces what happened, and whoever listens is told, once committed."""

import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from django.db import connection, transaction

from parvis.kernel import clock, codec, models, ports


@dataclass(frozen=True)
class Fact:
    """Something that happened: a frozen dataclass of plain values, named in the past tense.

    Known as ``people.TermsAccepted`` (the domain, the class); set the class variable ``name`` to
    keep an old name when a class moves. A fact holds ids, never what people wrote: it is kept.
    """

    name: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "name" not in vars(cls):
            cls.name = f"{_domain(cls.__module__)}.{cls.__name__}"
        other = _facts.get(cls.name)
        if other and (other.__module__, other.__qualname__) != (cls.__module__, cls.__qualname__):
            raise RegistrationError(f"two facts are called {cls.name}")
        _facts[cls.name] = cls


F = TypeVar("F", bound=Fact)
Handler = Callable[[F], None]


class RegistrationError(RuntimeError):
    """Two facts or two listeners share a name, or a listener listens to no fact."""


class PublishedOutsideTransaction(RuntimeError):  # noqa: N818
    """A fact must be written with the change it tells of, or not at all."""


@dataclass(frozen=True)
class Listener:
    """A handler and what it listens to. ``atomic``: see :func:`listens`."""

    name: str
    fact: type[Fact]
    handler: Handler[Any]
    atomic: bool


_facts: dict[str, type[Fact]] = {}
_listeners: dict[str, Listener] = {}
_by_fact: defaultdict[str, dict[str, Listener]] = defaultdict(dict)


def listens(fact: type[F], *, name: str, atomic: bool = True) -> Callable[[Handler[F]], Handler[F]]:
    """Call the handler for every such fact, at least once, in no promised order.

    The handler must be safe to repeat. By default it runs in a transaction of its own, committed
    together with the note that it is done. ``atomic=False`` is for what leaves the house (mail,
    push): nothing is locked while it runs, and it must end within the lease of 60 seconds.
    """
    if not (isinstance(fact, type) and issubclass(fact, Fact) and fact is not Fact):
        raise RegistrationError(f"{name} listens to {fact}, which is not a fact")

    def register(handler: Handler[F]) -> Handler[F]:
        old = _listeners.get(name)
        if old and _place(old.handler) != _place(handler):
            raise RegistrationError(f"two listeners are called {name}")
        listener = Listener(name, fact, handler, atomic)
        _listeners[name] = listener
        _by_fact[fact.name][name] = listener
        return handler

    return register


def publish(fact: Fact, by: uuid.UUID | None = None, *, at: datetime | None = None) -> uuid.UUID:
    """Write a fact, and a delivery for each of its listeners, in the caller's transaction.

    :param by: the resident who did it, if somebody did.
    :param at: when it happened, if not now.
    :raises PublishedOutsideTransaction: there is no transaction to write it in.
    :raises codec.CodecError: a value is not of its declared type.
    """
    if not connection.in_atomic_block:
        raise PublishedOutsideTransaction(fact.name)
    now = clock.now()
    row = models.Fact.objects.create(
        name=fact.name, payload=codec.encode(fact), by=by, happened_at=at or now
    )
    if listeners := _by_fact.get(fact.name):
        models.Delivery.objects.bulk_create(
            models.Delivery(fact=row, listener=name, run_after=now) for name in listeners
        )
        transaction.on_commit(lambda: ports.wake().nudge(), robust=True)
    return row.id


def listener(name: str) -> Listener | None:
    return _listeners.get(name)


def restore(row: models.Fact) -> Fact:
    """The fact a row tells of.

    :raises LookupError: no fact has that name any more.
    :raises codec.CodecError: the row does not say what the fact declares.
    """
    fact: Fact = codec.decode(_facts[row.name], row.payload)
    return fact


def _domain(module: str) -> str:
    """``parvis.domains.people.events.profile`` -> ``people``; elsewhere the package's name."""
    parts = module.split(".")
    if "domains" in parts[:-1]:
        return parts[parts.index("domains") + 1]
    return parts[-2] if len(parts) > 1 else parts[0]


def _place(handler: Callable[..., Any]) -> tuple[str, str]:
    return handler.__module__, handler.__qualname__

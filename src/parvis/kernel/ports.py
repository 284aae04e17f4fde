"""What differs between the embedded and the scaled engine. One setting chooses; nothing else asks.

The engines are found by name, so that neither is loaded where the other runs.
"""

import uuid
from collections.abc import Awaitable, Callable, Collection
from functools import cache
from importlib import import_module
from typing import NamedTuple, Protocol, cast

from django.conf import settings


class Waiter(Protocol):
    """One worker's ear."""

    def wait(self, seconds: float) -> bool:
        """Wait for a nudge, at most so long. A nudge since the last wait counts. Never raises."""

    def close(self) -> None: ...


class Wake(Protocol):
    """Tells workers that there is something to do; they also look by themselves, less often."""

    def nudge(self) -> None:
        """From any thread, after commit. Never raises."""

    def waiter(self) -> Waiter: ...


class Realtime(Protocol):
    """Carries envelopes (small JSON texts) from any thread or process to every hub."""

    def send(self, envelope: str, *, urgent: bool = False) -> bool:
        """Whether it left. Never raises; an urgent one is tried even when the bus was just down."""

    async def listen(
        self, deliver: Callable[[str], None], state: Callable[[bool], Awaitable[None]]
    ) -> None:
        """Feed a hub, in its event loop, until cancelled; ``state`` says whether the bus is up."""


class Terms(NamedTuple):
    """What is searched: for each word, its forms (any will do); all words must be there.

    The forms are ASCII letters and digits. The last word may be unfinished.
    """

    words: tuple[tuple[str, ...], ...]
    unfinished: str


class Match(NamedTuple):
    kind: str
    id: uuid.UUID
    score: float


class Search(Protocol):
    """Reads the index that the database itself keeps beside ``SearchDocument``."""

    def find(self, terms: Terms, kinds: Collection[str] | None, limit: int) -> list[Match]:
        """Best first."""


class Engine(Protocol):
    """A module with these three."""

    def wake(self) -> Wake: ...
    def realtime(self) -> Realtime: ...
    def search(self) -> Search: ...


@cache
def _engine() -> Engine:
    return cast("Engine", import_module(f"parvis.kernel.{settings.PARVIS.engine}.engine"))


@cache
def wake() -> Wake:
    return _engine().wake()


@cache
def realtime() -> Realtime:
    return _engine().realtime()


@cache
def search() -> Search:
    return _engine().search()

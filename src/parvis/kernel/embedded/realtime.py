"""Envelopes from any thread to the hubs of this process."""

import asyncio
import threading
from collections.abc import Awaitable, Callable

Deliver = Callable[[str], None]


class InProcessRealtime:
    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._hubs: set[tuple[asyncio.AbstractEventLoop, Deliver]] = set()

    def send(self, envelope: str, *, urgent: bool = False) -> bool:  # noqa: ARG002  (never down)
        with self._guard:
            hubs = tuple(self._hubs)
        for loop, deliver in hubs:
            try:
                loop.call_soon_threadsafe(deliver, envelope)
            except RuntimeError:  # the loop closed meanwhile: its sockets are gone with it
                self._forget(loop, deliver)
        return True

    async def listen(self, deliver: Deliver, state: Callable[[bool], Awaitable[None]]) -> None:
        loop = asyncio.get_running_loop()
        with self._guard:
            self._hubs.add((loop, deliver))
        try:
            await state(True)
            await asyncio.Event().wait()
        finally:
            self._forget(loop, deliver)

    def _forget(self, loop: asyncio.AbstractEventLoop, deliver: Deliver) -> None:
        with self._guard:
            self._hubs.discard((loop, deliver))

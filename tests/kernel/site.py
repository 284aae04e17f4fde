"""A real server on a loopback port, and a page of it, for the tests of the socket."""

import asyncio
import contextlib
import json
import socket
import threading
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from django.db import connections
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.types import Scope
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from parvis.kernel.realtime_hub import Hub
from parvis.kernel.websocket import endpoint
from tests.support.patience import STUCK

ALICE = uuid.UUID(int=0xA11CE)


@dataclass
class Site:
    """A server in a thread of its own, as pages and sockets share one process."""

    port: int
    hub: Hub
    sessions: dict[str, uuid.UUID] = field(default_factory=lambda: {"alice-1": ALICE})

    def authenticate(self, scope: Scope) -> tuple[uuid.UUID, str] | None:
        cookies = dict(scope["headers"]).get(b"cookie", b"").decode()
        key = cookies.removeprefix("parvis_session=")
        resident = self.sessions.get(key)
        return (resident, key) if resident else None

    def open(self, key: str | None = "alice-1", **changes: Any) -> connect:
        headers = {"Cookie": f"parvis_session={key}"} if key else {}
        options: dict[str, Any] = {"origin": f"http://127.0.0.1:{self.port}", "proxy": None}
        return connect(
            f"ws://127.0.0.1:{self.port}/ws",
            additional_headers=headers,
            **{**options, **changes},
        )


@contextmanager
def serve() -> Iterator[Site]:
    listener = socket.create_server(("127.0.0.1", 0))
    served = Site(listener.getsockname()[1], Hub())

    @asynccontextmanager
    async def lifespan(_: Starlette) -> Any:
        await served.hub.start()
        yield
        await served.hub.stop()

    route = endpoint(
        authenticate=served.authenticate, hub=served.hub, check_seconds=0.5, beat_seconds=0.3
    )
    application = Starlette(routes=[WebSocketRoute("/ws", route)], lifespan=lifespan)
    server = uvicorn.Server(
        uvicorn.Config(application, log_config=None, timeout_graceful_shutdown=3)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until = time.monotonic() + STUCK
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    assert server.started
    yield served
    server.should_exit = True
    thread.join(STUCK)
    listener.close()
    assert not thread.is_alive()


def run(story: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        await asyncio.wait_for(story(), 5 * STUCK)

    asyncio.run(bounded())


async def elsewhere(call: Callable[..., None], *values: Any, **named: Any) -> None:
    """As a page does it: in a thread of its own, with its own connection to the database."""

    def work() -> None:
        try:
            call(*values, **named)
        finally:
            connections.close_all()

    await asyncio.to_thread(work)


async def heard(page: ClientConnection) -> dict[str, object]:
    """The next word that is not the beat of silence."""
    while True:
        word = json.loads(await asyncio.wait_for(page.recv(), STUCK))
        if word != {"kind": "beat"}:
            return word  # type: ignore[no-any-return]


async def closed(page: ClientConnection) -> int:
    """The code it closes with, within the five seconds of SEC-17."""
    async with asyncio.timeout(5):
        with contextlib.suppress(ConnectionClosed):
            while True:
                await page.recv()
    return page.close_code or 0


async def hello(page: ClientConnection, since: object = 12) -> None:
    await page.send(json.dumps({"type": "hello", "since": since}))
    assert await heard(page) == {"kind": "welcome", "since": since}

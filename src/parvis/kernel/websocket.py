"""The socket of a page (trust.md SEC-17): it says who, then mostly listens.

From the page: ``{"type": "hello", "since": …}`` and ``{"type": "ping"}``, nothing else. To the
page: ``{"kind": "welcome", "since": …}``, ``{"kind": "pong"}``, ``{"kind": "beat"}`` in silence,
and what ``realtime.tell`` says.
"""

import asyncio
import contextlib
import json
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import connections
from django.http.request import split_domain_port, validate_host
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse
from starlette.types import Scope
from starlette.websockets import WebSocket, WebSocketDisconnect

from parvis.kernel.realtime_hub import Bucket, Code, Hub, Seat
from parvis.kernel.realtime_hub import hub as hub_of_this_process

log = structlog.get_logger(__name__)

MOST_BYTES = 64 * 1024
WORDS_A_SECOND, WORDS_AT_ONCE = 5, 20
BEAT_SECONDS = 25.0
#: Whether the session still stands is asked again this often, in case its end was not heard.
CHECK_SECONDS = 60.0
CLOSE_SECONDS = 2.0

#: Who is behind the cookies of a handshake: (resident, session key), or nobody. Runs in a thread.
Authenticate = Callable[[Scope], "tuple[uuid.UUID, str] | None"]


def endpoint(
    *,
    authenticate: Authenticate,
    hub: Hub = hub_of_this_process,
    check_seconds: float = CHECK_SECONDS,
    beat_seconds: float = BEAT_SECONDS,
) -> Callable[[WebSocket], Awaitable[None]]:
    """The function of a ``WebSocketRoute``."""

    async def websocket_endpoint(websocket: WebSocket) -> None:
        if not _from_this_site(websocket):
            await _deny(websocket, 403)
            return
        if not hub.admits():
            await _deny(websocket, 503)
            return
        who = await _ask(authenticate, websocket.scope)
        if who is None:
            await _deny(websocket, 403)
            return
        await websocket.accept()
        seat = hub.connect(*who)
        try:
            code = await _serve(
                seat,
                _read(websocket, seat),
                _write(websocket, seat, beat_seconds),
                _keep_checking(authenticate, websocket.scope, seat, check_seconds),
            )
        finally:
            hub.disconnect(seat)
        if code is not Code.LEFT:
            with contextlib.suppress(TimeoutError, RuntimeError, WebSocketDisconnect, OSError):
                await asyncio.wait_for(websocket.close(code), CLOSE_SECONDS)

    return websocket_endpoint


async def _serve(seat: Seat, *parts: Coroutine[Any, Any, None]) -> Code:
    """Run the parts of a conversation until one of them ends the seat; says why it ended."""
    tasks = [asyncio.create_task(part) for part in parts]
    for task in tasks:
        task.add_done_callback(lambda done: _end_with(done, seat))
    try:
        return await seat.over
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _end_with(done: "asyncio.Task[None]", seat: Seat) -> None:
    error = None if done.cancelled() else done.exception()
    if error is not None and not isinstance(error, WebSocketDisconnect | OSError):
        log.error("socket_failed", exc_info=error)
    seat.end(Code.LEFT if isinstance(error, WebSocketDisconnect | OSError) else Code.COME_BACK)


async def _read(websocket: WebSocket, seat: Seat) -> None:
    allowance = Bucket(WORDS_A_SECOND, WORDS_AT_ONCE)
    while not seat.over.done():
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            seat.end(Code.LEFT)
        elif message.get("text") is None:
            seat.end(Code.NOT_TEXT)
        elif len(message["text"]) > MOST_BYTES or len(message["text"].encode()) > MOST_BYTES:
            seat.end(Code.TOO_LONG)
        elif not allowance.take() or (answer := _answer(message["text"])) is None:
            seat.end(Code.REFUSED)
        else:
            seat.put(answer)


async def _write(websocket: WebSocket, seat: Seat, beat_seconds: float) -> None:
    beat = json.dumps({"kind": "beat"})
    while not seat.over.done():
        try:
            word = await asyncio.wait_for(seat.words.get(), beat_seconds)
        except TimeoutError:
            word = beat
        await websocket.send_text(word)


async def _keep_checking(
    authenticate: Authenticate, scope: Scope, seat: Seat, seconds: float
) -> None:
    while not seat.over.done():
        await asyncio.sleep(seconds)
        who = await _ask(authenticate, scope)
        if who is None or who[0] != seat.resident_id:
            seat.end(Code.SIGNED_OUT)


def _answer(text: str) -> str | None:
    """What to say to a page's word; nothing if it is not one of the two."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if said == {"type": "ping"}:
        return json.dumps({"kind": "pong"})
    if not isinstance(said, dict) or said.get("type") != "hello" or said.keys() - {"type", "since"}:
        return None
    since = said.get("since")
    if isinstance(since, bool) or not isinstance(since, int | str | None):
        return None
    if len(str(since)) > 64:
        return None
    return json.dumps({"kind": "welcome", "since": since})


def _from_this_site(websocket: WebSocket) -> bool:
    """Whether a page of this very host opened it: browsers send cookies along from anywhere."""
    host = websocket.headers.get("host", "")
    origin = urlsplit(websocket.headers.get("origin", ""))
    if settings.SECURE_SSL_REDIRECT and origin.scheme != "https":
        return False
    domain, _ = split_domain_port(host)
    return (
        origin.scheme in {"http", "https"}
        and origin.netloc == host
        and bool(domain)
        and validate_host(domain, settings.ALLOWED_HOSTS)
    )


async def _ask(authenticate: Authenticate, scope: Scope) -> tuple[uuid.UUID, str] | None:
    def ask() -> tuple[uuid.UUID, str] | None:
        try:
            return authenticate(scope)
        finally:
            connections.close_all()  # the pool's threads come and go

    return await run_in_threadpool(ask)


async def _deny(websocket: WebSocket, status: int) -> None:
    """An answer of plain HTTP in place of a socket."""
    if "websocket.http.response" not in websocket.scope.get("extensions", {}):
        await websocket.close(Code.REFUSED)
        return
    headers = {"Retry-After": "5"} if status == 503 else None
    await websocket.send_denial_response(PlainTextResponse("", status, headers=headers))

"""One process: pages through Django's WSGI handler, realtime through our hub, under Starlette.

Django's native ASGI handler costs five times as much per page as its WSGI one (docs/decisions).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings
from starlette.applications import Starlette
from starlette.routing import Mount, WebSocketRoute

from parvis.config.wsgi import application as wsgi
from parvis.domains.people.selectors.sessions import resident_of_cookies
from parvis.kernel import tasks
from parvis.kernel.realtime_hub import hub
from parvis.kernel.websocket import endpoint

#: Pages answered at once by one process; more wait their turn.
THREADS = 8


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    await hub.start()
    worker = tasks.Worker() if settings.PARVIS.engine == "embedded" else None
    if worker:
        worker.start()
    try:
        yield
    finally:
        if worker:
            worker.stop()
        await hub.stop()


pages = cast("Any", WSGIMiddleware(cast("Any", wsgi), workers=THREADS))
application = Starlette(
    routes=[
        WebSocketRoute("/ws", endpoint(authenticate=resident_of_cookies)),
        Mount("/", pages),
    ],
    lifespan=lifespan,
)

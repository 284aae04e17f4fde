"""One process: pages through Django's WSGI handler, realtime through our hub, both behind Starlette.

Django's native ASGI handler costs five times as much per page as its WSGI one (docs/decisions).
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")

from a2wsgi import WSGIMiddleware
from starlette.applications import Starlette
from starlette.routing import Mount, WebSocketRoute

from parvis.config.wsgi import application as pages

from django.conf import settings  # noqa: E402  (settings exist once wsgi is imported)

from parvis.domains.people.selectors.sessions import resident_of_cookies  # noqa: E402
from parvis.kernel import tasks  # noqa: E402
from parvis.kernel.realtime_hub import hub  # noqa: E402
from parvis.kernel.websocket import endpoint  # noqa: E402


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


application = Starlette(
    routes=[
        WebSocketRoute("/ws", endpoint(authenticate=resident_of_cookies)),
        Mount("/", WSGIMiddleware(pages, workers=8)),
    ],
    lifespan=lifespan,
)

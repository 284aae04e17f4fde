"""Envelopes between processes, by Redis's publish and subscribe."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

import redis.asyncio
import structlog

from parvis.kernel.scaled.bus import ANSWER_SECONDS, Bus

log = structlog.get_logger(__name__)

Deliver = Callable[[str], None]
State = Callable[[bool], Awaitable[None]]

#: A silent connection is asked whether it lives; without an answer in as long, it does not.
IDLE_SECONDS = 2.0
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0


class RedisRealtime:
    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    def send(self, envelope: str, *, urgent: bool = False) -> bool:
        return self._bus.publish(envelope, urgent=urgent)

    async def listen(self, deliver: Deliver, state: State) -> None:
        pause = FIRST_PAUSE
        while True:
            started = time.monotonic()
            try:
                await self._follow(deliver, state)
            except (redis.RedisError, OSError, TimeoutError) as error:
                log.warning("realtime_bus_down", error=type(error).__name__)
            await state(False)
            if time.monotonic() - started > LONGEST_PAUSE:
                pause = FIRST_PAUSE
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311  # nosec
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _follow(self, deliver: Deliver, state: State) -> None:
        """Hand over what comes, until the connection is lost or silent for too long."""
        client = redis.asyncio.Redis.from_url(
            self._bus.url, socket_connect_timeout=ANSWER_SECONDS, retry=None, decode_responses=True
        )
        async with client, client.pubsub() as subscription:
            await subscription.subscribe(self._bus.channel)
            up, asked = False, False
            while True:
                message = await subscription.get_message(timeout=IDLE_SECONDS)
                if message is None:
                    if asked or not up:
                        raise TimeoutError
                    await subscription.ping()
                    asked = True
                    continue
                asked = False
                if message["type"] == "subscribe":
                    up = True
                    await state(True)
                elif message["type"] == "message":
                    deliver(message["data"])

"""Nudges between processes. While Redis is down, workers look by themselves."""

import time

import redis

from parvis.kernel.scaled.bus import Bus


class RedisWaiter:
    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._ear: redis.client.PubSub | None = None

    def wait(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        try:
            if self._ear is None:
                self._ear = self._bus.subscription()
            while (left := until - time.monotonic()) > 0:
                if self._ear.get_message(timeout=left):
                    # What came meanwhile is one reason to look, not several.
                    while self._ear.get_message(timeout=0):
                        pass
                    return True
        except (redis.RedisError, OSError):
            self.close()
            time.sleep(max(0.0, until - time.monotonic()))
        return False

    def close(self) -> None:
        ear, self._ear = self._ear, None
        if ear is not None:
            ear.close()


class RedisWake:
    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    def nudge(self) -> None:
        self._bus.publish("")

    def waiter(self) -> RedisWaiter:
        return RedisWaiter(self._bus)

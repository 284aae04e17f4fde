"""Nudges between the threads of one process. Other processes on the same file: by polling."""

import threading


class InProcessWaiter:
    def __init__(self, wake: "InProcessWake") -> None:
        self._wake = wake
        self.nudged = threading.Event()

    def wait(self, seconds: float) -> bool:
        heard = self.nudged.wait(seconds)
        # Cleared before the caller looks for work: a nudge from now on counts for the next wait.
        self.nudged.clear()
        return heard

    def close(self) -> None:
        self._wake.forget(self)


class InProcessWake:
    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiters: set[InProcessWaiter] = set()

    def nudge(self) -> None:
        with self._guard:
            for waiter in self._waiters:
                waiter.nudged.set()

    def waiter(self) -> InProcessWaiter:
        waiter = InProcessWaiter(self)
        with self._guard:
            self._waiters.add(waiter)
        return waiter

    def forget(self, waiter: InProcessWaiter) -> None:
        with self._guard:
            self._waiters.discard(waiter)

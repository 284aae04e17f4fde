"""Runs what is due: once, in a thread beside the pages, or as ``parvis worker``."""

import threading
from collections.abc import Callable

import structlog
from django.db import close_old_connections, connections

from parvis.kernel import ports
from parvis.kernel.tasks import deliveries, schedules

log = structlog.get_logger(__name__)

#: Without a nudge (another process, a bus that is down) a worker looks this often.
POLL_SECONDS = 2.0
#: After an error that is not a handler's (the database is down), up to this long.
LONGEST_REST_SECONDS = 30.0
BATCH = 100


def run_due(
    limit: int = 1_000, *, raising: bool = False, going: Callable[[], bool] = lambda: True
) -> int:
    """Run what is due now, and what that makes due, up to a limit; says how many were run.

    :param raising: let the first failure of a handler or job out, once noted (for tests).
    :param going: asked before each one.
    """
    ran = 0
    while ran < limit and going() and schedules.run_next(raising=raising):
        ran += 1
    while ran < limit and going() and (claimed := deliveries.claim()) is not None:
        deliveries.run(claimed, raising=raising)
        ran += 1
    return ran


class Worker:
    """Runs what is due until stopped, one thing at a time. Several may run, anywhere.

    ``start`` and ``stop`` for a thread of this process; ``run_forever`` for a process of its own
    (its caller turns SIGTERM into ``ask_to_stop``).
    """

    def __init__(self, *, poll_seconds: float = POLL_SECONDS) -> None:
        self._poll = poll_seconds
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        if self._thread and self._thread.is_alive():
            return
        self._stopping.clear()
        self._thread = threading.Thread(target=self.run_forever, name="worker", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> bool:
        """Let what runs end, start nothing more; whether it ended in time.

        What did not end in time is run again by another worker, after its lease.
        """
        self.ask_to_stop()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(timeout)
            return not thread.is_alive()
        return True

    def ask_to_stop(self) -> None:
        """Safe in a signal handler's thread; what runs now ends first."""
        self._stopping.set()
        ports.wake().nudge()

    def run_forever(self) -> None:
        """Until asked to stop. Nothing that a handler or the database does ends it."""
        waiter = ports.wake().waiter()
        log.info("worker_started")
        try:
            rest = self._poll
            while not self._stopping.is_set():
                try:
                    close_old_connections()
                    busy = run_due(BATCH, going=self._goes_on) == BATCH
                    rest = self._poll
                except Exception as error:
                    log.error("worker_hindered", exc_info=error)
                    busy, rest = False, min(rest * 2, LONGEST_REST_SECONDS)
                if not busy and self._goes_on():
                    waiter.wait(rest)
        finally:
            waiter.close()
            connections.close_all()
            log.info("worker_stopped")

    def _goes_on(self) -> bool:
        return not self._stopping.is_set()

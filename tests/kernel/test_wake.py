import threading
import time

from parvis.kernel import ports
from tests.support.patience import STUCK


def test_a_nudge_ends_every_wait_and_one_before_the_wait_counts() -> None:
    waiters = [ports.wake().waiter() for _ in range(2)]
    for waiter in waiters:
        waiter.wait(0.05)  # the scaled engine listens from its first wait on
    ports.wake().nudge()
    assert [waiter.wait(STUCK) for waiter in waiters] == [True, True]
    assert waiters[0].wait(0.05) is False
    threading.Timer(0.2, ports.wake().nudge).start()
    started = time.monotonic()
    assert waiters[0].wait(2 * STUCK) is True
    assert time.monotonic() - started < STUCK
    for waiter in waiters:
        waiter.close()
    ports.wake().nudge()


def test_the_ports_are_chosen_once() -> None:
    assert ports.wake() is ports.wake()
    assert ports.realtime() is ports.realtime()
    assert ports.search() is ports.search()

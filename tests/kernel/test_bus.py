"""Redis away, silent, killed, back again: pages go on, sockets close and come back (REL-4)."""

import asyncio
import json
import shutil
import socket
import subprocess
import threading
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import redis

from parvis.kernel.realtime_hub import Code, Hub
from parvis.kernel.scaled.bus import REST_SECONDS, Bus
from parvis.kernel.scaled.realtime import RedisRealtime
from parvis.kernel.scaled.wake import RedisWake
from tests.support.patience import STUCK
from tests.support.running import free_port

ALICE = uuid.UUID(int=0xA11CE)


def bus_at(port: int, subject: str = "test", secret: bytes = b"secret") -> Bus:
    return Bus(f"redis://127.0.0.1:{port}/0", subject, secret=secret)


@pytest.fixture
def nobody() -> int:
    return free_port()


@pytest.fixture
def mute() -> Iterator[int]:
    """A port where somebody opens the door and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def run(story: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        await asyncio.wait_for(story(), 5 * STUCK)

    asyncio.run(bounded())


def to_alice(kind: str) -> str:
    return json.dumps({"to": str(ALICE), "message": {"kind": kind}})


def test_publishing_when_redis_is_away_is_not_tried_again_for_a_while(
    nobody: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    bus, tries, instants = bus_at(nobody), [], [1_000.0]
    monkeypatch.setattr("parvis.kernel.scaled.bus.time.monotonic", lambda: instants[0])
    publish = bus._client.publish

    def counted(channel: str, message: str) -> object:
        tries.append(message)
        return publish(channel, message)

    bus._client.publish = counted  # type: ignore[method-assign,assignment]
    assert [bus.publish("news") for _ in range(1_000)] == [False] * 1_000
    assert len(tries) == 1
    instants[0] += REST_SECONDS
    assert bus.publish("news") is False
    assert len(tries) == 2


def test_publishing_to_a_silent_redis_gives_up_soon(mute: int) -> None:
    bus = bus_at(mute)
    started = time.monotonic()
    assert bus.publish("news") is False
    assert bus.publish("news") is False
    assert time.monotonic() - started < STUCK


def test_what_is_urgent_is_tried_even_just_after_a_failure(nobody: int) -> None:
    bus = bus_at(nobody)
    bus.publish("news")
    calls: list[str] = []
    bus._client.publish = lambda channel, message: calls.append(message)  # type: ignore[method-assign,assignment]
    assert bus.publish("news") is False
    assert bus.publish("end", urgent=True) is True
    assert bus.publish("news") is True
    assert calls == ["end", "news"]


def test_a_worker_without_redis_waits_for_its_turn_to_look(nobody: int) -> None:
    waiter = RedisWake(bus_at(nobody)).waiter()
    RedisWake(bus_at(nobody)).nudge()
    started = time.monotonic()
    assert waiter.wait(0.3) is False
    assert 0.29 < time.monotonic() - started < STUCK
    waiter.close()


@pytest.mark.parametrize("door", ["nobody", "mute"])
def test_a_hub_without_redis_starts_admits_nobody_and_stops(
    door: str, request: pytest.FixtureRequest
) -> None:
    port = request.getfixturevalue(door)

    async def story() -> None:
        hub = Hub(RedisRealtime(bus_at(port)))
        started = time.monotonic()
        await hub.start()
        assert hub.admits() is False
        await hub.stop()
        assert time.monotonic() - started < STUCK

    run(story)


def test_two_towns_on_one_redis_have_channels_of_their_own() -> None:
    one, other = bus_at(1, secret=b"one"), bus_at(1, secret=b"other")
    assert one.channel != other.channel
    assert "one" not in one.channel
    assert bus_at(1, secret=b"one").channel == one.channel


class Server:
    """A Redis of the test's own, that can be killed and started again at the same place."""

    def __init__(self, folder: Path) -> None:
        self.port, self.folder = free_port(), folder
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = shutil.which("redis-server")
        assert program, "redis-server is not installed"
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(
            [program, *options, "--dir", str(self.folder)], stdout=subprocess.DEVNULL
        )
        client = redis.Redis(port=self.port)
        until = time.monotonic() + STUCK
        while True:
            try:
                client.ping()
                break
            except redis.ConnectionError:
                assert time.monotonic() < until
                time.sleep(0.02)
        client.close()

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    running.start()
    yield running
    running.kill()


@pytest.mark.scaled
@pytest.mark.fault
def test_redis_killed_closes_sockets_and_redis_back_lets_them_in_again(server: Server) -> None:
    async def story() -> None:
        hub = Hub(RedisRealtime(bus_at(server.port)))
        web = RedisRealtime(bus_at(server.port))
        await hub.start()
        assert hub.admits() is True
        seat = hub.connect(ALICE, "s")
        assert await asyncio.to_thread(web.send, to_alice("before")) is True
        assert json.loads(await asyncio.wait_for(seat.words.get(), STUCK)) == {"kind": "before"}

        server.kill()
        assert await asyncio.wait_for(seat.over, STUCK) is Code.COME_BACK
        hub.disconnect(seat)
        assert hub.admits() is False
        assert await asyncio.to_thread(web.send, to_alice("lost")) is False

        await asyncio.to_thread(server.start)
        await asyncio.wait_for(hub._up.wait(), STUCK)
        again = hub.connect(ALICE, "s")
        assert await asyncio.to_thread(lambda: web.send(to_alice("after"), urgent=True)) is True
        assert json.loads(await asyncio.wait_for(again.words.get(), STUCK)) == {"kind": "after"}
        hub.disconnect(again)
        await hub.stop()

    run(story)


@pytest.mark.scaled
@pytest.mark.fault
def test_a_redis_that_freezes_is_taken_for_dead(server: Server) -> None:
    async def story() -> None:
        hub = Hub(RedisRealtime(bus_at(server.port)))
        await hub.start()
        seat = hub.connect(ALICE, "s")
        assert server.process
        server.process.send_signal(19)  # SIGSTOP: connected, and silent
        try:
            assert await asyncio.wait_for(seat.over, STUCK) is Code.COME_BACK
        finally:
            server.process.send_signal(18)
        hub.disconnect(seat)
        await hub.stop()

    run(story)


@pytest.mark.scaled
def test_a_quiet_redis_is_not_taken_for_a_dead_one(server: Server) -> None:
    async def story() -> None:
        hub = Hub(RedisRealtime(bus_at(server.port)))
        await hub.start()
        seat = hub.connect(ALICE, "s")
        await asyncio.sleep(7)
        assert not seat.over.done()
        hub.disconnect(seat)
        await hub.stop()

    run(story)


@pytest.mark.scaled
def test_a_nudge_crosses_processes_and_several_are_one(server: Server) -> None:
    wake = RedisWake(bus_at(server.port))
    waiter, other = wake.waiter(), RedisWake(bus_at(server.port)).waiter()
    assert waiter.wait(0.05) is False
    assert other.wait(0.05) is False
    for _ in range(5):
        wake.nudge()
    # The last may reach who waits a moment after it was taken: here all five are there to be one.
    time.sleep(0.5)
    assert (waiter.wait(STUCK), other.wait(STUCK)) == (True, True)
    assert waiter.wait(0.05) is False
    threading.Timer(0.2, wake.nudge).start()
    started = time.monotonic()
    assert waiter.wait(2 * STUCK) is True
    assert time.monotonic() - started < STUCK
    waiter.close()
    other.close()


@pytest.mark.scaled
@pytest.mark.fault
def test_a_worker_hears_again_after_redis_came_back(server: Server) -> None:
    wake = RedisWake(bus_at(server.port))
    waiter = wake.waiter()
    assert waiter.wait(0.05) is False
    server.kill()
    assert waiter.wait(0.2) is False
    assert waiter.wait(0.2) is False
    server.start()
    assert waiter.wait(0.05) is False
    wake.nudge()
    assert waiter.wait(5) is True
    waiter.close()

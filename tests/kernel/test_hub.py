"""The hub and the bus of the engine that runs, without a socket."""

import asyncio
import json
import threading
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from parvis.kernel import ports, realtime
from parvis.kernel.realtime_hub import LONGEST_QUEUE, MOST_SEATS, Bucket, Code, Hub, Seat
from tests.support.patience import STUCK

ALICE, BOB = uuid.UUID(int=0xA11CE), uuid.UUID(int=0xB0B)


@asynccontextmanager
async def open_hub() -> AsyncIterator[Hub]:
    hub = Hub()
    await hub.start()
    try:
        yield hub
    finally:
        for seat in hub._all():
            hub.disconnect(seat)
        await hub.stop()


async def word(seat: Seat) -> object:
    return json.loads(await asyncio.wait_for(seat.words.get(), STUCK))


def to(resident: uuid.UUID, kind: str) -> str:
    return json.dumps({"to": str(resident), "message": {"kind": kind}})


def run(story: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        await asyncio.wait_for(story(), 5 * STUCK)

    asyncio.run(bounded())


def test_what_is_sent_from_another_thread_reaches_every_page_of_its_resident_only() -> None:
    async def story() -> None:
        async with open_hub() as hub, open_hub() as elsewhere:
            one, two = hub.connect(ALICE, "s1"), elsewhere.connect(ALICE, "s2")
            bob = hub.connect(BOB, "s3")
            sent: list[bool] = []
            for number in range(3):
                envelope = to(ALICE, f"news {number}")
                thread = threading.Thread(
                    target=lambda e=envelope: sent.append(ports.realtime().send(e))
                )
                thread.start()
                await asyncio.to_thread(thread.join)
            assert sent == [True, True, True]
            for seat in (one, two):
                assert [await word(seat) for _ in range(3)] == [
                    {"kind": f"news {number}"} for number in range(3)
                ]
            assert bob.words.empty()

    run(story)


def test_closing_ends_the_seats_of_a_resident_or_of_a_session() -> None:
    async def story() -> None:
        async with open_hub() as hub:
            phone, desk = hub.connect(ALICE, "phone"), hub.connect(ALICE, "desk")
            bob = hub.connect(BOB, "bob")
            end = {"end": {"session": realtime.digest("phone")}}
            assert ports.realtime().send(json.dumps(end), urgent=True)
            assert await asyncio.wait_for(phone.over, STUCK) is Code.SIGNED_OUT
            assert not desk.over.done()
            assert ports.realtime().send(json.dumps({"end": {"resident": str(ALICE)}}))
            assert await asyncio.wait_for(desk.over, STUCK) is Code.SIGNED_OUT
            assert not bob.over.done()

    run(story)


def test_a_page_that_reads_too_slowly_is_closed_and_the_others_are_not() -> None:
    async def story() -> None:
        async with open_hub() as hub:
            slow, other = hub.connect(ALICE, "s1"), hub.connect(BOB, "s2")
            for number in range(LONGEST_QUEUE):
                hub.deliver(to(ALICE, f"news {number}"))
            assert not slow.over.done()
            hub.deliver(to(ALICE, "one more"))
            assert slow.over.result() is Code.COME_BACK
            hub.deliver(to(BOB, "news"))
            assert await word(other) == {"kind": "news"}

    run(story)


def test_one_page_too_many_closes_the_oldest() -> None:
    async def story() -> None:
        async with open_hub() as hub:
            seats = [hub.connect(ALICE, "s") for _ in range(MOST_SEATS)]
            assert not any(seat.over.done() for seat in seats)
            hub.connect(ALICE, "s")
            assert [seat.over.done() for seat in seats] == [True] + [False] * (MOST_SEATS - 1)

    run(story)


def test_who_left_is_forgotten() -> None:
    async def story() -> None:
        async with open_hub() as hub:
            one, two = hub.connect(ALICE, "s1"), hub.connect(ALICE, "s2")
            assert hub.count() == 2
            hub.disconnect(one)
            hub.disconnect(one)
            hub.deliver(to(ALICE, "news"))
            assert (hub.count(), one.words.empty(), two.words.qsize()) == (1, True, 1)
            hub.disconnect(two)
            assert (hub.count(), dict(hub._seats)) == (0, {})

    run(story)


NONSENSE = ["", "{", "[]", "null", "3", "{}", '{"to": 3}', '{"to": "x", "message": {}}']
NONSENSE += ['{"end": {}}', '{"end": null}', '{"to": null, "message": 1}', "[" * 5_000]
NONSENSE += ['{"end": {"resident": 5}}']


@pytest.mark.parametrize("envelope", NONSENSE, ids=lambda envelope: envelope[:20])
def test_an_envelope_that_says_nothing_is_dropped(envelope: str) -> None:
    async def story() -> None:
        async with open_hub() as hub:
            seat = hub.connect(ALICE, "s")
            hub.deliver(envelope)
            hub.deliver(to(ALICE, "news"))
            assert await word(seat) == {"kind": "news"}

    run(story)


def test_a_hub_that_stops_closes_every_socket_and_admits_none() -> None:
    async def story() -> None:
        hub = Hub()
        assert hub.admits() is False
        await hub.start()
        assert hub.admits() is True
        seat = hub.connect(ALICE, "s")
        stopping = asyncio.create_task(hub.stop())
        assert await asyncio.wait_for(seat.over, STUCK) is Code.GOING_AWAY
        hub.disconnect(seat)
        await stopping
        assert hub.admits() is False

    run(story)


class Flickering:
    """A bus that goes down, comes back, and fails in ways nobody foresaw."""

    def __init__(self) -> None:
        self.down = asyncio.Event()
        self.listened = 0

    def send(self, envelope: str, *, urgent: bool = False) -> bool:
        return False

    async def listen(
        self, deliver: Callable[[str], None], state: Callable[[bool], Awaitable[None]]
    ) -> None:
        self.listened += 1
        await state(True)
        await self.down.wait()
        self.down.clear()
        raise RuntimeError("not foreseen")


def test_when_the_bus_is_down_sockets_close_and_come_back_later() -> None:
    async def story() -> None:
        bus = Flickering()
        hub = Hub(bus)
        await hub.start()
        seat = hub.connect(ALICE, "s")
        bus.down.set()
        assert await asyncio.wait_for(seat.over, STUCK) is Code.COME_BACK
        assert hub.admits() is False
        late = hub.connect(BOB, "s")
        assert late.over.result() is Code.COME_BACK
        hub.disconnect(seat)
        hub.disconnect(late)
        await asyncio.wait_for(hub._up.wait(), STUCK)
        assert (hub.admits(), bus.listened) == (True, 2)
        await hub.stop()

    run(story)


def test_a_bucket_lets_a_burst_pass_then_a_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    instants = iter([0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 0.5, 100.0, 100.0, 100.0, 100.0])
    monkeypatch.setattr("parvis.kernel.realtime_hub.time.monotonic", lambda: next(instants))
    bucket = Bucket(rate=2, burst=3)
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    assert [bucket.take() for _ in range(2)] == [True, False]
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]


def test_a_crowd_that_comes_back_at_once_is_let_in_by_and_by(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def story() -> None:
        async with open_hub() as hub:
            instant = time.monotonic() + 60
            monkeypatch.setattr("parvis.kernel.realtime_hub.time.monotonic", lambda: instant)
            let_in = [hub.admits() for _ in range(500)]
            assert 100 <= let_in.count(True) < 160
            assert let_in == sorted(let_in, reverse=True)
            instant += 0.2
            assert 5 <= [hub.admits() for _ in range(500)].count(True) < 60
            monkeypatch.undo()

    run(story)

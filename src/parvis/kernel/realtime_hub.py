"""The open sockets of this process, and what is handed to each. Lives in the event loop."""

import asyncio
import contextlib
import json
import time
import uuid
from collections import defaultdict
from collections.abc import Iterable
from enum import IntEnum

import structlog

from parvis.kernel import ports, realtime

log = structlog.get_logger(__name__)

#: Words waiting for one page. One that reads slower is closed: it comes back and asks ``since``.
LONGEST_QUEUE = 64
#: Open pages of one resident; one more closes the oldest.
MOST_SEATS = 20
#: New sockets a second (REL-14): after a restart everyone comes back, and should not at once.
ARRIVALS_A_SECOND, ARRIVALS_AT_ONCE = 50, 100
PATIENCE_SECONDS = 2.0


class Code(IntEnum):
    """Why a socket closes. A page comes back after some time, except after ``SIGNED_OUT``."""

    LEFT = 1000
    GOING_AWAY = 1001
    NOT_TEXT = 1003
    REFUSED = 1008
    TOO_LONG = 1009
    COME_BACK = 1013
    SIGNED_OUT = 4401


class Bucket:
    """Lets ``rate`` things a second pass, and ``burst`` at once."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._left, self._seen = burst, time.monotonic()

    def take(self) -> bool:
        now = time.monotonic()
        self._left = min(self._burst, self._left + (now - self._seen) * self._rate)
        self._seen = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Seat:
    """One socket, seen from the hub."""

    def __init__(self, resident_id: uuid.UUID, session: str) -> None:
        self.resident_id = resident_id
        self.session = session
        self.words: asyncio.Queue[str] = asyncio.Queue(LONGEST_QUEUE)
        self.over: asyncio.Future[Code] = asyncio.get_running_loop().create_future()

    def put(self, word: str) -> None:
        try:
            self.words.put_nowait(word)
        except asyncio.QueueFull:
            self.end(Code.COME_BACK)

    def end(self, code: Code) -> None:
        if not self.over.done():
            self.over.set_result(code)


class Hub:
    """Hands envelopes to seats. Every method belongs to the loop that started it."""

    def __init__(self, port: ports.Realtime | None = None) -> None:
        self._port = port
        self._seats: defaultdict[uuid.UUID, list[Seat]] = defaultdict(list)
        self._ear: asyncio.Task[None] | None = None
        self._up = asyncio.Event()
        self._arrivals = Bucket(ARRIVALS_A_SECOND, ARRIVALS_AT_ONCE)

    async def start(self) -> None:
        """Begin to listen. A bus that is down does not hold the start: sockets wait for it."""
        self._up.clear()
        self._ear = asyncio.create_task(self._listen(), name="hub")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._up.wait(), PATIENCE_SECONDS)

    async def stop(self) -> None:
        """Close every socket, so that the server can go at once."""
        self._up.clear()
        self._end_all(Code.GOING_AWAY)
        until = time.monotonic() + PATIENCE_SECONDS
        while self._seats and time.monotonic() < until:
            await asyncio.sleep(0.01)
        if self._ear is not None:
            self._ear.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._ear
            self._ear = None

    def admits(self) -> bool:
        """Whether one more socket may come now. None while the bus is down: it could be told
        neither what is new nor that its session ended."""
        return self._up.is_set() and self._arrivals.take()

    def is_up(self) -> bool:
        """Whether what is told now reaches the pages of this process. From any thread."""
        return self._up.is_set()

    def connect(self, resident_id: uuid.UUID, session_key: str) -> Seat:
        seat = Seat(resident_id, realtime.digest(session_key))
        seats = self._seats[resident_id]
        seats.append(seat)
        if len(seats) > MOST_SEATS:
            seats[0].end(Code.COME_BACK)
        if not self._up.is_set():  # went down between the question and now
            seat.end(Code.COME_BACK)
        return seat

    def disconnect(self, seat: Seat) -> None:
        seats = self._seats.get(seat.resident_id, [])
        with contextlib.suppress(ValueError):
            seats.remove(seat)
        if not seats:
            self._seats.pop(seat.resident_id, None)

    def deliver(self, envelope: str) -> None:
        """Hand one envelope to whom it concerns. Never raises: the bus goes on."""
        try:
            sent = json.loads(envelope)
            if "to" in sent:
                word = json.dumps(sent["message"])
                for seat in self._seats.get(uuid.UUID(sent["to"]), ()):
                    seat.put(word)
            elif "resident" in sent["end"]:
                self._end(self._seats.get(uuid.UUID(sent["end"]["resident"]), ()))
            else:
                session = sent["end"]["session"]
                self._end(seat for seat in self._all() if seat.session == session)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            log.warning("realtime_unreadable", error=type(error).__name__)

    def count(self) -> int:
        return sum(len(seats) for seats in self._seats.values())

    async def _listen(self) -> None:
        port = self._port or ports.realtime()
        while True:
            try:
                await port.listen(self.deliver, self._bus_is)
            except Exception as error:
                log.error("realtime_stopped", exc_info=error)
            await self._bus_is(False)
            await asyncio.sleep(1)

    async def _bus_is(self, up: bool) -> None:
        if up:
            self._up.set()
        else:
            self._up.clear()
            self._end_all(Code.COME_BACK)

    def _all(self) -> list[Seat]:
        return [seat for seats in self._seats.values() for seat in seats]

    def _end_all(self, code: Code) -> None:
        for seat in self._all():
            seat.end(code)

    def _end(self, seats: Iterable[Seat]) -> None:
        for seat in seats:
            seat.end(Code.SIGNED_OUT)


#: The hub of this process.
hub = Hub()

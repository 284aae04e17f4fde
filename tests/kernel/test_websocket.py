"""The socket as a browser opens it: who may come in, and what may be said."""

import asyncio
import contextlib
import json
import uuid
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from parvis.kernel import realtime
from parvis.kernel.realtime_hub import Code
from parvis.kernel.websocket import MOST_BYTES, WORDS_AT_ONCE
from tests.support.patience import STUCK

from .site import ALICE, Site, closed, elsewhere, heard, hello, run

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_page_says_hello_and_is_told_what_comes(site: Site) -> None:
    async def story() -> None:
        async with site.open() as page, site.open() as other:
            await hello(page)
            await hello(other, "0193-a")
            await elsewhere(realtime.tell, ALICE, "message", since=13)
            await elsewhere(realtime.tell, uuid.UUID(int=5), "message", since=1)
            await elsewhere(realtime.tell, ALICE, "message", since=14)
            for each in (page, other):
                assert await heard(each) == {"kind": "message", "since": 13}
                assert await heard(each) == {"kind": "message", "since": 14}

    run(story)


def test_a_ping_is_answered_and_silence_has_a_beat(site: Site) -> None:
    async def story() -> None:
        async with site.open() as page:
            await page.send('{"type": "ping"}')
            assert await heard(page) == {"kind": "pong"}
            assert json.loads(await asyncio.wait_for(page.recv(), STUCK)) == {"kind": "beat"}

    run(story)


@pytest.mark.parametrize(
    "changes",
    [
        {"key": None},
        {"key": "unknown"},
        {"origin": None},
        {"origin": "https://evil.example"},
        {"origin": "http://127.0.0.1"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "null"},
        {"origin": "file://"},
    ],
    ids=repr,
)
def test_a_stranger_or_another_site_is_refused_at_the_door(
    site: Site, changes: dict[str, Any]
) -> None:
    async def story() -> None:
        with pytest.raises(InvalidStatus) as refused:
            async with site.open(**changes):
                pass
        assert refused.value.response.status_code == 403
        assert site.hub.count() == 0

    run(story)


def test_a_host_that_is_not_ours_is_refused_even_with_its_own_origin(site: Site) -> None:
    async def story() -> None:
        headers = {"Cookie": "parvis_session=alice-1", "Host": "evil.example"}
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
        headers |= {"Origin": "http://evil.example", "Connection": "Upgrade"}
        headers |= {"Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        headers |= {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"GET /ws HTTP/1.1\r\n{lines}\r\n".encode())
        status = await asyncio.wait_for(reader.readline(), STUCK)
        assert status.split()[1] == b"403"
        writer.close()
        await writer.wait_closed()

    run(story)


def test_over_https_an_http_page_is_refused(site: Site, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True

    async def story() -> None:
        with pytest.raises(InvalidStatus):
            async with site.open():
                pass
        async with site.open(origin=f"https://127.0.0.1:{site.port}") as page:
            await hello(page)

    run(story)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "hello",
        "{",
        "[]",
        "3",
        "null",
        "[" * 20_000,
        '{"type": "other"}',
        '{"type": "hello", "more": 1}',
        '{"type": "ping", "since": 1}',
        '{"type": "hello", "since": true}',
        '{"type": "hello", "since": 1.5}',
        '{"type": "hello", "since": []}',
        '{"type": "hello", "since": "' + "x" * 65 + '"}',
    ],
    ids=lambda said: repr(said[:40]),
)
def test_anything_else_ends_the_conversation(site: Site, said: str) -> None:
    async def story() -> None:
        async with site.open() as page:
            await page.send(said)
            assert await closed(page) == Code.REFUSED

    run(story)


def test_a_hello_without_since_is_welcome(site: Site) -> None:
    async def story() -> None:
        async with site.open() as page:
            await page.send('{"type": "hello"}')
            assert await heard(page) == {"kind": "welcome", "since": None}

    run(story)


def test_what_is_too_long_or_not_text_ends_the_conversation(site: Site) -> None:
    async def story() -> None:
        async with site.open() as page:
            await page.send("é" * (MOST_BYTES // 2 + 1))
            assert await closed(page) == Code.TOO_LONG
        async with site.open() as page:
            await page.send(b'{"type": "ping"}')
            assert await closed(page) == Code.NOT_TEXT

    run(story)


def test_who_talks_too_much_is_shown_out(site: Site) -> None:
    async def story() -> None:
        async with site.open() as page:
            for _ in range(WORDS_AT_ONCE * 3):
                with contextlib.suppress(ConnectionClosed):
                    await page.send('{"type": "ping"}')
                    await page.recv()
            assert page.close_code == Code.REFUSED

    run(story)

"""The socket as a browser loses it: signed out, cut, crowded out, sent home."""

import asyncio
import time
import uuid

import pytest
from websockets.exceptions import InvalidStatus

from parvis.kernel import realtime
from parvis.kernel.realtime_hub import Code
from tests.support.patience import STUCK

from .site import ALICE, Site, closed, elsewhere, heard, hello, run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("how", ["resident", "session"])
def test_signing_out_closes_the_socket_at_once(site: Site, how: str) -> None:
    async def story() -> None:
        site.sessions["bob-1"] = uuid.UUID(int=0xB0B)
        site.sessions["alice-2"] = ALICE
        async with site.open() as page, site.open("alice-2") as other, site.open("bob-1") as bob:
            for each in (page, other, bob):
                await hello(each)
            if how == "resident":
                await elsewhere(realtime.close, ALICE)
                assert await closed(other) == Code.SIGNED_OUT
            else:
                await elsewhere(realtime.close, session_key="alice-1")
                await hello(other)
            assert await closed(page) == Code.SIGNED_OUT
            await hello(bob)

    run(story)


def test_a_session_whose_end_nobody_told_is_noticed(site: Site) -> None:
    async def story() -> None:
        async with site.open() as page:
            await hello(page)
            del site.sessions["alice-1"]
            assert await closed(page) == Code.SIGNED_OUT

    run(story)


def test_a_page_that_leaves_is_forgotten_even_without_a_word(site: Site) -> None:
    async def story() -> None:
        async with site.open() as page:
            await hello(page)
            assert site.hub.count() == 1
        async with site.open() as page:
            await hello(page)
            page.transport.abort()
        until = time.monotonic() + STUCK
        while site.hub.count() and time.monotonic() < until:
            await asyncio.sleep(0.01)
        assert site.hub.count() == 0

    run(story)


def test_a_crowd_is_told_to_come_back_later(site: Site) -> None:
    async def story() -> None:
        while site.hub.admits():
            pass
        with pytest.raises(InvalidStatus) as refused:
            async with site.open():
                pass
        assert refused.value.response.status_code == 503
        assert refused.value.response.headers["Retry-After"] == "5"

    run(story)


def test_two_hundred_cuts_leave_nothing_behind_and_the_next_page_is_told(site: Site) -> None:
    """REL-14: a phone in a tunnel. Arrivals are let in by and by; none is lost for good."""

    async def story() -> None:
        site.hub._arrivals._rate = 1_000  # the crowd at the door has its own test
        for number in range(200):
            async with site.open() as page:
                await hello(page, number)
                page.transport.abort()
        async with site.open() as page:
            await hello(page)
            await elsewhere(realtime.tell, ALICE, "message", since=1)
            assert await heard(page) == {"kind": "message", "since": 1}
            assert site.hub.count() == 1

    run(story)


def test_a_server_that_stops_says_goodbye(site: Site) -> None:
    async def story() -> None:
        async with site.open() as page:
            await hello(page)
            loop = site.hub._ear.get_loop()  # type: ignore[union-attr]
            stopping = asyncio.run_coroutine_threadsafe(site.hub.stop(), loop)
            assert await closed(page) == Code.GOING_AWAY
            await asyncio.wrap_future(stopping)

    run(story)

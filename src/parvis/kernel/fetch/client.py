"""Going there, under a deadline and a size: exchanges, redirects, what comes back."""

import contextlib
import http.client
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urljoin

from django.conf import settings
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from parvis.kernel.fetch import refusals
from parvis.kernel.fetch.addresses import Target, is_listed, parse
from parvis.kernel.fetch.connecting import Outside, connect, cut, left, outside

REDIRECTS: Final = 3
MOVED: Final = frozenset((301, 302, 303, 307, 308))
CHUNK: Final = 16 * 1024
ENCODINGS: Final = frozenset(("", "identity", "gzip"))


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back, whatever its status. ``body`` is empty for a 304 and for a redirect."""

    status: int
    body: bytes
    #: Without its parameters, in lower case.
    content_type: str
    etag: str
    last_modified: str
    final_url: str
    #: Seconds the server asks to wait, as with a 429.
    retry_after: int | None = None


def get(
    url: str,
    *,
    limit_bytes: int,
    accept: tuple[str, ...],
    seconds: float = 5,
    etag: str | None = None,
    last_modified: str | None = None,
    headers: Mapping[str, str] | None = None,
    world: Outside | None = None,
) -> Fetched:
    """Read a public address. No cookie, no proxy, nothing that says who asked.

    :param limit_bytes: of the body, once decompressed.
    :param accept: media types a body may have; a 200 of another kind is refused.
    :param seconds: for everything, name, redirects and body included.
    :param headers: sent to the first server only: a redirect elsewhere does not get them.
    :raises FetchRefused: one of its kinds, each with its sentence.
    """
    there = world or outside()
    asking = _Asking(time.monotonic() + seconds, limit_bytes, accept, there)
    target = parse(url, ports=there.ports)
    asked = {"If-None-Match": etag, "If-Modified-Since": last_modified, **(headers or {})}
    own = {name: value for name, value in asked.items() if value}
    first = target.origin
    for _hop in range(REDIRECTS + 1):
        answer = _one(target, asking, own if target.origin == first else {})
        if isinstance(answer, Fetched):
            return answer
        following = parse(urljoin(target.url, answer), ports=there.ports)
        if target.scheme == "https" and following.scheme == "http":
            raise refusals.Downgraded
        target = following
    raise refusals.TooManyRedirects


@dataclass(frozen=True, slots=True)
class _Asking:
    """What holds for every exchange of one fetch."""

    #: On the monotonic clock.
    ends: float
    limit: int
    accept: tuple[str, ...]
    there: Outside

    def is_late(self) -> bool:
        return left(self.ends) <= 0


def _one(target: Target, asking: _Asking, headers: Mapping[str, str]) -> Fetched | str:
    """One exchange: what came, or where one is sent on to."""
    if not is_listed(target.host, asking.there.hosts):
        raise refusals.NotListed
    connection = connect(target, asking.there, asking.ends)
    # The connection lets go of its socket once the headers are there: the watch holds it.
    watch = threading.Timer(max(0.0, left(asking.ends)), cut, [connection.sock])
    watch.daemon = True
    watch.start()
    try:
        return _exchange(connection, target, asking, headers)
    except refusals.FetchRefused:
        raise
    except (HTTPError, OSError, ValueError, http.client.HTTPException) as problem:
        late = asking.is_late() or isinstance(problem, TimeoutError)
        raise (refusals.TooSlow if late else refusals.Unreachable) from problem
    finally:
        watch.cancel()
        connection.close()


def _exchange(
    connection: HTTPConnection, target: Target, asking: _Asking, headers: Mapping[str, str]
) -> Fetched | str:
    connection.request(
        "GET",
        target.path,
        headers={
            "Host": target.netloc,
            "User-Agent": f"Parvis (+{settings.PARVIS.public_url})",
            "Accept": ", ".join(asking.accept),
            "Accept-Encoding": "gzip",
            "Connection": "close",
            **headers,
        },
        preload_content=False,
        decode_content=True,
    )
    with contextlib.closing(connection.getresponse()) as response:
        return _answer(response, target, asking)


def _answer(response: BaseHTTPResponse, target: Target, asking: _Asking) -> Fetched | str:
    if asking.is_late():
        raise refusals.TooSlow
    location = response.headers.get("Location")
    if response.status in MOVED and location:
        return location
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    found = Fetched(
        status=response.status,
        body=b"",
        content_type=kind,
        etag=response.headers.get("ETag", ""),
        last_modified=response.headers.get("Last-Modified", ""),
        final_url=target.url,
        retry_after=_seconds(response.headers.get("Retry-After", "")),
    )
    if response.status != 200:
        return found
    if kind not in asking.accept:
        raise refusals.WrongKind
    return replace(found, body=_read(response, asking))


def _read(response: BaseHTTPResponse, asking: _Asking) -> bytes:
    if response.headers.get("Content-Encoding", "").strip().lower() not in ENCODINGS:
        raise refusals.WrongKind
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > asking.limit:
        raise refusals.TooBig
    body = bytearray()
    while True:
        chunk = response.read(CHUNK, decode_content=True)
        if asking.is_late():  # cut short: what was read is not the whole
            raise refusals.TooSlow
        if not chunk:
            break
        body += chunk
        if len(body) > asking.limit:
            raise refusals.TooBig
    if announced.isdecimal() and response.tell() < int(announced):
        raise refusals.Unreachable
    return bytes(body)


def _seconds(given: str) -> int | None:
    return min(int(given), 86_400) if given.isdecimal() and len(given) < 9 else None

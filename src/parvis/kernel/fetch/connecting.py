"""Connecting to a public server: its name asked for once, every answer looked at."""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, SSLError
from urllib3.util.ssl_match_hostname import CertificateError

from parvis.kernel.fetch import refusals
from parvis.kernel.fetch.addresses import Target, is_public

#: Addresses of one name that are tried, when the first does not answer.
TRIED: Final = 3

IP = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Outside:
    """The world outside as a fetch sees it. Only tests make another than :func:`outside`."""

    resolve: Callable[[str, int], list[str]]
    allows: Callable[[IP], bool] = is_public
    #: The only hosts one may read; empty for any.
    hosts: tuple[str, ...] = ()
    ports: frozenset[int] = frozenset((80, 443))
    #: Authorities trusted for https, beside none: those of the system by default.
    authorities: ssl.SSLContext | None = None


def outside() -> Outside:
    """The Internet, within what the operator allows."""
    given = settings.PARVIS
    return Outside(
        resolve=_resolve,
        hosts=given.outbound_hosts,
        ports=frozenset((80, 443, *given.outbound_ports)),
    )


def connect(target: Target, there: Outside, ends: float) -> HTTPConnection:
    """Connect to an address that was looked at; the certificate must be that of the name.

    :param ends: on the monotonic clock.
    :raises FetchRefused: the address is not public, does not answer in time, or is not who it says.
    """
    addresses = _addresses(target, there, ends)
    for address in addresses[:TRIED]:
        rest = left(ends)
        if rest <= 0:
            raise refusals.TooSlow
        connection = _connection(target, address, there, rest)
        try:
            connection.connect()
        except (ssl.SSLError, SSLError, CertificateError) as problem:
            connection.close()
            raise refusals.UntrustedServer from problem
        except (HTTPError, OSError):
            connection.close()
            continue
        return connection
    raise refusals.TooSlow if left(ends) <= 0 else refusals.Unreachable


def cut(held: socket.socket) -> None:
    """End an exchange that lasts: a server that sends a byte now and then never times out."""
    try:
        # Not the method of an SSL socket, which would take its session away from the reader.
        socket.socket.shutdown(held, socket.SHUT_RDWR)
    except OSError:
        return  # it was over


def _addresses(target: Target, there: Outside, ends: float) -> list[str]:
    """The addresses of a host, asked for once. One that is not public refuses them all."""
    try:
        found = [str(ipaddress.ip_address(target.host))]
    except ValueError:
        found = _resolved_in_time(target, there, ends)
    if not found:
        raise refusals.Unreachable
    for address in found:
        try:
            public = there.allows(ipaddress.ip_address(address))
        except ValueError:  # with a zone, as fe80::1%eth0
            public = False
        if not public:
            raise refusals.PrivateAddress
    return list(dict.fromkeys(found))


def _resolved_in_time(target: Target, there: Outside, ends: float) -> list[str]:
    """The system's resolver has no time limit of its own: it is waited for, not interrupted."""
    found: list[str] = []
    problems: list[Exception] = []

    def ask() -> None:
        try:
            found.extend(there.resolve(target.host, target.port))
        except (OSError, UnicodeError) as problem:
            problems.append(problem)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(max(0.0, left(ends)))
    if asking.is_alive():
        raise refusals.TooSlow
    if problems:
        raise refusals.Unreachable from problems[0]
    return found


def _connection(target: Target, address: str, there: Outside, rest: float) -> HTTPConnection:
    if target.scheme == "http":
        return HTTPConnection(address, target.port, timeout=rest)
    return HTTPSConnection(
        address,
        target.port,
        timeout=rest,
        cert_reqs=ssl.CERT_REQUIRED,
        ssl_context=there.authorities or ssl.create_default_context(),
        server_hostname=target.host,
        assert_hostname=target.host,
    )


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_kind, address in found]


def left(ends: float) -> float:
    return ends - time.monotonic()
